/* report_sweep.c - a study's points as a table: settings, objectives, what they cost. */
#include <math.h>
#include <string.h>

#include "output/sweep.h"

void sweep_add_identity(struct paper *p, const struct sweep *s)
{
    const struct summary *first = &s->point[0].summary;
    const struct scenario *c = s->point[0].scenario;
    struct text line = {0};
    size_t most = 0;

    for (size_t i = 0; i < s->points; i++)
        if (s->point[i].summary.replications > most)
            most = s->point[i].summary.replications;
    if (c->title)
        paper_ink(p, INK_BOLD, c->title);
    text_add(&p->text, "%s", c->title ? "\n" : "");
    text_add(&line, "%s %s · %zu points × %s%zu replication%s%s × ", c->profile.name,
             c->region, s->points, most > first->replications ? "up to " : "", most,
             most == 1 ? "" : "s", most < 10 ? " (preview)" : "");
    number_add_time(&line, (double)c->run.duration / 1e9);
    text_add(&line, " · seed %lld, paired", (long long)c->run.seed);
    paper_wrap(p, text_of(&line), 0, 0);
    text_add(&p->text, "\n");
    text_free(&line);
}

static void add_verdict(struct paper *p, const struct sweep *s)
{
    size_t met, missed, undecided;

    if (s->point[0].summary.objectives == 0)
        return;
    sweep_verdicts(s, &met, &missed, &undecided);
    text_add(&p->text, "%zu of %zu points meet all objectives", met, s->points);
    if (undecided)
        text_add(&p->text, "; %zu undecided", undecided);
    text_add(&p->text, ".\n\n");
}

/* ---- cells ---- */

static const char *mark_of(const struct paper *p, enum verdict verdict)
{
    static const char *const utf8[] = {"✓ ", "✗ ", "? "};
    static const char *const ascii[] = {"ok ", "FAIL ", "? "};

    return p->utf8 ? utf8[verdict] : ascii[verdict];
}

/* Of none or of all: a point, and how far from it 3 in so many would be. */
static void add_bound(struct text *text, const struct paper *p, const struct estimate *e,
                      const struct scale *scale)
{
    double far = (e->high - e->low) / scale->unit;

    text_add(text, p->utf8 ? " (%s " : " (%s= ",
             e->point > 0 ? (p->utf8 ? "≥" : ">") : (p->utf8 ? "≤" : "<"));
    if (e->point > 0) /* 99.9919 */
        text_add(text, "%.*f", (int)fmax(0, 3 - ceil(log10(far))),
                 e->point / scale->unit - far);
    else
        number_add(text, far);
    text_add(text, ")");
}

void sweep_add_cell(struct text *text, const struct paper *p,
                    const struct sweep_shown *shown, const struct scale *scale)
{
    const struct estimate *e = &shown->is;
    double half = fmax(e->high - e->point, e->point - e->low);

    if (shown->judged)
        text_add(text, "%s", mark_of(p, shown->judged->verdict));
    if (isnan(e->point) || e->refused) {
        text_add(text, "–");
        return;
    }
    number_add(text, e->point / scale->unit);
    if (shown->judged && shown->judged->by_run) {
        text_add(text, " %zu/%zu", shown->judged->runs_met, shown->judged->runs);
    } else if (e->none) {
        add_bound(text, p, e, scale);
    } else if (!e->exact && isfinite(half) && e->n > 1) {
        text_add(text, " ± ");
        number_add(text, half / scale->unit);
    }
}

/* The scale of a column's largest number, so that all of it is in one unit. */
struct scale sweep_column_scale(const struct sweep *s, size_t column)
{
    double most = 0;
    struct sweep_shown shown = sweep_cell(s, 0, column);

    for (size_t i = 0; i < s->points; i++) {
        shown = sweep_cell(s, i, column);
        if (isfinite(shown.is.point) && fabs(shown.is.point) > most)
            most = fabs(shown.is.point);
    }
    return number_scale(shown.unit, most);
}

/* ---- the table ---- */

static size_t shown_columns(const struct sweep *s)
{
    size_t n = sweep_columns(s), room = TABLE_COLUMNS - s->axes;

    return n < room ? n : room;
}

/* Long titles stand above the table, and their letter in it. */
static bool is_long(const char *title)
{
    return strlen(title) > 12;
}

/* The last word of an address is enough where no other axis has it. */
static const char *short_name(const struct sweep *s, size_t axis)
{
    const char *name = s->axis[axis].name, *dot = strrchr(name, '.');
    const char *word = dot && !strchr(dot, ']') ? dot + 1 : name;

    for (size_t a = 0; a < s->axes; a++) {
        size_t length = strlen(s->axis[a].name), tail = strlen(word);
        if (a != axis && length >= tail &&
            strcmp(s->axis[a].name + length - tail, word) == 0)
            return name;
    }
    return word;
}

/* "a  lambda.orders.memory_size" */
static void add_letter(struct paper *p, int letter, const char *means)
{
    text_add(&p->text, "%c ", letter);
    paper_wrap(p, means, 2, 3);
}

static bool has_letter(const struct sweep *s, size_t axis)
{
    return s->axes > 1 && is_long(short_name(s, axis));
}

