/*
 * tables.c - finds tables, chains their rows and gives each cell its text.
 */
#include "tables_p.h"

#include <stdlib.h>

#include "extract/document.h"
#include "normalize/utf8.h"
#include "zones_p.h"

enum {
	CANDIDATES_BACK = 48, /* numbers looked at before each */
	PREDECESSORS = 4,
	ENDINGS = 4,       /* rows that may be the last */
	SAMPLE = 1200,     /* pieces that widths and words are learned from */
	READINGS = 3,      /* of the sample */
	COMPARED = 2,      /* of them, to see in which column the numbers stand */
	GROUP_COLUMNS = 3, /* columns that may stand before the numbers */
	ROW_POINTS = 6,
	SKIPPED = 8,    /* a number is missing */
	RESTART = 2,    /* the numbering begins anew in a new group */
	DOUBTFUL = -24, /* points of a row whose cells are not told apart for certain */
	NEVER_EMPTY = 7,
	OFTEN_EMPTY = 1,
	MAYBE_EMPTY = 3,
	LONG_LINE = 60 * 4, /* quarters of an em */
	WORDS_MAX = 64,
	TITLE_WORDS = 8,
	WORD_BYTES = 90,
	CAPTION_BYTES = 200
};

/* An item number that may open a row. */
struct candidate {
	size_t piece;
	int number;
	uint32_t len; /* of the label */
	int score;    /* of the best chain that ends here */
	size_t rows;  /* in that chain; 0 where there is none */
	size_t before;
};

/* One attempt to read a table. */
struct reader {
	struct tm_tabler *t;
	const struct tm_head *head;
	struct tm_pieces pieces; /* behind the head */
	size_t end;              /* fragment behind the last */
	size_t *heads;           /* pairs of fragments: where the head is printed again, and where that ends */
	size_t head_count, head_room;
	int number_column, form;
	struct candidate *candidates;
	size_t candidate_count, candidate_room;
	size_t *chain; /* candidates, in order */
	size_t chain_count, chain_room;
	struct tm_fitter fit;
	int score;
};

/* ---- how far a table may reach ---- */

static bool is_alone(const struct tm_layout *o, size_t i)
{
	return !o->fragments[i].gap && (i + 1 == o->fragment_count || !o->fragments[i + 1].gap);
}

/* Lines that end a table wherever they stand: an annex, a chapter, an imprint. */
static bool ends_table(struct tm_tabler *t, size_t i)
{
	char room[CAPTION_BYTES];
	const struct tm_rule *rule;
	struct tm_marker marker;
	struct tm_slice s;

	if (tm_is_marked(t, i))
		return true;
	if (t->layout->fragments[i].gap || t->layout->fragments[i].end - t->layout->fragments[i].start > 1000)
		return false;
	s = tm_solid(tm_fragment_slice(t, i), room, sizeof(room));
	rule = tm_grammar_match(t->grammar, TM_USE_ANNEX, t->matcher, s, 0);
	if (rule && rule->value_number == TM_IN_ANNEX_LABEL && is_alone(t->layout, i))
		return true;
	rule = tm_grammar_match(t->grammar, TM_USE_BACK, t->matcher, s, 0);
	if (rule && (rule->value_number <= TM_IN_BACK_IMPRINT || rule->value_number == TM_IN_BACK_NAVIGATION))
		return true;
	marker = tm_marker_read(t->grammar, t->matcher, s);
	return marker.rule && marker.rule->value_number == 0;
}

static bool is_caption(struct tm_tabler *t, size_t i)
{
	char room[CAPTION_BYTES];
	struct tm_slice s = tm_fragment_slice(t, i);

	if (s.len >= sizeof(room) || !is_alone(t->layout, i) || t->layout->fragments[i].furniture ||
	    tm_is_marked(t, i))
		return false;
	s = tm_solid(s, room, sizeof(room));
	return !tm_marker_read(t->grammar, t->matcher, s).rule &&
	       tm_grammar_match(t->grammar, TM_USE_CAPTION, t->matcher, s, 0);
}

static bool is_annex_label(struct tm_tabler *t, size_t i)
{
	char room[CAPTION_BYTES];
	const struct tm_rule *rule = tm_grammar_match(t->grammar, TM_USE_ANNEX, t->matcher,
						      tm_solid(tm_fragment_slice(t, i), room, sizeof(room)), 0);

	return rule && rule->value_number == TM_IN_ANNEX_LABEL;
}

/* Does the title that fragment `i` begins fill its line, so that it goes on with fragment `end`?  One that closes
 * like the name of a table is whole. */
static bool goes_on(struct tm_tabler *t, size_t i, size_t end)
{
	enum { COLUMN_MIN = 18 * 4, TITLE_BYTES = 200 }; /* quarters of an em */
	const struct tm_fragment *f = &t->layout->fragments[i], *last = &t->layout->fragments[end];
	struct tm_slice s = tm_fragment_slice(t, i);
	size_t n;
	uint32_t c = tm_utf8_decode(tm_utf8_last(s, 1).ptr, &n);

	return is_alone(t->layout, i) && !is_caption(t, i) && f->width >= COLUMN_MIN && f->width >= last->width &&
	       s.len < TITLE_BYTES && !tm_is_class(t->grammar, TM_CLASS_PAUSE, c) &&
	       !tm_is_class(t->grammar, TM_CLASS_CLOSES, c) && !tm_is_class(t->grammar, TM_CLASS_CLAUSE_END, c) &&
	       !tm_marker_read(t->grammar, t->matcher, s).rule;
}

