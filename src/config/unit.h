/* unit.h - values with units, as language.md D2 says.
 *
 * Times ns us ms s min h d (compound "59 min 59 s"); bytes B KB MB GB TB in powers
 * of 1024 (KiB the same); rates "20/s" "300/min" "4 MB/s"; counts and rates take k and
 * M; money "0.02 USD", "5 USD per 1M"; shares "0.5 %" or 0.005.  A bare number is
 * accepted for counts, shares and factors only.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stddef.h>

enum unit {
    UNIT_TIME,   /* ns */
    UNIT_BYTES,  /* bytes */
    UNIT_COUNT,  /* things; whole, takes k and M */
    UNIT_RATE,   /* per second: "20/s", and bytes per second: "4 MB/s" */
    UNIT_SHARE,  /* 0 .. 1 */
    UNIT_FACTOR, /* a plain number */
    UNIT_MONEY,  /* USD for one: "5 USD per 1M" is 5e-6 */
    UNIT_KEY,    /* laws of keys only: no unit */
    UNIT_ANY,    /* laws of attributes only: whatever their values bear */
};

/* Reads all of `text`; false leaves *value alone. */
bool unit_read(enum unit unit, const char *text, double *value);
/* What was wanted, for messages: "a time such as 250 ms". */
const char *unit_wanted(enum unit unit);
/* If `text` is a bare number where a unit is needed: the usual unit to suggest behind it
 * (" s", " KB", "/s", " USD"), else NULL. */
const char *unit_missing(enum unit unit, const char *text);
/* Writes a value as a scenario would, shortest exact form: "1.5 s", "512 MB". */
void unit_write(enum unit unit, double value, char *out, size_t size);

#endif
