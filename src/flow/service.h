/* service.h - what the flow knows of a service, and a service of the flow.
 *
 * Loaded once, shared by all runs: model, resource, graph.  Made anew for each run:
 * world, account, service.  A room in models/ defines exactly one struct model.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include "base/diag.h"
#include "config/field.h"
#include "flow/ledger.h"
#include "sim/draw.h"
#include "sim/meter.h"
#include "sim/sim.h"

struct call;
struct root;
struct forecast;
struct forecast_time;
struct offered;
struct graph;
struct limit;
struct usage;
struct account;
struct service;
struct resource;
struct catalogue;
struct plan;
struct activity_log;
struct partitions;
struct ways;
struct work;

/* What use is paid for: run/price.c multiplies, rooms count (architecture 9). */
struct line_item {
    const char *name;  /* "gb_second": address prices.lambda.gb_second */
    const char *units; /* "GB-second" */
    const char *words; /* as AWS's bill counts them: "GB-seconds"; NULL: by its money */
    double scale;      /* units for one count of usage_add: 1 / (1024 * 1000) for MB-ms */
    const char *help;
    bool level; /* usage_level: an amount held, charged by the time in its units */
    /* NULL: always; else whether a resource ever uses it: told only then */
    bool (*fed)(const void *config);
};

#define LINE_ITEM_END                                                                    \
    {                                                                                    \
        .name = NULL                                                                     \
    }

/* A column of the model's table in the summary (terminal.md): one row a resource, and one
 * a part where the same metric is also kept of parts. */
struct report_column {
    const char *title; /* "p99 ms"; NULL ends a table */
    enum report_shows {
        SHOW_SETTING,  /* a field, as a scenario would write it */
        SHOW_COUNT,    /* how many: of a count, or samples of what is observed */
        SHOW_RATE,     /* the same per second */
        SHOW_SHARE,    /* a count by its base, in % */
        SHOW_RATIO,    /* the same as a factor; a column of 1.00 is left out */
        SHOW_MEAN,     /* of a level or of what is observed, by the unit */
        SHOW_MAXIMUM,  /* the same: largest of all replications */
        SHOW_QUANTILE, /* of what is observed, by the unit */
    } shows;
    const char *of; /* the metric's or field's name */
    double q;       /* SHOW_QUANTILE: 0.99 */
    double unit;    /* shown = value / unit: 0.001 for "ms", as the file has s; 0: 1 */
};

/* A count and the metrics that are parts of it. */
struct report_causes {
    const char *count;     /* NULL ends a table */
    const char *const *by; /* NULL-terminated; NULL: all that are named after it
                              ("cold_starts": "cold_starts_aged" ..) */
    const char *rest;      /* what is none of them; NULL: nothing is */
    bool is_new;           /* no column tells how many of its base they are */
};

/* A row of the summary's table of capacities, one a resource and one a part that has
 * these metrics: what was served of what there was, and what was turned away by reason.
 */
enum { REPORT_REASONS = 4 };
struct report_capacity {
    const char *title;  /* "read"; NULL ends a table */
    const char *served; /* a count; told per second */
    const char *given;  /* a level: so much a second; NULL, or not kept: none */
    struct {
        const char *title, *of; /* "key range"; a count */
    } turned_away[REPORT_REASONS];
};

#define REPORT_END                                                                       \
    {                                                                                    \
        .title = NULL                                                                    \
    }

/* A limit that is no setting of its resource: `headroom help` tells what raises it
 * (language.md D28). */
struct own_limit {
    const char *name; /* the last word of its address; NULL ends a table */
    const char *help; /* one line */
    const char *raised_by;
    const char *source; /* with date; NULL: our own */
};

#define OWN_LIMIT_END                                                                    \
    {                                                                                    \
        .name = NULL                                                                     \
    }

/* When a value is read: for a resource as it stands, for a call that is made of it, or
 * for a change that the timeline makes in it. */
struct occasion {
    const struct graph *graph;
    const struct resource *self;
    const struct target *call;  /* NULL: none */
    const struct field *change; /* NULL: none */
};

/* A value of the profile that is read on some occasions only.  Where there is none, what
 * it rests on is no assumption of the scenario (language.md D39). */
