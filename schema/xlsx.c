/*
 * xlsx.c - a workbook of the tables, a sheet each, with libxlsxwriter.
 *
 * Rows go to temporary files as they come (constant_memory), so that a sheet
 * may be larger than memory; columns get their widths at the end.
 */
#include "export_p.h"

#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

#include "normalize/utf8.h"

enum {
	SHEET_ROWS = 1048576,
	CELL_UNITS = 32767, /* of UTF-16 */
	WIDTH_LEAST = 8,
	WIDTH_MOST = 60,
	FILTER_WIDTH = 3,    /* the button in the head */
	CREATED = 946684800, /* 2000-01-01: the same input gives the same bytes */
	LINK_MOST = 200      /* bytes of a text in a formula; a spreadsheet takes 255 characters */
};

enum { HEAD, SUM, SUM_PARTS, DATE, LINK, FORMAT_COUNT };

struct sheet {
	lxw_worksheet *worksheet;
	struct tm_slice name;
	size_t table;
	uint32_t rows;   /* written so far, the head included */
	long long bytes; /* of its temporary file, at the end */
};

struct workbook {
	struct tm_export *e;
	FILE *file;
	lxw_workbook *book;
	lxw_format *formats[FORMAT_COUNT];
	struct sheet *sheets;
	size_t sheet_count, sheet_room;
	size_t *current;             /* of each table: its last sheet */
	size_t **widths;             /* of each table, by column */
	uint32_t limit;              /* rows of a sheet */
	size_t clauses, diagnostics; /* numbers of these tables */
	size_t clause_sheet;
	uint32_t clause_row;    /* of the clause whose rows are being written */
	struct tm_buffer cell;  /* scratch */
	struct tm_report *cuts; /* cells of this document that were cut */
	size_t cut_count, cut_room;
	size_t skip; /* diagnostics that are on the sheet already */
	bool only_diagnostics, failed;
};

static void fail(struct workbook *w, const char *why)
{
	if (!w->failed)
		tm_export_fail(w->e, why);
	w->failed = true;
}

/* ---- sheets ---- */

static void add_sheet(struct workbook *w, size_t number)
{
	const struct tm_flat_table *t = &w->e->flat->tables[number];
	struct tm_slice title = t->titles[w->e->options.language];
	struct sheet *sheet;
	size_t part = 1;

	for (size_t i = 0; i < w->sheet_count; i++)
		part += w->sheets[i].table == number;
	sheet = tm_arena_push(&w->e->arena, &w->sheets, &w->sheet_count, &w->sheet_room, sizeof(*sheet));
	sheet->table = number;
	sheet->name = part == 1 ? tm_arena_slice(&w->e->arena, title)
				: tm_arena_printf(&w->e->arena, "%s %zu", tm_arena_slice(&w->e->arena, title).ptr,
						  part);
	sheet->worksheet = workbook_add_worksheet(w->book, sheet->name.ptr);
	w->current[number] = w->sheet_count - 1;
	if (!sheet->worksheet) {
		fail(w, "no room for temporary files");
		return;
	}
	for (size_t i = 0; i < t->column_count; i++) {
		struct tm_slice head = t->columns[i].titles[w->e->options.language];
		size_t width = tm_text_width(head) + FILTER_WIDTH;

		worksheet_write_string(sheet->worksheet, 0, (lxw_col_t)i, tm_arena_slice(&w->e->arena, head).ptr,
				       w->formats[HEAD]);
		if (width > w->widths[number][i])
			w->widths[number][i] = width;
	}
	/* The head and, where rows have them, the ids stay in sight. */
	worksheet_freeze_panes(sheet->worksheet, 1, (lxw_col_t)t->key_count);
	sheet->rows = 1;
}

static void finish_sheet(struct workbook *w, struct sheet *sheet)
{
	const struct tm_flat_table *t = &w->e->flat->tables[sheet->table];
	const size_t *widths = w->widths[sheet->table];

	for (size_t i = 0; i < t->column_count; i++) {
		size_t width = widths[i] + 1;

		width = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
		worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, (double)width, NULL);
	}
	worksheet_autofilter(sheet->worksheet, 0, 0, sheet->rows - 1, (lxw_col_t)(t->column_count - 1));
}

