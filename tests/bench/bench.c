/*
 * bench.c - what each stage costs, as a ratio to a reference measured in the same run.
 *
 * The reference is what any program that looks for sums must do at least:
 * validate the text as UTF-8 with vector instructions, and run one JIT pattern,
 * [0-9]+(?:\.[0-9]+)?\s*(?:...)?..., over it.  Every document of the corpus is
 * taken through the pipeline ROUNDS times, as separate documents; the clock of
 * a shared machine is noisy, so the median of several runs is printed.  Five
 * tables: the stages; the pipeline with 60 more rules; time and memory as the
 * input grows; the comparison of two editions; web pages.
 *
 *     tiaomu_bench [stages|rules|growing|editions|pages] RUNS FILE...
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "extract/extract.h"
#include "extract/segment.h"
#include "normalize/reader.h"
#include "normalize/utf8.h"
#include "pages.h"
#include "reference.h"
#include "schema/diff.h"
#include "schema/engine.h"
#include "schema/validate.h"

enum {
	ROUNDS = 100,
	RUNS_MAX = 51,
	MORE_RULES = 60,
	SCALES = 5 /* 1, 2, 4, 8 and 16 times the input */
};

enum part {
	REFERENCE,
	HASH,
	READ,
	NORMALIZE,
	SEGMENT,
	EXTRACT,
	FINISH,
	WRITE,
	WHOLE, /* all of these in one go, as a program does it */
	CHECK, /* the typed checks, which stand in for the schema */
	RELAXNG,
	PARTS
};

static const char *const names[PARTS] = { "reference", "sha256", "read",  "normalize", "segment", "extract",
					  "finish",    "write",  "whole", "check",     "relax ng" };

struct inputs {
	struct tm_slice *texts;
	size_t count, bytes;
};

