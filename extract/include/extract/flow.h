/*
 * flow.h - the document as one text: what a reader reads, in reading order.
 *
 * The flow is made of the normalised lines: furniture and white space that
 * means nothing are gone, lines are joined to paragraphs, paragraphs are
 * separated by '\n', the cells of a row stand in column order.  Labels,
 * headings and texts of clauses are slices of it, and its map leads from each
 * byte to the normalised text and from there to the source.
 */
#ifndef EXTRACT_FLOW_H
#define EXTRACT_FLOW_H

#include "normalize/buffer.h"
#include "normalize/text.h"

struct tm_flow {
	struct tm_slice bytes;
	struct tm_map map;          /* to the normalised text; inserted separators come from nowhere */
	const struct tm_text *text; /* the normalised text */
};

/*
 * Where something stands in the source (contract section 4): the hull, and
 * its parts in reading order when the hull holds bytes that are not ours.
 */
struct tm_extent {
	struct tm_span span;
	struct tm_span *pieces;
	size_t piece_count;
	uint32_t line; /* 1-based line of the source where it begins */
};

/* The extent of flow bytes [start, end), which must not be empty. */
struct tm_extent tm_flow_extent(const struct tm_flow *flow, size_t start, size_t end, struct tm_arena *arena);

/* Only the hull. */
struct tm_span tm_flow_span(const struct tm_flow *flow, size_t start, size_t end);

/* Offset in the flow of a slice that points into it. */
static inline size_t tm_flow_at(const struct tm_flow *flow, struct tm_slice s)
{
	return (size_t)(s.ptr - flow->bytes.ptr);
}

/*
 * Builds a flow: pieces of the normalised text, one after the other.  Spaces
 * next to Chinese are left out, others kept as one; how many characters of
 * white space went is counted by the caller (all of the text less what is
 * here).
 */
struct tm_flow_builder {
	struct tm_arena *arena;
	const struct tm_text *text;
	struct tm_buffer bytes;
	struct tm_map map;
};

void tm_flow_begin(struct tm_flow_builder *b, const struct tm_text *text, struct tm_arena *arena);

/* Adds normalised [start, end), which holds no line end, joined to what stands before it. */
void tm_flow_join(struct tm_flow_builder *b, uint32_t start, uint32_t end);

/* Puts a separator of one byte. */
void tm_flow_separate(struct tm_flow_builder *b, char separator);

/* Length so far. */
static inline uint32_t tm_flow_length(const struct tm_flow_builder *b)
{
	return b->map.end;
}

void tm_flow_finish(struct tm_flow_builder *b, struct tm_flow *flow);

#endif
