/* number.h - numbers as people read them: 3 significant digits, whole parts in full. */
#ifndef NUMBER_H
#define NUMBER_H

#include "base/text.h"
#include "config/unit.h"

/* "0.207" "98.4" "1 020" "475 500" "22.7 M". */
void number_add(struct text *, double value);
/* 0.00207 as "0.207": in percent, without the sign. */
void number_add_percent(struct text *, double share);
/* With the scale that `like` would have: "623 ms", and [598, 648] of its interval. */
struct scale {
    double unit;      /* value / unit is printed */
    const char *name; /* "ms", "%", "USD", "" */
};
/* `value` in the unit's base (ns, bytes, share ..). */
struct scale number_scale(enum unit unit, double value);

/* After t = 0: "45:00", "9:03", "26:10:00". */
void number_add_clock(struct text *, double seconds);
/* A length: "30 min", "1.5 h". */
void number_add_time(struct text *, double seconds);

/* Right-aligned to `columns`. */
void text_add_right(struct text *, const char *what, size_t columns);
void text_add_left(struct text *, const char *what, size_t columns);

#endif
