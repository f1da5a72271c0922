/*
 * diff_rows.c - figures that belong together become one row, the weightiest first.
 */
#include "diff_rows.h"

#include "diff_tree.h"

static const enum tm_row_sort sorts[TM_WHAT_COUNT] = {
	[TM_WHAT_AMOUNT] = TM_ROW_MEASURE,     [TM_WHAT_FLOOR] = TM_ROW_MEASURE,
	[TM_WHAT_CAP] = TM_ROW_MEASURE,        [TM_WHAT_RATE] = TM_ROW_MEASURE,
	[TM_WHAT_BASIS] = TM_ROW_MEASURE,      [TM_WHAT_THRESHOLD] = TM_ROW_CONDITION,
	[TM_WHAT_TARGET] = TM_ROW_CONDITION,   [TM_WHAT_OFFICE] = TM_ROW_OFFICE,
	[TM_WHAT_DATE] = TM_ROW_DATE,          [TM_WHAT_PERIOD] = TM_ROW_TERM,
	[TM_WHAT_INSTRUMENT] = TM_ROW_WORDING, [TM_WHAT_BENEFICIARY] = TM_ROW_WORDING,
};

struct work {
	const struct tm_diff *diff;
	struct tm_arena *arena;
	struct tm_diff_tree tree;
	struct tm_diff_row *rows; /* as found; those taken into another are marked */
	bool *taken;
	size_t count;
	size_t *first;
};

static bool is_sum(enum tm_figure_what what)
{
	return what == TM_WHAT_AMOUNT || what == TM_WHAT_CAP || what == TM_WHAT_FLOOR;
}

bool tm_row_is_sum(const struct tm_diff_row *row)
{
	return is_sum(row->old_what);
}

/* ---- of whom ---- */

static bool gets(const struct tm_document *doc, const uint32_t *list, size_t count, struct tm_slice who)
{
	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *c = &doc->clauses[list[i]];

		for (size_t m = 0; m < c->measure_count; m++)
			if (tm_slice_eq(c->measures[m].beneficiary, who) ||
			    tm_slice_eq(c->measures[m].recipient, who))
				return true;
	}
	return false;
}

/*
 * Who gets it, or what it measures.  Where nothing says who, the data have the
 * heading of the clause, and of a date or a term the words before it: to a
 * reader these look like beneficiaries, so the clause itself has to do.
 */
static struct tm_slice about(const struct tm_diff *diff, const struct tm_change *k,
			     const struct tm_figure_change *f)
{
	if (f->what == TM_WHAT_THRESHOLD || f->what == TM_WHAT_TARGET)
		return f->about;
	if (gets(diff->old, k->old, k->old_count, f->about) || gets(diff->new, k->new, k->new_count, f->about))
		return f->about;
	return TM_NO_SLICE;
}

static struct tm_diff_row make_row(const struct work *w, size_t change, const struct tm_figure_change *f)
{
	struct tm_diff_row row = {
		.change = change,
		.sort = sorts[f->what],
		.state = !f->old.there   ? TM_ROW_NEW
			 : !f->new.there ? TM_ROW_GONE
					 : TM_ROW_ALTERED,
		.old_what = f->what,
		.new_what = f->what,
		.label = f->about,
		.old = &f->old,
		.new = &f->new,
	};

	if (f->what != TM_WHAT_OFFICE) {
		row.about = about(w->diff, &w->diff->changes[change], f);
		return row;
	}
	row.old_role = f->old.there ? f->about : TM_NO_SLICE;
	row.new_role = f->new.there ? f->about : TM_NO_SLICE;
	return row;
}

/* ---- what belongs together ---- */

static const struct tm_figure *figure_of(const struct tm_diff_row *row)
{
	return row->state == TM_ROW_GONE ? row->old : row->new;
}

static bool have_same_value(const struct tm_diff_row *a, const struct tm_diff_row *b)
{
	const struct tm_figure *x = figure_of(a), *y = figure_of(b);

	return x->value.len && tm_slice_eq(x->value, y->value) && tm_slice_eq(x->unit, y->unit);
}

static bool have_same_text(const struct tm_diff_row *a, const struct tm_diff_row *b)
{
	const struct tm_figure *x = figure_of(a), *y = figure_of(b);

	return x->text.len && tm_slice_eq(x->text, y->text);
}

static bool are_opposite(const struct tm_diff_row *a, const struct tm_diff_row *b)
{
	return a->state != TM_ROW_ALTERED && b->state != TM_ROW_ALTERED && a->state != b->state;
}

/* A ceiling that became an exact sum, or the other way round. */
static bool is_replaced(const struct tm_diff_row *a, const struct tm_diff_row *b)
{
	return is_sum(a->old_what) && is_sum(b->old_what) && a->old_what != b->old_what && are_opposite(a, b) &&
	       tm_slice_eq(a->label, b->label) && have_same_value(a, b);
}

/* 50-200万元 is a floor and a ceiling. */
static bool is_other_end(const struct tm_diff_row *a, const struct tm_diff_row *b)
{
	return a->old_what == TM_WHAT_FLOOR && b->old_what == TM_WHAT_CAP && a->state == b->state &&
	       a->state != TM_ROW_ALTERED && tm_slice_eq(a->label, b->label) && have_same_text(a, b);
}

