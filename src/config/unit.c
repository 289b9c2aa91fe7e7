/* unit.c - numbers with units, exactly as language.md D2 spells them.
 *
 * Every product is rounded once: factors are whole numbers, and where one number is
 * divided by another ("300/min", "5 USD per 1M", "0.5 %") the quotient is taken last, so
 * that 0.5 % and 0.005 are the same double.
 */
#include "config/unit.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct suffix {
    const char *text;
    double times, over; /* value x times / over */
};

static const struct suffix times[] = {
    {"ns", 1, 1},     {"us", 1e3, 1},   {"ms", 1e6, 1},        {"s", 1e9, 1},
    {"min", 60e9, 1}, {"h", 3600e9, 1}, {"d", 24 * 3600e9, 1}, {NULL, 0, 0},
};
static const struct suffix bytes[] = {
    {"B", 1, 1},        {"KB", 0x1p10, 1},  {"MB", 0x1p20, 1},  {"GB", 0x1p30, 1},
    {"TB", 0x1p40, 1},  {"KiB", 0x1p10, 1}, {"MiB", 0x1p20, 1}, {"GiB", 0x1p30, 1},
    {"TiB", 0x1p40, 1}, {NULL, 0, 0},
};
static const struct suffix counts[] = {
    {"", 1, 1}, {"k", 1e3, 1}, {"M", 1e6, 1}, {"G", 1e9, 1}, {NULL, 0, 0},
};
static const struct suffix periods[] = {
    {"s", 1, 1}, {"min", 1, 60}, {"h", 1, 3600}, {"d", 1, 86400}, {NULL, 0, 0},
};
static const struct suffix shares[] = {
    {"", 1, 1},
    {"%", 1, 100},
    {NULL, 0, 0},
};
static const struct suffix plain[] = {
    {"", 1, 1},
    {NULL, 0, 0},
};

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* A decimal number as a scenario writes it: no hexadecimal, no inf, no nan. */
static bool read_number(const char **text, double *value)
{
    const char *at = *text + (**text == '-' || **text == '+');
    char *rest;

    if (!isdigit((unsigned char)*at) && !(*at == '.' && isdigit((unsigned char)at[1])))
        return false;
    if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
        return false;
    *value = strtod(*text, &rest);
    *text = rest;
    return isfinite(*value);
}

/* The suffix that stands here as a whole word. */
static const struct suffix *read_suffix(const char **text, const struct suffix *table)
{
    size_t length = 0;

    while (isalpha((unsigned char)(*text)[length]) || (*text)[length] == '%')
        length++;
    for (; table->text; table++) {
        if (strlen(table->text) == length && memcmp(table->text, *text, length) == 0) {
            *text += length;
            return table;
        }
    }
    return NULL;
}

/* Number and suffix; NULL: there is no such quantity here. */
static const struct suffix *read_quantity(const char **text, const struct suffix *table,
                                          double *value)
{
    const struct suffix *suffix;

    *text = skip_blanks(*text);
    if (!read_number(text, value))
        return NULL;
    *text = skip_blanks(*text);
    suffix = read_suffix(text, table);
    if (suffix)
        *value = *value * suffix->times / suffix->over;
    *text = skip_blanks(*text);
    return suffix;
}

/* "59 min 59 s": the parts get finer, only the first has a sign. */
static bool read_time(const char **text, double *value)
{
    double finest = INFINITY, sum = 0, part;

    do {
        bool is_signed = **text == '-' || **text == '+';
        const struct suffix *suffix = read_quantity(text, times, &part);
        if (!suffix || suffix->times >= finest || (is_signed && finest < INFINITY))
            return false;
        finest = suffix->times;
        sum += signbit(sum) ? -part : part;
    } while (**text);
    *value = sum;
    return true;
}

/* "20/s", "1.5M/s", "4 MB/s". */
static bool read_rate(const char **text, double *value)
{
    const char *again = *text;
    const struct suffix *period;

    if (!read_quantity(text, counts, value)) {
        *text = again;
        if (!read_quantity(text, bytes, value))
            return false;
    }
    if (**text != '/')
        return false;
    *text = skip_blanks(*text + 1);
    period = read_suffix(text, periods);
    if (period)
        *value = *value * period->times / period->over;
    return period != NULL;
}

/* "0.02 USD", "5 USD per 1M". */
static bool read_money(const char **text, double *value)
{
    static const struct suffix dollars[] = {{"USD", 1, 1}, {NULL, 0, 0}};
    double many;

    if (!read_quantity(text, dollars, value))
        return false;
    if (strncmp(*text, "per ", 4) != 0)
        return true;
    *text += 4;
    if (!read_quantity(text, counts, &many) || many <= 0)
        return false;
    *value /= many;
    return true;
}