/* ---- cells ---- */

static void remember_cut(struct workbook *w, const struct tm_flat_row *row, const struct tm_flat_column *column,
			 size_t units)
{
	const struct tm_flat_table *t = &w->e->flat->tables[row->table];
	struct tm_arena *arena = &w->e->arena;
	struct tm_slice key = t->key_count ? row->cells[t->key_count - 1].text : t->name;
	struct tm_slice above = t->link != SIZE_MAX ? row->cells[t->link].text : TM_NO_SLICE;
	struct tm_slice name[] = { above, above.ptr ? TM_SLICE("#") : TM_NO_SLICE, key };
	struct tm_slice args[] = { column->titles[w->e->options.language], tm_arena_concat(arena, 3, name),
				   tm_arena_printf(arena, "%zu", units),
				   tm_arena_printf(arena, "%u-%u", row->span.start, row->span.end) };
	struct tm_diagnostic *d = tm_diagnose(w->e->diagnostics, TM_D_CELL_TRUNCATED, row->span, 4, args);
	struct tm_report *r = tm_arena_push(arena, &w->cuts, &w->cut_count, &w->cut_room, sizeof(*r));
	struct tm_buffer sentence = TM_BUFFER_INIT;

	d->line = row->line;
	tm_message_write(w->e->options.messages, d, w->e->options.language, &sentence);
	*r = (struct tm_report){ .severity = tm_code_severity(d->code),
				 .code = tm_slice_str(tm_code_name(d->code)),
				 .message = tm_arena_slice(arena, tm_buffer_view(&sentence)),
				 .span = row->span,
				 .line = row->line };
	r->arguments.items = tm_arena_array(arena, 4, sizeof(*args));
	memcpy(r->arguments.items, args, sizeof(args));
	r->arguments.count = 4;
	tm_buffer_release(&sentence);
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* _xHHHH_ is how a workbook writes a control character (ISO/IEC 29500-1, 22.9.2.19); text that looks so is none.
 */
static bool looks_escaped(struct tm_slice s, size_t at)
{
	if (s.len - at < 7 || s.ptr[at] != '_' || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_')
		return false;
	for (size_t i = at + 2; i < at + 6; i++)
		if (!is_hex(s.ptr[i]))
			return false;
	return true;
}

/* UTF-16 units of a text as it will be written. */
static size_t count_units(struct tm_slice s)
{
	size_t units = 0, n;

	for (size_t i = 0; i < s.len; i += n)
		units += tm_utf8_decode(s.ptr + i, &n) > 0xFFFF ? 2 : 1;
	return units;
}

/* Cuts at the last character that fits. */
static size_t fitting(struct tm_slice s)
{
	size_t units = 0, n, at;

	for (at = 0; at < s.len; at += n) {
		units += tm_utf8_decode(s.ptr + at, &n) > 0xFFFF ? 2 : 1;
		if (units > CELL_UNITS)
			break;
	}
	return at;
}

/* A text that XML and libxlsxwriter can hold, ended by NUL, in the scratch buffer. */
static const char *safe_text(struct workbook *w, struct tm_slice s)
{
	struct tm_buffer *out = &w->cell;
	size_t n;

	tm_buffer_clear(out);
	for (size_t i = 0; i < s.len; i += n) {
		uint32_t c = tm_utf8_decode(s.ptr + i, &n);

		if (looks_escaped(s, i))
			tm_buffer_lit(out, "_x005F_");
		else if (c == 0 || c == 0xFFFE || c == 0xFFFF)
			tm_buffer_lit(out, "\xEF\xBF\xBD");
		else
			tm_buffer_add(out, s.ptr + i, n);
	}
	tm_buffer_byte(out, '\0');
	return out->data;
}

static void note_width(struct workbook *w, size_t table, size_t column, struct tm_slice text)
{
	size_t width;

	if (w->widths[table][column] >= WIDTH_MOST)
		return;
	width = tm_text_width(text);
	if (width > w->widths[table][column])
		w->widths[table][column] = width;
}

static void write_text(struct workbook *w, const struct tm_flat_row *r, size_t i, struct tm_slice text)
{
	struct sheet *sheet = &w->sheets[w->current[r->table]];
	const char *safe = safe_text(w, text);
	size_t units = count_units((struct tm_slice){ safe, w->cell.len - 1 });

	if (units > CELL_UNITS) {
		remember_cut(w, r, &w->e->flat->tables[r->table].columns[i], count_units(text));
		w->cell.data[fitting((struct tm_slice){ safe, w->cell.len - 1 })] = '\0';
	}
	note_width(w, r->table, i, text);
	if (worksheet_write_string(sheet->worksheet, sheet->rows, (lxw_col_t)i, safe, NULL) != LXW_NO_ERROR)
		fail(w, "a text cannot be written");
}

static bool write_date(lxw_worksheet *sheet, uint32_t row, size_t i, struct tm_slice s, lxw_format *format)
{
	lxw_datetime date = { .year = 0 };

	if (s.len != 10 || !tm_slice_number(tm_slice_sub(s, 0, 4), &date.year) ||
	    !tm_slice_number(tm_slice_sub(s, 5, 7), &date.month) ||
	    !tm_slice_number(tm_slice_sub(s, 8, 10), &date.day) || date.year <= 1900)
		return false;
	return worksheet_write_datetime(sheet, row, (lxw_col_t)i, &date, format) == LXW_NO_ERROR;
}

/* A clause's id leads to its row on the sheet of clauses. */
static bool write_link(struct workbook *w, struct sheet *sheet, size_t i, struct tm_slice id)
{
	const struct sheet *to = &w->sheets[w->clause_sheet];

	if (id.len > LINK_MOST || tm_slice_find(id, TM_SLICE("\""), 0) != SIZE_MAX)
		return false;
	tm_buffer_clear(&w->cell);
	tm_buffer_printf(&w->cell, "=HYPERLINK(\"#'%s'!A%u\",\"", to->name.ptr, w->clause_row + 1);
	tm_buffer_slice(&w->cell, id);
	tm_buffer_lit(&w->cell, "\")");
	tm_buffer_byte(&w->cell, '\0');
	tm_buffer_slice(&w->cell, id);
	tm_buffer_byte(&w->cell, '\0');
	return worksheet_write_formula_str(sheet->worksheet, sheet->rows, (lxw_col_t)i, w->cell.data,
					   w->formats[LINK],
					   w->cell.data + strlen(w->cell.data) + 1) == LXW_NO_ERROR;
}

static void write_cell(struct workbook *w, const struct tm_flat_row *r, size_t i)
{
	const struct tm_flat_table *t = &w->e->flat->tables[r->table];
	const struct tm_flat_column *column = &t->columns[i];
	const struct tm_flat_cell *cell = &r->cells[i];
	struct sheet *sheet = &w->sheets[w->current[r->table]];
	struct tm_buffer joined = TM_BUFFER_INIT;
	lxw_format *format = NULL;
	double number;

	switch (cell->kind) {
	case TM_FLAT_CELL_NONE:
		return;
	case TM_FLAT_CELL_BOOL:
		worksheet_write_boolean(sheet->worksheet, sheet->rows, (lxw_col_t)i, cell->truth, NULL);
		return;
	case TM_FLAT_CELL_DIGITS:
		if (!tm_decimal_double(cell->text, &number))
			break;
		if (column->money)
			format = w->formats[tm_slice_find(cell->text, TM_SLICE("."), 0) == SIZE_MAX ? SUM
												    : SUM_PARTS];
		worksheet_write_number(sheet->worksheet, sheet->rows, (lxw_col_t)i, number, format);
		note_width(w, r->table, i, cell->text);
		if (column->money && w->widths[r->table][i] < cell->text.len * 4 / 3)
			w->widths[r->table][i] = cell->text.len * 4 / 3; /* with its commas */
		return;
	case TM_FLAT_CELL_STRING:
		if (i == t->link && write_link(w, sheet, i, cell->text)) {
			note_width(w, r->table, i, cell->text);
			return;
		}
		if (column->type == TM_FLAT_DATE &&
		    write_date(sheet->worksheet, sheet->rows, i, cell->text, w->formats[DATE])) {
			note_width(w, r->table, i, cell->text);
			return;
		}
		break;
	case TM_FLAT_CELL_LIST:
	case TM_FLAT_CELL_SPANS:
		tm_flat_text(&joined, column, cell);
		write_text(w, r, i, tm_buffer_view(&joined));
		tm_buffer_release(&joined);
		return;
	}
	write_text(w, r, i, cell->text);
}

static void row(void *form, const struct tm_flat_row *r)
{
	struct workbook *w = form;
	struct sheet *sheet;

	if (w->failed || (w->only_diagnostics && r->table != w->diagnostics))
		return;
	if (w->only_diagnostics && w->skip) {
		w->skip--;
		return;
	}
	if (w->sheets[w->current[r->table]].rows >= w->limit)
		add_sheet(w, r->table);
	if (w->failed)
		return;
	for (size_t i = 0; i < w->e->flat->tables[r->table].column_count; i++)
		write_cell(w, r, i);
	sheet = &w->sheets[w->current[r->table]];
	if (r->table == w->clauses) {
		w->clause_sheet = w->current[r->table];
		w->clause_row = sheet->rows;
	}
	sheet->rows++;
}

/* What was cut joins the diagnostics of its document. */
static void after(void *form, const struct tm_document *doc)
{
	struct workbook *w = form;
	struct tm_document cuts = { .id = doc->id };

	if (!w->cut_count)
		return;
	cuts.report_count = doc->report_count + w->cut_count;
	cuts.reports = tm_arena_array(&w->e->arena, cuts.report_count, sizeof(*cuts.reports));
	if (doc->report_count)
		memcpy(cuts.reports, doc->reports, doc->report_count * sizeof(*cuts.reports));
	memcpy(cuts.reports + doc->report_count, w->cuts, w->cut_count * sizeof(*w->cuts));
	w->cut_count = 0;
	w->skip = doc->report_count;
	w->only_diagnostics = true;
	tm_flat_document(w->e->flat, &cuts, row, w);
	w->only_diagnostics = false;
}

/* ---- the workbook ---- */

static void make_formats(struct workbook *w)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		w->formats[i] = workbook_add_format(w->book);
	format_set_bold(w->formats[HEAD]);
	format_set_bg_color(w->formats[HEAD], 0xE7E6E6);
	format_set_bottom(w->formats[HEAD], LXW_BORDER_THIN);
	format_set_num_format(w->formats[SUM], "#,##0");
	format_set_num_format(w->formats[SUM_PARTS], "#,##0.########");
	format_set_num_format(w->formats[DATE], "yyyy-mm-dd");
	format_set_font_color(w->formats[LINK], LXW_COLOR_BLUE);
	format_set_underline(w->formats[LINK], LXW_UNDERLINE_SINGLE);
}

static void set_properties(struct workbook *w)
{
	static char application[] = "tiaomu";
	lxw_doc_properties properties = { .author = application, .created = CREATED };

	workbook_set_properties(w->book, &properties);
}

static size_t table_named(const struct tm_flat *flat, struct tm_slice name)
{
	size_t i = 0;

	while (!tm_slice_eq(flat->tables[i].name, name))
		i++;
	return i;
}

static void release(void *form)
{
	struct workbook *w = form;

	if (w->book)
		lxw_workbook_free(w->book);
	if (w->file)
		fclose(w->file);
	tm_buffer_release(&w->cell);
}

static void *begin(struct tm_export *e)
{
	struct workbook *w = tm_arena_alloc(&e->arena, sizeof(*w));
	lxw_workbook_options options = { .constant_memory = 1 };
	char path[48];

	w->e = e;
	w->limit = e->options.sheet_rows ? e->options.sheet_rows : SHEET_ROWS;
	w->clauses = table_named(e->flat, TM_SLICE("clauses"));
	w->diagnostics = table_named(e->flat, TM_SLICE("diagnostics"));
	w->current = tm_arena_array(&e->arena, e->flat->count, sizeof(*w->current));
	w->widths = tm_arena_array(&e->arena, e->flat->count, sizeof(size_t *));
	w->file = tmpfile(); /* libxlsxwriter wants a name; this one goes with the process */
	if (w->file) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(w->file));
		w->book = workbook_new_opt(path, &options);
	}
	if (!w->book) {
		fail(w, "no room for temporary files");
		release(w);
		return NULL;
	}
	make_formats(w);
	set_properties(w);
	for (size_t t = 0; t < e->flat->count && !w->failed; t++) {
		w->widths[t] = tm_arena_array(&e->arena, e->flat->tables[t].column_count, sizeof(size_t));
		add_sheet(w, t);
	}
	if (!w->failed)
		return w;
	release(w);
	return NULL;
}