/* What a measurement needs, and memory of its own. */
struct bench {
	struct inputs in;
	struct tm_engine *engine;
	struct tm_worker worker;
	struct tm_arena arena;
	struct tm_diagnostics diagnostics;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The sink keeps the compiler from leaving the work out. */
static volatile size_t sink;

static void measure_reference(const struct inputs *in, pcre2_code *pattern, pcre2_match_data *data, double *out)
{
	double start = now();

	for (int r = 0; r < ROUNDS; r++) {
		for (size_t i = 0; i < in->count; i++) {
			struct tm_slice s = in->texts[i];
			size_t at = 0;

			sink += tm_reference_validate(s.ptr, s.len);
			while (pcre2_match(pattern, (PCRE2_SPTR)s.ptr, s.len, at, PCRE2_NO_UTF_CHECK, data, NULL) >
			       0) {
				at = pcre2_get_ovector_pointer(data)[1];
				sink++;
			}
		}
	}
	*out = now() - start;
}

/* One document through all stages, which are timed one by one. */
static void time_stages(struct bench *b, struct tm_slice text, struct tm_buffer *xml, double *out)
{
	struct tm_worker *w = &b->worker;
	struct tm_staged *s = tm_arena_alloc(&w->arena, sizeof(*s));
	double t[CHECK + 1];

	tm_diagnostics_init(&s->doc.diagnostics, &w->arena);
	t[REFERENCE] = now();
	tm_source_init(&s->doc.source, TM_SLICE("bench"), text, &w->arena);
	t[HASH] = now();
	tm_read(b->engine->tables, &s->doc.source, &s->lines, &w->arena, &s->doc.diagnostics);
	t[READ] = now();
	tm_normalize(b->engine->tables, &s->lines, &s->doc.text, &w->arena, &w->matcher, &s->doc.diagnostics);
	t[NORMALIZE] = now();
	tm_segment(&s->doc, b->engine->grammar, &w->arena, &w->matcher);
	t[SEGMENT] = now();
	tm_extract(&s->doc, b->engine->grammar, &w->arena, &w->matcher);
	t[EXTRACT] = now();
	tm_document_finish(&s->doc, &b->engine->messages, &w->arena);
	t[FINISH] = now();
	tm_buffer_clear(xml);
	tm_catalogue_document(xml, TM_FORMAT_XML, &s->doc, true);
	t[WRITE] = now();
	sink += tm_document_check(&s->doc, &b->diagnostics);
	t[CHECK] = now();
	for (int p = HASH; p <= WRITE; p++)
		out[p] += t[p] - t[p - 1];
	out[CHECK] += t[CHECK] - t[WRITE];
	tm_worker_clear(w);
}

static void measure_stages(struct bench *b, double *out)
{
	struct tm_buffer xml = TM_BUFFER_INIT;

	for (int r = 0; r < ROUNDS; r++)
		for (size_t i = 0; i < b->in.count; i++)
			time_stages(b, b->in.texts[i], &xml, out);
	tm_buffer_release(&xml);
}

/* One document as a program takes it, without a check; its XML is in `xml`. */
static void run_document(struct bench *b, struct tm_slice text, struct tm_buffer *xml)
{
	struct tm_source source;
	struct tm_staged *s;

	tm_source_init(&source, TM_SLICE("bench"), text, &b->worker.arena);
	s = tm_engine_run(b->engine, &b->worker, &source, TM_STAGE_EXTRACT, &b->diagnostics);
	tm_catalogue_document(xml, TM_FORMAT_XML, &s->doc, true);
	tm_worker_clear(&b->worker);
}

static double measure_whole(struct bench *b, int rounds)
{
	struct tm_buffer xml = TM_BUFFER_INIT;
	double start = now();

	for (int r = 0; r < rounds; r++) {
		for (size_t i = 0; i < b->in.count; i++) {
			tm_buffer_clear(&xml);
			run_document(b, b->in.texts[i], &xml);
			sink += xml.len;
		}
	}
	tm_buffer_release(&xml);
	return now() - start;
}

/* The schema is loaded anew each time and costs most of it, so once is enough. */
static double measure_relaxng(struct bench *b)
{
	struct tm_buffer xml = TM_BUFFER_INIT;
	double start;

	tm_catalogue_begin(&xml, TM_FORMAT_XML, &b->engine->head);
	for (size_t i = 0; i < b->in.count; i++)
		run_document(b, b->in.texts[i], &xml);
	tm_catalogue_end(&xml, TM_FORMAT_XML);
	start = now();
	if (!tm_validate(tm_buffer_view(&xml), &b->diagnostics))
		abort();
	start = now() - start;
	tm_buffer_release(&xml);
	return start * ROUNDS;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

static void print_stages(struct bench *b, double seconds[PARTS][RUNS_MAX], int runs)
{
	double per_byte = 1e9 / ((double)b->in.bytes * ROUNDS);
	double reference = median(seconds[REFERENCE], (size_t)runs);

	printf("%zu documents, %zu bytes, %d rounds, median of %d runs\n\n", b->in.count, b->in.bytes, ROUNDS,
	       runs);
	printf("%-10s %10s %12s\n", "stage", "ns/byte", "x reference");
	for (int p = 0; p < PARTS; p++) {
		double time = median(seconds[p], (size_t)runs);

		if (p == WHOLE || p == CHECK)
			printf("%.34s\n", "----------------------------------");
		printf("%-10s %10.3f %12.2f\n", names[p], time * per_byte, time / reference);
	}
}

static void stages(struct bench *b, int runs)
{
	static const char sums[] = "[0-9]+(?:\\.[0-9]+)?\\s*(?:\xE4\xB8\x87|\xE4\xBA\xBF)?\xE5\x85\x83";
	static double seconds[PARTS][RUNS_MAX];
	PCRE2_SIZE at;
	int error;
	pcre2_code *pattern = pcre2_compile((PCRE2_SPTR)sums, sizeof(sums) - 1, PCRE2_UTF, &error, &at, NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);

	if (!pattern || !data)
		abort();
	pcre2_jit_compile(pattern, PCRE2_JIT_COMPLETE);
	for (int run = 0; run < runs; run++) {
		double one[PARTS] = { 0 };

		measure_reference(&b->in, pattern, data, &one[REFERENCE]);
		measure_stages(b, one);
		one[WHOLE] = measure_whole(b, ROUNDS);
		one[RELAXNG] = measure_relaxng(b);
		for (int p = 0; p < PARTS; p++)
			seconds[p][run] = one[p];
	}
	print_stages(b, seconds, runs);
	pcre2_match_data_free(data);
	pcre2_code_free(pattern);
}

/* ---- more rules ---- */

/* How the additional rules are matched, in turn; each %s is a word. */
static const struct {
	const char *use, *body;
	bool behind_number;
} shapes[] = {
	{ "name", "words: [%s]", false },
	{ "name", "pattern: '%s[0-9]{1,4}+'", false },
	{ "measure-word", "words: [%s]", true },
	{ "and", "value: both\n    words: [%s]", false },
	{ "role", "value: standard\n    pattern: '%s$'", false },
	{ "office", "value: lead\n    pattern: '%s(?<list>[^x]{1,20}+)x'", false },
};

enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]), WORD = 4 /* characters */ };