/* The line above the head that names the table; not the only line below 附件, which names the annex. */
size_t tm_find_caption(struct tm_tabler *t, size_t head, size_t floor)
{
	const struct tm_fragment *f = t->layout->fragments;
	size_t i = head, above;

	while (i > floor && f[i - 1].furniture)
		i--;
	if (i == floor || !is_caption(t, i - 1))
		return SIZE_MAX;
	for (above = i - 1; above > 0 && (f[above - 1].furniture || goes_on(t, above - 1, i - 1));)
		above--;
	if (above == 0 || is_annex_label(t, above - 1))
		return SIZE_MAX;
	return i - 1;
}

/*
 * Does another table begin with the head printed again before fragment `i`:
 * does its numbering begin anew, at once or below its first group?
 */
static bool begins_anew(const struct reader *r, size_t i)
{
	enum { NEAR = 12 };
	const struct tm_layout *o = r->t->layout;
	struct tm_pieces pieces = { .items = NULL };
	bool group = false;

	if (!r->pieces.count)
		return false;
	for (size_t end = i + NEAR; i < end && i < o->fragment_count; i++) {
		struct tm_slice s = tm_fragment_slice(r->t, i);
		uint32_t len;
		int number;

		if (o->fragments[i].furniture)
			continue;
		pieces.count = 0;
		tm_pieces_add(r->t, &pieces, i, 0);
		if (r->number_column >= 0)
			s.len = pieces.items[0].end - pieces.items[0].start;
		if (!pieces.items[0].group && tm_row_number(r->t, s, -1, &number, &len) >= 0)
			return number == 1;
		group |= pieces.items[0].group;
		if (!group)
			return false;
	}
	return false;
}

/* Takes back the line that names the table whose head begins with fragment `head`. */
static void leave_caption(struct reader *r, size_t head)
{
	size_t caption = tm_find_caption(r->t, head, r->head->end);

	while (r->pieces.count && r->pieces.items[r->pieces.count - 1].fragment >= caption)
		r->pieces.count--;
}

/* Adds what stands behind the head up to where the table must end. */
static void read_pieces(struct reader *r, uint16_t usual)
{
	struct tm_tabler *t = r->t;
	const struct tm_layout *o = t->layout;
	size_t i = r->head->end, breaks = 0;
	bool page = false;

	for (size_t again; i < o->fragment_count; i++) {
		size_t count = r->pieces.count;
		struct tm_head other;

		if (o->fragments[i].furniture)
			continue;
		again = tm_head_again(t, r->head, i);
		if (again > i && begins_anew(r, again)) {
			leave_caption(r, i);
			break;
		}
		if (again > i) {
			size_t *pair = tm_arena_push(t->arena, &r->heads, &r->head_count, &r->head_room,
						     2 * sizeof(*pair));

			pair[0] = i;
			pair[1] = again;
			page = true;
			breaks++;
			i = again - 1;
			continue;
		}
		if (breaks >= 2 && o->fragments[i].page && breaks == r->head_count)
			break; /* each page began with the head, this one does not */
		if (ends_table(t, i))
			break;
		if (tm_head_read(t, i, &other)) {
			leave_caption(r, i);
			break;
		}
		tm_pieces_add(t, &r->pieces, i, usual);
		if (page && r->pieces.count > count)
			r->pieces.items[count].page = true;
		page = false;
	}
	r->end = r->pieces.count ? r->pieces.items[r->pieces.count - 1].fragment + 1u : r->head->end;
}

/* How many blank lines usually stand between two lines here: none or one. */
static uint16_t usual_blanks(const struct tm_layout *o, size_t from)
{
	size_t none = 0, one = 0;

	for (size_t i = from; i < o->fragment_count && i < from + 200; i++) {
		if (o->fragments[i].gap || o->fragments[i].page)
			continue;
		none += o->fragments[i].blanks == 0;
		one += o->fragments[i].blanks == 1;
	}
	return one > none;
}

/* ---- the chain of numbers ---- */

/* The number that opens piece `i`; what is on the line behind it may be part of the numbering (7.2023 年). */
static int number_at(const struct reader *r, size_t i, int form, int *number, uint32_t *len)
{
	const struct tm_piece *p = &r->pieces.items[i];
	uint32_t end = form < 2 ? r->t->layout->fragments[p->fragment].end : p->end;

	return tm_row_number(r->t, tm_slice_sub(r->t->text->bytes, p->start, end), form, number, len);
}

