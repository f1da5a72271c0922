/*
 * peers.c - the number, percentage and currency cases of another project's Chinese test suite.
 *
 *     peers CASES.jsonl
 *
 * Each line is a case: {"id", "input", "type", "core", "tags", "expected":
 * [{"value", "iso"}]}.  A core case is right when the values we read (and
 * their currencies) are those expected, in order.  Only cases whose tags say
 * that their project reads Chinese otherwise than the law does are excused.
 * At least 97 of 100 must be right.  Exit status 77 when there is no such
 * file: it is not part of this project.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "extract/lexicon.h"
#include "extract/number.h"
#include "normalize/utf8.h"
#include "schema/engine.h"

enum { SKIPPED = 77, LINE_MAX_BYTES = 65536, READINGS_MAX = 32 };

enum type { NUMBER, PERCENTAGE, CURRENCY, TYPE_COUNT };

static const char *const type_names[] = { "number", "percentage", "currency" };

struct reading {
	struct tm_slice value, unit;
};

struct suite {
	struct tm_engine *engine;
	struct tm_worker worker;
	struct reading readings[READINGS_MAX];
	size_t count;
};

static void add(struct suite *s, struct tm_slice value, struct tm_slice unit)
{
	if (s->count < READINGS_MAX)
		s->readings[s->count++] = (struct reading){ value, unit };
}

/* Is there a currency behind a number?  Their number cases leave those to their currency cases. */
static bool is_sum(struct suite *s, struct tm_slice text, size_t at)
{
	struct tm_entry unit;

	return at < text.len && tm_lexicon_find(s->engine->grammar->units, &s->worker.matcher, text, at, &unit) &&
	       unit.rule->use == TM_USE_CURRENCY;
}

/* Every number of the text that stands in no name. */
static void read_numbers(struct suite *s, struct tm_slice text)
{
	const struct tm_grammar *g = s->engine->grammar;
	size_t at = 0;

	while (at < text.len) {
		struct tm_number n;
		struct tm_entry name;

		if (tm_lexicon_find(g->words, &s->worker.matcher, text, at, &name) &&
		    name.rule->use == TM_USE_NAME) {
			at += name.length;
		} else if (tm_number_read(&g->numerals, text, at, &n)) {
			if (n.has_fraction && !n.is_finite)
				add(s,
				    tm_arena_printf(&s->worker.arena, "%d/%d", (int)n.numerator,
						    (int)n.denominator),
				    TM_NO_SLICE);
			else if (!is_sum(s, text, n.end))
				add(s, tm_decimal_text(n.value, &s->worker.arena), TM_NO_SLICE);
			at = n.end;
		} else {
			at += tm_utf8_length(text.ptr[at]);
		}
	}
}

static bool has_digit(struct tm_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			return true;
	return false;
}

/* The facts of a kind that the whole pipeline finds. */
static void read_facts(struct suite *s, const struct tm_document *doc, enum tm_fact_kind kind)
{
	for (size_t c = 0; c < doc->clause_count; c++)
		for (size_t i = 0; i < doc->clauses[c].fact_count; i++) {
			const struct tm_fact *f = &doc->clauses[c].facts[i];
			struct tm_decimal n;

			if (f->kind != kind)
				continue;
			/* they read no neighbouring numerals: 二三十 */
			if (f->max.ptr && !has_digit(f->text))
				continue;
			/* a range is two to them, of which the second has the sign */
			if (!tm_decimal_parse(f->value.ptr ? f->value : f->max, &n))
				continue;
			if (kind == TM_FACT_RATE)
				n = tm_decimal_shift(n, tm_slice_is(f->unit, "pp") ? 0 : 2);
			add(s, tm_decimal_text(n, &s->worker.arena), f->unit);
		}
}

static bool same_value(struct tm_slice got, const char *wanted)
{
	char *end;
	double a, b;

	if (!wanted)
		return false;
	if (tm_slice_is(got, wanted))
		return true;
	/* they print binary floating point; a fraction is compared as one */
	b = strtod(wanted, &end);
	if (memchr(got.ptr, '/', got.len))
		a = strtod(got.ptr, NULL) / strtod((char *)memchr(got.ptr, '/', got.len) + 1, NULL);
	else
		a = strtod(got.ptr, NULL);
	return (*end == '\0' || *end == '%') && a - b <= 1e-9 * (b < 0 ? -b : b) &&
	       b - a <= 1e-9 * (b < 0 ? -b : b);
}

