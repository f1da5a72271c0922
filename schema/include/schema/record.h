/*
 * record.h - the catalogue's records described as tables.
 *
 * One description of each record (contract section 3) serves the writers, the
 * reader and the typed checks alike, so that XML, JSON and what is checked
 * cannot drift apart.  The names are the contract's keys; in XML scalars are
 * attributes, texts elements, lists repeated elements; there is no mixed
 * content.
 */
#ifndef SCHEMA_RECORD_H
#define SCHEMA_RECORD_H

#include <stdbool.h>
#include <stddef.h>

enum tm_field_type {
	TM_FIELD_SCALAR, /* struct tm_slice: an attribute */
	TM_FIELD_TEXT,   /* struct tm_slice: an element */
	TM_FIELD_NUMBER, /* uint32_t */
	TM_FIELD_SIZE,   /* size_t */
	TM_FIELD_ENUM,   /* an enum, by name */
	TM_FIELD_FLAG,   /* enum tm_flag; where it must be there, what is unsaid is false */
	TM_FIELD_VALUE, /* struct tm_slice: a number where the record has a unit and it looks like one, else a text
			 */
	TM_FIELD_DECIMAL,  /* struct tm_slice: a number */
	TM_FIELD_FRACTION, /* int64_t[2]; absent when the second is 0 */
	TM_FIELD_SPAN,     /* struct tm_span; 0 0 is absent */
	TM_FIELD_SPANS,    /* struct tm_span * and its count */
	TM_FIELD_TEXTS,    /* struct tm_slices */
	TM_FIELD_RECORD,   /* a record inside; absent when there is nothing in it */
	TM_FIELD_RECORDS   /* an array of records and its count */
};

enum tm_presence {
	TM_ALWAYS,   /* must be there */
	TM_NULLABLE, /* null in JSON when absent */
	TM_OPTIONAL  /* left out when absent */
};

/* What a text must look like. */
enum tm_check {
	TM_ANY_TEXT,
	TM_NON_EMPTY,
	TM_DATE,              /* YYYY-MM-DD */
	TM_PERIOD,            /* PnY, PnM or PnD */
	TM_SHA256,            /* 64 hex digits */
	TM_CLAUSE_ID,         /* kind:number, joined by / */
	TM_FACT_ID,           /* f1 */
	TM_CONDITION_ID,      /* c1 */
	TM_MEASURE_ID,        /* m1 */
	TM_TARGET_ID,         /* t1 */
	TM_MEASURE_REFERENCE, /* m1 of the same clause, or CLAUSE#m1 */
	TM_IS_DECIMAL,        /* exact: no exponent, no zeros that say nothing */
	TM_PARTIAL_DATE,      /* a date of ISO 8601 of which parts may be missing: 2027, --03, 2027-06-30 */
	TM_DURATION,          /* of ISO 8601: P3Y, PT24H */
	TM_QUANTITY,          /* a decimal, a partial date or a duration */
	TM_CODE_NAME          /* lower-case words joined by - */
};

struct tm_record;

struct tm_field {
	const char *name;
	enum tm_field_type type;
	enum tm_presence presence;
	enum tm_check check;
	size_t offset, count_offset, room_offset; /* in the record; the last two for lists */
	size_t unit_offset;                       /* of TM_FIELD_VALUE: where the record's unit is */
	const char *(*enum_name)(int value);      /* NULL for a value that is absent */
	int enum_count;
	const struct tm_record *record;
};

struct tm_record {
	const char *name;
	size_t size;
	const struct tm_field *fields; /* ended by a NULL name; attributes come first */
};

extern const struct tm_record tm_document_record;
extern const struct tm_record tm_head_record;

#endif
