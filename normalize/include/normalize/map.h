/*
 * map.h - where every byte of a text came from.
 *
 * A map leads from positions in a derived text (decoded, normalised, joined)
 * back to positions in what it was derived from.  It is a sorted list of
 * runs.  Inside a run, every `to_unit` bytes of the derived text stand for
 * `from_unit` bytes of the original: 1:1 for copied text, 3:2 for Han
 * characters decoded from GBK, 3:3 for a replaced Han character, 1:6 for the
 * space that was "&nbsp;".  Original bytes that belong to no run were dropped.
 * Bytes that were put in (from_unit 0) stand for nothing.
 *
 * Offsets are 32-bit: a source is smaller than 4 GiB (see source.h).
 */
#ifndef NORMALIZE_MAP_H
#define NORMALIZE_MAP_H

#include "normalize/arena.h"
#include "normalize/span.h"

struct tm_run {
	uint32_t to;                 /* first byte in the derived text */
	uint32_t from;               /* first byte in the original */
	uint16_t to_unit, from_unit; /* see above; to_unit is at least 1 */
};

struct tm_map {
	struct tm_run *runs; /* strictly ascending in `to`; `from` may go either way */
	size_t count, room;
	uint32_t end; /* length of the derived text so far */
};

/*
 * Says that the next `to_len` bytes of the derived text stand for `from_len`
 * bytes at `from`, unit by unit.  `to_len / to_unit` must equal
 * `from_len / from_unit`.  Touching runs with equal units become one.
 */
void tm_map_add(struct tm_arena *arena, struct tm_map *map, uint32_t to_len, uint16_t to_unit, uint32_t from,
		uint16_t from_unit);

/* The run that holds derived position `at` (which is below map->end). */
const struct tm_run *tm_map_run(const struct tm_map *map, uint32_t at);

/* Original offset where the unit that holds derived byte `at` begins; at the end, where the last one ends. */
uint32_t tm_map_start(const struct tm_map *map, uint32_t at);

/* Original offset just behind the unit that holds derived byte `at - 1`; for 0, that of tm_map_start(0). */
uint32_t tm_map_end(const struct tm_map *map, uint32_t at);

/* The original hull of derived [start, end). */
struct tm_span tm_map_span(const struct tm_map *map, uint32_t start, uint32_t end);

/*
 * Appends to `out` what `inner` says of [start, end) of its derived text, so
 * that a text derived from a derived text leads straight back to the original.
 * The bytes must have been copied unchanged.
 */
void tm_map_compose(struct tm_arena *arena, struct tm_map *out, const struct tm_map *inner, uint32_t start,
		    uint32_t end);

#endif
