/*
 * output.h - files that are written as a whole or not at all.
 *
 * A signal that asks the run to stop (SIGINT, SIGTERM) is heard before or after
 * a file or folder takes its place, never between.  SIGKILL cannot be held
 * back: what is at the path asked for is whole even then, but a new file or
 * folder NAME.PID-N.new can be left beside it.
 */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include "normalize/slice.h"

/*
 * Writes `bytes` to `path`: to a nameless file in the same folder first, which
 * takes the path's place when all of it is on disk.  A path that is no regular
 * file (/dev/null, a pipe) is written directly.  Returns 0 or an errno.
 */
int tm_output_file(const char *path, struct tm_slice bytes);

struct tm_output_entry {
	const char *name; /* without a folder */
	struct tm_slice bytes;
};

/*
 * Writes a folder of files: all of them to nameless files first, then into a
 * new folder beside `path`, which takes its place in one step.  A folder that
 * is there is replaced when it is empty or holds files of these names only,
 * else nothing is changed (ENOTEMPTY).  Returns 0 or an errno.
 */
int tm_output_folder(const char *path, const struct tm_output_entry *entries, size_t count);

/* Writes all of `bytes` to an open file.  Returns 0 or an errno. */
int tm_output_fd(int fd, struct tm_slice bytes);

#endif
