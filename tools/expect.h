/*
 * expect.h - what a golden file says of a clause, as the records that the program makes.
 *
 * golden/README.md describes the files.  Both sides being the same records,
 * the same functions print them (views.h), and what differs in print differs.
 */
#ifndef TOOLS_EXPECT_H
#define TOOLS_EXPECT_H

#include "extract/document.h"
#include "normalize/yaml.h"

/*
 * Reads columns, cells, facts, conditions, measures and targets of a clause
 * of the golden file named `file`; of the rest, only `id`.  False after a
 * diagnostic for every key, name or shape that a golden file cannot have.
 * Texts stay where `yaml` has them.
 */
bool tm_expect_clause(struct tm_clause *out, const struct tm_yaml *yaml, struct tm_slice file,
		      struct tm_arena *arena, struct tm_diagnostics *diagnostics);

#endif
