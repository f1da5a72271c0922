/*
 * slice.h - borrowed text: a pointer and a length, nothing else.
 *
 * A slice never owns what it points at, never assumes a NUL behind it and is
 * never written through.  The memory belongs to a source, an arena or the
 * program itself and outlives every slice into it.  An absent text is
 * { NULL, 0 }; an empty one has a pointer and length 0.
 */
#ifndef NORMALIZE_SLICE_H
#define NORMALIZE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct tm_slice {
	const char *ptr;
	size_t len; /* bytes */
};

/* A slice over a string literal. */
#define TM_SLICE(lit) ((struct tm_slice){ (lit), sizeof(lit) - 1 })

/* The absent slice. */
#define TM_NO_SLICE ((struct tm_slice){ NULL, 0 })

/* A slice over a NUL-terminated string, which may be NULL. */
static inline struct tm_slice tm_slice_str(const char *s)
{
	return (struct tm_slice){ s, s ? strlen(s) : 0 };
}

static inline struct tm_slice tm_slice_sub(struct tm_slice s, size_t start, size_t end)
{
	return (struct tm_slice){ s.ptr + start, end - start };
}

static inline bool tm_slice_eq(struct tm_slice a, struct tm_slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool tm_slice_is(struct tm_slice a, const char *s)
{
	return tm_slice_eq(a, tm_slice_str(s));
}

static inline bool tm_slice_starts(struct tm_slice s, struct tm_slice prefix)
{
	return s.len >= prefix.len && memcmp(s.ptr, prefix.ptr, prefix.len) == 0;
}

static inline bool tm_slice_ends(struct tm_slice s, struct tm_slice suffix)
{
	return s.len >= suffix.len &&
	       (!suffix.len || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* Byte order; for qsort and for tables that must not depend on the locale. */
int tm_slice_cmp(struct tm_slice a, struct tm_slice b);

/* Offset of the first `needle` in `s` at or after `from`, or SIZE_MAX. */
size_t tm_slice_find(struct tm_slice s, struct tm_slice needle, size_t from);

/* Without ASCII spaces, tabs and line ends at both ends. */
struct tm_slice tm_slice_trim(struct tm_slice s);

/* Reads a decimal number of at most nine digits that fills the slice; false otherwise. */
bool tm_slice_number(struct tm_slice s, int *out);

#endif
