/*
 * flat.c - the rows of the flat tables.
 */
#include "flat_p.h"

#include <stdlib.h>

#include "extract/decimal.h"
#include "normalize/utf8.h"

/* What is known of a clause beyond its own record. */
struct place {
	const struct tm_clause *clause;
	size_t parent; /* index, SIZE_MAX at the top */
	struct tm_slice heading;
	struct tm_slices own, near; /* offices in charge: its own, and those of its parts that name them */
};

struct walk {
	const struct tm_flat *flat;
	tm_flat_row_fn *each;
	void *context;
	struct tm_arena arena; /* of one document */
	const struct tm_document *doc;
	struct place *places; /* by clause number */
	struct tm_slices top; /* offices named by parts that have no clause around them */
	size_t here;          /* clause of the current row */
	struct tm_slice keys[TM_FLAT_LEVELS];
	struct tm_flat_cell *cells;
	size_t scratch_used;
	char scratch[TM_FLAT_LEVELS * 256]; /* integers as texts, of one row */
};

/* ---- clauses and what stands around them ---- */

static int compare_places(const void *pa, const void *pb)
{
	const struct place *const *a = pa, *const *b = pb;

	return tm_slice_cmp((*a)->clause->id, (*b)->clause->id);
}

static size_t find_place(const struct walk *w, struct place *const *sorted, struct tm_slice id)
{
	struct tm_clause wanted = { .id = id };
	struct place key = { .clause = &wanted };
	const struct place *pointer = &key;
	struct place *const *found = bsearch(&pointer, sorted, w->doc->clause_count, sizeof(struct place *),
					     compare_places);

	return found ? (size_t)(*found - w->places) : SIZE_MAX;
}

static void add_offices(struct walk *w, struct tm_slices *list, const struct tm_clause *clause)
{
	for (size_t i = 0; i < clause->office_count; i++) {
		const struct tm_office *o = &clause->offices[i];
		bool known = o->role == TM_OFFICE_INTERPRETING;

		for (size_t k = 0; k < list->count && !known; k++)
			known = tm_slice_eq(list->items[k], o->name);
		if (!known)
			*(struct tm_slice *)tm_arena_push(&w->arena, &list->items, &list->count, &list->room,
							  sizeof(o->name)) = o->name;
	}
}

static void look_around(struct walk *w)
{
	size_t count = w->doc->clause_count;
	struct place **sorted = tm_arena_array(&w->arena, count, sizeof(struct place *));

	w->places = tm_arena_array(&w->arena, count, sizeof(*w->places));
	w->top = (struct tm_slices){ NULL, 0, 0 };
	for (size_t i = 0; i < count; i++) {
		w->places[i].clause = &w->doc->clauses[i];
		sorted[i] = &w->places[i];
	}
	if (count)
		qsort(sorted, count, sizeof(struct place *), compare_places);
	for (size_t i = 0; i < count; i++) {
		struct place *p = &w->places[i];
		struct tm_slice parent = p->clause->parent_id;

		p->parent = parent.ptr ? find_place(w, sorted, parent) : SIZE_MAX;
		if (p->parent != SIZE_MAX && p->parent >= i)
			p->parent = SIZE_MAX; /* refused by tm_document_check() */
		p->heading = p->clause->heading;
		if (!p->heading.ptr && p->parent != SIZE_MAX)
			p->heading = w->places[p->parent].heading;
		add_offices(w, &p->own, p->clause);
		if (p->clause->role == TM_ROLE_ACCEPTING || p->clause->role == TM_ROLE_RESPONSIBILITY)
			add_offices(w, p->parent == SIZE_MAX ? &w->top : &w->places[p->parent].near, p->clause);
	}
}

static struct tm_slices offices_in_charge(const struct walk *w)
{
	for (size_t i = w->here; i != SIZE_MAX; i = w->places[i].parent) {
		struct tm_slices both = w->places[i].own;

		if (!both.count)
			both = w->places[i].near;
		if (both.count)
			return both;
	}
	return w->top;
}

/* ---- cells ---- */

