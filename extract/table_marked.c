/*
 * table_marked.c - tables that the source itself marks: rows, columns and merged cells are known.
 *
 * What is left to find out is what the columns are called where titles stand
 * in several rows, which of them are one, and where the numbers of the rows are.
 */
#include "tables_p.h"

#include <stdlib.h>

#include "normalize/utf8.h"

enum {
	TITLE_BYTES = 200,
	TITLES_MAX = 8,     /* cells above each other that make one title */
	NUMBER_COLUMNS = 3, /* that may hold the numbers of the rows in front of their text */
	STACKED = 3         /* paragraphs of one character, at least: a word set from top to bottom */
};

/* A cell as the source has it; columns and rows as in struct tm_grid_place. */
struct mark {
	struct tm_grid_place place;
	size_t first, count; /* fragments */
};

/* A title: the cells above a column, outermost first. */
struct title {
	const struct mark *cells[TITLES_MAX];
	size_t count;
};

struct builder {
	struct tm_tabler *t;
	struct tm_table *table;
	struct mark *marks; /* in the order of the source */
	size_t mark_count, mark_room;
	size_t width;          /* columns of the source */
	uint32_t head, bottom; /* last row of the titles, and of all */
	size_t *column;        /* of the table, by column of the source */
	int *row;              /* of the table, by row of the source; TM_NO_ROW for what has no text */
};

static const struct tm_grid_place *place_of(const struct tm_tabler *t, size_t i)
{
	return &t->text->lines[t->layout->fragments[i].line].place;
}

static bool is_same_cell(const struct tm_grid_place *a, const struct tm_grid_place *b)
{
	return a->row == b->row && a->column == b->column;
}

/* The cells of the table whose fragments are [first, end); those of row 0 name it. */
static void read_marks(struct builder *b, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct tm_grid_place *p = place_of(b->t, i);
		struct mark *m = b->mark_count ? &b->marks[b->mark_count - 1] : NULL;

		if (m && is_same_cell(&m->place, p)) {
			m->count++;
			continue;
		}
		m = tm_arena_push(b->t->arena, &b->marks, &b->mark_count, &b->mark_room, sizeof(*m));
		*m = (struct mark){ *p, i, 1 };
		if (p->row && (size_t)p->column + p->columns - 1 > b->width)
			b->width = (size_t)p->column + p->columns - 1;
		if (p->head && p->row > b->head)
			b->head = p->row;
		b->bottom = p->row > b->bottom ? p->row : b->bottom;
	}
}

/* ---- texts ---- */

static struct tm_slice fragment(const struct builder *b, size_t i)
{
	return tm_fragment_slice(b->t, i);
}

/* Is it a word whose characters stand one below the other? */
static bool is_stacked(const struct builder *b, const struct mark *m)
{
	for (size_t i = m->first; i < m->first + m->count; i++)
		if (tm_utf8_count(fragment(b, i)) > 1)
			return false;
	return m->count >= STACKED;
}

static void add_strips(struct builder *b, struct tm_table_cell *cell, const struct mark *m, bool title)
{
	bool joined = title || is_stacked(b, m);

	for (size_t i = m->first; i < m->first + m->count; i++) {
		const struct tm_fragment *f = &b->t->layout->fragments[i];
		struct tm_strip *s = tm_arena_push(b->t->arena, &cell->strips, &cell->count, &cell->room,
						   sizeof(*s));

		*s = (struct tm_strip){ f->start, f->end, cell->count > 1 && (!joined || i == m->first) };
	}
}

/* ---- columns ---- */

/* The titles of every column of the source. */
static struct title *read_titles(const struct builder *b)
{
	struct title *titles = tm_arena_array(b->t->arena, b->width, sizeof(*titles));

	for (size_t i = 0; i < b->mark_count; i++) {
		const struct mark *m = &b->marks[i];

		if (!m->place.row || m->place.row > b->head)
			continue;
		for (size_t c = m->place.column - 1u; c < m->place.column - 1u + m->place.columns; c++)
			if (titles[c].count < TITLES_MAX)
				titles[c].cells[titles[c].count++] = m;
	}
	return titles;
}

static bool is_same_title(const struct title *a, const struct title *b)
{
	return a->count && a->count == b->count &&
	       memcmp(a->cells, b->cells, a->count * sizeof(struct mark *)) == 0;
}

/* Does a row have two cells in columns [from, to): are these columns of their own, whatever they are called? */
static bool has_two_cells(const struct builder *b, size_t from, size_t to)
{
	uint32_t row = 0;

	for (size_t i = 0; i < b->mark_count; i++) {
		const struct tm_grid_place *p = &b->marks[i].place;

		if (p->row <= b->head || p->column - 1u < from || p->column - 1u + p->columns > to)
			continue;
		if (p->row == row)
			return true;
		row = p->row;
	}
	return false;
}

