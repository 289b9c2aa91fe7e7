/* json_grown.c - what grow found, for programs. */
#include <math.h>

#include "output/grown.h"

/* "not up to the last" is null, with a flag. */
static void put_multiple(struct json *j, const char *key, const struct estimate *e)
{
    json_open(j, key, '{');
    json_number(j, "multiple", isinf(e->point) ? (double)NAN : e->point);
    json_number(j, "low", isinf(e->low) ? (double)NAN : e->low);
    json_number(j, "high", isinf(e->high) ? (double)NAN : e->high);
    json_flag(j, "known", !isnan(e->point));
    json_flag(j, "beyond_all_tried", isinf(e->point));
    json_flag(j, "at_the_least_tried", e->point == 0);
    json_close(j, '}');
}

static void put_rung(struct json *j, const struct grown *g, const struct grown_rung *r)
{
    json_open(j, NULL, '{');
    json_text(j, "limit", r->limit);
    put_multiple(j, "binds", &r->binds);
    json_number(j, "first_s", r->first);
    json_flag(j, "hidden", r->hidden);
    json_open(j, "hidden_by", '[');
    for (size_t i = 0; i < r->hiders; i++)
        json_text(j, NULL, g->rung[r->hider[i]].limit);
    json_close(j, ']');
    json_flag(j, "lifted", !r->unlifted);
    json_close(j, '}');
}

void grown_json(FILE *out, enum form form, const struct grown *g)
{
    struct json j;

    json_begin(&j, out, form);
    json_text(&j, "schema", "headroom.grow/1");
    json_text(&j, "scenario", g->sweep->file);
    json_number(&j, "least_multiple", g->least);
    json_number(&j, "most_multiple", g->most);
    json_number(&j, "precision", g->precision);
    json_number(&j, "tolerance", g->tolerance);
    json_open(&j, "clients", '[');
    for (size_t i = 0; i < g->clients; i++)
        json_text(&j, NULL, g->client[i]);
    json_close(&j, ']');
    json_number(&j, "holds_up_to", g->holds);
    json_open(&j, "ladder", '[');
    for (size_t i = 0; i < g->rungs; i++)
        put_rung(&j, g, &g->rung[i]);
    json_close(&j, ']');
    json_open(&j, "objectives", '[');
    for (size_t i = 0; i < g->objectives; i++) {
        json_open(&j, NULL, '{');
        json_text(&j, "objective", g->objective[i].text);
        put_multiple(&j, "fails", &g->objective[i].written);
        put_multiple(&j, "fails_with_limits_lifted", &g->objective[i].lifted);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_number(&j, "limits", (double)g->limits);
    json_number(&j, "runs", (double)g->runs);
    sweep_json_points(&j, g->sweep);
    json_end(&j);
}
