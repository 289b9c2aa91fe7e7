/* page.c - the page from top to bottom.  Tables and sentences are those of the terminal
 * (report*.c): a paper hands its tables over, and its lines are kept as they are. */
#include "output/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/number.h"
#include "output/svg.h"

/* ---- what the terminal's printers say ---- */

struct sheet { /* a paper whose tables go into a page */
    struct paper paper;
    struct text *out;
};

static bool is_blank(const char *words)
{
    return words[strspn(words, " \n")] == '\0';
}

/* Lines that are laid out by blanks stay as they are. */
static void lines_end(struct sheet *sheet)
{
    const char *words = text_of(&sheet->paper.text);

    if (!is_blank(words)) {
        text_add(sheet->out, "<pre>");
        html_add(sheet->out, words + strspn(words, "\n"));
        text_add(sheet->out, "</pre>\n");
    }
    text_free(&sheet->paper.text);
}

static void add_cell(struct text *out, const struct table *t, size_t row, size_t column)
{
    const char *cell = t->cell[row * TABLE_COLUMNS + column], *tag = row ? "td" : "th";
    size_t indent = cell ? strspn(cell, " ") : 0;

    text_add(out, "<%s%s>", tag,
             t->left[column] ? indent ? " class=\"l in\"" : " class=\"l\"" : "");
    html_add(out, cell ? cell + indent : "");
    text_add(out, "</%s>", tag);
}

static void table_comes(struct paper *paper, const struct table *t)
{
    struct sheet *sheet = (struct sheet *)paper;

    lines_end(sheet);
    text_add(sheet->out, "<div class=\"wide\"><table>\n");
    for (size_t r = 0; r < t->rows; r++) {
        text_add(sheet->out, r == 0 ? "<thead><tr>" : "<tr>");
        for (size_t c = 0; c < t->columns; c++)
            add_cell(sheet->out, t, r, c);
        text_add(sheet->out, r == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n");
    }
    text_add(sheet->out, "</tbody></table></div>\n");
}

static struct sheet sheet_for(struct text *out)
{
    return (struct sheet){.paper = {.columns = 110, .utf8 = true, .table = table_comes},
                          .out = out};
}

typedef void printer(struct paper *, const struct summary *);

static void print_with(struct text *out, printer *print, const struct summary *s)
{
    struct sheet sheet = sheet_for(out);

    print(&sheet.paper, s);
    lines_end(&sheet);
}

/* A verdict stands out: a first word in capitals. */
static void add_paragraph(struct text *out, const char *words)
{
    size_t first = strspn(words, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    bool stands_out = first > 2 && words[first] == ' ';

    if (stands_out)
        text_add(out, "<p><b>%.*s</b>", (int)first, words);
    else
        text_add(out, "<p>");
    html_add(out, stands_out ? words + first : words);
    text_add(out, "</p>\n");
}

/* The same, a paragraph a line. */
static void print_words(struct text *out, printer *print, const struct summary *s)
{
    struct paper paper = {.columns = 100000, .utf8 = true};
    const char *line;

    print(&paper, s);
    line = text_of(&paper.text);
    while (*(line += strspn(line, "\n"))) {
        size_t length = strcspn(line, "\n");
        struct text words = {0};
        text_add_bytes(&words, line, length);
        add_paragraph(out, text_of(&words));
        text_free(&words);
        line += length;
    }
    text_free(&paper.text);
}

/* ---- parts ---- */

void page_heading(struct text *out, const char *words)
{
    text_add(out, "<h2>");
    html_add(out, words);
    text_add(out, "</h2>\n");
}

void page_figure(struct text *out, const char *title, const char *caption)
{
    text_add(out, "<figure>\n<figcaption><b>");
    html_add(out, title);
    text_add(out, "</b> ");
    html_add(out, caption);
    text_add(out, "</figcaption>\n");
}

void page_figure_end(struct text *out)
{
    text_add(out, "</figure>\n");
}

static void add_head(struct text *out, const struct summary *s)
{
    const char *title = s->layout->scenario->title;

    text_add(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    html_add(out, title ? title : s->file);
    text_add(out, "</title>\n<style>\n");
    for (const char *const *rule = page_style; *rule; rule++)
        text_add(out, "%s", *rule);
    text_add(out, "</style>\n</head>\n<body>\n<main>\n");
}

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

static void add_assumptions(struct text *out, const struct scenario *s)
{
    if (s->assumptions == 0)
        return;
    page_heading(out, "Assumed, not measured by AWS");
    text_add(out, "<div class=\"wide\"><table class=\"words\">\n<thead><tr><th "
                  "class=\"l\">value</th><th class=\"l\">is</th><th class=\"l\">because"
                  "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < s->assumptions; i++) {
        text_add(out, "<tr><td class=\"l\">");
        html_add_address(out, s->assumption[i].address);
        text_add(out, "</td><td class=\"l\">");
        html_add(out, s->assumption[i].text);
        text_add(out, "</td><td class=\"l\">");
        html_add(out, s->assumption[i].source);
        text_add(out, "</td></tr>\n");
    }
    text_add(out, "</tbody></table></div>\n");
}

static void identity_row(struct text *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_add(out, "<dt>%s</dt><dd>", name);
    html_add(out, value);
    text_add(out, "</dd>\n");
}

static void add_identity(struct text *out, const struct paging *what)
{
    const struct summary *s = what->summary;
    const struct scenario *c = s->layout->scenario;
    struct text words = {0};

    page_heading(out, "What this is");
    text_add(out, "<dl>\n");
    identity_row(out, "scenario", s->file);
    identity_row(out, "settings", c->overrides);
    identity_row(out, "inputs", c->inputs);
    text_add(&words, "%s, Region %s", c->profile.name, c->region);
    identity_row(out, "profile", text_of(&words));
    text_free(&words);
    text_add(&words, "%s%s",
             c->steady ? "steady" : "terminating: ", c->steady ? "" : c->why_terminating);
    identity_row(out, "kind", text_of(&words));
    text_free(&words);
    text_add(&words, "%lld", (long long)c->run.seed);
    identity_row(out, "seed", text_of(&words));
    text_free(&words);
    identity_row(out, "result", s->stored);
    identity_row(out, "digest", what->digest);
    identity_row(out, "headroom", what->version);
    text_add(out,
             "</dl>\n<details><summary>the scenario as it was read</summary>\n<pre>");
    html_add(out, c->text);
    text_add(out, "</pre></details>\n");
}

void page_html(struct text *out, const struct paging *what)
{
    const struct summary *s = what->summary;

    add_head(out, s);
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
    add_assumptions(out, s->layout->scenario);
    add_identity(out, what);
    text_add(out, "</main>\n</body>\n</html>\n");
}
