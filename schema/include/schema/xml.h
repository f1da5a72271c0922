/*
 * xml.h - writing XML into a buffer, fast and escaped.
 */
#ifndef SCHEMA_XML_H
#define SCHEMA_XML_H

#include "normalize/buffer.h"
#include "schema/record.h"

/* Escapes & < > and, for attributes, " tab and line end. */
void tm_xml_text(struct tm_buffer *out, struct tm_slice text);
void tm_xml_attribute(struct tm_buffer *out, const char *name, struct tm_slice value);
void tm_xml_number(struct tm_buffer *out, const char *name, size_t value);

/* One record as the element `name`, indented by `depth`. */
void tm_xml_record(struct tm_buffer *out, const char *name, const void *record, const struct tm_record *type,
		   int depth);

/* Its two halves: start tag with attributes (left open), then elements and end tag. */
void tm_xml_record_attributes(struct tm_buffer *out, const void *record, const struct tm_record *type);
void tm_xml_record_elements(struct tm_buffer *out, const void *record, const struct tm_record *type, int depth);

void tm_xml_indent(struct tm_buffer *out, int depth);

#endif
