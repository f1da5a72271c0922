/*
 * citations.c - titles in 《》 and what a document does to them.
 */
#include "extract_p.h"

#include "normalize/utf8.h"

/* The title that opens at `at`, nested ones inside it included; its end, or 0 when it is not closed nearby. */
static size_t title_end(struct tm_slice text, size_t at)
{
	enum { LONGEST = 600, OPEN = 0x300A, CLOSE = 0x300B };
	int open = 0;
	size_t n;

	for (size_t i = at; i < text.len && i < at + LONGEST; i += n) {
		uint32_t c = tm_utf8_decode(text.ptr + i, &n);

		open += c == OPEN;
		open -= c == CLOSE;
		if (open == 0)
			return i + n;
		if (c == '\n')
			break;
	}
	return 0;
}

/* Does the instrument say here why it was made: in its notice, preamble or first article? */
static bool gives_reasons(const struct tm_clause *c)
{
	return c->kind == TM_FRONT || c->kind == TM_TITLE || c->kind == TM_PREAMBLE || c->kind == TM_COMPONENT ||
	       (c->kind == TM_ARTICLE && c->number == 1);
}

static enum tm_relation relation_at(struct tm_pass *p, const struct tm_clause *c, struct tm_slice text,
				    size_t start, size_t end)
{
	struct tm_slice sentence = tm_sentence_at(p->grammar, text, start);
	size_t from = (size_t)(sentence.ptr - text.ptr);
	struct tm_slice before = tm_slice_sub(text, from, start);
	struct tm_slice behind = tm_slice_sub(text, end, from + sentence.len > end ? from + sentence.len : end);
	const struct tm_rule *rule = NULL;

	if (behind.len)
		rule = tm_grammar_match(p->grammar, TM_USE_CITED_BEHIND, p->matcher, behind, 0);
	if (!rule && before.len)
		rule = tm_grammar_match(p->grammar, TM_USE_CITED_OPENING, p->matcher, before, 0);
	if (rule)
		return (enum tm_relation)rule->value_number;
	if (before.len)
		rule = tm_grammar_match(p->grammar, TM_USE_CITED_BEFORE, p->matcher, before, 0);
	if (!rule || (rule->value_number == TM_RELATION_BASIS && !gives_reasons(c)))
		return TM_RELATION_MENTIONS;
	return (enum tm_relation)rule->value_number;
}

static void add_citation(struct tm_pass *p, struct tm_slice title, struct tm_slice number,
			 enum tm_relation relation)
{
	struct tm_document *doc = p->doc;
	struct tm_citation *c;

	for (size_t i = 0; i < doc->citation_count; i++) {
		c = &doc->citations[i];
		if (!tm_slice_eq(c->title, title))
			continue;
		if (relation < c->relation)
			c->relation = relation;
		if (!c->number.ptr)
			c->number = number;
		return;
	}
	c = tm_arena_push(p->arena, &doc->citations, &doc->citation_count, &doc->citation_room, sizeof(*c));
	*c = (struct tm_citation){ title, number, relation };
}

/* `text` is part of clause `c`. */
static void find_in(struct tm_pass *p, const struct tm_clause *c, struct tm_slice text)
{
	const struct tm_slice open = TM_SLICE("\xE3\x80\x8A"); /* U+300A */
	size_t at = 0;

	while ((at = tm_slice_find(text, open, at)) != SIZE_MAX) {
		size_t end = title_end(text, at);
		struct tm_slice number = TM_NO_SLICE, title;
		const struct tm_rule *rule;

		if (!end) {
			at += open.len;
			continue;
		}
		title = tm_slice_sub(text, at + open.len, end - open.len);
		rule = tm_grammar_match(p->grammar, TM_USE_CITED_NUMBER, p->matcher, text, end);
		if (rule)
			number = tm_rule_group(rule, p->matcher, text, 0);
		if (title.len)
			add_citation(p, title, number, relation_at(p, c, text, at, end));
		at = end;
	}
}

void tm_extract_citations(struct tm_pass *pass)
{
	for (size_t i = 0; i < pass->doc->clause_count; i++) {
		const struct tm_clause *c = &pass->doc->clauses[i];

		/* Heading and text stand one behind the other in the flow, with no more than a mark between. */
		if (c->heading.len && c->text.len)
			find_in(pass, c,
				(struct tm_slice){ c->heading.ptr,
						   (size_t)(c->text.ptr + c->text.len - c->heading.ptr) });
		else
			find_in(pass, c, c->heading.len ? c->heading : c->text);
	}
}
