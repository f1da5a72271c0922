/*
 * page_tables.c - which <table> of a page is a table, and where its cells stand.
 */
#include "page_p.h"

#include <stdlib.h>

enum {
	COLUMNS_MAX = 1000, /* as in HTML5, of one cell; here of a table */
	ROWS_MAX = 65534,   /* as in HTML5, of one cell */
	AREA_MAX = 1000000, /* rows by columns of a table */
	HEAD_MAX = 4,       /* rows of titles */
	PARAGRAPHS = 30     /* of a cell; one that holds more is there for the layout of the page */
};

struct cell {
	const GumboNode *node;
	struct tm_grid_place place;
	uint32_t paragraphs; /* 0 when it is empty */
	bool title;          /* <th> */
};

struct cells {
	struct cell *items;
	size_t count, room;
};

/* A table being read; rows count from 1. */
struct grid {
	struct tm_arena *arena;
	struct cells cells;
	uint32_t rows, columns;
	size_t area;
	uint32_t head_end; /* the last row of <thead>, or 0 */
	uint32_t *until;   /* by column: the last row that is taken */
	bool marked;       /* says that it is one: <th>, <caption>, border */
};

static uint32_t attribute(const GumboNode *node, const char *name, uint32_t otherwise, uint32_t most)
{
	const GumboAttribute *a = gumbo_get_attribute(&node->v.element.attributes, name);
	const char *at = a ? a->value : "";
	uint32_t value = 0;

	while (*at == ' ')
		at++;
	if (*at < '0' || *at > '9')
		return otherwise;
	for (; *at >= '0' && *at <= '9' && value < most; at++)
		value = value * 10 + (uint32_t)(*at - '0');
	return value < most ? value : most;
}

/* Puts a cell into the first free columns of the row; false when the table gets too wide. */
static bool add_cell(struct grid *g, const GumboNode *node, uint32_t *column, uint32_t last_row)
{
	uint32_t columns = attribute(node, "colspan", 1, COLUMNS_MAX);
	uint32_t rows = attribute(node, "rowspan", 1, ROWS_MAX);
	struct cell *c;

	columns += columns == 0;
	while (*column < COLUMNS_MAX && g->until[*column] >= g->rows)
		++*column;
	if (rows == 0 || rows > last_row - g->rows + 1)
		rows = last_row - g->rows + 1; /* 0 is all that are left */
	g->area += columns;
	if (columns > COLUMNS_MAX - *column || g->area > AREA_MAX)
		return false;
	for (uint32_t i = *column; i < *column + columns; i++)
		g->until[i] = g->rows + rows - 1;
	c = tm_arena_push(g->arena, &g->cells.items, &g->cells.count, &g->cells.room, sizeof(*c));
	*c = (struct cell){ .node = node,
			    .place = { .row = g->rows,
				       .rows = rows,
				       .column = (uint16_t)(*column + 1),
				       .columns = (uint16_t)columns },
			    .title = tm_page_is(node, GUMBO_TAG_TH) };
	*column += columns;
	if (*column > g->columns)
		g->columns = *column;
	g->marked |= c->title;
	return true;
}

/* The rows of <thead>, <tbody> or <tfoot>; cells do not reach beyond it. */
static bool read_section(struct grid *g, const GumboNode *section)
{
	const GumboVector *rows = &section->v.element.children;
	uint32_t last = g->rows;

	for (size_t i = 0; i < rows->length; i++)
		last += tm_page_is(rows->data[i], GUMBO_TAG_TR);
	for (size_t i = 0; i < rows->length; i++) {
		const GumboNode *row = rows->data[i];
		uint32_t column = 0;

		if (!tm_page_is(row, GUMBO_TAG_TR))
			continue;
		g->rows++;
		for (size_t k = 0; k < row->v.element.children.length; k++) {
			const GumboNode *cell = row->v.element.children.data[k];

			if (tm_page_break(cell) == TM_BREAK_CELL && !add_cell(g, cell, &column, last))
				return false;
		}
	}
	if (tm_page_is(section, GUMBO_TAG_THEAD))
		g->head_end = g->rows;
	return true;
}

static bool read_grid(struct grid *g, const GumboNode *table)
{
	const GumboVector *children = &table->v.element.children;

	memset(g->until, 0, COLUMNS_MAX * sizeof(*g->until));
	g->cells.count = 0;
	g->rows = g->columns = g->head_end = 0;
	g->area = 0;
	g->marked = attribute(table, "border", 0, 100) > 0;
	for (size_t i = 0; i < children->length; i++) {
		const GumboNode *child = children->data[i];

		g->marked |= tm_page_is(child, GUMBO_TAG_CAPTION);
		if ((tm_page_is(child, GUMBO_TAG_THEAD) || tm_page_is(child, GUMBO_TAG_TBODY) ||
		     tm_page_is(child, GUMBO_TAG_TFOOT)) &&
		    !read_section(g, child))
			return false;
	}
	return true;
}

