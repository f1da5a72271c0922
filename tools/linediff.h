/*
 * linediff.h - two texts compared line by line.
 */
#ifndef TOOLS_LINEDIFF_H
#define TOOLS_LINEDIFF_H

#include "normalize/buffer.h"

/* One line of an edit script: a kept (' '), removed ('-') or added ('+') line. */
struct tm_line_edit {
	char mark;
	struct tm_slice line; /* without its line end */
	size_t a, b;          /* lines of either text before it */
};

/*
 * How `expected` becomes `actual`, kept lines included: `count` edits in the
 * arena, whose lines are slices of the texts.  Sets `differs`.
 */
struct tm_line_edit *tm_line_edits(struct tm_slice expected, struct tm_slice actual, struct tm_arena *arena,
				   size_t *count, bool *differs);

/*
 * Appends a unified diff of `expected` against `actual` (three lines of
 * context); false and nothing when they are equal.  The longest common
 * subsequence is exact up to some thousand differing lines.
 */
bool tm_line_diff(struct tm_buffer *out, struct tm_slice expected, struct tm_slice actual);

#endif
