/*
 * diff_p.h - what the parts of the edition diff share.
 *
 * diff_side.c makes clauses comparable, diff_similar.c measures how alike two
 * are, diff_pair.c finds which belong together, diff_group.c what was split,
 * merged and moved, diff_decide.c what else says their sums, diff_figures.c and diff_words.c what changed inside.
 */
#ifndef SCHEMA_DIFF_P_H
#define SCHEMA_DIFF_P_H

#include "schema/diff.h"

#define TM_NOBODY UINT32_MAX /* no clause, no change */

/* Texts as small numbers: equal texts, equal numbers. */
struct tm_interned {
	struct tm_arena *arena;
	struct tm_slice *texts; /* by number */
	size_t count, room;
	uint32_t *slots; /* number + 1, or 0; a power of two of them */
	size_t slot_count;
};

uint32_t tm_intern(struct tm_interned *table, struct tm_slice text);

/* FNV-1a, to be continued with the value it gave. */
uint64_t tm_hash(uint64_t hash, struct tm_slice bytes);
#define TM_HASH_BEGIN UINT64_C(0xcbf29ce484222325)

/* A clause, ready to be compared: its heading, the mark behind it and its text, without white space. */
struct tm_part {
	const struct tm_clause *clause;
	uint32_t *chars; /* interned characters */
	uint32_t len, heading_len;
	uint32_t *grams; /* its pairs of neighbouring characters, each once, ascending */
	uint32_t gram_count;
	uint64_t weight; /* of its grams */
	uint64_t hash;   /* of its characters */
	uint64_t tree_hash;
	uint32_t tree_len;    /* characters, those below it included */
	uint32_t parent;      /* TM_NOBODY at the top */
	uint32_t child_count; /* direct ones */
	uint32_t partner;     /* in the other document, or TM_NOBODY */
	uint32_t group;       /* index of its change, once there are any */
};

struct tm_side {
	const struct tm_document *doc;
	struct tm_part *parts;
	uint32_t count;
};

/* One comparison.  Everything but what is handed out lives in `arena`, which is thrown away afterwards. */
struct tm_compare {
	struct tm_arena *arena;
	struct tm_side old, new;
	struct tm_interned chars, grams;
	uint32_t *weights; /* by gram: a pair of characters that is everywhere says little */
	size_t weight_count;
	uint32_t *mask_of; /* by character: scratch of tm_common_length() */
	uint64_t *masks;   /* likewise */
	size_t mask_room;
};

/* Prepares both documents. */
void tm_compare_init(struct tm_compare *c, const struct tm_document *old, const struct tm_document *new,
		     struct tm_arena *arena);

/* The weight of two neighbouring characters: the less, the more often they stand together. */
uint32_t tm_gram_weight(struct tm_compare *c, uint32_t first, uint32_t second);

/* Calls for every character of a clause that is not white space: where it is, and in which of its three texts. */
struct tm_walk {
	struct tm_slice texts[3]; /* heading, heading_end, text */
	int which;
	size_t at;
};

void tm_walk_begin(struct tm_walk *walk, const struct tm_clause *clause);
bool tm_walk_next(struct tm_walk *walk, struct tm_slice *character);

/* ---- how alike: thousandths ---- */

/* Share of weighted character pairs that both have. */
unsigned tm_dice(const struct tm_compare *c, const struct tm_part *a, const struct tm_part *b);

/* Share of the weight of `a` that `b` has as well. */
unsigned tm_contained(const struct tm_compare *c, const struct tm_part *a, const struct tm_part *b);

/*
 * Length of the longest common subsequence, bit-parallel; for texts whose
 * product is too large a lower bound (what they begin and end with alike).
 */
uint32_t tm_common_length(struct tm_compare *c, const uint32_t *a, uint32_t a_len, const uint32_t *b,
			  uint32_t b_len);

/* 2 × common / (a + b), rounded down, so that only equal texts have 1000. */
unsigned tm_ratio(uint32_t common, uint32_t a_len, uint32_t b_len);

/* The characters of a text that comes from a record, white space aside, as numbers. */
uint32_t *tm_text_chars(struct tm_compare *c, struct tm_slice text, uint32_t *len);

/* The same of two texts that come from records, white space aside. */
unsigned tm_text_ratio(struct tm_compare *c, struct tm_slice a, struct tm_slice b);

/* How much two clauses speak of the same thing. */
unsigned tm_likeness(struct tm_compare *c, const struct tm_part *a, const struct tm_part *b, unsigned dice);

/* Thousandths as a decimal: 0.71, 1. */
void tm_similarity_write(struct tm_buffer *out, unsigned thousandths);

/* ---- the steps ---- */

/* Sets the partners. */
void tm_pair_clauses(struct tm_compare *c);

/* Makes a change of every pair and of every clause left alone, splits and merges found; `diff` gets them in order.
 */
void tm_group_clauses(struct tm_compare *c, struct tm_diff *diff, struct tm_arena *arena);

/* Puts clauses that stand alone and decide what a paired clause restates behind that clause. */
void tm_find_deciders(struct tm_compare *c, struct tm_change *changes, size_t count, struct tm_arena *arena);

/* Fills in what differs inside a change that has both sides, or all figures of one that has one. */
void tm_compare_figures(struct tm_compare *c, struct tm_change *change, struct tm_arena *arena);
void tm_compare_words(struct tm_compare *c, struct tm_change *change, struct tm_arena *arena);

/* Where the facts of a clause are printed: slices of its heading or text, absent for one that is not found there.
 */
void tm_locate_facts(const struct tm_clause *clause, struct tm_slice *places);

/* Do the two sides have different quantities or offices, listed as figures or not? */
bool tm_quantities_differ(struct tm_compare *c, const struct tm_change *change);

#endif
