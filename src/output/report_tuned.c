/* report_tuned.c - the best point, and the picture that shows why. */
#include <math.h>
#include <string.h>

#include "output/tuned.h"

static bool has_function(const struct tuned *t)
{
    return t->strategy != STRATEGY_NONE;
}

/* "1 536 MB" or "512 MB, 3". */
static const char *label_of(const struct tuned *t, long point, struct text *text)
{
    text_free(text);
    for (size_t a = 0; a < t->sweep->axes; a++)
        text_add(text, "%s%s", a ? ", " : "",
                 sweep_value_of(t->sweep, (size_t)point, a)->label);
    return text_of(text);
}

static void add_score(struct text *text, const struct tuned *t, double score)
{
    struct scale scale = {1, ""};

    if (t->strategy == STRATEGY_NONE)
        scale = number_scale(t->score_unit, score);
    if (t->strategy == STRATEGY_COST)
        scale = (struct scale){1, "USD per 1M"};
    if (t->strategy == STRATEGY_SPEED)
        scale = (struct scale){1e6, "ms"};
    number_add(text, score / scale.unit);
    text_add(text, "%s%s", *scale.name ? " " : "", scale.name);
}

/* ---- the verdict ---- */

static void add_none(struct text *text, const struct tuned *t)
{
    text_add(text, t->undecided
                       ? "UNDECIDED no point is known to meet all objectives; more "
                         "replications, or --precision, may decide"
                       : "NONE of the points meets all objectives");
}

static void add_others(struct text *text, const struct tuned *t)
{
    struct text label = {0};

    if (!has_function(t))
        return;
    text_add(text, "   (cheapest %s", label_of(t, t->cheapest, &label));
    text_add(text, "%s, fastest %s)",
             t->sweep->point[0].summary.objectives ? " that meets the objectives" : "",
             label_of(t, t->fastest, &label));
    text_free(&label);
}

/* A difference that was not asked to be told apart, or cannot be. */
static bool matters(const struct tuned *t, double difference)
{
    double best = fabs(t->point[t->best].score);

    if (t->selected.asked)
        return difference >= t->selected.zone;
    return difference >= 0.01 * best &&
           !(isfinite(t->to_next.point) && t->to_next.low <= 0);
}

static void add_next_best(struct paper *p, const struct tuned *t)
{
    struct text line = {0}, label = {0};
    double best, next;

    if (t->runner_up < 0)
        return;
    best = t->point[t->best].score;
    next = t->point[t->runner_up].score;
    text_add(&line, "%s", label_of(t, t->best, &label));
    text_add(&line, " and %s differ by ", label_of(t, t->runner_up, &label));
    number_add_percent(&line, (next - best) / fabs(best));
    text_add(&line, " %% of the score%s.",
             matters(t, next - best) ? "" : ": take either");
    paper_wrap(p, text_of(&line), 0, 0);
    text_free(&line);
    text_free(&label);
}

static void add_zone(struct text *text, const struct tuned *t)
{
    number_add_percent(text, t->selected.indifference);
    text_add(text, " %% (");
    add_score(text, t, t->selected.zone);
    text_add(text, ")");
}

/* What was asked of the choice, and what it took. */
static void add_selection(struct paper *p, const struct tuned *t)
{
    const struct selected *s = &t->selected;
    struct text line = {0};

    if (!s->asked || s->rivals < 2)
        return;
    if (s->left < 2) {
        text_add(&line, "selected: with ");
        number_add_percent(&line, s->confidence);
        text_add(&line, " %% none of the others is better by more than ");
        add_zone(&line, t);
        text_add(&line, "; %zu look%s, up to %zu replications.", s->looks,
                 s->looks == 1 ? "" : "s", s->replications);
    } else {
        text_add(&line, "NOT SELECTED %zu points may still be the best by more than ",
                 s->left);
        add_zone(&line, t);
        text_add(&line, " after %zu replications: take any, or a wider --indifference.",
                 s->replications);
    }
    paper_wrap(p, text_of(&line), 0, 0);
    text_free(&line);
}

