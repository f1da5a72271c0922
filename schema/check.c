/*
 * check.c - is this document what the schema says a document is?
 */
#include <stdlib.h>

#include "normalize/utf8.h"
#include "extract/dates.h"
#include "extract/decimal.h"
#include "record_p.h"
#include "schema/catalogue.h"

struct checker {
	const struct tm_document *doc;
	struct tm_diagnostics *diagnostics;
	struct tm_slice where; /* id of the clause being checked, or of the document */
	uint32_t space;        /* bytes that offsets may count */
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

/* f1, c12 */
static bool is_item_id(struct tm_slice s)
{
	if (s.len < 2 || !is_lower(s.ptr[0]) || s.ptr[1] == '0')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!is_digit(s.ptr[i]))
			return false;
	return true;
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

static bool is_quantity(struct tm_slice s)
{
	struct tm_decimal n;

	return tm_decimal_parse(s, &n) || is_partial_date(s) || is_duration(s);
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

static bool looks_right(enum tm_check check, struct tm_slice s)
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
		return is_clause_id(s);
	case TM_CODE_NAME:
		return is_code_name(s);
	case TM_ITEM_ID:
		return is_item_id(s);
	case TM_QUANTITY:
		return is_quantity(s);
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
	case TM_FIELD_VALUE:
		right = looks_right(f->check, tm_field_slice(record, f));
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
			right &= texts->items[i].len > 0;
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

static void check_record(struct checker *c, const void *record, const struct tm_record *type)
{
	for (const struct tm_field *f = type->fields; f->name; f++)
		check_field(c, record, f);
}

static int compare_ids(const void *pa, const void *pb)
{
	return tm_slice_cmp(*(const struct tm_slice *)pa, *(const struct tm_slice *)pb);
}

/* Ids are unique, and a clause's id is its parent's with one step more. */
static void check_ids(struct checker *c)
{
	size_t count = c->doc->clause_count;
	struct tm_slice *ids = tm_arena_array(c->diagnostics->arena, count + 1, sizeof(*ids));

	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *clause = &c->doc->clauses[i];
		struct tm_slice up = clause->id;

		ids[i] = clause->id;
		while (up.len && up.ptr[up.len - 1] != '/')
			up.len--;
		if (up.len)
			up.len--;
		c->where = clause->id;
		if (!tm_slice_eq(up, clause->parent_id))
			complain(c, "parent");
	}
	if (count)
		qsort(ids, count, sizeof(*ids), compare_ids);
	for (size_t i = 1; i < count; i++) {
		c->where = ids[i];
		if (tm_slice_eq(ids[i], ids[i - 1]))
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

	check_record(&c, doc, &tm_document_record);
	check_ids(&c);
	return c.ok;
}
