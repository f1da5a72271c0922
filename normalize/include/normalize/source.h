/*
 * source.h - one input as it lies on disk, and what is known about it.
 *
 * `bytes` is immutable and holds the whole input.  Offsets everywhere else are
 * offsets into the source's space: for SPACE_RAW these bytes; for
 * SPACE_STREAM the text that a reader made of them (contract section 4).
 */
#ifndef NORMALIZE_SOURCE_H
#define NORMALIZE_SOURCE_H

#include "normalize/diagnostic.h"

/*
 * A document larger than this is not read.  A printed compilation of 1,500
 * pages has some 4 MB; XML readers refuse a text of more than 10,000,000
 * bytes (libxml2's XML_MAX_TEXT_LENGTH), so a larger clause could be written
 * but never read back.
 */
enum { TM_SOURCE_MAX = 10000000 };

enum tm_space { TM_SPACE_RAW, TM_SPACE_STREAM };

struct tm_source {
	struct tm_slice name;     /* as given: a path, or "a.zip!/b.txt" */
	struct tm_slice bytes;    /* the whole input */
	struct tm_slice sha256;   /* of bytes, 64 hex digits */
	size_t size;              /* of the input; bytes may be absent when this came from a stage file */
	struct tm_slice format;   /* "text" */
	struct tm_slice encoding; /* IANA name: "UTF-8" */
	enum tm_space space;
	struct tm_slice reader;        /* program that made the stream; absent for TM_SPACE_RAW */
	struct tm_slice stream_sha256; /* likewise */
};

/*
 * Reads a file of at most `limit` bytes, or standard input for "-", into the
 * arena.  On failure adds a diagnostic (input-missing, input-directory,
 * input-unreadable, input-too-large, input-empty) and returns false.
 */
bool tm_bytes_load(struct tm_slice *bytes, const char *path, size_t limit, struct tm_arena *arena,
		   struct tm_diagnostics *diagnostics);

/* The same, of at most TM_SOURCE_MAX bytes, as a source called `path`, which must outlive it. */
bool tm_source_load(struct tm_source *source, const char *path, struct tm_arena *arena,
		    struct tm_diagnostics *diagnostics);

/* Makes a source of bytes at hand; they are not copied. */
void tm_source_init(struct tm_source *source, struct tm_slice name, struct tm_slice bytes, struct tm_arena *arena);

/* SHA-256 of `bytes` as 64 hex digits. */
struct tm_slice tm_sha256(struct tm_slice bytes, struct tm_arena *arena);

#endif