struct needed {
    const char *value; /* "account.lambda.event_delay"; of a group: all in it */
    bool (*on)(const struct occasion *);
};

#define NEEDED_END                                                                       \
    {                                                                                    \
        .value = NULL                                                                    \
    }

/* Where a client's network ends: in the Region, by way of a point of presence, in a VPC,
 * or at the point of presence itself. */
enum door { DOOR_REGION, DOOR_EDGE, DOOR_PRIVATE, DOOR_POINT };

struct model {
    const char *name;           /* the group in a scenario: "lambda" */
    const char *dimension;      /* of its resources in the file: "function" */
    const char *part_dimension; /* of its parts: "route"; NULL: it has none */
    const char *help;           /* one line */
    const char *also;           /* what others call it, blanks between; NULL: no more */
    const struct field *fields, *account_fields, *request_fields; /* NULL: none */
    size_t config_size, account_size, request_size;
    const struct metric *metrics;
    const struct own_limit *own_limits; /* that `declare` names; NULL: all are settings */
    const struct line_item *items;
    const char
        *within; /* "lambda.NAME.event_source_mappings": its resources stand in that
                    list (struct field, services); NULL: in a group of their own */
    const struct needed *needed; /* values without a row always are; NULL: all are */
    const struct report_column *columns; /* of its table in the summary; NULL: none */
    const struct report_capacity *capacities; /* NULL: none */
    /* Counts of each partition of a resource, and of each of its parts, kept on request
     * (flow/partition.h); `base`: what they add up to.  NULL: it has no partitions. */
    const struct metric *partition_metrics;
    /* Counts whose causes are told below the table where there are many; NULL: none. */
    const struct report_causes *caused;
    const char *const *actions; /* NULL-terminated; [0] is the obvious one */
    bool
        errors_are_answers; /* to an SDK a failed call is an answer: a function's error */
    const char *const *later_actions; /* refused: "not built yet"; NULL: none */

    /* Before a resource's fields are read: adds to its group what follows from what is
     * said there (a state machine's tasks call what its definition names).  What is wrong
     * is told later, by who reads the fields.  May be NULL. */
    void (*expand)(struct reading *, struct node *group, const char *address);

    /* For headroom import: adds to a group what it cannot do without and no template
     * says, with plain values, marked as assumptions whose `source` says what they are.
     * False after messages: it cannot be simulated.  May be NULL. */
    bool (*complete)(struct reading *, struct node *group, const char *address);

    /* At load, in this order, once fields are read and links resolved.  The loader calls
     * steps_check for every list of step_fields in `fields`; calls in them that say no
     * retry get the policy of this name (language.md D14; NULL, or no such hook: none).
     * `plan` tells what changes when (flow/plan.h).  `declare` names limits and parts, in
     * the order in which `start` finds them in self->limit[] and self->part[]; `check`
     * holds rules between fields. */
    const char *(*default_retry)(const struct graph *, const struct resource *self);
    void (*plan)(struct plan *, const struct resource *self);
    void (*declare)(struct catalogue *, const struct resource *self);
    void (*check)(const struct graph *, const struct resource *self, struct diag *);
    /* Resolves what a caller says (a route's name ..): false after a message. */
    bool (*resolve)(const struct graph *, const struct resource *self, struct target *,
                    struct diag *);
    enum door (*door)(const struct resource *self); /* NULL: DOOR_REGION */
    const struct ways *ways; /* a private network's (flow/ways.h); NULL: it is none */
    /* The calculator's view (flow/forecast.h): adds this resource's limits, usage and
     * downstream calls for what is offered; returns the time to answer. */
    struct forecast_time (*forecast)(struct forecast *, const struct resource *self,
                                     const struct offered *);

    /* Whom it takes its work from, beside its callers: a queue.  NULL: nobody. */
    const struct target *(*consumes)(const struct resource *self);

