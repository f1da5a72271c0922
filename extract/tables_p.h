/*
 * tables_p.h - tables that became lines.
 *
 * The text of a PDF file has no cells any more: a table is a run of short
 * lines, one cell after the other, row by row, and where cells met in one
 * printed line a single space is all that is left between them.  A table is
 * known by its head (titles of columns, printed again on each page) and by the
 * chain of its item numbers.  Between two item numbers each piece of text is
 * given to a column, in order, so that the lines of a cell fill its column,
 * brackets close, and offices, telephone numbers and words met before stand
 * where they belong.  What is best is found by dynamic programming; widths and
 * words of the columns are learned from a first reading of the same table.
 */
#ifndef EXTRACT_TABLES_P_H
#define EXTRACT_TABLES_P_H

#include "extract/layout.h"

enum {
	TM_TABLE_COLUMNS = 16, /* a table with more is none */
	TM_NO_ROW = -1
};

/* Values of the use "column" and of "column-form", in the order of grammar_uses.def. */
enum tm_column_type {
	TM_COLUMN_NUMBER,
	TM_COLUMN_RESPONSIBLE,
	TM_COLUMN_LEAD,
	TM_COLUMN_COOPERATING,
	TM_COLUMN_ACCEPTING,
	TM_COLUMN_PHONE,
	TM_COLUMN_YES_NO,
	TM_COLUMN_DATE,
	TM_COLUMN_NOTE,
	TM_COLUMN_TEXT
};

/* Part of a cell: normalised [start, end), which lies in one line. */
struct tm_strip {
	uint32_t start, end;
	bool opens; /* begins a paragraph of its cell */
};

struct tm_table_cell {
	struct tm_strip *strips;
	size_t count, room;
	size_t start, end; /* in the flow, once it is built */
	int from;          /* the row where it is printed: this one, an earlier one, or TM_NO_ROW */
	size_t column;     /* the column where it is printed: this one, or one before it */
};

struct tm_table_row {
	struct tm_strip label; /* empty for a row without number */
	int number;
	size_t fragment;             /* where it begins */
	struct tm_table_cell *cells; /* by column */
};

struct tm_table {
	size_t caption;       /* fragment above the head, or SIZE_MAX */
	size_t caption_count; /* fragments of it */
	size_t first, end;    /* fragments that are the table's, caption aside */
	size_t column_count;
	int number_column; /* whose cells are the labels of the rows, or -1 */
	enum tm_column_type *types;
	struct tm_table_cell *columns; /* titles, each where it is printed */
	struct tm_slice *titles; /* those that are not as they are printed: below another, or of two columns */
	struct tm_table_row *rows;
	size_t row_count, row_room;
};

/* What stands before a piece of text. */
enum tm_before {
	TM_BEFORE_LINE,   /* it begins a printed line */
	TM_BEFORE_CLOSER, /* so close to the line above that it cannot go on with it */
	TM_BEFORE_BLANK,  /* it begins a line below more white space than usual */
	TM_BEFORE_SPACE,  /* a single space between Chinese characters */
	TM_BEFORE_FIGURE, /* a single space beside a number, which may mean nothing */
	TM_BEFORE_GAP     /* two spaces or more */
};

/* A piece of text that no cell boundary runs through. */
struct tm_piece {
	uint32_t start, end;  /* normalised */
	uint64_t hash, power; /* of its text, see tm_hash_join() */
	uint32_t fragment;
	uint16_t width;   /* quarters of an em, as in layout */
	uint16_t opening; /* width of what cannot be broken at its start */
	enum tm_before before;
	int8_t balance;  /* brackets opened less brackets closed */
	bool page;       /* the first of a page, or behind a repeated head */
	bool group;      /* begins with a numbering of the outermost kind */
	bool item;       /* begins like an item of a list */
	bool ended;      /* ends a sentence or clause */
	bool unfinished; /* ends where nothing can end */
	bool leaning;    /* ends in a word that joins it to what follows */
	bool dangling;   /* begins with what can begin nothing */
};

/* What a reading of the table knows of a column. */
struct tm_column_fit {
	enum tm_column_type type;
	uint16_t width; /* of its lines; 0 while not known */
	int empty_cost;
	bool group; /* its cells begin with a numbering of the outermost kind */
	uint64_t *title_words,
		*words; /* hashes of texts that its title names, and that it has time and again; sorted */
	size_t title_word_count, word_count;
};

enum { TM_STRETCH_MAX = 400, TM_SLOT_MAX = 64, TM_UNFIT = -1000000 };

/* How well pieces fit a column of some type, remembered: the same cells are tried again and again. */
struct tm_known_points {
	uint32_t table, first; /* table counts from 1 */
	uint16_t count;
	int8_t type, points;
};

enum { TM_KNOWN_POINTS = 1 << 15 };

struct tm_fitter {
	const struct tm_text *text;
	const struct tm_grammar *grammar;
	struct tm_arena *arena;
	struct tm_matcher *matcher;
	const struct tm_piece *pieces;
	size_t column_count;
	size_t label_column; /* where item numbers stand */
	bool numbers_alone;  /* and nothing else stands there */
	bool unwrapped;      /* a line is a paragraph, however long */
	struct tm_column_fit columns[TM_TABLE_COLUMNS];
	int *scores; /* scratch: (slots + 1) * (TM_STRETCH_MAX + 1) */
	uint16_t *back;
	struct tm_known_points *known;
	uint32_t table;
};

/* Which run of pieces a column of the row gets; runs of the next row's first columns are `next`. */
struct tm_run_of {
	size_t first, end;
	uint8_t column;
	bool next;
	bool again; /* printed behind a page break: a repeated cell, or the rest of a broken one */
};