static bool is_han(uint32_t c)
{
	return c >= 0x4E00 && c < 0xA000;
}

/* WORD Han characters at `at`; absent where other ones are among them. */
static struct tm_slice word_at(struct tm_slice text, size_t at)
{
	size_t end = at, n;

	for (int i = 0; i < WORD; i++, end += n)
		if (end >= text.len || !is_han(tm_utf8_decode(text.ptr + end, &n)))
			return TM_NO_SLICE;
	return tm_slice_sub(text, at, end);
}

/* Is this character the first of a word of the corpus that no rule has yet? */
static struct tm_slice new_word(struct tm_slice text, size_t at, bool behind_number, const struct tm_buffer *taken)
{
	struct tm_slice word = word_at(text, at);

	if (!word.ptr || (behind_number && !(at && text.ptr[at - 1] >= '0' && text.ptr[at - 1] <= '9')) ||
	    tm_slice_find(tm_buffer_view(taken), word, 0) != SIZE_MAX)
		return TM_NO_SLICE;
	return word;
}

/* A new word, the first behind character number `skip` of all texts, or else of them all. */
static struct tm_slice next_word(const struct bench *b, const struct tm_buffer *taken, size_t skip,
				 bool behind_number)
{
	size_t seen = 0;

	for (size_t i = 0; i < b->in.count; i++) {
		struct tm_slice text = b->in.texts[i];

		for (size_t at = 0, n; at < text.len; at += n) {
			struct tm_slice word = TM_NO_SLICE;

			tm_utf8_decode(text.ptr + at, &n);
			if (seen++ >= skip)
				word = new_word(text, at, behind_number, taken);
			if (word.ptr)
				return word;
		}
	}
	if (!skip) {
		fprintf(stderr, "the texts have too few words\n");
		exit(2);
	}
	return next_word(b, taken, 0, behind_number);
}

/* A rule file of MORE_RULES rules: every other one with a word of the corpus, the others with one that is not in
 * it. */
static struct tm_slice more_rules(struct bench *b)
{
	struct tm_buffer out = TM_BUFFER_INIT, taken = TM_BUFFER_INIT;
	struct tm_slice result;

