/* page_bars.c - what needs no axis of time: objectives beside their thresholds, how far
 * each limit was used, where the time went. */
#include <math.h>
#include <string.h>

#include "flow/call.h"
#include "output/number.h"
#include "output/page.h"
#include "output/svg.h"

/* ---- objectives ---- */

static const char *const verdict_class[] = {"good", "bad", "doubt"};
static const char *const verdict_mark[] = {"✓", "✗", "?"};

enum { STRIP = 190, STRIP_HEIGHT = 18 };

static double strip_x(double value, double most)
{
    return 4 + (STRIP - 8) * fmin(fmax(value / most, 0), 1);
}

/* The interval, and the threshold that it is to stay clear of. */
static void strip(struct text *out, const struct judged *j)
{
    const struct estimate *e = &j->observed;
    double border = j->objective->value, most = fmax(border, e->point) * 1.25;
    const char *class = verdict_class[j->verdict];

    if (isnan(e->point) || e->refused || !isfinite(most) || !(most > 0))
        return;
    svg_open(out, STRIP, STRIP_HEIGHT, "observed, beside the threshold");
    text_add(out, "<line class=\"grid\" x1=\"4\" y1=\"9\" x2=\"%d\" y2=\"9\"/>\n",
             STRIP - 4);
    if (isfinite(e->low) && isfinite(e->high))
        text_add(out,
                 "<line class=\"strip %s\" x1=\"%.1f\" y1=\"9\" x2=\"%.1f\" y2=\"9\"/>\n",
                 class, strip_x(e->low, most), strip_x(e->high, most));
    text_add(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"9\" r=\"4\"/>\n", class,
             strip_x(e->point, most));
    text_add(out, "<line class=\"border\" x1=\"%.1f\" y1=\"1\" x2=\"%.1f\" y2=\"17\"/>\n",
             strip_x(border, most), strip_x(border, most));
    svg_close(out);
}

static void objective_row(struct text *out, const struct judged *j,
                          const struct summary *s)
{
    const char *class = verdict_class[j->verdict];
    struct text words = {0};

    text_add(out, "<tr><td class=\"l %s\"><b>%s</b></td><td class=\"o\">", class,
             verdict_mark[j->verdict]);
    html_add_address(out, j->objective->text);
    report_note(&words, j, s);
    if (words.length > 0) {
        text_add(out, "<span class=\"note\">");
        html_add(out, text_of(&words));
        text_add(out, "</span>");
    }
    text_free(&words);
    text_add(out, "</td><td>");
    report_observed(&words, j);
    html_add(out, text_of(&words));
    text_free(&words);
    text_add(out, "</td><td class=\"l\">");
    report_interval(&words, j);
    html_add(out, text_of(&words));
    text_free(&words);
    text_add(out, "</td><td>");
    strip(out, j);
    text_add(out, "</td></tr>\n");
}

void page_objectives(struct text *out, const struct summary *s)
{
    struct text head = {0};

    if (s->objectives == 0)
        return;
    page_heading(out, "Objectives");
    number_add_percent(&head, s->confidence);
    text_add(out,
             "<div class=\"wide\"><table>\n<thead><tr><th></th><th class=\"l\">objective"
             "</th><th>observed</th><th class=\"l\">%s %% interval</th><th class=\"l\">"
             "observed, and the threshold |</th></tr></thead>\n<tbody>\n",
             text_of(&head));
    text_free(&head);
    for (size_t i = 0; i < s->objectives; i++)
        objective_row(out, &s->judged[i], s);
    text_add(out, "</tbody></table></div>\n");
}

/* ---- limits ---- */

enum { LADDER = 150 };
#define TOLD_FROM 0.01 /* limits that were used less are only named */

static void bar(struct text *out, const struct limit_use *u)
{
    double used = fmin(u->peak.point, 1.2);

    svg_open(out, LADDER, 14, "most that was in use");
    text_add(out, "<rect class=\"room\" x=\"0\" y=\"2\" width=\"%.1f\" height=\"10\"/>\n",
             LADDER / 1.2);
    text_add(out,
             "<rect class=\"bar%s\" x=\"0\" y=\"2\" width=\"%.1f\" height=\"10\"/>\n",
             u->runs_hit ? " bad" : "", used > 0 ? LADDER * used / 1.2 : 0);
    text_add(out, "<line class=\"border\" x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"14\"/>\n",
             LADDER / 1.2, LADDER / 1.2);
    svg_close(out);
}

static void cell(struct text *out, struct text *words)
{
    text_add(out, "<td>");
    html_add(out, text_of(words));
    text_add(out, "</td>");
    text_free(words);
}

static void ladder_row(struct text *out, const struct limit_use *u, bool delays)
{
    struct text words = {0};

    text_add(out, "<tr><td class=\"o\">");
    html_add_address(out, u->address);
    text_add(out, "</td>");
    number_add(&words, u->value);
    if (u->kind == LIMIT_BUCKET)
        report_rate_unit(&words, u->unit);
    cell(out, &words);
    text_add(out, "<td class=\"l\">");
    bar(out, u);
    text_add(out, "</td>");
    number_add_percent(&words, nearbyint(u->peak.point * 1000) / 1000);
    text_add(&words, " %%");
    cell(out, &words);
    number_add_clock(&words, u->runs_hit ? u->first : u->peak_at);
    cell(out, &words);
    number_add(&words, nearbyint(u->rejected.point));
    cell(out, &words);
    if (delays) {
        number_add(&words, nearbyint(u->delayed.point));
        cell(out, &words);
    }
    text_add(out, "</tr>\n");
}

