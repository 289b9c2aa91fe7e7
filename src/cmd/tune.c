/* tune.c - `headroom tune FILE --vary ..`: the best point that meets the objectives. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/telling.h"
#include "output/page_study.h"
#include "study/tune.h"

static enum strategy strategy_of(const char *word)
{
    static const char *const words[] = {"", "cost", "speed", "balanced"};
    size_t i = 3;

    while (i > 0 && strcmp(words[i], word ? word : "") != 0)
        i--;
    return (enum strategy)i;
}

static bool read_weight(const struct options *options, struct tuning *t,
                        struct diag *diag)
{
    const char *text = options->value[OPTION_BALANCED_WEIGHT];

    t->weight = 0.5;
    if (!text)
        return true;
    if (t->strategy == STRATEGY_BALANCED && unit_read(UNIT_SHARE, text, &t->weight) &&
        t->weight >= 0 && t->weight <= 1)
        return true;
    diag_error(diag, (struct where){0},
               "--balanced-weight: a share from 0 to 1, with --strategy balanced");
    return false;
}

static bool read_indifference(const struct options *options, struct tuning *t,
                              struct diag *diag)
{
    const char *text = options->value[OPTION_INDIFFERENCE];

    if (!text)
        return true;
    if (!unit_read(UNIT_SHARE, text, &t->indifference) || !(t->indifference >= 0.0001) ||
        t->indifference >= 1) {
        diag_error(diag, (struct where){0},
                   "--indifference: a share of the score from 0.01 %% on, as \"2 %%\"");
        return false;
    }
    if (t->strategy != STRATEGY_BALANCED)
        return true;
    diag_error(
        diag, (struct where){0},
        "--indifference wants one number to be the least: --minimise, or --strategy "
        "cost or speed");
    return false;
}

/* "lambda.NAME" of the axis lambda.NAME.memory_size; NULL after a message. */
static const char *function_of(const struct studying *s)
{
    const struct sweep *sweep = &s->sweeping.sweep;

    for (size_t a = 0; a < sweep->axes; a++) {
        const char *name = sweep->axis[a].name, *dot = strrchr(name, '.');
        if (strncmp(name, "lambda.", 7) == 0 && dot && strchr(name + 7, '.') == dot &&
            strcmp(dot, ".memory_size") == 0 && name[7] != '*')
            return arena_text(s->sweeping.arena, "%.*s", (int)(dot - name), name);
    }
    return NULL;
}

static bool read_score(const struct options *options, struct studying *s,
                       struct tuning *t)
{
    const char *score = options->value[OPTION_MINIMISE];

    t->strategy = strategy_of(options->value[OPTION_STRATEGY]);
    if ((score != NULL) == (t->strategy != STRATEGY_NONE)) {
        diag_error(&s->diag, (struct where){0},
                   "tune wants either --minimise EXPR or --strategy cost|speed|balanced");
        return false;
    }
    if (t->strategy != STRATEGY_NONE) {
        s->sweeping.function = function_of(s);
        if (!s->sweeping.function)
            diag_error(&s->diag, (struct where){0},
                       "--strategy wants --vary lambda.NAME.memory_size=V,V");
        return s->sweeping.function && read_weight(options, t, &s->diag) &&
               read_indifference(options, t, &s->diag);
    }
    t->score = score;
    studying_wish(s, score);
    return read_weight(options, t, &s->diag) && read_indifference(options, t, &s->diag);
}

/* Whether it is LO..HI that is bisected, and may be. */
static bool range_allowed(struct studying *s, const struct tuning *t, bool *range)
{
    const struct sweep *sweep = &s->sweeping.sweep;
    const char *wrong = NULL;

    *range = false;
    for (size_t a = 0; a < sweep->axes; a++) {
        const struct sweep_axis *axis = &sweep->axis[a];
        if (!axis->range)
            continue;
        *range = true;
        if (sweep->axes > 1)
            wrong = "is bisected only if it is the one axis";
        else if (t->strategy != STRATEGY_NONE || t->indifference > 0)
            wrong = "has no step, which --strategy and --indifference want";
        else if (!axis->row || !(axis->row->flags & FIELD_MONOTONE))
            wrong = "cannot be bisected: more of it is not known to be always better";
        if (wrong)
            diag_error(&s->diag, (struct where){0}, "%s %s; give values, or LO..HI:STEP",
                       axis->name, wrong);
    }
    return !wrong;
}

static void tell_text(struct paper *paper, const void *tuned)
{
    tuned_report(paper, tuned);
}

