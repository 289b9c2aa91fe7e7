/* page.c - the page from top to bottom.  Tables and sentences are those of the terminal
 * (report*.c): a paper hands its tables over, and its lines are kept as they are. */
#include "output/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/number.h"
#include "output/svg.h"

/* ---- what the terminal's printers say ---- */

typedef void printer(struct paper *, const struct summary *);

static void print_with(struct text *out, printer *print, const struct summary *s)
{
    struct page_sheet sheet;

    page_sheet_begin(&sheet, out, false);
    print(&sheet.paper, s);
    page_sheet_end(&sheet);
}

/* The same, a paragraph a line. */
static void print_words(struct text *out, printer *print, const struct summary *s)
{
    struct page_sheet sheet;

    page_sheet_begin(&sheet, out, true);
    print(&sheet.paper, s);
    page_sheet_end(&sheet);
}

/* ---- parts ---- */

static void add_title(struct text *out, const struct summary *s)
{
    const char *title = s->layout->scenario->title;
    struct text line = {0};

    text_add(out, "<header>\n<h1>");
    html_add(out, title ? title : s->file);
    text_add(out, "</h1>\n<p class=\"faint\">");
    report_identity(&line, s);
    html_add(out, text_of(&line));
    text_add(out, "</p>\n</header>\n");
    text_free(&line);
}

static void add_verdict(struct text *out, const struct summary *s)
{
    const char *class = s->missed           ? "bad"
                        : s->undecided      ? "doubt"
                        : s->objectives > 0 ? "good"
                                            : "none";

    text_add(out, "<section class=\"verdict %s\">\n", class);
    print_words(out, report_verdict, s);
    print_words(out, report_refusals, s);
    text_add(out, "</section>\n");
}

static void add_costs(struct text *out, const struct summary *s)
{
    const struct estimate *total =
        isnan(s->cost_month.point) ? &s->cost_run : &s->cost_month;

    if (!(total->point > 0))
        return;
    page_heading(out, "What it costs");
    print_with(out, report_costs, s);
}

static void add_identity(struct text *out, const struct paging *what)
{
    const struct summary *s = what->summary;
    const struct scenario *c = s->layout->scenario;
    struct text words = {0};

    page_heading(out, "What this is");
    text_add(out, "<dl>\n");
    page_fact(out, "scenario", s->file);
    page_fact(out, "settings", c->overrides);
    page_fact(out, "inputs", c->inputs);
    text_add(&words, "%s, Region %s", c->profile.name, c->region);
    page_fact(out, "profile", text_of(&words));
    text_free(&words);
    text_add(&words, "%s%s",
             c->steady ? "steady" : "terminating: ", c->steady ? "" : c->why_terminating);
    page_fact(out, "kind", text_of(&words));
    text_free(&words);
    text_add(&words, "%lld", (long long)c->run.seed);
    page_fact(out, "seed", text_of(&words));
    text_free(&words);
    page_fact(out, "result", s->stored);
    page_fact(out, "digest", what->digest);
    page_fact(out, "headroom", what->version);
    page_scenario(out, c);
}

void page_html(struct text *out, const struct paging *what)
{
    const struct summary *s = what->summary;
    const char *title = s->layout->scenario->title;

    page_head(out, title ? title : s->file);
    add_title(out, s);
    add_verdict(out, s);
    page_objectives(out, s);
    page_limits(out, s);
    page_clients(out, what);
    page_times(out, s);
    page_limit_pictures(out, what);
    page_heading(out, "Resources");
    print_with(out, report_models, s);
    print_with(out, report_activities, s);
    page_resources(out, what);
    print_with(out, report_drains, s);
    add_costs(out, s);
    print_words(out, report_remarks, s);
    page_assumptions(out, s->layout->scenario);
    add_identity(out, what);
    page_end(out);
}
