/*
 * table_cells.c - which piece of text stands in which column.
 */
#include "tables_p.h"

#include <stdlib.h>

#include "normalize/utf8.h"

/* Scores.  One point is what a doubtful line end costs. */
enum {
	EM = 4,
	SLACK = 6,        /* quarters of an em by which a line may exceed its column */
	UNEVEN = 5,       /* a line that is not full, and goes on nevertheless */
	NEARLY = 1,       /* one that lacks less than a character */
	PARAGRAPH = 2,    /* a line that is not full and ends a sentence */
	CLOSER = 5,       /* a line too close to the one before it */
	BLANK = 2,        /* one too far from it */
	SPACE_WITHIN = 5, /* a space between Chinese characters inside a cell */
	GAP_WITHIN = 8,
	CUT = 9,            /* a cell that begins or ends in mid-phrase */
	FIGURE_BETWEEN = 2, /* a space beside a number taken for a boundary */
	LINE_BETWEEN = 1,
	FULL_BETWEEN = 1, /* a cell that ends where its column does */
	LEANING = 4,      /* a cell that ends in a word like 或 */
	TYPE = 5,
	WORD = 4,
	TITLE_WORD = 9, /* a word that the title names: X or Y below X/Y */
	GROUP = 7,
	SENTENCE_GROUP = 4, /* a sentence where the name of a group of rows belongs */
	AGAIN = 2,          /* a cell that goes on behind a page break */
	OUTSIDE = 9,
	HOPELESS = -30,
	LONGEST_TYPED = 600, /* bytes */
	LONGEST_WORD = 120,
	LONGEST_EMPTY = 3,  /* a dash */
	LONGEST_NAME = 150, /* of an office */
	MOST_LINES = 64     /* pieces of a cell whose column holds no running text */
};

struct slot {
	uint8_t column;
	uint8_t segment; /* pages of the stretch, from 0 */
	bool next, again;
};

/* A cell that grows piece by piece. */
struct growth {
	int score;
	uint32_t line;   /* width of its last line */
	uint32_t widest; /* of its lines */
	uint32_t least;  /* least width that one of its broken lines and what follows it have together */
	int balance;
	uint64_t hash;
	size_t bytes;
};

/* An odd number whose powers are far apart. */
static const uint64_t hash_base = UINT64_C(0x9E3779B97F4A7C15);

static bool is_hashed(char c)
{
	return c != ' ' && c != '\t' && c != '\n';
}

uint64_t tm_text_hash(uint64_t hash, struct tm_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_hashed(s.ptr[i]))
			hash = hash * hash_base + (unsigned char)s.ptr[i];
	return hash;
}

void tm_piece_hash(struct tm_piece *p, struct tm_slice s)
{
	p->hash = tm_text_hash(0, s);
	p->power = 1;
	for (size_t i = 0; i < s.len; i++)
		if (is_hashed(s.ptr[i]))
			p->power *= hash_base;
}

struct tm_slice tm_pieces_text(const struct tm_fitter *f, size_t first, size_t end, char *out, size_t room)
{
	size_t len = 0;

	for (size_t i = first; i < end; i++) {
		struct tm_slice s = tm_slice_sub(f->text->bytes, f->pieces[i].start, f->pieces[i].end);

		len += tm_solid(s, out + len, room - len).len;
	}
	return (struct tm_slice){ out, len };
}

static bool is_line_start(const struct tm_piece *p)
{
	return p->before <= TM_BEFORE_BLANK;
}

/* What the end of a line `width` wide says when the cell goes on with piece `p`. */
static int line_end(const struct tm_fitter *f, size_t column, uint32_t width, const struct tm_piece *before,
		    const struct tm_piece *p)
{
	uint16_t full = f->columns[column].width;
	uint32_t need = width + p->opening;
	int cost = p->before == TM_BEFORE_CLOSER ? CLOSER : p->before == TM_BEFORE_BLANK ? BLANK : 0;

	if (f->unwrapped)
		return cost + (p->item ? NEARLY : before->ended ? PARAGRAPH : UNEVEN);
	if (!full)
		return cost + (before->ended && !p->item ? NEARLY : 0);
	if (need > full)
		return cost;
	if (need + EM > full)
		return cost + NEARLY;
	return cost + (before->ended || p->item ? PARAGRAPH : UNEVEN);
}