/* Names of files may be any bytes; what is not UTF-8 becomes U+FFFD. */
static struct tm_slice valid_text(struct walk *w, struct tm_slice s)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	size_t n = tm_utf8_valid_prefix(s);

	if (n == s.len)
		return s;
	while (s.len) {
		n = tm_utf8_valid_prefix(s);
		tm_buffer_add(&out, s.ptr, n);
		if (n < s.len) {
			tm_buffer_lit(&out, "\xEF\xBF\xBD");
			n++;
		}
		s = tm_slice_sub(s, n, s.len);
	}
	s = tm_arena_slice(&w->arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return s;
}

static void set_text(struct walk *w, struct tm_flat_cell *cell, struct tm_slice text)
{
	if (!text.ptr)
		return;
	cell->kind = TM_FLAT_CELL_STRING;
	cell->text = valid_text(w, text);
}

static void set_digits(struct tm_flat_cell *cell, struct tm_slice digits)
{
	cell->kind = TM_FLAT_CELL_DIGITS;
	cell->text = digits;
}

static void set_integer(struct walk *w, struct tm_flat_cell *cell, uint64_t n)
{
	char *end, *at;

	if (sizeof(w->scratch) - w->scratch_used < 24)
		end = (char *)tm_arena_alloc(&w->arena, 24) + 24;
	else
		end = w->scratch + (w->scratch_used += 24);
	at = end;
	do
		*--at = (char)('0' + n % 10);
	while (n /= 10);
	set_digits(cell, (struct tm_slice){ at, (size_t)(end - at) });
}

static void set_list(struct walk *w, struct tm_flat_cell *cell, struct tm_slices list)
{
	if (!list.count)
		return;
	cell->kind = TM_FLAT_CELL_LIST;
	cell->list = list;
	for (size_t i = 0; i < list.count; i++)
		if (tm_utf8_valid_prefix(list.items[i]) != list.items[i].len) {
			cell->list.items = tm_arena_array(&w->arena, list.count, sizeof(*list.items));
			for (size_t k = 0; k < list.count; k++)
				cell->list.items[k] = valid_text(w, list.items[k]);
			return;
		}
}

static void set_fraction(struct walk *w, struct tm_flat_cell *cell, const int64_t *parts)
{
	struct tm_buffer out = TM_BUFFER_INIT;

	tm_buffer_number(&out, parts[0]);
	tm_buffer_byte(&out, '/');
	tm_buffer_number(&out, parts[1]);
	set_text(w, cell, tm_arena_slice(&w->arena, tm_buffer_view(&out)));
	tm_buffer_release(&out);
}

static void field_cell(struct walk *w, struct tm_flat_cell *cell, const struct tm_field *f, const void *record)
{
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
	case TM_FIELD_VALUE:
		set_text(w, cell, tm_field_slice(record, f));
		break;
	case TM_FIELD_DECIMAL:
		if (!tm_field_is_absent(record, f))
			set_digits(cell, tm_field_slice(record, f));
		break;
	case TM_FIELD_NUMBER:
		set_integer(w, cell, *(const uint32_t *)tm_field_at(record, f));
		break;
	case TM_FIELD_SIZE:
		set_integer(w, cell, *(const size_t *)tm_field_at(record, f));
		break;
	case TM_FIELD_ENUM:
		set_text(w, cell, tm_slice_str(tm_field_enum(record, f)));
		break;
	case TM_FIELD_FLAG:
		if (!tm_field_is_absent(record, f)) {
			cell->kind = TM_FLAT_CELL_BOOL;
			cell->truth = tm_field_flag(record, f) == TM_FLAG_TRUE;
		}
		break;
	case TM_FIELD_FRACTION:
		if (!tm_field_is_absent(record, f))
			set_fraction(w, cell, tm_field_at(record, f));
		break;
	case TM_FIELD_TEXTS:
		set_list(w, cell, *(const struct tm_slices *)tm_field_at(record, f));
		break;
	case TM_FIELD_SPANS:
		cell->span_count = tm_field_count(record, f);
		cell->spans = (const void *)tm_field_items(record, f);
		cell->kind = cell->span_count ? TM_FLAT_CELL_SPANS : TM_FLAT_CELL_NONE;
		break;
	case TM_FIELD_SPAN:
	case TM_FIELD_RECORD:
	case TM_FIELD_RECORDS:
		break;
	}
}