/* How the rows are numbered: as the first number 1 below the head is; -1 when they are not. */
static int find_form(const struct reader *r)
{
	enum { NEAR = 40, POINT = 0, BRACKET, BARE, HAN };
	int forms = r->number_column >= 0 ? HAN : BRACKET, number;
	uint32_t len;

	for (size_t i = 0; i < r->pieces.count && i < NEAR; i++)
		for (int form = POINT; form <= forms && form < HAN; form++)
			if (number_at(r, i, form, &number, &len) >= 0 && number == 1)
				return form;
	if (forms == HAN && r->pieces.count && number_at(r, 0, HAN, &number, &len) >= 0 && number == 1)
		return HAN;
	return -1;
}

static void find_candidates(struct reader *r)
{
	int number;
	uint32_t len;

	r->form = find_form(r);
	for (size_t i = 0; r->form >= 0 && i < r->pieces.count; i++) {
		const struct tm_piece *p = &r->pieces.items[i];
		struct candidate *c;

		if (p->before == TM_BEFORE_FIGURE || number_at(r, i, r->form, &number, &len) < 0)
			continue;
		c = tm_arena_push(r->t->arena, &r->candidates, &r->candidate_count, &r->candidate_room,
				  sizeof(*c));
		*c = (struct candidate){ .piece = i, .number = number, .len = len, .score = TM_UNFIT };
	}
}

static bool has_group_between(const struct reader *r, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++)
		if (r->pieces.items[i].group)
			return true;
	return false;
}

/* What it costs that number `b` follows `a`; negative when it cannot. */
static int step_cost(const struct reader *r, const struct candidate *a, const struct candidate *b)
{
	if (b->piece - a->piece > TM_STRETCH_MAX)
		return -1;
	if (b->number == a->number + 1)
		return 0;
	if (b->number == a->number + 2)
		return SKIPPED;
	if (b->number == 1 && a->number > 1 && r->fit.label_column > 0 && has_group_between(r, a->piece, b->piece))
		return RESTART;
	return -1;
}

static void chain_candidate(struct reader *r, size_t i, struct tm_stretch *s)
{
	struct candidate *c = &r->candidates[i];
	size_t tried = 0;

	c->score = TM_UNFIT;
	c->rows = 0;
	if (c->number == 1 && c->piece <= TM_STRETCH_MAX / 4) {
		tm_stretch_fit(&r->fit, 0, c->piece, true, false, s);
		if (s->score > TM_UNFIT) {
			c->score = s->score;
			c->rows = 1;
			c->before = SIZE_MAX;
		}
	}
	for (size_t k = i; k-- > 0 && i - k <= CANDIDATES_BACK && tried < PREDECESSORS;) {
		const struct candidate *a = &r->candidates[k];
		int cost = a->rows ? step_cost(r, a, c) : -1;

		if (cost < 0)
			continue;
		tried++;
		tm_stretch_fit(&r->fit, a->piece, c->piece, false, false, s);
		if (s->score > TM_UNFIT && a->score + s->score + ROW_POINTS - cost > c->score) {
			c->score = a->score + s->score + ROW_POINTS - cost;
			c->rows = a->rows + 1;
			c->before = k;
		}
	}
}

/* The best chain through the first `limit` pieces; false when there is none. */
static bool find_chain(struct reader *r, size_t limit)
{
	struct tm_stretch s;
	size_t most = 0, best = SIZE_MAX, tried = 0, count = 0, at;

	r->score = TM_UNFIT;
	for (size_t i = 0; i < r->candidate_count && r->candidates[i].piece < limit; i++) {
		chain_candidate(r, i, &s);
		most = r->candidates[i].rows > most ? r->candidates[i].rows : most;
		count = i + 1;
	}
	for (size_t i = count; i-- > 0 && tried < ENDINGS;) {
		const struct candidate *c = &r->candidates[i];

		if (!c->rows || c->rows + 1 < most)
			continue;
		tried++;
		tm_stretch_fit(&r->fit, c->piece, limit, false, true, &s);
		if (s.score > TM_UNFIT && c->score + s.score + ROW_POINTS > r->score) {
			r->score = c->score + s.score + ROW_POINTS;
			best = i;
		}
	}
	if (best == SIZE_MAX)
		return false;
	r->chain_count = 0;
	for (at = best; at != SIZE_MAX; at = r->candidates[at].before)
		*(size_t *)tm_arena_push(r->t->arena, &r->chain, &r->chain_count, &r->chain_room, sizeof(at)) = at;
	for (size_t i = 0; i < r->chain_count / 2; i++) {
		at = r->chain[i];
		r->chain[i] = r->chain[r->chain_count - 1 - i];
		r->chain[r->chain_count - 1 - i] = at;
	}
	return true;
}

/* ---- learning ---- */

struct lesson {
	uint16_t *widths; /* of lines that were broken */
	size_t width_count, width_room;
	uint64_t *words;
	size_t word_count, word_room;
	size_t cells, empty;
	uint16_t widest;
};