static void tell_document(FILE *out, enum form form, const void *tuned)
{
    tuned_json(out, form, tuned);
}

static void tell_power_tuning(FILE *out, const void *tuned)
{
    tuned_power_tuning(out, tuned);
}

static void tell_page(struct text *page, const void *tuned)
{
    page_of_tuned(page, tuned);
}

static enum outcome verdict(const struct tuned *t)
{
    if (t->best < 0)
        return t->undecided ? OUTCOME_UNDECIDED : OUTCOME_INFEASIBLE;
    bool decided = !t->selected.asked || t->selected.left < 2;
    return t->confirmed && t->monotone && decided ? OUTCOME_FINE : OUTCOME_UNDECIDED;
}

/* What bisection looks at are verdicts, and --minimise must be one number a run. */
static bool is_askable(struct studying *s, const struct tuning *t, bool range)
{
    const struct scenario *c = s->sweeping.sweep.point[0].scenario;

    if (range && c->objectives == 0) {
        diag_error(
            &s->diag, (struct where){0},
            "LO..HI is bisected by objectives, and there is none: --objective EXPR");
        return false;
    }
    if (t->indifference > 0 && (isfinite(c->run.precision) || c->run.replications < 10)) {
        diag_error(
            &s->diag, (struct where){0},
            isfinite(c->run.precision)
                ? "--indifference says when runs are enough, and so does --precision"
                : "--indifference wants 10 replications or more to begin with");
        return false;
    }
    if (t->score && c->objective[c->objectives + c->wishes - 1].windows != 1) {
        diag_error(&s->diag, (struct where){0},
                   "--minimise: %s is several numbers, one a window", t->score);
        return false;
    }
    return true;
}

/* A selection runs points on: what they had is kept, if need be in a file of nobody's. */
static bool run(struct studying *s, struct tuning *t, bool range, struct tuned *tuned)
{
    bool keeps = t->indifference > 0 && !s->sweeping.journal;
    struct journal *own =
        keeps ? journal_open(&(struct journal_wanted){0}, &s->diag) : NULL;

    if (keeps)
        s->sweeping.journal = own;
    bool fine = range ? tune_range(t, tuned) : tune_points(t, tuned);
    if (own) {
        s->sweeping.journal = NULL;
        journal_close(own, true, &s->diag);
    }
    return fine;
}

static enum outcome tune_it(const struct options *options,
                            const struct surroundings *around, struct studying *s,
                            struct tuning *t)
{
    struct tuned tuned = {.strategy = t->strategy,
                          .weight = t->weight,
                          .monotone = true,
                          .score_name = t->score ? t->score : "score"};
    const size_t first = 0;
    size_t point;
    bool range;

    if (!range_allowed(s, t, &range))
        return OUTCOME_MISTAKEN;
    if (range ? !sweeping_add(&s->sweeping, &first, &point)
              : !sweeping_grid(&s->sweeping))
        return outcome_of(&s->diag);
    if (!is_askable(s, t, range))
        return OUTCOME_MISTAKEN;
    enum outcome outcome = studying_ran(s, run(s, t, range, &tuned));
    if (outcome != OUTCOME_FINE)
        return outcome;
    const struct telling telling = {
        .what = &tuned,
        .text = tell_text,
        .document = tell_document,
        .power_tuning = t->strategy == STRATEGY_NONE ? NULL : tell_power_tuning,
        .page = tell_page};
    return studying_tell(s, options, around, &telling, verdict(&tuned));
}

int tune_command(const struct options *options, const struct surroundings *around)
{
    struct studying s = {.sweeping.sweep.command = "tune"};
    struct tuning t = {.sweeping = &s.sweeping};
    enum outcome outcome = OUTCOME_MISTAKEN;

    if (!studying_begin(&s, options, around, "text json csv power-tuning"))
        return OUTCOME_MISTAKEN;
    if (s.sweeping.sweep.axes == 0)
        diag_error(&s.diag, (struct where){0},
                   "tune wants an axis: --vary ADDRESS=V,V or ADDRESS=LO..HI");
    else if (strcmp(s.format, "power-tuning") == 0 && !options->value[OPTION_STRATEGY])
        diag_error(&s.diag, (struct where){0}, "--format power-tuning wants --strategy");
    else if (read_score(options, &s, &t) && studying_runs(&s, options, around, "tune.h5"))
        outcome = tune_it(options, around, &s, &t);
    return studying_end(&s, outcome);
}
