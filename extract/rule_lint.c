/*
 * rule_lint.c - rules that say too little about themselves, run too long, or can never win.
 */
#include "extract/rule_check.h"

#include <stdlib.h>

#include "extract/lexicon.h"
#include "extract/phrase.h"
#include "normalize/utf8.h"

static size_t missing(const struct tm_rule *rule, bool is_there, const char *key,
		      struct tm_diagnostics *diagnostics)
{
	struct tm_diagnostic *d;

	if (is_there)
		return 0;
	d = tm_diagnose_file(diagnostics, TM_D_RULE_LACKS, rule->place.file, rule->place.line, rule->place.column,
			     rule->id);
	d->args[d->arg_count++] = tm_slice_str(key);
	return 1;
}

size_t tm_rule_lint_notes(const struct tm_rule *rule, struct tm_diagnostics *diagnostics)
{
	/* what asks for the role of a clause cannot be shown in a text */
	bool shown = rule->find_count > 0 || tm_use_how(rule->use) == TM_HOW_PHRASE;

	return missing(rule, rule->why.len > 0, "why", diagnostics) +
	       missing(rule, rule->seen.len > 0, "seen", diagnostics) +
	       missing(rule, shown, "finds", diagnostics) +
	       missing(rule, rule->reject_count > 0, "rejects", diagnostics);
}

/* ---- patterns that run too long ---- */

enum {
	PIECES = 48,              /* things that texts are made of, for one rule */
	ATTACK_CHARACTERS = 1000, /* of a text; more than any pattern may need to look at */
	ATTACK_TOKENS = 100,      /* of each side of a figure; more than phrase patterns get to see */
	ASKED = 3,                /* figures in one place */
	STARTS = 60               /* bytes at the start of a text where words of the lexicon are tried */
};

struct attack {
	const struct tm_grammar *grammar;
	const struct tm_rule *rule;
	struct tm_matcher *matcher;
	struct tm_slice pieces[PIECES];
	size_t count;
	struct tm_buffer text;
};

static void add_piece(struct attack *a, struct tm_slice piece)
{
	for (size_t i = 0; i < a->count; i++)
		if (tm_slice_eq(a->pieces[i], piece))
			return;
	if (a->count < PIECES && piece.len)
		a->pieces[a->count++] = piece;
}

/* The characters of a text; of a pattern only those that are no ASCII, which is its syntax. */
static void add_characters(struct attack *a, struct tm_slice text, bool is_pattern)
{
	for (size_t at = 0, n; at < text.len; at += n) {
		uint32_t c = tm_utf8_decode(text.ptr + at, &n);

		if (c >= 0x80 || !is_pattern)
			add_piece(a, tm_slice_sub(text, at, at + n));
	}
}

static void repeat(struct tm_buffer *text, struct tm_slice piece, size_t times)
{
	while (times-- > 0)
		tm_buffer_slice(text, piece);
}

/* Tries the pattern where the program does: words of the lexicon at every character, others from the start. */
static bool try_text(struct attack *a, size_t starts)
{
	struct tm_slice text = tm_buffer_view(&a->text);
	enum tm_how how = tm_use_how(a->rule->use);

	for (size_t at = 0, n; at < text.len && at < starts; at += n) {
		tm_match(a->matcher, a->rule->pattern, text, at);
		if (a->matcher->limit_hit || (how != TM_HOW_WORD && how != TM_HOW_UNIT))
			break;
		tm_utf8_decode(text.ptr + at, &n);
	}
	return a->matcher->limit_hit;
}

/* The text goes on for long, ends in what most patterns cannot end in, and all the same holds what they ask for.
 */
static bool hits_with_piece(struct attack *a, struct tm_slice piece)
{
	tm_buffer_clear(&a->text);
	repeat(&a->text, piece, ATTACK_CHARACTERS / tm_utf8_count(piece) + 1);
	if (try_text(a, STARTS))
		return true;
	tm_buffer_byte(&a->text, '\n');
	if (a->rule->find_count)
		tm_buffer_slice(&a->text, a->rule->finds[0].text);
	return try_text(a, STARTS);
}