    /* run.initial = "warm" (methods.md 2), at load, after `check`: sets in self->config
     * what the resource starts with under the load of `forecast`, that of t = 0, where
     * the scenario does not say it; tells in words, for `headroom check`, or NULL.  No
     * such hook: it starts the same way, warm or not. */
    const char *(*warm)(const struct forecast *, const struct resource *self,
                        struct arena *);
    /* The longest time for which what has happened to it still shows, and the settings
     * that make it so long: no warm-up should be shorter (methods.md 2).  NULL: none. */
    sim_time (*memory)(const struct graph *, const struct resource *self,
                       const char **what);

    /* A client's (NULL: no client): what it offers on average in [from, to) after t = 0:
     * journeys per second, bursts and traces included, and users of a closed loop.  The
     * same struct then goes to its `forecast`, which finds the pace of the users. */
    void (*offers)(const struct resource *self, sim_time from, sim_time to,
                   struct offered *);

    /* In a run.  Rooms keep their state in the run's arena and have no tear-down. */
    void *(*start_account)(struct sim *, struct account *); /* may be NULL */
    void *(*start)(struct sim *, struct service *self);     /* returns self->state */
    void (*accept)(struct sim *, struct service *self, struct call *);
    /* A setting of self->config has just changed (timeline); may be NULL. */
    void (*changed)(struct sim *, struct service *self, const struct field *);
    /* A client's: the round trip from its point of presence to the Region, for this work
     * of its; NULL: it has no network.  And its mean, at load, s. */
    sim_time (*point_to_region)(struct sim *, const struct service *,
                                const struct work *);
    double (*point_to_region_mean)(const struct forecast *, const struct resource *self);
    /* A client's: the value of request attribute `index` (graph->attributes) for the
     * journey (who, ordinal), in base units (s, bytes, 1); *known false: it has none. */
    double (*attribute)(const struct service *, size_t index, uint64_t who,
                        uint64_t ordinal, bool *known);
    /* The same, its mean over journeys, at load; NaN: it has none.  May be NULL. */
    double (*attribute_mean)(const struct graph *, const struct resource *self,
                             size_t index);
    /* The same, its law, at load; NULL: it has none (a trace's column).  May be NULL. */
    const struct law *(*attribute_law)(const struct resource *self, size_t index);
    /* A client's: the last effect of a request has ended (D26 completion); may be NULL.
     */
    void (*completed)(struct sim *, struct service *, const struct root *);
    /* The end has come, the drain is over, the last period still open: what has not
     * ended is counted (D26: a completion never seen is infinite).  May be NULL. */
    void (*ending)(struct sim *, struct service *self);
    /* At the end: what must add up (methods.md 9); says what did not.  May be NULL. */
    void (*audit)(struct sim *, struct service *self, struct diag *);
};

/* One member of the scenario as loaded. */
struct resource {
    const struct model *model;
    const char *name;    /* "orders" */
    const char *address; /* "lambda.orders" */
    struct where at;
    size_t index;                 /* in the graph, which is sorted by address (strcmp) */
    void *config;                 /* model->config_size, read by model->fields */
    const struct resource *owner; /* in whose list it stands; NULL: in none */
    const struct field *list;     /* that list's row, and .. */
    size_t element;               /* .. its place there */
    size_t limits, parts;
    size_t *limit;     /* indices into graph->limit, in order of declaration */
    const char **part; /* labels of its parts: "POST /booking" */
    size_t first_part; /* its first part's place along the part dimension */
};

/* One limit of the scenario; its name is the address of the setting that raises it. */
struct limit_name {
    const char *address;
    enum limit_kind { LIMIT_LEVEL, LIMIT_BUCKET, LIMIT_QUOTA } kind;
    const struct resource *owner; /* NULL: an account's */
    const char *unit;      /* of what it counts, where that says more: "KB", "shard" */
    const char *spills_to; /* where work beyond it goes; NULL: it is turned away */
    bool structural;       /* its setting decides how work is spread: shards .. */
    bool lifted; /* it binds nobody: what would give way behind it? (study/grow.h) */
};

struct model_account {
    const struct model *model;
    void *config; /* read by account_fields; NULL: none */
    size_t limits;
    size_t *limit;
};

