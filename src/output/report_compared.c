/* report_compared.c - differences to the first point: on the terminal, as JSON. */
#include <math.h>
#include <string.h>

#include "output/compared.h"
#include "output/table.h"

/* ---- cells ---- */

static void add_value(struct text *text, double value, const struct scale *scale)
{
    if (isnan(value))
        text_add(text, "–");
    else
        number_add(text, value / scale->unit);
}

static void add_signed(struct text *text, double value, const struct scale *scale)
{
    text_add(text, value > 0 ? "+" : value < 0 ? "-" : "");
    number_add(text, fabs(value) / scale->unit);
}

/* "-200 ± 1.9 *" */
static void add_difference(struct text *text, const struct difference *d,
                           const struct scale *scale)
{
    if (d->below) {
        text_add(text, "< 1 bucket  ");
        return;
    }
    if (isnan(d->point) || d->refused) {
        text_add(text, d->refused ? "too few tail values  " : "–  ");
        return;
    }
    add_signed(text, d->point, scale);
    if (!d->exact && d->n > 1) {
        text_add(text, d->none ? ", none seen ± " : " ± ");
        number_add(text, fmax(d->high - d->point, d->point - d->low) / scale->unit);
    }
    text_add(text, "%s%s%s", d->unpaired ? " unpaired" : "", d->short_ ? " short" : "",
             d->differs ? " *" : "  ");
}

static void add_reduction(struct text *text, const struct difference *d)
{
    if (isinf(d->reduction))
        text_add(text, "all");
    else if (isnan(d->reduction) || d->refused)
        text_add(text, "–");
    else
        number_add(text, d->reduction);
}

static void add_row(struct table *t, const struct compared_row *row, size_t k)
{
    struct scale scale =
        number_scale(row->unit, fmax(fabs(row->base), fabs(row->value[k])));
    const struct difference *d = &row->differs[k];
    struct text cell = {0};

    table_row(t);
    text_add(&cell, "%s%s%s", row->name, *scale.name ? "  " : "", scale.name);
    table_cell(t, &cell);
    add_value(&cell, row->base, &scale);
    table_cell(t, &cell);
    add_value(&cell, row->value[k], &scale);
    table_cell(t, &cell);
    add_difference(&cell, d, &scale);
    table_cell(t, &cell);
    add_reduction(&cell, d);
    table_cell(t, &cell);
}

/* ---- the page ---- */

static void add_point(struct paper *p, const struct comparison_of_points *c, size_t k)
{
    struct table t;

    table_start(&t);
    table_words(&t, "");
    table_words(&t, "A");
    table_words(&t, "B");
    table_words(&t, "B - A  ");
    table_words(&t, "reduction");
    for (size_t r = 0; r < c->rows; r++)
        add_row(&t, &c->row[r], k);
    paper_ink(p, INK_BOLD, "A ");
    text_add(&p->text, " %s\n", c->label[0]);
    paper_ink(p, INK_BOLD, "B ");
    text_add(&p->text, " %s\n\n", c->label[k + 1]);
    table_add(&t, &p->text, p->columns);
    text_add(&p->text, "\n");
    table_free(&t);
}

static bool any_none(const struct comparison_of_points *c)
{
    for (size_t r = 0; r < c->rows; r++)
        for (size_t k = 0; k + 1 < c->sweep->points; k++)
            if (c->row[r].differs[k].none)
                return true;
    return false;
}

void compared_report(struct paper *p, const struct comparison_of_points *c)
{
    struct text line = {0};

    sweep_add_identity(p, c->sweep);
    for (size_t k = 0; k + 1 < c->sweep->points; k++)
        add_point(p, c, k);
    number_add_percent(&line, c->confidence);
    text_add(
        &line,
        " %% intervals of paired differences over %zu replications, each row alone; * "
        "differs from 0 at that level",
        c->replications);
    if (c->sweep->points > 2)
        text_add(&line, " with all %zu differences of its row together (Holm)",
                 c->sweep->points - 1);
    text_add(&line, ". reduction: by how much pairing made the variance smaller.");
    if (any_none(c))
        text_add(&line, " none seen: of none (or all) in both; ± as if 3 in so many had "
                        "been, singly.");
    paper_wrap(p, text_of(&line), 0, 0);
    text_free(&line);
}

/* ---- JSON ---- */

static double base_of(enum unit unit)
{
    return unit == UNIT_TIME ? 1e9 : 1;
}

static void put_difference(struct json *j, const struct compared_row *row, size_t k)
{
    const struct difference *d = &row->differs[k];
    double unit = base_of(row->unit), shown = d->refused ? NAN : 1 / unit;

    json_open(j, NULL, '{');
    json_text(j, "name", row->name);
    json_text(j, "units",
              row->unit == UNIT_TIME    ? "s"
              : row->unit == UNIT_BYTES ? "By"
              : row->unit == UNIT_MONEY ? "USD"
                                        : "1");
    json_number(j, "a", row->base / unit);
    json_number(j, "b", row->value[k] / unit);
    json_number(j, "difference", d->point * shown);
    json_number(j, "low", d->low * shown);
    json_number(j, "high", d->high * shown);
    json_number(j, "p", d->p);
    json_number(j, "variance_reduction", d->reduction);
    json_flag(j, "paired", !d->unpaired);
    json_flag(j, "differs", d->differs);
    json_flag(j, "below_resolution", d->below);
    if (d->none)
        json_flag(j, "none_seen", true);
    if (d->refused || d->short_)
        json_flag(j, d->refused ? "refused" : "short", true);
    json_close(j, '}');
}

void compared_json(FILE *out, const struct comparison_of_points *c)
{
    struct json j;

    json_begin(&j, out);
    json_text(&j, "schema", "headroom.compare/1");
    json_text(&j, "a", c->label[0]);
    json_number(&j, "replications", (double)c->replications);
    json_number(&j, "confidence", c->confidence);
    json_text(&j, "intervals", "each alone");
    json_text(&j, "differs", "all differences of a row together (Holm)");
    json_open(&j, "comparisons", '[');
    for (size_t k = 0; k + 1 < c->sweep->points; k++) {
        json_open(&j, NULL, '{');
        json_text(&j, "b", c->label[k + 1]);
        json_open(&j, "rows", '[');
        for (size_t r = 0; r < c->rows; r++)
            put_difference(&j, &c->row[r], k);
        json_close(&j, ']');
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_end(&j);
}