static struct tm_slice find_attack(struct attack *a)
{
	add_piece(a, TM_SLICE("1"));
	for (size_t i = 0; i < a->rule->find_count; i++)
		add_piece(a, a->rule->finds[i].text);
	for (size_t i = 0; i < a->rule->find_count; i++)
		add_characters(a, a->rule->finds[i].text, false);
	add_characters(a, a->rule->source, true);
	for (size_t i = 0; i < a->rule->reject_count; i++)
		add_characters(a, a->rule->rejects[i].text, false);
	for (size_t i = 0; i < a->count; i++)
		if (hits_with_piece(a, a->pieces[i]))
			return a->pieces[i];
	return TM_NO_SLICE;
}

/* Asks the pattern about figures from the n-th code on, some of them. */
static void ask(struct attack *a, struct tm_phrase_text *codes, size_t n)
{
	int asked = 0;

	for (; n < codes->count && asked < ASKED && !a->matcher->limit_hit; n++) {
		if (tm_phrase_figure(codes, n) == TM_FACT_KIND_COUNT)
			continue;
		tm_match(a->matcher, a->rule->pattern, tm_phrase_ask(codes, n), 0);
		asked++;
	}
}

/* Asks the pattern about the first figures of the text and those in its middle; all of it is one sentence. */
static bool try_tape(struct attack *a, struct tm_tape *tape)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_quantity_reader reader = { a->grammar, a->matcher, &arena };
	struct tm_clause clause = { .kind = TM_PARA };
	struct tm_phrase_text codes = { 0 };
	struct tm_sentence all = { 0 };

	tm_tape_read(tape, &reader, tm_buffer_view(&a->text));
	all.last = tape->count;
	tm_phrase_encode(&codes, tape, &all, &clause, &(struct tm_setting){ 0 });
	ask(a, &codes, 1);
	ask(a, &codes, codes.count / 2);
	tm_phrase_release(&codes);
	tm_arena_release(&arena);
	return a->matcher->limit_hit;
}

/* The tokens of an example, around its figures. */
static struct tm_slice attack_with_example(struct attack *a, struct tm_slice example)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_quantity_reader reader = { a->grammar, a->matcher, &arena };
	struct tm_tape tape = { 0 }, attacked = { 0 };
	struct tm_slice figure = TM_NO_SLICE, hit = TM_NO_SLICE;
	size_t tokens;

	tm_tape_read(&tape, &reader, example);
	for (size_t i = 0; i < tape.count && !figure.ptr; i++)
		if (tape.tokens[i].kind == TM_TOKEN_FIGURE)
			figure = tm_token_text(&tape, i);
	tokens = figure.ptr ? tape.count : 0;
	for (size_t i = 0; i <= tokens && figure.ptr && !hit.ptr; i++) {
		struct tm_slice piece = i < tokens ? tm_token_text(&tape, i) : example;

		tm_buffer_clear(&a->text);
		repeat(&a->text, piece, i < tokens ? ATTACK_TOKENS : ATTACK_TOKENS / tokens + 1);
		tm_buffer_slice(&a->text, figure);
		repeat(&a->text, piece, i < tokens ? ATTACK_TOKENS : ATTACK_TOKENS / tokens + 1);
		if (try_tape(a, &attacked))
			hit = piece;
	}
	tm_tape_release(&attacked);
	tm_tape_release(&tape);
	tm_arena_release(&arena);
	return hit;
}

static struct tm_slice find_phrase_attack(struct attack *a)
{
	struct tm_slice hit = TM_NO_SLICE;

