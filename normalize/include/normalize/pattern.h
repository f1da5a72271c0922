/*
 * pattern.h - PCRE2 patterns out of rule files, matched against text that is known to be UTF-8.
 *
 * Patterns are compiled with PCRE2_UTF and matched with PCRE2_NO_UTF_CHECK:
 * text was validated once at the door, and revalidating it at each call costs
 * 18-44 times the match.  Captures are named in the pattern, never numbered
 * in C.  Every match has a limit; reaching it is an error that is reported,
 * not a silent "no match", because JIT and interpreter fail at different
 * points.
 *
 * A pattern is immutable once compiled and may be shared by threads; a
 * tm_matcher holds the scratch memory of one thread.
 */
#ifndef NORMALIZE_PATTERN_H
#define NORMALIZE_PATTERN_H

#include "normalize/diagnostic.h"

enum tm_jit {
	TM_JIT_AUTO, /* on once the work is large enough to pay for it */
	TM_JIT_ON,
	TM_JIT_OFF
};

enum {
	TM_PATTERN_GROUPS = 16 /* highest capture number a pattern may have */
};

struct tm_pattern;

/* Where a pattern stands in a rule file, for messages. */
struct tm_place {
	struct tm_slice file;
	uint32_t line, column;
};

/* Where matches may begin.  It is fixed at compile time because the JIT cannot be told later. */
enum tm_anchor {
	TM_ANYWHERE,
	TM_ANCHORED /* only at the offset where tm_match() starts looking */
};

/*
 * Compiles `source`.  Returns NULL after adding a diagnostic that points into
 * the rule file.  The pattern is freed with tm_pattern_free().
 */
struct tm_pattern *tm_pattern_compile(struct tm_slice source, enum tm_anchor anchor, struct tm_place place,
				      struct tm_diagnostics *diagnostics);
void tm_pattern_free(struct tm_pattern *pattern);

/* Compiles to machine code; no effect where PCRE2 has no JIT. */
void tm_pattern_jit(struct tm_pattern *pattern);

/* The number of the capture called `name`, or -1. */
int tm_pattern_group(const struct tm_pattern *pattern, const char *name);

/* May a match begin with this byte? */
bool tm_pattern_may_start(const struct tm_pattern *pattern, char byte);

struct tm_tally;

/* Scratch memory of one thread and the results of its last match. */
struct tm_matcher {
	void *data;             /* pcre2_match_data */
	void *context;          /* pcre2_match_context */
	const size_t *offsets;  /* pairs of start and end, SIZE_MAX when a group took no part */
	int count;              /* pairs that are set */
	bool limit_hit;         /* sticky: some match ran into the limit */
	struct tm_tally *tally; /* who counts what rules find (see extract/tally.h), or NULL */
};

void tm_matcher_init(struct tm_matcher *matcher);
void tm_matcher_release(struct tm_matcher *matcher);

/* Finds the first match at or after `from` (exactly there, for an anchored pattern). */
bool tm_match(struct tm_matcher *matcher, const struct tm_pattern *pattern, struct tm_slice text, size_t from);

/* Did capture `group` take part in the last match?  Group 0 is the whole match; -1 never did. */
static inline bool tm_has_group(const struct tm_matcher *matcher, int group)
{
	return group >= 0 && group < matcher->count && matcher->offsets[2 * group] != (size_t)-1;
}

/* Offset where capture `group`, which took part, begins or ends. */
static inline size_t tm_group_start(const struct tm_matcher *matcher, int group)
{
	return matcher->offsets[2 * group];
}

static inline size_t tm_group_end(const struct tm_matcher *matcher, int group)
{
	return matcher->offsets[2 * group + 1];
}

/* Text of capture `group` of the last match in `text`; absent when it took no part. */
struct tm_slice tm_matched(const struct tm_matcher *matcher, struct tm_slice text, int group);

#endif