/* The number that may be believed: of runs that had no part in the choice. */
static void add_again(struct paper *p, const struct tuned *t)
{
    struct text line = {0};

    text_add(&line, "again on %zu fresh replications: ", t->again.replications);
    if (has_function(t)) {
        number_add(&line, t->again_point.duration / 1e6);
        text_add(&line, " ms, ");
        number_add(&line, t->again_point.cost);
        text_add(&line, " USD per 1M");
    } else {
        text_add(&line, "%s ", t->score_name);
        add_score(&line, t, t->again_point.score);
    }
    if (t->again.objectives)
        text_add(&line,
                 t->confirmed
                     ? "; all objectives met"
                     : ", but not all objectives are met: the choice is not confirmed");
    text_add(&line, ".");
    paper_wrap(p, text_of(&line), 0, 0);
    text_free(&line);
}

static void add_verdict(struct paper *p, const struct tuned *t)
{
    static const char *const words[] = {"BEST ", "CHEAPEST ", "FASTEST ", "BALANCED "};
    struct text line = {0}, label = {0};

    if (t->best < 0) {
        add_none(&line, t);
    } else {
        text_add(&line, "%s%s", t->bisected ? "ANSWER " : words[t->strategy],
                 label_of(t, t->best, &label));
        if (!has_function(t)) {
            text_add(&line, "   %s ", t->score_name);
            add_score(&line, t, t->point[t->best].score);
        }
        if (t->bisected && t->beyond >= 0)
            text_add(&line, "; %s is not proven", label_of(t, t->beyond, &label));
        add_others(&line, t);
    }
    paper_wrap(p, text_of(&line), 0, 0);
    if (t->best >= 0)
        add_next_best(p, t);
    add_selection(p, t);
    if (t->improvable)
        paper_wrap(p,
                   "A point that would be better is undecided (?): more replications may "
                   "show it.",
                   0, 0);
    if (!t->monotone)
        paper_wrap(p,
                   "Its neighbour does not meet the objectives: this is not monotone; "
                   "give LO..HI:STEP.",
                   0, 0);
    if (t->best >= 0)
        add_again(p, t);
    text_free(&line);
    text_free(&label);
}

/* ---- the table ---- */

enum { OWN_COLUMNS = 3 };

static size_t shown_columns(const struct tuned *t)
{
    size_t n = sweep_columns(t->sweep);
    size_t room = TABLE_COLUMNS - OWN_COLUMNS - 1 - t->sweep->axes;

    return n < room ? n : room;
}

static const char *last_word(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && !strchr(dot, ']') ? dot + 1 : name;
}

static void add_heads(struct table *t, const struct tuned *tuned,
                      const struct scale *scale)
{
    sweep_add_axis_heads(t, tuned->sweep);
    if (has_function(tuned)) {
        table_words(t, "mean ms");
        table_words(t, "USD per 1M");
    }
    sweep_add_heads(t, tuned->sweep, shown_columns(tuned), scale);
    if (tuned->strategy == STRATEGY_BALANCED)
        table_words(t, "score");
    table_words(t, " ");
    t->last = 1; /* which is the best is seen in each part */
}

static void add_number(struct table *t, double value)
{
    struct text cell = {0};

    number_add(&cell, value);
    table_cell(t, &cell);
}

static void add_row(struct table *t, const struct paper *p, const struct tuned *tuned,
                    size_t point, const struct scale *scale)
{
    const struct sweep *s = tuned->sweep;
    struct text cell = {0};

    table_row(t);
    for (size_t a = 0; a < s->axes; a++)
        table_words(t, sweep_value_of(s, point, a)->label);
    if (has_function(tuned)) {
        add_number(t, tuned->point[point].duration / 1e6);
        add_number(t, tuned->point[point].cost);
    }
    for (size_t c = 0; c < shown_columns(tuned); c++) {
        struct sweep_shown shown = sweep_cell(s, point, c);
        sweep_add_cell(&cell, p, &shown, &scale[c]);
        table_cell(t, &cell);
    }
    if (tuned->strategy == STRATEGY_BALANCED)
        add_number(t, tuned->point[point].score);
    table_words(t, (long)point == tuned->best ? "◀" : " ");
}

