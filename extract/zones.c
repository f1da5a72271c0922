#include "zones_p.h"

#include "normalize/utf8.h"

enum {
	TITLE_CHARS = 120,
	TITLE_LINES = 4,
	FORGIVEN = 3 /* characters by which a title may differ from its name in the notice */
};

bool tm_block_is(const struct tm_reading *r, enum tm_use use, int value, size_t n)
{
	const struct tm_rule *rule = tm_block_match(r, use, n);

	return rule && rule->value_number == value;
}

static bool has_pause(const struct tm_reading *r, struct tm_slice s)
{
	size_t n;

	for (size_t i = 0; i < s.len; i += n) {
		uint32_t c = tm_utf8_decode(s.ptr + i, &n);

		if (tm_is_class(r->grammar, TM_CLASS_SENTENCE_END, c) ||
		    (tm_is_class(r->grammar, TM_CLASS_CLAUSE_END, c) && i + n == s.len))
			return true;
	}
	return false;
}

bool tm_block_is_title_like(const struct tm_reading *r, size_t n)
{
	struct tm_slice s = tm_block_text(r, n);

	if (r->layout.blocks[n].part || r->layout.blocks[n].marker.rule || tm_utf8_count(s) > TITLE_CHARS ||
	    has_pause(r, s))
		return false;
	return !tm_grammar_match(r->grammar, TM_USE_FRONT, r->matcher, s, 0) &&
	       !tm_grammar_match(r->grammar, TM_USE_BACK, r->matcher, s, 0) &&
	       !tm_grammar_match(r->grammar, TM_USE_ANNEX, r->matcher, s, 0);
}

/* Next character that counts when titles are compared: no white space, no title marks 〈〉《》. */
static uint32_t next_char(struct tm_slice s, size_t *at)
{
	while (*at < s.len) {
		size_t n;
		uint32_t c = tm_utf8_decode(s.ptr + *at, &n);

		*at += n;
		if (c != ' ' && c != '\n' && !(c >= TM_TITLE_MARK_FIRST && c <= TM_TITLE_MARK_LAST))
			return c;
	}
	return 0;
}

/* Skips up to `most` Han characters of `s` from `at` until one is `wanted`; how many were skipped, or 0. */
static int skip_to(struct tm_slice s, size_t *at, uint32_t current, uint32_t wanted, int most)
{
	size_t ahead = *at;

	for (int n = 1; n <= most && tm_is_han(current) && wanted; n++) {
		current = next_char(s, &ahead);
		if (current == wanted) {
			*at = ahead;
			return n;
		}
	}
	return 0;
}

/*
 * Are these the same title?  A bracket at the end, （试行）, may be missing in
 * one of them; where the title is long, `forgiven` characters of form may be
 * too: 关于 at the start, 的 before the noun.
 */
static bool same_title(struct tm_slice a, struct tm_slice b, int forgiven)
{
	enum { LONG = 36 };
	size_t i = 0, k = 0;

	if (a.len < LONG)
		forgiven = 0;
	for (;;) {
		uint32_t x = next_char(a, &i), y = next_char(b, &k);
		int skipped;

		if (x == y && x)
			continue;
		if (x == y || (x == 0 && y == TM_LEFT_PARENTHESIS) || (y == 0 && x == TM_LEFT_PARENTHESIS))
			return true;
		skipped = skip_to(a, &i, x, y, forgiven);
		if (!skipped)
			skipped = skip_to(b, &k, y, x, forgiven);
		if (!skipped)
			return false;
		forgiven -= skipped;
	}
}

/* Blocks [n, n + count) as one slice, with what separates them. */
static struct tm_slice blocks_text(const struct tm_reading *r, size_t n, size_t count)
{
	return tm_slice_sub(r->doc->flow.bytes, r->layout.blocks[n].start, r->layout.blocks[n + count - 1].end);
}

/* Do blocks [n, n + count) together read as `title`?  Returns count, or 0. */
static size_t title_at(const struct tm_reading *r, size_t n, struct tm_slice title, int forgiven)
{
	for (size_t count = 1; count <= TITLE_LINES && n + count <= r->layout.block_count; count++) {
		struct tm_slice s = blocks_text(r, n, count);

		if (r->layout.blocks[n + count - 1].marker.rule || s.len > 2 * title.len + 64 ||
		    tm_grammar_match(r->grammar, TM_USE_QUOTED, r->matcher, s, 0))
			break;
		if (same_title(s, title, forgiven))
			return count;
	}
	return 0;
}

/* 《X》 as a whole is X; 《X》相关实施细则 stays. */
static struct tm_slice without_marks(const struct tm_reading *r, struct tm_slice s)
{
	const struct tm_rule *rule = tm_grammar_match(r->grammar, TM_USE_QUOTED, r->matcher, s, 0);

	return rule ? tm_rule_group(rule, r->matcher, s, 0) : s;
}

/* Do blocks from `n` on read as a notice's title?  Returns how many, or 0; the match is in the matcher. */
static size_t notice_at(const struct tm_reading *r, size_t n, const struct tm_rule **rule)
{
	if (tm_utf8_count(tm_block_text(r, n)) < 4 || tm_block_match(r, TM_USE_FRONT, n))
		return 0;
	for (size_t count = 1; count <= TITLE_LINES && n + count <= r->layout.block_count; count++) {
		struct tm_slice s = blocks_text(r, n, count);

		if (has_pause(r, s) || (count > 1 && r->layout.blocks[n + count - 1].marker.rule))
			break;
		*rule = tm_grammar_match(r->grammar, TM_USE_NOTICE, r->matcher, s, 0);
		if (*rule)
			return count;
		if (tm_utf8_count(s) > TITLE_CHARS)
			break;
	}
	return 0;
}

