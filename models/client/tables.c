/* tables.c - what can be said of a client, and what is measured of it. */
#include "client/tables.h"

#include "client/pattern.h"
#include "flow/steps.h"

#define AT(member) FIELD_PLACE(client_config, member)
#define AT_PHASE(member) FIELD_PLACE(phase, member)
#define AT_BURST(member) FIELD_PLACE(burst, member)
#define AT_NETWORK(member) FIELD_PLACE(network_config, member)

static const struct field phase_fields[] = {
    {.name = "name",
     .kind = KIND_TEXT,
     .at = AT_PHASE(name),
     .fallback = "-",
     .help = "name of the phase, for marks and `during NAME`",
     .flags = FIELD_KEY},
    {.name = "duration",
     .kind = KIND_TIME,
     .at = AT_PHASE(duration),
     .min = "1 us",
     .max = "3650 d",
     .help = "how long the phase lasts"},
    {.name = "rate",
     .also = "rps qps tps requests_per_second",
     .kind = KIND_RATE,
     .at = AT_PHASE(rate),
     .fallback = "-",
     .min = "0/s",
     .max = "100M/s",
     .help = "journeys begun per second, at its start",
     .flags = FIELD_MAY_CHANGE},
    {.name = "to",
     .kind = KIND_RATE,
     .at = AT_PHASE(to),
     .fallback = "-",
     .min = "0/s",
     .max = "100M/s",
     .help = "rate at its end, reached in a straight line",
     .flags = FIELD_MAY_CHANGE},
    {.name = "users",
     .also = "vus virtual_users",
     .kind = KIND_COUNT,
     .at = AT_PHASE(users),
     .fallback = "-",
     .min = "0",
     .max = "10M",
     .help = "users of a closed loop: each begins a journey when its last has ended",
     .flags = FIELD_MAY_CHANGE},
    FIELD_END,
};

static const struct field burst_fields[] = {
    {.name = "name",
     .kind = KIND_TEXT,
     .at = AT_BURST(name),
     .fallback = "-",
     .help = "name of the burst, for marks and `during NAME`",
     .flags = FIELD_KEY},
    {.name = "at",
     .kind = KIND_TIME,
     .at = AT_BURST(at),
     .min = "0 s",
     .max = "3650 d",
     .help = "when it begins, after t = 0"},
    {.name = "requests",
     .kind = KIND_COUNT,
     .at = AT_BURST(requests),
     .min = "1",
     .max = "100M",
     .help = "journeys begun, each at an independent uniform instant"},
    {.name = "within",
     .kind = KIND_TIME,
     .at = AT_BURST(within),
     .fallback = "0 s",
     .min = "0 s",
     .max = "3650 d",
     .help = "how long it lasts"},
    {.name = "every",
     .kind = KIND_TIME,
     .at = AT_BURST(every),
     .fallback = "0 s",
     .min = "0 s",
     .max = "3650 d",
     .help = "comes again so often; 0 s: once"},
    FIELD_END,
};

#define MODEL_OF_EDGE "models/client/README.md [A]"

static const struct field network_fields[] = {
    {.name = "rtt_to_edge",
     .kind = KIND_LAW,
     .at = AT_NETWORK(rtt_to_edge),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "round trip to the nearest point of presence"},
    {.name = "rtt_to_region",
     .kind = KIND_LAW,
     .at = AT_NETWORK(rtt_to_region),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "round trip to the Region over the internet"},
    {.name = "rtt_edge_to_region",
     .kind = KIND_LAW,
     .at = AT_NETWORK(rtt_edge_to_region),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "round trip from there to the Region; "
             "not given: 0.9 x (rtt_to_region - rtt_to_edge)",
     .source = MODEL_OF_EDGE},
    {.name = "edge_processing",
     .kind = KIND_LAW,
     .at = AT_NETWORK(edge_processing),
     .fallback = "uniform(1 ms, 3 ms)",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "time spent in the point of presence",
     .source = MODEL_OF_EDGE},
    {.name = "connection_reuse",
     .kind = KIND_SHARE,
     .at = AT_NETWORK(connection_reuse),
     .fallback = "100 %",
     .min = "0 %",
     .max = "100 %",
     .help = "share of attempts that find an open connection"},
    {.name = "tls",
     .kind = KIND_CHOICE,
     .at = AT_NETWORK(tls),
     .fallback = "1.2",
     .choices = (const char *const[]){"1.2", "1.3", NULL},
     .help = "version: a new connection takes 3 round trips with 1.2, 2 with 1.3",
     .source = "RFC 5246 (2008), RFC 8446 (2018)"},
    {.name = "vpc",
     .kind = KIND_LINK,
     .at = AT_NETWORK(vpc),
     .fallback = "-",
     .flags = FIELD_NETWORK,
     .help = "private network that it is in: its private APIs are reached by their "
             "endpoint, all else by NAT; the network knows the round trips"},
    FIELD_END,
};

