/*
 * json.h - writing JSON into a buffer.
 */
#ifndef SCHEMA_JSON_H
#define SCHEMA_JSON_H

#include "normalize/buffer.h"
#include "schema/record.h"

/* A string with its quotation marks. */
void tm_json_text(struct tm_buffer *out, struct tm_slice text);

/*
 * One record as an object.  `depth` is the indentation of its members, or
 * negative for one line.
 */
void tm_json_record(struct tm_buffer *out, const void *record, const struct tm_record *type, int depth);

/* The value of one field of a record, on one line; null where there is none. */
void tm_json_field(struct tm_buffer *out, const void *record, const struct tm_field *field);

/* A line end and an indent, or nothing where depth is negative. */
void tm_json_indent(struct tm_buffer *out, int depth);

#endif
