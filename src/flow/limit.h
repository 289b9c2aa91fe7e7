/* limit.h - what turns work away or makes it wait, by the address of the setting that
 * raises it (language.md D28).
 *
 * Three kinds: a level (so many at once), a token bucket, and a quota (so many, until
 * they are given anew: a level that its owner empties).  Tokens are whole micro-tokens
 * and the remainder of a refill is carried, so that bucket and ledger agree exactly:
 * initial + refilled = taken + level + spilled over the rim.
 *
 * A limit may be lifted (limit_name.lifted; study/grow.h): then its level has room for
 * all that comes, and its bucket holds more tokens than any run takes.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include "flow/service.h"

#define TOKEN INT64_C(1000000) /* micro-tokens in one */

struct limit {
    const struct limit_name *name;
    /* What the recorder reads. */
    int64_t rejections, delays; /* since the run began */
    int64_t refusals;           /* rejections of calls and their items: call_turn_away */
    int64_t passes;             /* what it let in: entries, takings */
    sim_time first, last;       /* rejection or delay; -1: none yet */
    double first_value;         /* what it was worth then: limit_value */
    /* Use, 0 ..: of a level what is in it by its size; of a bucket how far it is from
     * the fullest that it has been, so that beginning or growing empty is no use, or its
     * pace, if that is more: just below its rate a deep bucket is always full. */
    double peak; /* of the open period */
    double run_peak;
    sim_time run_peak_at; /* when it was reached first */
    double run_peak_value;

    /* The key behind most of the rejections, where the owner can tell; set at the end. */
    struct {
        bool given;
        uint64_t key;
        int64_t rejections; /* since the run began, at least */
        double
            asked_per_s; /* from its first rejection to its last; NaN: within a second */
    } culprit;

    /* LIMIT_LEVEL, LIMIT_QUOTA */
    int64_t size, level;

    /* LIMIT_BUCKET: micro-tokens; `rate` in micro-tokens per second. */
    int64_t rate, depth, tokens, remainder;
    int64_t fullest;  /* most tokens there have been, of what the depth has room for */
    int64_t emptiest; /* with so many or more its use is no more than `peak` */
    int64_t soon;     /* ns whose refill is sure to fit 64 bits */
    int64_t per_ns, rest; /* the rate is so many a ns, and so many a second */
    sim_time since;
    int64_t initial, refilled, spilled, taken; /* the ledger's */
    int64_t debt_most;                         /* largest request admitted on debt */

    /* What is taken of what comes in, at most all of it (what is beyond empties the
     * bucket), on average over about the time in which its depth comes in.  As of
     * `paced_at`, whatever the recorder's periods are. */
    double pace;
    int64_t paced_taken;
    sim_time paced_at;
};

/* `start` calls these on self->limit[i] / account->limit[i]; of a lifted one they, and
 * the sizes below, mean nothing. */
void limit_set_level(struct sim *, struct limit *, int64_t size);
void limit_set_bucket(struct sim *, struct limit *, double rate_per_s, double depth,
                      double initial_share);
/* New sizes while running: a level may stand above its new size until work ends. */
void limit_resize_level(struct sim *, struct limit *, int64_t size);
void limit_resize_bucket(struct sim *, struct limit *, double rate_per_s, double depth);
/* Larger, and what it is larger by is there at once. */
void limit_grow_bucket(struct sim *, struct limit *, double rate_per_s, double depth);

/* So many at once, so many tokens a second, or so many in all. */
double limit_value(const struct limit *);

static inline bool limit_has_room(const struct limit *limit, int64_t n)
{
    return n <= limit->size - limit->level;
}
void limit_enter(struct sim *, struct limit *, int64_t n); /* asserts room */
static inline void limit_leave(struct sim *sim, struct limit *limit, int64_t n)
{
    (void)sim;
    assert(n >= 0 && n <= limit->level);
    limit->level -= n;
}

/* Whether there are so many micro-tokens: a refill can wait if there are already. */
bool limit_fills_up_to(struct sim *, struct limit *, int64_t micro);
static inline bool limit_has_tokens(struct sim *sim, struct limit *limit, int64_t micro)
{
    return limit->tokens >= micro || limit_fills_up_to(sim, limit, micro);
}
void limit_take(struct sim *, struct limit *, int64_t micro); /* into debt too */
/* What was taken just now in parts was one request of so many, let in at once: it may owe
 * that much. */
void limit_owes(struct limit *, int64_t micro);
/* When so many will be there, from now: 0 if they are; SIM_FOREVER if never. */
sim_time limit_wait(struct sim *, struct limit *, int64_t micro);
void limit_settle(struct sim *, struct limit *); /* refill up to now */
/* So many tokens at once, beside the refill: what does not fit spills. */
void limit_fill(struct sim *, struct limit *, double tokens);

/* A limit whose owner keeps the tokens elsewhere (one bucket a partition): what passed
 * one of them, and its use. */
static inline void limit_passed(struct limit *limit)
{
    limit->passes++;
}
void limit_peaks(struct sim *, struct limit *, double share); /* limit_reached's */
static inline void limit_reached(struct sim *sim, struct limit *limit, double share)
{
    if (share > limit->peak)
        limit_peaks(sim, limit, share);
}

/* Of a bucket, as of now; 0 of other limits. */
double limit_pace(const struct sim *, const struct limit *);

/* A new period: its peak starts with what is in use now.  The recorder's, after it has
 * read `peak`. */
void limit_next_period(struct sim *, struct limit *);

/* Counting; call_refuse and call_turn_away (call.h) do it for calls and their items. */
void limit_rejected(struct sim *, struct limit *, int64_t n);
void limit_delayed(struct sim *, struct limit *, int64_t n);

/* Micro-tokens balance and level bounds; false after a message. */
bool limit_audit(const struct limit *, struct diag *);

#endif
