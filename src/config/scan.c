/* scan.c - libconfig 1.5's lexical rules (lib/scanner.l) by hand. */
#include "config/scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void scan_begin(struct scan *scan, const char *text, size_t length)
{
    *scan = (struct scan){text, text, text + length, 1};
}

static char peek(const struct scan *scan, size_t ahead)
{
    return (size_t)(scan->end - scan->at) > ahead ? scan->at[ahead] : '\0';
}

static void step(struct scan *scan, size_t count)
{
    for (; count > 0 && scan->at < scan->end; count--)
        scan->line += *scan->at++ == '\n';
}

static void skip_line(struct scan *scan)
{
    while (scan->at < scan->end && *scan->at != '\n')
        scan->at++;
}

/* Length of the comment between stars that begins here, 0: it has no end. */
static size_t comment_length(const struct scan *scan)
{
    size_t length = 2;

    while (scan->at + length + 1 < scan->end) {
        if (scan->at[length] == '*' && scan->at[length + 1] == '/')
            return length + 2;
        length++;
    }
    return 0;
}

static bool is_blank(char c)
{
    return c && strchr(" \t\r\f\n", c);
}

/* Past blanks and comments; false: a comment has no end, and `at` stays at its begin. */
static bool skip_space(struct scan *scan)
{
    for (;;) {
        char c = peek(scan, 0), d = peek(scan, 1);
        if (c == '#' || (c == '/' && d == '/')) {
            skip_line(scan);
        } else if (c == '/' && d == '*') {
            size_t length = comment_length(scan);
            if (!length)
                return false;
            step(scan, length);
        } else if (is_blank(c)) {
            step(scan, 1);
        } else {
            return true;
        }
    }
}

static size_t digits_from(const struct scan *scan, size_t at)
{
    size_t count = 0;

    while (isdigit((unsigned char)peek(scan, at + count)))
        count++;
    return count;
}

static size_t sign_at(const struct scan *scan, size_t at)
{
    return peek(scan, at) == '-' || peek(scan, at) == '+';
}

static size_t suffix_from(const struct scan *scan, size_t at)
{
    if (peek(scan, at) != 'L')
        return 0;
    return peek(scan, at + 1) == 'L' ? 2 : 1;
}

/* Length of the number that begins here, 0: none. */
static size_t number_length(const struct scan *scan)
{
    size_t sign = sign_at(scan, 0), whole = digits_from(scan, sign), at = sign + whole;
    size_t part = 0, power = 0;

    if (whole == 1 && !sign && *scan->at == '0' && tolower(peek(scan, 1)) == 'x') {
        size_t hex = 2;
        while (isxdigit((unsigned char)peek(scan, hex)))
            hex++;
        if (hex > 2)
            return hex + suffix_from(scan, hex);
    }
    if (peek(scan, at) == '.') {
        part = 1 + digits_from(scan, at + 1);
        at += part;
    }
    if (whole + part == 0)
        return 0;
    if (tolower(peek(scan, at)) == 'e') {
        size_t minus = sign_at(scan, at + 1);
        power = digits_from(scan, at + 1 + minus);
        if (power)
            at += 1 + minus + power;
    }
    return part + power ? at : at + suffix_from(scan, at);
}

static size_t name_length(const struct scan *scan)
{
    size_t length = 0;
    char c = peek(scan, 0);

    if (!isalpha((unsigned char)c) && c != '*')
        return 0;
    while (isalnum((unsigned char)c) || c == '*' || c == '-' || c == '_')
        c = peek(scan, ++length);
    return length;
}

/* Quotes and what is between them; 0: they are not closed. */
static size_t text_length(const struct scan *scan)
{
    for (size_t i = 1; scan->at + i < scan->end; i++) {
        if (scan->at[i] == '"')
            return i + 1;
        if (scan->at[i] == '\\' &&
            (peek(scan, i + 1) == '"' || peek(scan, i + 1) == '\\'))
            i++;
    }
    return 0;
}

/* An @include that libconfig would follow: first on its line, then blanks and a quote. */
static bool is_include(const struct scan *scan)
{
    static const char word[] = "@include";
    const char *back = scan->at, *on = scan->at + strlen(word);

    if ((size_t)(scan->end - scan->at) <= strlen(word) ||
        memcmp(scan->at, word, strlen(word)) != 0)
        return false;
    while (back > scan->begin && (back[-1] == ' ' || back[-1] == '\t'))
        back--;
    return (*on == ' ' || *on == '\t') && (back == scan->begin || back[-1] == '\n');
}

static struct token taken(struct scan *scan, enum token_kind kind, size_t length)
{
    struct token token = {kind, scan->at, length, scan->line};

    step(scan, length);
    return token;
}

static bool is_flag(const char *word, size_t length)
{
    return (length == 4 && strncasecmp(word, "true", 4) == 0) ||
           (length == 5 && strncasecmp(word, "false", 5) == 0);
}

static struct token text_here(struct scan *scan)
{
    size_t length = text_length(scan);

    if (!length)
        return taken(scan, TOKEN_OPEN_TEXT, (size_t)(scan->end - scan->at));
    return taken(scan, TOKEN_TEXT, length);
}

static struct token include_here(struct scan *scan)
{
    const char *stop = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));

    return taken(scan, TOKEN_INCLUDE, (size_t)((stop ? stop : scan->end) - scan->at));
}

static struct token mark_here(struct scan *scan)
{
    char c = *scan->at;

    if (c && strchr("{([", c))
        return taken(scan, TOKEN_OPEN, 1);
    return taken(scan, c && strchr("})]", c) ? TOKEN_CLOSE : TOKEN_MARK, 1);
}

struct token scan_next(struct scan *scan)
{
    size_t length;

    if (!skip_space(scan))
        return taken(scan, TOKEN_OPEN_COMMENT, (size_t)(scan->end - scan->at));
    if (scan->at == scan->end)
        return taken(scan, TOKEN_END, 0);
    if (*scan->at == '"')
        return text_here(scan);
    if (is_include(scan))
        return include_here(scan);
    length = name_length(scan);
    if (length)
        return taken(scan, is_flag(scan->at, length) ? TOKEN_FLAG : TOKEN_NAME, length);
    length = number_length(scan);
    return length ? taken(scan, TOKEN_NUMBER, length) : mark_here(scan);
}

const char *scan_number_trouble(const struct token *number)
{
    char digits[32], *rest;
    bool is_long = memchr(number->begin, 'L', number->length) != NULL;
    bool is_hex = number->length > 1 && tolower(number->begin[1]) == 'x';
    long long value;

    if (!is_hex && (memchr(number->begin, '.', number->length) ||
                    memchr(number->begin, 'e', number->length) ||
                    memchr(number->begin, 'E', number->length)))
        return NULL;
    if (number->length >= sizeof digits)
        return "does not fit 64 bits";
    memcpy(digits, number->begin, number->length);
    digits[number->length] = '\0';
    errno = 0;
    value = strtoll(digits, &rest, is_hex ? 16 : 10);
    if (errno == ERANGE)
        return "does not fit 64 bits";
    if (!is_long && (value > INT32_MAX || value < INT32_MIN))
        return "does not fit 32 bits: put an L behind it";
    return NULL;
}
