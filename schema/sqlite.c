/*
 * sqlite.c - a database of the tables, made in memory.
 */
#include "export_p.h"

#include <sqlite3.h>

#include "extract/decimal.h"
#include "normalize/resource.h"
#include "normalize/utf8.h"
#include "schema/json.h"

extern const struct tm_resource tm_flat_resources[];

enum { APPLICATION_ID = 0x7469616F }; /* "tiao", for file(1) */

struct database {
	struct tm_export *e;
	sqlite3 *db;
	sqlite3_stmt **inserts, *search, *title;
	size_t clauses;             /* number of table "clauses" */
	size_t heading, text;       /* its columns */
	struct tm_buffer sql, cell; /* scratch */
	bool failed;
};

static void check(struct database *d, int status)
{
	if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW || d->failed)
		return;
	d->failed = true;
	tm_export_fail(d->e, d->db ? sqlite3_errmsg(d->db) : sqlite3_errstr(status));
}

/* Runs what stands in the scratch buffer. */
static void run(struct database *d)
{
	tm_buffer_byte(&d->sql, '\0');
	if (!d->failed)
		check(d, sqlite3_exec(d->db, d->sql.data, NULL, NULL, NULL));
	tm_buffer_clear(&d->sql);
}

static sqlite3_stmt *prepare(struct database *d)
{
	sqlite3_stmt *statement = NULL;

	if (!d->failed)
		check(d, sqlite3_prepare_v3(d->db, d->sql.data, (int)d->sql.len, SQLITE_PREPARE_PERSISTENT,
					    &statement, NULL));
	tm_buffer_clear(&d->sql);
	return statement;
}

static void step(struct database *d, sqlite3_stmt *statement)
{
	if (!d->failed)
		check(d, sqlite3_step(statement));
	sqlite3_reset(statement);
}

/* ---- the schema ---- */

static void put_name(struct tm_buffer *out, struct tm_slice name)
{
	tm_buffer_byte(out, '"');
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '"')
			tm_buffer_byte(out, '"');
		tm_buffer_byte(out, name.ptr[i]);
	}
	tm_buffer_byte(out, '"');
}

/* (a, b, c): the first `count` columns, the last of them replaced where `last` is one. */
static void put_names(struct tm_buffer *out, const struct tm_flat_table *t, size_t count, size_t last)
{
	tm_buffer_lit(out, " (");
	for (size_t i = 0; i < count; i++) {
		if (i)
			tm_buffer_lit(out, ", ");
		put_name(out, t->columns[last != SIZE_MAX && i + 1 == count ? last : i].name);
	}
	tm_buffer_byte(out, ')');
}

static void put_reference(struct tm_buffer *out, const struct tm_flat_table *t, size_t count, size_t last,
			  const struct tm_flat_table *other)
{
	tm_buffer_lit(out, ",\n  FOREIGN KEY");
	put_names(out, t, count, last);
	tm_buffer_lit(out, " REFERENCES ");
	put_name(out, other->name);
	put_names(out, other, count, SIZE_MAX);
}

/*
 * Exact decimals have no declared type: what has more digits than a REAL keeps is stored as a
 * text, and no affinity may turn it into a REAL.
 */
static const char *type_name(enum tm_flat_type type)
{
	switch (type) {
	case TM_FLAT_INTEGER:
	case TM_FLAT_FLAG:
		return " INTEGER";
	case TM_FLAT_NUMBER:
		return "";
	case TM_FLAT_TEXT:
	case TM_FLAT_WORD:
	case TM_FLAT_DATE:
	case TM_FLAT_LIST:
	case TM_FLAT_SPANS:
		break;
	}
	return " TEXT";
}

static void create_table(struct database *d, const struct tm_flat_table *t)
{
	struct tm_buffer *out = &d->sql;
	const struct tm_flat *flat = d->e->flat;

	tm_buffer_lit(out, "CREATE TABLE ");
	put_name(out, t->name);
	tm_buffer_lit(out, " (\n");
	if (t == &flat->tables[d->clauses])
		tm_buffer_lit(out, "  row INTEGER PRIMARY KEY, -- the rowid of search\n");
	for (size_t i = 0; i < t->column_count; i++) {
		tm_buffer_str(out, i ? ",\n  " : "  ");
		put_name(out, t->columns[i].name);
		tm_buffer_str(out, type_name(t->columns[i].type));
		if (t->columns[i].required)
			tm_buffer_lit(out, " NOT NULL");
	}
	if (t->key_count) {
		tm_buffer_str(out, t == &flat->tables[d->clauses] ? ",\n  UNIQUE" : ",\n  PRIMARY KEY");
		put_names(out, t, t->key_count, SIZE_MAX);
	}
	if (t->parent != SIZE_MAX)
		put_reference(out, t, t->key_count - 1, SIZE_MAX, &flat->tables[t->parent]);
	if (t->self_link != SIZE_MAX)
		put_reference(out, t, t->key_count, t->self_link, t);
	tm_buffer_lit(out, "\n)");
	run(d);
}

