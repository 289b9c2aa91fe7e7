/* report_objectives.c - what was promised, observed and how sure that is. */
#include <math.h>
#include <string.h>

#include "output/number.h"
#include "output/report.h"

static const char *mark_of(const struct paper *p, enum verdict verdict)
{
    static const char *const utf8[] = {"✓ ", "✗ ", "? "};
    static const char *const ascii[] = {"ok   ", "FAIL ", "?    "};

    return p->utf8 ? utf8[verdict] : ascii[verdict];
}

static enum ink ink_of(enum verdict verdict)
{
    return verdict == VERDICT_MET      ? INK_GOOD
           : verdict == VERDICT_MISSED ? INK_BAD
                                       : INK_DOUBT;
}

void report_observed(struct text *text, const struct judged *j)
{
    const struct estimate *e = &j->observed;
    struct scale scale = number_scale(j->objective->unit, e->point);

    if (isnan(e->point) || e->refused) {
        text_add(text, "–");
        return;
    }
    number_add(text, e->point / scale.unit);
    text_add(text, "%s%s", *scale.name ? " " : "", scale.name);
}

void report_interval(struct text *text, const struct judged *j)
{
    const struct estimate *e = &j->observed;
    struct scale scale = number_scale(j->objective->unit, e->point);

    if (j->by_run) {
        text_add(text, "%zu of %zu runs", j->runs_met, j->runs);
    } else if (isnan(e->point) || e->refused || e->n < 2) {
        text_add(text, "–");
    } else if (e->exact) {
        text_add(text, "exact");
    } else {
        text_add(text, "[");
        number_add(text, e->low / scale.unit);
        text_add(text, ", ");
        number_add(text, e->high / scale.unit);
        text_add(text, e->short_ ? "] short" : "]");
    }
}

/* Where the first of these words stands; the text's length where none does. */
static size_t before_any(const char *text, const char *const *word)
{
    size_t at = strlen(text);

    for (; *word; word++) {
        const char *found = strstr(text, *word);
        if (found && (size_t)(found - text) < at)
            at = (size_t)(found - text);
    }
    return at;
}

/* The second line begins at a window's word; if that is too late, at the threshold. */
static size_t first_part(const char *text, size_t columns)
{
    static const char *const window[] = {" every ", " during ", " from ", NULL};
    static const char *const threshold[] = {") <", ") >", NULL};
    size_t at = before_any(text, window), end = before_any(text, threshold) + 1;

    if (at <= columns || end >= at)
        return at < columns ? at : columns;
    return end < columns ? end : columns;
}

/* Two bounds (methods.md 3): of the share if events come singly, which is the interval's
 * end, and of the chance that a run has any at all. */
static void add_none_seen(struct text *text, const struct judged *j, bool batches)
{
    text_add(text, "%s%s of ", text->length ? "; " : "", j->events == 0 ? "none" : "all");
    number_add(text, j->base);
    text_add(text, " in %zu %s", j->observed.n,
             batches              ? "batches"
             : j->observed.n == 1 ? "run"
                                  : "runs");
    if (batches || j->events != 0)
        return;
    text_add(text, "; a run has any with at most ");
    number_add_percent(text, j->any_run);
    text_add(text, " %%");
}

/* Of max() and min(): a run's extreme grows with its length, so this is said. */
static void add_by_run(struct text *text, const struct judged *j, const struct summary *s)
{
    const struct objective *o = j->objective;
    sim_time length = o->span[0].to < s->layout->covered
                          ? o->span[0].to - o->span[0].from
                          : s->layout->scenario->run.duration;

    text_add(text, "%s%s of %zu runs of ", text->length ? "; " : "",
             o->aggregate == AGG_MAX ? "largest" : "smallest", j->runs);
    number_add_time(text, (double)length / 1e9);
    text_add(text, "; %.0f to %.0f %% of runs meet it", floor(100 * j->share_met.low),
             ceil(100 * j->share_met.high));
}

/* Where the worst window was, what lies behind the number, what is missing. */
void report_note(struct text *text, const struct judged *j, const struct summary *s)
{
    if (j->objective->windows > 1) {
        text_add(text, "%sworst window ", text->length ? "; " : "");
        number_add_clock(text, (double)j->worst / 1e9);
        if (j->windows_missed)
            text_add(text, ", %zu of %zu missed", j->windows_missed,
                     j->objective->windows);
    }
    if (j->observed.none && !j->why)
        add_none_seen(text, j, s->batches.told > 0);
    if (j->by_run && j->runs > 1)
        add_by_run(text, j, s);
    if (j->why)
        text_add(text, "%s%s", text->length ? "; " : "", j->why);
}

/* What did not fit: the window's words, then the note. */
static void add_rest(struct paper *p, const struct judged *j, const char *rest,
                     const struct summary *s)
{
    struct text text = {0};

    text_add(&text, "%s", rest + strspn(rest, " "));
    report_note(&text, j, s);
    if (text.length) {
        text_add(&p->text, "    ");
        paper_wrap(p, text_of(&text), 4, 4);
    }
    text_free(&text);
}

void report_objectives(struct paper *p, const struct summary *s)
{
    size_t mark = p->utf8 ? 2 : 5, words = p->columns - 34 - mark;
    struct text head = {0}, cell = {0};

    if (s->objectives == 0)
        return;
    text_add(&head, "[");
    number_add_percent(&head, s->confidence);
    text_add(&head, " %% interval]");
    text_add(&p->text, "\n");
    text_add_left(&p->text, "objective", words + mark);
    text_add_right(&p->text, "observed", 14);
    text_add(&p->text, "  %s\n", text_of(&head));
    text_free(&head);
    for (size_t i = 0; i < s->objectives; i++) {
        const struct judged *j = &s->judged[i];
        size_t length = first_part(j->objective->text, words);

        paper_ink(p, ink_of(j->verdict), mark_of(p, j->verdict));
        text_add_bytes(&cell, j->objective->text, length);
        text_add_left(&p->text, text_of(&cell), words);
        text_free(&cell);
        report_observed(&cell, j);
        text_add_right(&p->text, text_of(&cell), 14);
        text_free(&cell);
        report_interval(&cell, j);
        text_add(&p->text, "  %s\n", text_of(&cell));
        text_free(&cell);
        add_rest(p, j, j->objective->text + length, s);
    }
}
