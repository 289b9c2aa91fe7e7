#include "cmd/points.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cmd/plotting.h"
#include "study/vary.h"

/* ---- axes ---- */

static const char *text_of_member(const struct node *group, const char *name,
                                  struct diag *diag)
{
    const struct node *node = node_member(group, name);

    if (node && node->kind == NODE_TEXT)
        return node->text;
    diag_error(diag, node ? node->at : group->at, "study: vary: %s%s", name,
               node ? ": a text in quotes is wanted" : " = \"..\" is missing");
    return NULL;
}

/* { name; set = ( "..", .. ); } or set = "..". */
static bool read_point(struct studying *s, const struct node *point,
                       struct sweep_value *value)
{
    const struct node *set = node_member(point, "set");
    const struct node *one = !set || set->kind != NODE_LIST ? set : set->first;
    const char **texts = NULL;

    value->value = NAN;
    value->label = text_of_member(point, "name", &s->diag);
    for (; one; one = set->kind == NODE_LIST ? one->next : NULL) {
        if (one->kind != NODE_TEXT) {
            diag_error(&s->diag, one->at, "study: set: \"ADDRESS=VALUE\" is wanted");
            return false;
        }
        if (!vary_allowed(one->text, one->at, s->sweeping.arena, &s->diag))
            return false;
        texts = arena_room(s->sweeping.arena, texts, value->sets, sizeof *texts);
        texts[value->sets++] = one->text;
    }
    value->set = texts;
    return value->label != NULL;
}

static bool read_named(struct studying *s, const struct node *named,
                       struct sweep_axis *axis)
{
    const struct node *points = node_member(named, "points");
    bool fine = true;

    *axis = (struct sweep_axis){.name = text_of_member(named, "name", &s->diag)};
    if (!axis->name)
        return false;
    if (!points || points->kind != NODE_LIST || points->count == 0) {
        diag_error(&s->diag, points ? points->at : named->at, "study: vary: %s: points%s",
                   axis->name,
                   points ? ": a list of groups is wanted: points = ( { .. } )"
                          : " = ( .. ) is missing");
        return false;
    }
    axis->coordinate = vary_coordinate(axis->name, s->sweeping.arena);
    axis->value = arena_get(s->sweeping.arena, points->count * sizeof *axis->value);
    for (const struct node *p = points->first; p; p = p->next)
        fine = read_point(s, p, &axis->value[axis->values++]) && fine;
    return fine;
}

static bool read_axes(struct studying *s, const struct options *options)
{
    struct sweep *sweep = &s->sweeping.sweep;
    bool fine = true;

    sweep->axis =
        arena_get(options->arena, (options->vary.count + 1) * sizeof *sweep->axis);
    s->sweeping.origin =
        arena_get(options->arena, (options->vary.count + 1) * sizeof *s->sweeping.origin);
    for (size_t i = 0; i < options->vary.count; i++) {
        const struct axis_given *given = &options->vary.axis[i];
        s->sweeping.origin[i] =
            given->at.line > 0
                ? arena_text(options->arena, "%s:%d", given->at.file, given->at.line)
                : given->at.file;
        struct sweep_axis *axis = &sweep->axis[sweep->axes++];
        fine = (given->named ? read_named(s, given->named, axis)
                             : vary_read(given->text, given->at, options->arena, axis,
                                         &s->diag)) &&
               fine;
        for (size_t k = 0; fine && k + 1 < sweep->axes; k++)
            if (strcmp(sweep->axis[k].coordinate, axis->coordinate) == 0) {
                diag_error(&s->diag, given->at, "%s is an axis twice", axis->name);
                fine = false;
            }
    }
    return fine;
}

/* ---- the rest of the options ---- */

static bool read_format(struct studying *s, const struct options *options,
                        const char *formats)
{
    const char *format = options->value[OPTION_FORMAT];

    s->format = format ? format : "text";
    if (strstr(formats, s->format))
        return true;
    diag_error(&s->diag, (struct where){0}, "--format: %s is not one of: %s", s->format,
               formats);
    return false;
}

