/*
 * jobs.h - inputs taken through the stages by several threads, results in the order of the inputs.
 *
 * Each input being worked on has a worker of its own.  Inputs are loaded in
 * order, one at a time; results are handed over in order, by the thread that
 * called.  What comes out therefore does not depend on the number of threads.
 */
#ifndef TOOLS_JOBS_H
#define TOOLS_JOBS_H

#include "inputs.h"
#include "schema/engine.h"

struct tm_job {
	const struct tm_input *input;
	struct tm_worker worker;
	struct tm_source source;
	struct tm_staged *staged;          /* NULL when the input was not read */
	struct tm_diagnostics diagnostics; /* why */
	bool done;
};

struct tm_jobs {
	struct tm_engine *engine;
	struct tm_inputs *inputs;
	enum tm_stage last;       /* stage to go up to */
	struct tm_slice encoding; /* of all inputs, or absent */
	int threads;              /* 1 for none beside the caller's */
};

/* Gets the result of one input; all of it is given up when the function returns. */
typedef void tm_job_fn(struct tm_job *job, void *context);

void tm_jobs_run(const struct tm_jobs *jobs, tm_job_fn *each, void *context);

#endif
