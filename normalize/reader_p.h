/*
 * reader_p.h - what a reader of one format is to reader.c.
 */
#ifndef NORMALIZE_READER_P_H
#define NORMALIZE_READER_P_H

#include "normalize/reader.h"

struct tm_reader {
	const char *format;
	/* Is this source mine? */
	bool (*sniff)(struct tm_slice bytes);
	bool (*read)(struct tm_source *source, struct tm_text *text, struct tm_arena *arena,
		     struct tm_diagnostics *diagnostics);
};

extern const struct tm_reader tm_text_reader;

/* The name of a well-known binary format that `bytes` begins like, or NULL. */
const char *tm_binary_format(struct tm_slice bytes);

#endif
