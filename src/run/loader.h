/* loader.h - what the passes of a loading share; private to scenario*.c.
 *
 * scenario_tree.c     file -> tree: `like`, --set, the names of groups
 * scenario_head.c     run, timeline, objectives, account: what is no resource
 * scenario_profile.c  what the profile adds
 * scenario_dated.c    what it refuses
 * scenario_price.c    what use costs
 * scenario_graph.c    tree -> resources: fields, links, steps, limits, parts
 * scenario_reach.c    request(NAME): who can give it, where it is wanted
 * scenario_plan.c     what changes when: steady or terminating, duration, marks
 * scenario_warm.c     how resources start, and for how long that shows
 * scenario_change.c   the timeline, made ready
 * scenario.c          the order of it all
 */
#ifndef LOADER_H
#define LOADER_H

#include "config/address.h"
#include "run/scenario.h"

struct head { /* what a scenario says beside its resources; read by head_fields */
    const char *title, *profile, *region;
    struct run_settings run;
    struct list timeline; /* of struct entry */
    struct texts objectives;
};

struct entry { /* of the timeline */
    const char *name;
    sim_time at, until; /* until ABSENT: it stays */
    struct texts set;
};

struct account_head { /* account.*, beside the models' quotas; read by account_head_fields
                       */
    double discount;
    bool free_tier;
};

struct edge {         /* a resolved link */
    size_t from, to;  /* resources */
    const char *out;  /* key of the element of `from` that has it, "POST /x"; or "" */
    const char *door; /* key of the element of `to` that it leads to; NULL: to all */
};

struct loader {
    const struct loading *what;
    struct scenario *scenario;
    struct arena *arena;
    struct diag *diag;
    struct node *root;   /* of the scenario's file */
    struct node **group; /* of each resource, as inherited, overridden and filled */
    bool unreadable;     /* what ought to be groups of resources or quotas is not */
    bool *sound;         /* each resource: its fields and links are as they should be */
    struct edge *edge;
    size_t edges;
    struct reading reading;
    struct head head;
    bool head_sound; /* it was read without a mistake */
    struct account_head account;
};

/* ---- scenario_tree.c ---- */
bool loader_tree(struct loader *);
/* The group of that name in the root, made if it is not there. */
struct node *loader_group(struct loader *, struct node *parent, const char *name);
/* MODEL.NAME at its beginning, with no brackets: those are for what is below. */
bool loader_names_only(const struct address *);
/* "; did you mean X?" or "", in the arena. */
const char *loader_hint(struct loader *, const char *near);

/* ---- scenario_head.c ---- */
void loader_head(struct loader *);

/* ---- scenario_profile.c ---- */
bool loader_profile(struct loader *);
/* What a resource does not say: by the scenario's own defaults, then by the profile's. */
void loader_fill_own(struct loader *, const struct model *, struct node *group);
void loader_fill(struct loader *, const struct model *, struct node *group);
void loader_fill_account(struct loader *, const struct model *, struct node *group);
/* The group root.FIRST.SECOND; NULL: there is none. */
const struct node *loader_path(const struct node *root, const char *first,
                               const char *second);
/* "python3.9" fits "python3.9", "python*", and a list with one of them. */
bool loader_fits(const char *value, const struct node *patterns);
/* Whether a rule's `when` fits a group; `defaults`, or NULL, say what the group does not.
 */
bool loader_when(const struct node *rule, const struct node *group,
                 const struct node *defaults);

/* ---- scenario_assume.c ---- */
/* A value in force rests on an assumption; said once. */
void loader_assume(struct loader *, const char *address, const struct node *value);
/* The scenario is whole: leaves out what nothing in it reads. */
void loader_assumptions(struct loader *);

/* ---- scenario_dated.c ---- */
/* False: it has a feature that came later than the profile, or a name that AWS has not;
 * this was said. */
bool loader_dated(struct loader *, const struct model *, const struct node *group,
                  const char *address);
/* ---- scenario_price.c ---- */
void loader_prices(struct loader *);

/* ---- scenario_graph.c ---- */
/* What a callee lets its callers say, for FIELD_REQUEST. */
const struct field *loader_request_table(void *, const char *address, size_t *size);
void loader_resources(struct loader *);
void loader_links(struct loader *);
void loader_check(struct loader *);

/* ---- scenario_reach.c ---- */
struct wish { /* an attribute that some client gives */
    const char *name;
    size_t client;
};
void loader_reach(struct loader *, const struct wish *given, size_t count);

/* ---- scenario_plan.c ---- */
void loader_plan(struct loader *);

/* ---- scenario_warm.c ---- */
void loader_warm(struct loader *);

/* ---- scenario_change.c ---- */
void loader_changes(struct loader *);

#endif
