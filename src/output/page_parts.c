/* page_parts.c - what pages are made of: the terminal's printers on a sheet whose tables
 * are tables, headings, figures. */
#include <string.h>

#include "output/page.h"
#include "output/svg.h"

/* ---- what the terminal's printers say ---- */

static bool is_blank(const char *words)
{
    return words[strspn(words, " \n")] == '\0';
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

/* Lines that are laid out by blanks stay as they are. */
static bool is_laid_out(const char *line)
{
    return strstr(line, "  ") != NULL;
}

/* The first lines of a study's report are a title and what ran. */
static void add_line(struct page_sheet *sheet, const char *line)
{
    if (sheet->lines++ > 1) {
        add_paragraph(sheet->out, line);
        return;
    }
    text_add(sheet->out, sheet->lines == 1 ? "<h1>" : "<p class=\"faint\">");
    html_add(sheet->out, line);
    text_add(sheet->out, sheet->lines == 1 ? "</h1>\n" : "</p>\n");
}

/* Each line a paragraph, but for those that are laid out. */
static void add_prose(struct page_sheet *sheet, const char *words)
{
    bool open = false;

    while (*(words += strspn(words, "\n"))) {
        struct text line = {0};
        text_add_bytes(&line, words, strcspn(words, "\n"));
        words += line.length;
        if (is_laid_out(text_of(&line)) != open) {
            open = !open;
            text_add(sheet->out, open ? "<pre>" : "</pre>\n");
        }
        if (open) {
            html_add(sheet->out, text_of(&line));
            text_add(sheet->out, "\n");
        } else {
            add_line(sheet, text_of(&line));
        }
        text_free(&line);
    }
    text_add(sheet->out, open ? "</pre>\n" : "");
}

static void lines_end(struct page_sheet *sheet)
{
    const char *words = text_of(&sheet->paper.text);

    if (sheet->prose) {
        add_prose(sheet, words);
    } else if (!is_blank(words)) {
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
    struct page_sheet *sheet = (struct page_sheet *)paper;

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

void page_sheet_begin(struct page_sheet *sheet, struct text *out, bool prose)
{
    *sheet = (struct page_sheet){
        .paper = {.columns = prose ? 100000 : 110, .utf8 = true, .table = table_comes},
        .out = out,
        .prose = prose,
        .lines = 2};
}

void page_sheet_end(struct page_sheet *sheet)
{
    lines_end(sheet);
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

void page_head(struct text *out, const char *title)
{
    text_add(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    html_add(out, title);
    text_add(out, "</title>\n<style>\n");
    for (const char *const *rule = page_style; *rule; rule++)
        text_add(out, "%s", *rule);
    text_add(out, "</style>\n</head>\n<body>\n<main>\n");
}

void page_end(struct text *out)
{
    text_add(out, "</main>\n</body>\n</html>\n");
}

void page_assumptions(struct text *out, const struct scenario *s)
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

void page_fact(struct text *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_add(out, "<dt>%s</dt><dd>", name);
    html_add(out, value);
    text_add(out, "</dd>\n");
}

void page_scenario(struct text *out, const struct scenario *s)
{
    text_add(out,
             "</dl>\n<details><summary>the scenario as it was read</summary>\n<pre>");
    html_add(out, s->text);
    text_add(out, "</pre></details>\n");
}