static void grow(const struct tm_fitter *f, size_t column, size_t first, size_t i, struct growth *g)
{
	const struct tm_piece *p = &f->pieces[i];
	uint16_t full = f->columns[column].width;

	if (i == first) {
		*g = (struct growth){ .line = p->width, .least = UINT32_MAX, .hash = TM_HASH_INIT };
	} else if (p->before == TM_BEFORE_GAP) {
		g->score -= GAP_WITHIN;
		g->line += p->width + EM;
	} else if (!is_line_start(p)) {
		if (p->before == TM_BEFORE_SPACE && g->balance == 0 && !p[-1].unfinished)
			g->score -= SPACE_WITHIN;
		g->line += p->width + 1;
	} else {
		g->score -= line_end(f, column, g->line, p - 1, p);
		if (!p[-1].ended && !p->item && !f->unwrapped && g->line + p->opening < g->least)
			g->least = g->line + p->opening;
		g->line = p->width;
		if (p->group && f->columns[0].group)
			g->score -= GROUP;
	}
	if (full && g->line > (uint32_t)full + SLACK && !f->unwrapped)
		g->score -= 3 + (int)(g->line - full) / 8;
	g->widest = g->line > g->widest ? g->line : g->widest;
	g->balance += p->balance;
	g->bytes += p->end - p->start;
	g->hash = tm_hash_join(g->hash, p);
}

/* Are all names of the list offices? */
static int office_points(const struct tm_fitter *f, struct tm_slice s)
{
	size_t from = 0, n = 1, names = 0, offices = 0;

	for (size_t i = 0; i <= s.len; i += n) {
		uint32_t c = i < s.len ? tm_utf8_decode(s.ptr + i, &n) : 0;

		if (i == s.len)
			n = 1;
		else if (!tm_is_class(f->grammar, TM_CLASS_LIST, c))
			continue;
		if (i > from) {
			names++;
			offices += i - from > 3 && i - from < LONGEST_NAME &&
				   tm_grammar_match(f->grammar, TM_USE_OFFICE_NAME, f->matcher,
						    tm_slice_sub(s, from, i), 0);
		}
		from = i + n;
	}
	return names && offices == names ? TYPE : offices * 2 >= names ? 0 : -TYPE;
}

static int cell_value(const struct tm_fitter *f, struct tm_slice s)
{
	const struct tm_rule *rule = tm_grammar_match(f->grammar, TM_USE_CELL, f->matcher, s, 0);

	return rule ? rule->value_number : -1;
}

static bool holds_text(enum tm_column_type type)
{
	return type == TM_COLUMN_TEXT || type == TM_COLUMN_NOTE || type == TM_COLUMN_YES_NO;
}

/* Does what is written fit what the column holds? */
static int read_type_points(const struct tm_fitter *f, size_t column, size_t first, size_t end)
{
	enum { PHONE, YES_NO, DATE, EMPTY };
	enum tm_column_type type = f->columns[column].type;
	char room[LONGEST_TYPED];
	struct tm_slice s;
	int value;

	s = tm_pieces_text(f, first, end, room, sizeof(room));
	value = cell_value(f, s);
	if (value == EMPTY && s.len <= LONGEST_EMPTY)
		return TYPE / 2;
	switch (type) {
	case TM_COLUMN_RESPONSIBLE:
	case TM_COLUMN_LEAD:
	case TM_COLUMN_COOPERATING:
	case TM_COLUMN_ACCEPTING:
		return office_points(f, s);
	case TM_COLUMN_PHONE:
		return value != PHONE ? -2 : s.ptr[0] >= '0' && s.ptr[0] <= '9' ? TYPE : TYPE / 2;
	case TM_COLUMN_YES_NO:
		return value == YES_NO ? TYPE - 1 : 0;
	case TM_COLUMN_DATE:
		return value == DATE ? TYPE : -2;
	default:
		return value == PHONE ? -4 : 0;
	}
}

static int type_points(const struct tm_fitter *f, size_t column, size_t first, size_t end, size_t bytes)
{
	enum tm_column_type type = f->columns[column].type;
	size_t slot = (first * 0x9E3779B1u + (end - first) * 0x85EBCA6Bu + (size_t)type) % TM_KNOWN_POINTS;
	struct tm_known_points *k = &f->known[slot];
	bool office = type >= TM_COLUMN_RESPONSIBLE && type <= TM_COLUMN_ACCEPTING;

	if (bytes > (office ? LONGEST_TYPED : LONGEST_WORD))
		return holds_text(type) ? 0 : -TYPE;
	if (k->table == f->table && k->first == first && k->count == end - first && k->type == (int8_t)type)
		return k->points;
	*k = (struct tm_known_points){ f->table, (uint32_t)first, (uint16_t)(end - first), (int8_t)type,
				       (int8_t)read_type_points(f, column, first, end) };
	return k->points;
}

