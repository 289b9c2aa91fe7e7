#include "output/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Thousands in groups of three. */
static void add_whole(struct text *text, double value)
{
    char digits[40];
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(value));

    if (value < 0 && strcmp(digits, "0") != 0)
        text_add(text, "-");
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text_add(text, " ");
        text_add_bytes(text, &digits[i], 1);
    }
}

/* Three significant digits without an exponent, for 1e-6 <= |x| < 1000. */
static void add_digits(struct text *text, double value)
{
    int before = (int)floor(log10(fabs(value))) + 1;
    int decimals = before >= 3 ? 0 : 3 - before;
    double step = pow(10, before - 3);

    /* 99.96 rounds to 100.0, which has one digit more before the point */
    if (fabs(value) >= pow(10, before) - step / 2 && decimals > 0)
        decimals--;
    text_add(text, "%.*f", decimals, value);
}

/* "22.7 M": 1e6 <= |x| < 1e15, give or take the rounding. */
static void add_large(struct text *text, double value)
{
    static const struct large {
        double from, unit;
        const char *name;
    } large[] = {{999.5e9, 1e12, "T"}, {999.5e6, 1e9, "G"}, {0, 1e6, "M"}};
    const struct large *l = large;

    while (fabs(value) < l->from)
        l++;
    add_digits(text, value / l->unit);
    text_add(text, " %s", l->name);
}

void number_add(struct text *text, double value)
{
    double size = fabs(value);

    if (isnan(value))
        text_add(text, "–");
    else if (isinf(value))
        text_add(text, value < 0 ? "-∞" : "∞");
    else if (size >= 1e15)
        text_add(text, "%.3g", value);
    else if (size >= 999500)
        add_large(text, value);
    else if (size >= 999.5 || value == floor(value))
        add_whole(text, value);
    else if (size < 1e-6)
        text_add(text, "%.2e", value);
    else
        add_digits(text, value);
}

void number_add_percent(struct text *text, double share)
{
    double percent = share * 100;

    /* 1 / 3 x 3 and the like */
    if (fabs(percent - nearbyint(percent)) < 1e-9 * fabs(percent))
        percent = nearbyint(percent);
    number_add(text, percent);
}

struct scale number_scale(enum unit unit, double value)
{
    double size = fabs(value);

    switch (unit) {
    case UNIT_TIME:
        if (size >= 120e9)
            return size >= 7200e9 ? (struct scale){3600e9, "h"}
                                  : (struct scale){60e9, "min"};
        if (size >= 0.9995e9)
            return (struct scale){1e9, "s"};
        return size >= 1e5 || size == 0 ? (struct scale){1e6, "ms"}
                                        : (struct scale){1e3, "µs"};
    case UNIT_BYTES:
        if (size >= 1 << 30)
            return (struct scale){1 << 30, "GB"};
        return size >= 1 << 20   ? (struct scale){1 << 20, "MB"}
               : size >= 1 << 10 ? (struct scale){1 << 10, "KB"}
                                 : (struct scale){1, "B"};
    case UNIT_SHARE:
        return (struct scale){0.01, "%"};
    case UNIT_MONEY:
        return (struct scale){1, "USD"};
    case UNIT_RATE:
        return (struct scale){1, "/s"};
    default:
        return (struct scale){1, ""};
    }
}

void number_add_clock(struct text *text, double seconds)
{
    if (isnan(seconds)) {
        text_add(text, "–");
        return;
    }
    long long s = (long long)floor(seconds);
    const char *sign = s < 0 ? "-" : "";

    s = s < 0 ? -s : s;
    if (s >= 100 * 60)
        text_add(text, "%s%lld:%02lld:%02lld", sign, s / 3600, s / 60 % 60, s % 60);
    else
        text_add(text, "%s%lld:%02lld", sign, s / 60, s % 60);
}

void number_add_time(struct text *text, double seconds)
{
    char time[64];

    unit_write(UNIT_TIME, seconds * 1e9, time, sizeof time);
    text_add(text, "%s", time);
}

static void add_blanks(struct text *text, size_t count)
{
    text_add(text, "%*s", (int)count, "");
}

void text_add_right(struct text *text, const char *what, size_t columns)
{
    size_t width = text_columns(what);

    if (width < columns)
        add_blanks(text, columns - width);
    text_add(text, "%s", what);
}

void text_add_left(struct text *text, const char *what, size_t columns)
{
    size_t width = text_columns(what);

    text_add(text, "%s", what);
    if (width < columns)
        add_blanks(text, columns - width);
}
