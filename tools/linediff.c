#include "linediff.h"

#include <stdlib.h>

enum {
	CONTEXT = 3,
	TABLE_MAX = 16 * 1000 * 1000 /* cells of the table; beyond it the rest counts as replaced */
};

struct lines {
	struct tm_slice *items;
	size_t count;
};

static void split(struct tm_arena *arena, struct tm_slice text, struct lines *out)
{
	size_t at = 0, most = 1;

	for (size_t i = 0; i < text.len; i++)
		most += text.ptr[i] == '\n';
	out->items = tm_arena_array(arena, most, sizeof(*out->items));
	while (at < text.len) {
		const char *end = memchr(text.ptr + at, '\n', text.len - at);
		size_t stop = end ? (size_t)(end - text.ptr) : text.len;

		out->items[out->count++] = tm_slice_sub(text, at, stop);
		at = stop + 1;
	}
}

/* keep[i] is the line of b that line i of a pairs with, or SIZE_MAX. */
static void pair_lines(struct tm_arena *arena, const struct lines *a, const struct lines *b, size_t *keep)
{
	size_t start = 0, end_a = a->count, end_b = b->count, n, m;
	uint32_t *table;

	for (size_t i = 0; i < a->count; i++)
		keep[i] = SIZE_MAX;
	while (start < end_a && start < end_b && tm_slice_eq(a->items[start], b->items[start])) {
		keep[start] = start;
		start++;
	}
	while (end_a > start && end_b > start && tm_slice_eq(a->items[end_a - 1], b->items[end_b - 1]))
		keep[--end_a] = --end_b;
	n = end_a - start;
	m = end_b - start;
	if (n == 0 || m == 0 || n > TABLE_MAX / (m + 1) - 1)
		return;
	table = tm_arena_array(arena, (n + 1) * (m + 1), sizeof(*table));
	for (size_t i = n; i-- > 0;) {
		for (size_t k = m; k-- > 0;) {
			uint32_t *cell = &table[i * (m + 1) + k];

			if (tm_slice_eq(a->items[start + i], b->items[start + k]))
				*cell = cell[m + 2] + 1;
			else
				*cell = cell[m + 1] > cell[1] ? cell[m + 1] : cell[1];
		}
	}
	for (size_t i = 0, k = 0; i < n && k < m;) {
		const uint32_t *cell = &table[i * (m + 1) + k];

		if (tm_slice_eq(a->items[start + i], b->items[start + k])) {
			keep[start + i++] = start + k++;
		} else if (cell[m + 1] >= cell[1]) {
			i++;
		} else {
			k++;
		}
	}
}

static void put(struct tm_buffer *out, char mark, struct tm_slice line)
{
	tm_buffer_byte(out, mark);
	tm_buffer_slice(out, line);
	tm_buffer_byte(out, '\n');
}

static void write_hunk(struct tm_buffer *out, const struct tm_line_edit *edits, size_t from, size_t to)
{
	size_t lines_a = 0, lines_b = 0;

	for (size_t i = from; i < to; i++) {
		lines_a += edits[i].mark != '+';
		lines_b += edits[i].mark != '-';
	}
	tm_buffer_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", edits[from].a + 1, lines_a, edits[from].b + 1, lines_b);
	for (size_t i = from; i < to; i++)
		put(out, edits[i].mark, edits[i].line);
}

struct tm_line_edit *tm_line_edits(struct tm_slice expected, struct tm_slice actual, struct tm_arena *arena,
				   size_t *count, bool *differs)
{
	struct lines a = { 0 }, b = { 0 };
	struct tm_line_edit *edits;
	size_t *keep, i = 0, k = 0;

	split(arena, expected, &a);
	split(arena, actual, &b);
	keep = tm_arena_array(arena, a.count + 1, sizeof(*keep));
	pair_lines(arena, &a, &b, keep);
	edits = tm_arena_array(arena, a.count + b.count + 1, sizeof(*edits));
	*count = 0;
	*differs = false;
	while (i < a.count || k < b.count) {
		struct tm_line_edit *edit = &edits[(*count)++];

		if (i < a.count && keep[i] == SIZE_MAX) {
			*edit = (struct tm_line_edit){ '-', a.items[i], i, k };
			i++;
		} else if (i < a.count && keep[i] == k) {
			*edit = (struct tm_line_edit){ ' ', a.items[i], i, k };
			i++;
			k++;
		} else {
			*edit = (struct tm_line_edit){ '+', b.items[k], i, k };
			k++;
		}
		*differs |= edit->mark != ' ';
	}
	return edits;
}

bool tm_line_diff(struct tm_buffer *out, struct tm_slice expected, struct tm_slice actual)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_line_edit *edits;
	size_t count;
	bool differs;

	edits = tm_line_edits(expected, actual, &arena, &count, &differs);
	for (size_t n = 0; differs && n < count;) {
		size_t from, to, quiet = 0;

		if (edits[n].mark == ' ') {
			n++;
			continue;
		}
		from = n > CONTEXT ? n - CONTEXT : 0;
		for (to = n; to < count && quiet <= 2 * CONTEXT; to++)
			quiet = edits[to].mark == ' ' ? quiet + 1 : 0;
		to -= quiet > CONTEXT ? quiet - CONTEXT : 0;
		write_hunk(out, edits, from, to);
		n = to;
	}
	tm_arena_release(&arena);
	return differs;
}
