/*
 * bench.c - what each stage costs, as a ratio to a reference measured in the same run.
 *
 * The reference is what any program that looks for sums must do at least:
 * validate the text as UTF-8 with vector instructions, and run one JIT pattern,
 * [0-9]+(?:\.[0-9]+)?\s*(?:...)?..., over it.  Every document of the corpus is
 * taken through the pipeline ROUNDS times, as separate documents; the clock of
 * a shared machine is noisy, so the median of several runs is printed.
 *
 *     bench [RUNS] [FILE...]
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "extract/extract.h"
#include "extract/segment.h"
#include "normalize/reader.h"
#include "reference.h"
#include "schema/engine.h"
#include "schema/validate.h"

enum {
	ROUNDS = 100,
	RUNS_MAX = 51
};

enum part {
	REFERENCE,
	HASH,
	READ,
	NORMALIZE,
	SEGMENT,
	EXTRACT,
	CHECK,
	WRITE,
	WHOLE,
	PARTS
};

static const char *const names[PARTS] = { "reference", "sha256", "read", "normalize", "segment",
					  "extract",   "check",	 "write", "whole" };

struct inputs {
	struct tm_slice *texts;
	size_t count, bytes;
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
			while (pcre2_match(pattern, (PCRE2_SPTR)s.ptr, s.len, at, PCRE2_NO_UTF_CHECK, data, NULL) > 0) {
				at = pcre2_get_ovector_pointer(data)[1];
				sink++;
			}
		}
	}
	*out = now() - start;
}

static void measure_stages(const struct inputs *in, struct tm_engine *engine, struct tm_worker *worker, double *out)
{
	struct tm_buffer xml = TM_BUFFER_INIT;
	struct tm_diagnostics list;
	double t[8];

	for (int r = 0; r < ROUNDS; r++) {
		for (size_t i = 0; i < in->count; i++) {
			struct tm_staged *s = tm_arena_alloc(&worker->arena, sizeof(*s));

			tm_diagnostics_init(&list, &worker->arena);
			tm_diagnostics_init(&s->doc.diagnostics, &worker->arena);
			t[0] = now();
			tm_source_init(&s->doc.source, TM_SLICE("bench"), in->texts[i], &worker->arena);
			t[1] = now();
			tm_read(&s->doc.source, &s->lines, &worker->arena, &s->doc.diagnostics);
			t[2] = now();
			tm_normalize(engine->tables, &s->lines, &s->doc.text, &worker->arena, &worker->matcher,
				     &s->doc.diagnostics);
			t[3] = now();
			tm_segment(&s->doc, engine->grammar, &worker->arena, &worker->matcher);
			t[4] = now();
			tm_extract(&s->doc, engine->grammar, &worker->arena, &worker->matcher);
			t[5] = now();
			tm_document_finish(&s->doc, &engine->messages, &worker->arena);
			sink += tm_document_check(&s->doc, &list);
			t[6] = now();
			tm_buffer_clear(&xml);
			tm_catalogue_document(&xml, TM_FORMAT_XML, &s->doc, true);
			t[7] = now();
			sink += xml.len;
			for (int p = HASH; p <= WRITE; p++)
				out[p] += t[p] - t[p - 1];
			tm_worker_clear(worker);
		}
	}
	tm_buffer_release(&xml);
}

static void measure_whole(const struct inputs *in, struct tm_engine *engine, struct tm_worker *worker, double *out)
{
	struct tm_buffer xml = TM_BUFFER_INIT;
	struct tm_diagnostics list;
	double start = now();

	for (int r = 0; r < ROUNDS; r++) {
		for (size_t i = 0; i < in->count; i++) {
			struct tm_source source;
			struct tm_staged *s;

			tm_diagnostics_init(&list, &worker->arena);
			tm_source_init(&source, TM_SLICE("bench"), in->texts[i], &worker->arena);
			s = tm_engine_run(engine, worker, &source, TM_STAGE_EXTRACT, &list);
			sink += tm_document_check(&s->doc, &list);
			tm_buffer_clear(&xml);
			tm_catalogue_document(&xml, TM_FORMAT_XML, &s->doc, true);
			sink += xml.len;
			tm_worker_clear(worker);
		}
	}
	*out = now() - start;
	tm_buffer_release(&xml);
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

int main(int argc, char **argv)
{
	static const char sums[] = "[0-9]+(?:\\.[0-9]+)?\\s*(?:\xE4\xB8\x87|\xE4\xBA\xBF)?\xE5\x85\x83";
	int runs = argc > 1 ? atoi(argv[1]) : 5, error;
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_diagnostics list;
	struct inputs in = { 0 };
	struct tm_engine *engine;
	struct tm_worker worker;
	double seconds[PARTS][RUNS_MAX];
	PCRE2_SIZE at;
	pcre2_code *pattern = pcre2_compile((PCRE2_SPTR)sums, sizeof(sums) - 1, PCRE2_UTF, &error, &at, NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);

	runs = runs < 1 ? 1 : runs > RUNS_MAX ? RUNS_MAX : runs;
	tm_diagnostics_init(&list, &arena);
	tm_worker_init(&worker);
	engine = tm_engine_new(&list);
	if (!engine || !pattern || !data || argc < 3)
		return 2;
	tm_engine_jit(engine);
	pcre2_jit_compile(pattern, PCRE2_JIT_COMPLETE);
	in.texts = tm_arena_array(&arena, (size_t)argc, sizeof(*in.texts));
	for (int i = 2; i < argc; i++) {
		if (!tm_bytes_load(&in.texts[in.count], argv[i], TM_SOURCE_MAX, &arena, &list))
			return 2;
		in.bytes += in.texts[in.count++].len;
	}
	for (int run = 0; run < runs; run++) {
		double one[PARTS] = { 0 };

		measure_reference(&in, pattern, data, &one[REFERENCE]);
		measure_stages(&in, engine, &worker, one);
		measure_whole(&in, engine, &worker, &one[WHOLE]);
		for (int p = 0; p < PARTS; p++)
			seconds[p][run] = one[p];
	}
	printf("%zu documents, %zu bytes, %d rounds, median of %d runs\n", in.count, in.bytes, ROUNDS, runs);
	for (int p = 0; p < PARTS; p++) {
		double ns = median(seconds[p], (size_t)runs) * 1e9 / ((double)in.bytes * ROUNDS);
		double reference = median(seconds[REFERENCE], (size_t)runs) * 1e9 / ((double)in.bytes * ROUNDS);

		printf("%-10s %8.3f ns/byte %8.2f x\n", names[p], ns, ns / reference);
	}
	pcre2_match_data_free(data);
	pcre2_code_free(pattern);
	tm_worker_release(&worker);
	tm_engine_free(engine);
	tm_arena_release(&arena);
	return 0;
}
