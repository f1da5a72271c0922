/*
 * catalogue.h - documents as a catalogue: checked, written, read back.
 *
 * XML (namespace urn:tiaomu:1) is the canonical form; JSON says the same with
 * the same names.  schema/catalogue.rnc is what a person reads about it.
 */
#ifndef SCHEMA_CATALOGUE_H
#define SCHEMA_CATALOGUE_H

#include "extract/document.h"
#include "normalize/buffer.h"
#include "normalize/messages.h"

#define TM_SCHEMA_ID "urn:tiaomu:1"

/* What a catalogue opens with. */
struct tm_head {
	struct tm_slice schema;
	struct {
		struct tm_slice name, version;
	} generator;
	struct {
		struct tm_slice version, sha256;
	} rules;
};

/* The last three are tables, which export.h makes. */
enum tm_format {
	TM_FORMAT_XML,
	TM_FORMAT_JSON,
	TM_FORMAT_NDJSON,
	TM_FORMAT_CSV,
	TM_FORMAT_XLSX,
	TM_FORMAT_SQLITE
};

/*
 * The parts of a catalogue, in the order of writing: begin, documents, end.
 * They append to `out`; nothing is checked here.  `first` says that no
 * document went before.
 */
void tm_catalogue_begin(struct tm_buffer *out, enum tm_format format, const struct tm_head *head);
void tm_catalogue_document(struct tm_buffer *out, enum tm_format format, const struct tm_document *doc,
			   bool first);
void tm_catalogue_end(struct tm_buffer *out, enum tm_format format);

/*
 * Completes a document for the catalogue: sorts its diagnostics, repairs and
 * dropped records by place, and words the diagnostics.
 */
void tm_document_finish(struct tm_document *doc, const struct tm_messages *messages, struct tm_arena *arena);

/*
 * Typed checks equal to the schema, and those that no schema can say: ids are
 * unique, parents stand before their children, spans lie in the source.
 * Returns true when the document may be written; otherwise adds a
 * catalogue-invalid diagnostic for each fault.
 */
bool tm_document_check(const struct tm_document *doc, struct tm_diagnostics *diagnostics);

#endif
