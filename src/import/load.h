/* load.h - what a load test or a recording asks for, whoever wrote it.
 *
 * Artillery, k6 and CloudWatch are read into this one form (artillery.c, k6.c,
 * metrics.c); what is written of it is the same for all (load_write.c).  A load becomes a
 * client: phases over time, and journeys of which each arrival does one.  Where it leads
 * is found by method and path among the routes of the template that is imported with it
 * (aim.c); else a service stands for the target.
 */
#ifndef IMPORT_LOAD_H
#define IMPORT_LOAD_H

#include "import/template.h"

#define SECOND_NS 1e9
#define LONGEST_NS (3650 * 86400e9) /* that a client's settings take */

/* More than anybody writes by hand, and than anybody reads. */
enum { MOST_PHASES = 5000, MOST_STEPS = 500, MOST_LOADS = 100, MOST_PROMISES = 500 };

struct load_phase {
    const char *name; /* in words; NULL: none */
    double duration;  /* ns */
    double rate, to;  /* journeys begun a second */
    double users;     /* of a closed loop, with `closed` */
    bool closed;
    const char *open; /* what is to be filled in; NULL: nothing */
    struct load_phase *next;
};

enum load_step_kind { LOAD_REQUEST, LOAD_WAIT, LOAD_BLOCK, LOAD_PARALLEL };

struct load_step {
    enum load_step_kind kind;
    struct where at;
    const char *name;          /* NULL: after method and path */
    const char *method, *path; /* of a request; NULL: nobody knows */
    const char *wait;          /* as the scenario says it */
    const char *count;         /* of a block; NULL: once */
    const char *probability;   /* NULL: always */
    const char *open;          /* what is to be filled in; NULL: nothing */
    const char *guess;         /* why it is one; NULL: it is said */
    struct load_step *first, *last, *next;
};

struct load_way { /* one journey, chosen by its weight */
    const char *name;
    double weight;
    struct load_step *steps; /* a block */
    struct load_way *next;
};

struct load {
    const char *name; /* of the client */
    struct where at;
    const char *remark; /* NULL: none */
    bool evenly;        /* arrivals come at equal intervals, else by chance */
    double timeout;     /* of a request, ns */
    const char *room;   /* what it calls, if it is no route: "lambda" */
    double burst, burst_at;
    struct load_phase *first, *last;
    size_t phases;
    struct load_way *ways, *last_way;
    size_t requests;
    struct load *next;
};

/* ---- load.c ---- */

struct load *load_new(struct import *, const char *name, struct where at);
/* One that lasts no time is none. */
void load_phase(struct import *, struct load *, struct load_phase);
struct load_way *load_way(struct import *, struct load *, const char *name,
                          double weight);
struct load_step *load_step(struct import *, struct load_step *block, struct load_step);
/* Whether there are more steps than that. */
bool load_is_full(const struct import *);
/* A journey of one request of which nobody knows more. */
void load_unknown(struct import *, struct load *, const char *open);
double load_ends(const struct load *); /* ns */

/* What was promised: "p99(client.x.latency) < 250 ms". */
__attribute__((format(printf, 3, 4))) void load_promise(struct import *, struct where,
                                                        const char *fmt, ...);

/* "30", "5m", "1h30m", "10 min": ns; a bare number is in units of `bare` ns.  False after
 * a message. */
bool load_time(struct import *, const struct node *said, double bare, double *ns);
/* 0 or more; false after a message. */
bool load_number(struct import *, const struct node *said, double *value);
/* The same of a text, without one. */
bool load_number_in(const char *text, double *value);
/* What is given by --parameter; NULL: nothing. */
const char *load_given(const struct import *, const char *name);
/* Notes each member that is not among the words: "NAME is not read". */
void load_rest(struct import *, const struct node *group, const char *what,
               const char *words);
/* As a scenario writes them. */
enum load_unit { PER_SECOND, PER_MINUTE, PER_HOUR };
enum load_unit load_unit(struct import *, const struct load *);
const char *load_rate(struct import *, double per_s, enum load_unit);
const char *load_span(struct import *, double ns);
/* "load-test.yml" -> "load_test" */
const char *load_name(struct import *, const char *path);

/* ---- aim.c ---- */

struct aim {
    const char *address, *route, *action; /* NULL: none */
    const char *guess;                    /* NULL: it is none */
    bool sized;                           /* what is sent has a size */
};
struct aim load_aim(struct import *, const struct load *, const struct load_step *);
/* The only API of the template, if a load may be of one; NULL: none, or several. */
const struct declared *load_api(const struct import *, const struct load *);
/* "/orders/{id}?q=1" of "https://x.example/orders/{{ id }}?q=1"; NULL: it has none that
 * can be read. */
const char *load_path(struct import *, const char *url);

/* ---- the formats ---- */

struct opened;
void artillery_read(struct import *, const struct opened *);
void k6_read(struct import *, const struct opened *);
void metrics_read(struct import *); /* all files of that kind */

#endif