	tm_buffer_lit(&out, "rules:\n");
	for (size_t i = 0; i < MORE_RULES; i++) {
		size_t shape = i / 2 % SHAPES, start;
		struct tm_slice word;

		tm_buffer_printf(&out, "  - id: more-%zu\n    use: %s\n    ", i, shapes[shape].use);
		start = taken.len;
		if (i % 2)
			tm_buffer_printf(&taken, "\xE9\xBE\x98\xE9\xBD\x89\xE9\xBE\x98%c%c", (char)('a' + i / 26),
					 (char)('a' + i % 26));
		else
			tm_buffer_slice(&taken, next_word(b, &taken, b->in.bytes / 3 / MORE_RULES * i,
							  shapes[shape].behind_number));
		word = tm_arena_slice(&b->arena, tm_slice_sub(tm_buffer_view(&taken), start, taken.len));
		tm_buffer_byte(&taken, ' ');
		for (const char *c = shapes[shape].body; *c; c++) {
			if (c[0] == '%') {
				tm_buffer_slice(&out, word);
				c++;
			} else {
				tm_buffer_byte(&out, *c);
			}
		}
		tm_buffer_lit(&out, "\n    why: measuring\n    seen: nowhere\n    finds: [a]\n    rejects: [b]\n  "
				    "  priority: 9\n");
	}
	result = tm_arena_slice(&b->arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	tm_buffer_release(&taken);
	return result;
}

static void rules(struct bench *b, int runs)
{
	struct tm_resource more[] = { { TM_SLICE("more.yaml"), more_rules(b) }, { TM_NO_SLICE, TM_NO_SLICE } };
	struct tm_engine *few = b->engine, *many = tm_engine_with_rules(more, &b->diagnostics);
	double seconds[2][RUNS_MAX], ratio;

	if (!many) {
		for (size_t i = 0; i < b->diagnostics.count; i++) {
			const struct tm_diagnostic *d = &b->diagnostics.items[i];

			fprintf(stderr, "more.yaml:%u: %s '%s'\n", d->line, tm_code_name(d->code), d->args[0].ptr);
		}
		exit(2);
	}
	tm_engine_jit(many);
	for (int run = 0; run < runs; run++) {
		for (int k = 0; k < 2; k++) {
			b->engine = k ? many : few;
			seconds[k][run] = measure_whole(b, ROUNDS);
		}
	}
	b->engine = few;
	printf("\n%-10s %10s %12s\n", "rules", "ns/byte", "x the first");
	ratio = median(seconds[1], (size_t)runs) / median(seconds[0], (size_t)runs);
	for (int k = 0; k < 2; k++)
		printf("%-10zu %10.3f %12.2f\n", k ? many->grammar->rule_count : few->grammar->rule_count,
		       median(seconds[k], (size_t)runs) * 1e9 / ((double)b->in.bytes * ROUNDS), k ? ratio : 1.0);
	printf("%s: %d more rules, half with triggers in the text, may cost 1.3 times\n",
	       ratio <= 1.3 ? "good" : "BAD", MORE_RULES);
	tm_engine_free(many);
}

/* ---- growing input ---- */

struct growth {
	double seconds;
	long kilobytes; /* most that was in memory */
};

/* The whole pipeline over `scale` times the input in a process of its own, whose memory can be measured. */
static struct growth grow(struct bench *b, size_t scale, bool as_one)
{
	struct growth result = { 0 };
	int ends[2];
	pid_t child;

