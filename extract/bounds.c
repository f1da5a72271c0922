/*
 * bounds.c - the words that bind a figure, in front of it and behind it.
 */
#include "reading_p.h"

enum { ENCOURAGE, BRING, ACT, REACH }; /* values of use "verb" */

size_t tm_behind_closed(const struct tm_tape *t, size_t i, size_t end)
{
	enum { MOST_TOKENS = 2000 }; /* of a name; keeps what is never closed linear */
	enum tm_mark closing;

	if (tm_is_mark(t, i, TM_MARK_OPEN))
		return tm_behind_brackets(t, i, end);
	if (!tm_is_mark(t, i, TM_MARK_QUOTE_OPEN) && !tm_is_mark(t, i, TM_MARK_TITLE_OPEN))
		return i + 1;
	closing = tm_is_mark(t, i, TM_MARK_QUOTE_OPEN) ? TM_MARK_QUOTE_CLOSE : TM_MARK_TITLE_CLOSE;
	for (size_t k = i + 1; k < end && k - i < MOST_TOKENS; k++)
		if (tm_is_mark(t, k, closing))
			return k + 1;
	return i + 1;
}

bool tm_is_item_number(const struct tm_tape *t, size_t i)
{
	struct tm_slice text;
	size_t digits = 0;

	if (i >= t->count || t->tokens[i].kind != TM_TOKEN_TEXT)
		return false;
	text = tm_token_text(t, i);
	while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
		digits++;
	return digits > 0 && digits + 1 == text.len && (text.ptr[digits] == '.' || text.ptr[digits] == ')');
}

struct tm_slice tm_tokens_text(const struct tm_tape *t, size_t first, size_t last)
{
	return first < last ? tm_slice_sub(t->text, t->tokens[first].start, t->tokens[last - 1].end) : TM_NO_SLICE;
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
		    (!rate && figure - i > 1 && !tm_token_says(t, i, TM_USE_VERB, REACH)))
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

enum tm_op tm_op_of(int bound)
{
	static const enum tm_op ops[] = {
		[TM_WORD_GE] = TM_OP_GE, [TM_WORD_GT] = TM_OP_GT,         [TM_WORD_LE] = TM_OP_LE,
		[TM_WORD_LT] = TM_OP_LT, [TM_WORD_APPROX] = TM_OP_APPROX, [TM_WORD_EQ] = TM_OP_EQ
	};

	return ops[bound];
}
