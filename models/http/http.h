/* http.h - any service outside: a latency, errors, and what it lets in at a time.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef HTTP_H
#define HTTP_H

#include "flow/service.h"

struct http_config {
    struct dist latency, error_rate, response_size;
    const char *error;
    double rate_limit;         /* per second; NaN: none */
    int64_t rate_limit_burst;  /* tokens; ABSENT: those of one second */
    int64_t concurrency_limit; /* ABSENT: none */
    int64_t queue_limit;       /* ABSENT: none waits */
    double price;              /* USD for a request */
};

extern const struct model http_model;

#endif