static bool is_provision(const struct tm_reading *r, size_t n)
{
	const struct tm_rule *rule;

	return r->layout.blocks[n].marker.rule && !notice_at(r, n, &rule);
}

/* The block that opens the provisions: the first numbered 1, else the first numbered at all. */
static size_t first_provision(const struct tm_reading *r)
{
	size_t count = r->layout.block_count, any = count;

	for (size_t n = 0; n < count; n++) {
		if (!is_provision(r, n))
			continue;
		if (r->layout.blocks[n].marker.number == 1)
			return n;
		if (any == count)
			any = n;
	}
	return any;
}

/* The last blocks before `end` that read as a notice's title. */
static bool find_notice(struct tm_reading *r, size_t end)
{
	const struct tm_rule *rule;

	for (size_t n = 0; n < end && n < r->layout.block_count; n++) {
		size_t count = notice_at(r, n, &rule);

		if (!count)
			continue;
		r->notice_first = n;
		r->notice_count = count;
		n += count - 1;
	}
	/* Joint issuers stand before 关于 with a gap between them. */
	while (r->notice_count && r->layout.blocks[r->notice_first].gap) {
		r->notice_first--;
		r->notice_count++;
	}
	return r->notice_count > 0;
}

static bool ends_in_genre(const struct tm_reading *r, size_t n)
{
	struct tm_slice s = tm_block_text(r, n);

	return tm_grammar_match(r->grammar, TM_USE_GENRE, r->matcher, s, 0) != NULL;
}

/* Without a notice: the last line before the provisions that closes like a title. */
static void find_own_title(struct tm_reading *r, size_t provision)
{
	for (size_t n = provision; n-- > 0;) {
		if (!tm_block_is_title_like(r, n) || !ends_in_genre(r, n) ||
		    tm_utf8_count(tm_block_text(r, n)) < 6)
			continue;
		r->title_first = n;
		r->title_count = 1;
		/* A title set in several lines: those above it that end in mid-phrase. */
		while (r->title_first > 0 && r->title_count < TITLE_LINES &&
		       tm_block_is_title_like(r, r->title_first - 1) && !ends_in_genre(r, r->title_first - 1) &&
		       r->layout.blocks[r->title_first].blanks < 3 &&
		       tm_block_match(r, TM_USE_TITLE_OPENING, r->title_first - 1)) {
			r->title_first--;
			r->title_count++;
		}
		return;
	}
}

/* A notice that forwards several instruments and ends before the first of them. */
static size_t behind_notice(const struct tm_reading *r, size_t notice)
{
	size_t n = notice + 1;

	while (n < r->layout.block_count && !tm_block_match(r, TM_USE_COMPONENT, n) && !is_provision(r, n))
		n++;
	return n;
}

/* What the notice forwards, 《》 and all. */
static struct tm_slice forwarded(const struct tm_reading *r)
{
	struct tm_slice s = blocks_text(r, r->notice_first, r->notice_count);
	const struct tm_rule *rule = tm_grammar_match(r->grammar, TM_USE_NOTICE, r->matcher, s, 0);

	return rule ? tm_rule_group(rule, r->matcher, s, 1) : TM_NO_SLICE;
}

/* Titles in several lines become one block's text. */
static void join_lines(struct tm_reading *r, size_t first, size_t count)
{
	for (size_t i = 1; i < count; i++)
		r->layout.blocks[first + i].joined = true;
}

void tm_find_zones(struct tm_reading *r)
{
	size_t count = r->layout.block_count, provision = first_provision(r);

	r->title_label = SIZE_MAX;
	if (find_notice(r, provision)) {
		struct tm_slice whole = forwarded(r), title = without_marks(r, whole);

		for (int forgiven = 0; forgiven <= FORGIVEN && r->title_count == 0; forgiven += FORGIVEN) {
			for (size_t n = r->notice_first + r->notice_count; n < count && r->title_count == 0; n++) {
				r->title_count = title_at(r, n, title, forgiven);
				r->title_first = n;
			}
		}
		if (r->title_count == 0 &&
		    tm_grammar_match(r->grammar, TM_USE_QUOTED_PART, r->matcher, whole, 0)) {
			/* 《…》相关实施细则: forwarded, but without a title line */
			r->body = behind_notice(r, r->notice_first + r->notice_count - 1);
		} else if (r->title_count == 0) {
			/* The notice is the instrument itself. */
			r->title_first = r->notice_first;
			r->title_count = r->notice_count;
			r->notice_count = 0;
		}
		join_lines(r, r->notice_first, r->notice_count);
	} else {
		find_own_title(r, provision);
	}
	if (r->title_count) {
		join_lines(r, r->title_first, r->title_count);
		r->body = r->title_first + r->title_count;
		if (r->title_first > 0 && tm_block_is(r, TM_USE_ANNEX, TM_IN_ANNEX_LABEL, r->title_first - 1))
			r->title_label = r->title_first - 1;
	}
}

void tm_read_titles(struct tm_reading *r)
{
	if (r->notice_count) {
		struct tm_slice s = blocks_text(r, r->notice_first, r->notice_count);
		const struct tm_rule *rule = tm_grammar_match(r->grammar, TM_USE_NOTICE, r->matcher, s, 0);

		r->doc->notice = rule ? tm_rule_group(rule, r->matcher, s, 0) : s;
		if (r->title_count == 0)
			r->doc->title = without_marks(r, forwarded(r));
	}
	if (r->title_count)
		r->doc->title = blocks_text(r, r->title_first, r->title_count);
}
