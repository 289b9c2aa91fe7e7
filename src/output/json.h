/* json.h - one JSON document, member by member.  SI units, the unit in the key; what is
 * not a number is null.
 */
#ifndef JSON_H
#define JSON_H

#include <stdio.h>

#include "output/estimate.h"

enum { JSON_DEPTH = 16 };

struct json {
    FILE *out;
    int depth;
    bool begun[JSON_DEPTH]; /* a member stands at this depth */
};

void json_begin(struct json *, FILE *); /* the outermost object */
void json_end(struct json *);

/* A key of an object; NULL: the next element of a list.  Its value comes next. */
void json_key(struct json *, const char *key);
void json_open(struct json *, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json *, char bracket);
void json_text(struct json *, const char *key, const char *text); /* NULL: null */
void json_number(struct json *, const char *key, double x);
void json_flag(struct json *, const char *key, bool flag);
/* {"value": .., "low": .., "high": ..} on one line; values are divided by `unit`. */
void json_estimate(struct json *, const char *key, const struct estimate *, double unit);
/* A number alone, the shortest that reads back the same. */
void json_put_number(struct json *, double x);

#endif