	fflush(stdout);
	if (pipe(ends) || (child = fork()) < 0)
		abort();
	if (child == 0) {
		struct tm_buffer xml = TM_BUFFER_INIT, text = TM_BUFFER_INIT;
		struct rusage usage;
		double start = now();

		for (size_t n = 0; n < scale; n++) {
			for (size_t i = 0; i < b->in.count; i++) {
				if (as_one)
					tm_buffer_slice(&text, b->in.texts[i]);
				else
					run_document(b, b->in.texts[i], &xml);
				tm_buffer_clear(&xml);
			}
		}
		if (as_one && scale)
			run_document(b, tm_buffer_view(&text), &xml);
		result.seconds = now() - start;
		getrusage(RUSAGE_SELF, &usage);
		result.kilobytes = usage.ru_maxrss;
		_exit(write(ends[1], &result, sizeof(result)) != (ssize_t)sizeof(result));
	}
	close(ends[1]);
	if (read(ends[0], &result, sizeof(result)) != (ssize_t)sizeof(result))
		abort();
	close(ends[0]);
	waitpid(child, NULL, 0);
	return result;
}

static void growing(struct bench *b, int runs)
{
	printf("\n%-10s %10s %10s %10s %10s\n", "input", "one: ms", "MB", "apart: ms", "MB");
	for (size_t i = 0; i < SCALES; i++) {
		size_t scale = (size_t)1 << i;

		printf("%-10zu", scale);
		for (int k = 0; k < 2; k++) {
			double seconds[RUNS_MAX];
			long empty = 0, most = 0;

			for (int run = 0; run < runs; run++) {
				struct growth g = grow(b, scale, k == 0);

				seconds[run] = g.seconds;
				most = g.kilobytes > most ? g.kilobytes : most;
			}
			empty = grow(b, 0, k == 0).kilobytes;
			printf(" %10.1f %10.1f", median(seconds, (size_t)runs) * 1e3,
			       (double)(most - empty) / 1024);
		}
		printf("\n");
	}
	printf("\"one\" is the texts as one document, \"apart\" each as its own; memory is what the documents "
	       "take\n");
}

/* ---- two editions ---- */

/* The clauses of all inputs, with all that was read from them. */
struct pool {
	const struct tm_clause **items;
	size_t count, room;
};

static void fill_pool(struct bench *b, struct pool *pool, struct tm_worker *workers)
{
	for (size_t i = 0; i < b->in.count; i++) {
		struct tm_source source;
		struct tm_staged *staged;

		tm_worker_init(&workers[i]);
		tm_source_init(&source, TM_SLICE("bench"), b->in.texts[i], &workers[i].arena);
		staged = tm_engine_run(b->engine, &workers[i], &source, TM_STAGE_EXTRACT, &b->diagnostics);
		for (size_t k = 0; staged && k < staged->doc.clause_count; k++) {
			const struct tm_clause **slot = tm_arena_push(
				&b->arena, &pool->items, &pool->count, &pool->room,
				sizeof(*slot)); /* NOLINT(bugprone-sizeof-expression): pointers */

			*slot = &staged->doc.clauses[k];
		}
	}
}

/*
 * `count` articles, each with the figures of one clause of the pool and the words of that one and another.  In the
 * second edition every tenth is preceded by a new one, and every third has other words at its end.
 */
static struct tm_document make_edition(const struct pool *pool, size_t count, bool second, struct tm_arena *arena)
{
	struct tm_document doc = { .clauses = tm_arena_array(arena, 2 * count, sizeof(*doc.clauses)) };

