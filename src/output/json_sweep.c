/* json_sweep.c - a study's points for programs: JSON, CSV. */
#include <math.h>
#include <string.h>

#include "output/sweep.h"

static const char *const verdict_word[] = {"met", "missed", "undecided"};

/* As files have it: seconds, not ns. */
static double base_of(enum unit unit)
{
    return unit == UNIT_TIME ? 1e9 : 1;
}

static const char *unit_word(enum unit unit)
{
    switch (unit) {
    case UNIT_TIME:
        return "s";
    case UNIT_BYTES:
        return "By";
    case UNIT_MONEY:
        return "USD";
    case UNIT_RATE:
        return "1/s";
    case UNIT_COUNT:
    case UNIT_SHARE:
    case UNIT_FACTOR:
    case UNIT_KEY:
    case UNIT_ANY:
        break;
    }
    return "1";
}

static void put_settings(struct json *j, const struct sweep *s, size_t point)
{
    json_open(j, "settings", '{');
    for (size_t a = 0; a < s->axes; a++)
        json_text(j, s->axis[a].name, sweep_value_of(s, point, a)->label);
    json_close(j, '}');
    json_open(j, "set", '[');
    for (size_t i = 0; i < s->point[point].sets; i++)
        json_text(j, NULL, s->point[point].set[i]);
    json_close(j, ']');
}

static void put_point(struct json *j, const struct sweep *s, size_t point)
{
    const struct summary *summary = &s->point[point].summary;

    json_open(j, NULL, '{');
    json_number(j, "point", (double)point);
    put_settings(j, s, point);
    json_number(j, "replications", (double)summary->replications);
    if (summary->objectives)
        json_text(j, "verdict",
                  verdict_word[summary->missed      ? VERDICT_MISSED
                               : summary->undecided ? VERDICT_UNDECIDED
                                                    : VERDICT_MET]);
    json_open(j, "columns", '[');
    for (size_t c = 0; c < sweep_columns(s); c++) {
        struct sweep_shown shown = sweep_cell(s, point, c);
        json_open(j, NULL, '{');
        json_text(j, "name", shown.title);
        json_text(j, "units", unit_word(shown.unit));
        if (shown.judged)
            json_text(j, "verdict", verdict_word[shown.judged->verdict]);
        json_estimate(j, "observed", &shown.is, base_of(shown.unit));
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

void sweep_json_points(struct json *j, const struct sweep *s)
{
    json_open(j, "points", '[');
    for (size_t i = 0; i < s->points; i++)
        if (s->point[i].done)
            put_point(j, s, i);
    json_close(j, ']');
}

void sweep_json(FILE *out, const struct sweep *s)
{
    const struct scenario *c = s->point[0].scenario;
    struct json j;

    json_begin(&j, out, FORM_JSON);
    json_text(&j, "schema", "headroom.sweep/1");
    json_text(&j, "title", c->title);
    json_text(&j, "scenario", s->file);
    json_text(&j, "profile", c->profile.name);
    json_number(&j, "seed", (double)c->run.seed);
    json_number(&j, "duration_s", (double)c->run.duration / 1e9);
    json_number(&j, "confidence", s->point[0].summary.confidence);
    json_text(&j, "intervals", "each alone");
    sweep_json_points(&j, s);
    json_end(&j);
}

/* ---- CSV ---- */

static void csv_number(FILE *out, double x)
{
    fputc(',', out);
    put_number(out, x, "");
}

static void csv_heads(FILE *out, const struct sweep *s)
{
    fputs("point", out);
    for (size_t a = 0; a < s->axes; a++) {
        fputc(',', out);
        csv_put_text(out, s->axis[a].name);
    }
    fputs(",replications", out);
    for (size_t c = 0; c < sweep_columns(s); c++) {
        static const char *const part[] = {"", " low", " high"};
        struct sweep_shown shown = sweep_cell(s, 0, c);
        struct text head = {0};
        for (size_t k = 0; k < 3; k++) {
            text_add(&head, "%s [%s]%s", shown.title, unit_word(shown.unit), part[k]);
            fputc(',', out);
            csv_put_text(out, text_of(&head));
            text_free(&head);
        }
        if (shown.judged)
            fputs(",verdict", out);
    }
    fputc('\n', out);
}

static void csv_row(FILE *out, const struct sweep *s, size_t point)
{
    fprintf(out, "%zu", point);
    for (size_t a = 0; a < s->axes; a++) {
        fputc(',', out);
        csv_put_text(out, sweep_value_of(s, point, a)->label);
    }
    fprintf(out, ",%zu", s->point[point].summary.replications);
    for (size_t c = 0; c < sweep_columns(s); c++) {
        struct sweep_shown shown = sweep_cell(s, point, c);
        double unit = base_of(shown.unit), none = shown.is.refused ? NAN : 1 / unit;
        csv_number(out, shown.is.point * none);
        csv_number(out, shown.is.low * none);
        csv_number(out, shown.is.high * none);
        if (shown.judged)
            fprintf(out, ",%s", verdict_word[shown.judged->verdict]);
    }
    fputc('\n', out);
}

void sweep_csv(FILE *out, const struct sweep *s)
{
    csv_heads(out, s);
    for (size_t i = 0; i < s->points; i++)
        if (s->point[i].done)
            csv_row(out, s, i);
}
