/*
 * progress.h - one line on a terminal that says how far a long run is.
 *
 * It stands on standard error, half a second after the start at the earliest,
 * and is erased at the end.  Nothing is written when standard error is no
 * terminal, or one that cannot erase.  Whoever writes to standard error while
 * it may be shown does so with tm_progress_print().
 */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include "normalize/slice.h"

struct tm_progress;

/* Begins a run of `total` steps.  NULL, with which all the others do nothing, when nothing is to be shown. */
struct tm_progress *tm_progress_start(size_t total, bool quiet);

/* `done` steps are done; the next one is about `name`, which must stay until the call after. */
void tm_progress_step(struct tm_progress *progress, size_t done, struct tm_slice name);

/* Writes to standard error, the line out of the way. */
void tm_progress_print(struct tm_progress *progress, struct tm_slice text);

/* Erases the line and gives up the memory. */
void tm_progress_end(struct tm_progress *progress);

#endif
