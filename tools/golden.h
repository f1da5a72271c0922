/*
 * golden.h - golden files and cases: what a person says the answer is, against what the program says.
 *
 * golden/README.md describes the files.
 */
#ifndef TOOLS_GOLDEN_H
#define TOOLS_GOLDEN_H

#include "check.h"

enum tm_verdict {
	TM_PASSED,
	TM_FAILED,
	TM_KNOWN_BUG /* differs, but only where it is marked so */
};

struct tm_case_list {
	struct tm_slice *paths; /* golden YAML files and case folders, sorted */
	size_t count, room;
};

/*
 * Adds what `path` names: a golden YAML file, a case folder, or a folder of
 * these.  False, after a diagnostic, when it is none or holds none.
 */
bool tm_golden_find(struct tm_tool *tool, const char *path, struct tm_case_list *list);

/*
 * Compares one.  `report` gets what differs, as a unified diff of lines that
 * read as sentences, or what is wrong with the case itself; and a line for
 * every bug that a golden file marks as known.  So do `findings`, unless NULL,
 * with places in the document.  `known_bugs` gets the number of marks.  A mark on what does not differ makes the
 * case fail.
 */
enum tm_verdict tm_golden_check(struct tm_tool *tool, struct tm_slice path, struct tm_buffer *report,
				struct tm_findings *findings, size_t *known_bugs);

#endif