/* Of a measure: the larger of two sums of one unit; the first that has a value settles the unit. */
static void larger(struct tm_sum *best, struct tm_slice value, struct tm_slice unit)
{
	struct tm_decimal n;

	if (!value.ptr || !tm_decimal_parse(value, &n))
		return;
	if (!best->value.ptr)
		*best = (struct tm_sum){ .value = value, .unit = unit };
	else if (tm_slice_eq(best->unit, unit) && tm_decimal_is_more(value, best->value))
		best->value = value;
}

static struct tm_sum largest_sum(const struct tm_measure *m)
{
	struct tm_sum best = { .value = TM_NO_SLICE };

	larger(&best, m->amount.value, m->amount.unit);
	larger(&best, m->floor.value, m->floor.unit);
	for (size_t i = 0; i < m->cap_count; i++)
		larger(&best, m->caps[i].value, m->caps[i].unit);
	return best;
}

static void fill_cell(struct walk *w, struct tm_flat_cell *cell, const struct tm_flat_column *column,
		      const void *record, size_t position)
{
	const char *at = (const char *)record + column->base;
	struct tm_sum sum;

	switch ((enum tm_flat_source)column->source) {
	case TM_FLAT_ABOVE:
		set_text(w, cell, w->keys[column->base]);
		break;
	case TM_FLAT_POSITION:
		set_integer(w, cell, position + 1);
		break;
	case TM_FLAT_FIELD:
		field_cell(w, cell, column->field, at);
		break;
	case TM_FLAT_START:
	case TM_FLAT_END:
		if (!tm_field_is_absent(at, column->field)) {
			const struct tm_span *span = tm_field_at(at, column->field);

			set_integer(w, cell, column->source == TM_FLAT_START ? span->start : span->end);
		}
		break;
	case TM_FLAT_NUMERAL:
	case TM_FLAT_ISO:
	case TM_FLAT_QUANTITY:
		if (tm_field_is_absent(at, column->field))
			break;
		if (tm_field_is_number(at, column->field)) {
			if (column->source != TM_FLAT_ISO)
				set_digits(cell, tm_field_slice(at, column->field));
		} else if (column->source != TM_FLAT_NUMERAL) {
			set_text(w, cell, tm_field_slice(at, column->field));
		}
		break;
	case TM_FLAT_DOCUMENT_TITLE:
		set_text(w, cell, w->doc->title);
		break;
	case TM_FLAT_CLAUSE_HEADING:
		set_text(w, cell, w->places[w->here].heading);
		break;
	case TM_FLAT_OFFICES:
		set_list(w, cell, offices_in_charge(w));
		break;
	case TM_FLAT_LARGEST_SUM:
		sum = largest_sum(record);
		if (sum.value.ptr)
			set_digits(cell, sum.value);
		break;
	case TM_FLAT_LARGEST_UNIT:
		set_text(w, cell, largest_sum(record).unit);
		break;
	}
}

/* ---- rows ---- */

/* Where a record is; not every record says. */
static void find_place_of(struct tm_flat_row *row, const struct tm_record *type, const void *record)
{
	for (const struct tm_field *f = type->fields; f->name; f++) {
		if (f->type == TM_FIELD_SPAN && strcmp(f->name, "span") == 0)
			row->span = *(const struct tm_span *)tm_field_at(record, f);
		if (f->type == TM_FIELD_NUMBER && strcmp(f->name, "line") == 0)
			row->line = *(const uint32_t *)tm_field_at(record, f);
	}
}

static void emit(struct walk *w, size_t number, const void *record, size_t position)
{
	const struct tm_flat_table *table = &w->flat->tables[number];
	struct tm_flat_row row = { .table = number, .cells = w->cells };

	w->scratch_used = 0;
	for (size_t i = 0; i < table->column_count; i++) {
		w->cells[i] = (struct tm_flat_cell){ .kind = TM_FLAT_CELL_NONE };
		fill_cell(w, &w->cells[i], &table->columns[i], record, position);
	}
	find_place_of(&row, table->record, record);
	w->each(w->context, &row);
}

