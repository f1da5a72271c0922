#include "normalize/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	BLOCK_SIZE = 256 * 1024,
	ALIGNMENT = 16,
	SPARE_BLOCKS = 32 /* kept for the next document; more than that only very long ones need */
};

struct tm_arena_block {
	struct tm_arena_block *next;
	size_t used, room;
	max_align_t bytes[];
};

static tm_out_of_memory_fn *out_of_memory_handler;

void tm_set_out_of_memory(tm_out_of_memory_fn *handler)
{
	out_of_memory_handler = handler;
}

void tm_out_of_memory(void)
{
	if (out_of_memory_handler)
		out_of_memory_handler();
	abort();
}

size_t tm_size_add(size_t a, size_t b)
{
	if (a > SIZE_MAX - b)
		tm_out_of_memory();
	return a + b;
}

size_t tm_size_mul(size_t a, size_t b)
{
	if (b && a > SIZE_MAX / b)
		tm_out_of_memory();
	return a * b;
}

void *tm_malloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		tm_out_of_memory();
	return p;
}

void *tm_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		tm_out_of_memory();
	return p;
}

void tm_arena_init(struct tm_arena *arena)
{
	*arena = (struct tm_arena)TM_ARENA_INIT;
}

static void free_blocks(struct tm_arena_block *block)
{
	while (block) {
		struct tm_arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void tm_arena_release(struct tm_arena *arena)
{
	free_blocks(arena->block);
	free_blocks(arena->spare);
	tm_arena_init(arena);
}

void tm_arena_clear(struct tm_arena *arena)
{
	size_t kept = 0;

	for (struct tm_arena_block *b = arena->spare; b; b = b->next)
		kept++;
	while (arena->block) {
		struct tm_arena_block *block = arena->block;

		arena->block = block->next;
		if (block->room != BLOCK_SIZE || kept == SPARE_BLOCKS) {
			free(block);
			continue;
		}
		block->next = arena->spare;
		arena->spare = block;
		kept++;
	}
	arena->used = 0;
}

/* A request larger than a block gets a block of its own behind the current one. */
static struct tm_arena_block *add_block(struct tm_arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;
	struct tm_arena_block *block = room == BLOCK_SIZE ? arena->spare : NULL;

	if (block)
		arena->spare = block->next;
	else
		block = tm_malloc(tm_size_add(sizeof(*block), room));
	block->used = 0;
	block->room = room;
	if (room != BLOCK_SIZE && arena->block) {
		block->next = arena->block->next;
		arena->block->next = block;
	} else {
		block->next = arena->block;
		arena->block = block;
	}
	return block;
}

static void *take(struct tm_arena *arena, size_t size)
{
	struct tm_arena_block *block = arena->block;
	char *p;

	size = tm_size_add(size, ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!block || block->room - block->used < size)
		block = add_block(arena, size);
	p = (char *)block->bytes + block->used;
	block->used += size;
	arena->used += size;
	return p;
}

void *tm_arena_alloc(struct tm_arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *tm_arena_array(struct tm_arena *arena, size_t count, size_t size)
{
	return tm_arena_alloc(arena, tm_size_mul(count, size));
}

struct tm_slice tm_arena_slice(struct tm_arena *arena, struct tm_slice s)
{
	char *p;

	if (!s.ptr)
		return s;
	p = take(arena, tm_size_add(s.len, 1));
	if (s.len)
		memcpy(p, s.ptr, s.len);
	p[s.len] = '\0';
	return (struct tm_slice){ p, s.len };
}

struct tm_slice tm_arena_printf(struct tm_arena *arena, const char *format, ...)
{
	char small[128], *p;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(small, sizeof(small), format, ap);
	va_end(ap);
	if (n < 0)
		return TM_SLICE("");
	p = take(arena, (size_t)n + 1);
	if ((size_t)n < sizeof(small)) {
		memcpy(p, small, (size_t)n + 1);
	} else {
		va_start(ap, format);
		vsnprintf(p, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	return (struct tm_slice){ p, (size_t)n };
}

struct tm_slice tm_arena_concat(struct tm_arena *arena, size_t count, const struct tm_slice *pieces)
{
	size_t len = 0;
	char *p, *q;

	for (size_t i = 0; i < count; i++)
		len = tm_size_add(len, pieces[i].len);
	p = q = take(arena, tm_size_add(len, 1));
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].len)
			memcpy(q, pieces[i].ptr, pieces[i].len);
		q += pieces[i].len;
	}
	*q = '\0';
	return (struct tm_slice){ p, len };
}

void *tm_arena_push(struct tm_arena *arena, void *array, size_t *count, size_t *room, size_t size)
{
	void *old;
	char *element;

	/* `array` points at a pointer to an object type; all of these share one representation here. */
	memcpy(&old, array, sizeof(old));
	if (*count == *room) {
		size_t grown = *room ? tm_size_mul(*room, 2) : 8;
		void *fresh = take(arena, tm_size_mul(grown, size));

		if (*count)
			memcpy(fresh, old, *count * size);
		*room = grown;
		old = fresh;
		memcpy(array, &old, sizeof(old));
	}
	element = (char *)old + *count * size;
	memset(element, 0, size);
	++*count;
	return element;
}
