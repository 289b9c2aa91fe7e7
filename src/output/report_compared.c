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
                           const struct scale *scale, bool paired)
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
    text_add(text, "%s%s%s", d->unpaired && paired ? " unpaired" : "",
             d->short_ ? " short" : "", d->differs ? " *" : "  ");
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

static bool is_paired(const struct comparison_of_points *c, size_t k)
{
    return c->sweep || !c->apart[k];
}

/* "share(lambda.f.throttles)": how much of it is "share", and "lambda.f"; false: it is no
 * metric. */
static bool split(const char *name, size_t *aggregate, size_t *owner)
{
    size_t open = strcspn(name, "("), close = strlen(name), dot = open;

    if (open + 1 >= close || name[close - 1] != ')')
        return false;
    for (size_t i = open; i < close; i++)
        dot = name[i] == '.' ? i : dot;
    *aggregate = open;
    *owner = dot - open;
    return dot > open;
}

/* A file's rows stand below the resource that they are of. */
static void add_owner(struct table *t, const struct comparison_of_points *c, size_t r)
{
    size_t aggregate, owner, before, same;
    const char *name = c->row[r].name, *last = r > 0 ? c->row[r - 1].name : "";
    struct text cell = {0};

    if (c->sweep || !split(name, &aggregate, &owner))
        return;
    if (split(last, &before, &same) && same == owner &&
        strncmp(last + before, name + aggregate, owner) == 0)
        return;
    table_row(t);
    text_add_bytes(&cell, name + aggregate + 1, owner - 1);
    table_cell(t, &cell);
}

static void add_name(struct text *cell, const struct comparison_of_points *c,
                     const char *name)
{
    size_t aggregate, owner;

    if (c->sweep || !split(name, &aggregate, &owner)) {
        text_add(cell, "%s", name);
        return;
    }
    name += aggregate + owner + 1;
    text_add(cell, "  %.*s %.*s", (int)aggregate, name - owner - 1 - aggregate,
             (int)strlen(name) - 1, name);
}

static void add_row(struct table *t, const struct comparison_of_points *c,
                    const struct compared_row *row, size_t k)
{
    bool paired = is_paired(c, k);
    struct scale scale =
        number_scale(row->unit, fmax(fabs(row->base), fabs(row->value[k])));
    const struct difference *d = &row->differs[k];
    struct text cell = {0};

    table_row(t);
    add_name(&cell, c, row->name);
    text_add(&cell, "%s%s", *scale.name ? "  " : "", scale.name);
    table_cell(t, &cell);
    add_value(&cell, row->base, &scale);
    table_cell(t, &cell);
    add_value(&cell, row->value[k], &scale);
    table_cell(t, &cell);
    add_difference(&cell, d, &scale, paired);
    table_cell(t, &cell);
    if (!paired)
        return;
    add_reduction(&cell, d);
    table_cell(t, &cell);
}

/* ---- the page ---- */

/* "A  first.h5", and of a file what it is. */
static void add_side(struct paper *p, const struct comparison_of_points *c,
                     const char *letter, size_t point)
{
    paper_ink(p, INK_BOLD, letter);
    text_add(&p->text, "  %s\n", c->label[point]);
    if (c->sweep)
        return;
    text_add(&p->text, "  ");
    paper_wrap(p, c->about[point], 2, 3);
}

static void add_pairing(struct paper *p, const struct comparison_of_points *c, size_t k)
{
    if (!c->sweep && c->apart[k])
        text_add(&p->text, "not paired: %s; taken as independent\n", c->apart[k]);
    else if (!c->sweep)
        text_add(&p->text, "paired: same seed, same replications\n");
    text_add(&p->text, "\n");
}

static void add_point(struct paper *p, const struct comparison_of_points *c, size_t k)
{
    struct table t;

    table_start(&t);
    table_words(&t, "");
    table_words(&t, "A");
    table_words(&t, "B");
    table_words(&t, "B - A  ");
    if (is_paired(c, k))
        table_words(&t, "reduction");
    for (size_t r = 0; r < c->rows; r++) {
        add_owner(&t, c, r);
        add_row(&t, c, &c->row[r], k);
    }
    add_side(p, c, "A", 0);
    add_side(p, c, "B", k + 1);
    add_pairing(p, c, k);
    paper_table(p, &t);
    text_add(&p->text, "\n");
    table_free(&t);
}

static bool any_none(const struct comparison_of_points *c)
{
    for (size_t r = 0; r < c->rows; r++)
        for (size_t k = 0; k + 1 < c->points; k++)
            if (c->row[r].differs[k].none)
                return true;
    return false;
}

static void add_intervals(struct text *line, const struct comparison_of_points *c)
{
    number_add_percent(line, c->confidence);
    if (c->sweep)
        text_add(line, " %% intervals of paired differences over %zu replications",
                 c->replications);
    else
        text_add(line, " %% intervals of the differences%s",
                 c->replications < 2 ? " (of one replication there are none)" : "");
    text_add(line, ", each row alone; * differs from 0 at that level");
    if (c->points > 2)
        text_add(line, " with all %zu differences of its row together (Holm)",
                 c->points - 1);
    text_add(line, ".");
    for (size_t k = 0; k + 1 < c->points; k++)
        if (is_paired(c, k)) {
            text_add(line, " reduction: by how much pairing made the variance smaller.");
            break;
        }
    if (any_none(c))
        text_add(line, " none seen: of none (or all) in both; ± as if 3 in so many had "
                       "been, singly.");
    if (c->left_out)
        text_add(line, " %zu numbers are not in every file and left out.", c->left_out);
}

void compared_report(struct paper *p, const struct comparison_of_points *c)
{
    struct text line = {0};

    if (c->sweep)
        sweep_add_identity(p, c->sweep);
    for (size_t k = 0; k + 1 < c->points; k++)
        add_point(p, c, k);
    add_intervals(&line, c);
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

void compared_json(FILE *out, enum form form, const struct comparison_of_points *c)
{
    struct json j;

    json_begin(&j, out, form);
    json_text(&j, "schema", "headroom.compare/1");
    json_text(&j, "a", c->label[0]);
    json_number(&j, "replications", (double)c->replications);
    json_number(&j, "confidence", c->confidence);
    json_text(&j, "intervals", "each alone");
    if (!c->sweep)
        json_number(&j, "left_out", (double)c->left_out);
    json_text(&j, "differs", "all differences of a row together (Holm)");
    json_open(&j, "comparisons", '[');
    for (size_t k = 0; k + 1 < c->points; k++) {
        json_open(&j, NULL, '{');
        json_text(&j, "b", c->label[k + 1]);
        if (!c->sweep)
            json_text(&j, "not_paired", c->apart[k]);
        json_open(&j, "rows", '[');
        for (size_t r = 0; r < c->rows; r++)
            put_difference(&j, &c->row[r], k);
        json_close(&j, ']');
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_end(&j);
}
