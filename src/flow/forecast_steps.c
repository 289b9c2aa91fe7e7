/* forecast_steps.c - how long a body of steps takes, on average and how it varies. */
#include "flow/forecast.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "sim/real.h"

/* ---- times ---- */

struct forecast_time forecast_both(struct forecast_time a, struct forecast_time b)
{
    return (struct forecast_time){a.mean + b.mean, a.variance + b.variance};
}

static double square_of(struct forecast_time t)
{
    return t.variance + t.mean * t.mean;
}

/* By its mean and the mean of its square. */
static struct forecast_time of_moments(double mean, double square)
{
    return (struct forecast_time){mean, fmax(square - mean * mean, 0)};
}

struct forecast_time forecast_maybe(struct forecast_time t, double probability)
{
    return of_moments(probability * t.mean, probability * square_of(t));
}

struct forecast_time forecast_either(struct forecast_time a, struct forecast_time b,
                                     double probability)
{
    double other = 1 - probability;

    return of_moments(probability * a.mean + other * b.mean,
                      probability * square_of(a) + other * square_of(b));
}

/* P(T <= s): exact for one exponential, or a sum of them alike. */
static double done_by(struct forecast_time t, double s)
{
    enum { NORMAL = 10000 }; /* from this shape on a gamma law is one, to 1 % */
    double shape, deviation = sqrt(t.variance), rest;

    if (t.variance <= 0)
        return s >= t.mean;
    shape = t.mean * t.mean / t.variance;
    if (shape > NORMAL)
        return real_normal_cdf((s - t.mean) / deviation, &rest);
    return real_gamma_p(shape, s * t.mean / t.variance, &rest);
}

/* E[max] and E[max^2] are the integrals of P(max > s) and 2 s P(max > s). */
struct forecast_time forecast_longest(const struct forecast_time *of, size_t count)
{
    enum { STEPS = 2000, SPREAD = 15 };
    double from = 0, to = 0, mean, square, width;

    for (size_t i = 0; i < count; i++) {
        if (of[i].variance <= 0)
            from = fmax(from, of[i].mean);
        to = fmax(to, of[i].mean + SPREAD * sqrt(of[i].variance));
    }
    mean = from;
    square = from * from;
    width = (to - from) / STEPS;
    for (int k = 0; k < STEPS && width > 0; k++) {
        double s = from + (k + 0.5) * width, all = 1;
        for (size_t i = 0; i < count; i++)
            all *= done_by(of[i], s);
        mean += (1 - all) * width;
        square += 2 * s * (1 - all) * width;
    }
    return of_moments(mean, square);
}

/* ---- steps ---- */

struct passage {
    struct forecast_time time; /* of those that begin it */
    double whole;              /* the share that comes to its end, not failing */
};

static struct passage pass(struct forecast *, const struct list *, double rate,
                           const struct forecast_body *);

/* Side by side: rates of all, the longest time, and all must come through. */
static struct passage pass_parallel(struct forecast *f, const struct step *s, double rate,
                                    const struct forecast_body *body)
{
    const struct step *block = s->parallel.element;
    struct forecast_time *times = xcalloc(s->parallel.count + 1, sizeof *times);
    struct passage all = {.whole = 1};

    for (size_t i = 0; i < s->parallel.count; i++) {
        struct list one = {.count = 1, .element = (void *)(uintptr_t)&block[i]};
        struct passage p = pass(f, &one, rate, body);
        times[i] = p.time;
        all.whole *= p.whole;
    }
    all.time = forecast_longest(times, s->parallel.count);
    free(times);
    return all;
}

static double share_of(const struct forecast *f, const struct list *blocks, size_t i)
{
    const struct step *block = blocks->element;
    double rest = 1;

    if (block[i].probability.law.kind != LAW_NONE)
        return forecast_mean(f, &block[i].probability);
    for (size_t k = 0; k < blocks->count; k++)
        rest -= forecast_mean(f, &block[k].probability);
    return fmax(0, rest);
}

