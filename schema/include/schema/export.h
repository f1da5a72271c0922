/*
 * export.h - a catalogue as CSV files, a workbook or a database, in memory.
 *
 *     struct tm_export *export = tm_export_new(&options, &head, &diagnostics);
 *     while (... a document ...)
 *         tm_export_document(export, doc, &diagnostics);
 *     if (tm_export_end(export, &diagnostics))
 *         for (i = 0; i < tm_export_count(export); i++)
 *             ... tm_export_file(export, i) ...
 *     tm_export_free(export);
 *
 * Tables and columns are those of flat.h.  The same documents give the same
 * bytes.  What a form cannot hold is reported where that form is described:
 *
 * CSV (RFC 4180, CRLF) loses nothing.  A text that a spreadsheet would take
 * for a formula (it begins with = + - @, their full-width forms, a tab or a
 * line end) gets an apostrophe in front; so does one that begins with
 * apostrophes and then one of these, so that taking one away from every such
 * text gives back what was there.  Numbers and words of closed lists (the
 * comparison "=") stay as they are.  An absent value is an empty field, an
 * empty text is "".
 *
 * XLSX holds 32,767 UTF-16 units a cell: longer texts are cut, with a
 * cell-truncated diagnostic, which is on the sheet of diagnostics too.  Numbers
 * are numbers up to 15 digits, which is what a spreadsheet keeps, else texts;
 * full dates are dates.  Sheets go on in another one after 1,048,576 rows.
 *
 * SQLite loses nothing.  Lists are JSON arrays, true and false 1 and 0.
 * Beside the tables: a Chinese view of each, those of schema/views.sql, and
 * `search`, an FTS5 table over clauses in which every Han character is a word.
 */
#ifndef SCHEMA_EXPORT_H
#define SCHEMA_EXPORT_H

#include "schema/flat.h"

enum tm_csv_encoding { TM_CSV_UTF8_BOM, TM_CSV_UTF8, TM_CSV_GB18030 };

struct tm_export_options {
	enum tm_format format;     /* TM_FORMAT_CSV, TM_FORMAT_XLSX or TM_FORMAT_SQLITE */
	enum tm_language language; /* of titles, and of messages in the workbook */
	enum tm_csv_encoding encoding;
	const struct tm_messages *messages; /* must outlive the export */
	uint32_t sheet_rows;                /* rows of a sheet, its head included; 0 for 1,048,576 */
};

/* One file; the name is that inside the folder, absent when it is the only file. */
struct tm_export_file {
	struct tm_slice name, bytes;
};

struct tm_export;

/* NULL, with export-failed, when it cannot begin. */
struct tm_export *tm_export_new(const struct tm_export_options *options, const struct tm_head *head,
				struct tm_diagnostics *diagnostics);

/* Adds a finished and checked document; it is not needed afterwards. */
void tm_export_document(struct tm_export *e, const struct tm_document *doc, struct tm_diagnostics *diagnostics);

/* Completes the files; false, with export-failed, when temporary space or memory ran out. */
bool tm_export_end(struct tm_export *e, struct tm_diagnostics *diagnostics);

/* The files, after tm_export_end(); they belong to the export. */
size_t tm_export_count(const struct tm_export *e);
struct tm_export_file tm_export_file(const struct tm_export *e, size_t number);

void tm_export_free(struct tm_export *e);

/* Is this a format of this header? */
bool tm_is_export(enum tm_format format);

#endif
