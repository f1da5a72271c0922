/*
 * check.h - what a program says now against what it should say, or what it said before.
 */
#ifndef TOOLS_CHECK_H
#define TOOLS_CHECK_H

#include "sarif.h"
#include "tool.h"

/* What `tiaomu check` prints: a report that reads as sentences, and the same as findings. */
struct tm_check {
	struct tm_buffer report;
	struct tm_findings findings; /* filled only for SARIF; see tm_check_wants_findings() */
};

static inline bool tm_check_wants_findings(const struct tm_tool *tool)
{
	return tool->options.check_format == TM_CHECK_SARIF;
}

/* Kinds of findings: their indices in the list of rules. */
enum {
	TM_FINDING_MISSING, /* golden, not found */
	TM_FINDING_WRONG,   /* found, not golden */
	TM_FINDING_BROKEN,  /* a case that cannot be compared, or a mark that no longer holds */
	TM_FINDING_KNOWN,   /* a bug that is marked as known */
	TM_FINDING_LOST,    /* in the saved run alone */
	TM_FINDING_GAINED,  /* in this run alone */
	TM_FINDING_COUNT
};

/*
 * Reads the inputs again and compares with the catalogue of --against, clause
 * by clause.  Returns the exit status.
 */
int tm_check_against(struct tm_tool *tool, struct tm_check *check);

/* Where a span of a document stands. */
struct tm_region tm_check_region(const struct tm_staged *staged, struct tm_span span);

#endif