static void learn_run(struct reader *r, const struct tm_run_of *run, struct lesson *l)
{
	const struct tm_piece *p = r->pieces.items;
	uint64_t hash = TM_HASH_INIT;
	uint32_t width = 0, bytes = 0;

	for (size_t i = run->first; i < run->end; i++) {
		bool starts = i > run->first && p[i].before <= TM_BEFORE_BLANK;

		if (starts && !p[i - 1].ended && width < UINT16_MAX)
			*(uint16_t *)tm_arena_push(r->t->arena, &l->widths, &l->width_count, &l->width_room,
						   sizeof(uint16_t)) = (uint16_t)width;
		width = starts || i == run->first ? p[i].width : width + 1 + p[i].width;
		if (width < UINT16_MAX && width > l->widest)
			l->widest = (uint16_t)width;
		hash = tm_hash_join(hash, &p[i]);
		bytes += p[i].end - p[i].start;
	}
	if (bytes <= WORD_BYTES)
		*(uint64_t *)tm_arena_push(r->t->arena, &l->words, &l->word_count, &l->word_room,
					   sizeof(hash)) = hash;
}

static int by_width(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static int by_hash(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

/* The words that a title names: X and Y of X/Y. */
static void learn_title(struct reader *r, size_t column)
{
	struct tm_column_fit *c = &r->fit.columns[column];
	size_t first = column ? r->head->until[column - 1] : 0, from = 0;
	struct tm_fitter head = { .text = r->t->text, .pieces = r->head->pieces.items };
	char room[CAPTION_BYTES];
	struct tm_slice title = tm_pieces_text(&head, first, r->head->until[column], room, sizeof(room));

	c->title_words = tm_arena_array(r->t->arena, TITLE_WORDS, sizeof(*c->title_words));
	for (size_t i = 0; i <= title.len && c->title_word_count < TITLE_WORDS; i++) {
		if (i < title.len && title.ptr[i] != '/')
			continue;
		if (i > from && (from || i < title.len))
			c->title_words[c->title_word_count++] = tm_text_hash(TM_HASH_INIT,
									     tm_slice_sub(title, from, i));
		from = i + 1;
	}
	if (c->title_word_count)
		qsort(c->title_words, c->title_word_count, sizeof(*c->title_words), by_hash);
}

/* What stands in a column at least twice. */
static void learn_words(struct reader *r, size_t column, struct lesson *l)
{
	struct tm_column_fit *c = &r->fit.columns[column];
	uint64_t *words = tm_arena_array(r->t->arena, WORDS_MAX, sizeof(*words));
	size_t count = 0;

	if (l->word_count)
		qsort(l->words, l->word_count, sizeof(*l->words), by_hash);
	for (size_t i = 1; i < l->word_count && count < WORDS_MAX; i++)
		if (l->words[i] == l->words[i - 1] && (count == 0 || words[count - 1] != l->words[i]))
			words[count++] = l->words[i];
	c->words = words;
	c->word_count = count;
}

static void learn_column(struct reader *r, size_t column, struct lesson *l)
{
	struct tm_column_fit *c = &r->fit.columns[column];

	learn_words(r, column, l);
	if (l->width_count >= 4) {
		qsort(l->widths, l->width_count, sizeof(*l->widths), by_width);
		c->width = l->widths[l->width_count - 1 - l->width_count / 10];
	}
	if (l->cells + l->empty < 4)
		return;
	c->empty_cost = MAYBE_EMPTY;
	if (l->empty == 0)
		c->empty_cost = NEVER_EMPTY;
	else if (l->empty * 5 >= l->cells + l->empty &&
		 (column < r->fit.label_column || c->type != TM_COLUMN_TEXT))
		c->empty_cost = OFTEN_EMPTY;
}

/* The stretch behind the n-th number of the chain; before the first one for n = SIZE_MAX. */
static void fit_row(struct reader *r, size_t n, size_t limit, struct tm_stretch *s)
{
	const struct candidate *c = r->candidates;
	bool last = n + 1 == r->chain_count;

	if (n == SIZE_MAX)
		tm_stretch_fit(&r->fit, 0, c[r->chain[0]].piece, true, false, s);
	else
		tm_stretch_fit(&r->fit, c[r->chain[n]].piece, last ? limit : c[r->chain[n + 1]].piece, false, last,
			       s);
}

static void learn(struct reader *r, size_t limit)
{
	struct lesson lessons[TM_TABLE_COLUMNS] = { 0 };

	for (size_t n = 0; n < r->chain_count; n++) {
		bool seen[TM_TABLE_COLUMNS] = { false };
		struct tm_stretch s;

		fit_row(r, n, limit, &s);
		for (size_t k = 0; k < s.count; k++) {
			seen[s.runs[k].column] = true;
			learn_run(r, &s.runs[k], &lessons[s.runs[k].column]);
		}
		for (size_t c = 0; c < r->fit.column_count; c++)
			*(seen[c] ? &lessons[c].cells : &lessons[c].empty) += 1;
	}
	for (size_t c = 0; c < r->fit.column_count; c++)
		learn_column(r, c, &lessons[c]);
}

static void start_fit(struct reader *r, size_t label_column)
{
	size_t longest = 0;

	r->fit = (struct tm_fitter){ .text = r->t->text,
				     .grammar = r->t->grammar,
				     .arena = r->t->arena,
				     .matcher = r->t->matcher,
				     .pieces = r->pieces.items,
				     .column_count = r->head->column_count,
				     .label_column = label_column,
				     .numbers_alone = r->number_column >= 0,
				     .scores = r->t->scores,
				     .back = r->t->back,
				     .known = r->t->known,
				     .table = r->t->table };
	for (size_t i = 0; i < r->pieces.count && i < SAMPLE; i++)
		longest += r->pieces.items[i].width > LONG_LINE;
	r->fit.unwrapped = longest > 0;
	for (size_t c = 0; c < r->fit.column_count; c++) {
		r->fit.columns[c].type = r->head->types[c];
		r->fit.columns[c].empty_cost = r->head->types[c] == TM_COLUMN_NOTE ? OFTEN_EMPTY : MAYBE_EMPTY;
		learn_title(r, c);
	}
	r->fit.columns[0].group = label_column > 0 && r->pieces.count && r->pieces.items[0].group;
}

/* Reads a sample again and again, each time with what the last reading taught; the score of the last. */
static int study(struct reader *r, int readings)
{
	size_t limit = r->pieces.count < SAMPLE ? r->pieces.count : SAMPLE;

	for (int i = 0; i < readings; i++) {
		if (!find_chain(r, limit))
			return TM_UNFIT;
		learn(r, limit);
	}
	return r->score;
}

/* ---- what is printed again ---- */

static uint64_t cell_hash(const struct reader *r, const struct tm_table_cell *cell)
{
	uint64_t hash = TM_HASH_INIT;

	for (size_t i = 0; i < cell->count; i++)
		hash = tm_text_hash(hash,
				    tm_slice_sub(r->t->text->bytes, cell->strips[i].start, cell->strips[i].end));
	return hash;
}

/* Does nothing but white space stand between two strips? */
static bool is_adjacent(const struct tm_tabler *t, const struct tm_strip *a, const struct tm_strip *b)
{
	for (uint32_t i = a->end; i < b->start; i++)
		if (!strchr(" \t\n", t->text->bytes.ptr[i]))
			return false;
	return true;
}

/* Records strips as dropped; one record, unless a page mark stands between them. */
static void add_dropped(struct tm_tabler *t, struct tm_slice rule, const struct tm_strip *strips, size_t count,
			const size_t *until, size_t until_count)
{
	size_t column = 0;

	for (size_t i = 0, first = 0; i < count; first = i) {
		struct tm_dropped *d = tm_arena_push(t->arena, &t->text->dropped, &t->text->dropped_count,
						     &t->text->dropped_room, sizeof(*d));
		struct tm_flow_builder b;
		struct tm_flow flow;

		tm_flow_begin(&b, t->text, t->arena);
		for (; i < count && (i == first || is_adjacent(t, &strips[i - 1], &strips[i])); i++) {
			if (column < until_count && i == until[column]) {
				column++;
				if (i > first)
					tm_flow_separate(&b, ' ');
			}
			tm_flow_join(&b, strips[i].start, strips[i].end);
		}
		tm_flow_finish(&b, &flow);
		d->rule = rule;
		d->text = flow.bytes;
		d->span = tm_map_span(&t->text->map, strips[first].start, strips[i - 1].end);
		d->line = t->text->lines[tm_text_line_at(t->text, d->span.start)].number;
	}
}

static void drop_cell(struct reader *r, struct tm_table_cell *cell)
{
	add_dropped(r->t, TM_SLICE("table-cell-again"), cell->strips, cell->count, NULL, 0);
	cell->count = 0;
}

/* ---- rows ---- */

static struct tm_table_row *add_row(struct reader *r, struct tm_table *table)
{
	struct tm_table_row *row = tm_arena_push(r->t->arena, &table->rows, &table->row_count, &table->row_room,
						 sizeof(*row));

	row->cells = tm_arena_array(r->t->arena, table->column_count, sizeof(*row->cells));
	return row;
}

static void add_strip(struct reader *r, struct tm_table_cell *cell, uint32_t start, uint32_t end, bool opens)
{
	struct tm_strip *s = tm_arena_push(r->t->arena, &cell->strips, &cell->count, &cell->room, sizeof(*s));

	*s = (struct tm_strip){ start, end, opens && cell->count > 1 };
}

/* Adds pieces [first, end) to a cell, from normalised `start` on: a strip a line, with paragraphs. */
static void add_run(struct reader *r, struct tm_table_cell *cell, size_t column, size_t first, size_t end,
		    uint32_t start)
{
	const struct tm_piece *p = r->pieces.items;
	uint32_t widest = 0, width = 0;
	bool opens = false;

	for (size_t i = first; i < end; i++) {
		width = i > first && p[i].before > TM_BEFORE_BLANK ? width + 1 + p[i].width : p[i].width;
		widest = width > widest ? width : widest;
	}
	for (size_t i = first, from = first; i < end; i++) {
		width = i > from ? width + 1 + p[i].width : p[i].width;
		if (i + 1 < end && p[i + 1].before > TM_BEFORE_BLANK)
			continue;
		if (start < p[i].end)
			add_strip(r, cell, start, p[i].end, opens);
		if (i + 1 == end)
			break;
		opens = tm_opens_paragraph(&r->fit, column, width, widest, i + 1);
		start = p[i + 1].start;
		from = i + 1;
	}
}

static uint32_t skip_spaces(const struct reader *r, uint32_t at, uint32_t end)
{
	while (at < end && r->t->text->bytes.ptr[at] == ' ')
		at++;
	return at;
}

/* Takes the label off a row's first piece; what follows it there is text. */
static void take_label(struct reader *r, struct tm_table_row *row, const struct candidate *c)
{
	const struct tm_piece *p = &r->pieces.items[c->piece];

	row->label = (struct tm_strip){ p->start, p->start + c->len, false };
	row->number = c->number;
	if (r->number_column >= 0) {
		uint32_t rest = skip_spaces(r, row->label.end, p->end);
		size_t k = r->fit.label_column + 1;

		if (rest < p->end && k < r->fit.column_count)
			add_strip(r, &row->cells[k], rest, p->end, false);
	}
}

/* Was this run, at the top of a page, the cell in force printed again?  Then it is dropped. */
static bool drop_run(struct reader *r, const struct tm_table *table, size_t index, const struct tm_run_of *run)
{
	struct tm_table_cell again = { .count = 0 };

	if (!run->again || run->column >= r->fit.label_column)
		return false;
	add_run(r, &again, run->column, run->first, run->end, r->pieces.items[run->first].start);
	for (size_t n = index + 1; n-- > 0 && index - n < CANDIDATES_BACK;) {
		const struct tm_table_cell *cell = &table->rows[n].cells[run->column];

		if (!cell->count)
			continue;
		if (cell_hash(r, cell) != cell_hash(r, &again))
			return false;
		drop_cell(r, &again);
		return true;
	}
	return false;
}

static void place_runs(struct reader *r, struct tm_table *table, size_t index, const struct tm_stretch *s)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct tm_run_of *run = &s->runs[k];
		struct tm_table_row *row = &table->rows[run->next ? index + 1 : index];
		uint32_t start = r->pieces.items[run->first].start;

		if (drop_run(r, table, index, run))
			continue;
		if (row->label.end > start && row->label.start <= start)
			start = skip_spaces(r, row->label.end, r->pieces.items[run->first].end);
		add_run(r, &row->cells[run->column], run->column, run->first, run->end, start);
	}
}

