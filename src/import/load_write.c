/* load_write.c - a load as a client of the scenario. */
#include <math.h>
#include <string.h>

#include "import/load.h"

struct writing_load { /* one of them */
    struct import *i;
    const struct load *load;
    struct node *names; /* group: those that its steps have */
    enum load_unit unit;
};

/* ---- names ---- */

/* What may stand in the brackets of an address; "request(" would ask for an attribute. */
static const char *plain_name(struct import *i, const char *said)
{
    struct text text = {0};
    const char *name;

    for (const char *c = said; *c && text.length < 60; c++)
        if (!strchr("[]()\"\\", *c) && *c > ' ' && *c < 127)
            text_add_bytes(&text, c, 1);
        else if (text.length > 0 && text.bytes[text.length - 1] != ' ')
            text_add_bytes(&text, " ", 1);
    while (text.length > 0 && text.bytes[text.length - 1] == ' ')
        text.length--;
    name = arena_text(i->arena, "%.*s", (int)text.length, text_of(&text));
    text_free(&text);
    return *name ? name : "request";
}

static const char *step_name(struct writing_load *w, const char *wanted)
{
    const char *plain = plain_name(w->i, wanted), *name = plain;

    for (int n = 2; node_member(w->names, name); n++)
        name = arena_text(w->i->arena, "%s (%d)", plain, n);
    add_flag(w->i, w->names, name, true);
    return name;
}

/* ---- steps ---- */

/* "POST /orders/{id}" */
static const char *request_name(struct import *i, const struct load_step *s,
                                const struct aim *aim)
{
    const char *path = aim->route ? strchr(aim->route, ' ') : NULL;

    if (s->name && *s->name)
        return s->name;
    if (!s->method)
        return "request";
    if (path)
        return arena_text(i->arena, "%s%s", s->method, path);
    return arena_text(i->arena, "%s %s", s->method, s->path ? s->path : "?");
}

static void write_request(struct writing_load *w, const struct load_step *s,
                          struct node *step)
{
    struct import *i = w->i;
    struct aim aim = load_aim(i, w->load, s);

    add_text(i, step, "name", step_name(w, request_name(i, s, &aim)));
    if (s->probability)
        add_text(i, step, "probability", s->probability);
    add_text(i, step, "call", aim.address);
    if (aim.route) {
        add_text(i, step, "route", aim.route);
        add_key(i, step, aim.address, aim.route);
    }
    if (aim.action)
        add_text(i, step, "action", aim.action);
    if (aim.sized)
        fill_in(add_text(i, step, "item_size", "1 KB"), "how large each is");
    add_text(i, step, "timeout", load_span(i, w->load->timeout));
    if (w->load->requests > 1) /* an answer that is no success ends no journey */
        add_text(i, step, "on_error", "ignore");
    if (s->open)
        fill_in(step, s->open);
    else if (s->guess || aim.guess)
        remark(step, s->guess ? s->guess : aim.guess);
}

static void write_steps(struct writing_load *w, const struct load_step *block,
                        struct node *list);

/* A block in which nothing is done. */
static bool is_empty(const struct load_step *s)
{
    if (s->kind < LOAD_BLOCK)
        return false;
    for (const struct load_step *one = s->first; one; one = one->next)
        if (!is_empty(one))
            return false;
    return true;
}

/* Blocks side by side, of one step each. */
static void write_parallel(struct writing_load *w, const struct load_step *s,
                           struct node *step)
{
    struct node *list = add_list(w->i, step, "parallel");

    for (const struct load_step *one = s->first; one; one = one->next) {
        struct load_step alone = *one, block = {.first = &alone};
        alone.next = NULL;
        if (is_empty(one))
            continue;
        write_steps(w, &block, add_list(w->i, add_group(w->i, list, NULL), "steps"));
    }
}

static void write_step(struct writing_load *w, const struct load_step *s,
                       struct node *step)
{
    if (s->count)
        add_text(w->i, step, "count", s->count);
    switch (s->kind) {
    case LOAD_REQUEST:
        write_request(w, s, step);
        return;
    case LOAD_WAIT:
        add_text(w->i, step, "wait", s->wait);
        break;
    case LOAD_BLOCK:
        write_steps(w, s, add_list(w->i, step, "steps"));
        break;
    case LOAD_PARALLEL:
        write_parallel(w, s, step);
        break;
    }
    if (s->open)
        fill_in(step, s->open);
}

static void write_steps(struct writing_load *w, const struct load_step *block,
                        struct node *list)
{
    for (const struct load_step *one = block->first; one; one = one->next)
        if (!is_empty(one))
            write_step(w, one, add_group(w->i, list, NULL));
}

/* ---- journeys ---- */

static const struct load_way *heaviest(const struct load *load)
{
    const struct load_way *most = load->ways;

    for (const struct load_way *one = load->ways; one; one = one->next)
        if (one->weight > most->weight)
            most = one;
    return most;
}

static double weights(const struct load *load)
{
    double sum = 0;

    for (const struct load_way *one = load->ways; one; one = one->next)
        sum += one->weight;
    return sum;
}