/* libxlsxwriter does not look whether its temporary files were written; we do, before and after. */
static bool sheets_written(struct workbook *w)
{
	for (size_t i = 0; i < w->sheet_count; i++) {
		FILE *file = w->sheets[i].worksheet->optimize_tmpfile;

		if (!file || fflush(file) || ferror(file))
			return false;
		w->sheets[i].bytes = ftello(file);
	}
	return true;
}

static uint32_t little(const char *p, size_t bytes)
{
	uint32_t n = 0;

	while (bytes--)
		n = n << 8 | (unsigned char)p[bytes];
	return n;
}

/* Is every sheet in the archive at least as long as its rows were?  Reads the ZIP's central directory. */
static bool sheets_archived(const struct workbook *w, struct tm_slice zip)
{
	size_t at, found = 0, name_len;

	if (zip.len < 22)
		return false;
	for (at = little(zip.ptr + zip.len - 6, 4); at + 46 <= zip.len;
	     at += 46 + name_len + little(zip.ptr + at + 30, 2) + little(zip.ptr + at + 32, 2)) {
		static const struct tm_slice folder = { "xl/worksheets/sheet", 19 };
		struct tm_slice name;
		size_t number = 0;

		name_len = little(zip.ptr + at + 28, 2);
		if (little(zip.ptr + at, 4) != 0x02014B50 || at + 46 + name_len > zip.len)
			break;
		name = (struct tm_slice){ zip.ptr + at + 46, name_len };
		if (!tm_slice_starts(name, folder))
			continue;
		for (size_t i = folder.len; i < name.len && name.ptr[i] >= '0' && name.ptr[i] <= '9'; i++)
			number = number * 10 + (size_t)(name.ptr[i] - '0');
		if (number == 0 || number > w->sheet_count ||
		    little(zip.ptr + at + 24, 4) < (uint32_t)w->sheets[number - 1].bytes)
			return false;
		found++;
	}
	return found == w->sheet_count;
}

static bool read_back(struct workbook *w, struct tm_buffer *out)
{
	size_t n;

	rewind(w->file);
	do {
		n = fread(tm_buffer_reserve(out, 65536), 1, 65536, w->file);
		out->len += n;
	} while (n);
	return !ferror(w->file) && sheets_archived(w, tm_buffer_view(out));
}

static bool end(void *form)
{
	struct workbook *w = form;
	bool ok;

	for (size_t i = 0; i < w->sheet_count && !w->failed; i++)
		finish_sheet(w, &w->sheets[i]);
	if (w->failed)
		return false;
	ok = sheets_written(w);
	ok &= workbook_close(w->book) == LXW_NO_ERROR;
	w->book = NULL;
	if (!ok || !read_back(w, tm_export_add(w->e, TM_NO_SLICE)))
		fail(w, "no room for temporary files");
	return !w->failed;
}

const struct tm_exporter tm_xlsx_exporter = { begin, after, row, end, release };
