#include "output/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- values alone ---- */

static void put_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const char *at = text ? text : ""; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < 32)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void csv_put_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    fputc('"', out);
}

void put_number(FILE *out, double x, const char *none)
{
    char digits[40];

    if (!isfinite(x)) {
        fputs(none, out);
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, x);
        if (strtod(digits, NULL) == x)
            break;
    }
    fputs(digits, out);
}

/* ---- the way to a value ---- */

static void cut_path(struct json *j, size_t length)
{
    j->path.length = length;
    if (j->path.bytes)
        j->path.bytes[length] = '\0';
}

/* An element's first member names it. */
static void name_element(struct json *j, const char *name)
{
    cut_path(j, j->at[j->depth - 1].length);
    text_add(&j->path, "[%s]", name);
    j->at[j->depth].length = j->path.length;
}

static void extend_path(struct json *j, const char *key)
{
    size_t before = j->at[j->depth].length, nth = j->at[j->depth].members++;

    cut_path(j, before);
    j->at[j->depth].element = false;
    if (key)
        text_add(&j->path, "%s%s", before ? "." : "", key);
    else
        text_add(&j->path, "[%zu]", nth);
}

static void put_key(struct json *j, const char *key)
{
    if (j->form == FORM_CSV) {
        extend_path(j, key);
        return;
    }
    if (j->begun[j->depth])
        fputc(',', j->out);
    j->begun[j->depth] = true;
    fprintf(j->out, "\n%*s", 1 + j->depth, "");
    if (!key)
        return;
    put_text(j->out, key);
    fputs(": ", j->out);
}

/* ---- members ---- */

void json_open(struct json *j, const char *key, char bracket)
{
    put_key(j, key);
    if (j->form == FORM_JSON)
        fputc(bracket, j->out);
    j->depth++;
    j->begun[j->depth] = false;
    j->at[j->depth].length = j->path.length;
    j->at[j->depth].members = 0;
    j->at[j->depth].element = !key;
}

void json_open_unnamed(struct json *j)
{
    json_open(j, NULL, '{');
    j->at[j->depth].element = false;
}

void json_close(struct json *j, char bracket)
{
    bool any = j->begun[j->depth--];

    if (j->form == FORM_CSV)
        return;
    if (any)
        fprintf(j->out, "\n%*s", 1 + j->depth, "");
    fputc(bracket, j->out);
}

/* A row of this key with one value: what is put before `end_row`. */
static void begin_value(struct json *j, const char *key)
{
    put_key(j, key);
    if (j->form == FORM_JSON)
        return;
    csv_put_text(j->out, text_of(&j->path));
    fputc(',', j->out);
}

static void end_value(struct json *j)
{
    if (j->form == FORM_CSV)
        fputs(",,,,\n", j->out);
}

void json_text(struct json *j, const char *key, const char *text)
{
    if (j->form == FORM_CSV && j->at[j->depth].element && text)
        name_element(j, text);
    begin_value(j, key);
    if (j->form == FORM_CSV)
        csv_put_text(j->out, text ? text : "");
    else if (text)
        put_text(j->out, text);
    else
        fputs("null", j->out);
    end_value(j);
}

static const char *none_of(const struct json *j)
{
    return j->form == FORM_CSV ? "" : "null";
}

void json_number(struct json *j, const char *key, double x)
{
    begin_value(j, key);
    put_number(j->out, x, none_of(j));
    end_value(j);
}

static void put_rows(struct json *j, const char *key, const double *x, size_t count)
{
    json_open(j, key, '[');
    for (size_t i = 0; i < count; i++)
        json_number(j, NULL, x[i]);
    json_close(j, ']');
}

void json_numbers(struct json *j, const char *key, const double *x, size_t count)
{
    if (j->form == FORM_CSV) {
        put_rows(j, key, x, count);
        return;
    }
    put_key(j, key);
    fputc('[', j->out);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", j->out);
        put_number(j->out, x[i], "null");
    }
    fputc(']', j->out);
}

void json_flag(struct json *j, const char *key, bool flag)
{
    begin_value(j, key);
    fputs(flag ? "true" : "false", j->out);
    end_value(j);
}

static const char *note_of(const struct estimate *e)
{
    return e->refused  ? "refused"
           : e->short_ ? "short"
           : e->none   ? "none_seen"
           : e->exact  ? "exact"
                       : "";
}

static void estimate_row(struct json *j, const double *shown, const struct estimate *e)
{
    for (int i = 0; i < 3; i++) {
        put_number(j->out, shown[i], "");
        fputc(',', j->out);
    }
    fprintf(j->out, "%zu,%s\n", e->n, note_of(e));
}

static void estimate_object(struct json *j, const double *shown, const struct estimate *e)
{
    static const char *const name[] = {"{\"value\": ", ", \"low\": ", ", \"high\": "};

    for (int i = 0; i < 3; i++) {
        fputs(name[i], j->out);
        put_number(j->out, shown[i], "null");
    }
    fprintf(j->out, ", \"n\": %zu", e->n);
    if (e->reduction > 0) {
        fputs(", \"variance_reduction\": ", j->out);
        put_number(j->out, e->reduction, "null");
    }
    if (e->exact)
        fputs(", \"exact\": true", j->out);
    if (e->none)
        fputs(", \"none_seen\": true", j->out);
    if (e->refused || e->short_)
        fprintf(j->out, ", \"%s\": true", e->refused ? "refused" : "short");
    fputc('}', j->out);
}

void json_estimate(struct json *j, const char *key, const struct estimate *e, double unit)
{
    double none = e->refused ? NAN : 1;
    double shown[] = {e->point / unit * none, e->low / unit * none,
                      e->high / unit * none};

    begin_value(j, key);
    if (j->form == FORM_CSV)
        estimate_row(j, shown, e);
    else
        estimate_object(j, shown, e);
}

void json_begin(struct json *j, FILE *out, enum form form)
{
    *j = (struct json){.out = out, .form = form};
    fputs(form == FORM_CSV ? "key,value,low,high,n,note\n" : "{", out);
}

void json_end(struct json *j)
{
    if (j->form == FORM_JSON)
        fputs("\n}\n", j->out);
    text_free(&j->path);
}
