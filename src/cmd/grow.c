/* grow.c - `headroom grow FILE`: the multiple of traffic at which each limit binds. */
#include "study/grow.h"

#include <string.h>

#include "cmd/command.h"
#include "cmd/telling.h"
#include "output/page_study.h"

/* Thresholds are paired: more replications than these tell little more (-r: as many as
 * it says). */
enum { RUNS_MOST = 5 };

static bool read_share(const struct options *o, enum option_id id, double fallback,
                       double *share, struct diag *diag)
{
    const char *text = o->value[id];

    *share = fallback;
    if (!text || (unit_read(UNIT_SHARE, text, share) && *share > 0 && *share < 1))
        return true;
    diag_error(diag, (struct where){0}, "--%s: a share between 0 and 1, as \"2 %%\"",
               option_rows[id].name);
    return false;
}

static bool read_growing(const struct options *o, struct growing *g, struct diag *diag)
{
    const char *most = o->value[OPTION_UP_TO];
    bool fine = read_share(o, OPTION_GRID, 0.05, &g->precision, diag);

    fine = read_share(o, OPTION_TOLERANCE, 1e-4, &g->tolerance, diag) && fine;
    g->up_to = 20;
    if (most &&
        (!unit_read(UNIT_FACTOR, most, &g->up_to) || g->up_to < 1.1 || g->up_to > 1000)) {
        diag_error(diag, (struct where){0}, "--up-to: a number from 1.1 to 1000");
        fine = false;
    }
    if (fine && g->precision < 0.001) {
        diag_error(diag, (struct where){0}, "--precision: 0.1 %% at least");
        fine = false;
    }
    g->runs_most = o->value[OPTION_REPLICATIONS] ? INT64_MAX : RUNS_MOST;
    g->only = o->only.count;
    g->client = o->only.text;
    return fine;
}

static void tell_text(struct paper *paper, const void *grown)
{
    grown_report(paper, grown);
}

static void tell_document(FILE *out, enum form form, const void *grown)
{
    grown_json(out, form, grown);
}

static void tell_page(struct text *page, const void *grown)
{
    page_of_grown(page, grown);
}

int grow_command(const struct options *options, const struct surroundings *around)
{
    struct studying s = {.sweeping.sweep.command = "grow"};
    struct growing g = {.sweeping = &s.sweeping};
    struct grown grown = {0};
    enum outcome outcome = OUTCOME_MISTAKEN;

    if (!studying_begin(&s, options, around, "text json csv"))
        return OUTCOME_MISTAKEN;
    if (read_growing(options, &g, &s.diag) &&
        studying_runs(&s, options, around, "grow.h5")) {
        outcome = studying_ran(&s, grow(&g, &grown));
        if (outcome == OUTCOME_FINE)
            outcome = studying_tell(&s, options, around,
                                    &(struct telling){.what = &grown,
                                                      .text = tell_text,
                                                      .document = tell_document,
                                                      .page = tell_page},
                                    outcome);
    }
    return studying_end(&s, outcome);
}