	for (size_t i = 0; i < a->rule->find_count && !hit.ptr; i++)
		hit = attack_with_example(a, a->rule->finds[i].text);
	for (size_t i = 0; i < a->rule->reject_count && !hit.ptr; i++)
		hit = attack_with_example(a, a->rule->rejects[i].text);
	return hit;
}

size_t tm_rule_lint_limit(const struct tm_grammar *grammar, const struct tm_rule *rule, struct tm_matcher *matcher,
			  struct tm_diagnostics *diagnostics)
{
	struct attack a = { .grammar = grammar, .rule = rule, .matcher = matcher };
	struct tm_diagnostic *d;
	struct tm_slice hit;

	if (!rule->pattern)
		return 0;
	matcher->limit_hit = false;
	hit = tm_use_how(rule->use) == TM_HOW_PHRASE ? find_phrase_attack(&a) : find_attack(&a);
	matcher->limit_hit = false;
	tm_buffer_release(&a.text);
	if (!hit.ptr)
		return 0;
	d = tm_diagnose_file(diagnostics, TM_D_RULE_UNBOUNDED, rule->pattern_place.file, rule->pattern_place.line,
			     rule->pattern_place.column, rule->id);
	d->args[d->arg_count++] = tm_arena_slice(diagnostics->arena, hit);
	return 1;
}

/* ---- names of bodies that are never looked up ---- */

/*
 * A body is looked up without the level in front of it (see offices.c), so
 * that a short name which begins with one is never asked for.  Its own
 * examples do not show it: they are tried as they stand.
 */
size_t tm_rule_lint_levels(const struct tm_grammar *grammar, const struct tm_rule *rule,
			   struct tm_matcher *matcher, struct tm_diagnostics *diagnostics)
{
	size_t faults = 0;

	for (size_t i = 0; rule->use == TM_USE_OFFICE_ALIAS && i < rule->map_count; i++) {
		const struct tm_rule_pair *pair = &rule->map[i];
		const struct tm_rule *level = tm_grammar_match(grammar, TM_USE_OFFICE_LEVEL, matcher, pair->from,
							       0);
		struct tm_diagnostic *d;

		if (!level)
			continue;
		d = tm_diagnose_file(diagnostics, TM_D_RULE_LEVEL, rule->place.file, pair->line, pair->column,
				     rule->id);
		d->args[d->arg_count++] = pair->from;
		d->args[d->arg_count++] = tm_rule_group(level, matcher, pair->from, 1);
		faults++;
	}
	return faults;
}

/* ---- what can never win ---- */

/* A word or a pattern as a rule claims it. */
struct claim {
	int room; /* claims in different rooms do not meet */
	struct tm_slice text;
	const struct tm_rule *rule;
	uint32_t line, column;
};

struct claims {
	struct claim *items;
	size_t count, room;
	struct tm_arena arena;
};

static bool is_lexicon(const struct tm_rule *rule)
{
	return tm_use_how(rule->use) == TM_HOW_WORD || tm_use_how(rule->use) == TM_HOW_UNIT;
}

/*
 * Rules of which each is tried for itself, whatever others find: of these only
 * two that say the same are one too many.
 */
static bool is_tried_alone(enum tm_use use)
{
	return use == TM_USE_CLASS || use == TM_USE_NOT_MARKER || use == TM_USE_ROW || use == TM_USE_OFFICE ||
	       use == TM_USE_EXPIRY;
}

/* The one that wins comes first: in a lexicon by priority, else the one that is asked first. */
static int by_claim(const void *pa, const void *pb)
{
	const struct claim *a = pa, *b = pb;
	int order;

	if (a->room != b->room)
		return a->room < b->room ? -1 : 1;
	order = tm_slice_cmp(a->text, b->text);
	if (order)
		return order;
	if (is_lexicon(a->rule) && a->rule->priority != b->rule->priority)
		return a->rule->priority > b->rule->priority ? -1 : 1;
	return a->rule < b->rule ? -1 : a->rule > b->rule;
}

