/*
 * check.c - is this document what the schema says a document is?
 */
#include <stdlib.h>

#include "normalize/utf8.h"
#include "extract/dates.h"
#include "record_p.h"
#include "schema/catalogue.h"

struct checker {
	const struct tm_document *doc;
	struct tm_diagnostics *diagnostics;
	const struct tm_clause **sorted; /* the clauses by id */
	const struct tm_clause *clause;  /* the one being checked, or NULL */
	struct tm_slice where;           /* id of the clause being checked, or of the document */
	uint32_t space;                  /* bytes that offsets may count */
	bool ok;
};

static void complain(struct checker *c, const char *what)
{
	struct tm_slice args[] = { c->where, tm_slice_str(what) };

	tm_diagnose(c->diagnostics, TM_D_CATALOGUE_INVALID, (struct tm_span){ 0, 0 }, 2, args);
	c->ok = false;
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_code_name(struct tm_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_lower(s.ptr[i]) && !(s.ptr[i] == '-' && i && i + 1 < s.len))
			return false;
	return s.len > 0;
}

static bool is_period(struct tm_slice s)
{
	if (s.len < 3 || s.ptr[0] != 'P' || s.ptr[1] == '0')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++)
		if (!is_digit(s.ptr[i]))
			return false;
	return memchr("YMD", s.ptr[s.len - 1], 3) != NULL;
}

/* The number of f1, c12 …; 0 for anything that is no such id of items with this letter. */
static size_t item_number(struct tm_slice s, char letter)
{
	size_t n = 0;

	if (s.len < 2 || s.len > 9 || s.ptr[0] != letter || s.ptr[1] == '0')
		return 0;
	for (size_t i = 1; i < s.len; i++) {
		if (!is_digit(s.ptr[i]))
			return 0;
		n = n * 10 + (size_t)(s.ptr[i] - '0');
	}
	return n;
}

/* Is this the id of one of `count` items, which are counted from 1? */
static bool is_item(struct tm_slice s, char letter, size_t count)
{
	size_t n = item_number(s, letter);

	return n > 0 && n <= count;
}

/* P3Y, P1Y6M, PT24H */
static bool is_duration(struct tm_slice s)
{
	size_t i = 1;

	if (s.len < 3 || s.ptr[0] != 'P')
		return false;
	while (i < s.len) {
		size_t digits;

		if (s.ptr[i] == 'T')
			i++;
		for (digits = 0; i < s.len && is_digit(s.ptr[i]); i++)
			digits++;
		if (!digits || i == s.len || !memchr("YMWDHS", s.ptr[i], 6))
			return false;
		i++;
	}
	return true;
}

/* 2027, 2027-06, 2027-06-30, --06, --06-30, ---30 */
static bool is_partial_date(struct tm_slice s)
{
	static const char *const shapes[] = { "0000", "0000-00", "0000-00-00", "--00", "--00-00", "---00" };

	for (size_t n = 0; n < sizeof(shapes) / sizeof(shapes[0]); n++) {
		size_t i = 0;

		if (s.len != strlen(shapes[n]))
			continue;
		while (i < s.len && (shapes[n][i] == '0' ? is_digit(s.ptr[i]) : s.ptr[i] == '-'))
			i++;
		if (i == s.len)
			return true;
	}
	return false;
}

static bool is_sha256(struct tm_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))
			return false;
	return s.len == 64;
}

/* kind:number(.sub)?(~times)? steps joined by / */
static bool is_clause_id(struct tm_slice s)
{
	size_t i = 0;

	for (;;) {
		size_t start = i;

		while (i < s.len && (is_lower(s.ptr[i]) || (i > start && is_digit(s.ptr[i]))))
			i++;
		if (i == start || i >= s.len || s.ptr[i++] != ':')
			return false;
		for (const char *marks = ".~";; marks++) {
			start = i;
			while (i < s.len && is_digit(s.ptr[i]))
				i++;
			if (i == start)
				return false;
			while (*marks && (i >= s.len || s.ptr[i] != *marks))
				marks++;
			if (!*marks)
				break;
			i++;
		}
		if (i == s.len)
			return true;
		if (s.ptr[i++] != '/')
			return false;
	}
}