/* The titles of a column, one after the other, as text of its own. */
static struct tm_slice joined_title(const struct builder *b, const struct title *title)
{
	struct tm_flow_builder flow = { .arena = b->t->arena, .text = b->t->text, .bytes = TM_BUFFER_INIT };
	struct tm_flow out;

	for (size_t k = 0; k < title->count; k++) {
		if (k)
			tm_flow_separate(&flow, ' ');
		for (size_t i = title->cells[k]->first; i < title->cells[k]->first + title->cells[k]->count; i++)
			tm_flow_join(&flow, b->t->layout->fragments[i].start, b->t->layout->fragments[i].end);
	}
	tm_flow_finish(&flow, &out);
	return out.bytes;
}

/* What kind of column it is: by its own title, or else by those above it. */
static enum tm_column_type type_of(const struct builder *b, const struct title *title)
{
	char room[TITLE_BYTES];

	for (size_t k = title->count; k-- > 0;) {
		struct title one = { .cells = { title->cells[k] }, .count = 1 };
		const struct tm_rule *rule = tm_column_rule(b->t->grammar, b->t->matcher,
							    tm_solid(joined_title(b, &one), room, sizeof(room)));

		if (rule)
			return (enum tm_column_type)rule->value_number;
	}
	return TM_COLUMN_TEXT;
}

/* Columns of the source that have one title, and no row that tells them apart, are one. */
static void build_columns(struct builder *b)
{
	struct tm_table *table = b->table;
	struct title *titles = read_titles(b);

	b->column = tm_arena_array(b->t->arena, b->width, sizeof(*b->column));
	table->types = tm_arena_array(b->t->arena, b->width, sizeof(*table->types));
	table->columns = tm_arena_array(b->t->arena, b->width, sizeof(*table->columns));
	table->titles = tm_arena_array(b->t->arena, b->width, sizeof(*table->titles));
	for (size_t from = 0, to; from < b->width; from = to) {
		for (to = from + 1; to < b->width && is_same_title(&titles[from], &titles[to]);)
			to++;
		if (to - from > 1 && has_two_cells(b, from, to))
			to = from + 1;
		for (size_t c = from; c < to; c++)
			b->column[c] = table->column_count;
		table->types[table->column_count] = type_of(b, &titles[from]);
		for (size_t k = 0; k < titles[from].count; k++) {
			const struct mark *m = titles[from].cells[k];
			bool own = m->place.column - 1u == from;

			if (own)
				add_strips(b, &table->columns[table->column_count], m, true);
			if (!own || titles[from].count > 1)
				table->titles[table->column_count] = joined_title(b, &titles[from]);
		}
		table->column_count++;
	}
}

/* ---- rows ---- */

static void build_rows(struct builder *b)
{
	struct tm_table *table = b->table;

	b->row = tm_arena_array(b->t->arena, (size_t)b->bottom + 1, sizeof(*b->row));
	for (uint32_t n = 0; n <= b->bottom; n++)
		b->row[n] = TM_NO_ROW;
	for (size_t i = 0; i < b->mark_count; i++) {
		const struct mark *m = &b->marks[i];
		struct tm_table_row *row;
		size_t c;

		if (m->place.row <= b->head)
			continue;
		if (b->row[m->place.row] == TM_NO_ROW) {
			b->row[m->place.row] = (int)table->row_count;
			row = tm_arena_push(b->t->arena, &table->rows, &table->row_count, &table->row_room,
					    sizeof(*row));
			row->fragment = m->first;
			row->cells = tm_arena_array(b->t->arena, table->column_count, sizeof(*row->cells));
			for (c = 0; c < table->column_count; c++)
				row->cells[c].from = TM_NO_ROW;
		}
		row = &table->rows[b->row[m->place.row]];
		c = b->column[m->place.column - 1];
		add_strips(b, &row->cells[c], m, false);
		row->cells[c].from = b->row[m->place.row];
		row->cells[c].column = c;
	}
}

/* Gives the cells that a merged one covers to it; one that covers a whole row says nothing of columns. */
static void merge_cells(struct builder *b)
{
	struct tm_table *table = b->table;

	for (size_t i = 0; i < b->mark_count; i++) {
		const struct tm_grid_place *p = &b->marks[i].place;
		size_t first, last;

		if (p->row <= b->head || p->columns == b->width)
			continue;
		first = b->column[p->column - 1u];
		last = b->column[p->column - 1u + p->columns - 1];
		for (uint32_t n = p->row; n < p->row + p->rows && n <= b->bottom; n++) {
			struct tm_table_row *row = b->row[n] == TM_NO_ROW ? NULL : &table->rows[b->row[n]];

			for (size_t c = first; row && c <= last; c++) {
				if (row->cells[c].count)
					continue;
				row->cells[c].from = b->row[p->row];
				row->cells[c].column = first;
			}
		}
	}
}

