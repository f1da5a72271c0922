/*
 * support.h - what the test programs share.
 */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "normalize/messages.h"
#include "schema/engine.h"

/* Fails the test with all diagnostics of the list in words. */
static inline void fail_with(const struct tm_diagnostics *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct tm_diagnostic *d = &list->items[i];

		print_error("%.*s:%u:%u: %s", (int)d->file.len, d->file.ptr ? d->file.ptr : "", d->line, d->column,
			    tm_code_name(d->code));
		for (size_t k = 0; k < d->arg_count; k++)
			print_error(" '%.*s'", (int)d->args[k].len, d->args[k].ptr);
		print_error("\n");
	}
	fail();
}

#define assert_slice(slice, string)                                                                               \
	do {                                                                                                      \
		struct tm_slice got_ = (slice);                                                                   \
		if (!tm_slice_is(got_, (string)))                                                                 \
			fail_msg("got '%.*s', expected '%s'", (int)got_.len, got_.ptr ? got_.ptr : "", (string)); \
	} while (0)

/* The five documents of the corpus. */
static const char *const corpus[] = {
	TM_SOURCE_DIR "/corpus/jinshan-2023-ruogan-zhengce.txt",
	TM_SOURCE_DIR "/corpus/jinshan-2023-tixin-xingdong-fangan.txt",
	TM_SOURCE_DIR "/corpus/jinshan-2024-xinxing-gongyehua.txt",
	TM_SOURCE_DIR "/corpus/jinshan-2025-shishi-xize.txt",
	TM_SOURCE_DIR "/corpus/minhang-2024-zhengce-yijian.txt",
};

enum { CORPUS = sizeof(corpus) / sizeof(corpus[0]) };

/* An engine and a worker for a whole program. */
struct fixture {
	struct tm_engine *engine;
	struct tm_worker worker;
	struct tm_arena arena;
	struct tm_diagnostics diagnostics;
};

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	tm_arena_init(&f->arena);
	tm_diagnostics_init(&f->diagnostics, &f->arena);
	tm_worker_init(&f->worker);
	f->engine = tm_engine_new(&f->diagnostics);
	if (!f->engine)
		fail_with(&f->diagnostics);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	tm_worker_release(&f->worker);
	tm_engine_free(f->engine);
	tm_arena_release(&f->arena);
	free(f);
	return 0;
}

/* Takes a text through all stages; it lives until the worker is cleared. */
static inline struct tm_staged *run_text(struct fixture *f, struct tm_slice text)
{
	struct tm_source source;
	struct tm_staged *staged;

	tm_source_init(&source, TM_SLICE("test"), text, &f->worker.arena);
	staged = tm_engine_run(f->engine, &f->worker, &source, TM_STAGE_EXTRACT, &f->diagnostics);
	if (!staged)
		fail_with(&f->diagnostics);
	return staged;
}

static inline struct tm_staged *run_file(struct fixture *f, const char *path)
{
	struct tm_source source;
	struct tm_staged *staged = NULL;

	if (tm_source_load(&source, path, &f->worker.arena, &f->diagnostics))
		staged = tm_engine_run(f->engine, &f->worker, &source, TM_STAGE_EXTRACT, &f->diagnostics);
	if (!staged)
		fail_with(&f->diagnostics);
	return staged;
}

/* A small generator whose numbers are the same everywhere (xorshift64*). */
struct prng {
	uint64_t state;
};

static inline uint32_t prng_next(struct prng *p, uint32_t below)
{
	p->state ^= p->state >> 12;
	p->state ^= p->state << 25;
	p->state ^= p->state >> 27;
	return (uint32_t)((p->state * UINT64_C(2685821657736338717)) >> 33) % below;
}

#endif
