/*
 * segment.h - from paragraphs to the tree of clauses (contract section 3).
 *
 * The file is cut into zones (front, title, preamble, provisions, annexes,
 * back), then each numbered paragraph is given its place in the tree: it goes
 * on with an open list, opens one inside the provision above it, or opens one
 * at its level.  Gaps and repeats in the numbering are diagnosed, and the tree
 * still comes out.
 */
#ifndef EXTRACT_SEGMENT_H
#define EXTRACT_SEGMENT_H

#include "extract/document.h"
#include "extract/grammar.h"

/*
 * Segments `doc`, whose source, text and diagnostics are set; fills in its
 * flow and clauses (but for offices) and what it counts as removed.
 */
void tm_segment(struct tm_document *doc, const struct tm_grammar *grammar, struct tm_arena *arena,
		struct tm_matcher *matcher);

#endif