static bool has_other_role(const struct tm_diff_row *a, const struct tm_diff_row *b)
{
	return a->old_what == TM_WHAT_OFFICE && b->old_what == TM_WHAT_OFFICE && are_opposite(a, b) &&
	       have_same_text(a, b);
}

/* Makes one row of something that goes and something that comes. */
static void join(struct tm_diff_row *row, const struct tm_diff_row *other)
{
	const struct tm_diff_row *came = row->state == TM_ROW_NEW ? row : other;
	const struct tm_diff_row *went = row->state == TM_ROW_NEW ? other : row;
	struct tm_diff_row one = *row;

	one.state = TM_ROW_ALTERED;
	one.old = went->old;
	one.old_what = went->old_what;
	one.old_role = went->old_role;
	one.new = came->new;
	one.new_what = came->new_what;
	one.new_role = came->new_role;
	*row = one;
}

static void join_rows(struct work *w, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct tm_diff_row *a = &w->rows[i];

		for (size_t n = i + 1; n < to && !w->taken[i]; n++) {
			const struct tm_diff_row *b = &w->rows[n];

			if (w->taken[n])
				continue;
			if (is_replaced(a, b) || has_other_role(a, b)) {
				join(a, b);
				w->taken[n] = true;
			} else if (is_other_end(a, b)) {
				a->is_range = w->taken[n] = true;
			}
		}
	}
}

/* ---- offices that come in a clause below ---- */

/* Does the office that came in `row` stand in this change in another role?  Takes it there. */
static bool takes_role(struct work *w, size_t change, size_t office)
{
	const struct tm_diff_row *came = &w->rows[office];

	for (size_t i = w->first[change]; i < w->first[change + 1]; i++) {
		struct tm_diff_row *row = &w->rows[i];

		if (w->taken[i] || row->old_what != TM_WHAT_OFFICE || !row->old_role.len ||
		    tm_slice_eq(row->old_role, came->new_role) || !tm_slice_eq(row->old->text, came->new->text))
			continue;
		if (row->state == TM_ROW_GONE)
			join(row, came);
		w->taken[office] = tm_slice_eq(row->new_role, came->new_role);
		return true;
	}
	return false;
}

/*
 * Rules name the accepting office topic by topic, where the policy named the
 * responsible one at the end of the item: it has another role, it has not gone.
 */
static void take_role(struct work *w, size_t office)
{
	const struct tm_change *k = &w->diff->changes[w->rows[office].change];
	uint32_t above = k->old_count || !k->new_count ? TM_NOWHERE : k->new[0];

	for (; above != TM_NOWHERE; above = w->tree.new_parents[above])
		if (w->tree.new_below[above] != TM_NOWHERE && takes_role(w, w->tree.new_below[above], office))
			return;
}

static void take_roles(struct work *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (!w->taken[i] && w->rows[i].old_what == TM_WHAT_OFFICE && w->rows[i].state == TM_ROW_NEW)
			take_role(w, i);
}

/* ---- all rows ---- */

static void keep_sort(struct tm_diff_rows *out, const struct work *w, size_t change, enum tm_row_sort sort)
{
	for (size_t i = w->first[change]; i < w->first[change + 1]; i++)
		if (!w->taken[i] && w->rows[i].sort == sort)
			out->items[out->count++] = w->rows[i];
}

struct tm_diff_rows tm_diff_rows(const struct tm_diff *diff, struct tm_arena *arena)
{
	struct work w = { .diff = diff, .arena = arena, .tree = tm_diff_tree(diff, arena) };
	struct tm_diff_rows out = { 0 };
	size_t room = 0;

	for (size_t i = 0; i < diff->change_count; i++)
		room += diff->changes[i].figure_count;
	w.rows = tm_arena_array(arena, room + 1, sizeof(*w.rows));
	w.taken = tm_arena_array(arena, room + 1, sizeof(*w.taken));
	w.first = tm_arena_array(arena, diff->change_count + 1, sizeof(*w.first));
	for (size_t i = 0; i < diff->change_count; i++) {
		for (size_t f = 0; f < diff->changes[i].figure_count; f++)
			w.rows[w.count++] = make_row(&w, i, &diff->changes[i].figures[f]);
		w.first[i + 1] = w.count;
		join_rows(&w, w.first[i], w.count);
	}
	take_roles(&w);
	out.items = tm_arena_array(arena, room + 1, sizeof(*out.items));
	out.first = tm_arena_array(arena, diff->change_count + 1, sizeof(*out.first));
	for (size_t i = 0; i < diff->change_count; i++) {
		for (int sort = 0; sort < TM_ROW_SORTS; sort++)
			keep_sort(&out, &w, i, (enum tm_row_sort)sort);
		out.first[i + 1] = out.count;
	}
	return out;
}

const char *tm_row_sort_name(enum tm_row_sort sort)
{
	static const char *const names[] = { "measure", "condition", "term", "office", "date", "wording" };

	return names[sort];
}

const char *tm_row_state_name(enum tm_row_state state)
{
	static const char *const names[] = { "altered", "new", "gone" };

	return names[state];
}
