#include "extract/explain.h"

#include <stdlib.h>

#include "extract/phrase.h"

static const struct tm_clause *parent_of(const struct tm_document *doc, const struct tm_clause *clause)
{
	for (size_t i = 0; clause->parent_id.ptr && i < doc->clause_count; i++)
		if (tm_slice_eq(doc->clauses[i].id, clause->parent_id))
			return &doc->clauses[i];
	return NULL;
}

enum tm_role tm_role_within(const struct tm_document *doc, const struct tm_clause *clause)
{
	const struct tm_clause *c = clause;

	while (c && c->role == TM_ROLE_NONE)
		c = parent_of(doc, c);
	return c ? c->role : TM_ROLE_NONE;
}

/* The fact that was made of the figure that stands here. */
static size_t fact_of(const struct tm_clause *clause, const char *at)
{
	for (size_t i = 0; i < clause->fact_count; i++)
		if (clause->facts[i].text.ptr == at)
			return i;
	return SIZE_MAX;
}

/* The rules that say what a figure is: the one that does, and the one behind it. */
static void ask(struct tm_explained_figure *figure, const struct tm_quantity_reader *reader,
		struct tm_slice window)
{
	const struct tm_grammar *g = reader->grammar;

	for (size_t i = g->first[TM_USE_FIGURE_ROLE]; i < g->first[TM_USE_FIGURE_ROLE + 1]; i++) {
		if (!tm_rule_match(&g->rules[i], reader->matcher, window, 0))
			continue;
		if (figure->role) {
			figure->next = &g->rules[i];
			return;
		}
		figure->role = &g->rules[i];
	}
}

/* All figures of a list (10、20、30万元) are one code, and what is said holds for each. */
static void explain_code(struct tm_explained *out, const struct tm_quantity_reader *reader,
			 struct tm_phrase_text *codes, size_t n, size_t end)
{
	struct tm_explained_figure said = { SIZE_MAX, NULL, NULL };

	ask(&said, reader, tm_phrase_ask(codes, n));
	for (size_t i = codes->token[n]; i < end; i++) {
		const struct tm_token *token = &out->tape.tokens[i];

		if (token->kind != TM_TOKEN_FIGURE)
			continue;
		out->figures[token->figure].role = said.role;
		out->figures[token->figure].next = said.next;
	}
}

static void explain_sentence(struct tm_explained *out, const struct tm_quantity_reader *reader,
			     const struct tm_sentence *sentence, struct tm_phrase_text *codes)
{
	for (size_t n = 1; n < codes->count; n++)
		if (tm_phrase_figure(codes, n) != TM_FACT_KIND_COUNT)
			explain_code(out, reader, codes, n,
				     n + 1 < codes->count ? codes->token[n + 1] : sentence->last);
}

void tm_explain(struct tm_explained *out, const struct tm_quantity_reader *reader, const struct tm_document *doc,
		const struct tm_clause *clause, bool in_heading)
{
	struct tm_slice text = in_heading ? clause->heading : clause->text;
	struct tm_setting setting = { tm_role_within(doc, clause), in_heading,
				      tm_is_plan(doc, reader->grammar, reader->matcher) };
	struct tm_phrase_text codes = { 0 };
	struct tm_tape *t = &out->tape;
	struct tm_sentence sentence;
	size_t at = 0;

	tm_tape_read(t, reader, text);
	if (out->figure_room < t->figure_count) {
		out->figure_room = t->figure_count;
		out->figures = tm_realloc(out->figures, tm_size_mul(out->figure_room, sizeof(*out->figures)));
	}
	for (size_t i = 0; i < t->figure_count; i++)
		out->figures[i] = (struct tm_explained_figure){ fact_of(clause, text.ptr + t->figures[i].start),
								NULL, NULL };
	while (tm_sentence_next(t, &at, &sentence)) {
		tm_phrase_encode(&codes, t, &sentence, clause, &setting);
		explain_sentence(out, reader, &sentence, &codes);
	}
	tm_phrase_release(&codes);
}

void tm_explained_release(struct tm_explained *explained)
{
	tm_tape_release(&explained->tape);
	free(explained->figures);
	*explained = (struct tm_explained){ 0 };
}