struct graph {
    size_t resources, accounts, limits;
    struct resource *resource;     /* sorted by address */
    struct model_account *account; /* of the models in use, sorted by name */
    struct limit_name *limit;      /* sorted by address */
    struct attributes attributes;
    const char *date; /* of the profile: "2021-08-31" */
    const char *region;
    /* Whether the profile's date has it; *since is told (config/profile.h). */
    bool (*has_feature)(const struct graph *, const char *feature, const char **since);
    const void *profile;
};

const struct resource *graph_find(const struct graph *, const char *address);
/* A link to it with this action, which its model has. */
struct target link_to(const struct resource *, const char *action);
/* What it says by this name (its model's table), wherever rooms must hold their settings
 * against those of others; NULL: it has no such setting. */
const void *resource_setting(const struct resource *, const char *name);
/* Of one that stands in its owner's list: its config inside the owner's. */
void *resource_element(const struct resource *self, void *owner);
/* The config of account.MODEL, NULL if no resource of that model is there. */
const void *graph_account(const struct graph *, const char *model);

/* For `declare`: names in any order; each returns its place in self->limit[] (or
 * account->limit[], shared by all resources of the model: declared once). */
size_t declare_limit(struct catalogue *, enum limit_kind, const char *field);
size_t declare_account_limit(struct catalogue *, enum limit_kind, const char *field);
/* What a limit of self counts, where its name does not tell: "KB", "shard". */
void declare_unit(struct catalogue *, size_t place, const char *unit);
/* Work beyond this limit of self is not turned away: it goes there. */
void declare_spill(struct catalogue *, size_t place, const char *to);
/* The setting of this limit of self decides how work is spread, so that it is lifted by
 * raising it. */
void declare_structural(struct catalogue *, size_t place);
size_t declare_part(struct catalogue *, const char *label);

extern const char *const limit_kinds[]; /* in words, by enum limit_kind */

/* ---- one run ---- */

struct account { /* what all services of a model share in a run */
    const struct model *model;
    const void *config;
    void *state;
    struct limit **limit;
    struct meter *meter; /* the OF_ACCOUNT rows, by row number */
};

struct part {
    struct meter *meter;           /* by row number of the model's metrics */
    struct breakdown *breakdown;   /* a client's: where its time went; else NULL */
    struct partitions *partitions; /* NULL: not kept */
};

struct service {
    const struct model *model;
    const struct resource *resource;
    const char *address;
    void *config; /* this run's own copy: a timeline may change it */
    struct account *account;
    void *state;
    struct meter *meter; /* by row number of the model's metrics */
    struct part *part;
    struct limit **limit;
    struct usage *usage;           /* by row number of the model's items */
    struct breakdown *breakdown;   /* a client's: where its time went; else NULL */
    struct partitions *partitions; /* NULL: not kept */
    struct traffic traffic;        /* calls to it: the flow's own counts */
};

struct world { /* sim_owner() of every sim of a scenario */
    const struct graph *graph;
    struct service *service; /* by resource index */
    uint64_t seed;
    unsigned replication;
    bool antithetic;
    sim_time
        origin; /* the scenario's t = 0 on the sim's clock (a pre-roll lies before) */
    int64_t start_s;                 /* the wall clock of t = 0, UTC, s since 1970 */
    sim_time arrivals_end;           /* no arrivals from here on (drain), sim clock */
    uint64_t open;                   /* requests whose last effect is still to come */
    struct limit *limit;             /* by index in the graph */
    struct ledger *ledger;           /* all zero at the start; never NULL */
    FILE *trace;                     /* golden traces; NULL: none */
    struct request_log *requests;    /* NULL: not kept */
    struct activity_log *activities; /* NULL: nothing has a capacity that changes */
};

static inline struct world *world_of(const struct sim *sim)
{
    return sim_owner(sim);
}

/* The wall clock, ns since 1970: less than 292 years. */
static inline int64_t world_clock(const struct sim *sim)
{
    const struct world *w = world_of(sim);

    return w->start_s * SIM_SECOND + sim_now(sim) - w->origin;
}

static inline struct service *target_service(const struct sim *sim,
                                             const struct target *t)
{
    return &world_of(sim)->service[t->resource];
}

/* The stream "lambda.orders/PURPOSE" of this run (methods.md 1). */
struct stream service_stream(const struct sim *, const struct service *,
                             const char *purpose);

#endif
