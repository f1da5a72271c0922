/*
 * yaml.h - a YAML file as a tree that knows its lines, for tables, rules and golden files.
 *
 * Stricter than YAML: one document, no anchors, no tags, no duplicate keys,
 * keys are scalars, and no nesting deeper than TM_YAML_DEPTH.  What is wrong
 * becomes a diagnostic with file, line and column.  Scalars are text; what
 * they mean is the reader's business.  The tree lives in the arena.
 */
#ifndef NORMALIZE_YAML_H
#define NORMALIZE_YAML_H

#include "normalize/diagnostic.h"

enum { TM_YAML_DEPTH = 16 };

enum tm_yaml_kind { TM_YAML_SCALAR, TM_YAML_SEQUENCE, TM_YAML_MAPPING };

struct tm_yaml {
	enum tm_yaml_kind kind;
	bool plain;             /* a scalar without quotes */
	uint32_t line, column;  /* 1-based, of the first character */
	struct tm_slice scalar; /* TM_YAML_SCALAR */
	struct tm_yaml *items;  /* sequence items, or mapping values in order */
	struct tm_yaml *keys;   /* mapping keys, parallel to items */
	size_t count;
};

/* Reads `text`, which may hold anything; NULL and a diagnostic when it is not a YAML tree as above. */
struct tm_yaml *tm_yaml_parse(struct tm_slice text, struct tm_slice file, struct tm_diagnostics *diagnostics);

/* The value of `key`, or NULL when `map` is NULL, not a mapping or has no such key. */
const struct tm_yaml *tm_yaml_get(const struct tm_yaml *map, const char *key);

/* The scalar under `key`; absent when there is none or when it is a plain null (null, ~ or empty). */
struct tm_slice tm_yaml_text(const struct tm_yaml *map, const char *key);

/* Is this node absent, or a plain null? */
bool tm_yaml_is_null(const struct tm_yaml *node);

/*
 * Diagnoses every key of `map` that is not among `allowed` (ended by NULL).
 * True when there were none and `map` is a mapping.
 */
bool tm_yaml_check_keys(const struct tm_yaml *map, const char *const *allowed, struct tm_slice file,
			struct tm_diagnostics *diagnostics);

#endif