static void add_table(struct paper *p, const struct tuned *tuned)
{
    struct scale scale[TABLE_COLUMNS];
    struct table t;

    for (size_t c = 0; c < shown_columns(tuned); c++)
        scale[c] = sweep_column_scale(tuned->sweep, c);
    table_start(&t);
    add_heads(&t, tuned, scale);
    for (size_t i = 0; i < tuned->sweep->points; i++)
        add_row(&t, p, tuned, i, scale);
    paper_table(p, &t);
    table_free(&t);
}

/* ---- the picture ---- */

enum { BAR = 30, TAKEN = 12 + BAR + 1 + 8 + 2 + 3 /* by all but the label */ };

static void add_bar(struct paper *p, const struct tuned *t, size_t point, bool cost)
{
    double most = 0, value = 0;
    struct text cell = {0}, label = {0};

    for (size_t i = 0; i < t->sweep->points; i++) {
        double x = cost ? t->point[i].cost : t->point[i].duration;
        most = fmax(most, x);
        value = i == point ? x : value;
    }
    size_t length = most > 0 ? (size_t)(value / most * BAR + 0.5) : 0;
    for (size_t i = 0; i < length; i++)
        text_add(&cell, p->utf8 ? "█" : "#");
    text_add_left(&p->text, point > 0 ? "" : cost ? "USD per 1M" : "mean ms", 12);
    text_add_left(&p->text, text_of(&cell), BAR + 1);
    text_free(&cell);
    number_add(&cell, cost ? value : value / 1e6);
    text_add_right(&p->text, text_of(&cell), 8);
    text_add(&p->text, "  ");
    text_add_shortened(&p->text, label_of(t, (long)point, &label),
                       p->columns > TAKEN + 12 ? p->columns - TAKEN : 12);
    text_add(&p->text, "%s\n", (long)point == t->best ? "  ◀" : "");
    text_free(&cell);
    text_free(&label);
}

static void add_picture(struct paper *p, const struct tuned *t)
{
    for (size_t k = 0; has_function(t) && k < 2; k++) {
        text_add(&p->text, "\n");
        for (size_t i = 0; i < t->sweep->points; i++)
            add_bar(p, t, i, k > 0);
    }
}

/* ---- bisection, step by step ---- */

static void add_steps(struct paper *p, const struct tuned *tuned)
{
    static const char *const words[] = {"met", "missed", "undecided"};
    struct text cell = {0};
    struct table t;

    table_start(&t);
    table_words(&t, "round");
    table_words(&t, last_word(tuned->sweep->axis[0].name));
    t.left[1] = true;
    table_words(&t, "replications");
    table_words(&t, "objectives");
    for (size_t i = 0; i < tuned->steps; i++) {
        size_t point = tuned->step[i].point;
        table_row(&t);
        text_add(&cell, "%zu", i + 1);
        table_cell(&t, &cell);
        table_words(&t, sweep_value_of(tuned->sweep, point, 0)->label);
        text_add(&cell, "%zu", tuned->sweep->point[point].summary.replications);
        table_cell(&t, &cell);
        table_words(&t, words[tuned->step[i].verdict]);
    }
    paper_table(p, &t);
    table_free(&t);
    text_add(&p->text, "\n");
}

/* What the answer took: --precision and thresholds that are near cost runs. */
static size_t runs_of(const struct tuned *t)
{
    size_t runs = t->best >= 0 ? t->again.replications : 0;

    for (size_t i = 0; i < t->sweep->points; i++)
        runs += t->sweep->point[i].summary.replications;
    return runs;
}

void tuned_report(struct paper *p, const struct tuned *t)
{
    sweep_add_identity(p, t->sweep);
    add_verdict(p, t);
    text_add(&p->text, "\n");
    if (t->bisected)
        add_steps(p, t);
    sweep_add_legend(p, t->sweep, shown_columns(t));
    add_table(p, t);
    sweep_add_none_seen(p, t->sweep);
    text_add(&p->text, "%zu runs in all\n", runs_of(t));
    add_picture(p, t);
    if (t->best < 0)
        return;
    text_add(&p->text, "\nto apply   ");
    sweep_add_command(p, t->sweep, &t->sweep->point[t->best]);
}