	for (size_t i = 0; i < count; i++) {
		for (size_t n = second && i % 10 == 9 ? 2 : 1; n > 0; n--) {
			struct tm_clause *c = &doc.clauses[doc.clause_count++];
			size_t at = n == 2 ? i * 31 + 17 : i,
			       other = n == 2 ? i * 13 + 5 : i * 7 + i / pool->count + 1;
			const struct tm_slice parts[] = { pool->items[at % pool->count]->text, TM_SLICE("\n"),
							  pool->items[other % pool->count]->text,
							  second && i % 3 == 0
								  ? pool->items[(other + 1) % pool->count]->heading
								  : TM_NO_SLICE };

			*c = *pool->items[at % pool->count];
			c->kind = TM_ARTICLE;
			c->number = (uint32_t)doc.clause_count;
			c->id = tm_arena_printf(arena, "article:%zu", doc.clause_count);
			c->label = c->id;
			c->parent_id = TM_NO_SLICE;
			c->text = tm_arena_concat(arena, 4, parts);
		}
	}
	return doc;
}

/* Seconds of this process: one comparison is too short to be measured beside others by the wall clock. */
static double processor_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double time_diff(const struct tm_document *old, const struct tm_document *new, size_t *pairs)
{
	struct tm_arena arena = TM_ARENA_INIT;
	double start = processor_time(), seconds;
	struct tm_diff *diff = tm_diff_documents(old, new, &arena);

	seconds = processor_time() - start;
	*pairs = 0;
	for (size_t i = 0; i < diff->change_count; i++)
		*pairs += diff->changes[i].old_count && diff->changes[i].new_count;
	tm_arena_release(&arena);
	return seconds;
}

static void editions(struct bench *b, int runs)
{
	struct tm_worker *workers = tm_arena_array(&b->arena, b->in.count, sizeof(*workers));
	static const size_t sizes[] = { 500, 5000 };
	struct pool pool = { NULL, 0, 0 };

	fill_pool(b, &pool, workers);
	if (!pool.count)
		abort();
	printf("\n%-10s %10s %10s %10s\n", "editions", "clauses", "pairs", "ms");
	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		struct tm_arena arena = TM_ARENA_INIT;
		struct tm_document old = make_edition(&pool, sizes[s], false, &arena),
				   new = make_edition(&pool, sizes[s], true, &arena);
		double seconds[RUNS_MAX], middle;
		size_t pairs = 0;

		for (int run = 0; run < runs; run++)
			seconds[run] = time_diff(&old, &new, &pairs);
		middle = median(seconds, (size_t)runs) * 1e3;
		printf("%-10zu %10zu %10zu %10.1f\n", sizes[s], new.clause_count, pairs, middle);
		if (s == 0)
			printf("%s: 500 by 500 clauses may take 50 ms\n", middle <= 50 ? "good" : "BAD");
		tm_arena_release(&arena);
	}
	for (size_t i = 0; i < b->in.count; i++)
		tm_worker_release(&workers[i]);
}

static void pages(struct bench *b, int runs)
{
	tm_bench_pages(b->engine, b->in.texts, b->in.count, runs);
}

/* The tables by name, in the order in which they are printed: a pattern that was compiled to machine code stays
 * it. */
static const struct {
	const char *name;
	void (*print)(struct bench *b, int runs);
} tables[] = { { "growing", growing },
	       { "stages", stages },
	       { "rules", rules },
	       { "editions", editions },
	       { "pages", pages } };

enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static bool load(struct bench *b, int count, char **paths)
{
	b->in.texts = tm_arena_array(&b->arena, (size_t)count + 1, sizeof(*b->in.texts));
	for (int i = 0; i < count; i++) {
		struct tm_slice *text = &b->in.texts[b->in.count++];

		if (!tm_bytes_load(text, paths[i], TM_SOURCE_MAX, &b->arena, &b->diagnostics)) {
			fprintf(stderr, "%s: cannot be read\n", paths[i]);
			return false;
		}
		b->in.bytes += text->len;
	}
	return count > 0;
}

int main(int argc, char **argv)
{
	struct bench b = { .arena = TM_ARENA_INIT };
	size_t first = 0, last = TABLES;
	int at = 1, runs;

	for (size_t i = 0; i < TABLES; i++)
		if (at < argc && !strcmp(argv[at], tables[i].name)) {
			first = i;
			last = i + 1;
			at++;
			break;
		}
	runs = at < argc ? atoi(argv[at++]) : 0;
	tm_diagnostics_init(&b.diagnostics, &b.arena);
	tm_worker_init(&b.worker);
	b.engine = tm_engine_new(&b.diagnostics);
	if (!b.engine || runs < 1 || runs > RUNS_MAX || !load(&b, argc - at, argv + at)) {
		fprintf(stderr, "usage: tiaomu_bench [stages|rules|growing|editions|pages] RUNS FILE...\n");
		return 2;
	}
	for (size_t i = first; i < last; i++) {
		if (tables[i].print != growing)
			tm_engine_jit(b.engine);
		tables[i].print(&b, runs);
	}
	tm_worker_release(&b.worker);
	tm_engine_free(b.engine);
	tm_arena_release(&b.arena);
	return 0;
}
