/* compare.c - `headroom compare A B`: what differs, and how sure that is.
 *
 * Several files: each as it is, the options for all.  One file and --vary: its points.
 * One file and --set: as written, then with the settings. */
#include <string.h>

#include "base/text.h"
#include "cmd/command.h"
#include "cmd/telling.h"
#include "output/page_study.h"
#include "study/compare.h"
#include "study/vary.h"

/* An axis of one value a point: no settings, or all of --set.  False after messages. */
static bool axis_of_variants(struct studying *s, const struct options *options)
{
    struct sweep *sweep = &s->sweeping.sweep;
    struct sweep_axis *axis = arena_get(options->arena, sizeof *axis);
    const char **own = arena_get(options->arena, (options->set.count + 1) * sizeof *own),
               **shared =
                   arena_get(options->arena, (options->set.count + 1) * sizeof *shared),
               **origin =
                   arena_get(options->arena, (options->set.count + 1) * sizeof *origin);
    struct text label = {0};
    size_t n = 0;
    bool fine = true;

    s->loading.sets = 0;
    for (size_t i = 0; i < options->set.count; i++)
        if (strncmp(options->set.origin[i], "--set ", 6) == 0) {
            own[n++] = options->set.text[i];
            fine = vary_may_differ(own[n - 1], (struct where){options->set.origin[i], 0},
                                   options->arena, &s->diag) &&
                   fine;
            text_add(&label, "%s%s", label.length ? ", " : "", options->set.text[i]);
        } else { /* --seed .. holds for both */
            origin[s->loading.sets] = options->set.origin[i];
            shared[s->loading.sets++] = options->set.text[i];
        }
    s->loading.set = sweep->set = shared;
    s->loading.set_origin = origin;
    sweep->sets = s->loading.sets;
    axis->value = arena_get(options->arena, 2 * sizeof *axis->value);
    axis->value[0] = (struct sweep_value){.label = "as written"};
    axis->value[1] =
        (struct sweep_value){.label = arena_text(options->arena, "%s", text_of(&label)),
                             .set = own,
                             .sets = n};
    *axis = (struct sweep_axis){.name = "settings",
                                .coordinate = "settings",
                                .values = n > 0 ? 2 : 1,
                                .value = axis->value};
    text_free(&label);
    sweep->axis = axis;
    sweep->axes = 1;
    s->sweeping.origin[0] = "--set";
    return fine;
}

/* An axis of files: its points are loaded from one each. */
static bool load_files(struct studying *s, const struct options *options)
{
    struct sweep *sweep = &s->sweeping.sweep;
    struct sweep_axis *axis = arena_get(options->arena, sizeof *axis);
    size_t point;

    *axis = (struct sweep_axis){
        .name = "file", .coordinate = "file", .values = options->arguments};
    axis->value = arena_get(options->arena, options->arguments * sizeof *axis->value);
    sweep->axis = axis;
    sweep->axes = 1;
    for (size_t i = 0; i < options->arguments; i++) {
        axis->value[i].label = options->argument[i];
        s->loading.path = options->argument[i];
        if (!sweeping_add(&s->sweeping, &i, &point))
            return false;
    }
    s->sweeping.expected = options->arguments;
    return true;
}

static bool make_points(struct studying *s, const struct options *options)
{
    if (options->arguments > 1 && options->vary.count > 0) {
        diag_error(&s->diag, (struct where){0},
                   "compare takes files or --vary, not both");
        return false;
    }
    if (options->arguments > 1)
        return load_files(s, options);
    if (options->vary.count == 0 && !axis_of_variants(s, options))
        return false;
    if (!sweeping_grid(&s->sweeping))
        return false;
    if (s->sweeping.sweep.points > 1)
        return true;
    diag_error(&s->diag, (struct where){0},
               "compare wants a second file, --set ADDRESS=VALUE, or --vary");
    return false;
}

static void label_points(struct studying *s, struct comparison_of_points *c)
{
    const struct sweep *sweep = &s->sweeping.sweep;

    c->label = arena_get(s->sweeping.arena, (sweep->points + 1) * sizeof *c->label);
    for (size_t i = 0; i < sweep->points; i++) {
        struct text text = {0};
        for (size_t a = 0; a < sweep->axes; a++) {
            const struct sweep_axis *axis = &sweep->axis[a];
            if (axis->units || sweep->axes > 1)
                text_add(&text, "%s%s = ", a ? ", " : "", axis->name);
            text_add(&text, "%s", sweep_value_of(sweep, i, a)->label);
        }
        c->label[i] = arena_text(s->sweeping.arena, "%s", text_of(&text));
        text_free(&text);
    }
}

static void tell_text(struct paper *paper, const void *compared)
{
    compared_report(paper, compared);
}

static void tell_document(FILE *out, enum form form, const void *compared)
{
    compared_json(out, form, compared);
}

static void tell_page(struct text *page, const void *compared)
{
    page_of_compared(page, compared);
}

static enum outcome compare_them(const struct options *options,
                                 const struct surroundings *around, struct studying *s)
{
    const struct run_settings *run = &s->sweeping.sweep.point[0].scenario->run;
    enum outcome outcome = studying_ran(s, sweeping_run_all(&s->sweeping));
    struct comparison_of_points c = {0};

    if (outcome != OUTCOME_FINE || studying_is_part(s))
        return outcome;
    compare_points(&s->sweeping, 1 - run->confidence, &c);
    label_points(s, &c);
    return studying_tell(
        s, options, around,
        &(struct telling){
            .what = &c, .text = tell_text, .document = tell_document, .page = tell_page},
        OUTCOME_FINE);
}

int compare_command(const struct options *options, const struct surroundings *around)
{
    struct studying s = {.sweeping.sweep.command = "compare"};
    enum outcome outcome = OUTCOME_MISTAKEN;

    if (compare_is_of_stored(options))
        return compare_stored_command(options, around);
    if (!studying_begin(&s, options, around, "text json csv"))
        return OUTCOME_MISTAKEN;
    if (studying_runs(&s, options, around, NULL) && make_points(&s, options))
        outcome = compare_them(options, around, &s);
    else
        outcome = outcome_of(&s.diag);
    return studying_end(&s, outcome);
}
