#include "normalize/map.h"

static uint32_t run_from(const struct tm_run *run, uint32_t at)
{
	return run->from + (at - run->to) / run->to_unit * run->from_unit;
}

void tm_map_add(struct tm_arena *arena, struct tm_map *map, uint32_t to_len, uint16_t to_unit, uint32_t from,
		uint16_t from_unit)
{
	struct tm_run *run;

	if (to_len == 0)
		return;
	if (map->count) {
		run = &map->runs[map->count - 1];
		if (run->to_unit == to_unit && run->from_unit == from_unit && from_unit &&
		    (map->end - run->to) % to_unit == 0 && run_from(run, map->end) == from) {
			map->end += to_len;
			return;
		}
	}
	run = tm_arena_push(arena, &map->runs, &map->count, &map->room, sizeof(*run));
	*run = (struct tm_run){ map->end, from, to_unit, from_unit };
	map->end += to_len;
}

const struct tm_run *tm_map_run(const struct tm_map *map, uint32_t at)
{
	size_t low = 0, high = map->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (map->runs[middle].to <= at)
			low = middle;
		else
			high = middle;
	}
	return &map->runs[low];
}

uint32_t tm_map_start(const struct tm_map *map, uint32_t at)
{
	if (map->count == 0)
		return 0;
	if (at >= map->end)
		return tm_map_end(map, map->end);
	return run_from(tm_map_run(map, at), at);
}

uint32_t tm_map_end(const struct tm_map *map, uint32_t at)
{
	const struct tm_run *run;

	if (map->count == 0)
		return 0;
	if (at == 0)
		return map->runs[0].from;
	run = tm_map_run(map, at - 1);
	return run_from(run, at - 1) + run->from_unit;
}

struct tm_span tm_map_span(const struct tm_map *map, uint32_t start, uint32_t end)
{
	return (struct tm_span){ tm_map_start(map, start), tm_map_end(map, end) };
}

void tm_map_compose(struct tm_arena *arena, struct tm_map *out, const struct tm_map *inner, uint32_t start,
		    uint32_t end)
{
	const struct tm_run *run, *last = inner->runs + inner->count;

	if (start >= end)
		return;
	for (run = tm_map_run(inner, start); run < last && run->to < end; run++) {
		uint32_t a = run->to < start ? start : run->to;
		uint32_t b = run + 1 < last && run[1].to < end ? run[1].to : end;

		tm_map_add(arena, out, b - a, run->to_unit, run_from(run, a), run->from_unit);
	}
}
