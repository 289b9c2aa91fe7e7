/* memory.h - memory that is there or the program ends, and memory that all
 * goes back at once.
 *
 * An arena gives pieces and takes single ones back for reuse; when its owner
 * ends, everything is freed with it.  So no model has anything to tear down,
 * and a run that is broken off leaks nothing.  A build with sanitizers gives
 * every piece a malloc of its own and frees it when it is put back, so that
 * use after free is caught.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* With AddressSanitizer every piece stands alone. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ALONE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ALONE 1
#endif
#endif
#ifndef ARENA_ALONE
#define ARENA_ALONE 0
#endif

/* As calloc, realloc and strdup; out of memory ends the program with a line. */
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t count, size_t size);
char *xstrdup(const char *text);
void *xaligned(size_t alignment, size_t size); /* as aligned_alloc; not zeroed */

enum { CACHE_LINE = 64 }; /* bytes, on all that this is built for; else slower, no more */

/* Begins to fetch `bytes` from `p` on into the cache: a hint, whatever p is. */
static inline void fetch_ahead(const void *p, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += CACHE_LINE)
        __builtin_prefetch((const void *)((uintptr_t)p + at));
}

enum {
    ARENA_GRAIN = 16,
    ARENA_LINE = CACHE_LINE / ARENA_GRAIN, /* grains */
    ARENA_SMALL = 64, /* pieces of 16, 32, .. 1024 bytes are kept by exact size */
    ARENA_BIG = 40,   /* above: by power of two */
};

struct piece { /* put back, waiting to be got again */
    struct piece *next;
};

struct arena { /* all zero: empty */
    struct block *blocks;
    char *free, *end; /* of the open block */
    size_t opened;
    struct piece *small[ARENA_SMALL + 1], *big[ARENA_BIG];
};

void *arena_get_any(struct arena *arena, size_t size);
void arena_put_any(struct arena *arena, void *p, size_t size);

/* In grains; of a cache line or more in whole lines, so that the members that are used
 * together lie in one. */
static inline size_t arena_grains(size_t size)
{
    size_t n = size ? (size + ARENA_GRAIN - 1) / ARENA_GRAIN : 1;

    return n < ARENA_LINE ? n : (n + ARENA_LINE - 1) / ARENA_LINE * ARENA_LINE;
}

/* Whether pieces of this size are kept by exact size; decided while compiling. */
#define ARENA_IS_SMALL(size)                                                             \
    (!ARENA_ALONE && __builtin_constant_p(size) && (size) > 0 &&                         \
     (size) <= (size_t)ARENA_SMALL * ARENA_GRAIN)

/* Few lines are zeroed one by one: a call of memset takes as long as four of them, and in
 * line it would become rep stos, which is slow to start. */
static inline void zero_lines(char *p, size_t lines)
{
    for (size_t i = 0; i < lines; i++)
        memset(p + i * CACHE_LINE, 0, CACHE_LINE);
}

/* Zeroed, aligned for anything. */
static inline void *arena_get(struct arena *arena, size_t size)
{
    size_t n = arena_grains(size);
    struct piece *piece;

    if (!ARENA_IS_SMALL(size) || !arena->small[n])
        return arena_get_any(arena, size);
    piece = arena->small[n];
    arena->small[n] = piece->next;
    if (n % ARENA_LINE == 0)
        zero_lines((char *)piece, n / ARENA_LINE);
    else
        memset(piece, 0, n * ARENA_GRAIN);
    return piece;
}

/* `size`: that it was got with. */
static inline void arena_put(struct arena *arena, void *p, size_t size)
{
    struct piece *piece = p;

    if (!ARENA_IS_SMALL(size) || !p) {
        arena_put_any(arena, p, size);
        return;
    }
    piece->next = arena->small[arena_grains(size)];
    arena->small[arena_grains(size)] = piece;
}

void arena_release(struct arena *arena); /* empty again */

/* Texts in the arena; they stay until it is released. */
__attribute__((format(printf, 2, 3), nonnull(2))) char *arena_text(struct arena *arena,
                                                                   const char *fmt, ...);
void *arena_copy(struct arena *arena, const void *from, size_t size);

/* An array that grows by one: `items` holds `count` and comes back, in another place
 * where it must, with room for one more.  Starts as NULL and 0. */
void *arena_room(struct arena *arena, void *items, size_t count, size_t size);

#endif
