/*
 * export_p.h - what the forms of an export have in common.
 */
#ifndef SCHEMA_EXPORT_P_H
#define SCHEMA_EXPORT_P_H

#include "schema/export.h"

/* One form: each function gets what `new` returned. */
struct tm_exporter {
	void *(*begin)(struct tm_export *e);
	void (*document)(void *form, const struct tm_document *doc); /* behind the rows of each; or NULL */
	tm_flat_row_fn *row;
	bool (*end)(void *form); /* adds files */
	void (*release)(void *form);
};

extern const struct tm_exporter tm_csv_exporter, tm_xlsx_exporter, tm_sqlite_exporter;

struct tm_export_entry {
	struct tm_slice name;
	struct tm_buffer bytes;
};

struct tm_export {
	struct tm_export_options options;
	const struct tm_exporter *exporter;
	struct tm_arena arena; /* lives as long as the export */
	const struct tm_flat *flat;
	struct tm_head head;
	struct tm_diagnostics *diagnostics; /* of the call that runs */
	void *form;
	struct tm_export_entry *files;
	size_t count, room;
};

/* A new file, to be filled; the pointer is good until the next one is made. */
struct tm_buffer *tm_export_add(struct tm_export *e, struct tm_slice name);

/* Says what went wrong with temporary files or the database. */
void tm_export_fail(struct tm_export *e, const char *why);

/* What datapackage.json says of a folder of CSV files; `sizes` are those of the tables' files. */
void tm_datapackage_write(struct tm_buffer *out, const struct tm_export *e, const size_t *sizes);

/*
 * The number nearest to an exact decimal, for programs that have nothing
 * better; false when it has more than 15 digits, zeros at its ends aside, and
 * would not come back.
 */
bool tm_decimal_double(struct tm_slice digits, double *out);

#endif