static void set_loading(struct studying *s, const struct options *options,
                        const struct surroundings *around)
{
    s->loading =
        (struct loading){.path = options->argument[0],
                         .profile_directory = around->profiles,
                         .set = options->set.text,
                         .sets = options->set.count,
                         .set_origin = options->set.origin,
                         .objective = options->objective.text,
                         .objectives = options->objective.count,
                         .wish = options->show.text,
                         .wishes = options->show.count,
                         .no_objectives = options->value[OPTION_NO_OBJECTIVES] != NULL};
}

void studying_wish(struct studying *s, const char *wish)
{
    size_t n = s->loading.wishes;
    const char **all = arena_get(s->sweeping.arena, (n + 1) * sizeof *all);

    for (size_t i = 0; i < n; i++)
        all[i] = s->loading.wish[i];
    all[n] = wish;
    s->loading.wish = all;
    s->loading.wishes = n + 1;
}

bool studying_begin(struct studying *s, const struct options *options,
                    const struct surroundings *around, const char *formats)
{
    const struct number_wanted wanted = {OPTION_JOBS, 1, 1024, (long)around->processors};
    const char *output = options->value[OPTION_OUTPUT];
    struct sweep *sweep = &s->sweeping.sweep;
    long jobs;

    s->diag = (struct diag){.out = around->err, .said = &s->said};
    s->output = output && strcmp(output, "none") == 0 ? NULL : output;
    s->sweeping.arena = options->arena;
    s->sweeping.diag = &s->diag;
    s->sweeping.interrupted = around->interrupted;
    s->sweeping.base = &s->loading;
    sweep->file = options->argument[0];
    sweep->set = options->set.text;
    sweep->sets = options->set.count;
    sweep->series = options->value[OPTION_SERIES] != NULL;
    sweep->histograms = options->value[OPTION_HISTOGRAMS] != NULL;
    set_loading(s, options, around);
    bool fine = read_format(s, options, formats);
    fine = options_number(options, &wanted, &jobs, &s->diag) && fine;
    s->sweeping.jobs = (unsigned)jobs;
    progress_begin(&s->progress, options, around);
    fine = read_axes(s, options) && fine;
    if (!fine)
        text_free(&s->said);
    return fine;
}

/* ---- runs ---- */

bool studying_runs(struct studying *s, const struct options *options,
                   const struct surroundings *around, const char *output)
{
    if (!options->value[OPTION_OUTPUT])
        s->output = output;
    if (!plotting_may(options, s->output, &s->diag))
        return false;
    if (!keeping_begin(&s->keeping, options, around, &s->output, &s->diag))
        return false;
    s->sweeping.journal = s->keeping.journal;
    s->sweeping.elsewhere = around->elsewhere;
    s->sweeping.stores = s->output != NULL;
    s->sweeping.moved = s->progress.how == PROGRESS_NONE ? NULL : progress_moved;
    s->sweeping.ctx = &s->progress;
    return true;
}

enum outcome studying_ran(struct studying *s, bool fine)
{
    progress_end(&s->progress);
    if (s->sweeping.was_interrupted)
        return OUTCOME_SIGNAL + (enum outcome) * s->sweeping.interrupted;
    s->ended = fine && s->keeping.is_part;
    return fine ? OUTCOME_FINE : outcome_of(&s->diag);
}

bool studying_is_part(const struct studying *s)
{
    return s->keeping.is_part;
}

int studying_end(struct studying *s, enum outcome outcome)
{
    if (!keeping_end(&s->keeping, s->progress.around, s->ended, &s->diag))
        outcome = outcome_of(&s->diag);
    sweeping_free(&s->sweeping);
    text_free(&s->said);
    return (int)outcome;
}

bool studying_check(const struct options *options, const struct surroundings *around,
                    struct text *said)
{
    struct studying s = {.sweeping.sweep.command = "check"};
    bool fine = studying_begin(&s, options, around, "text json csv");

    s.diag.said = said;
    fine = fine && sweeping_try(&s.sweeping);
    studying_end(&s, OUTCOME_FINE);
    return fine;
}
