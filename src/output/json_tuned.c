/* json_tuned.c - what tune found, for programs; and in the shape that Lambda Power Tuning
 * gives its own. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include "output/tuned.h"

static const char *const strategy_word[] = {NULL, "cost", "speed", "balanced"};
static const char *const verdict_word[] = {"met", "missed", "undecided"};

static void put_scores(struct json *j, const struct tuned *t)
{
    double unit = t->strategy == STRATEGY_SPEED ||
                          (t->strategy == STRATEGY_NONE && t->score_unit == UNIT_TIME)
                      ? 1e9
                      : 1;

    json_open(j, "scores", '[');
    for (size_t i = 0; i < t->sweep->points; i++) {
        json_open(j, NULL, '{');
        json_number(j, "point", (double)i);
        json_number(j, "score", t->point[i].score / unit);
        json_flag(j, "feasible", t->point[i].feasible);
        if (t->strategy != STRATEGY_NONE) {
            json_number(j, "mean_duration_s", t->point[i].duration / 1e9);
            json_number(j, "usd_per_million", t->point[i].cost);
        }
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_again(struct json *j, const struct tuned *t)
{
    json_open(j, "again", '{');
    json_number(j, "replications", (double)t->again.replications);
    json_flag(j, "confirmed", t->confirmed);
    if (t->strategy == STRATEGY_NONE) {
        json_number(j, "score",
                    t->again_point.score / (t->score_unit == UNIT_TIME ? 1e9 : 1));
    } else {
        json_number(j, "mean_duration_s", t->again_point.duration / 1e9);
        json_number(j, "usd_per_million", t->again_point.cost);
    }
    json_close(j, '}');
}

static void put_selection(struct json *j, const struct tuned *t)
{
    const struct selected *s = &t->selected;
    bool time = t->strategy == STRATEGY_SPEED ||
                (t->strategy == STRATEGY_NONE && t->score_unit == UNIT_TIME);

    json_open(j, "selection", '{');
    json_text(j, "procedure", "KN (Kim and Nelson 2001)");
    json_number(j, "indifference", s->indifference);
    json_number(j, time ? "zone_s" : "zone", s->zone / (time ? 1e9 : 1));
    json_number(j, "confidence", s->confidence);
    json_number(j, "rivals", (double)s->rivals);
    json_number(j, "looks", (double)s->looks);
    json_number(j, "replications", (double)s->replications);
    json_flag(j, "decided", s->left < 2);
    json_open(j, "dropped", '[');
    for (size_t i = 0; i < t->sweep->points; i++)
        if (t->point[i].feasible && t->point[i].dropped)
            json_number(j, NULL, (double)i);
    json_close(j, ']');
    json_close(j, '}');
}

void tuned_json(FILE *out, enum form form, const struct tuned *t)
{
    struct json j;

    json_begin(&j, out, form);
    json_text(&j, "schema", "headroom.tune/1");
    json_text(&j, "scenario", t->sweep->file);
    json_text(&j, "minimise", t->strategy == STRATEGY_NONE ? t->score_name : NULL);
    json_text(&j, "strategy", strategy_word[t->strategy]);
    if (t->strategy == STRATEGY_BALANCED)
        json_number(&j, "balanced_weight", t->weight);
    json_number(&j, "best", t->best >= 0 ? (double)t->best : NAN);
    json_flag(&j, "undecided", t->best < 0 && t->undecided);
    if (t->best >= 0)
        put_again(&j, t);
    if (t->selected.asked)
        put_selection(&j, t);
    if (t->bisected) {
        json_flag(&j, "monotone", t->monotone);
        json_number(&j, "not_proven", t->beyond >= 0 ? (double)t->beyond : NAN);
        json_open(&j, "steps", '[');
        for (size_t i = 0; i < t->steps; i++) {
            json_open(&j, NULL, '{');
            json_number(&j, "point", (double)t->step[i].point);
            json_text(&j, "verdict", verdict_word[t->step[i].verdict]);
            json_close(&j, '}');
        }
        json_close(&j, ']');
    }
    put_scores(&j, t);
    sweep_json_points(&j, t->sweep);
    json_end(&j);
}

/* ---- AWS Lambda Power Tuning ---- */

