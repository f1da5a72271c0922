/*
 * span.h - a half-open range of bytes in one source: [start, end).
 *
 * Offsets count bytes from 0 in the space that the source declares (contract
 * section 4): for text in any charset and for HTML the file on disk, byte
 * order mark included.  A span that says nothing has start == end == 0.
 */
#ifndef NORMALIZE_SPAN_H
#define NORMALIZE_SPAN_H

#include <stdint.h>

struct tm_span {
	uint32_t start, end;
};

#endif