/* ---- cells and text ---- */

static int by_node(const void *pa, const void *pb)
{
	uintptr_t a = (uintptr_t)((const struct cell *)pa)->node, b = (uintptr_t)((const struct cell *)pb)->node;

	return a < b ? -1 : a > b;
}

static int by_place(const void *pa, const void *pb)
{
	const struct tm_grid_place *a = &((const struct cell *)pa)->place, *b = &((const struct cell *)pb)->place;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->column < b->column ? -1 : a->column > b->column;
}

static struct cell *find_cell(const struct cells *cells, const GumboNode *node)
{
	struct cell key = { .node = node };

	return cells->count ? bsearch(&key, cells->items, cells->count, sizeof(key), by_node) : NULL;
}

static bool is_blank(const GumboNode *node)
{
	/* &nbsp; and the ideographic space are white space to a reader. */
	for (const unsigned char *p = (const unsigned char *)node->v.text.text; *p;) {
		if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
			p++;
		else if (p[0] == 0xC2 && p[1] == 0xA0)
			p += 2;
		else if ((p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80) ||
			 (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8B))
			p += 3;
		else
			return false;
	}
	return true;
}

/* Counts the paragraphs of each cell; the pieces of a table are [first, end).  False when some are gone. */
static bool fill_cells(struct grid *g, const struct tm_page_pieces *pieces, size_t first, size_t end)
{
	struct cell *last = NULL;

	if (g->cells.count)
		qsort(g->cells.items, g->cells.count, sizeof(*g->cells.items), by_node);
	for (size_t i = first; i < end; i++) {
		const struct tm_piece_of_page *p = &pieces->items[i];
		struct cell *c = p->cell ? find_cell(&g->cells, p->cell) : NULL;

		if (p->gone)
			return false;
		if (c && !is_blank(p->node))
			c->paragraphs += c != last || p->before == TM_BREAK_LINE;
		last = c;
	}
	return true;
}

/* ---- what is a table ---- */

/* The cells of one row that hold something. */
struct row {
	uint32_t number;
	size_t first, end; /* cells */
	uint32_t filled, titles;
	uint32_t width; /* columns of the last one that is filled */
	uint32_t rows;  /* most that one of them covers */
};

static size_t read_rows(const struct grid *g, struct row *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < g->cells.count;) {
		struct row row = { .number = g->cells.items[i].place.row, .first = i };

		for (; i < g->cells.count && g->cells.items[i].place.row == row.number; i++) {
			const struct cell *c = &g->cells.items[i];

			if (!c->paragraphs)
				continue;
			row.filled++;
			row.titles += c->title;
			row.width = c->place.columns;
			row.rows = c->place.rows > row.rows ? c->place.rows : row.rows;
		}
		row.end = i;
		if (row.filled)
			rows[count++] = row;
	}
	return count;
}

static bool is_table(const struct grid *g, const struct row *rows, size_t count)
{
	size_t with_columns = 0;

	for (size_t i = 0; i < count; i++)
		with_columns += rows[i].filled >= 2;
	for (size_t i = 0; i < g->cells.count; i++)
		if (g->cells.items[i].paragraphs > PARAGRAPHS && !g->marked)
			return false;
	return (size_t)g->rows * g->columns <= AREA_MAX && count >= 2 && with_columns >= 1 &&
	       (with_columns >= 2 || g->marked);
}

/* The row behind the titles of the columns, of rows [first, count). */
static size_t head_end(const struct grid *g, const struct row *rows, size_t first, size_t count)
{
	size_t end = first + 1;
	uint32_t last = rows[first].number + rows[first].rows - 1;

	if (g->head_end >= rows[first].number)
		last = g->head_end;
	else if (last - rows[first].number >= HEAD_MAX)
		last = rows[first].number;
	while (end < count && (rows[end].number <= last || rows[end].titles == rows[end].filled))
		end++;
	return end < count ? end : first + 1; /* a table that is all head has a first row */
}

/* Gives each cell its place; first what names the table, then the titles. */
static void place_cells(struct grid *g, const struct row *rows, size_t count, uint32_t table)
{
	size_t first = 0, head;

	while (first + 2 < count && rows[first].filled == 1 && rows[first].width == g->columns)
		first++;
	head = head_end(g, rows, first, count);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = rows[i].first; k < rows[i].end; k++) {
			struct tm_grid_place *p = &g->cells.items[k].place;

			p->table = table;
			p->head = i >= first && i < head;
			if (i < first)
				*p = (struct tm_grid_place){ .table = table };
		}
	}
}

