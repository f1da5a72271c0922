/*
 * sarif.h - findings for programs: SARIF 2.1.0, which editors and code hosts show beside the text.
 *
 * SARIF is OASIS's "Static Analysis Results Interchange Format", version 2.1.0
 * of 27 March 2020.  Of a place it gets lines and columns, which count
 * characters (columnKind unicodeCodePoints), and bytes of the file on disk.
 */
#ifndef TOOLS_SARIF_H
#define TOOLS_SARIF_H

#include "normalize/buffer.h"
#include "normalize/diagnostic.h"
#include "normalize/messages.h"

/* A kind of finding. */
struct tm_finding_rule {
	struct tm_slice id, what; /* its name, and what it means in one sentence */
	enum tm_severity level;
};

/* A place in a file.  Line and column are 1-based; line 0 means the file as a whole. */
struct tm_region {
	struct tm_slice file;                        /* a path, or a member of an archive */
	uint32_t line, column, end_line, end_column; /* the end is behind the last character; 0 where not known */
	struct tm_span span;                         /* bytes; both ends 0 where not known */
};

struct tm_finding {
	size_t rule; /* index of its kind */
	struct tm_slice message;
	struct tm_region place;
	struct tm_slice related; /* another file that it is about, or absent */
};

struct tm_findings {
	struct tm_arena *arena; /* where the list and all texts live */
	struct tm_finding *items;
	size_t count, room;
};

/* Adds one; texts are copied. */
void tm_findings_add(struct tm_findings *list, const struct tm_finding *finding);

/* Writes one run of the program with these findings, all of the kinds `rules`. */
void tm_sarif_write(struct tm_buffer *out, const struct tm_finding_rule *rules, size_t rule_count,
		    const struct tm_findings *list, enum tm_language language);

#endif
