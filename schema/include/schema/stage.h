/*
 * stage.h - documents between stages, as the filters pass them on.
 *
 * A stage file is a catalogue whose documents are not finished: besides what
 * is known so far it holds working elements, which `validate` leaves out.
 *
 *   line    one line as the reader gave it: at and bytes (in the source, line
 *           end not counted), n (its number), page; text over 60,000 bytes is
 *           split, parts counted by `part`; `map` where decoded and raw
 *           lengths differ; for a cell of a table that the source marks
 *           `table`, `row`, `column`, `rows`, `columns`, `head` (see struct
 *           tm_place), and `field` for what the source says of the document
 *           outside its text (struct tm_line)
 *   normal  its normal form, where it differs, with its map
 *   flow    what of the normal text makes the flow: "start+length" pieces, /
 *           for a line end and _ for a space that were put in
 *   part    where label, heading, heading_end and text of a clause lie in the
 *           flow: offset and length of each; for a table and its rows those of
 *           all columns and cells too, 0 0 for what is not in the flow
 *
 * A map is a list of runs "length,unit,from,unit" (see normalize/map.h).
 * Later stages add and never remove.
 */
#ifndef SCHEMA_STAGE_H
#define SCHEMA_STAGE_H

#include "schema/catalogue.h"

enum tm_stage {
	TM_STAGE_READ,      /* lines */
	TM_STAGE_NORMALIZE, /* and their normal form */
	TM_STAGE_SEGMENT,   /* and clauses */
	TM_STAGE_EXTRACT    /* and all that is read from them */
};

/*
 * A document between stages.  `lines` is what the reader gave; `doc.text` its
 * normal form from TM_STAGE_NORMALIZE on.
 */
struct tm_staged {
	struct tm_document doc;
	struct tm_text lines;
};

/* Writes one document after tm_catalogue_begin(TM_FORMAT_XML). */
void tm_stage_write(struct tm_buffer *out, const struct tm_staged *staged, enum tm_stage stage);

/* Called for each document of a stage file; returns false to stop. */
typedef bool tm_stage_fn(struct tm_staged *staged, void *context);

/*
 * Reads a stage file or catalogue and calls `each` for every document in it.
 * The document lives in `arena`, which may be cleared between calls when
 * `each` does so.  What the file opens with goes to `head`, in the arena of
 * `diagnostics`.  Adds a diagnostic (input-xml, input-json, input-stage) and
 * returns false when the file is not one; `wanted` is the stage it must have
 * reached.  A finished catalogue (TM_STAGE_EXTRACT) may be in JSON too, its
 * keys in any order; numbers come through as they are printed.
 */
bool tm_stage_read(struct tm_slice bytes, enum tm_stage wanted, struct tm_head *head, struct tm_arena *arena,
		   struct tm_diagnostics *diagnostics, tm_stage_fn *each, void *context);

/* Does this open like a catalogue or stage file, in XML or JSON?  Both say in their first lines what they are. */
bool tm_is_catalogue(struct tm_slice bytes);

#endif