/* Says that the cells of this row are not told apart for certain. */
static void doubt(struct reader *r, const struct tm_table_row *row, const struct tm_stretch *s)
{
	struct tm_tabler *t = r->t;
	uint32_t start = row->label.start, end = row->label.end;

	for (size_t k = 0; k < s->count; k++)
		end = r->pieces.items[s->runs[k].end - 1].end > end ? r->pieces.items[s->runs[k].end - 1].end
								    : end;
	tm_diagnose1(t->diagnostics, TM_D_CELL_UNPLACED, tm_map_span(&t->text->map, start, end),
		     tm_slice_sub(t->text->bytes, row->label.start, row->label.end));
}

static void build_rows(struct reader *r, struct tm_table *table)
{
	struct tm_stretch s;

	if (!r->chain_count)
		return;
	for (size_t n = 0; n < r->chain_count; n++) {
		const struct candidate *c = &r->candidates[r->chain[n]];
		struct tm_table_row *row = add_row(r, table);

		row->fragment = r->pieces.items[c->piece].fragment;
		take_label(r, row, c);
	}
	fit_row(r, SIZE_MAX, r->pieces.count, &s);
	for (size_t k = 0; k < s.count; k++)
		add_run(r, &table->rows[0].cells[s.runs[k].column], s.runs[k].column, s.runs[k].first,
			s.runs[k].end, r->pieces.items[s.runs[k].first].start);
	for (size_t n = 0; n < r->chain_count; n++) {
		fit_row(r, n, r->pieces.count, &s);
		place_runs(r, table, n, &s);
		if (s.score < DOUBTFUL)
			doubt(r, &table->rows[n], &s);
		if (n + 1 == r->chain_count && s.end < r->pieces.count)
			r->end = r->pieces.items[s.end].fragment;
	}
}