static void add_claim(struct claims *c, const struct tm_rule *rule, bool is_pattern, struct tm_slice text,
		      uint32_t line, uint32_t column)
{
	int room = is_lexicon(rule) ? TM_USE_COUNT + (int)tm_use_how(rule->use) : (int)rule->use;
	struct claim *claim = tm_arena_push(&c->arena, &c->items, &c->count, &c->room, sizeof(*claim));

	*claim = (struct claim){ 2 * room + is_pattern, text, rule, line, column };
}

static void collect(struct claims *c, const struct tm_grammar *g)
{
	for (size_t r = 0; r < g->rule_count; r++) {
		const struct tm_rule *rule = &g->rules[r];
		const struct tm_place *at = &rule->pattern_place;

		for (size_t i = 0; i < rule->map_count; i++)
			add_claim(c, rule, false, rule->map[i].from, rule->map[i].line, rule->map[i].column);
		if (rule->pattern && !rule->map_count)
			add_claim(c, rule, true, rule->source, at->line, at->column);
	}
	if (c->count)
		qsort(c->items, c->count, sizeof(*c->items), by_claim);
}

static void report(const struct claim *loser, const struct tm_rule *winner, struct tm_diagnostics *diagnostics)
{
	bool is_pattern = loser->room % 2;
	struct tm_diagnostic *d = tm_diagnose_file(
		diagnostics, is_pattern ? TM_D_RULE_BEHIND : TM_D_RULE_WORD_BEHIND, loser->rule->place.file,
		loser->line, loser->column, loser->rule->id);

	d->args[d->arg_count++] = winner->id;
	d->args[d->arg_count++] = tm_arena_printf(diagnostics->arena, "%s:%u", winner->place.file.ptr,
						  winner->place.line);
	d->args[d->arg_count++] = loser->text;
}

static bool says_the_same(const struct tm_rule *a, const struct tm_rule *b)
{
	return tm_slice_eq(a->value, b->value);
}

/* Can a match of the pattern depend on what stands around it? */
static bool looks_around(const struct tm_rule *rule)
{
	static const char *const signs[] = { "(?=", "(?!", "(?<=", "(?<!", "\\b", "^", "$" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (tm_slice_find(rule->source, tm_slice_str(signs[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

/* The pattern that always takes a word of the lexicon from its rule; NULL when there is none. */
static const struct tm_rule *pattern_over(const struct tm_grammar *g, const struct claim *claim,
					  struct tm_matcher *matcher)
{
	bool is_unit = tm_use_how(claim->rule->use) == TM_HOW_UNIT;
	struct tm_entry entry;

	if (!is_lexicon(claim->rule) || claim->room % 2 ||
	    !tm_lexicon_find(is_unit ? g->units : g->words, matcher, claim->text, 0, &entry) ||
	    entry.length < claim->text.len || entry.rule == claim->rule || !entry.rule->pattern ||
	    looks_around(entry.rule))
		return NULL;
	return entry.rule;
}

size_t tm_rules_lint_order(const struct tm_grammar *grammar, struct tm_matcher *matcher,
			   struct tm_diagnostics *diagnostics)
{
	struct claims c = { .arena = TM_ARENA_INIT };
	size_t faults = 0, first = 0;

	collect(&c, grammar);
	for (size_t i = 0; i < c.count; i++) {
		const struct claim *claim = &c.items[i];
		const struct tm_rule *winner = pattern_over(grammar, claim, matcher);

		if (claim->room != c.items[first].room || !tm_slice_eq(claim->text, c.items[first].text))
			first = i;
		if (i > first &&
		    (!is_tried_alone(claim->rule->use) || says_the_same(claim->rule, c.items[first].rule)))
			winner = c.items[first].rule;
		if (winner) {
			report(claim, winner, diagnostics);
			faults++;
		}
	}
	tm_arena_release(&c.arena);
	return faults;
}
