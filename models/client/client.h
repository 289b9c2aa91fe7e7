/* client.h - who asks: load over time, journeys of requests, patience and retries.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "flow/ask.h"

struct trace;

/* How the instants of an open loop come about; all of them at the phases' rate. */
enum arrival_kind {
    ARRIVALS_RENEWAL,  /* independent gaps: poisson, gamma, weibull */
    ARRIVALS_CONSTANT, /* equal gaps, the first arrival half of one in */
    ARRIVALS_MMPP,     /* Poisson at a rate that jumps between states */
    ARRIVALS_TRACE,    /* as recorded in a file */
};

struct pattern_state { /* of an MMPP: left after an exponential time */
    const char *name;
    double rate;    /* relative to the other states; the phase says how many a second */
    sim_time lasts; /* on average */
};

struct pattern { /* the setting `arrivals` */
    enum arrival_kind kind;
    struct law gap; /* RENEWAL: of mean 1 */
    size_t states;
    struct pattern_state *state;
    struct trace *trace; /* NULL: none, or unreadable (said) */
    double speed;        /* of the trace: 2 replays it in half the time */
};

struct phase {
    const char *name;
    sim_time duration;
    double rate, to; /* per second; NaN: not given */
    int64_t users;   /* ABSENT: not given */
};

struct burst {
    const char *name;
    sim_time at, within, every; /* every 0: once */
    int64_t requests;
};

struct attribute { /* a value that a journey has from its birth (language.md D8) */
    const char *name;
    size_t index; /* in graph->attributes */
    struct dist dist;
};

struct network_config {
    struct dist rtt_to_edge, rtt_to_region, rtt_edge_to_region, edge_processing;
    double connection_reuse;
    int tls;           /* 0: "1.2", 1: "1.3" */
    struct target vpc; /* the private network it is in; address NULL: none */
};

struct client_config {
    struct ask ask;    /* the short form: target, route, action .. */
    struct list steps; /* of struct step: the journey; empty: the short form */
    struct pattern arrivals;
    double rate;   /* NaN: not given */
    int64_t users; /* ABSENT: not given */
    struct list phases, bursts;
    sim_time repeat; /* 0: never */
    double scale;
    int64_t hosts;          /* processes that send; ABSENT: each request its own */
    struct list attributes; /* of struct attribute */
    struct network_config network;
};

extern const struct model client_model;

#endif
