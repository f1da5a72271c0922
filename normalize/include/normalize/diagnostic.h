/*
 * diagnostic.h - what we tell the user.
 *
 * A diagnostic is a stable code, a place and arguments.  Codes and severities
 * stand in diagnostic_codes.def, their wording in English and Chinese in
 * normalize/tables/messages.yaml (see messages.h), nowhere else.  Libraries
 * add diagnostics to a list that the caller passed in; they never print.
 *
 * Lines and columns are 1-based; columns count characters.  A diagnostic about
 * a document carries a span in its source, from which the program computes the
 * line and column; one about a rule file carries them directly.
 */
#ifndef NORMALIZE_DIAGNOSTIC_H
#define NORMALIZE_DIAGNOSTIC_H

#include "normalize/arena.h"
#include "normalize/span.h"

enum tm_severity { TM_NOTE, TM_WARNING, TM_ERROR };

/* All codes; the names that users see replace _ by - and are in lower case. */
enum tm_code {
#define TM_CODE(upper, name, severity) TM_D_##upper,
#include "normalize/diagnostic_codes.def"
#undef TM_CODE
	TM_D_COUNT
};

enum { TM_DIAGNOSTIC_ARGS = 4 };

struct tm_diagnostic {
	enum tm_code code;
	struct tm_slice file;  /* a rule file; absent when it is the document itself */
	struct tm_span span;   /* in the document's source */
	uint32_t line, column; /* 0 where not known yet */
	struct tm_slice args[TM_DIAGNOSTIC_ARGS];
	size_t arg_count;
};

struct tm_diagnostics {
	struct tm_arena *arena; /* where the list and copies of arguments live */
	struct tm_diagnostic *items;
	size_t count, room;
};

void tm_diagnostics_init(struct tm_diagnostics *list, struct tm_arena *arena);

/* Adds one; arguments are copied.  The result may be completed until the next one is added. */
struct tm_diagnostic *tm_diagnose(struct tm_diagnostics *list, enum tm_code code, struct tm_span span,
				  size_t arg_count, const struct tm_slice *args);

/* The same, for one argument or none (pass TM_NO_SLICE). */
struct tm_diagnostic *tm_diagnose1(struct tm_diagnostics *list, enum tm_code code, struct tm_span span,
				   struct tm_slice arg);

/* A diagnostic about a place in a rule or table file. */
struct tm_diagnostic *tm_diagnose_file(struct tm_diagnostics *list, enum tm_code code, struct tm_slice file,
				       uint32_t line, uint32_t column, struct tm_slice arg);

/* By span, then code: the order of a catalogue. */
void tm_diagnostics_sort(struct tm_diagnostics *list);

/* "number-repeated" and back; -1 for an unknown name. */
const char *tm_code_name(enum tm_code code);
int tm_code_by_name(struct tm_slice name);

/* How bad a code is. */
enum tm_severity tm_code_severity(enum tm_code code);

/* The worst severity in the list, or TM_NOTE when it is empty. */
enum tm_severity tm_diagnostics_worst(const struct tm_diagnostics *list);

/* "note", "warning" or "error" and back; -1 for an unknown name. */
const char *tm_severity_name(enum tm_severity severity);
int tm_severity_by_name(struct tm_slice name);

#endif