const struct field client_fields[] = {
    {.name = "target",
     .kind = KIND_LINK,
     .at = AT(ask.to),
     .fallback = "-",
     .flags = FIELD_REQUEST,
     .help = "service that is called; short for one `call` step"},
    {.name = "", .kind = KIND_INLINE, .at = AT(ask), .of = ask_fields},
    {.name = "steps",
     .also = "journey flow scenario",
     .kind = KIND_LIST,
     .at = AT(steps),
     .fallback = "-",
     .of = step_fields,
     .size = sizeof(struct step),
     .help = "the journey: what each arrival does, one after the other"},
    {.name = "arrivals",
     .also = "arrival_process pattern inter_arrival",
     .kind = KIND_CUSTOM,
     .at = AT(arrivals),
     .fallback = "poisson",
     .read = pattern_read,
     .help = "how arrivals come: poisson, constant, gamma(cv=), weibull(cv=), "
             "mmpp(NAME=RATE for TIME, ..), trace(FILE, speed=1)"},
    {.name = "rate",
     .also = "rps qps tps requests_per_second arrival_rate load",
     .kind = KIND_RATE,
     .at = AT(rate),
     .fallback = "-",
     .min = "0/s",
     .max = "100M/s",
     .flags = FIELD_MAY_CHANGE,
     .help = "journeys begun per second; short for one phase"},
    {.name = "users",
     .also = "vus virtual_users concurrency clients",
     .kind = KIND_COUNT,
     .at = AT(users),
     .fallback = "-",
     .min = "0",
     .max = "10M",
     .flags = FIELD_MAY_CHANGE,
     .help = "users of a closed loop, whose next journey begins when the last has "
             "ended (a wait step is think time); short for one phase"},
    {.name = "phases",
     .also = "stages ramp load_profile",
     .kind = KIND_LIST,
     .at = AT(phases),
     .fallback = "-",
     .of = phase_fields,
     .size = sizeof(struct phase),
     .help = "load over time; after the last phase its rate holds"},
    {.name = "repeat",
     .kind = KIND_TIME,
     .at = AT(repeat),
     .fallback = "0 s",
     .min = "0 s",
     .max = "3650 d",
     .help = "the phases begin again so often; 0 s: never"},
    {.name = "bursts",
     .also = "burst spike spikes",
     .kind = KIND_LIST,
     .at = AT(bursts),
     .fallback = "-",
     .of = burst_fields,
     .size = sizeof(struct burst),
     .help = "many at once, on top of the phases"},
    {.name = "scale",
     .kind = KIND_FACTOR,
     .at = AT(scale),
     .fallback = "1",
     .min = "0",
     .max = "1000000",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "multiplies rates, users, bursts and traces"},
    {.name = "hosts",
     .kind = KIND_COUNT,
     .at = AT(hosts),
     .fallback = "-",
     .min = "1",
     .max = "1000000",
     .help =
         "processes that share its requests, each with its SDK's quota of retries and "
         "rate limiter; not given: every request comes from a process of its own"},
    {.name = "attributes",
     .kind = KIND_CUSTOM,
     .at = AT(attributes),
     .fallback = "-",
     .read = attributes_read,
     .help = "values drawn once a journey; below it the law request(NAME) gives them"},
    {.name = "network",
     .also = "rtt network_latency",
     .kind = KIND_GROUP,
     .at = AT(network),
     .fallback = "",
     .of = network_fields,
     .help = "the way to the services; not given: no time at all"},
    FIELD_END,
};

static bool has_journey(const void *config)
{
    return ((const struct client_config *)config)->steps.count > 0;
}

