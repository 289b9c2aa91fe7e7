/* scenario.h - a file becomes a graph that any number of runs share.
 *
 * Loading: read the tree, inherit (`like`), apply overrides, fill from the profile, make
 * one resource a member (sorted by address), read fields by the models' tables, resolve
 * links, declare limits and parts, check.  Every mistake of a file is reported in one go.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "config/profile.h"
#include "flow/plan.h"
#include "flow/service.h"
#include "flow/steps.h"

enum { DRAIN_ALL = -1 };
enum initial { INITIAL_EMPTY, INITIAL_WARM };

struct run_settings { /* group `run`, language.md D20; read by run_fields */
    sim_time duration, warm_up, period;
    sim_time drain; /* DRAIN_ALL: until all open work has ended */
    int64_t seed, replications;
    double confidence,
        precision;         /* shares; precision NaN: a fixed number of replications */
    const char *start;     /* UTC wall clock of t = 0 */
    int64_t start_s;       /* the same, seconds since 1970 */
    double runs_per_month; /* NaN: not given */
    int initial;           /* enum initial */
    bool antithetic;       /* run 2i + 1 draws what run 2i does, mirrored */
    int64_t partitions;    /* that are followed, of each table ..; 0: none */
};
extern const struct field run_fields[];
extern const struct field head_fields[];         /* what stands beside its resources */
extern const struct field account_head_fields[]; /* account.*, beside models' quotas */

struct change {         /* one assignment of a timeline entry, made ready at load */
    sim_time at, until; /* after t = 0; until -1: it stays */
    size_t resource;
    const struct field *row;
    struct address *address; /* its words from the third on are below the resource */
    const void *value;       /* as it stands in a config struct; `size` bytes */
    size_t size;
    const char *text; /* "http.cards.latency = 3 s" */
    struct where where;
};

struct mark { /* a named stretch of time: language.md D31, and `during NAME` */
    const char *name;
    sim_time from, to; /* after t = 0 */
    enum mark_kind kind;
    const char *owner; /* address of the client; "timeline" */
};

struct price_tier {
    double up_to; /* units a month; INFINITY: the last */
    double price; /* USD for one unit */
};
struct price_row {
    const char *item; /* "lambda.gb_second" */
    size_t tiers;
    struct price_tier *tier;
    double free; /* units a month with account.free_tier */
    const char *source;
    bool assumption;
};

struct assumption { /* a value in force that rests on an assumption, or a default */
    const char *address, *text, *source;
};

struct warm_start { /* of one resource, with run.initial = "warm" */
    const char *address, *text;
};

struct memory { /* the longest of all resources; length 0: none */
    sim_time length;
    const char *address, *what;
};

struct objective; /* run/objective.h */

struct loading {
    const char *path;
    const char *profile_directory;
    const char *const *set; /* "ADDRESS=VALUE", in order; last wins */
    size_t sets;
    const char *const *set_origin; /* "--set 1", "--seed" ..; NULL: "--set N" */
    const char *const *objective;  /* --objective EXPR, beside the file's */
    size_t objectives;
    const char *const *wish; /* left-hand sides of objectives: "cost.run" */
    size_t wishes;
    bool no_objectives, no_own_objectives; /* none at all; none of the file */
    bool no_client;      /* may have none: whoever loads it calls the services himself */
    struct shelf *shelf; /* keeps the files that are read, or has them; NULL: nobody */
};

struct scenario {
    struct arena *arena;
    struct profile profile;
    const char *path, *title, *region;
    const char *text;      /* verbatim, with included files */
    const char *overrides; /* one a line */
    const char *inputs;    /* name and CRC of each trace read, one a line */
    struct graph graph;
    struct run_settings run;
    bool steady;                 /* methods.md 2; else terminating */
    bool has_activities;         /* something's capacity changes: flow/activity.h */
    const char *why_terminating; /* "client.travellers has a burst" */
    sim_time origin;             /* pre-roll before t = 0 (terminating), 0 if steady */
    sim_time measured_from;      /* after t = 0: the summary's start (steady: warm_up) */
    sim_time first_change;       /* after t = 0, 0 included; SIM_FOREVER: none */
    struct memory memory;
    size_t changes, marks, prices, assumptions, objectives, wishes, warm_starts;
    struct change *change; /* in order of time */
    struct mark *mark;
    struct price_row *price; /* sorted by item */
    struct assumption *assumption;
    struct objective *objective; /* then the wishes: asked for, not judged */
    struct warm_start *warm_start;
    double discount;
    bool free_tier;
    const char *prices_of; /* another Region, whose prices stand for this one's; NULL */
    struct loading loaded; /* how; what it points to is the caller's */
};

struct address;
/* The row that an address means (lambda.x.memory_size, run.seed); NULL: none that is
 * known without the file. */
const struct field *scenario_row(const struct address *);

/* NULL after messages (diag->errors: the user's, diag->failures: the world's). */
struct scenario *scenario_load(const struct loading *, struct diag *);
void scenario_free(struct scenario *);

#endif
