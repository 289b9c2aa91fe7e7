/* load.c - a load grows, and the numbers of those who write load tests. */
#include "import/load.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/unit.h"

/* More than the settings of a client take. */
#define MOST_A_SECOND 1e8
#define MOST_USERS 1e7

/* ---- growing ---- */

struct load *load_new(struct import *i, const char *name, struct where at)
{
    struct load **last = &i->loads;
    struct load *load = arena_get(i->arena, sizeof *load);

    while (*last)
        last = &(*last)->next;
    *last = load;
    load->at = at;
    load->name = name_free(i->arena, room_group(i, "client"), name);
    add_group(i, room_group(i, "client"), load->name);
    load->timeout = 30 * SECOND_NS;
    return load;
}

void load_phase(struct import *i, struct load *load, struct load_phase phase)
{
    struct load_phase *last = load->last;
    struct load_phase *own;

    phase.duration = floor(phase.duration + 0.5);
    if (phase.duration < 1000) /* 1 us is the least that a phase lasts */
        return;
    if (fmax(phase.rate, phase.to) > MOST_A_SECOND || phase.users > MOST_USERS)
        diag_error(i->diag, load->at, "%s: more than %s", load->name,
                   phase.closed ? "10 million users" : "100 million a second");
    if (load->phases++ == MOST_PHASES)
        diag_error(i->diag, load->at, "more than %d phases", MOST_PHASES);
    if (load->phases > MOST_PHASES)
        return;
    own = arena_copy(i->arena, &phase, sizeof phase);
    if (last)
        last->next = own;
    else
        load->first = own;
    load->last = own;
}

struct load_way *load_way(struct import *i, struct load *load, const char *name,
                          double weight)
{
    struct load_way *way = arena_get(i->arena, sizeof *way);

    way->name = name;
    way->weight = weight;
    way->steps = arena_get(i->arena, sizeof *way->steps);
    way->steps->kind = LOAD_BLOCK;
    if (load->last_way)
        load->last_way->next = way;
    else
        load->ways = way;
    load->last_way = way;
    return way;
}

struct load_step *load_step(struct import *i, struct load_step *block,
                            struct load_step step)
{
    struct load_step *own = arena_copy(i->arena, &step, sizeof step);

    if (i->steps++ == MOST_STEPS)
        diag_error(i->diag, step.at, "more than %d steps in its journeys", MOST_STEPS);
    if (i->steps > MOST_STEPS)
        return own;
    if (block->last)
        block->last->next = own;
    else
        block->first = own;
    block->last = own;
    return own;
}

bool load_is_full(const struct import *i)
{
    return i->steps > MOST_STEPS;
}

void load_unknown(struct import *i, struct load *load, const char *open)
{
    struct load_way *way = load_way(i, load, NULL, 1);

    load_step(i, way->steps,
              (struct load_step){.kind = LOAD_REQUEST, .at = load->at, .open = open});
}

double load_ends(const struct load *load)
{
    double ends = load->burst > 0 ? load->burst_at + SECOND_NS : 0, sum = 0;

    for (const struct load_phase *p = load->first; p; p = p->next)
        sum += p->duration;
    return fmax(ends, sum);
}

void load_promise(struct import *i, struct where at, const char *fmt, ...)
{
    struct text text = {0};
    va_list ap;

    if (i->promises->count == MOST_PROMISES)
        return;
    if (i->promises->count == MOST_PROMISES - 1)
        diag_error(i->diag, at, "%d objectives or more", MOST_PROMISES);
    va_start(ap, fmt);
    text_add_list(&text, fmt, ap);
    va_end(ap);
    node_append(i->promises, node_new(i->arena, NODE_TEXT, NULL,
                                      arena_text(i->arena, "%s", text_of(&text)), at));
    text_free(&text);
}

/* ---- numbers ---- */

/* As JSON and YAML write it, no hexadecimal, no inf; *text goes on behind it. */
static bool number_at(const char **text, double *value)
{
    const char *at = *text + strspn(*text, " ");
    const char *digit = at + (*at == '-' || *at == '+');
    char *rest;

    digit += *digit == '.';
    if (!isdigit((unsigned char)*digit) || digit[1] == 'x' || digit[1] == 'X')
        return false;
    *value = strtod(at, &rest);
    *text = rest + strspn(rest, " ");
    return isfinite(*value);
}