struct tm_stretch {
	struct tm_run_of runs[TM_SLOT_MAX];
	size_t count;
	size_t end; /* behind the last piece that belongs to the table */
	int score;
};

/*
 * Gives the pieces [first, end) to columns: from the item number that opens
 * `first` to the next one, or, with `last`, to what does not belong to the table
 * any more; with `lead`, what stands between the head and the first number.
 */
void tm_stretch_fit(struct tm_fitter *f, size_t first, size_t end, bool lead, bool last, struct tm_stretch *out);

/*
 * May the rows be cut before this piece, and cells printed again?  Where a line
 * is a paragraph nobody set the cells side by side, and a new page is none of
 * the table's.
 */
static inline bool tm_begins_page(const struct tm_fitter *f, const struct tm_piece *p)
{
	return p->page && !f->unwrapped;
}

/* Does the line that piece `next` begins open a paragraph in a cell whose line before is `width` wide? */
bool tm_opens_paragraph(const struct tm_fitter *f, size_t column, uint32_t width, uint32_t widest, size_t next);

/* The text of pieces [first, end) without white space, cut as by tm_solid(). */
struct tm_slice tm_pieces_text(const struct tm_fitter *f, size_t first, size_t end, char *out, size_t room);

/*
 * Hashes of texts, white space aside: a polynomial in a number, so that the
 * hash of two texts in a row comes from theirs.  Cells are tried with one piece
 * more each time, and their pieces are read once.
 */
#define TM_HASH_INIT UINT64_C(14695981039346656037)
uint64_t tm_text_hash(uint64_t hash, struct tm_slice s);

/* Fills in what tm_hash_join() needs of the piece whose text is `s`. */
void tm_piece_hash(struct tm_piece *p, struct tm_slice s);

/* What tm_text_hash() makes of `hash` and the text of the piece. */
static inline uint64_t tm_hash_join(uint64_t hash, const struct tm_piece *p)
{
	return hash * p->power + p->hash;
}

/* What the search for tables works with. */
struct tm_tabler {
	struct tm_layout *layout;
	struct tm_text *text;
	const struct tm_grammar *grammar;
	struct tm_arena *arena;
	struct tm_matcher *matcher;
	struct tm_diagnostics *diagnostics;
	int *scores; /* scratch of the fitter */
	uint16_t *back;
	struct tm_known_points *known;
	uint32_t table; /* how many have been tried */
};

struct tm_pieces {
	struct tm_piece *items;
	size_t count, room;
};

/* The titles of a table's columns as they stand in the text. */
struct tm_head {
	size_t first, end; /* fragments */
	struct tm_pieces pieces;
	size_t column_count;
	size_t until[TM_TABLE_COLUMNS]; /* piece behind the last one of a title */
	enum tm_column_type types[TM_TABLE_COLUMNS];
	bool known[TM_TABLE_COLUMNS], exact[TM_TABLE_COLUMNS]; /* by a form or a word; by a word */
	struct tm_slice solid;                                 /* its text without white space */
};

/* Adds the pieces of fragment `i`; blank lines beyond `usual` part them from what is above. */
void tm_pieces_add(struct tm_tabler *t, struct tm_pieces *out, size_t i, uint16_t usual);

/* Reads the head of a table that begins with fragment `i`; false when none does. */
bool tm_head_read(struct tm_tabler *t, size_t i, struct tm_head *head);

/* Leaves out the last title, which turned out to be a cell of the first row; false when it surely is one. */
bool tm_head_shorten(struct tm_tabler *t, struct tm_head *head);

/* The fragment behind the head, where it is printed again from fragment `i` on; `i` when it is not. */
size_t tm_head_again(struct tm_tabler *t, const struct tm_head *head, size_t i);

/* The text of a fragment. */
static inline struct tm_slice tm_fragment_slice(const struct tm_tabler *t, size_t i)
{
	return tm_slice_sub(t->text->bytes, t->layout->fragments[i].start, t->layout->fragments[i].end);
}

/* Text without white space, cut to `room` bytes, never inside a character. */
struct tm_slice tm_solid(struct tm_slice s, char *out, size_t room);

/* Reads the number of a row that opens `s`; its rule's value, and -1 when there is none. */
int tm_row_number(struct tm_tabler *t, struct tm_slice s, int form, int *number, uint32_t *len);

/* Width of normalised [start, end), and of what cannot be broken at the start of a line (layout.c). */
uint16_t tm_line_width(const char *text, uint32_t start, uint32_t end);
uint16_t tm_opening_width(const struct tm_grammar *grammar, struct tm_slice line);

/* The rule that knows the title of a column, by its value a tm_column_type; NULL when none does. */
const struct tm_rule *tm_column_rule(const struct tm_grammar *grammar, struct tm_matcher *matcher,
				     struct tm_slice title);

/* Does a table begin anywhere, as far as marks and heads tell? */
bool tm_has_tables(struct tm_layout *layout, struct tm_text *text, const struct tm_grammar *grammar,
		   struct tm_arena *arena, struct tm_matcher *matcher);

/* Makes tables of the lines that the source marks as such. */
void tm_marked_tables(struct tm_tabler *t);

/* The fragment that names the table whose first one is `head`, none of them before `floor`; SIZE_MAX for none. */
size_t tm_find_caption(struct tm_tabler *t, size_t head, size_t floor);

/* Is the fragment part of a table that the source marks? */
static inline bool tm_is_marked(const struct tm_tabler *t, size_t i)
{
	return t->text->lines[t->layout->fragments[i].line].place.table != 0;
}

/* Finds the tables of a layout; their fragments are marked, what is printed again is dropped. */
void tm_find_tables(struct tm_layout *layout, struct tm_text *text, const struct tm_grammar *grammar,
		    struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics);

#endif
