/* pace.c - rates over time, and the inverse of their integral. */
#include "client/pace.h"

#include <math.h>

#include "sim/real.h"

#define PER_NS 1e-9

static double or_zero(double rate)
{
    return isnan(rate) ? 0 : rate;
}

static int64_t scaled_users(int64_t users, double scale)
{
    return users == ABSENT ? 0 : (int64_t)floor((double)users * scale + 0.5);
}

size_t timetable_segments(const struct client_config *c)
{
    return c->phases.count > 0 ? c->phases.count : 1;
}

void timetable_make(struct timetable *t, const struct client_config *c,
                    struct segment *segment)
{
    const struct phase *phase = c->phases.element;
    sim_time at = 0;

    *t = (struct timetable){.count = timetable_segments(c), .segment = segment};
    if (c->phases.count == 0) {
        double rate = or_zero(c->rate) * c->scale;

        *segment = (struct segment){
            .to = SIM_FOREVER,
            .rate = rate,
            .to_rate = rate,
            .users = scaled_users(c->users, c->scale),
        };
        return;
    }
    for (size_t i = 0; i < t->count; i++) {
        double rate = or_zero(phase[i].rate);
        double to = isnan(phase[i].to) ? rate : phase[i].to;

        segment[i] = (struct segment){
            .name = phase[i].name,
            .from = at,
            .to = at + phase[i].duration,
            .rate = rate * c->scale,
            .to_rate = to * c->scale,
            .users = scaled_users(phase[i].users, c->scale),
        };
        t->ramps |= rate != to;
        at = segment[i].to;
    }
    t->span = at;
    t->repeat = c->repeat;
}

/* After the last phase its rate holds, to the end or to the next round. */
static struct segment held(const struct timetable *t, sim_time round)
{
    struct segment s = t->segment[t->count - 1];

    s.name = NULL;
    s.from = round + t->span;
    s.to = t->repeat > 0 ? round + t->repeat : SIM_FOREVER;
    s.rate = s.to_rate;
    return s;
}

struct segment timetable_at(const struct timetable *t, sim_time at)
{
    sim_time round = t->repeat > 0 ? at - at % t->repeat : 0;

    if (t->span == 0)
        return t->segment[0];
    for (size_t i = 0; i < t->count; i++) {
        if (at - round < t->segment[i].to) {
            struct segment s = t->segment[i];

            s.from += round;
            s.to += round;
            return s;
        }
    }
    return held(t, round);
}

static double rate_at(const struct segment *s, sim_time at)
{
    if (s->rate == s->to_rate)
        return s->rate;
    return s->rate +
           (s->to_rate - s->rate) * ((double)(at - s->from) / (double)(s->to - s->from));
}

void timetable_mean(const struct timetable *t, sim_time from, sim_time to, double *rate,
                    double *users)
{
    double length = (double)(to - from);

    *rate = *users = 0;
    for (sim_time at = from; at < to;) {
        struct segment s = timetable_at(t, at);
        sim_time end = s.to < to ? s.to : to;
        double share = (double)(end - at) / length;

        *rate += share * (rate_at(&s, at) + rate_at(&s, end)) / 2;
        *users += share * (double)s.users;
        at = end;
    }
}

/* ---- going along ---- */

static double modulation(const struct pace *p)
{
    return p->mmpp ? p->mmpp->state[p->state].rate / p->mean : 1;
}

/* Looks at the piece that begins at `from`: up to the end of a phase or a jump. */
static void take_piece(struct pace *p, sim_time from)
{
    struct segment s = timetable_at(p->table, from - p->zero);
    sim_time to = s.to == SIM_FOREVER ? SIM_FOREVER : p->zero + s.to;
    double factor = modulation(p);

    p->from = from;
    p->to = p->mmpp && p->leaves < to ? p->leaves : to;
    p->rate = rate_at(&s, from - p->zero) * factor;
    p->slope = 0;
    if (s.rate != s.to_rate)
        p->slope = (s.to_rate - s.rate) / ((double)(s.to - s.from) * PER_NS) * factor;
}

static double piece_area(const struct pace *p, sim_time until)
{
    double x = (double)(until - p->from) * PER_NS;

    return fmax(x * (p->rate + p->slope * x / 2), 0);
}

static void stay(struct pace *p, sim_time since)
{
    double u = unit_of(draw_bits(&p->jumps, p->jump++, 0));
    double spell = -real_log(1 - u) * (double)p->mmpp->state[p->state].lasts;

    p->leaves = spell < (double)(SIM_FOREVER / 2 - since)
                    ? since + (sim_time)(spell + 0.5)
                    : SIM_FOREVER;
}

void pace_start(struct pace *p, const struct timetable *t, sim_time zero, sim_time end)
{
    *p = (struct pace){.table = t, .zero = zero, .end = end};
    take_piece(p, zero);
}

void pace_modulate(struct pace *p, const struct pattern *mmpp, struct stream jumps)
{
    double time = 0, area = 0, u, below = 0;

    p->mmpp = mmpp;
    p->jumps = jumps;
    for (size_t i = 0; i < mmpp->states; i++) {
        time += (double)mmpp->state[i].lasts;
        area += (double)mmpp->state[i].lasts * mmpp->state[i].rate;
    }
    p->mean = area / time;
    /* It begins in a state as often as it is there, so that it is stationary. */
    u = unit_of(draw_bits(&jumps, p->jump++, 0)) * time;
    for (p->state = 0; p->state + 1 < mmpp->states; p->state++) {
        below += (double)mmpp->state[p->state].lasts;
        if (u < below)
            break;
    }
    stay(p, p->from);
    take_piece(p, p->from);
}

static void next_piece(struct pace *p)
{
    sim_time at = p->to;

    p->passed += piece_area(p, at);
    if (p->mmpp && at == p->leaves) {
        p->state = (p->state + 1) % p->mmpp->states;
        stay(p, at);
    }
    take_piece(p, at);
}

/* Until the area is `left` more, in s: rate x + slope x^2 / 2 = left, without
 * cancellation.  Where the rate is even the root would be just twice that. */
static double time_of(const struct pace *p, double left)
{
    double root;

    if (p->slope == 0)
        return p->rate > 0 ? left / p->rate : INFINITY;
    root = p->rate + sqrt(fmax(p->rate * p->rate + 2 * p->slope * left, 0));
    return root > 0 ? 2 * left / root : INFINITY;
}

sim_time pace_reaches(struct pace *p, double unit)
{
    double left, x;

    while (p->to < p->end && p->passed + piece_area(p, p->to) <= unit)
        next_piece(p);
    left = unit > p->passed ? unit - p->passed : 0;
    x = time_of(p, left) / PER_NS;
    if (x >= (double)(p->end - p->from))
        return SIM_FOREVER;
    return p->from + (sim_time)(x + 0.5);
}

void pace_change(struct pace *p, sim_time now)
{
    while (p->to <= now)
        next_piece(p);
    p->passed += piece_area(p, now);
    take_piece(p, now);
}