/* ---- merged cells ---- */

/* Is row `n` the first that begins on its page? */
static bool begins_page(const struct reader *r, size_t n)
{
	size_t piece = r->candidates[r->chain[n]].piece;
	size_t before = n ? r->candidates[r->chain[n - 1]].piece : 0;

	for (size_t i = piece; i > before; i--)
		if (tm_begins_page(&r->fit, &r->pieces.items[i]))
			return true;
	return false;
}

/* The row whose cell of this column is in force above row `n`. */
static int in_force(const struct tm_table *table, size_t n, size_t column)
{
	return n ? table->rows[n - 1].cells[column].from : TM_NO_ROW;
}

static bool repeats(const struct reader *r, const struct tm_table *table, size_t n, size_t column)
{
	const struct tm_table_cell *cell = &table->rows[n].cells[column];
	int from = in_force(table, n, column);

	return cell->count && from != TM_NO_ROW &&
	       cell_hash(r, cell) == cell_hash(r, &table->rows[from].cells[column]);
}

/* Cells printed again at the top of a page: those of the group, and with them others that cover several rows. */
static void drop_repeated(struct reader *r, struct tm_table *table, size_t n, const bool *merging)
{
	struct tm_table_row *row = &table->rows[n];
	size_t k = r->fit.label_column;
	bool again = false;

	for (size_t c = 0; c < k; c++) {
		if (!repeats(r, table, n, c))
			continue;
		drop_cell(r, &row->cells[c]);
		again = true;
	}
	for (size_t c = k; c < table->column_count; c++) {
		bool covered = n && table->rows[n - 1].cells[c].count == 0;

		if (merging[c] && (again || (k == 0 && covered)) && repeats(r, table, n, c))
			drop_cell(r, &row->cells[c]);
	}
}

