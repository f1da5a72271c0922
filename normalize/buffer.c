#include "normalize/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void tm_buffer_release(struct tm_buffer *b)
{
	free(b->data);
	*b = (struct tm_buffer)TM_BUFFER_INIT;
}

char *tm_buffer_reserve(struct tm_buffer *b, size_t more)
{
	size_t need = tm_size_add(b->len, more);

	if (need > b->room) {
		size_t room = b->room < 256 ? 256 : tm_size_mul(b->room, 2);

		if (room < need)
			room = need;
		b->data = tm_realloc(b->data, room);
		b->room = room;
	}
	return b->data + b->len;
}

void tm_buffer_str(struct tm_buffer *b, const char *s)
{
	tm_buffer_slice(b, tm_slice_str(s));
}

void tm_buffer_number(struct tm_buffer *b, int64_t n)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (n < 0)
		digits[--at] = '-';
	tm_buffer_add(b, digits + at, sizeof(digits) - at);
}

void tm_buffer_printf(struct tm_buffer *b, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	tm_buffer_reserve(b, (size_t)n + 1);
	va_start(ap, format);
	vsnprintf(b->data + b->len, (size_t)n + 1, format, ap);
	va_end(ap);
	b->len += (size_t)n;
}
