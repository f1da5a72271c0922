/*
 * csv.c - a CSV file for each table (RFC 4180), with datapackage.json beside them.
 */
#include "export_p.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "normalize/utf8.h"

struct csv {
	struct tm_export *e;
	struct tm_buffer *tables; /* UTF-8, one for each table */
	struct tm_buffer cell;
};

/* Would a spreadsheet take a text that begins like this for a formula? */
static bool opens_formula(struct tm_slice s)
{
	static const char signs[] = "=+-@\t\r\n";
	size_t n;

	while (s.len && s.ptr[0] == '\'')
		s = tm_slice_sub(s, 1, s.len);
	if (!s.len)
		return false;
	if (s.ptr[0] && strchr(signs, s.ptr[0]))
		return true;
	switch (tm_utf8_decode(s.ptr, &n)) {
	case 0xFF1D: /* full-width = */
	case 0xFF0B: /* + */
	case 0xFF0D: /* - */
	case 0xFF20: /* @ */
	case 0x2212: /* minus sign */
		return true;
	default:
		return false;
	}
}

/* Must this field stand in quotation marks? */
static bool wants_quotes(struct tm_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c < 0x20 || c == '"' || c == ',')
			return true;
	}
	return s.len == 0 || s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ';
}

static void put(struct tm_buffer *out, struct tm_slice s)
{
	if (!wants_quotes(s)) {
		tm_buffer_slice(out, s);
		return;
	}
	tm_buffer_byte(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			tm_buffer_byte(out, '"');
		tm_buffer_byte(out, s.ptr[i]);
	}
	tm_buffer_byte(out, '"');
}

static void put_cell(struct csv *csv, struct tm_buffer *out, const struct tm_flat_column *column,
		     const struct tm_flat_cell *cell)
{
	bool is_text = cell->kind == TM_FLAT_CELL_STRING || cell->kind == TM_FLAT_CELL_LIST;

	if (cell->kind == TM_FLAT_CELL_NONE)
		return;
	tm_buffer_clear(&csv->cell);
	tm_flat_text(&csv->cell, column, cell);
	if (is_text && column->type != TM_FLAT_WORD && opens_formula(tm_buffer_view(&csv->cell))) {
		tm_buffer_clear(&csv->cell);
		tm_buffer_byte(&csv->cell, '\'');
		tm_flat_text(&csv->cell, column, cell);
	}
	put(out, tm_buffer_view(&csv->cell));
}

static void row(void *form, const struct tm_flat_row *r)
{
	struct csv *csv = form;
	const struct tm_flat_table *table = &csv->e->flat->tables[r->table];
	struct tm_buffer *out = &csv->tables[r->table];

	for (size_t i = 0; i < table->column_count; i++) {
		if (i)
			tm_buffer_byte(out, ',');
		put_cell(csv, out, &table->columns[i], &r->cells[i]);
	}
	tm_buffer_lit(out, "\r\n");
}

static void *begin(struct tm_export *e)
{
	struct csv *csv = tm_arena_alloc(&e->arena, sizeof(*csv));

	csv->e = e;
	csv->tables = tm_arena_array(&e->arena, e->flat->count, sizeof(*csv->tables));
	for (size_t t = 0; t < e->flat->count; t++) {
		const struct tm_flat_table *table = &e->flat->tables[t];

		if (e->options.encoding == TM_CSV_UTF8_BOM)
			tm_buffer_lit(&csv->tables[t], "\xEF\xBB\xBF");
		for (size_t i = 0; i < table->column_count; i++) {
			if (i)
				tm_buffer_byte(&csv->tables[t], ',');
			tm_buffer_slice(&csv->tables[t], table->columns[i].name);
		}
		tm_buffer_lit(&csv->tables[t], "\r\n");
	}
	return csv;
}

/* All of `in` into `out`; GB18030 has every character that UTF-8 has. */
static bool convert(struct tm_buffer *out, struct tm_slice in)
{
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	char *from = (char *)in.ptr; /* iconv() does not write there, whatever its type says */
	size_t left = in.len;
	bool ok = cd != (iconv_t)-1;

	while (ok && left) {
		size_t room = left + 16;
		char *to = tm_buffer_reserve(out, room), *start = to;

		ok = iconv(cd, &from, &left, &to, &room) != (size_t)-1 || errno == E2BIG;
		out->len += (size_t)(to - start);
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return ok;
}

static bool end(void *form)
{
	struct csv *csv = form;
	struct tm_export *e = csv->e;
	size_t *sizes = tm_arena_array(&e->arena, e->flat->count, sizeof(*sizes));

	for (size_t t = 0; t < e->flat->count; t++) {
		struct tm_slice pieces[] = { e->flat->tables[t].name, TM_SLICE(".csv") };
		struct tm_buffer *file = tm_export_add(e, tm_arena_concat(&e->arena, 2, pieces));

		if (e->options.encoding != TM_CSV_GB18030) {
			*file = csv->tables[t];
			csv->tables[t] = (struct tm_buffer)TM_BUFFER_INIT;
		} else if (!convert(file, tm_buffer_view(&csv->tables[t]))) {
			tm_export_fail(e, "iconv does not know GB18030");
			return false;
		}
		sizes[t] = file->len;
	}
	tm_datapackage_write(tm_export_add(e, TM_SLICE("datapackage.json")), e, sizes);
	return true;
}

static void release(void *form)
{
	struct csv *csv = form;

	for (size_t t = 0; t < csv->e->flat->count; t++)
		tm_buffer_release(&csv->tables[t]);
	tm_buffer_release(&csv->cell);
}

const struct tm_exporter tm_csv_exporter = { begin, NULL, row, end, release };
