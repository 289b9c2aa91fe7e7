/* template.h - the resources of a template, and what each becomes in the scenario.
 *
 * Shared by all that work on one import.  A resource is `declared`: its properties are
 * worked out (value.h), and it may have a group of its own in the scenario.  SAM's short
 * forms are declared as what they stand for (sam.c), so that all else knows
 * CloudFormation only.
 */
#ifndef IMPORT_TEMPLATE_H
#define IMPORT_TEMPLATE_H

#include "flow/service.h"
#include "import/import.h"
#include "import/value.h"

struct declared {
    const char *id, *type;
    struct where at;
    struct node *properties; /* a group, never NULL */
    /* With a room: its group in the scenario; NULL: it has none. */
    const struct model *model;
    struct node *group;
    const char *address; /* "lambda.orders"; an outside service's, if it cannot be read */
    /* A machine's: how the scenario names its definition's file, what is in it, and what
     * its ${..} stand for. */
    const char *definition;
    const struct node *tree;
    struct node *substituted;
    const char *stands_for; /* a function's: what else calls it, in words */
    bool is_custom;         /* a function's: called by deployments only */
    bool seen;              /* while a way is looked for */
    struct declared *next;
};

struct import {
    const struct import_wanted *wanted;
    struct arena *arena;
    struct diag *diag;
    struct opened *opened;         /* all files */
    const struct opened *template; /* one of them; NULL: none */
    const char *folder;            /* of the template */
    struct values values;
    struct declared *first, *last;
    struct node *scenario; /* its groups, by model */
    struct node *notes;    /* list of texts */
    struct node *counts;   /* list: types that are not simulated, number as text */
    size_t ignored;        /* resources without a meaning for capacity */
    struct load *loads;    /* of load tests and metrics (load.h) */
    size_t steps;          /* in their journeys */
    double ends;           /* when the last of them does, ns */
    const char *start;     /* of their clock; NULL: nobody says */
    struct node *promises; /* list of texts: objectives */
    struct imported *out;
};

/* ---- template.c ---- */

/* Declares what is in it; false after messages. */
bool template_open(struct import *);
struct declared *declare(struct import *, const char *id, const char *type,
                         struct where at);
const char *reference_to(struct import *, const char *id); /* "${Id}" */
struct declared *declared_find(const struct import *, const char *id);
bool declared_is(const struct declared *, const char *type);
/* The resource that a text names: ${Id}, ${Id.Arn}, an ARN or a name; NULL: none here. */
struct declared *declared_meant(const struct import *, const char *text);
/* The same, for links: what a version, an alias or a consumer belongs to; only what has
 * an address. */
struct declared *declared_with_room(const struct import *, const char *text);
/* The first one that is named anywhere in a tree and is of that room. */
struct declared *declared_within(const struct import *, const struct node *,
                                 const char *room);

/* Whether the name that its property gives it stands anywhere in a tree. */
bool declared_named_in(const struct declared *, const struct node *);
/* Gives a resource that has a room its address and group; counts what has none. */
void template_name(struct import *, struct declared *);
/* "GetOrders" -> "get_orders". */
char *name_in_words(struct arena *, const char *id);
/* A name that the group does not have yet. */
const char *name_free(struct arena *, const struct node *group, const char *wanted);
/* The scenario's group of that model. */
struct node *room_group(struct import *, const char *model);

/* The address of the service that stands for all that the template does not define. */
const char *outside_service(struct import *);

/* What has no counterpart, where it stands; shown on stderr and in the file. */
__attribute__((format(printf, 3, 4))) void note(struct import *, struct where,
                                                const char *fmt, ...);

/* A route of an API, before it is known what the names in it mean. */
struct route_said {
    const char *id; /* of what says it */
    struct where at;
    const char *api, *method, *path;  /* path NULL: what no other route takes */
    const char *integration, *action; /* NULL: none that can be read; the obvious one */
    bool guessed;                     /* the only one of the service that it names */
    const char *needs_key;            /* "true", "false"; NULL: as its API says */
};
struct declared *declare_route(struct import *, const struct route_said *);
/* Says what a route calls; false: it answers by itself (MOCK). */
bool route_integration(struct import *, const struct node *said, struct route_said *);
/* Declares the routes of an API's OpenAPI document. */
void api_document(struct import *, const struct declared *api);

/* ---- nodes ---- */

const char *text_at(const struct node *group, const char *name); /* NULL: no scalar */
struct node *add_text(struct import *, struct node *to, const char *name,
                      const char *text);
struct node *add_number(struct import *, struct node *to, const char *name,
                        const char *text);
struct node *add_flag(struct import *, struct node *to, const char *name, bool);
struct node *add_group(struct import *, struct node *to, const char *name);
struct node *add_list(struct import *, struct node *to, const char *name);
struct node *add_nothing(struct import *, struct node *to); /* a comment alone */
/* The list or group of that name, made where it is not there. */
struct node *list_in(struct import *, struct node *group, const char *name);
/* The element of a list of groups that says so; NULL: none. */
struct node *element_with(const struct node *list, const char *key, const char *text);
/* Whether calls to it have a size: all but invocations and executions. */
bool takes_items(const struct model *);
/* Marks: what is to be said of it behind its line (`source` of a node). */
struct node *fill_in(struct node *, const char *what);
struct node *remark(struct node *, const char *what);

/* ---- the parts of an import, in their order ---- */

void sam_transform(struct import *, struct declared *); /* sam.c */
void sam_events(struct import *, struct declared *);    /* sam_events.c */
void machines_read(struct import *);                    /* machine.c */
void machines_complete(struct import *);
void settings_read(struct import *);     /* settings.c */
void attach_all(struct import *);        /* attach.c */
void scaling_all(struct import *);       /* scaling.c */
void rules_all(struct import *);         /* rules.c */
void routes_all(struct import *);        /* route.c */
void usage_plans_all(struct import *);   /* usage.c */
void distributions_all(struct import *); /* distribution.c */
void bodies_all(struct import *);        /* guess.c */
void loads_write(struct import *);       /* load_write.c */
void clients_all(struct import *);       /* client.c */

struct way_to { /* how each route is asked */
    const char *timeout;
    bool goes_on; /* whatever is answered */
};
/* Whether a distribution stands in front of it; and a client's journey there. */
bool is_behind(const struct import *, const struct declared *);
void ask_distribution(struct import *, struct node *client, const struct declared *);
/* Of whoever calls a route of an API: the plan of its key, if the route asks for one. */
void add_key(struct import *, struct node *call, const char *address, const char *route);
/* A client's journey: one of the routes of an API, all alike (client.c). */
void ask_api(struct import *, struct node *client, const struct declared *api,
             const struct way_to *);
/* Whether a call to `from` may lead to a call to `to` (reach.c). */
bool reaches(struct import *, struct declared *from, const struct declared *to);
/* Whether something calls it. */
bool is_called(struct import *, const struct declared *);
/* Whether a load test does. */
bool is_loaded(struct import *, const struct declared *);

#endif