static bool is_right(const struct suite *s, const json_t *expected)
{
	size_t i;
	json_t *e;

	if (json_array_size(expected) != s->count)
		return false;
	json_array_foreach(expected, i, e)
	{
		const char *iso = json_string_value(json_object_get(e, "iso"));

		if (!same_value(s->readings[i].value, json_string_value(json_object_get(e, "value"))) ||
		    (iso && !tm_slice_is(s->readings[i].unit, iso)))
			return false;
	}
	return true;
}

static bool has_tag(const json_t *tags, const char *wanted)
{
	size_t i;
	json_t *tag;

	json_array_foreach(tags, i, tag) if (strcmp(json_string_value(tag), wanted) == 0) return true;
	return false;
}

/* Their cases put rows of spaces between words and into them, which to us are gaps between columns. */
static struct tm_slice single_spaces(const char *input, struct tm_arena *arena)
{
	char *out = tm_arena_alloc(arena, strlen(input) + 1);
	size_t len = 0;

	for (const char *p = input; *p; p++)
		if (*p != ' ' || p[1] != ' ')
			out[len++] = *p;
	return (struct tm_slice){ out, len };
}

static bool run_case(struct suite *s, const char *input, enum type type, const json_t *expected,
		     struct tm_diagnostics *diagnostics)
{
	struct tm_source source;
	struct tm_staged *staged;

	s->count = 0;
	tm_worker_clear(&s->worker);
	tm_source_init(&source, TM_SLICE("case"), single_spaces(input, &s->worker.arena), &s->worker.arena);
	staged = tm_engine_run(s->engine, &s->worker, &source, TM_STAGE_EXTRACT, diagnostics);
	if (!staged)
		return false;
	if (type == NUMBER)
		read_numbers(s, staged->doc.flow.bytes);
	else
		read_facts(s, &staged->doc, type == PERCENTAGE ? TM_FACT_RATE : TM_FACT_MONEY);
	return is_right(s, expected);
}

static void print_case(const struct suite *s, const char *id, const char *input, json_t *expected)
{
	char *wanted = json_dumps(expected, JSON_COMPACT);

	printf("%s: %s: got", id, input);
	for (size_t i = 0; i < s->count; i++)
		printf(" %.*s", (int)s->readings[i].value.len, s->readings[i].value.ptr);
	printf(", expected %s\n", wanted);
	free(wanted);
}

int main(int argc, char **argv)
{
	static char line[LINE_MAX_BYTES];
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_diagnostics diagnostics;
	struct suite s = { 0 };
	size_t right[TYPE_COUNT] = { 0 }, all[TYPE_COUNT] = { 0 }, sum_right = 0, sum = 0, excused = 0;
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;

	if (!file) {
		printf("no cases: skipped\n");
		return SKIPPED;
	}
	tm_diagnostics_init(&diagnostics, &arena);
	s.engine = tm_engine_new(&diagnostics);
	tm_worker_init(&s.worker);
	while (s.engine && fgets(line, sizeof(line), file)) {
		json_t *test = json_loads(line, 0, NULL);
		const char *type = json_string_value(json_object_get(test, "type"));
		const char *input = json_string_value(json_object_get(test, "input"));
		json_t *expected = json_object_get(test, "expected"), *tags = json_object_get(test, "tags");
		int t = 0;

		while (t < TYPE_COUNT && (!type || strcmp(type, type_names[t]) != 0))
			t++;
		if (t < TYPE_COUNT && json_is_true(json_object_get(test, "core"))) {
			if (has_tag(tags, "semantics-differ") || has_tag(tags, "upstream-wrong")) {
				excused++;
			} else {
				all[t]++;
				if (run_case(&s, input, (enum type)t, expected, &diagnostics))
					right[t]++;
				else
					print_case(&s, json_string_value(json_object_get(test, "id")), input,
						   expected);
			}
		}
		json_decref(test);
	}
	fclose(file);
	for (int t = 0; t < TYPE_COUNT; t++) {
		printf("%s: %zu of %zu right\n", type_names[t], right[t], all[t]);
		sum_right += right[t];
		sum += all[t];
	}
	printf("together: %zu of %zu right, %zu excused\n", sum_right, sum, excused);
	tm_worker_release(&s.worker);
	tm_engine_free(s.engine);
	tm_arena_release(&arena);
	return sum && 100 * sum_right >= 97 * sum ? 0 : 1;
}
