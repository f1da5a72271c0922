#include "normalize/slice.h"

#include <stdint.h>

int tm_slice_cmp(struct tm_slice a, struct tm_slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (c)
		return c;
	return (a.len > b.len) - (a.len < b.len);
}

size_t tm_slice_find(struct tm_slice s, struct tm_slice needle, size_t from)
{
	/* the last byte of a Han character says more than the first, which is one of six */
	size_t telling = needle.len < 3 ? 0 : 2;

	if (needle.len == 0)
		return from <= s.len ? from : SIZE_MAX;
	while (from + needle.len <= s.len) {
		const char *hit = memchr(s.ptr + from + telling, needle.ptr[telling],
					 s.len - needle.len - from + 1);

		if (!hit)
			break;
		from = (size_t)(hit - s.ptr) - telling;
		if (memcmp(s.ptr + from, needle.ptr, needle.len) == 0)
			return from;
		from++;
	}
	return SIZE_MAX;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct tm_slice tm_slice_trim(struct tm_slice s)
{
	while (s.len && is_space(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool tm_slice_number(struct tm_slice s, int *out)
{
	int n = 0;

	if (s.len == 0 || s.len > 9)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		n = n * 10 + (s.ptr[i] - '0');
	}
	*out = n;
	return true;
}