static bool is_office_column(enum tm_column_type type)
{
	return type >= TM_COLUMN_RESPONSIBLE && type <= TM_COLUMN_ACCEPTING;
}

/* May an empty cell be part of the one above it?  Not below a new group, and not where cells are often empty. */
static bool inherits(const struct reader *r, const struct tm_table *table, size_t n, size_t column)
{
	const struct tm_table_row *row = &table->rows[n];
	size_t k = r->fit.label_column;

	if ((int)column == table->number_column || table->types[column] == TM_COLUMN_NOTE)
		return false;
	for (size_t c = 0; c < k && c < column; c++)
		if (row->cells[c].count)
			return false;
	if (table->types[column] != TM_COLUMN_COOPERATING)
		return true;
	for (size_t c = 0; c < table->column_count; c++)
		if (c != column && is_office_column(table->types[c]) && row->cells[c].count == 0)
			return true;
	return false;
}

static void merge_cells(struct reader *r, struct tm_table *table)
{
	bool merging[TM_TABLE_COLUMNS] = { false };

	for (size_t n = 1; n < table->row_count; n++)
		for (size_t c = 0; c < table->column_count; c++)
			merging[c] |= table->rows[n].cells[c].count == 0 && table->types[c] != TM_COLUMN_NOTE;
	for (size_t n = 0; n < table->row_count; n++) {
		if (n && begins_page(r, n))
			drop_repeated(r, table, n, merging);
		for (size_t c = 0; c < table->column_count; c++) {
			struct tm_table_cell *cell = &table->rows[n].cells[c];

			cell->column = c;
			cell->from = cell->count                ? (int)n
				     : inherits(r, table, n, c) ? in_force(table, n, c)
								: TM_NO_ROW;
		}
	}
}

/* ---- the table ---- */

static void build_head(struct reader *r, struct tm_table *table)
{
	const struct tm_head *h = r->head;
	struct tm_fitter title = r->fit;

	for (size_t c = 0, i = 0; c < h->column_count; c++)
		for (; i < h->until[c]; i++)
			add_strip(r, &table->columns[c], h->pieces.items[i].start, h->pieces.items[i].end, false);
	(void)title;
}

static void drop_heads(struct reader *r, const struct tm_table *table)
{
	struct tm_tabler *t = r->t;

	for (size_t k = 0; k < r->head_count; k++) {
		size_t first = r->heads[2 * k], end = r->heads[2 * k + 1], count = 0, room = 0, column = 0;
		size_t until[TM_TABLE_COLUMNS], solid = 0;
		struct tm_strip *strips = NULL;
		struct tm_head again = { .first = first };

		if (first >= table->end)
			break;
		for (size_t i = first; i < end; i++) {
			if (!t->layout->fragments[i].furniture)
				tm_pieces_add(t, &again.pieces, i, 0);
			t->layout->fragments[i].furniture = true;
		}
		for (size_t i = 0; i < again.pieces.count; i++) {
			struct tm_strip *s = tm_arena_push(t->arena, &strips, &count, &room, sizeof(*s));

			*s = (struct tm_strip){ again.pieces.items[i].start, again.pieces.items[i].end, false };
		}
		/* Titles end where those of the head do. */
		for (size_t i = 0, c = 0, want = 0; i < count && c < table->column_count; i++) {
			char room_of[CAPTION_BYTES];

			if (solid == want) {
				if (i)
					until[column++] = i;
				for (size_t q = 0; q < table->columns[c].count; q++)
					want += tm_solid(tm_slice_sub(t->text->bytes,
								      table->columns[c].strips[q].start,
								      table->columns[c].strips[q].end),
							 room_of, sizeof(room_of))
							.len;
				c++;
			}
			solid += tm_solid(tm_slice_sub(t->text->bytes, strips[i].start, strips[i].end), room_of,
					  sizeof(room_of))
					 .len;
		}
		add_dropped(t, TM_SLICE("table-head-again"), strips, count, until, column);
	}
}

static int number_column(const struct tm_head *h)
{
	for (size_t c = 0; c < h->column_count; c++)
		if (h->types[c] == TM_COLUMN_NUMBER)
			return (int)c;
	return -1;
}

