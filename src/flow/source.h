/* source.h - a law, with the stream of this run that it is drawn from. */
#ifndef SOURCE_H
#define SOURCE_H

#include "config/law_text.h"
#include "flow/call.h"

struct source {
    const struct dist *dist; /* in the service's config of this run */
    struct stream stream;
    bool by_try; /* whatever the field's scope says (a step's redraw) */
};

/* "lambda.orders/PURPOSE".  A dist that was not given makes a source that is not given.
 */
struct source source_of(const struct sim *, const struct service *, const char *purpose,
                        const struct dist *);

static inline bool source_given(const struct source *s)
{
    return s->dist && s->dist->law.kind != LAW_NONE;
}

/* Whole ns, bytes or things, under work.who or work.try by the field's scope; an
 * attribute is looked up at the work's root. */
int64_t source_draw(const struct sim *, const struct source *, const struct work *);
/* The same for what a step does under this work the i-th time: as of work_child(w, site,
 * i), of whose two names only the one is made that is drawn under. */
int64_t source_draw_child(const struct sim *, const struct source *, const struct work *,
                          uint64_t site, uint64_t i);
double source_value(const struct sim *, const struct source *, const struct work *);
/* 1 + the law's key: 0 is a call without one. */
uint64_t source_key(const struct sim *, const struct source *, const struct work *);
/* A coin with this probability, itself a law (request(poison) ..). */
bool source_coin(const struct sim *, const struct source *, const struct work *);

#endif
