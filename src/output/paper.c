#include "output/paper.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const ink_code[] = {
    [INK_PLAIN] = "", [INK_BOLD] = "1",   [INK_GOOD] = "32",
    [INK_BAD] = "31", [INK_DOUBT] = "33", [INK_FAINT] = "2",
};

void paper_ink(struct paper *p, enum ink ink, const char *words)
{
    if (p->colour && ink != INK_PLAIN)
        text_add(&p->text, "\033[%sm%s\033[0m", ink_code[ink], words);
    else
        text_add(&p->text, "%s", words);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Up to where a line may be broken: not within "1 000". */
static size_t word_length(const char *words)
{
    size_t length = strcspn(words, " ");

    while (length > 0 && words[length] == ' ' && is_digit(words[length - 1]) &&
           is_digit(words[length + 1]) && is_digit(words[length + 2]) &&
           is_digit(words[length + 3]))
        length += 4 + strcspn(words + length + 4, " ");
    return length;
}

void paper_wrap(struct paper *p, const char *words, size_t at, size_t indent)
{
    bool begun = at > 0;

    while (*(words += strspn(words, " "))) {
        struct text word = {0};
        size_t length = word_length(words);

        text_add_bytes(&word, words, length);
        size_t width = text_columns(text_of(&word));
        if (begun && at + 1 + width > p->columns) {
            text_add(&p->text, "\n%*s", (int)indent, "");
            at = indent;
        } else if (begun) {
            text_add(&p->text, " ");
            at++;
        }
        text_add(&p->text, "%s", text_of(&word));
        at += width;
        begun = true;
        text_free(&word);
        words += length;
    }
    text_add(&p->text, "\n");
}

void paper_table(struct paper *p, const struct table *t)
{
    if (p->table)
        p->table(p, t);
    else
        table_add(t, &p->text, p->columns);
}

static const char *const block[] = {
    "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█",
};

/* Several values share a column: the largest shows, so that no peak is lost. */
void paper_spark(struct paper *p, const double *value, size_t count, double most)
{
    size_t columns = p->columns > 92 ? 60 : 42;

    columns = columns > count ? count : columns;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, value[i]);
    for (size_t c = 0; c < columns; c++) {
        double here = 0;
        for (size_t i = c * count / columns; i < (c + 1) * count / columns; i++)
            here = fmax(here, value[i]);
        size_t level = most > 0 ? (size_t)floor(here / most * 7.999) : 0;
        text_add(&p->text, "%s", block[level]);
    }
}

/* ---- ASCII ---- */

static const struct letter {
    const char *utf8, *ascii;
} letters[] = {
    {"–", "-"}, {"…", "~"}, {"·", "|"},   {"×", "x"}, {"✓", "+"}, {"✗", "X"},
    {"→", ">"}, {"µ", "u"}, {"∞", "inf"}, {"▁", " "}, {"▂", "."}, {"▃", ":"},
    {"▄", "-"}, {"▅", "="}, {"▆", "+"},   {"▇", "*"}, {"█", "#"},
};

static size_t put_letter(const char *at, FILE *out)
{
    size_t length = 1;

    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strncmp(at, letters[i].utf8, strlen(letters[i].utf8)) == 0) {
            fputs(letters[i].ascii, out);
            return strlen(letters[i].utf8);
        }
    while ((at[length] & 0xc0) == 0x80)
        length++;
    fputc('?', out);
    return length;
}

bool paper_print(const struct paper *p, FILE *out)
{
    const char *at = text_of(&p->text);

    if (p->utf8)
        return fputs(at, out) >= 0;
    while (*at) {
        if ((*at & 0x80) == 0)
            fputc(*at++, out);
        else
            at += put_letter(at, out);
    }
    return !ferror(out);
}
