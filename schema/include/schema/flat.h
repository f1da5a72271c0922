/*
 * flat.h - the catalogue as flat tables, for spreadsheets and databases.
 *
 * One description serves CSV, its datapackage.json, XLSX and SQLite.  Tables
 * and the types of their columns are derived from the records (record.h):
 * every list of records is a table, a record inside a record gives columns
 * joined by _ (validity_from), a span gives two (span_start, span_end).  Order
 * and titles stand in schema/columns.yaml, which must name every column that
 * the records give, so that nothing of the catalogue is left out.
 *
 * Rows are joined by the contract's ids: `document`, `clause` and `measure`
 * name the row above; `id`, or `position` (from 1) where the record has none,
 * the row itself.  Some columns say nothing new but save a join; they are the
 * DERIVED ones of flat.c:
 *
 *   document_title     the document's title
 *   clause_heading     the heading of the clause, or of the nearest one around it that has one
 *   offices            names of the offices that are in charge of the clause: its own; else those
 *                      of the nearest clause around it and of those of its parts that name the
 *                      accepting or responsible office.  Offices that only interpret do not count
 *   largest_sum        the largest of a measure's amount, floor and caps, in the unit of the first
 *   largest_sum_unit   of these that has a value
 */
#ifndef SCHEMA_FLAT_H
#define SCHEMA_FLAT_H

#include "normalize/messages.h"
#include "schema/catalogue.h"

enum tm_flat_type {
	TM_FLAT_TEXT,
	TM_FLAT_WORD, /* one of a closed list, see tm_flat_word() */
	TM_FLAT_DATE, /* YYYY-MM-DD */
	TM_FLAT_INTEGER,
	TM_FLAT_NUMBER, /* an exact decimal */
	TM_FLAT_FLAG,
	TM_FLAT_LIST, /* texts, or ids */
	TM_FLAT_SPANS
};

struct tm_flat_column {
	struct tm_slice name;      /* ASCII: the contract's keys */
	struct tm_slice titles[2]; /* by enum tm_language */
	enum tm_flat_type type;
	bool ids;      /* a list of ids: they hold no spaces */
	bool required; /* there in every row */
	bool money;    /* a number that is a sum */
	const struct tm_field *field;
	int source; /* where the value is taken from: private to flat.c */
	size_t base;
};

struct tm_flat_table {
	struct tm_slice name, titles[2];
	struct tm_flat_column *columns;
	size_t column_count;
	size_t key_count;       /* the first columns are the primary key */
	size_t parent;          /* index of the table above; SIZE_MAX where there is none */
	size_t link, self_link; /* column that names the clause of the row, and the one that names a row of
				   this table (parent, part_of); SIZE_MAX where there is none */
	const struct tm_record *record;
};

/* All tables, in the order of columns.yaml; a table stands behind the one above it. */
struct tm_flat {
	struct tm_flat_table *tables;
	size_t count;
};

enum tm_flat_cell_kind {
	TM_FLAT_CELL_NONE,   /* the text says nothing */
	TM_FLAT_CELL_STRING, /* `text` */
	TM_FLAT_CELL_DIGITS, /* `text` is an exact decimal */
	TM_FLAT_CELL_BOOL,   /* `truth` */
	TM_FLAT_CELL_LIST,   /* `list` */
	TM_FLAT_CELL_SPANS   /* `spans`, `span_count` */
};

/* One value.  Texts are valid UTF-8; everything lives as long as the row function runs. */
struct tm_flat_cell {
	enum tm_flat_cell_kind kind;
	bool truth;
	struct tm_slice text;
	struct tm_slices list;
	const struct tm_span *spans;
	size_t span_count;
};

/* One row of `tables[table]`; `span` and `line` say where in the source its record is. */
struct tm_flat_row {
	size_t table;
	const struct tm_flat_cell *cells;
	struct tm_span span;
	uint32_t line;
};

typedef void tm_flat_row_fn(void *context, const struct tm_flat_row *row);

/*
 * Reads columns.yaml into the arena of the diagnostics; NULL, with
 * diagnostics, when it does not fit the records.
 */
const struct tm_flat *tm_flat_load(struct tm_diagnostics *diagnostics);

/* The one row of table "catalogue". */
void tm_flat_head(const struct tm_flat *flat, const struct tm_head *head, tm_flat_row_fn *each, void *context);

/* All rows of a document: its own first, each record's before those of the records in it. */
void tm_flat_document(const struct tm_flat *flat, const struct tm_document *doc, tm_flat_row_fn *each,
		      void *context);

/* The words that a column of type TM_FLAT_WORD may hold, from 0; NULL behind the last one. */
const char *tm_flat_word(const struct tm_flat_column *column, int number);

/*
 * A cell as one text.  Ids are joined by spaces; other texts by |, with \ in
 * front of a | or \ inside them; spans as start-end joined by spaces.
 */
void tm_flat_text(struct tm_buffer *out, const struct tm_flat_column *column, const struct tm_flat_cell *cell);

#endif