void sweep_add_legend(struct paper *p, const struct sweep *s, size_t columns)
{
    size_t before = p->text.length;

    for (size_t a = 0; a < s->axes; a++)
        if (has_letter(s, a))
            add_letter(p, (int)('a' + a), s->axis[a].name);
    for (size_t c = 0; c < columns; c++)
        if (is_long(sweep_cell(s, 0, c).title))
            add_letter(p, (int)('A' + c), sweep_cell(s, 0, c).title);
    text_add(&p->text, "%s", p->text.length > before ? "\n" : "");
}

void sweep_add_axis_heads(struct table *t, const struct sweep *s)
{
    for (size_t a = 0; a < s->axes; a++) {
        const char letter[] = {(char)('a' + a), '\0'};
        table_words(t, has_letter(s, a) ? letter : short_name(s, a));
        t->left[a] = !s->axis[a].units;
    }
    t->left[0] = true;
    t->first = s->axes;
}

void sweep_add_heads(struct table *t, const struct sweep *s, size_t columns,
                     const struct scale *scale)
{
    struct text cell = {0};

    for (size_t c = 0; c < columns; c++) {
        const char *title = sweep_cell(s, 0, c).title;
        if (is_long(title))
            text_add(&cell, "%c", (char)('A' + c));
        else
            text_add(&cell, "%s", title);
        text_add(&cell, "%s%s", *scale[c].name ? " " : "", scale[c].name);
        table_cell(t, &cell);
    }
}

static void add_row(struct table *t, const struct paper *p, const struct sweep *s,
                    size_t point, const struct scale *scale)
{
    struct text cell = {0};

    table_row(t);
    for (size_t a = 0; a < s->axes; a++)
        table_words(t, sweep_value_of(s, point, a)->label);
    for (size_t c = 0; c < shown_columns(s); c++) {
        struct sweep_shown shown = sweep_cell(s, point, c);
        sweep_add_cell(&cell, p, &shown, &scale[c]);
        table_cell(t, &cell);
    }
}

static void add_table(struct paper *p, const struct sweep *s)
{
    struct scale scale[TABLE_COLUMNS];
    struct table t;

    for (size_t c = 0; c < shown_columns(s); c++)
        scale[c] = sweep_column_scale(s, c);
    table_start(&t);
    sweep_add_axis_heads(&t, s);
    sweep_add_heads(&t, s, shown_columns(s), scale);
    for (size_t i = 0; i < s->points; i++)
        add_row(&t, p, s, i, scale);
    paper_table(p, &t);
    table_free(&t);
}

/* ---- closing lines ---- */

static void add_set(struct paper *p, const char *set)
{
    text_add(&p->text, " \\\n         --set '");
    for (; *set; set++)
        text_add(&p->text, *set == '\'' ? "'\\''" : "%c", *set);
    text_add(&p->text, "'");
}

/* The last of an address wins, so the others need not be said. */
static bool is_overridden(const struct sweep *s, size_t set)
{
    size_t length = strcspn(s->set[set], "=");

    for (size_t i = set + 1; i < s->sets; i++)
        if (strcspn(s->set[i], "=") == length &&
            strncmp(s->set[i], s->set[set], length) == 0)
            return true;
    return false;
}

void sweep_add_command(struct paper *p, const struct sweep *s,
                       const struct sweep_point *point)
{
    text_add(&p->text, "headroom run %s", s->file);
    for (size_t i = 0; i < s->sets; i++)
        if (!is_overridden(s, i))
            add_set(p, s->set[i]);
    for (size_t i = 0; i < point->sets; i++)
        add_set(p, point->set[i]);
    text_add(&p->text, "\n");
}

/* The cheapest of those that meet all objectives; else the first. */
static size_t best_of(const struct sweep *s)
{
    size_t best = 0;
    double least = INFINITY;

    for (size_t i = 0; i < s->points; i++) {
        const struct summary *one = &s->point[i].summary;
        if (one->missed + one->undecided == 0 && one->cost_run.point < least) {
            least = one->cost_run.point;
            best = i;
        }
    }
    return best;
}

void sweep_add_none_seen(struct paper *p, const struct sweep *s)
{
    for (size_t i = 0; i < s->points; i++)
        for (size_t c = 0; s->point[i].done && c < shown_columns(s); c++)
            if (sweep_cell(s, i, c).is.none) {
                paper_wrap(p,
                           p->utf8 ? "(≤ ..): none (or nothing else) was seen; 3 in so "
                                     "many, if such things come singly"
                                   : "(<= ..): none (or nothing else) was seen; 3 in so "
                                     "many, if such things come singly",
                           0, 0);
                return;
            }
}

void sweep_report(struct paper *p, const struct sweep *s)
{
    sweep_add_identity(p, s);
    add_verdict(p, s);
    sweep_add_legend(p, s, shown_columns(s));
    add_table(p, s);
    text_add(&p->text, "\n");
    if (shown_columns(s) < sweep_columns(s))
        text_add(&p->text, "%zu more columns: --format json\n",
                 sweep_columns(s) - shown_columns(s));
    text_add(&p->text, "intervals: each row ");
    number_add_percent(&p->text, s->point[0].summary.confidence);
    text_add(&p->text, " %% alone; differences between rows: headroom compare\n");
    sweep_add_none_seen(p, s);
    text_add(&p->text, "next   ");
    sweep_add_command(p, s, &s->point[best_of(s)]);
}
