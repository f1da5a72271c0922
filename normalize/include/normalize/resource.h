/*
 * resource.h - the YAML files that are built into the program.
 *
 * Rules and tables are data in the source tree and text in the program, so
 * that it runs from anywhere.  Names are paths as in the source tree:
 * "normalize/tables/glyphs.yaml".  Each stage embeds its own files in a table
 * of its own.
 */
#ifndef NORMALIZE_RESOURCE_H
#define NORMALIZE_RESOURCE_H

#include "normalize/slice.h"

struct tm_resource {
	struct tm_slice name, text;
};

/* The tables of this stage, sorted by name and ended by an absent name. */
extern const struct tm_resource tm_normalize_resources[];

#endif
