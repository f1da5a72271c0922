/*
 * buffer.h - bytes that grow at the end: what writers write into.
 *
 * The buffer owns its memory.  `data` may move whenever something is added.
 * Growth is checked inside; running out of memory is handled as in arena.h.
 */
#ifndef NORMALIZE_BUFFER_H
#define NORMALIZE_BUFFER_H

#include <stdint.h>

#include "normalize/arena.h"
#include "normalize/slice.h"

struct tm_buffer {
	char *data;
	size_t len, room; /* bytes */
};

#define TM_BUFFER_INIT                                                                                            \
	{                                                                                                         \
		NULL, 0, 0                                                                                        \
	}

void tm_buffer_release(struct tm_buffer *b);

/* Makes room for `more` bytes and returns where they go; does not count them. */
char *tm_buffer_reserve(struct tm_buffer *b, size_t more);

static inline void tm_buffer_clear(struct tm_buffer *b)
{
	b->len = 0;
}

static inline void tm_buffer_byte(struct tm_buffer *b, char c)
{
	if (b->len == b->room)
		tm_buffer_reserve(b, 1);
	b->data[b->len++] = c;
}

static inline void tm_buffer_add(struct tm_buffer *b, const char *ptr, size_t len)
{
	if (b->room - b->len < len)
		tm_buffer_reserve(b, len);
	if (len)
		memcpy(b->data + b->len, ptr, len);
	b->len += len;
}

static inline void tm_buffer_slice(struct tm_buffer *b, struct tm_slice s)
{
	tm_buffer_add(b, s.ptr, s.len);
}

/* Adds a string literal. */
#define tm_buffer_lit(b, lit) tm_buffer_add((b), (lit), sizeof(lit) - 1)

void tm_buffer_str(struct tm_buffer *b, const char *s);
void tm_buffer_number(struct tm_buffer *b, int64_t n);
void tm_buffer_printf(struct tm_buffer *b, const char *format, ...);

static inline struct tm_slice tm_buffer_view(const struct tm_buffer *b)
{
	return (struct tm_slice){ b->data, b->len };
}

#endif