static void add_base64(struct text *text, const unsigned char *bytes, size_t count)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < count; i += 3) {
        size_t left = count - i;
        unsigned three = (unsigned)bytes[i] * 65536 +
                         (left > 1 ? (unsigned)bytes[i + 1] * 256 : 0) +
                         (left > 2 ? bytes[i + 2] : 0);
        char four[4] = {digits[three / 262144], digits[three / 4096 % 64],
                        left > 1 ? digits[three / 64 % 64] : '=',
                        left > 2 ? digits[three % 64] : '='};
        text_add_bytes(text, four, 4);
    }
}

/* Little-endian, whatever this machine is. */
static void put_bytes(unsigned char *to, uint32_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, value /= 256)
        to[i] = (unsigned char)(value % 256);
}

static uint32_t bits_of(double x)
{
    float narrow = (float)x;
    uint32_t bits;

    memcpy(&bits, &narrow, sizeof bits);
    return bits;
}

struct tried {
    double power, ms, usd; /* MB; of one invocation */
};

/* Sizes as int16, then durations and costs as float32, each in base64, by ";". */
static void add_picture(struct text *url, const struct tried *tried, size_t n)
{
    unsigned char *bytes = xcalloc(n + 1, 4);

    text_add(url, "https://lambda-power-tuning.show/#");
    for (size_t k = 0; k < 3; k++) {
        size_t each = k == 0 ? 2 : 4;
        for (size_t i = 0; i < n; i++)
            put_bytes(bytes + i * each,
                      k == 0   ? (uint32_t)tried[i].power
                      : k == 1 ? bits_of(tried[i].ms)
                               : bits_of(tried[i].usd),
                      each);
        text_add(url, "%s", k ? ";" : "");
        add_base64(url, bytes, n * each);
    }
    free(bytes);
}

/* The memory of a point in MB: on which axis it is, tune has seen to. */
static double power_of(const struct tuned *t, size_t point)
{
    for (size_t a = 0; a < t->sweep->axes; a++) {
        const char *name = t->sweep->axis[a].name, *dot = strrchr(name, '.');
        if (dot && strcmp(dot, ".memory_size") == 0)
            return sweep_value_of(t->sweep, point, a)->value / 1048576;
    }
    return NAN;
}

static void put_tried(struct json *j, const struct tried *tried)
{
    json_open(j, NULL, '{');
    json_number(j, "averagePrice", tried->usd);
    json_number(j, "averageDuration", tried->ms);
    json_number(j, "value", tried->power);
    json_close(j, '}');
}

/* By size, as the picture wants them: at most one of each, the best of them. */
static size_t take_tried(const struct tuned *t, struct tried *tried)
{
    size_t n = 0;

    for (size_t i = 0; i < t->sweep->points; i++) {
        double power = power_of(t, i);
        size_t at = 0;
        while (at < n && tried[at].power < power)
            at++;
        if (at < n && tried[at].power == power)
            continue;
        memmove(tried + at + 1, tried + at, (n - at) * sizeof *tried);
        tried[at] = (struct tried){.power = power,
                                   .ms = t->point[i].duration / 1e6,
                                   .usd = t->point[i].cost / 1e6};
        n++;
    }
    return n;
}

void tuned_power_tuning(FILE *out, const struct tuned *t)
{
    struct tried *tried = xcalloc(t->sweep->points + 1, sizeof *tried);
    size_t n = take_tried(t, tried);
    struct text url = {0}, power = {0};
    struct json j;

    add_picture(&url, tried, n);
    json_begin(&j, out, FORM_JSON);
    json_open(&j, "results", '{');
    if (t->best >= 0) {
        text_add(&power, "%.0f", power_of(t, (size_t)t->best));
        json_text(&j, "power", text_of(&power));
        json_number(&j, "cost", t->point[t->best].cost / 1e6);
        json_number(&j, "duration", t->point[t->best].duration / 1e6);
    }
    json_open(&j, "stateMachine", '{');
    json_number(&j, "executionCost", 0); /* nothing was executed */
    json_number(&j, "lambdaCost", 0);
    json_text(&j, "visualization", text_of(&url));
    json_close(&j, '}');
    json_open(&j, "stats", '[');
    for (size_t i = 0; i < n; i++)
        put_tried(&j, &tried[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    json_end(&j);
    text_free(&url);
    text_free(&power);
    free(tried);
}
