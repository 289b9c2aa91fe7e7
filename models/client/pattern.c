/* pattern.c - how arrivals come: the setting `arrivals` as scenarios spell it.
 *
 *   poisson | constant | gamma(cv=1.4) | weibull(cv=0.5)
 *   mmpp(calm=70k/s for 20 s, busy=130k/s for 10 s)
 *   trace(file.csv, speed=2)
 */
#include "client/pattern.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "client/trace.h"

enum { MOST_STATES = 64 };

static bool refuse(struct reading *r, const struct node *node, const char *what)
{
    diag_error(r->diag, node->at, "%s: \"%s\": %s", r->address, node->text, what);
    return false;
}

static char *trimmed(struct arena *arena, const char *from, size_t length)
{
    while (length > 0 && strchr(" \t\n", *from)) {
        from++;
        length--;
    }
    while (length > 0 && strchr(" \t\n", from[length - 1]))
        length--;
    return arena_text(arena, "%.*s", (int)length, from);
}

/* What stands between the parentheses of "name(..)"; NULL: it is not that. */
static const char *inside(struct arena *arena, const char *text, const char *name)
{
    size_t n = strlen(name), length;

    text += strspn(text, " \t");
    if (strncmp(text, name, n) != 0)
        return NULL;
    text += n + strspn(text + n, " \t");
    length = strlen(text);
    while (length > 0 && strchr(" \t", text[length - 1]))
        length--;
    if (length < 2 || *text != '(' || text[length - 1] != ')')
        return NULL;
    return trimmed(arena, text + 1, length - 2);
}

/* Cuts the next argument off a list; NULL behind the last. */
static char *argument(struct arena *arena, const char **list)
{
    const char *from = *list;
    size_t n;

    if (!from || !*from)
        return NULL;
    n = strcspn(from, ",");
    *list = from[n] ? from + n + 1 : NULL;
    return trimmed(arena, from, n);
}

/* "name = value": ends the name where it ends and returns the value; NULL: no '='. */
static char *value_of(char *argument_text)
{
    char *equals = strchr(argument_text, '=');
    char *end = equals;

    if (!equals)
        return NULL;
    while (end > argument_text && strchr(" \t", end[-1]))
        end--;
    *end = '\0';
    return equals + 1 + strspn(equals + 1, " \t");
}

/* ---- renewal: gaps of mean one, by their coefficient of variation ---- */

static bool read_gap(struct reading *r, const struct node *node, struct pattern *p,
                     const char *family, const char *list)
{
    char *one = argument(r->arena, &list), *cv = one ? value_of(one) : NULL;
    struct law_reading how = {.unit = UNIT_FACTOR, .directory = "", .arena = r->arena};
    struct dist dist = {0};
    const char *wrong;
    double number;

    if (!cv || list || strcmp(one, "cv") != 0)
        return refuse(r, node, "one argument is wanted, such as cv=1.4");
    if (!unit_read(UNIT_FACTOR, cv, &number) || !(number > 0))
        return refuse(r, node, "cv is not a number above 0");
    if (!r->laws)
        r->laws = laws_new(r->arena);
    how.laws = r->laws;
    wrong = law_read(&how, arena_text(r->arena, "%s(mean=1, cv=%s)", family, cv), &dist);
    if (wrong)
        return refuse(r, node, wrong);
    p->kind = ARRIVALS_RENEWAL;
    p->gap = dist.law;
    return true;
}

/* ---- Markov-modulated Poisson ---- */

/* "calm=70k/s for 20 s" */
static bool read_state(struct reading *r, const struct node *node, char *text,
                       struct pattern_state *state)
{
    char *rate = value_of(text), *lasts = rate ? strstr(rate, " for ") : NULL;
    double seconds;

    if (!lasts)
        return refuse(r, node, "a state is wanted, such as busy=130k/s for 10 s");
    *lasts = '\0';
    lasts += strlen(" for ");
    state->name = text;
    if (!unit_read(UNIT_RATE, trimmed(r->arena, rate, strlen(rate)), &state->rate) ||
        !(state->rate >= 0))
        return refuse(r, node, "a state's rate is wanted, such as 130k/s");
    if (!unit_read(UNIT_TIME, trimmed(r->arena, lasts, strlen(lasts)), &seconds) ||
        !(seconds >= 1) || seconds > LAW_LONGEST)
        return refuse(r, node, "how long a state lasts is wanted, such as 10 s");
    state->lasts = (sim_time)seconds;
    return true;
}

static bool read_mmpp(struct reading *r, const struct node *node, struct pattern *p,
                      const char *list)
{
    double most = 0;
    char *one;

    p->kind = ARRIVALS_MMPP;
    p->state = arena_get(r->arena, MOST_STATES * sizeof *p->state);
    while ((one = argument(r->arena, &list))) {
        if (p->states == MOST_STATES)
            return refuse(r, node, "more than 64 states");
        if (!read_state(r, node, one, &p->state[p->states]))
            return false;
        most = fmax(most, p->state[p->states++].rate);
    }
    if (p->states < 2)
        return refuse(r, node, "two states or more are wanted");
    return most > 0 || refuse(r, node, "all states have rate 0");
}