bool load_number_in(const char *text, double *value)
{
    return number_at(&text, value) && !*text;
}

static bool wrong(struct import *i, const struct node *said, const char *wanted)
{
    diag_error(i->diag, said->at, "%s: %s is wanted, not %s",
               said->name ? said->name : "", wanted,
               said->kind >= NODE_LIST   ? "a list or group"
               : said->kind == NODE_NULL ? "nothing"
                                         : said->text);
    return false;
}

bool load_number(struct import *i, const struct node *said, double *value)
{
    if (said->kind >= NODE_LIST || said->kind == NODE_NULL ||
        !load_number_in(said->text, value))
        return wrong(i, said, "a number");
    return (*value >= 0 && *value <= MOST_A_SECOND) || wrong(i, said, "0 to 100 million");
}

/* The units of Go (k6) and of the package "ms" (Artillery), 2026. */
static double unit_at(const char **text)
{
    static const struct {
        const char *words;
        double ns;
    } units[] = {
        {"ns", 1},
        {"us \xc2\xb5s", 1e3},
        {"ms msec msecs millisecond milliseconds", 1e6},
        {"s sec secs second seconds", 1e9},
        {"m min mins minute minutes", 60e9},
        {"h hr hrs hour hours", 3600e9},
        {"d day days", 86400e9},
    };
    size_t length = strcspn(*text, " +-.0123456789");
    char word[16];

    if (length == 0 || length >= sizeof word)
        return 0;
    snprintf(word, sizeof word, "%.*s", (int)length, *text);
    *text += length + strspn(*text + length, " ");
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (text_is_among(word, units[k].words))
            return units[k].ns;
    return 0;
}

static bool time_in(const char *text, double bare, double *ns)
{
    double part, unit;

    *ns = 0;
    if (load_number_in(text, &part)) {
        *ns = part * bare;
        return true;
    }
    do {
        if (!number_at(&text, &part) || (unit = unit_at(&text)) == 0)
            return false;
        *ns += part * unit;
    } while (*text);
    return true;
}

bool load_time(struct import *i, const struct node *said, double bare, double *ns)
{
    if (said->kind >= NODE_LIST || said->kind == NODE_NULL ||
        !time_in(said->text, bare, ns))
        return wrong(i, said, "a time such as 30s, 5m or 1h");
    return (*ns >= 0 && *ns <= LONGEST_NS) || wrong(i, said, "0 to 3650 days");
}

/* ---- words ---- */

const char *load_given(const struct import *i, const char *name)
{
    return text_at(i->wanted->given, name);
}

void load_rest(struct import *i, const struct node *group, const char *what,
               const char *words)
{
    for (const struct node *one = group->first; one; one = one->next)
        if (one->kind != NODE_NULL && !text_is_among(one->name, words))
            note(i, one->at, "%s%s is not read", what, one->name);
}

const char *load_rate(struct import *i, double per_s, enum load_unit unit)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {
        [PER_SECOND] = {"s", 1}, [PER_MINUTE] = {"min", 60}, [PER_HOUR] = {"h", 3600}};
    const char *text =
        arena_text(i->arena, "%.12g/%s", per_s * units[unit].seconds, units[unit].name);

    return strchr(text, 'e') ? arena_text(i->arena, "%.15f/s", per_s) : text;
}

/* In which all its rates together are written shortest. */
enum load_unit load_unit(struct import *i, const struct load *load)
{
    enum load_unit best = PER_SECOND;
    size_t least = SIZE_MAX;

    for (enum load_unit unit = PER_SECOND; unit <= PER_HOUR; unit++) {
        size_t length = 0;
        for (const struct load_phase *p = load->first; p; p = p->next)
            length += strcspn(load_rate(i, p->rate, unit), "/");
        if (length >= least)
            continue;
        least = length;
        best = unit;
    }
    return best;
}

const char *load_span(struct import *i, double ns)
{
    char text[40];

    unit_write(UNIT_TIME, floor(ns + 0.5), text, sizeof text);
    return arena_text(i->arena, "%s", text);
}

const char *load_name(struct import *i, const char *path)
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

    return name_in_words(i->arena,
                         arena_text(i->arena, "%.*s", (int)strcspn(base, "."), base));
}
