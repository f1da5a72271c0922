#include "pages.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "normalize/buffer.h"
#include "normalize/reader.h"

enum { PAGES = 1000, PAGE_BYTES = 100000, FRAME_BYTES = 30000, RUNS_MAX = 51 };

/* Processor time of this thread: other programs take more of a shared machine than the threads of each other. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- pages ---- */

static void add_frame(struct tm_buffer *out)
{
	tm_buffer_lit(out, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta name=\"PubDate\" "
			   "content=\"2024-03-05 09:30\"><title>x</title><script>\n");
	while (out->len < FRAME_BYTES / 3)
		tm_buffer_lit(out, "$('.menu li').hover(function(){ if (a < b && $(this).is('.on')) return; "
				   "$(this).find('ul').show(); });\n");
	tm_buffer_lit(out, "</script></head><body><div class=\"header\"><ul class=\"menu\">\n");
	while (out->len < FRAME_BYTES)
		tm_buffer_lit(out,
			      "<li class=\"item\"><a href=\"https://www.example.gov.cn/zwgk/index.html\" "
			      "target=\"_blank\" title=\"menu\"><span>\xE6\x94\xBF\xE5\x8A\xA1</span></a></li>\n");
	tm_buffer_lit(out, "</ul></div><div class=\"article\"><div id=\"zoom\">\n");
}

/* A paragraph for each line, with the styles that word processors leave; the text again until the page is full. */
static void add_text(struct tm_buffer *out, struct tm_slice text)
{
	for (size_t start = 0, end; out->len < PAGE_BYTES; start = end + 1 < text.len ? end + 1 : 0) {
		end = tm_slice_find(text, TM_SLICE("\n"), start);
		end = end == SIZE_MAX ? text.len : end;
		if (end == start)
			continue;
		tm_buffer_lit(out, "<p style=\"text-indent: 2em; line-height: 1.75em; margin-bottom: 5px;\">"
				   "<span style=\"font-family: FangSong; font-size: 21px;\">");
		tm_buffer_slice(out, tm_slice_sub(text, start, end));
		tm_buffer_lit(out, "</span></p>\n");
	}
	tm_buffer_lit(out, "</div></div><div class=\"footer\">x</div></body></html>\n");
}

/* ---- reading ---- */

/* Pages [first, PAGES) with a stride, by one thread. */
struct share {
	struct tm_engine *engine;
	const struct tm_slice *pages;
	size_t count, first, stride;
	bool whole; /* the pipeline, not the reader alone */
	size_t bytes;
	double seconds;
};

static void *run_share(void *context)
{
	struct share *s = context;
	struct tm_worker worker;
	struct tm_diagnostics ignored;
	struct tm_arena arena = TM_ARENA_INIT;
	double start = now();

	tm_worker_init(&worker);
	tm_diagnostics_init(&ignored, &arena);
	for (size_t i = s->first; i < PAGES; i += s->stride) {
		struct tm_text *text = tm_arena_alloc(&worker.arena, sizeof(*text));
		struct tm_source source;

		tm_source_init(&source, TM_SLICE("page"), s->pages[i % s->count], &worker.arena);
		if (s->whole)
			tm_engine_run(s->engine, &worker, &source, TM_STAGE_EXTRACT, &ignored);
		else if (!tm_read(s->engine->tables, &source, text, &worker.arena, &ignored) || !text->line_count)
			abort();
		s->bytes += source.size;
		tm_worker_clear(&worker);
	}
	tm_worker_release(&worker);
	tm_arena_release(&arena);
	s->seconds = now() - start;
	return NULL;
}

/* MB of page a second, by the time of the thread that took longest. */
static double measure(struct share share, size_t threads)
{
	pthread_t ids[2];
	struct share shares[2];
	double seconds = 0;
	size_t bytes = 0;

	for (size_t i = 0; i < threads; i++) {
		shares[i] = share;
		shares[i].first = i;
		shares[i].stride = threads;
		if (pthread_create(&ids[i], NULL, run_share, &shares[i]))
			abort();
	}
	for (size_t i = 0; i < threads; i++) {
		pthread_join(ids[i], NULL);
		bytes += shares[i].bytes;
		seconds = shares[i].seconds > seconds ? shares[i].seconds : seconds;
	}
	return (double)bytes * 1e-6 / seconds;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(struct share share, size_t threads, int runs)
{
	double values[RUNS_MAX];
	int count = runs < RUNS_MAX ? runs : RUNS_MAX;

	for (int i = 0; i < count; i++)
		values[i] = measure(share, threads);
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[count / 2];
}

void tm_bench_pages(struct tm_engine *engine, const struct tm_slice *texts, size_t count, int runs)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_slice *pages = tm_arena_array(&arena, count, sizeof(*pages));
	struct share share = { .engine = engine, .pages = pages, .count = count };
	double one, two;

	for (size_t i = 0; i < count; i++) {
		struct tm_buffer page = TM_BUFFER_INIT;

		add_frame(&page);
		add_text(&page, texts[i]);
		pages[i] = tm_arena_slice(&arena, tm_buffer_view(&page));
		tm_buffer_release(&page);
	}
	printf("\n%-10s %10s %12s %12s\n", "pages", "MB/s", "two threads", "x one");
	one = median(share, 1, runs);
	two = median(share, 2, runs);
	printf("%-10s %10.1f %12.1f %12.2f\n", "read", one, two, two / one);
	printf("%s: reading is to take 20 MB/s, and two threads 1.8 times that of one\n",
	       one >= 20 && two >= 1.8 * one ? "good" : "BAD");
	share.whole = true;
	one = median(share, 1, 1);
	two = median(share, 2, 1);
	printf("%-10s %10.1f %12.1f %12.2f\n", "whole", one, two, two / one);
	tm_arena_release(&arena);
}
