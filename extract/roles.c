/*
 * roles.c - what each figure is in its sentence.
 *
 * Phrase rules say whether a figure is given, required, promised or none of
 * these; what bounds it makes a cap or a floor of what is given.
 */
#include "reading_p.h"

#include "extract/tally.h"

/* The bound in front of a sum that is given, across what may stand between: 最高累计给予, 分别最高给予,
 * 最高奖励达. */
static int bound_before(const struct tm_tape *t, size_t i, size_t first)
{
	int reached = -1;

	if (i > first && tm_token_says(t, i - 1, TM_USE_BOUND, TM_BOUND_WORD_GE))
		reached = t->tokens[--i].number;
	if (i > first + 2 && tm_token_is(t, i - 2, TM_USE_INSTRUMENT) && tm_token_is(t, i - 3, TM_USE_BOUND))
		return t->tokens[i - 3].number; /* 最高资助|金额50万元 */
	if (i > first && tm_token_is(t, i - 1, TM_USE_INSTRUMENT))
		i--; /* 最高补贴50万元 */
	while (i-- > first) {
		if (tm_token_is(t, i, TM_USE_BOUND))
			return t->tokens[i].number;
		if (tm_is_mark(t, i, TM_MARK_COMMA) || tm_is_mark(t, i, TM_MARK_COLON) ||
		    tm_token_is(t, i, TM_USE_OF) || tm_token_is(t, i, TM_USE_FOR) ||
		    tm_token_is(t, i, TM_USE_INSTRUMENT) ||
		    (tm_is_figure(t, i) && t->figures[t->tokens[i].figure].kind != TM_QUANTITY_MONEY))
			break;
	}
	return reached;
}

static int bound_behind(const struct tm_tape *t, size_t i)
{
	while (tm_token_is(t, i, TM_USE_INCLUSIVE))
		i++;
	return tm_token_is(t, i, TM_USE_BOUND_BEHIND) ? t->tokens[i].number : -1;
}

static enum tm_fact_role sum_role(const struct tm_tape *t, size_t i, size_t first)
{
	const struct tm_quantity *q = &t->figures[t->tokens[i].figure];
	int behind = bound_behind(t, i + 1), bound = behind >= 0 ? behind : bound_before(t, i, first);

	if (q->min.ptr)
		return TM_FACT_CAP;
	switch (bound) {
	case TM_BOUND_WORD_LE:
	case TM_BOUND_WORD_LT:
		return TM_FACT_CAP;
	case TM_BOUND_WORD_GE:
	case TM_BOUND_WORD_GT:
		return TM_FACT_FLOOR;
	default:
		return TM_FACT_GRANT;
	}
}

static enum tm_fact_role role_of(const struct tm_tape *t, size_t i, size_t first, enum tm_figure_role said)
{
	static const enum tm_fact_role plain[] = { [TM_FIGURE_THRESHOLD] = TM_FACT_THRESHOLD,
						   [TM_FIGURE_TARGET] = TM_FACT_TARGET,
						   [TM_FIGURE_POOL] = TM_FACT_POOL,
						   [TM_FIGURE_PER] = TM_FACT_PER,
						   [TM_FIGURE_EFFECTIVE] = TM_FACT_EFFECTIVE,
						   [TM_FIGURE_EXPIRY] = TM_FACT_EXPIRY,
						   [TM_FIGURE_ISSUED] = TM_FACT_ISSUED,
						   [TM_FIGURE_PRINTED] = TM_FACT_PRINTED,
						   [TM_FIGURE_DEADLINE] = TM_FACT_DEADLINE,
						   [TM_FIGURE_FROM] = TM_FACT_FROM,
						   [TM_FIGURE_TO] = TM_FACT_TO,
						   [TM_FIGURE_TERM] = TM_FACT_TERM,
						   [TM_FIGURE_DURATION] = TM_FACT_DURATION,
						   [TM_FIGURE_OTHER] = TM_FACT_OTHER };
	enum tm_quantity_kind kind = t->figures[t->tokens[i].figure].kind;

