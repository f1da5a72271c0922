/*
 * stage_p.h - what the readers of XML and of JSON share.
 */
#ifndef SCHEMA_STAGE_P_H
#define SCHEMA_STAGE_P_H

#include "schema/stage.h"

/* Does this open like a catalogue in JSON? */
bool tm_json_is_catalogue(struct tm_slice text);

/* What tm_stage_read() does, for a catalogue in JSON. */
bool tm_json_read(struct tm_slice text, struct tm_head *head, struct tm_arena *arena,
		  struct tm_diagnostics *diagnostics, tm_stage_fn *each, void *context);

/* Reports become diagnostics again, so that later stages can add theirs; false when one is unknown. */
bool tm_reports_restore(struct tm_document *doc, struct tm_arena *arena);

#endif