static bool is_told(const struct limit_use *u)
{
    return u->runs_hit > 0 || u->peak.point >= TOLD_FROM;
}

static void ladder(struct text *out, const struct summary *s)
{
    bool delays = false;

    for (size_t i = 0; i < s->limits; i++)
        delays |= s->limit[i].delayed.point > 0;
    text_add(out,
             "<div class=\"wide\"><table>\n<thead><tr><th class=\"l\">limit</th>"
             "<th>is</th><th class=\"l\">peak use, | all of it</th><th>peak</th>"
             "<th>at</th><th>rejected</th>%s</tr></thead>\n<tbody>\n",
             delays ? "<th>delayed</th>" : "");
    for (size_t i = 0; i < s->limits; i++)
        if (is_told(&s->limit[i]))
            ladder_row(out, &s->limit[i], delays);
    text_add(out, "</tbody></table></div>\n");
}

static void the_others(struct text *out, const struct summary *s)
{
    size_t others = 0, said = 0;

    for (size_t i = 0; i < s->limits; i++)
        others += !is_told(&s->limit[i]);
    if (others == 0)
        return;
    text_add(out, "<details><summary>%zu %sbelow 1 %% of what they are</summary>\n<p>",
             others, others < s->limits ? "more " : "limits, all ");
    for (size_t i = 0; i < s->limits; i++) {
        if (is_told(&s->limit[i]))
            continue;
        text_add(out, said++ ? " · " : "");
        html_add(out, s->limit[i].address);
    }
    text_add(out, "</p></details>\n");
}

void page_limits(struct text *out, const struct summary *s)
{
    bool told = s->limits > 0 && is_told(&s->limit[0]);

    if (s->limits == 0)
        return;
    page_heading(out, "Limits, and how near they were");
    for (size_t i = 1; i < s->limits; i++)
        told |= is_told(&s->limit[i]);
    if (told)
        ladder(out, s);
    the_others(out, s);
}

/* ---- where the time went ---- */

enum { NAME = 210, WHOLE = 560, ROW = 26, HEAD = 26, END = 90 };

static double total_of(const struct estimate *part)
{
    double total = 0;

    for (size_t i = 0; i < TIME_PARTS; i++)
        total += isnan(part[i].point) ? 0 : part[i].point;
    return total;
}

static void time_row(struct text *out, const char *name, const struct estimate *part,
                     double y)
{
    double total = total_of(part), x = NAME;
    struct text words = {0};
    struct scale scale = number_scale(UNIT_TIME, total * 1e9);

    svg_words(out, NAME - 10, y + 14, &(struct svg_words){"name", "end", name});
    for (size_t i = 0; i < TIME_PARTS; i++) {
        double width = part[i].point > 0 ? WHOLE * part[i].point / total : 0;
        if (width >= 0.05)
            text_add(out,
                     "<rect class=\"p%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                     "height=\"18\"/>\n",
                     i, x, y, width);
        x += width;
    }
    number_add(&words, total * 1e9 / scale.unit);
    text_add(&words, " %s", scale.name);
    svg_words(out, NAME + WHOLE + 8, y + 14,
              &(struct svg_words){"name", "start", text_of(&words)});
    text_free(&words);
}

/* Parts that any row shows. */
static bool is_part_shown(const struct summary *s, size_t part)
{
    for (size_t i = 0; i < s->breakdowns; i++)
        for (size_t k = 0; k < PART_STATISTICS; k++) {
            const struct estimate *of = s->breakdown[i].part[k];
            if (of[part].point >= 0.005 * total_of(of))
                return true;
        }
    return false;
}

static void legend(struct text *out, const struct summary *s)
{
    const struct axis *part = layout_axis(s->layout, "part");
    double x = NAME;

    for (size_t i = 0; part && i < TIME_PARTS; i++) {
        struct text name = {0};
        if (!is_part_shown(s, i))
            continue;
        for (const char *c = part->label[i]; *c; c++)
            text_add(&name, "%c", *c == '_' ? ' ' : *c);
        text_add(out,
                 "<rect class=\"p%zu\" x=\"%.1f\" y=\"2\" width=\"10\" height=\"10\"/>\n",
                 i, x);
        svg_words(out, x + 14, 11, &(struct svg_words){"tick", "start", text_of(&name)});
        x += 32 + 6.0 * (double)text_columns(text_of(&name));
        text_free(&name);
    }
}

static bool is_answered(const struct breakdown *b)
{
    return total_of(b->part[PART_MEAN]) > 0;
}

void page_times(struct text *out, const struct summary *s)
{
    double y = HEAD;
    size_t rows = 0;

    for (size_t i = 0; i < s->breakdowns; i++)
        rows += is_answered(&s->breakdown[i]);
    if (rows == 0)
        return;
    page_heading(out, "Where the time went");
    page_figure(out, "Parts of the mean latency",
                "of all answered requests, and of the slowest 1 % of them");
    svg_open(out, NAME + WHOLE + END, HEAD + 2.4 * ROW * (double)rows,
             "parts of the mean latency");
    legend(out, s);
    for (size_t i = 0; i < s->breakdowns; i++) {
        if (!is_answered(&s->breakdown[i]))
            continue;
        time_row(out, s->breakdown[i].address, s->breakdown[i].part[PART_MEAN], y);
        time_row(out, "slowest 1 %", s->breakdown[i].part[PART_MEAN_OF_SLOWEST],
                 y + 0.9 * ROW);
        y += 2.4 * ROW;
    }
    svg_close(out);
    page_figure_end(out);
}
