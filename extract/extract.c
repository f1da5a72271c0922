#include "extract/extract.h"

#include "extract_p.h"
#include "normalize/utf8.h"

void tm_slices_add(struct tm_slices *list, struct tm_arena *arena, struct tm_slice text)
{
	struct tm_slice *item = tm_arena_push(arena, &list->items, &list->count, &list->room, sizeof(*item));

	*item = text;
}

struct tm_slice tm_sentence_at(const struct tm_grammar *grammar, struct tm_slice text, size_t at)
{
	size_t start = at, end = at, n;

	while (start > 0) {
		size_t before = tm_utf8_before(text.ptr, start);
		uint32_t c = tm_utf8_decode(text.ptr + before, &n);

		if (c == '\n' || tm_is_class(grammar, TM_CLASS_SENTENCE_END, c))
			break;
		start = before;
	}
	while (end < text.len) {
		uint32_t c = tm_utf8_decode(text.ptr + end, &n);

		if (c == '\n')
			break;
		end += n;
		if (tm_is_class(grammar, TM_CLASS_SENTENCE_END, c))
			break;
	}
	return tm_slice_sub(text, start, end);
}

static bool in_set(const struct tm_charset *set, uint32_t c)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->chars[i] == c)
			return true;
	return false;
}

bool tm_split_next(const struct tm_grammar *grammar, struct tm_slice text, const struct tm_charset *separators,
		   size_t *at, struct tm_slice *part)
{
	size_t start = *at, i = *at, n;
	int open = 0;

	if (start >= text.len)
		return false;
	while (i < text.len) {
		uint32_t c = tm_utf8_decode(text.ptr + i, &n);

		if (tm_is_class(grammar, TM_CLASS_OPENS, c))
			open++;
		else if (tm_is_class(grammar, TM_CLASS_CLOSES, c) && open)
			open--;
		else if (open == 0 && in_set(separators, c)) {
			*part = tm_slice_sub(text, start, i);
			*at = i + n;
			return true;
		}
		i += n;
	}
	*part = tm_slice_sub(text, start, text.len);
	*at = text.len;
	return true;
}

void tm_extract(struct tm_document *doc, const struct tm_grammar *grammar, struct tm_arena *arena,
		struct tm_matcher *matcher)
{
	struct tm_pass pass = { doc, grammar, arena, matcher };

	tm_extract_metadata(&pass);
	tm_extract_citations(&pass);
	tm_extract_offices(&pass);
	tm_extract_facts(&pass);
	doc->id = doc->number.len ? doc->number : tm_arena_printf(arena, "sha256-%.16s", doc->source.sha256.ptr);
}
