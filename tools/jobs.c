#include "jobs.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	THREADS_MAX = 256,
	AHEAD = 3 /* inputs in work or waiting to be written, for each thread */
};

struct pool {
	const struct tm_jobs *jobs;
	struct tm_job *slots; /* input n is in slot n % slot_count */
	size_t slot_count;
	/* The rest is guarded. */
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	size_t next;  /* input to be loaded next */
	size_t given; /* inputs whose results were handed over */
};

static bool load(const struct tm_jobs *jobs, size_t n, struct tm_job *job)
{
	job->input = &jobs->inputs->items[n];
	job->staged = NULL;
	tm_diagnostics_init(&job->diagnostics, &job->worker.arena);
	if (!tm_inputs_load(jobs->inputs, n, &job->source, &job->worker.arena, &job->diagnostics))
		return false;
	job->source.encoding = jobs->encoding;
	return true;
}

static void work(const struct tm_jobs *jobs, struct tm_job *job)
{
	job->staged = tm_engine_run(jobs->engine, &job->worker, &job->source, jobs->last, &job->diagnostics);
}

/* Claims inputs until there are none left. */
static void *run_thread(void *context)
{
	struct pool *p = context;
	size_t count = p->jobs->inputs->count;

	pthread_mutex_lock(&p->mutex);
	for (;;) {
		struct tm_job *job;
		bool loaded;

		while (p->next < count && p->next >= p->given + p->slot_count)
			pthread_cond_wait(&p->changed, &p->mutex);
		if (p->next >= count)
			break;
		job = &p->slots[p->next % p->slot_count];
		loaded = load(p->jobs, p->next++, job);
		pthread_mutex_unlock(&p->mutex);
		if (loaded)
			work(p->jobs, job);
		pthread_mutex_lock(&p->mutex);
		job->done = true;
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

static void hand_over(struct pool *p, tm_job_fn *each, void *context)
{
	for (size_t n = 0; n < p->jobs->inputs->count; n++) {
		struct tm_job *job = &p->slots[n % p->slot_count];

		pthread_mutex_lock(&p->mutex);
		while (!job->done)
			pthread_cond_wait(&p->changed, &p->mutex);
		pthread_mutex_unlock(&p->mutex);
		each(job, context);
		tm_worker_clear(&job->worker);
		pthread_mutex_lock(&p->mutex);
		job->done = false;
		p->given = n + 1;
		pthread_cond_broadcast(&p->changed);
		pthread_mutex_unlock(&p->mutex);
	}
}

/* All by the caller. */
static void run_alone(const struct tm_jobs *jobs, tm_job_fn *each, void *context)
{
	struct tm_job job = { .input = NULL };

	tm_worker_init(&job.worker);
	for (size_t n = 0; n < jobs->inputs->count; n++) {
		if (load(jobs, n, &job))
			work(jobs, &job);
		each(&job, context);
		tm_worker_clear(&job.worker);
	}
	tm_worker_release(&job.worker);
}

static void run_pool(struct pool *p, size_t threads, tm_job_fn *each, void *context)
{
	pthread_t ids[THREADS_MAX];
	size_t started = 0;

	while (started < threads && pthread_create(&ids[started], NULL, run_thread, p) == 0)
		started++;
	if (started)
		hand_over(p, each, context);
	else
		run_alone(p->jobs, each, context);
	for (size_t i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
}

void tm_jobs_run(const struct tm_jobs *jobs, tm_job_fn *each, void *context)
{
	size_t threads = jobs->threads < THREADS_MAX ? (size_t)jobs->threads : THREADS_MAX;
	struct pool p = { .jobs = jobs };

	if (threads > jobs->inputs->count)
		threads = jobs->inputs->count;
	if (threads <= 1) {
		run_alone(jobs, each, context);
		return;
	}
	p.slot_count = threads * AHEAD;
	p.slots = tm_malloc(tm_size_mul(p.slot_count, sizeof(*p.slots)));
	memset(p.slots, 0, p.slot_count * sizeof(*p.slots));
	for (size_t i = 0; i < p.slot_count; i++)
		tm_worker_init(&p.slots[i].worker);
	pthread_mutex_init(&p.mutex, NULL);
	pthread_cond_init(&p.changed, NULL);
	run_pool(&p, threads, each, context);
	pthread_cond_destroy(&p.changed);
	pthread_mutex_destroy(&p.mutex);
	for (size_t i = 0; i < p.slot_count; i++)
		tm_worker_release(&p.slots[i].worker);
	free(p.slots);
}
