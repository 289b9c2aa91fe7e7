#include "output/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_text(struct json *j, const char *text)
{
    fputc('"', j->out);
    for (const char *at = text ? text : ""; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\')
            fprintf(j->out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", j->out);
        else if (c < 32)
            fprintf(j->out, "\\u%04x", c);
        else
            fputc(c, j->out);
    }
    fputc('"', j->out);
}

void json_put_number(struct json *j, double x)
{
    char digits[40];

    if (!isfinite(x)) {
        fputs("null", j->out);
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, x);
        if (strtod(digits, NULL) == x)
            break;
    }
    fputs(digits, j->out);
}

void json_key(struct json *j, const char *key)
{
    if (j->begun[j->depth])
        fputc(',', j->out);
    j->begun[j->depth] = true;
    fprintf(j->out, "\n%*s", 1 + j->depth, "");
    if (!key)
        return;
    put_text(j, key);
    fputs(": ", j->out);
}

void json_open(struct json *j, const char *key, char bracket)
{
    json_key(j, key);
    fputc(bracket, j->out);
    j->begun[++j->depth] = false;
}

void json_close(struct json *j, char bracket)
{
    bool any = j->begun[j->depth--];

    if (any)
        fprintf(j->out, "\n%*s", 1 + j->depth, "");
    fputc(bracket, j->out);
}

void json_text(struct json *j, const char *key, const char *text)
{
    json_key(j, key);
    if (text)
        put_text(j, text);
    else
        fputs("null", j->out);
}

void json_number(struct json *j, const char *key, double x)
{
    json_key(j, key);
    json_put_number(j, x);
}

void json_flag(struct json *j, const char *key, bool flag)
{
    json_key(j, key);
    fputs(flag ? "true" : "false", j->out);
}

void json_estimate(struct json *j, const char *key, const struct estimate *e, double unit)
{
    json_key(j, key);
    fputs("{\"value\": ", j->out);
    json_put_number(j, e->refused ? NAN : e->point / unit);
    fputs(", \"low\": ", j->out);
    json_put_number(j, e->refused ? NAN : e->low / unit);
    fputs(", \"high\": ", j->out);
    json_put_number(j, e->refused ? NAN : e->high / unit);
    fprintf(j->out, ", \"n\": %zu", e->n);
    if (e->exact)
        fputs(", \"exact\": true", j->out);
    if (e->none)
        fputs(", \"none_seen\": true", j->out);
    if (e->refused || e->short_)
        fprintf(j->out, ", \"%s\": true", e->refused ? "refused" : "short");
    fputc('}', j->out);
}

void json_begin(struct json *j, FILE *out)
{
    *j = (struct json){.out = out};
    fputc('{', out);
}

void json_end(struct json *j)
{
    fputs("\n}\n", j->out);
}
