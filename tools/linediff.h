/*
 * linediff.h - two texts compared line by line.
 */
#ifndef TOOLS_LINEDIFF_H
#define TOOLS_LINEDIFF_H

#include "normalize/buffer.h"

/*
 * Appends a unified diff of `expected` against `actual` (three lines of
 * context); false and nothing when they are equal.  The longest common
 * subsequence is exact up to some thousand differing lines.
 */
bool tm_line_diff(struct tm_buffer *out, struct tm_slice expected, struct tm_slice actual);

#endif
