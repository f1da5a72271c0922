/*
 * bounds.c - the words that bind a figure, in front of it and behind it.
 */
#include "reading_p.h"

enum { ENCOURAGE, BRING, ACT, REACH }; /* values of use "verb" */

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
	static const enum tm_op ops[] = { [TM_WORD_GE] = TM_OP_GE, [TM_WORD_GT] = TM_OP_GT, [TM_WORD_LE] = TM_OP_LE,
					  [TM_WORD_LT] = TM_OP_LT, [TM_WORD_APPROX] = TM_OP_APPROX,
					  [TM_WORD_EQ] = TM_OP_EQ };

	return ops[bound];
}
