#include "output/svg.h"

#include <string.h>

void html_add(struct text *to, const char *words)
{
    struct text clean = {0};

    text_add_utf8(&clean, words ? words : "");
    for (const char *c = text_of(&clean); *c; c++) {
        if (*c == '<')
            text_add(to, "&lt;");
        else if (*c == '>')
            text_add(to, "&gt;");
        else if (*c == '&')
            text_add(to, "&amp;");
        else if (*c == '"')
            text_add(to, "&quot;");
        else if ((unsigned char)*c < ' ' && *c != '\n' && *c != '\t')
            text_add(to, "\xef\xbf\xbd");
        else
            text_add_bytes(to, c, 1);
    }
    text_free(&clean);
}

void html_add_address(struct text *to, const char *words)
{
    for (const char *c = words; *c;) {
        size_t length = strcspn(c, "._ ");
        struct text piece = {0};
        text_add_bytes(&piece, c, length);
        html_add(to, text_of(&piece));
        text_free(&piece);
        c += length;
        if (*c == ' ')
            text_add(to, c[1] == '%' ? "&#160;" : " ");
        else if (*c)
            text_add(to, "%c<wbr>", *c);
        c += *c != '\0';
    }
}

void svg_open(struct text *to, double width, double height, const char *what)
{
    text_add(to,
             "<svg viewBox=\"0 0 %.0f %.0f\" "
             "width=\"%.0f\" height=\"%.0f\" role=\"img\" aria-label=\"",
             width, height, width, height);
    html_add(to, what);
    text_add(to, "\">\n");
}

void svg_close(struct text *to)
{
    text_add(to, "</svg>\n");
}

void svg_words(struct text *to, double x, double y, const struct svg_words *w)
{
    text_add(to, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">", x, y,
             w->class, w->anchor);
    html_add(to, w->words);
    text_add(to, "</text>\n");
}