/* ---- a trace ---- */

/* A relative path starts at the file that names it. */
static const char *beside(struct arena *arena, const char *file, const char *path)
{
    const char *slash = file ? strrchr(file, '/') : NULL;

    if (*path == '/' || !slash)
        return path;
    return arena_text(arena, "%.*s/%s", (int)(slash - file), file, path);
}

static bool read_trace(struct reading *r, const struct node *node, struct pattern *p,
                       const char *list)
{
    char *path = argument(r->arena, &list), *one, *value;

    p->kind = ARRIVALS_TRACE;
    p->speed = 1;
    if (!path || !*path)
        return refuse(r, node, "a file is wanted, such as trace(requests.csv)");
    while ((one = argument(r->arena, &list))) {
        value = value_of(one);
        if (!value || strcmp(one, "speed") != 0)
            return refuse(r, node, "beside the file there is only speed=1");
        if (!unit_read(UNIT_FACTOR, value, &p->speed) || !(p->speed > 0) ||
            p->speed > 1e9)
            return refuse(r, node, "speed is not a number above 0");
    }
    p->trace = trace_read(beside(r->arena, node->at.file, path), node->at, r);
    for (size_t i = 0; p->trace && r->attributes && i < p->trace->csv.columns; i++)
        attribute_index(r->attributes, p->trace->csv.name[i], r->arena);
    return p->trace;
}

/* ---- attributes ---- */

static const char *directory_of(struct arena *arena, const char *file)
{
    const char *slash = file ? strrchr(file, '/') : NULL;

    return slash ? arena_text(arena, "%.*s", (int)(slash + 1 - file), file) : "";
}

static bool read_attribute(struct reading *r, const struct node *node,
                           struct attribute *attribute)
{
    struct law_reading how = {
        .unit = UNIT_ANY,
        .directory = directory_of(r->arena, node->at.file),
        .laws = r->laws,
        .arena = r->arena,
        .shelf = r->shelf,
    };
    const char *wrong = "a law in quotes is wanted";

    if (node->text)
        wrong = law_read(&how, node->text, &attribute->dist);
    if (wrong) {
        diag_error(r->diag, node->at, "%s.%s: %s%s%s%s", r->address, node->name,
                   node->text ? "\"" : "", node->text ? node->text : "",
                   node->text ? "\": " : "", wrong);
        return false;
    }
    attribute->name = node->name;
    if (r->attributes)
        attribute->index = attribute_index(r->attributes, node->name, r->arena);
    return true;
}

bool attributes_read(struct reading *r, const struct field *row, const struct node *node,
                     void *place)
{
    struct list *all = place;
    struct attribute *attribute;
    bool good = true;

    (void)row;
    if (node->kind != NODE_GROUP) {
        diag_error(r->diag, node->at,
                   "%s: a group of laws is wanted: { customer = \"uniform(n=2M)\"; }",
                   r->address);
        return false;
    }
    if (!r->laws)
        r->laws = laws_new(r->arena);
    attribute = arena_get(r->arena, (node->count + 1) * sizeof *attribute);
    all->element = attribute;
    for (const struct node *one = node->first; one; one = one->next)
        good &= read_attribute(r, one, &attribute[all->count++]);
    return good;
}

/* ---- the setting ---- */

bool pattern_read(struct reading *r, const struct field *row, const struct node *node,
                  void *place)
{
    static const char *const families[] = {"gamma", "weibull", NULL};
    struct pattern *p = place;
    const char *list;

    (void)row;
    if (node->kind != NODE_TEXT) {
        diag_error(r->diag, node->at, "%s: a text in quotes is wanted", r->address);
        return false;
    }
    *p = (struct pattern){.kind = ARRIVALS_RENEWAL, .speed = 1};
    if (strcmp(node->text, "constant") == 0) {
        p->kind = ARRIVALS_CONSTANT;
        return true;
    }
    if (strcmp(node->text, "poisson") == 0)
        return !law_exponential(&p->gap, 1);
    for (const char *const *family = families; *family; family++) {
        if ((list = inside(r->arena, node->text, *family)))
            return read_gap(r, node, p, *family, list);
    }
    if ((list = inside(r->arena, node->text, "mmpp")))
        return !law_exponential(&p->gap, 1) && read_mmpp(r, node, p, list);
    if ((list = inside(r->arena, node->text, "trace")))
        return read_trace(r, node, p, list);
    return refuse(r, node,
                  "not one of poisson, constant, gamma(cv=1.4), weibull(cv=0.5), "
                  "mmpp(calm=7/s for 20 s, busy=13/s for 10 s), trace(file.csv)");
}