static struct passage pass_choose(struct forecast *f, const struct step *s, double rate,
                                  const struct forecast_body *body)
{
    const struct step *block = s->choose.element;
    double mean = 0, square = 0, whole = 1;

    for (size_t i = 0; i < s->choose.count; i++) {
        struct step chosen = block[i];
        struct list one = {.count = 1, .element = &chosen};
        double share = share_of(f, &s->choose, i);
        struct passage p;
        chosen.probability.law.kind = LAW_NONE;
        p = pass(f, &one, rate * share, body);
        mean += share * p.time.mean;
        square += share * square_of(p.time);
        whole -= share * (1 - p.whole);
    }
    return (struct passage){of_moments(mean, square), whole};
}

static struct forecast_time work_of(struct forecast *f, const struct step *s,
                                    const struct forecast_body *body)
{
    struct forecast_time drawn = forecast_law(f, &s->work);
    double takes = body->work ? body->work(body->ctx, s, drawn.mean) : drawn.mean;

    if (drawn.mean > 0)
        drawn.variance *= takes / drawn.mean * (takes / drawn.mean);
    drawn.mean = takes;
    return drawn;
}

static struct forecast_time call_of(struct forecast *f, const struct step *s, double rate,
                                    const struct forecast_body *body)
{
    struct forecast_time answer = forecast_ask(f, &s->call, rate);

    return body->way ? forecast_both(answer, body->way(body->ctx, &s->call, rate))
                     : answer;
}

/* Once through a step, whatever its probability and count. */
static struct passage pass_step(struct forecast *f, const struct step *s, double rate,
                                const struct forecast_body *body)
{
    switch (s->kind) {
    case STEP_WORK:
        return (struct passage){work_of(f, s, body), 1};
    case STEP_WAIT:
        return (struct passage){forecast_law(f, &s->wait), 1};
    case STEP_CALL:
        return (struct passage){call_of(f, s, rate, body), 1};
    case STEP_SEND:
        call_of(f, s, rate, body);
        return (struct passage){{0}, 1};
    case STEP_FAIL:
        return (struct passage){{0}, s->of_item ? 1 : 0};
    case STEP_BLOCK:
        return pass(f, &s->steps, rate, body);
    case STEP_PARALLEL:
        return pass_parallel(f, s, rate, body);
    case STEP_CHOOSE:
        return pass_choose(f, s, rate, body);
    }
    return (struct passage){{0}, 1};
}

/* So many times one after the other, and so many may vary. */
static struct forecast_time times(struct forecast_time one, struct forecast_time count)
{
    return (struct forecast_time){count.mean * one.mean,
                                  count.mean * one.variance +
                                      count.variance * one.mean * one.mean};
}

static struct passage pass(struct forecast *f, const struct list *steps, double rate,
                           const struct forecast_body *body)
{
    const struct step *step = steps->element;
    struct passage all = {.whole = 1};

    for (size_t i = 0; i < steps->count; i++) {
        const struct step *s = &step[i];
        bool tossed = s->probability.law.kind != LAW_NONE;
        double p = tossed ? forecast_mean(f, &s->probability) : 1;
        struct forecast_time count = {.mean = 1};
        struct passage one;
        if (s->count.items && body->items > 0)
            count.mean = body->items;
        else if (s->count.law.kind != LAW_NONE)
            count = forecast_law(f, &s->count);
        one = pass_step(f, s, rate * all.whole * p * count.mean, body);
        all.time = forecast_both(all.time,
                                 forecast_maybe(times(one.time, count), all.whole * p));
        if (s->on_error == ON_ERROR_FAIL)
            all.whole *= 1 - p + p * pow(one.whole, count.mean);
    }
    return all;
}

struct forecast_time forecast_steps(struct forecast *f, const struct list *steps,
                                    double rate, const struct forecast_body *body)
{
    return pass(f, steps, rate, body).time;
}
