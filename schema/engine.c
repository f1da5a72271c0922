#include "schema/engine.h"

#include <stdlib.h>

#include "extract/extract.h"
#include "extract/segment.h"
#include "normalize/reader.h"
#include "schema/version.h"

struct tm_engine *tm_engine_new(struct tm_diagnostics *diagnostics)
{
	return tm_engine_with_rules(NULL, diagnostics);
}

/* The same files under their own names, without the folders they lie in. */
static const struct tm_resource *without_folders(const struct tm_resource *files, struct tm_arena *arena)
{
	struct tm_resource *bare;
	size_t count = 0;

	while (files && files[count].name.ptr)
		count++;
	bare = tm_arena_array(arena, count + 1, sizeof(*bare));
	for (size_t i = 0; i < count; i++) {
		size_t at = files[i].name.len;

		while (at && files[i].name.ptr[at - 1] != '/')
			at--;
		bare[i] = (struct tm_resource){ tm_slice_sub(files[i].name, at, files[i].name.len),
						files[i].text };
	}
	return bare;
}

struct tm_engine *tm_engine_with_rules(const struct tm_resource *more, struct tm_diagnostics *diagnostics)
{
	struct tm_engine *engine = tm_malloc(sizeof(*engine));
	struct tm_diagnostics list;
	bool ok;

	*engine = (struct tm_engine){ .arena = TM_ARENA_INIT };
	tm_diagnostics_init(&list, &engine->arena);
	ok = tm_messages_load(&engine->messages, &list);
	engine->tables = tm_tables_load(&engine->arena, &list);
	engine->grammar = tm_grammar_load(more, &engine->arena, &list);
	engine->head = (struct tm_head){ .schema = TM_SLICE(TM_SCHEMA_ID),
					 .generator = { TM_SLICE("tiaomu"), TM_SLICE(TM_VERSION) },
					 .rules = { .version = TM_SLICE(TM_VERSION) } };
	engine->head.rules.sha256 = tm_grammar_sha256(without_folders(more, &engine->arena), &engine->arena);
	if (ok && engine->tables && engine->grammar)
		return engine;
	for (size_t i = 0; i < list.count; i++) {
		struct tm_diagnostic *d = &list.items[i];
		struct tm_diagnostic *copy = tm_diagnose(diagnostics, d->code, d->span, d->arg_count, d->args);

		copy->file = tm_arena_slice(diagnostics->arena, d->file);
		copy->line = d->line;
		copy->column = d->column;
	}
	tm_engine_free(engine);
	return NULL;
}

void tm_engine_free(struct tm_engine *engine)
{
	if (!engine)
		return;
	tm_tables_release(engine->tables);
	tm_grammar_release(engine->grammar);
	tm_arena_release(&engine->arena);
	free(engine);
}

void tm_engine_jit(struct tm_engine *engine)
{
	if (!engine->jitted)
		tm_grammar_jit(engine->grammar);
	engine->jitted = true;
}

void tm_worker_init(struct tm_worker *worker)
{
	tm_arena_init(&worker->arena);
	tm_matcher_init(&worker->matcher);
}

void tm_worker_clear(struct tm_worker *worker)
{
	tm_arena_clear(&worker->arena);
}

void tm_worker_release(struct tm_worker *worker)
{
	tm_matcher_release(&worker->matcher);
	tm_arena_release(&worker->arena);
}

void tm_engine_step(struct tm_engine *engine, struct tm_worker *worker, struct tm_staged *staged,
		    enum tm_stage stage)
{
	struct tm_document *doc = &staged->doc;

	switch (stage) {
	case TM_STAGE_READ:
		break;
	case TM_STAGE_NORMALIZE:
		/* What was dropped at the door stands in the document, read from a file or not. */
		staged->lines.dropped = doc->text.dropped;
		staged->lines.dropped_count = doc->text.dropped_count;
		staged->lines.dropped_room = doc->text.dropped_room;
		tm_normalize(engine->tables, &staged->lines, &doc->text, &worker->arena, &worker->matcher,
			     &doc->diagnostics);
		break;
	case TM_STAGE_SEGMENT:
		tm_segment(doc, engine->grammar, &worker->arena, &worker->matcher);
		break;
	case TM_STAGE_EXTRACT:
		tm_extract(doc, engine->grammar, &worker->arena, &worker->matcher);
		break;
	}
	if (worker->matcher.limit_hit) {
		tm_diagnose1(&doc->diagnostics, TM_D_RULE_LIMIT, (struct tm_span){ 0, 0 }, TM_NO_SLICE);
		worker->matcher.limit_hit = false;
	}
	tm_document_finish(doc, &engine->messages, &worker->arena);
}

struct tm_staged *tm_engine_run(struct tm_engine *engine, struct tm_worker *worker, const struct tm_source *source,
				enum tm_stage last, struct tm_diagnostics *diagnostics)
{
	struct tm_staged *staged = tm_arena_alloc(&worker->arena, sizeof(*staged));

	staged->doc.source = *source;
	tm_diagnostics_init(&staged->doc.diagnostics, &worker->arena);
	if (!tm_read(engine->tables, &staged->doc.source, &staged->lines, &worker->arena,
		     &staged->doc.diagnostics)) {
		for (size_t i = 0; i < staged->doc.diagnostics.count; i++) {
			const struct tm_diagnostic *d = &staged->doc.diagnostics.items[i];

			tm_diagnose(diagnostics, d->code, d->span, d->arg_count, d->args);
		}
		return NULL;
	}
	staged->doc.text.dropped = staged->lines.dropped;
	staged->doc.text.dropped_count = staged->lines.dropped_count;
	staged->doc.text.dropped_room = staged->lines.dropped_room;
	tm_document_finish(&staged->doc, &engine->messages, &worker->arena);
	for (int stage = TM_STAGE_NORMALIZE; stage <= (int)last; stage++)
		tm_engine_step(engine, worker, staged, (enum tm_stage)stage);
	return staged;
}
