/* track.h - one meter followed through a run: open period, measured run, open windows. */
#ifndef TRACK_H
#define TRACK_H

#include "run/layout.h"

/* What a stretch of time brought.  Adds up. */
struct tally {
    int64_t n; /* things counted, values observed; of a level: stretches */
    int64_t min, max, last;
    struct wide sum; /* of values; of a level: level x ns */
};

struct track_bin { /* of the run's histogram, that holds something */
    unsigned at;
    uint64_t count, over;
};
struct track_batch { /* what one batch of a long run brought (batch_log.h) */
    struct tally tally;
    size_t bins;
    struct track_bin *bin;
};

struct track {
    const struct layout *layout;
    struct result *result;
    const struct metric_place *place;
    const struct metric *row;
    struct meter *meter;
    size_t member;
    int64_t counted; /* COUNT: up to here the meter has been read */
    struct tally period, stride, batch, run;
    int64_t total, before;         /* tally.n since t = 0; when the measured run began */
    struct histogram_period *open; /* values of the open period */
    struct watch *watch;           /* windows that are open */
    bool measured;                 /* the measured run has begun, and is not over */
};

struct watch { /* an open window */
    const struct window *window;
    struct track *track;
    const struct track *base[PLACE_COUNTS]; /* counts that share() divides by */
    int64_t base_before;
    sim_time from;
    struct tally tally;
    struct watch *next;
};

/* Reads the meter up to `t` (on the sim's clock: `now`) into all that is open. */
void track_read(struct track *, struct sim *, sim_time now);
/* Forgets what was seen so far: meters are on from here. */
void track_begin(struct track *, struct sim *, sim_time now);
/* The measured run begins. */
void track_measure(struct track *);
/* Closes period `k` of this length (ns). */
void track_close(struct track *, size_t k, sim_time length);
/* Closes a stride of so many seconds (strides.h). */
void track_stride(struct track *, double seconds, double *out);
/* A batch ends: what it brought, in the arena.  Its values leave the run's histogram, ..
 */
struct track_batch track_take_batch(struct track *, struct arena *);
/* .. and come back before the run ends, when no window is open any more. */
void track_return_batch(struct track *, const struct track_batch *);
/* The measured run is over (`length`: of its levels). */
void track_end(struct track *, sim_time length);

void watch_begin(struct watch *, struct track *, sim_time t);
void watch_end(struct watch *, sim_time t);
/* A window that was just one batch long; `base`: what share() divides by. */
void watch_batch(const struct track *, const struct window *, const struct track_batch *,
                 int64_t base, sim_time length);

#endif