static bool is_word(const uint64_t *words, size_t count, uint64_t hash)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (words[middle] == hash)
			return true;
		if (words[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* What a boundary before piece `p` says. */
static int boundary(const struct tm_piece *p)
{
	switch (p->before) {
	case TM_BEFORE_LINE:
		return p[-1].ended ? 0 : -LINE_BETWEEN;
	case TM_BEFORE_FIGURE:
		return -FIGURE_BETWEEN;
	default:
		return 0;
	}
}

/* The points of a cell that ends before piece `end`, but for those of its kind; `cut` where a page ends inside it.
 */
static int finish(const struct tm_fitter *f, const struct slot *slot, size_t first, size_t end, size_t limit,
		  bool cut, const struct growth *g)
{
	const struct tm_column_fit *c = &f->columns[slot->column];
	int points = g->score;

	if (!cut) {
		if (f->pieces[end - 1].unfinished || g->balance > 0 || (end < limit && f->pieces[end].dangling))
			points -= CUT;
		if (g->least != UINT32_MAX && g->widest >= g->least + EM)
			points -= UNEVEN;
	}
	if (!slot->again && (g->balance < 0 || f->pieces[first].dangling))
		points -= CUT;
	if (end < limit)
		points += boundary(&f->pieces[end]);
	if (!cut && f->pieces[end - 1].leaning)
		points -= LEANING;
	if (end < limit && c->width && is_line_start(&f->pieces[end]) &&
	    g->line + f->pieces[end].opening + EM > c->width)
		points -= FULL_BETWEEN;
	if (c->group)
		points += f->pieces[first].group ? GROUP : -GROUP - 1;
	else if (f->columns[0].group && f->pieces[first].group)
		points -= GROUP;
	if (slot->next && f->pieces[end - 1].ended)
		points -= SENTENCE_GROUP;
	if (is_word(c->title_words, c->title_word_count, g->hash))
		points += TITLE_WORD;
	else if (is_word(c->words, c->word_count, g->hash))
		points += WORD;
	return points;
}

/* The most that type_points() can say of a cell of so many bytes. */
static int most_type_points(enum tm_column_type type, size_t bytes)
{
	return type < TM_COLUMN_NOTE ? TYPE : bytes <= LONGEST_EMPTY ? TYPE / 2 : 0;
}

/* The most that finish() can add to what a cell of the column that begins with this piece has. */
static int most_points(const struct tm_column_fit *c, const struct tm_piece *first)
{
	return (c->group && first->group ? GROUP : 0) + (c->title_word_count ? TITLE_WORD
							 : c->word_count     ? WORD
									     : 0);
}

/* ---- the stretch between two item numbers ---- */

static size_t make_slots(const struct tm_fitter *f, size_t segments, bool lead, bool last, struct slot *out)
{
	size_t n = 0, k = f->label_column;

	for (size_t s = 0; s < segments && !lead; s++) {
		for (size_t c = s ? 0 : k; c < f->column_count && n < TM_SLOT_MAX - TM_TABLE_COLUMNS; c++)
			out[n++] = (struct slot){ (uint8_t)c, (uint8_t)s, false, s > 0 };
	}
	for (size_t c = 0; c < k && !last; c++)
		out[n++] = (struct slot){ (uint8_t)c, (uint8_t)(segments - 1), true, false };
	return n;
}

struct table_of_scores {
	struct tm_fitter *f;
	const struct slot *slots;
	size_t slot_count, first, count;
	uint8_t segment_of[TM_STRETCH_MAX + 1];
	uint8_t segments;
	bool lead;
};

static int *score_at(struct table_of_scores *t, size_t slot, size_t piece)
{
	return &t->f->scores[slot * (t->count + 1) + piece];
}

/* Of cells that are as good the longest wins: those of a slot are offered the shortest first. */
static void offer(struct table_of_scores *t, size_t slot, size_t piece, int score, size_t from)
{
	int *best = score_at(t, slot, piece);

	if (score < *best)
		return;
	*best = score;
	t->f->back[slot * (t->count + 1) + piece] = (uint16_t)from;
}

static int empty_points(const struct table_of_scores *t, size_t s)
{
	const struct slot *slot = &t->slots[s];

	if (slot->again || (t->f->numbers_alone && slot->column == t->f->label_column))
		return 0;
	if (t->f->columns[slot->column].group)
		return 0;
	return -t->f->columns[slot->column].empty_cost;
}

/* All cells that slot `s` may have when it begins at piece `i`. */
static void fill_from(struct table_of_scores *t, size_t s, size_t i)
{
	const struct slot *slot = &t->slots[s];
	struct tm_fitter *f = t->f;
	int base = *score_at(t, s, i);
	bool is_label = !t->lead && s == 0;
	struct growth g = { 0 };
	int most;

	if (base <= TM_UNFIT || (is_label && i > 0))
		return;
	if (!is_label)
		offer(t, s + 1, i, base + empty_points(t, s), i);
	if (is_label && f->numbers_alone) {
		offer(t, s + 1, 1, base, i);
		return;
	}
	if (slot->again && slot->column >= f->label_column)
		base -= AGAIN;
	if (i == t->count)
		return;
	most = base + most_points(&f->columns[slot->column], &f->pieces[t->first + i]);
	for (size_t j = i; j < t->count && t->segment_of[j] == slot->segment; j++) {
		bool page_ends = j + 1 < t->count && t->segment_of[j + 1] != slot->segment;
		int points, possible;

		grow(f, slot->column, t->first + i, t->first + j, &g);
		if (g.score < HOPELESS || (j - i >= MOST_LINES && !holds_text(f->columns[slot->column].type)))
			break;
		possible = most_type_points(f->columns[slot->column].type, g.bytes);
		if (most + g.score + possible < *score_at(t, s + 1, j + 1))
			continue;
		points = base +
			 finish(f, slot, t->first + i, t->first + j + 1, t->first + t->count, page_ends, &g);
		if (points + possible >= *score_at(t, s + 1, j + 1))
			offer(t, s + 1, j + 1,
			      points + type_points(f, slot->column, t->first + i, t->first + j + 1, g.bytes), i);
	}
}

/* Where the table ends inside the last stretch: all the pieces, or those before a line that fits nowhere. */
static size_t best_end(struct table_of_scores *t, bool last, int *score)
{
	size_t best = t->count;

	*score = *score_at(t, t->slot_count, t->count);
	for (size_t j = 1; last && j < t->count; j++) {
		int s = *score_at(t, t->slot_count, j) - OUTSIDE;

		if (*score_at(t, t->slot_count, j) > TM_UNFIT && is_line_start(&t->f->pieces[t->first + j]) &&
		    s > *score) {
			*score = s;
			best = j;
		}
	}
	return best;
}

static void read_back(struct table_of_scores *t, size_t end, struct tm_stretch *out)
{
	size_t at = end;

	out->count = 0;
	for (size_t s = t->slot_count; s-- > 0;) {
		size_t from = t->f->back[(s + 1) * (t->count + 1) + at];

		if (from < at)
			out->runs[out->count++] = (struct tm_run_of){ t->first + from, t->first + at,
								      t->slots[s].column, t->slots[s].next,
								      t->slots[s].again };
		at = from;
	}
	for (size_t i = 0; i < out->count / 2; i++) {
		struct tm_run_of swap = out->runs[i];

		out->runs[i] = out->runs[out->count - 1 - i];
		out->runs[out->count - 1 - i] = swap;
	}
}

void tm_stretch_fit(struct tm_fitter *f, size_t first, size_t end, bool lead, bool last, struct tm_stretch *out)
{
	struct slot slots[TM_SLOT_MAX];
	struct table_of_scores t = { .f = f, .slots = slots, .first = first, .count = end - first, .lead = lead };
	uint8_t segment = 0;

	*out = (struct tm_stretch){ .score = TM_UNFIT, .end = first };
	if (t.count > TM_STRETCH_MAX) {
		if (!last)
			return;
		t.count = TM_STRETCH_MAX;
	}
	for (size_t i = 0; i < t.count; i++) {
		if (i && tm_begins_page(f, &f->pieces[first + i]) &&
		    (segment + 2u) * f->column_count + f->label_column < TM_SLOT_MAX)
			segment++;
		t.segment_of[i] = segment;
	}
	t.segments = segment;
	t.slot_count = make_slots(f, segment + 1u, lead, last, slots);
	for (size_t i = 0; i < (t.slot_count + 1) * (t.count + 1); i++)
		f->scores[i] = TM_UNFIT;
	*score_at(&t, 0, 0) = 0;
	for (size_t s = 0; s < t.slot_count; s++)
		for (size_t i = t.count + 1; i-- > 0;)
			fill_from(&t, s, i);
	out->end = first + best_end(&t, last, &out->score);
	if (out->score > TM_UNFIT)
		read_back(&t, out->end - first, out);
}

bool tm_opens_paragraph(const struct tm_fitter *f, size_t column, uint32_t width, uint32_t widest, size_t next)
{
	const struct tm_piece *p = &f->pieces[next], *before = p - 1;
	uint32_t full = f->columns[column].width ? f->columns[column].width : widest;
	enum tm_column_type type = f->columns[column].type;
	bool office = type >= TM_COLUMN_RESPONSIBLE && type <= TM_COLUMN_ACCEPTING;

	if (!is_line_start(p) || before->unfinished || p->dangling)
		return false;
	if (f->unwrapped)
		return true;
	if (p->item && before->ended)
		return true;
	return width + p->opening + EM / 2 <= full && (before->ended || p->item || office);
}