	if (said == TM_FIGURE_CEILING)
		return TM_FACT_CAP;
	if (said != TM_FIGURE_BENEFIT && said != TM_FIGURE_RELIEF)
		return plain[said];
	if (kind == TM_QUANTITY_RATE)
		return said == TM_FIGURE_RELIEF ? TM_FACT_REDUCTION : TM_FACT_SUPPORT;
	return kind == TM_QUANTITY_MONEY ? sum_role(t, i, first) : TM_FACT_OTHER;
}

/* May a fact of this kind have this role (contract, table of facts)? */
static bool fits(enum tm_fact_kind kind, enum tm_fact_role role)
{
	static const unsigned allowed[] = {
		[TM_FACT_MONEY] = 1u << TM_FACT_GRANT | 1u << TM_FACT_FLOOR | 1u << TM_FACT_CAP |
				  1u << TM_FACT_THRESHOLD | 1u << TM_FACT_TARGET | 1u << TM_FACT_POOL,
		[TM_FACT_RATE] = 1u << TM_FACT_SUPPORT | 1u << TM_FACT_REDUCTION | 1u << TM_FACT_THRESHOLD |
				 1u << TM_FACT_TARGET,
		[TM_FACT_COUNT] = 1u << TM_FACT_THRESHOLD | 1u << TM_FACT_TARGET | 1u << TM_FACT_PER,
		[TM_FACT_DATE] = 1u << TM_FACT_EFFECTIVE | 1u << TM_FACT_EXPIRY | 1u << TM_FACT_ISSUED |
				 1u << TM_FACT_PRINTED | 1u << TM_FACT_DEADLINE | 1u << TM_FACT_FROM |
				 1u << TM_FACT_TO | 1u << TM_FACT_THRESHOLD,
		[TM_FACT_PERIOD] = 1u << TM_FACT_TERM | 1u << TM_FACT_DURATION | 1u << TM_FACT_DEADLINE |
				   1u << TM_FACT_THRESHOLD,
	};

	return role == TM_FACT_OTHER || (allowed[kind] >> role & 1);
}

void tm_report_unplaced(struct tm_reading *r, const struct tm_fact *fact)
{
	if (fact->kind == TM_FACT_MONEY || fact->kind == TM_FACT_RATE)
		tm_diagnose1(&r->pass->doc->diagnostics, TM_D_FIGURE_UNPLACED, fact->extent.span, fact->text);
}

static void report_unplaced(struct tm_reading *r, size_t n, size_t end)
{
	for (size_t i = r->phrase.token[n]; i < end; i++)
		if (tm_is_figure(&r->tape, i) && !tm_is_cell_sum(r, tm_fact_at(r, i)))
			tm_report_unplaced(r, tm_fact_at(r, i));
}

/* Asks the rules about the n-th code and says so of all figures of its list. */
static void read_figure(struct tm_reading *r, const struct tm_sentence *s, size_t n)
{
	const struct tm_tape *t = &r->tape;
	struct tm_slice window = tm_phrase_ask(&r->phrase, n);
	const struct tm_rule *rule = tm_grammar_match(r->pass->grammar, TM_USE_FIGURE_ROLE, r->pass->matcher,
						      window, 0);
	size_t end = n + 1 < r->phrase.count ? r->phrase.token[n + 1] : s->last;

	if (!rule)
		report_unplaced(r, n, end);
	else
		tm_tally_note(r->pass->matcher, rule, t->text.ptr + t->tokens[r->phrase.token[n]].start);

	for (size_t i = r->phrase.token[n]; rule && i < end; i++) {
		struct tm_fact *fact;
		enum tm_fact_role role;

		if (!tm_is_figure(t, i))
			continue;
		fact = tm_fact_at(r, i);
		role = role_of(t, i, s->first, (enum tm_figure_role)rule->value_number);
		fact->role = fits(fact->kind, role) ? role : TM_FACT_OTHER;
	}
}

void tm_read_roles(struct tm_reading *r)
{
	struct tm_sentence s;
	size_t at = 0;

	while (tm_sentence_next(&r->tape, &at, &s)) {
		tm_phrase_encode(&r->phrase, &r->tape, &s, r->clause, &r->setting);
		for (size_t n = 1; n < r->phrase.count; n++)
			if (tm_phrase_figure(&r->phrase, n) != TM_FACT_KIND_COUNT)
				read_figure(r, &s, n);
	}
}