/* The record's id, where it has one: the first field. */
static struct tm_slice id_of(const struct tm_record *type, const void *record)
{
	return strcmp(type->fields->name, "id") == 0 ? tm_field_slice(record, type->fields) : TM_NO_SLICE;
}

static size_t table_of(const struct tm_flat *flat, const struct tm_record *record)
{
	for (size_t i = 0; i < flat->count; i++)
		if (flat->tables[i].record == record)
			return i;
	return SIZE_MAX;
}

static void walk_record(struct walk *w, const struct tm_record *type, const void *record, size_t position,
			size_t level)
{
	emit(w, table_of(w->flat, type), record, position);
	if (level < TM_FLAT_LEVELS)
		w->keys[level] = id_of(type, record);
	for (const struct tm_field *f = type->fields; f->name; f++) {
		const char *items;

		if (f->type != TM_FIELD_RECORDS)
			continue;
		items = tm_field_items(record, f);
		for (size_t i = 0; i < tm_field_count(record, f); i++) {
			if (level == 0 && f->record == &tm_clause_record)
				w->here = i;
			walk_record(w, f->record, items + i * f->record->size, i, level + 1);
		}
	}
}

static void start(struct walk *w, const struct tm_flat *flat, tm_flat_row_fn *each, void *context)
{
	size_t widest = 0;

	*w = (struct walk){ .flat = flat, .each = each, .context = context, .arena = TM_ARENA_INIT };
	for (size_t i = 0; i < flat->count; i++)
		if (flat->tables[i].column_count > widest)
			widest = flat->tables[i].column_count;
	w->cells = tm_arena_array(&w->arena, widest, sizeof(*w->cells));
}

void tm_flat_head(const struct tm_flat *flat, const struct tm_head *head, tm_flat_row_fn *each, void *context)
{
	struct walk w;

	start(&w, flat, each, context);
	emit(&w, table_of(flat, &tm_head_record), head, 0);
	tm_arena_release(&w.arena);
}

void tm_flat_document(const struct tm_flat *flat, const struct tm_document *doc, tm_flat_row_fn *each,
		      void *context)
{
	struct walk w;

	start(&w, flat, each, context);
	w.doc = doc;
	look_around(&w);
	walk_record(&w, &tm_document_record, doc, 0, 0);
	tm_arena_release(&w.arena);
}

const char *tm_flat_word(const struct tm_flat_column *column, int number)
{
	for (int i = 0; i < column->field->enum_count; i++)
		if (column->field->enum_name(i) && number-- == 0)
			return column->field->enum_name(i);
	return NULL;
}

static void list_text(struct tm_buffer *out, const struct tm_slices *list, bool ids)
{
	for (size_t i = 0; i < list->count; i++) {
		struct tm_slice s = list->items[i];

		if (i)
			tm_buffer_byte(out, ids ? ' ' : '|');
		for (size_t k = 0; k < s.len; k++) {
			if (!ids && (s.ptr[k] == '|' || s.ptr[k] == '\\'))
				tm_buffer_byte(out, '\\');
			tm_buffer_byte(out, s.ptr[k]);
		}
	}
}

void tm_flat_text(struct tm_buffer *out, const struct tm_flat_column *column, const struct tm_flat_cell *cell)
{
	switch (cell->kind) {
	case TM_FLAT_CELL_NONE:
		break;
	case TM_FLAT_CELL_STRING:
	case TM_FLAT_CELL_DIGITS:
		tm_buffer_slice(out, cell->text);
		break;
	case TM_FLAT_CELL_BOOL:
		tm_buffer_str(out, cell->truth ? "true" : "false");
		break;
	case TM_FLAT_CELL_LIST:
		list_text(out, &cell->list, column->ids);
		break;
	case TM_FLAT_CELL_SPANS:
		for (size_t i = 0; i < cell->span_count; i++)
			tm_buffer_printf(out, "%s%u-%u", i ? " " : "", cell->spans[i].start, cell->spans[i].end);
		break;
	}
}