static void create_view(struct database *d, const struct tm_flat_table *t)
{
	tm_buffer_lit(&d->sql, "CREATE VIEW ");
	put_name(&d->sql, t->titles[TM_CHINESE]);
	tm_buffer_lit(&d->sql, " AS SELECT ");
	for (size_t i = 0; i < t->column_count; i++) {
		if (i)
			tm_buffer_lit(&d->sql, ", ");
		put_name(&d->sql, t->columns[i].name);
		tm_buffer_lit(&d->sql, " AS ");
		put_name(&d->sql, t->columns[i].titles[TM_CHINESE]);
	}
	tm_buffer_lit(&d->sql, " FROM ");
	put_name(&d->sql, t->name);
	run(d);
}

static void create_rest(struct database *d)
{
	tm_buffer_lit(&d->sql,
		      "CREATE VIRTUAL TABLE search USING fts5"
		      "(heading, text, content = '', tokenize = 'unicode61');"
		      "CREATE TABLE titles (\"table\" TEXT NOT NULL, \"column\" TEXT NOT NULL, en TEXT NOT NULL, "
		      "zh TEXT NOT NULL, PRIMARY KEY (\"table\", \"column\"))");
	run(d);
	for (const struct tm_resource *r = tm_flat_resources; r->name.ptr; r++)
		if (tm_slice_ends(r->name, TM_SLICE(".sql"))) {
			tm_buffer_slice(&d->sql, r->text);
			run(d);
		}
}

static void prepare_insert(struct database *d, size_t number)
{
	const struct tm_flat_table *t = &d->e->flat->tables[number];

	tm_buffer_lit(&d->sql, "INSERT INTO ");
	put_name(&d->sql, t->name);
	put_names(&d->sql, t, t->column_count, SIZE_MAX);
	tm_buffer_lit(&d->sql, " VALUES (");
	for (size_t i = 0; i < t->column_count; i++)
		tm_buffer_str(&d->sql, i ? ", ?" : "?");
	tm_buffer_byte(&d->sql, ')');
	d->inserts[number] = prepare(d);
}

static size_t column_named(const struct tm_flat_table *t, struct tm_slice name)
{
	for (size_t i = 0; i < t->column_count; i++)
		if (tm_slice_eq(t->columns[i].name, name))
			return i;
	return SIZE_MAX;
}

/* ---- rows ---- */

static void bind_text(struct database *d, sqlite3_stmt *s, int at, struct tm_slice text)
{
	check(d, sqlite3_bind_text64(s, at, text.ptr ? text.ptr : "", text.len, SQLITE_TRANSIENT, SQLITE_UTF8));
}

/* An integer, a REAL that reads back as the same digits, or the digits themselves. */
static void bind_digits(struct database *d, sqlite3_stmt *s, int at, struct tm_slice digits)
{
	struct tm_decimal n;
	int64_t whole;
	double real;

	if (tm_decimal_parse(digits, &n) && tm_decimal_integer(n, &whole))
		check(d, sqlite3_bind_int64(s, at, whole));
	else if (tm_decimal_double(digits, &real))
		check(d, sqlite3_bind_double(s, at, real));
	else
		bind_text(d, s, at, digits);
}

static void put_json_list(struct tm_buffer *out, const struct tm_flat_cell *cell)
{
	tm_buffer_byte(out, '[');
	for (size_t i = 0; i < cell->list.count && cell->kind == TM_FLAT_CELL_LIST; i++) {
		if (i)
			tm_buffer_byte(out, ',');
		tm_json_text(out, cell->list.items[i]);
	}
	for (size_t i = 0; i < cell->span_count && cell->kind == TM_FLAT_CELL_SPANS; i++)
		tm_buffer_printf(out, "%s[%u,%u]", i ? "," : "", cell->spans[i].start, cell->spans[i].end);
	tm_buffer_byte(out, ']');
}

static void bind(struct database *d, sqlite3_stmt *s, int at, const struct tm_flat_cell *cell)
{
	switch (cell->kind) {
	case TM_FLAT_CELL_NONE:
		check(d, sqlite3_bind_null(s, at));
		break;
	case TM_FLAT_CELL_STRING:
		bind_text(d, s, at, cell->text);
		break;
	case TM_FLAT_CELL_DIGITS:
		bind_digits(d, s, at, cell->text);
		break;
	case TM_FLAT_CELL_BOOL:
		check(d, sqlite3_bind_int(s, at, cell->truth));
		break;
	case TM_FLAT_CELL_LIST:
	case TM_FLAT_CELL_SPANS:
		tm_buffer_clear(&d->cell);
		put_json_list(&d->cell, cell);
		bind_text(d, s, at, tm_buffer_view(&d->cell));
		break;
	}
}

