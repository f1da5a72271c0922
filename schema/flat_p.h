/*
 * flat_p.h - where a column of a flat table takes its value from.
 */
#ifndef SCHEMA_FLAT_P_H
#define SCHEMA_FLAT_P_H

#include "record_p.h"
#include "schema/flat.h"

enum {
	TM_FLAT_LEVELS = 4 /* document, clause, measure, and what is in them */
};

enum tm_flat_source {
	TM_FLAT_ABOVE, /* the id of a row above; `base` is its level */
	TM_FLAT_POSITION,
	TM_FLAT_FIELD,
	TM_FLAT_START, /* of a span */
	TM_FLAT_END,
	TM_FLAT_NUMERAL,  /* of a quantity, what is a number */
	TM_FLAT_ISO,      /* and what is a date or a duration */
	TM_FLAT_QUANTITY, /* both in one column */
	TM_FLAT_DOCUMENT_TITLE,
	TM_FLAT_CLAUSE_HEADING,
	TM_FLAT_OFFICES,
	TM_FLAT_LARGEST_SUM,
	TM_FLAT_LARGEST_UNIT
};

/* How many tables stand above `table`. */
size_t tm_flat_level(const struct tm_flat *flat, const struct tm_flat_table *table);

#endif