/* Does `node` stand in `table`, outside its cells: in its <caption>? */
static bool is_caption(const GumboNode *table, const GumboNode *node)
{
	while (node != table && node->parent && !tm_page_is(node, GUMBO_TAG_CAPTION))
		node = node->parent;
	return tm_page_is(node, GUMBO_TAG_CAPTION) && node->parent == table;
}

static void place_pieces(struct grid *g, const GumboNode *table, struct tm_page_pieces *pieces, size_t first,
			 size_t end, uint32_t number)
{
	struct cell *cells = tm_arena_array(g->arena, g->cells.count, sizeof(*cells));
	struct cells kept = { cells, g->cells.count, g->cells.count };
	struct tm_grid_place *caption = tm_arena_alloc(g->arena, sizeof(*caption));

	memcpy(cells, g->cells.items, kept.count * sizeof(*cells));
	qsort(cells, kept.count, sizeof(*cells), by_node);
	*caption = (struct tm_grid_place){ .table = number };
	for (size_t i = first; i < end; i++) {
		struct tm_piece_of_page *p = &pieces->items[i];
		struct cell *c = p->cell ? find_cell(&kept, p->cell) : NULL;

		if (c)
			p->place = &c->place;
		else if (is_caption(table, p->node))
			p->place = caption;
	}
}

static bool is_layout(const GumboNode *table)
{
	const GumboAttribute *role = gumbo_get_attribute(&table->v.element.attributes, "role");

	return role && (strcmp(role->value, "presentation") == 0 || strcmp(role->value, "none") == 0);
}

static const GumboNode *table_of(const GumboNode *root, const GumboNode *node)
{
	while (node && node != root && !tm_page_is(node, GUMBO_TAG_TABLE))
		node = node->parent;
	return node && node != root ? node : NULL;
}

/* A table that holds others. */
struct outer {
	const GumboNode *table;
};

/* All of them, in the order of their addresses. */
struct outers {
	struct outer *items;
	size_t count, room;
};

static int by_address(const void *pa, const void *pb)
{
	uintptr_t a = (uintptr_t)((const struct outer *)pa)->table,
		  b = (uintptr_t)((const struct outer *)pb)->table;

	return a < b ? -1 : a > b;
}

static void find_outer(const GumboNode *root, const struct tm_page_pieces *pieces, struct tm_arena *arena,
		       struct outers *out)
{
	const GumboNode *last = NULL;

	for (size_t i = 0; i < pieces->count; i++) {
		const GumboNode *table = table_of(root, pieces->items[i].node);

		if (!table || table == last)
			continue;
		last = table;
		while ((table = table_of(root, table->parent)) != NULL)
			*(struct outer *)tm_arena_push(arena, &out->items, &out->count, &out->room,
						       sizeof(struct outer)) = (struct outer){ table };
	}
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_address);
}

static bool is_outer(const struct outers *outers, const GumboNode *table)
{
	struct outer key = { table };

	return outers->count && bsearch(&key, outers->items, outers->count, sizeof(key), by_address);
}

void tm_page_tables(const GumboNode *root, struct tm_page_pieces *pieces, struct tm_arena *arena)
{
	struct grid g = { .arena = arena };
	struct outers outers = { NULL, 0, 0 };
	uint32_t tables = 0;
	size_t end;

	find_outer(root, pieces, arena, &outers);
	/* The pieces of a table that holds no other follow on each other. */
	for (size_t i = 0; i < pieces->count; i = end) {
		const GumboNode *table = table_of(root, pieces->items[i].node);
		struct row *rows;
		size_t count;

		for (end = i + 1; end < pieces->count && table_of(root, pieces->items[end].node) == table;)
			end++;
		if (!table || is_layout(table) || is_outer(&outers, table))
			continue;
		if (!g.until)
			g.until = tm_arena_array(arena, COLUMNS_MAX, sizeof(*g.until));
		if (!read_grid(&g, table) || !fill_cells(&g, pieces, i, end) || !g.cells.count)
			continue;
		qsort(g.cells.items, g.cells.count, sizeof(*g.cells.items), by_place);
		rows = tm_arena_array(arena, g.cells.count, sizeof(*rows));
		count = read_rows(&g, rows);
		if (!is_table(&g, rows, count))
			continue;
		place_cells(&g, rows, count, ++tables);
		place_pieces(&g, table, pieces, i, end, tables);
	}
}
