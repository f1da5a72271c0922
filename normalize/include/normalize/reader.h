/*
 * reader.h - from the bytes of a source to lines of UTF-8.
 *
 * A reader decodes, splits lines and drops what XML 1.0 cannot hold; it
 * repairs nothing.  Each format has a file of its own and an entry in the
 * table of reader.c; tm_read() asks the sniffers in turn.
 */
#ifndef NORMALIZE_READER_H
#define NORMALIZE_READER_H

#include "normalize/source.h"
#include "normalize/text.h"

struct tm_tables;

/*
 * Reads `source` into `text`, all of it in `arena`, and fills in the source's
 * format and encoding.  An encoding that is there already and that
 * tm_encoding_by_label() knows is taken for granted.  Returns false after a
 * diagnostic when the bytes are no text of a known format (input-binary,
 * input-encoding, encoding-unknown).  Single bytes that mean nothing are
 * dropped, recorded and diagnosed (invalid-bytes), and true is returned.
 */
bool tm_read(const struct tm_tables *tables, struct tm_source *source, struct tm_text *text,
	     struct tm_arena *arena, struct tm_diagnostics *diagnostics);

/*
 * A file's name as UTF-8 that XML can hold: archives packed on Chinese Windows
 * have names in GBK.  Control characters and bytes without a meaning become
 * "%XX".
 */
struct tm_slice tm_read_name(struct tm_slice raw, struct tm_arena *arena);

#endif