/* One in which nothing is requested is a way too. */
static void write_way(struct writing_load *w, const struct load_way *way,
                      struct node *list)
{
    write_steps(w, way->steps, list);
    if (list->count == 0)
        add_text(w->i, add_group(w->i, list, NULL), "wait", "0 s");
}

/* One of several; the most frequent takes what the others leave. */
static void write_choice(struct writing_load *w, struct node *client)
{
    struct import *i = w->i;
    struct node *step = add_group(i, add_list(i, client, "steps"), NULL);
    struct node *list = add_list(i, step, "choose");
    double sum = weights(w->load);

    for (const struct load_way *one = w->load->ways; one; one = one->next) {
        struct node *way = add_group(i, list, NULL);
        if (one->name)
            add_text(i, way, "name", step_name(w, one->name));
        if (one != heaviest(w->load))
            add_text(i, way, "probability",
                     arena_text(i->arena, "%.6g %%", 100 * one->weight / sum));
        write_way(w, one, add_list(i, way, "steps"));
    }
}

/* Nobody says what is asked of the only API there is: each of its routes, and what comes
 * behind (think time). */
static bool write_routes(struct writing_load *w, struct node *client)
{
    const struct load_step *s = w->load->ways->steps->first;
    const struct declared *api = load_api(w->i, w->load);
    struct way_to to = {load_span(w->i, w->load->timeout), w->load->requests > 1};

    if (!api || !s || s->kind != LOAD_REQUEST || s->method ||
        node_member(api->group, "routes")->count < 2)
        return false;
    ask_api(w->i, client, api, &to);
    if (s->next)
        write_step(w, s->next, add_group(w->i, node_member(client, "steps"), NULL));
    return true;
}

static void write_journeys(struct writing_load *w, struct node *client)
{
    if (write_routes(w, client))
        return;
    if (w->load->ways->next)
        write_choice(w, client);
    else
        write_way(w, w->load->ways, add_list(w->i, client, "steps"));
}

/* ---- phases ---- */

static bool any_is_named(const struct load *load)
{
    for (const struct load_phase *p = load->first; p; p = p->next)
        if (p->name)
            return true;
    return false;
}

/* Where one has a name all have: what has none is no line of `headroom check`. */
static void write_phase(struct writing_load *w, const struct load_phase *p,
                        struct node *list)
{
    struct import *i = w->i;
    struct node *phase = add_group(i, list, NULL);
    const char *name = p->name ? p->name : "phase";

    if (p->name || any_is_named(w->load))
        add_text(i, phase, "name", step_name(w, name));
    add_text(i, phase, "duration", load_span(i, p->duration));
    if (p->closed) {
        add_number(i, phase, "users", arena_text(i->arena, "%.0f", p->users));
    } else {
        add_text(i, phase, "rate", load_rate(i, p->rate, w->unit));
        if (p->to != p->rate)
            add_text(i, phase, "to", load_rate(i, p->to, w->unit));
    }
    if (p->open)
        fill_in(phase, p->open);
}

/* After the last phase its rate would hold: a test that others outlast has ended. */
static void write_phases(struct writing_load *w, struct node *client)
{
    const struct load *load = w->load;
    struct node *list = add_list(w->i, client, "phases");
    struct load_phase rest = {.duration = w->i->ends - load_ends(load)};

    for (const struct load_phase *p = load->first; p; p = p->next)
        write_phase(w, p, list);
    rest.closed = load->last->closed;
    if (rest.duration >= 1000)
        write_phase(w, &rest, list);
}

static void write_burst(struct writing_load *w, struct node *client)
{
    struct import *i = w->i;
    struct node *burst = add_group(i, add_list(i, client, "bursts"), NULL);

    add_text(i, burst, "at", load_span(i, w->load->burst_at));
    add_number(i, burst, "requests", arena_text(i->arena, "%.0f", w->load->burst));
}

static void write_load(struct import *i, const struct load *load)
{
    struct node *client = node_member(room_group(i, "client"), load->name);
    struct writing_load w = {i, load, add_group(i, &(struct node){0}, NULL),
                             load_unit(i, load)};

    client->at = load->at;
    if (load->remark)
        remark(client, load->remark);
    if (load->evenly)
        add_text(i, client, "arrivals", "constant");
    if (load->first)
        write_phases(&w, client);
    else if (load->burst == 0)
        fill_in(add_text(i, client, "rate", "10/s"), "how many a second");
    if (load->burst > 0)
        write_burst(&w, client);
    write_journeys(&w, client);
}

void loads_write(struct import *i)
{
    for (const struct load *load = i->loads; load; load = load->next)
        i->ends = fmax(i->ends, load_ends(load));
    if (i->ends > LONGEST_NS && i->diag->errors == 0)
        diag_error(i->diag, i->loads->at, "it lasts longer than 3650 days");
    if (i->diag->errors > 0)
        return;
    for (const struct load *load = i->loads; load; load = load->next)
        write_load(i, load);
}
