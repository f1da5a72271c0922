/*
 * arena.h - memory that lives and dies together.
 *
 * Everything that belongs to one document (or to the loaded grammar) is taken
 * from one arena and given back at once.  Nothing is freed singly, nothing
 * moves.  An arena is used by one thread at a time.
 *
 * Allocation never returns NULL: when memory runs out, the handler of
 * tm_set_out_of_memory() is called, which does not return.  Without a handler
 * the process aborts.  Size arithmetic is checked here, so that callers need
 * not.
 */
#ifndef NORMALIZE_ARENA_H
#define NORMALIZE_ARENA_H

#include <stddef.h>

#include "normalize/slice.h"

struct tm_arena_block;

struct tm_arena {
	struct tm_arena_block *block; /* newest first */
	struct tm_arena_block *spare; /* kept from what was cleared */
	size_t used;                  /* bytes handed out, for statistics */
};

#define TM_ARENA_INIT                                                                                             \
	{                                                                                                         \
		NULL, NULL, 0                                                                                     \
	}

void tm_arena_init(struct tm_arena *arena);

/* Gives all memory back; the arena is as after tm_arena_init(). */
void tm_arena_release(struct tm_arena *arena);

/* Takes all memory back; some megabytes of it are kept for the next document. */
void tm_arena_clear(struct tm_arena *arena);

/* `size` zeroed bytes, aligned for any type. */
void *tm_arena_alloc(struct tm_arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes. */
void *tm_arena_array(struct tm_arena *arena, size_t count, size_t size);

/* A copy; with a NUL behind it that its length does not count. */
struct tm_slice tm_arena_slice(struct tm_arena *arena, struct tm_slice s);

/* Formats like printf; only %s %d %u %zu %x %c and their widths are promised. */
struct tm_slice tm_arena_printf(struct tm_arena *arena, const char *format, ...);

/* The pieces one after the other. */
struct tm_slice tm_arena_concat(struct tm_arena *arena, size_t count, const struct tm_slice *pieces);

/*
 * Makes room for one more element in an array that grows inside an arena:
 * `array` is the address of the pointer, `count` the elements in use, `room`
 * the capacity.  Returns the zeroed new element and counts it.
 */
void *tm_arena_push(struct tm_arena *arena, void *array, size_t *count, size_t *room, size_t size);

/* What to do when memory runs out; must not return. */
typedef void tm_out_of_memory_fn(void);
void tm_set_out_of_memory(tm_out_of_memory_fn *handler);
void tm_out_of_memory(void);

/* malloc and realloc that call tm_out_of_memory() instead of failing. */
void *tm_malloc(size_t size);
void *tm_realloc(void *old, size_t size);

/* a + b and a * b; running over is treated as memory running out. */
size_t tm_size_add(size_t a, size_t b);
size_t tm_size_mul(size_t a, size_t b);

#endif
