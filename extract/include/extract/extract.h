/*
 * extract.h - what a segmented document says.
 */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include "extract/document.h"
#include "extract/grammar.h"

/*
 * Fills in all that is read from the text of a segmented document: its
 * metadata, citations, validity and offices, and its id when it has a number.
 */
void tm_extract(struct tm_document *doc, const struct tm_grammar *grammar, struct tm_arena *arena,
		struct tm_matcher *matcher);

#endif
