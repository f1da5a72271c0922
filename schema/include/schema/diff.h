/*
 * diff.h - two editions of a document, clause by clause and figure by figure (contract section 5).
 *
 *     struct tm_diff *diff = tm_diff_documents(old, new, &arena);
 *     for (size_t i = 0; i < diff->change_count; i++)
 *         if (tm_change_is_listed(&diff->changes[i]))
 *             ...
 *
 * Clauses pair by what they are about and where they stand; numbers are a
 * hint only.  White space, line ends, labels, repaired glyphs and page breaks
 * never make a difference.  Nothing here reads files, words anything for
 * people or looks at the grammar: it compares finished records, so catalogues
 * read back from XML do as well as documents just extracted.  The one thing
 * that a catalogue lacks is the map from text to source; where a run of words
 * cannot be placed without it, its span says nothing.
 *
 * Everything in a tm_diff lives in the arena given, and points into the two
 * documents, which must outlive it.  The comparison uses integers only: the
 * same documents give the same bytes everywhere.
 */
#ifndef SCHEMA_DIFF_H
#define SCHEMA_DIFF_H

#include "extract/document.h"

/*
 * What became of clauses.  Clauses on both sides have exactly one of same,
 * reworded and changed, and moved, split and merged where they apply; clauses
 * on one side have added or removed alone.
 */
enum tm_change_kind {
	TM_CHANGE_SAME = 1 << 0,     /* equal but for labels and white space */
	TM_CHANGE_REWORDED = 1 << 1, /* words differ; no figure, office or date does */
	TM_CHANGE_CHANGED = 1 << 2,  /* one does */
	TM_CHANGE_MOVED = 1 << 3,    /* stands elsewhere among its neighbours, or under another parent */
	TM_CHANGE_SPLIT = 1 << 4,    /* one became several */
	TM_CHANGE_MERGED = 1 << 5,   /* several became one */
	TM_CHANGE_ADDED = 1 << 6,
	TM_CHANGE_REMOVED = 1 << 7,
	TM_CHANGE_KINDS = 8
};

/* What a figure says. */
enum tm_figure_what {
	TM_WHAT_AMOUNT,
	TM_WHAT_FLOOR,
	TM_WHAT_CAP,
	TM_WHAT_RATE,
	TM_WHAT_BASIS,
	TM_WHAT_THRESHOLD,
	TM_WHAT_TARGET,
	TM_WHAT_OFFICE,
	TM_WHAT_DATE,
	TM_WHAT_PERIOD,
	TM_WHAT_INSTRUMENT,
	TM_WHAT_BENEFICIARY,
	TM_WHAT_COUNT
};

/* A figure in one of the editions.  Names (an office, a basis, a beneficiary) have `text` alone. */
struct tm_figure {
	bool there;                  /* otherwise this edition has none, and nothing below counts */
	bool is_name;                /* only `text` */
	struct tm_slice text;        /* as printed; absent where it is printed in several places */
	struct tm_slice value, unit; /* as in the catalogue */
	struct tm_slice min, max;
	int64_t fraction[2];
	enum tm_op op;       /* of thresholds and targets */
	enum tm_bound bound; /* of rates */
	struct tm_slices per;
	bool cumulative;
};

/* One figure that is not the same in both editions. */
struct tm_figure_change {
	enum tm_figure_what what;
	struct tm_slice
		about; /* who gets it, what it measures, the role of an office; absent where nothing says */
	struct tm_figure old, new;
};

enum tm_word_op { TM_WORD_REPLACE, TM_WORD_INSERT, TM_WORD_DELETE };

/*
 * Words that differ.  Each run lies inside one heading, heading_end or text
 * and points into it; the side that has nothing is absent.  Spans are 0 0
 * where nothing is or its place is not known.
 */
struct tm_word_change {
	enum tm_word_op op;
	struct tm_slice old, new;
	struct tm_span old_span, new_span;
};

/* Clauses that belong together, by their index in the two documents. */
struct tm_change {
	uint32_t *old, *new;
	size_t old_count, new_count;
	/* So many at the end of the lists have no counterpart of their own: they decide the sums that the clauses
	 * before them restate.  Their figures are compared, not their words. */
	size_t old_deciding, new_deciding;
	unsigned kinds;      /* of enum tm_change_kind */
	unsigned similarity; /* thousandths; 1000 says equal; 0 for one side alone */
	struct tm_figure_change *figures;
	size_t figure_count, figure_room;
	struct tm_word_change *words;
	size_t word_count, word_room;
};

/* A field of the document that differs; both values as JSON. */
struct tm_field_change {
	const char *field;
	struct tm_slice old, new;
};

struct tm_diff {
	const struct tm_document *old, *new;
	struct tm_field_change *fields;
	size_t field_count, field_room;
	/* Every clause of both documents stands in one of these, what is only the same included: in the order
	 * of the new document, what was removed where the old one had it. */
	struct tm_change *changes;
	size_t change_count;
};

/* Compares two finished documents. */
struct tm_diff *tm_diff_documents(const struct tm_document *old, const struct tm_document *new,
				  struct tm_arena *arena);

/* Takes away what says only that words differ. */
void tm_diff_ignore_words(struct tm_diff *diff);

/* Is there anything to say of it? */
static inline bool tm_change_is_listed(const struct tm_change *change)
{
	return change->kinds != TM_CHANGE_SAME;
}

/* Is there any difference at all? */
bool tm_diff_differs(const struct tm_diff *diff);

/* Writes the JSON of contract section 5. */
void tm_diff_json(struct tm_buffer *out, const struct tm_diff *diff);

/* The same in XML, as schema/diff.rnc has it. */
void tm_diff_xml(struct tm_buffer *out, const struct tm_diff *diff);

/* A figure in the catalogue's terms: ">= 0.3 1", "200000 CNY", a name. */
void tm_figure_write(struct tm_buffer *out, const struct tm_figure *figure);

/* "same" …, by the number of the bit; "amount" …; "replace" …. */
const char *tm_change_kind_name(int bit);
const char *tm_figure_what_name(enum tm_figure_what what);
const char *tm_word_op_name(enum tm_word_op op);

#endif
