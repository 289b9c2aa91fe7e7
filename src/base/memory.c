/* memory.c - a piece of an arena is got, put back, got again; one release. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { GRAIN = ARENA_GRAIN, BLOCK = 256 * 1024 };
enum { MANY_BLOCKS = 16, HUGE_BLOCK = 2 * 1024 * 1024 };

struct block {
    struct block *next, *prev; /* prev: of a piece that stands alone */
    max_align_t bytes[];
};

static void out_of_memory(void)
{
    fputs("headroom: out of memory\n", stderr);
    abort();
}

void *xcalloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *xrealloc(void *p, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    size *= count;
    p = realloc(p, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *xaligned(size_t alignment, size_t size)
{
    void *p = aligned_alloc(alignment, size);

    if (!p)
        out_of_memory();
    return p;
}

char *xstrdup(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(xcalloc(size, 1), text, size);
}

/* The power of two, in grains, that holds n; its list is *rank. */
static size_t power(size_t n, unsigned *rank)
{
    size_t held = 2 * ARENA_SMALL;

    for (*rank = 0; held < n; held *= 2)
        ++*rank;
    assert(*rank < ARENA_BIG);
    return held;
}

static struct block *linked(struct arena *arena, struct block *block)
{
    block->next = arena->blocks;
    if (arena->blocks)
        arena->blocks->prev = block;
    arena->blocks = block;
    return block;
}

static struct block *block_new(struct arena *arena, size_t room)
{
    if (room > SIZE_MAX - sizeof(struct block))
        out_of_memory();
    return linked(arena, xcalloc(1, sizeof(struct block) + room));
}

/* On one page, where the system has such large ones: pieces of a large arena are used in
 * no order, and finding their pages would take longer than the reading. */
static struct block *huge_block_new(struct arena *arena)
{
    void *block = xaligned(HUGE_BLOCK, HUGE_BLOCK);

#ifdef MADV_HUGEPAGE
    madvise(block, HUGE_BLOCK, MADV_HUGEPAGE); /* advice: no harm if it is not taken */
#endif
    return linked(arena, memset(block, 0, HUGE_BLOCK));
}

/* The open block: pieces are cut from it. */
static void open_block(struct arena *arena)
{
    struct block *block;
    size_t room = BLOCK;

    if (arena->opened++ < MANY_BLOCKS) {
        block = block_new(arena, room);
    } else {
        block = huge_block_new(arena);
        room = HUGE_BLOCK - sizeof *block;
    }
    arena->free = (char *)block->bytes;
    arena->end = arena->free + room;
}

static void *get_alone(struct arena *arena, size_t size)
{
    return block_new(arena, size)->bytes;
}

static void put_alone(struct arena *arena, void *p)
{
    struct block *block = (struct block *)((char *)p - offsetof(struct block, bytes));

    if (block->next)
        block->next->prev = block->prev;
    if (block->prev)
        block->prev->next = block->next;
    else
        arena->blocks = block->next;
    free(block);
}

/* Whole lines begin with a line, which a block need not: what is left out before one. */
static size_t gap(const char *free, size_t bytes)
{
    const size_t line = CACHE_LINE;

    return bytes < line ? 0 : (line - (uintptr_t)free % line) % line;
}

static void *cut(struct arena *arena, size_t bytes)
{
    if ((size_t)(arena->end - arena->free) < bytes + gap(arena->free, bytes)) {
        if (bytes > BLOCK / 4) /* a block of its own; the open one stays open */
            return block_new(arena, bytes)->bytes;
        open_block(arena);
    }
    char *p = arena->free + gap(arena->free, bytes);
    arena->free = p + bytes;
    return p;
}

/* The list of spare pieces that hold n grains; *n becomes what they hold. */
static struct piece **spare(struct arena *arena, size_t *n)
{
    unsigned rank;

    if (*n <= ARENA_SMALL)
        return &arena->small[*n];
    *n = power(*n, &rank);
    return &arena->big[rank];
}

void *arena_get_any(struct arena *arena, size_t size)
{
    size_t n = arena_grains(size);
    struct piece **list, *piece;

    if (size > SIZE_MAX / 4)
        out_of_memory();
    if (ARENA_ALONE)
        return get_alone(arena, size);
    list = spare(arena, &n);
    piece = *list;
    if (!piece)
        return cut(arena, n * GRAIN);
    *list = piece->next;
    return memset(piece, 0, arena_grains(size) * GRAIN);
}

void arena_put_any(struct arena *arena, void *p, size_t size)
{
    size_t n = arena_grains(size);
    struct piece **list, *piece = p;

    if (!p)
        return;
    if (ARENA_ALONE) {
        put_alone(arena, p);
        return;
    }
    list = spare(arena, &n);
    piece->next = *list;
    *list = piece;
}

void arena_release(struct arena *arena)
{
    while (arena->blocks) {
        struct block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    *arena = (struct arena){0};
}

char *arena_text(struct arena *arena, const char *fmt, ...)
{
    va_list ap;
    int length;
    char *text;

    va_start(ap, fmt);
    length = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    assert(length >= 0);
    text = arena_get(arena, (size_t)length + 1);
    va_start(ap, fmt);
    vsnprintf(text, (size_t)length + 1, fmt, ap);
    va_end(ap);
    return text;
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
    void *to = arena_get(arena, size);

    return size ? memcpy(to, from, size) : to;
}

void *arena_room(struct arena *arena, void *items, size_t count, size_t size)
{
    void *grown;

    if (count & (count - 1)) /* there is room up to the next power of two */
        return items;
    grown = arena_get(arena, (count ? 2 * count : 1) * size);
    if (count) {
        memcpy(grown, items, count * size);
        arena_put(arena, items, count * size);
    }
    return grown;
}
