#define _DEFAULT_SOURCE /* TIOCGWINSZ */

#include "progress.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "normalize/buffer.h"
#include "normalize/utf8.h"
#include "output.h"

enum { FIRST = 500, NEXT = 100, COLUMNS = 80 /* milliseconds; width of a terminal that does not say */ };

struct tm_progress {
	pthread_t thread;
	pthread_mutex_t mutex; /* guards the rest */
	pthread_cond_t changed;
	size_t done, total;
	struct tm_slice name;
	bool shown, ended;
};

static size_t terminal_width(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : COLUMNS;
}

/* What does not fit is left out; so is what a terminal would obey. */
static void add_name(struct tm_buffer *out, struct tm_slice name, size_t columns)
{
	size_t width = 0, n;

	for (size_t i = 0; i < name.len; i += n) {
		uint32_t c = tm_utf8_decode(name.ptr + i, &n);

		width += (size_t)tm_char_width(c);
		if (width > columns)
			return;
		if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			tm_buffer_byte(out, '?');
		else
			tm_buffer_add(out, name.ptr + i, n);
	}
}

static void draw(struct tm_progress *p)
{
	struct tm_buffer line = TM_BUFFER_INIT;
	size_t width = terminal_width();

	tm_buffer_printf(&line, "\r[%zu/%zu] ", p->done, p->total);
	if (line.len < width)
		add_name(&line, p->name, width - line.len);
	tm_buffer_lit(&line, "\033[K");
	tm_output_fd(STDERR_FILENO, tm_buffer_view(&line));
	tm_buffer_release(&line);
	p->shown = true;
}

static void erase(struct tm_progress *p)
{
	if (p->shown)
		tm_output_fd(STDERR_FILENO, TM_SLICE("\r\033[K"));
	p->shown = false;
}

static void wait_for(struct tm_progress *p, long milliseconds)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += milliseconds * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!p->ended && pthread_cond_timedwait(&p->changed, &p->mutex, &until) == 0)
		;
}

static void *show(void *context)
{
	struct tm_progress *p = context;

	pthread_mutex_lock(&p->mutex);
	for (wait_for(p, FIRST); !p->ended; wait_for(p, NEXT))
		draw(p);
	erase(p);
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

static bool can_show(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

struct tm_progress *tm_progress_start(size_t total, bool quiet)
{
	struct tm_progress *p;
	pthread_condattr_t clock;

	if (quiet || !can_show())
		return NULL;
	p = tm_malloc(sizeof(*p));
	*p = (struct tm_progress){ .total = total };
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&p->changed, &clock);
	pthread_condattr_destroy(&clock);
	pthread_mutex_init(&p->mutex, NULL);
	if (pthread_create(&p->thread, NULL, show, p) == 0)
		return p;
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->mutex);
	free(p);
	return NULL;
}

void tm_progress_step(struct tm_progress *p, size_t done, struct tm_slice name)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->mutex);
	p->done = done;
	p->name = name;
	pthread_mutex_unlock(&p->mutex);
}

void tm_progress_print(struct tm_progress *p, struct tm_slice text)
{
	if (!p) {
		tm_output_fd(STDERR_FILENO, text);
		return;
	}
	pthread_mutex_lock(&p->mutex);
	erase(p);
	tm_output_fd(STDERR_FILENO, text);
	pthread_mutex_unlock(&p->mutex);
}

void tm_progress_end(struct tm_progress *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->mutex);
	p->ended = true;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->mutex);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->mutex);
	free(p);
}