/* ---- numbers ---- */

static struct tm_slice first_line(const struct builder *b, const struct tm_table_cell *cell)
{
	return tm_slice_sub(b->t->text->bytes, cell->strips[0].start, cell->strips[0].end);
}

/* The number that a cell begins with; -1 for none. */
static int number_of(const struct builder *b, const struct tm_table_cell *cell, int form, int *number,
		     uint32_t *len)
{
	return cell->count ? tm_row_number(b->t, first_line(b, cell), form, number, len) : -1;
}

/* Takes the numbers of the column that is there for them. */
static void take_numbers(struct builder *b, size_t column)
{
	struct tm_table *table = b->table;

	for (size_t n = 0; n < table->row_count; n++) {
		struct tm_table_row *row = &table->rows[n];
		struct tm_table_cell *cell = &row->cells[column];
		uint32_t len;
		int number;

		if (cell->count != 1 || number_of(b, cell, -1, &number, &len) < 0 ||
		    len != first_line(b, cell).len)
			continue;
		row->label = cell->strips[0];
		row->number = number;
		*cell = (struct tm_table_cell){ .from = TM_NO_ROW };
	}
	/* A number is that of its own row. */
	for (size_t n = 0; n < table->row_count; n++)
		for (size_t c = 0; c < table->column_count; c++) {
			struct tm_table_cell *cell = &table->rows[n].cells[c];

			if (!cell->count && cell->from != TM_NO_ROW &&
			    !table->rows[cell->from].cells[cell->column].count)
				cell->from = TM_NO_ROW;
		}
}

/* Do the cells of this column count the rows: 1., 2., 3. …, beginning anew at most in another group? */
static bool counts_rows(const struct builder *b, size_t column, int *form)
{
	const struct tm_table *table = b->table;
	int last = 0;

	*form = -1;
	for (size_t n = 0; n < table->row_count; n++) {
		const struct tm_table_cell *cell = &table->rows[n].cells[column];
		int number, found;
		uint32_t len;

		found = number_of(b, cell, *form, &number, &len);
		if (found < 0 || len == first_line(b, cell).len || (number != last + 1 && number != 1) ||
		    (number == 1 && last && (column == 0 || !table->rows[n].cells[0].count)))
			return false;
		*form = found;
		last = number;
	}
	return table->row_count >= 2 && last >= 2;
}

/* Takes the numbers that stand in front of the text of a column. */
static void split_numbers(struct builder *b, size_t column, int form)
{
	for (size_t n = 0; n < b->table->row_count; n++) {
		struct tm_table_row *row = &b->table->rows[n];
		struct tm_strip *s = &row->cells[column].strips[0];
		uint32_t len = 0;

		number_of(b, &row->cells[column], form, &row->number, &len);
		row->label = (struct tm_strip){ s->start, s->start + len, false };
		s->start += len;
		while (s->start < s->end && b->t->text->bytes.ptr[s->start] == ' ')
			s->start++;
	}
}

static void number_rows(struct builder *b)
{
	struct tm_table *table = b->table;
	int form;

	table->number_column = -1;
	for (size_t c = 0; c < table->column_count; c++) {
		if (table->types[c] != TM_COLUMN_NUMBER)
			continue;
		table->number_column = (int)c;
		take_numbers(b, c);
		return;
	}
	for (size_t c = 0; c < table->column_count && c < NUMBER_COLUMNS; c++) {
		if (!counts_rows(b, c, &form))
			continue;
		split_numbers(b, c, form);
		return;
	}
}

/* ---- the table ---- */

static void build(struct tm_tabler *t, size_t first, size_t end, size_t floor)
{
	struct tm_layout *o = t->layout;
	struct builder b = { .t = t };
	size_t head = first;

	read_marks(&b, first, end);
	b.table = tm_arena_push(t->arena, &o->tables, &o->table_count, &o->table_room, sizeof(*b.table));
	while (head + 1 < end && !place_of(t, head)->row)
		head++;
	*b.table = (struct tm_table){ .caption = first, .caption_count = head - first, .first = head, .end = end };
	if (head == first) {
		b.table->caption = tm_find_caption(t, first, floor);
		b.table->caption_count = 1;
	}
	if (b.table->caption != SIZE_MAX)
		o->fragments[b.table->caption].table = true;
	build_columns(&b);
	build_rows(&b);
	merge_cells(&b);
	number_rows(&b);
}

void tm_marked_tables(struct tm_tabler *t)
{
	const struct tm_layout *o = t->layout;
	size_t end, floor = 0;

	for (size_t i = 0; i < o->fragment_count; i = end) {
		end = i + 1;
		if (!tm_is_marked(t, i))
			continue;
		while (end < o->fragment_count && place_of(t, end)->table == place_of(t, i)->table)
			end++;
		build(t, i, end, floor);
		floor = end;
	}
}
