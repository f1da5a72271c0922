/*
 * record_p.h - how the writers, the reader and the checks get at fields.
 */
#ifndef SCHEMA_RECORD_P_H
#define SCHEMA_RECORD_P_H

#include "extract/document.h"
#include "schema/record.h"

extern const struct tm_record tm_clause_record;

static inline const void *tm_field_at(const void *record, const struct tm_field *f)
{
	return (const char *)record + f->offset;
}

static inline struct tm_slice tm_field_slice(const void *record, const struct tm_field *f)
{
	return *(const struct tm_slice *)tm_field_at(record, f);
}

static inline size_t tm_field_count(const void *record, const struct tm_field *f)
{
	return *(const size_t *)(const void *)((const char *)record + f->count_offset);
}

/* First element of a list of records. */
static inline const char *tm_field_items(const void *record, const struct tm_field *f)
{
	const char *items;

	memcpy(&items, tm_field_at(record, f), sizeof(items));
	return items;
}

/* The name of an enum's value; NULL when it is absent.  All our enums are as wide as int. */
static inline const char *tm_field_enum(const void *record, const struct tm_field *f)
{
	int value;

	memcpy(&value, tm_field_at(record, f), sizeof(value));
	return value >= 0 && value < f->enum_count ? f->enum_name(value) : NULL;
}

/* Is there nothing to say in this field? */
bool tm_field_is_absent(const void *record, const struct tm_field *f);

/* A record inside a record is absent when none of its fields says anything. */
bool tm_record_is_absent(const void *record, const struct tm_record *type);

/* Attributes in XML; the others are elements. */
static inline bool tm_field_is_attribute(const struct tm_field *f)
{
	return f->type == TM_FIELD_SCALAR || f->type == TM_FIELD_NUMBER || f->type == TM_FIELD_SIZE ||
	       f->type == TM_FIELD_ENUM || f->type == TM_FIELD_SPAN || f->type == TM_FIELD_SPANS ||
	       f->type == TM_FIELD_FLAG || f->type == TM_FIELD_VALUE || f->type == TM_FIELD_DECIMAL ||
	       f->type == TM_FIELD_FRACTION;
}

static inline enum tm_flag tm_field_flag(const void *record, const struct tm_field *f)
{
	enum tm_flag flag;

	memcpy(&flag, tm_field_at(record, f), sizeof(flag));
	return flag;
}

/* Digits with an optional point and sign, without exponent, leading zeros, or trailing ones behind the point. */
bool tm_is_decimal(struct tm_slice s);

/* Is this value a number, and so written without quotes in JSON? */
bool tm_field_is_number(const void *record, const struct tm_field *f);

#endif