/* A text with a space on both sides of every Han character, so that each is a word of its own. */
static void bind_words(struct database *d, sqlite3_stmt *s, int at, struct tm_slice text)
{
	size_t n;

	tm_buffer_clear(&d->cell);
	for (size_t i = 0; i < text.len; i += n) {
		bool han = tm_is_han(tm_utf8_decode(text.ptr + i, &n));

		if (han)
			tm_buffer_byte(&d->cell, ' ');
		tm_buffer_add(&d->cell, text.ptr + i, n);
		if (han)
			tm_buffer_byte(&d->cell, ' ');
	}
	bind_text(d, s, at, tm_buffer_view(&d->cell));
}

static void row(void *form, const struct tm_flat_row *r)
{
	struct database *d = form;
	const struct tm_flat_table *t = &d->e->flat->tables[r->table];

	if (d->failed)
		return;
	for (size_t i = 0; i < t->column_count; i++)
		bind(d, d->inserts[r->table], (int)i + 1, &r->cells[i]);
	step(d, d->inserts[r->table]);
	if (r->table != d->clauses || d->failed)
		return;
	check(d, sqlite3_bind_int64(d->search, 1, sqlite3_last_insert_rowid(d->db)));
	bind_words(d, d->search, 2, r->cells[d->heading].text);
	bind_words(d, d->search, 3, r->cells[d->text].text);
	step(d, d->search);
}

static void insert_titles(struct database *d)
{
	const struct tm_flat *flat = d->e->flat;

	tm_buffer_lit(&d->sql, "INSERT INTO titles VALUES (?, ?, ?, ?)");
	d->title = prepare(d);
	for (size_t t = 0; t < flat->count; t++)
		for (size_t i = 0; i < flat->tables[t].column_count && !d->failed; i++) {
			const struct tm_flat_column *c = &flat->tables[t].columns[i];

			bind_text(d, d->title, 1, flat->tables[t].name);
			bind_text(d, d->title, 2, c->name);
			bind_text(d, d->title, 3, c->titles[TM_ENGLISH]);
			bind_text(d, d->title, 4, c->titles[TM_CHINESE]);
			step(d, d->title);
		}
}

static void release(void *form);

static void *begin(struct tm_export *e)
{
	struct database *d = tm_arena_alloc(&e->arena, sizeof(*d));

	d->e = e;
	d->inserts = tm_arena_array(&e->arena, e->flat->count, sizeof(sqlite3_stmt *));
	while (!tm_slice_eq(e->flat->tables[d->clauses].name, TM_SLICE("clauses")))
		d->clauses++;
	d->heading = column_named(&e->flat->tables[d->clauses], TM_SLICE("heading"));
	d->text = column_named(&e->flat->tables[d->clauses], TM_SLICE("text"));
	check(d, sqlite3_open(":memory:", &d->db));
	tm_buffer_printf(&d->sql,
			 "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA application_id = %d;"
			 "PRAGMA user_version = 1; PRAGMA foreign_keys = OFF; BEGIN",
			 APPLICATION_ID);
	run(d);
	for (size_t t = 0; t < e->flat->count; t++)
		create_table(d, &e->flat->tables[t]);
	for (size_t t = 0; t < e->flat->count; t++)
		create_view(d, &e->flat->tables[t]);
	create_rest(d);
	for (size_t t = 0; t < e->flat->count; t++)
		prepare_insert(d, t);
	tm_buffer_lit(&d->sql, "INSERT INTO search (rowid, heading, text) VALUES (?, ?, ?)");
	d->search = prepare(d);
	insert_titles(d);
	if (!d->failed)
		return d;
	release(d);
	return NULL;
}

static void close_all(struct database *d)
{
	for (size_t t = 0; t < d->e->flat->count; t++) {
		sqlite3_finalize(d->inserts[t]);
		d->inserts[t] = NULL;
	}
	sqlite3_finalize(d->search);
	sqlite3_finalize(d->title);
	sqlite3_close(d->db);
	d->search = d->title = NULL;
	d->db = NULL;
}

static bool end(void *form)
{
	struct database *d = form;
	sqlite3_int64 size = 0;
	unsigned char *bytes = NULL;

	tm_buffer_lit(&d->sql, "INSERT INTO search (search) VALUES ('optimize'); COMMIT");
	run(d);
	if (!d->failed) {
		bytes = sqlite3_serialize(d->db, "main", &size, 0);
		if (!bytes) {
			d->failed = true;
			tm_export_fail(d->e, "out of memory");
		}
	}
	close_all(d); /* before the bytes are copied once more */
	if (bytes)
		tm_buffer_add(tm_export_add(d->e, TM_NO_SLICE), (const char *)bytes, (size_t)size);
	sqlite3_free(bytes);
	return !d->failed;
}

static void release(void *form)
{
	struct database *d = form;

	close_all(d);
	tm_buffer_release(&d->sql);
	tm_buffer_release(&d->cell);
}

const struct tm_exporter tm_sqlite_exporter = { begin, NULL, row, end, release };
