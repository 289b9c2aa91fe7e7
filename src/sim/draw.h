/* draw.h - random numbers that belong to the work, not to the order of events.
 *
 * A draw is a function of three things and has no state, so there is no
 * "next": whatever else happens in a run, the same work draws the same.
 *
 *     u = U(stream, name, slot)
 *
 * stream  what is drawn for, in this replication of this seed:
 *         stream_named(seed, replication, "lambda.orders/work")
 * name    whose draw it is: the `who` of a piece of work (what it is), or
 *         its `try` (which execution of it)
 * slot    a constant of the law; 0 unless one name draws several times
 *
 * Names hold no time, pointer, table position, environment number or count of
 * earlier draws.  64-bit names may collide (1e11 draws: a few hundred pairs):
 * harmless to estimates, so they are never used as identities.
 *
 * The generator: two rounds of splitmix64's finaliser (Stafford's variant 13)
 * under a 128-bit key.  Its quality on streams as they are used: README.md.
 */
#ifndef DRAW_H
#define DRAW_H

#include <stdint.h>

#define DRAW_GOLDEN UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd */

struct stream {
    uint64_t a, b; /* the key */
    uint64_t flip; /* all ones in an antithetic stream */
};

/* A stream depends on nothing but its own name, seed and replication: adding
 * a resource moves no other stream's numbers. */
struct stream stream_named(uint64_t seed, unsigned replication, const char *name);

/* The same stream with each u replaced by exactly 1 - u. */
struct stream stream_antithetic(struct stream stream);

static inline uint64_t mix64(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A text as a number: the `site` of a static address (a step's name, else its
 * kind, target, action and count among equals), a client's key, a kind. */
uint64_t name_text(const char *text);

/* The `who` and `try` of work that nothing in the model has caused:
 *     ("arrival", k)             k-th of the client's own arrival process
 *     ("burst", b, i)            i-th of burst b
 *     ("user", u, iteration)     closed loop
 *     ("trace", row)             a row of a trace
 *     ("schedule", ordinal)      a scheduled start
 * `b` is 0 where a kind has one number only.  client = name_text(address). */
uint64_t name_root(uint64_t client, const char *kind, uint64_t a, uint64_t b);

/* The same in two steps, for who makes many of one kind. */
uint64_t name_kind(uint64_t client, const char *kind);
static inline uint64_t name_nth(uint64_t kind, uint64_t a, uint64_t b)
{
    return mix64(mix64(kind + a) + b * DRAW_GOLDEN + 1);
}

/* `who` of what a step causes: i counts iterations of the step (count, Map
 * item, branch, visit of a state, record of a put). */
static inline uint64_t name_child(uint64_t who, uint64_t site, uint64_t i)
{
    return mix64(mix64(who + site) + i * DRAW_GOLDEN);
}

/* `try` of the same: also a, executions of this edge so far (0 first; retries
 * count, throttled tries do not), and h, the hedge's copy (0 the original).
 * Distinct for i < 2^40, a < 2^16, h < 2^8. */
static inline uint64_t name_try(uint64_t try, uint64_t site, uint64_t i, uint64_t a,
                                uint64_t h)
{
    return name_child(try, site, i + (a << 40) + (h << 56));
}

/* 64 random bits. */
static inline uint64_t draw_bits(const struct stream *s, uint64_t name, unsigned slot)
{
    return mix64(mix64(name + s->a) + s->b + slot * DRAW_GOLDEN) ^ s->flip;
}

/* The upper 52 bits and a half, 2^-53 <= u <= 1 - 2^-53: open at both ends
 * and symmetric, unit_of(~bits) is exactly 1 - unit_of(bits).  53 bits and a
 * half would round to 1 once in 2^53. */
static inline double unit_of(uint64_t bits)
{
    return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

#endif
