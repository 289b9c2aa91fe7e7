/* json.h - one document, member by member: JSON, or the same as CSV with a row for each
 * value.  SI units, the unit in the key; what is not a number is null, or empty.
 */
#ifndef JSON_H
#define JSON_H

#include <stdio.h>

#include "base/text.h"
#include "output/estimate.h"

enum { JSON_DEPTH = 16 };

/* A row of CSV: "key,value,low,high,n,note".  A key is the way to the value: members
 * with dots between, elements in brackets, by their first member where that is a text
 * (limits[account.lambda.concurrent_executions].peak), else by their ordinal from 0. */
enum form { FORM_JSON, FORM_CSV };

struct json {
    FILE *out;
    enum form form;
    int depth;
    bool begun[JSON_DEPTH]; /* a member stands at this depth */

    struct text path; /* of CSV: the way to the value */
    struct {
        size_t length;  /* of the path so far */
        size_t members; /* begun */
        bool element;   /* of a list, and still without a name */
    } at[JSON_DEPTH];
};

void json_begin(struct json *, FILE *, enum form); /* the outermost object */
void json_end(struct json *);

/* Their value or members come next.  A key of an object; NULL: the next element of a
 * list. */
void json_open(struct json *, const char *key, char bracket); /* '{' or '[' */
/* An object in a list which others may share their first member with. */
void json_open_unnamed(struct json *);
void json_close(struct json *, char bracket);
void json_text(struct json *, const char *key, const char *text); /* NULL: null */
void json_number(struct json *, const char *key, double x);
/* A list on one line. */
void json_numbers(struct json *, const char *key, const double *x, size_t count);
void json_flag(struct json *, const char *key, bool flag);
/* {"value": .., "low": .., "high": ..} on one line; values are divided by `unit`. */
void json_estimate(struct json *, const char *key, const struct estimate *, double unit);

/* A number alone, the shortest that reads back the same; not finite: `none`. */
void put_number(FILE *, double x, const char *none);
void csv_put_text(FILE *, const char *text); /* in quotes */

#endif
