/*
 * bounds.c - the words that bind a figure, in front of it and behind it.
 */
#include "reading_p.h"

#include "normalize/utf8.h"

bool tm_is_item_number(const struct tm_tape *t, size_t i)
{
	enum { CIRCLED_1 = 0x2460, CIRCLED_20 = 0x2473 };
	struct tm_slice text;
	size_t digits = 0, len;
	uint32_t c;

	if (i >= t->count || t->tokens[i].kind != TM_TOKEN_TEXT)
		return false;
	text = tm_token_text(t, i);
	c = tm_utf8_decode(text.ptr, &len);
	if (c >= CIRCLED_1 && c <= CIRCLED_20)
		return len == text.len;
	while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
		digits++;
	return digits > 0 && digits + 1 == text.len && (text.ptr[digits] == '.' || text.ptr[digits] == ')');
}

/* Does a bound in front of this token reach no figure behind it? */
static bool ends_bound(const struct tm_tape *t, size_t i)
{
	const struct tm_token *token = &t->tokens[i];

	return (token->kind == TM_TOKEN_WORD && token->use == TM_USE_MARK && token->number != TM_MARK_LIST &&
		token->number < TM_MARK_QUOTE_OPEN) ||
	       tm_token_is(t, i, TM_USE_FOR) || tm_token_is(t, i, TM_USE_GIVE) || tm_token_is(t, i, TM_USE_BY) ||
	       tm_token_is(t, i, TM_USE_ALSO);
}

size_t tm_bound_before(const struct tm_tape *t, size_t figure, size_t first)
{
	enum { REACH_TOKENS = 5 };
	bool rate = t->figures[t->tokens[figure].figure].kind == TM_QUANTITY_RATE;

	for (size_t i = figure; i-- > first && figure - i <= REACH_TOKENS;) {
		if (tm_token_is(t, i, TM_USE_BOUND))
			return i;
		if (tm_is_figure(t, i) || ends_bound(t, i) ||
		    (!rate && figure - i > 1 && !tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH)))
			return SIZE_MAX;
	}
	return SIZE_MAX;
}

size_t tm_bound_behind(const struct tm_tape *t, size_t figure, size_t last)
{
	size_t i = figure + 1;

	while (i < last && tm_token_is(t, i, TM_USE_INCLUSIVE))
		i++;
	return i < last && tm_token_is(t, i, TM_USE_BOUND_BEHIND) ? i : SIZE_MAX;
}

size_t tm_raised_from(const struct tm_tape *t, size_t hold, size_t first)
{
	enum { REACH_TOKENS = 24 };
	bool figure = false;

	if (!tm_token_says(t, hold, TM_USE_VERB, TM_VERB_HOLD))
		return hold;
	for (size_t i = hold; i-- > first && hold - i <= REACH_TOKENS;) {
		if (ends_bound(t, i) && !tm_is_mark(t, i, TM_MARK_COMMA) && !tm_is_mark(t, i, TM_MARK_OPEN) &&
		    !tm_is_mark(t, i, TM_MARK_CLOSE))
			break;
		figure |= tm_is_figure(t, i);
		if (tm_token_is(t, i, TM_USE_SINCE))
			return figure ? i : hold;
	}
	return hold;
}

enum tm_op tm_op_of(int bound)
{
	static const enum tm_op ops[] = { [TM_BOUND_WORD_GE] = TM_OP_GE,         [TM_BOUND_WORD_GT] = TM_OP_GT,
					  [TM_BOUND_WORD_LE] = TM_OP_LE,         [TM_BOUND_WORD_LT] = TM_OP_LT,
					  [TM_BOUND_WORD_APPROX] = TM_OP_APPROX, [TM_BOUND_WORD_EQ] = TM_OP_EQ };

	return ops[bound];
}