static bool read_any(enum unit unit, const char **text, double *value)
{
    switch (unit) {
    case UNIT_TIME:
        return read_time(text, value);
    case UNIT_BYTES:
        return read_quantity(text, bytes, value) != NULL;
    case UNIT_COUNT:
        return read_quantity(text, counts, value) != NULL;
    case UNIT_RATE:
        return read_rate(text, value);
    case UNIT_SHARE:
        return read_quantity(text, shares, value) != NULL;
    case UNIT_MONEY:
        return read_money(text, value);
    case UNIT_FACTOR:
    case UNIT_KEY:
        return read_quantity(text, plain, value) != NULL;
    case UNIT_ANY:
        break; /* law_text.c tries the others one by one */
    }
    return false;
}

bool unit_read(enum unit unit, const char *text, double *value)
{
    const char *at = skip_blanks(text);
    double read;

    if (!read_any(unit, &at, &read) || *skip_blanks(at) || !isfinite(read))
        return false;
    if (unit == UNIT_COUNT && read != floor(read))
        return false; /* "1.5k" is whole, "1.5" is not */
    *value = read;
    return true;
}

const char *unit_wanted(enum unit unit)
{
    static const char *const wanted[] = {
        [UNIT_TIME] = "a time such as 250 ms",
        [UNIT_BYTES] = "a size such as 512 MB",
        [UNIT_COUNT] = "a whole number such as 1000 or 200k",
        [UNIT_RATE] = "a rate such as 40/s",
        [UNIT_SHARE] = "a share such as 0.005 or 0.5 %",
        [UNIT_FACTOR] = "a number such as 1.5",
        [UNIT_MONEY] = "money such as 0.02 USD or 5 USD per 1M",
        [UNIT_KEY] = "a key's number such as 7",
        [UNIT_ANY] = "a value such as 250 ms, 4 KB or 7",
    };

    return wanted[unit];
}

const char *unit_missing(enum unit unit, const char *text)
{
    static const char *const usual[] = {
        [UNIT_TIME] = " s",    [UNIT_BYTES] = " KB", [UNIT_COUNT] = NULL,
        [UNIT_RATE] = "/s",    [UNIT_SHARE] = NULL,  [UNIT_FACTOR] = NULL,
        [UNIT_MONEY] = " USD", [UNIT_KEY] = NULL,    [UNIT_ANY] = NULL,
    };
    double value;

    if (!usual[unit] || !read_quantity(&text, counts, &value) || *text)
        return NULL;
    return usual[unit];
}

/* The fewest digits that read back as `value` in this unit; returns their length, or 0
 * if none do. */
static size_t shortest(double value, const struct suffix *unit, char *out, size_t size)
{
    double number = value / unit->times * unit->over;

    for (int digits = 1; digits <= 17; digits++) {
        int length = snprintf(out, size, "%.*g", digits, number);
        if (strchr(out, 'e') && fabs(number) >= 1 && fabs(number) < 1e15)
            length = snprintf(out, size, "%.0f", number);
        if (strtod(out, NULL) * unit->times / unit->over == value)
            return (size_t)length;
    }
    snprintf(out, size, "%.17g", number);
    return 0;
}

/* In the unit that takes the fewest digits and is not above the value; of equals the
 * largest. */
static void write_suffixed(const struct suffix *table, size_t count, double value,
                           char *out, size_t size)
{
    char digits[64];
    size_t fewest = sizeof digits, length;

    snprintf(out, size, "%.17g %s", value, table->text);
    for (size_t i = 0; i < count; i++) {
        if (fabs(value) < table[i].times && i > 0)
            continue;
        length = shortest(value, &table[i], digits, sizeof digits);
        if (length > 0 && length <= fewest) {
            fewest = length;
            snprintf(out, size, "%s %s", digits, table[i].text);
        }
    }
}

void unit_write(enum unit unit, double value, char *out, size_t size)
{
    static const struct suffix written[] = {
        [UNIT_COUNT] = {"", 1, 1},     [UNIT_RATE] = {"/s", 1, 1},
        [UNIT_SHARE] = {" %", 1, 100}, [UNIT_FACTOR] = {"", 1, 1},
        [UNIT_MONEY] = {" USD", 1, 1}, [UNIT_KEY] = {"", 1, 1},
    };
    static const struct suffix small_money = {" USD per 1M", 1, 1e6};
    const struct suffix *suffix = &written[unit];
    char digits[64];

    if (unit == UNIT_TIME || unit == UNIT_BYTES) {
        if (value == 0)
            snprintf(out, size, unit == UNIT_TIME ? "0 s" : "0 B");
        else if (unit == UNIT_TIME)
            write_suffixed(times, 7, value, out, size);
        else
            write_suffixed(bytes, 5, value, out, size);
        return;
    }
    if (unit == UNIT_MONEY && value != 0 && fabs(value) < 1e-3)
        suffix = &small_money;
    shortest(value, suffix, digits, sizeof digits);
    snprintf(out, size, "%s%s", digits, suffix->text);
}
