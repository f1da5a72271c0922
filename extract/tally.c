#include "extract/tally.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1024 };

static void make_room(struct tm_tally *t, size_t room)
{
	t->places = tm_realloc(NULL, tm_size_mul(room, sizeof(*t->places)));
	t->place_room = room;
	t->place_count = 0;
	for (size_t i = 0; i < room; i++)
		t->places[i].rule = NULL;
}

void tm_tally_init(struct tm_tally *tally, const struct tm_grammar *grammar)
{
	*tally = (struct tm_tally){ .grammar = grammar };
	tally->rules = tm_malloc(tm_size_mul(grammar->rule_count + 1, sizeof(*tally->rules)));
	for (size_t i = 0; i < grammar->rule_count; i++)
		tally->rules[i] = (struct tm_tally_count){ 0, NULL };
	make_room(tally, FIRST_ROOM);
}

void tm_tally_release(struct tm_tally *tally)
{
	free(tally->rules);
	free(tally->places);
	*tally = (struct tm_tally){ 0 };
}

void tm_tally_next(struct tm_tally *tally)
{
	for (size_t i = 0; i < tally->place_room; i++)
		tally->places[i].rule = NULL;
	tally->place_count = 0;
}

/* The slot of a rule's find at a place, or the free one where it belongs. */
static struct tm_tally_place *slot_of(const struct tm_tally *t, const struct tm_rule *rule, const char *at)
{
	uint64_t key = (uint64_t)(uintptr_t)at * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)(uintptr_t)rule;
	size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (t->place_room - 1);

	while (t->places[i].rule && (t->places[i].rule != rule || t->places[i].at != at))
		i = (i + 1) & (t->place_room - 1);
	return &t->places[i];
}

static void grow(struct tm_tally *t)
{
	struct tm_tally_place *old = t->places;
	size_t room = t->place_room;

	make_room(t, tm_size_mul(2, room));
	for (size_t i = 0; i < room; i++) {
		if (!old[i].rule)
			continue;
		*slot_of(t, old[i].rule, old[i].at) = old[i];
		t->place_count++;
	}
	free(old);
}

void tm_tally_add(struct tm_tally *tally, const struct tm_rule *rule, const char *at)
{
	struct tm_tally_count *count = &tally->rules[rule - tally->grammar->rules];
	struct tm_tally_place *slot = slot_of(tally, rule, at);

	if (slot->rule)
		return;
	*slot = (struct tm_tally_place){ at, rule };
	if (count->count++ == 0)
		count->first = at;
	if (2 * ++tally->place_count > tally->place_room)
		grow(tally);
}

bool tm_tally_counts(enum tm_use use)
{
	return use != TM_USE_CLASS;
}
