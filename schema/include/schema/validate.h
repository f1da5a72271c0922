/*
 * validate.h - XML against the RELAX NG schema that is built into the program.
 *
 * The pipeline checks its records as records (tm_document_check), which is
 * many times faster and says the same; this is for catalogues that come from
 * elsewhere, and for the tests that keep the two in step.
 */
#ifndef SCHEMA_VALIDATE_H
#define SCHEMA_VALIDATE_H

#include "normalize/diagnostic.h"
#include "normalize/resource.h"

extern const struct tm_resource tm_schema_resources[];

/* Is this a valid catalogue?  Otherwise a catalogue-invalid diagnostic for each fault, with its line. */
bool tm_validate(struct tm_slice xml, struct tm_diagnostics *diagnostics);

#endif