static bool has_users(const void *config)
{
    const struct client_config *c = config;
    const struct phase *phase = c->phases.element;

    for (size_t i = 0; i < c->phases.count; i++) {
        if (phase[i].users != ABSENT)
            return true;
    }
    return c->users != ABSENT;
}

/* The rows that a request of a journey has too; `level` is what they are kept of.  What
 * has no value (an error, an effect never seen to end) is over any that share() asks
 * for: language.md D26. */
#define ROW(first, row, name, kind, units, base, level, is_fed, help)                    \
    [(first) + METRIC_##                                                                 \
        row] = {name, NULL, METRIC_##kind, units, base, help, level, is_fed}
#define REQUEST_ROWS(f, of, fed)                                                         \
    ROW(f, REQUESTS, "requests", COUNT, "1", NULL, of, fed, "requests begun"),           \
        ROW(f, ERRORS, "errors", COUNT, "1", "requests", of, fed,                        \
            "requests whose final answer was no success, of whatever kind"),             \
        ROW(f, THROTTLED, "throttled", COUNT, "1", "requests", of, fed,                  \
            "requests that a limit turned away for good"),                               \
        ROW(f, TIMEOUTS, "timeouts", COUNT, "1", "requests", of, fed,                    \
            "requests given up at a time-out or deadline"),                              \
        ROW(f, ATTEMPTS, "attempts", COUNT, "1", "requests", of, fed,                    \
            "calls sent for requests answered, retries included"),                       \
        ROW(f, RETRIES, "retries", COUNT, "1", "requests", of, fed,                      \
            "attempts beyond the first"),                                                \
        ROW(f, LATENCY, "latency", OBSERVED, "s", "errors", of, fed,                     \
            "from the intended start to the final answer, of successes"),                \
        ROW(f, COMPLETION, "completion", OBSERVED, "s", "errors+incomplete", of, fed,    \
            "from the intended start to the end of all it caused"),                      \
        ROW(f, INCOMPLETE, "incomplete", COUNT, "1", "requests", of, fed,                \
            "still open at the end of the run: completion is infinite")

const struct metric client_metrics[] = {
    REQUEST_ROWS(0, OF_SERVICE, NULL),
    ROW(0, OPEN_REQUESTS, "open_requests", LEVEL, "1", NULL, OF_SERVICE, NULL,
        "requests without their final answer"),
    ROW(0, JOURNEYS, "journeys", COUNT, "1", NULL, OF_SERVICE, has_journey,
        "journeys begun"),
    ROW(0, FAILED_JOURNEYS, "failed_journeys", COUNT, "1", "journeys", OF_SERVICE,
        has_journey, "journeys that a failed step has ended"),
    ROW(0, OPEN_JOURNEYS, "open_journeys", LEVEL, "1", NULL, OF_SERVICE, has_journey,
        "journeys on their way"),
    ROW(0, USERS, "users", LEVEL, "1", NULL, OF_SERVICE, has_users,
        "users of the closed loop"),
    REQUEST_ROWS(METRIC_OF_PART, OF_PART, has_journey),
    METRIC_END,
};

const struct report_column client_columns[] = {
    {.title = "requests", .shows = SHOW_COUNT, .of = "requests"},
    {.title = "rate/s", .shows = SHOW_RATE, .of = "requests"},
    {.title = "p50 ms", .shows = SHOW_QUANTILE, .of = "latency", .q = .5, .unit = .001},
    {.title = "p95 ms", .shows = SHOW_QUANTILE, .of = "latency", .q = .95, .unit = .001},
    {.title = "p99 ms", .shows = SHOW_QUANTILE, .of = "latency", .q = .99, .unit = .001},
    {.title = "errors %", .shows = SHOW_SHARE, .of = "errors"},
    {.title = "429 %", .shows = SHOW_SHARE, .of = "throttled"},
    {.title = "tries", .shows = SHOW_RATIO, .of = "attempts"},
    REPORT_END,
};

/* Of the rest answers are the reason: 5xx, an error, an open circuit breaker. */
static const char *const error_causes[] = {"throttled", "timeouts", NULL};
const struct report_causes client_causes[] = {
    {"errors", error_causes, "failed or refused", false},
    {NULL, NULL, NULL, false},
};