static const struct tm_clause *find_clause(const struct checker *c, struct tm_slice id)
{
	size_t low = 0, high = c->doc->clause_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = tm_slice_cmp(c->sorted[middle]->id, id);

		if (order == 0)
			return c->sorted[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* m1 of this clause, or CLAUSE#m1 */
static bool is_measure(const struct checker *c, struct tm_slice s)
{
	size_t hash = tm_slice_find(s, TM_SLICE("#"), 0);
	const struct tm_clause *clause = hash == SIZE_MAX ? c->clause : find_clause(c, tm_slice_sub(s, 0, hash));

	return clause &&
	       is_item(hash == SIZE_MAX ? s : tm_slice_sub(s, hash + 1, s.len), 'm', clause->measure_count);
}

/* Has the text the form that it must have, and does what it names exist? */
static bool looks_right(const struct checker *c, enum tm_check check, struct tm_slice s)
{
	struct tm_date date;

	switch (check) {
	case TM_ANY_TEXT:
		return true;
	case TM_NON_EMPTY:
		return s.len > 0;
	case TM_DATE:
		return tm_date_parse(s, &date);
	case TM_PERIOD:
		return is_period(s);
	case TM_SHA256:
		return is_sha256(s);
	case TM_CLAUSE_ID:
		return is_clause_id(s) && find_clause(c, s);
	case TM_CODE_NAME:
		return is_code_name(s);
	case TM_FACT_ID:
		return c->clause && is_item(s, 'f', c->clause->fact_count);
	case TM_CONDITION_ID:
		return c->clause && is_item(s, 'c', c->clause->condition_count);
	case TM_MEASURE_ID:
		return c->clause && is_item(s, 'm', c->clause->measure_count);
	case TM_TARGET_ID:
		return c->clause && is_item(s, 't', c->clause->target_count);
	case TM_MEASURE_REFERENCE:
		return is_measure(c, s);
	case TM_IS_DECIMAL:
		return tm_is_decimal(s);
	case TM_PARTIAL_DATE:
		return is_partial_date(s);
	case TM_DURATION:
		return is_duration(s);
	case TM_QUANTITY:
		return tm_is_decimal(s) || is_partial_date(s) || is_duration(s);
	}
	return false;
}

static bool span_is_right(const struct checker *c, const struct tm_span *s)
{
	return s->start <= s->end && s->end <= c->space;
}

static void check_record(struct checker *c, const void *record, const struct tm_record *type);

static void check_field(struct checker *c, const void *record, const struct tm_field *f)
{
	const struct tm_slices *texts = tm_field_at(record, f);
	const char *items;
	size_t count;
	bool right = true;

	if (tm_field_is_absent(record, f)) {
		if (f->presence == TM_ALWAYS)
			complain(c, f->name);
		return;
	}
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
	case TM_FIELD_DECIMAL:
		right = looks_right(c, f->check, tm_field_slice(record, f));
		break;
	case TM_FIELD_VALUE: /* without a unit it is a text in JSON, and no text is a number */
		right = tm_field_is_number(record, f) || is_partial_date(tm_field_slice(record, f)) ||
			is_duration(tm_field_slice(record, f));
		break;
	case TM_FIELD_SPAN:
		right = span_is_right(c, tm_field_at(record, f));
		break;
	case TM_FIELD_SPANS:
		items = tm_field_items(record, f);
		count = tm_field_count(record, f);
		for (size_t i = 0; i < count; i++)
			right &= span_is_right(c, (const struct tm_span *)(const void *)items + i);
		break;
	case TM_FIELD_TEXTS:
		for (size_t i = 0; i < texts->count; i++)
			right &= looks_right(c, f->check, texts->items[i]);
		break;
	case TM_FIELD_RECORD:
		check_record(c, tm_field_at(record, f), f->record);
		break;
	case TM_FIELD_RECORDS:
		items = tm_field_items(record, f);
		count = tm_field_count(record, f);
		for (size_t i = 0; i < count; i++)
			check_record(c, items + i * f->record->size, f->record);
		break;
	case TM_FIELD_NUMBER:
	case TM_FIELD_SIZE:
	case TM_FIELD_ENUM:
	case TM_FIELD_FLAG:
	case TM_FIELD_FRACTION:
		break;
	}
	if (!right)
		complain(c, f->name);
}

/* Items are counted from 1 without gaps. */
static void check_item_ids(struct checker *c, const struct tm_clause *clause)
{
	bool right = true;

	for (size_t i = 0; i < clause->fact_count; i++)
		right &= item_number(clause->facts[i].id, 'f') == i + 1;
	for (size_t i = 0; i < clause->condition_count; i++)
		right &= item_number(clause->conditions[i].id, 'c') == i + 1;
	for (size_t i = 0; i < clause->measure_count; i++)
		right &= item_number(clause->measures[i].id, 'm') == i + 1;
	for (size_t i = 0; i < clause->target_count; i++)
		right &= item_number(clause->targets[i].id, 't') == i + 1;
	if (!right)
		complain(c, "id");
}

static void check_record(struct checker *c, const void *record, const struct tm_record *type)
{
	if (type == &tm_clause_record) {
		c->clause = record;
		c->where = c->clause->id;
		check_item_ids(c, c->clause);
	}
	for (const struct tm_field *f = type->fields; f->name; f++)
		check_field(c, record, f);
}

static int compare_ids(const void *pa, const void *pb)
{
	const struct tm_clause *a = *(const struct tm_clause *const *)pa,
			       *b = *(const struct tm_clause *const *)pb;

	return tm_slice_cmp(a->id, b->id);
}

static void sort_clauses(struct checker *c)
{
	size_t count = c->doc->clause_count;

	c->sorted = tm_arena_array(c->diagnostics->arena, count + 1, sizeof(void *));
	for (size_t i = 0; i < count; i++)
		c->sorted[i] = &c->doc->clauses[i];
	if (count)
		qsort(c->sorted, count, sizeof(void *), compare_ids);
}

/* Ids are unique, and a clause's id is its parent's with one step more. */
static void check_ids(struct checker *c)
{
	for (size_t i = 0; i < c->doc->clause_count; i++) {
		const struct tm_clause *clause = &c->doc->clauses[i];
		struct tm_slice up = clause->id;

		while (up.len && up.ptr[up.len - 1] != '/')
			up.len--;
		if (up.len)
			up.len--;
		c->where = clause->id;
		if (!tm_slice_eq(up, clause->parent_id))
			complain(c, "parent");
	}
	for (size_t i = 1; i < c->doc->clause_count; i++) {
		c->where = c->sorted[i]->id;
		if (tm_slice_eq(c->where, c->sorted[i - 1]->id))
			complain(c, "id");
	}
}

bool tm_document_check(const struct tm_document *doc, struct tm_diagnostics *diagnostics)
{
	struct checker c = { .doc = doc,
			     .diagnostics = diagnostics,
			     .where = doc->id,
			     .space = doc->source.space == TM_SPACE_RAW ? (uint32_t)doc->source.size : UINT32_MAX,
			     .ok = true };

	sort_clauses(&c);
	check_record(&c, doc, &tm_document_record);
	check_ids(&c);
	return c.ok;
}
