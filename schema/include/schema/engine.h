/*
 * engine.h - the whole pipeline behind one struct, for programs that use the library.
 *
 *     struct tm_engine *engine = tm_engine_new(&diagnostics);
 *     struct tm_worker worker;
 *     tm_worker_init(&worker);
 *     if (tm_source_load(&source, path, &worker.arena, &diagnostics)) {
 *         struct tm_staged *doc = tm_engine_run(engine, &worker, &source, TM_STAGE_EXTRACT, &diagnostics);
 *         ...
 *     }
 *     tm_worker_clear(&worker);   (before the next document)
 *
 * An engine is immutable after tm_engine_new() and may be shared by threads;
 * each thread has a worker of its own.
 */
#ifndef SCHEMA_ENGINE_H
#define SCHEMA_ENGINE_H

#include "extract/grammar.h"
#include "normalize/normalize.h"
#include "schema/stage.h"

struct tm_engine {
	struct tm_arena arena; /* rules, tables and messages */
	struct tm_tables *tables;
	struct tm_grammar *grammar;
	struct tm_messages messages;
	struct tm_head head;
	bool jitted;
};

/* Memory of one document at a time. */
struct tm_worker {
	struct tm_arena arena;
	struct tm_matcher matcher;
};

/* Loads all tables and rules.  NULL, with diagnostics, when one of them is wrong. */
struct tm_engine *tm_engine_new(struct tm_diagnostics *diagnostics);

/*
 * The same with rule files laid over those of the program (see grammar.h);
 * the list is ended by an absent name and must outlive the engine.  What the
 * catalogue says of its rules covers them, by file name and text; in which
 * folder they lie makes no difference.
 */
struct tm_engine *tm_engine_with_rules(const struct tm_resource *more, struct tm_diagnostics *diagnostics);
void tm_engine_free(struct tm_engine *engine);

/* Compiles the rules to machine code; pays for itself after some 10 documents. */
void tm_engine_jit(struct tm_engine *engine);

void tm_worker_init(struct tm_worker *worker);
void tm_worker_clear(struct tm_worker *worker);
void tm_worker_release(struct tm_worker *worker);

/*
 * Takes a source through the stages up to `last`.  The result lives in the
 * worker's arena and holds its own diagnostics.  NULL when the source could
 * not be read; why is then in `diagnostics`.
 */
struct tm_staged *tm_engine_run(struct tm_engine *engine, struct tm_worker *worker, const struct tm_source *source,
				enum tm_stage last, struct tm_diagnostics *diagnostics);

/* Takes a document that has reached the stage before `stage` one stage on. */
void tm_engine_step(struct tm_engine *engine, struct tm_worker *worker, struct tm_staged *staged,
		    enum tm_stage stage);

#endif
