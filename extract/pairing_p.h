/*
 * pairing_p.h - what 分别 pairs with sums (contract, Measures).
 */
#ifndef EXTRACT_PAIRING_P_H
#define EXTRACT_PAIRING_P_H

#include "reading_p.h"

/* One alternative of a list: what picks it out, and what stands around all of them. */
struct tm_alternative {
	size_t first, last;  /* its tokens */
	struct tm_slice key; /* what picks it out */
	struct tm_slice
		name; /* text before the list, key, shared tail; in the arena where that is not contiguous */
};

/*
 * Splits tokens [first, last) into `wanted` alternatives, or, for one sum,
 * into as many as the first rank of separators gives (at least two).  Returns
 * how many there are; 0 when the list cannot be split so.
 */
size_t tm_pair(const struct tm_reading *r, size_t first, size_t last, size_t wanted, struct tm_arena *arena,
	       struct tm_alternative **alternatives);

/*
 * Cuts at “，或” and “，及” (rank 0), at 以及 too (1), at any conjunction (2),
 * and leaves every part as it stands: what one sum without 分别 goes to.
 */
enum { TM_PAIR_RANKS = 3 };
size_t tm_pair_plain(const struct tm_tape *tape, size_t first, size_t last, int rank, struct tm_arena *arena,
		     struct tm_alternative **alternatives);

#endif