/* Reads the table below `head`; false when its rows do not fit. */
static bool read_table(struct tm_tabler *t, const struct tm_head *head, struct reader *r)
{
	size_t first = 0, last = GROUP_COLUMNS;
	struct tm_fitter learned = { 0 };
	int best = TM_UNFIT;

	t->table++;
	*r = (struct reader){ .t = t, .head = head, .number_column = number_column(head) };
	read_pieces(r, usual_blanks(t->layout, head->end));
	find_candidates(r);
	if (!r->candidate_count)
		return false;
	if (r->number_column >= 0)
		first = last = (size_t)r->number_column;
	for (size_t c = first; c <= last && c < head->column_count; c++) {
		int score;

		start_fit(r, c);
		score = study(r, COMPARED);
		if (score > best) {
			best = score;
			learned = r->fit;
		}
	}
	if (best == TM_UNFIT)
		return false;
	r->fit = learned;
	study(r, READINGS - COMPARED);
	return find_chain(r, r->pieces.count) && r->chain_count >= 2 && r->score >= -10 * (int)r->chain_count;
}

static void mark(struct tm_tabler *t, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		t->layout->fragments[i].table = true;
}

static void add_table(struct tm_tabler *t, struct reader *r, size_t floor)
{
	struct tm_layout *o = t->layout;
	struct tm_table *table = tm_arena_push(t->arena, &o->tables, &o->table_count, &o->table_room,
					       sizeof(*table));
	const struct tm_head *h = r->head;

	*table = (struct tm_table){ .caption = tm_find_caption(t, h->first, floor),
				    .caption_count = 1,
				    .first = h->first,
				    .column_count = h->column_count,
				    .number_column = r->number_column };
	table->types = tm_arena_array(t->arena, h->column_count, sizeof(*table->types));
	table->columns = tm_arena_array(t->arena, h->column_count, sizeof(*table->columns));
	table->titles = tm_arena_array(t->arena, h->column_count, sizeof(*table->titles));
	memcpy(table->types, h->types, h->column_count * sizeof(*table->types));
	build_head(r, table);
	build_rows(r, table);
	table->end = r->end;
	merge_cells(r, table);
	drop_heads(r, table);
	mark(t, table->caption == SIZE_MAX ? table->first : table->caption, table->end);
}

static int by_first(const void *pa, const void *pb)
{
	const struct tm_table *a = pa, *b = pb;

	return a->first < b->first ? -1 : a->first > b->first;
}

static int by_span(const void *pa, const void *pb)
{
	const struct tm_dropped *a = pa, *b = pb;

	return a->span.start < b->span.start ? -1 : a->span.start > b->span.start;
}

bool tm_has_tables(struct tm_layout *layout, struct tm_text *text, const struct tm_grammar *grammar,
		   struct tm_arena *arena, struct tm_matcher *matcher)
{
	struct tm_tabler t = {
		.layout = layout, .text = text, .grammar = grammar, .arena = arena, .matcher = matcher
	};
	struct tm_head head;

	for (size_t i = 0; i < layout->fragment_count; i++)
		if (tm_is_marked(&t, i) || tm_head_read(&t, i, &head))
			return true;
	return false;
}

/* The last fragment that a failed reading has seen to be no table's: behind the head, wherever it is repeated. */
static size_t behind_heads(const struct tm_head *head, const struct reader *r)
{
	size_t end = head->end;

	for (size_t k = 0; k < r->head_count; k++)
		end = r->heads[2 * k + 1] > end ? r->heads[2 * k + 1] : end;
	return end;
}

/*
 * Reads the table below `head`.  Where the last titles are not known, they may
 * be cells of the first row: the shorter head is taken when rows fit it better.
 */
static bool read_best(struct tm_tabler *t, struct tm_head *head, struct reader *best)
{
	struct tm_head shorter = *head;
	bool read = read_table(t, head, best);

	while (tm_head_shorten(t, &shorter)) {
		struct reader r;

		if (!read_table(t, &shorter, &r) || (read && r.score <= best->score))
			continue;
		*head = shorter;
		*best = r;
		best->head = head;
		read = true;
	}
	return read;
}

void tm_find_tables(struct tm_layout *layout, struct tm_text *text, const struct tm_grammar *grammar,
		    struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics)
{
	struct tm_tabler t = { layout, text, grammar, arena, matcher, diagnostics, NULL, NULL, NULL, 0 };
	size_t floor = 0, marked;

	tm_marked_tables(&t);
	marked = layout->table_count;
	t.scores = tm_arena_array(arena, (TM_SLOT_MAX + 1) * (TM_STRETCH_MAX + 1), sizeof(*t.scores));
	t.known = tm_arena_array(arena, TM_KNOWN_POINTS, sizeof(*t.known));
	t.back = tm_arena_array(arena, (TM_SLOT_MAX + 1) * (TM_STRETCH_MAX + 1), sizeof(*t.back));
	for (size_t i = 0; i < layout->fragment_count; i++) {
		struct tm_head head;
		struct reader r;
		bool read;

		if (tm_is_marked(&t, i))
			floor = i + 1;
		if (!tm_head_read(&t, i, &head))
			continue;
		read = read_best(&t, &head, &r);
		if (read) {
			add_table(&t, &r, floor);
			floor = layout->tables[layout->table_count - 1].end;
			i = floor - 1;
		} else {
			i = behind_heads(&head, &r) - 1;
		}
	}
	if (marked && layout->table_count > marked)
		qsort(layout->tables, layout->table_count, sizeof(*layout->tables), by_first);
	if (layout->table_count && text->dropped_count)
		qsort(text->dropped, text->dropped_count, sizeof(*text->dropped), by_span);
}
