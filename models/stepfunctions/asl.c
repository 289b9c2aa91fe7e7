/* asl.c - a tree becomes states: machine -> scope -> state -> what its type says, and
 * the scopes inside it.
 */
#include "stepfunctions/asl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { NESTED_MOST = 20 };

#define RETRIER_LONGEST 31622400 /* s: AWS States Language, MaxDelaySeconds, 2024-11 */
#define SECONDS_MOST 99999999    /* States Language, TimeoutSeconds, 2024-11 */

static bool read_scope(struct asl_reading *, const struct node *, uint32_t owner,
                       int depth);

bool asl_wrong(struct asl_reading *r, struct where at, const char *fmt, ...)
{
    struct text text = {0};
    va_list ap;

    va_start(ap, fmt);
    text_add_list(&text, fmt, ap);
    va_end(ap);
    diag_error(r->diag, at, "%s: %s", r->owner, text_of(&text));
    text_free(&text);
    r->wrong = true;
    return false;
}

/* ---- values ---- */

const char *asl_text(struct asl_reading *r, const struct node *group, const char *name)
{
    const struct node *said = node_member(group, name);

    if (!said)
        return NULL;
    if (said->kind == NODE_TEXT)
        return said->text;
    asl_wrong(r, said->at, "%s is not a text", name);
    return NULL;
}

static bool is_jsonata(const struct node *said)
{
    return said->kind == NODE_TEXT && strncmp(said->text, "{%", 2) == 0;
}

/* "${Seconds}": filled in when it is deployed. */
static bool is_filled_in(const struct node *said)
{
    return said->kind == NODE_TEXT && strstr(said->text, "${") != NULL;
}

bool asl_number(struct asl_reading *r, const struct node *group, const char *name,
                struct asl_number *number)
{
    const struct node *said = node_member(group, name);
    const struct node *path = node_member(group, arena_text(r->arena, "%sPath", name));

    number->given = said || path;
    number->dynamic = path || (said && (is_jsonata(said) || is_filled_in(said)));
    if (!said || number->dynamic)
        return true;
    if (said->kind != NODE_NUMBER)
        return asl_wrong(r, said->at, "%s is not a number", name);
    number->value = strtod(said->text, NULL);
    if (isfinite(number->value) && number->value >= 0)
        return true;
    return asl_wrong(r, said->at, "%s: %s is not a number of 0 or more", name,
                     said->text);
}

struct range {
    double least, most;
};

/* The same within bounds, wherever it is written. */
static bool number_within(struct asl_reading *r, const struct node *group,
                          const char *name, struct asl_number *number, struct range range)
{
    if (!asl_number(r, group, name, number))
        return false;
    if (!number->given || number->dynamic ||
        (number->value >= range.least && number->value <= range.most))
        return true;
    return asl_wrong(r, node_member(group, name)->at, "%s: %g is not between %g and %g",
                     name, number->value, range.least, range.most);
}

static const struct node *list_of(struct asl_reading *r, const struct node *group,
                                  const char *name)
{
    const struct node *list = node_member(group, name);

    if (list && list->kind == NODE_LIST)
        return list;
    if (list)
        asl_wrong(r, list->at, "%s is not a list", name);
    return NULL;
}

/* ---- Retry and Catch ---- */

static bool read_errors(struct asl_reading *r, const struct node *group,
                        struct asl_errors *on)
{
    const struct node *list = list_of(r, group, "ErrorEquals");

    if (!list || list->count == 0)
        return asl_wrong(r, group->at, "ErrorEquals is missing: a list of error names");
    on->name = arena_get(r->arena, list->count * sizeof *on->name);
    for (const struct node *one = list->first; one; one = one->next) {
        if (one->kind != NODE_TEXT)
            return asl_wrong(r, one->at, "ErrorEquals: an error's name is a text");
        if (strcmp(one->text, "States.ALL") == 0 && list->count > 1)
            return asl_wrong(r, one->at, "States.ALL stands alone in its ErrorEquals");
        on->name[on->count++] = one->text;
    }
    return true;
}

/* What catches all must be the last: nothing behind it would ever be reached. */
static bool check_last(struct asl_reading *r, const struct node *one,
                       const struct asl_errors *on)
{
    if (!one->next || strcmp(on->name[0], "States.ALL") != 0)
        return true;
    return asl_wrong(r, one->at, "States.ALL is for the last of a list");
}

static bool read_jitter(struct asl_reading *r, const struct node *one, bool *full)
{
    const char *jitter = asl_text(r, one, "JitterStrategy");

    *full = jitter && strcmp(jitter, "FULL") == 0;
    if (!jitter || *full || strcmp(jitter, "NONE") == 0)
        return true;
    return asl_wrong(r, node_member(one, "JitterStrategy")->at,
                     "JitterStrategy: %s is neither FULL nor NONE", jitter);
}

static bool read_retrier(struct asl_reading *r, const struct node *one,
                         struct asl_retrier *retrier)
{
    struct {
        const char *name;
        struct asl_number number;
        struct range range;
    } said[] = {{"MaxAttempts", {.value = 3}, {0, SECONDS_MOST}},
                {"IntervalSeconds", {.value = 1}, {1, SECONDS_MOST}},
                {"BackoffRate", {.value = 2}, {1, 1e6}},
                {"MaxDelaySeconds", {.value = 0}, {1, RETRIER_LONGEST}}};

    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        /* AWS took airline booking's retrier that never tries again, with 0 s */
        if (i == 1 && said[0].number.value < 1)
            said[1].range.least = 0;
        if (!number_within(r, one, said[i].name, &said[i].number, said[i].range))
            return false;
    }
    retrier->max_attempts = (int64_t)said[0].number.value;
    retrier->interval = (sim_time)(said[1].number.value * 1e9);
    retrier->backoff_rate = said[2].number.value;
    retrier->max_delay =
        said[3].number.given ? (sim_time)(said[3].number.value * 1e9) : ABSENT;
    return read_errors(r, one, &retrier->on) && check_last(r, one, &retrier->on) &&
           read_jitter(r, one, &retrier->full_jitter);
}

static bool read_retriers(struct asl_reading *r, const struct node *said,
                          struct asl_state *s)
{
    const struct node *list = list_of(r, said, "Retry");

    if (!list)
        return true;
    s->retrier = arena_get(r->arena, (list->count + 1) * sizeof *s->retrier);
    for (const struct node *one = list->first; one; one = one->next) {
        if (one->kind != NODE_GROUP)
            return asl_wrong(r, one->at, "Retry is a list of objects");
        if (!read_retrier(r, one, &s->retrier[s->retriers]))
            return false;
        s->retriers++;
    }
    if (s->retriers > r->asl->most_retriers)
        r->asl->most_retriers = s->retriers;
    return true;
}

static bool read_catchers(struct asl_reading *r, const struct node *said,
                          struct asl_state *s)
{
    const struct node *list = list_of(r, said, "Catch");

    if (!list)
        return true;
    s->catcher = arena_get(r->arena, (list->count + 1) * sizeof *s->catcher);
    for (const struct node *one = list->first; one; one = one->next) {
        struct asl_catcher *c = &s->catcher[s->catchers];
        if (one->kind != NODE_GROUP)
            return asl_wrong(r, one->at, "Catch is a list of objects");
        c->next_name = asl_text(r, one, "Next");
        if (!c->next_name)
            return asl_wrong(r, one->at, "a catcher without Next");
        if (!read_errors(r, one, &c->on) || !check_last(r, one, &c->on))
            return false;
        s->catchers++;
    }
    return true;
}

/* ---- types ---- */

static bool read_wait(struct asl_reading *r, const struct node *said, struct asl_state *s)
{
    static const char *const how[] = {"Seconds", "SecondsPath", "Timestamp",
                                      "TimestampPath", NULL};
    size_t given = 0;

    for (size_t i = 0; how[i]; i++)
        given += node_member(said, how[i]) != NULL;
    if (given != 1)
        return asl_wrong(r, said->at,
                         "a Wait has one of Seconds, SecondsPath, Timestamp and "
                         "TimestampPath");
    if (!number_within(r, said, "Seconds", &s->wait, (struct range){0, SECONDS_MOST}))
        return false;
    s->wait.dynamic |= !s->wait.given;
    return true;
}

static void add_next(struct asl_choice *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->next_name[i], name) == 0)
            return;
    c->next_name[c->count++] = name;
}

/* Rules that lead to one state are one choice. */
static bool read_choice(struct asl_reading *r, const struct node *said,
                        struct asl_state *s)
{
    const struct node *rules = list_of(r, said, "Choices");
    const char *otherwise = asl_text(r, said, "Default");
    struct asl_choice *c = &s->choice;

    if (!rules || rules->count == 0)
        return asl_wrong(r, said->at, "a Choice without Choices");
    c->next_name = arena_get(r->arena, (rules->count + 1) * sizeof *c->next_name);
    for (const struct node *one = rules->first; one; one = one->next) {
        const char *next = one->kind == NODE_GROUP ? asl_text(r, one, "Next") : NULL;
        if (!next)
            return asl_wrong(r, one->at, "a choice without Next");
        add_next(c, next);
    }
    c->has_default = otherwise != NULL;
    if (otherwise)
        add_next(c, otherwise);
    c->next = arena_get(r->arena, (c->count + 1) * sizeof *c->next);
    return true;
}

static bool read_branches(struct asl_reading *r, const struct node *said, uint32_t number,
                          int depth)
{
    const struct node *branches = list_of(r, said, "Branches");

    if (!branches || branches->count == 0)
        return asl_wrong(r, said->at, "a Parallel without Branches");
    r->asl->state[number].inner = (uint32_t)r->asl->scopes;
    r->asl->state[number].inners = (uint32_t)branches->count;
    /* Their places come one after the other, before those of what is inside them. */
    for (size_t i = 0; i < branches->count; i++)
        r->asl->scope =
            arena_room(r->arena, r->asl->scope, r->asl->scopes++, sizeof *r->asl->scope);
    for (const struct node *one = branches->first; one; one = one->next)
        if (!read_scope(r, one, number, depth + 1))
            return false;
    return true;
}

/* Of a literal list that is given in place. */
static int64_t literal_items(const struct node *said)
{
    const struct node *items = node_member(said, "Items");

    return items && items->kind == NODE_LIST ? (int64_t)items->count : ABSENT;
}

/* Whether a member is the second of two words; false: it is neither. */
static bool one_of_two(struct asl_reading *r, const struct node *group, const char *name,
                       const char *const *two, bool *second)
{
    const char *said = asl_text(r, group, name);

    *second = said && strcmp(said, two[1]) == 0;
    if (!said || *second || strcmp(said, two[0]) == 0)
        return true;
    return asl_wrong(r, group->at, "%s: %s is neither %s nor %s", name, said, two[0],
                     two[1]);
}

static bool read_mode(struct asl_reading *r, const struct node *processor,
                      struct asl_map *map)
{
    static const char *const modes[] = {"INLINE", "DISTRIBUTED"};
    static const char *const types[] = {"STANDARD", "EXPRESS"};
    const struct node *config = node_member(processor, "ProcessorConfig");

    if (!config || config->kind != NODE_GROUP)
        return true;
    if (!one_of_two(r, config, "Mode", modes, &map->distributed) ||
        !one_of_two(r, config, "ExecutionType", types, &map->express))
        return false;
    return !map->distributed || node_member(config, "ExecutionType") ||
           asl_wrong(r, config->at, "a distributed Map needs an ExecutionType");
}

static bool read_batches(struct asl_reading *r, const struct node *said,
                         struct asl_map *map)
{
    const struct node *batcher = node_member(said, "ItemBatcher");

    return !batcher || batcher->kind != NODE_GROUP ||
           number_within(r, batcher, "MaxItemsPerBatch", &map->items_per_batch,
                         (struct range){1, 1e8});
}

static bool read_map(struct asl_reading *r, const struct node *said, uint32_t number,
                     int depth)
{
    const struct node *inside = node_member(said, "ItemProcessor");
    struct asl_map *map = &r->asl->state[number].map;

    if (!inside)
        inside = node_member(said, "Iterator"); /* until 2022-12 */
    if (!inside || inside->kind != NODE_GROUP)
        return asl_wrong(r, said->at, "a Map without ItemProcessor");
    map->items = literal_items(said);
    if (!read_mode(r, inside, map) || !read_batches(r, said, map) ||
        !asl_number(r, said, "MaxConcurrency", &map->max_concurrency) ||
        !asl_number(r, said, "ToleratedFailureCount", &map->tolerated_count) ||
        !number_within(r, said, "ToleratedFailurePercentage", &map->tolerated_share,
                       (struct range){0, 100}))
        return false;
    r->asl->state[number].inner = (uint32_t)r->asl->scopes;
    r->asl->state[number].inners = 1;
    r->asl->scope =
        arena_room(r->arena, r->asl->scope, r->asl->scopes++, sizeof *r->asl->scope);
    return read_scope(r, inside, number, depth + 1);
}

/* ---- states ---- */

static bool find_type(struct asl_reading *r, const struct node *said, struct asl_state *s)
{
    static const char *const types[] = {
        [ASL_PASS] = "Pass",         [ASL_TASK] = "Task",       [ASL_CHOICE] = "Choice",
        [ASL_WAIT] = "Wait",         [ASL_SUCCEED] = "Succeed", [ASL_FAIL] = "Fail",
        [ASL_PARALLEL] = "Parallel", [ASL_MAP] = "Map",         NULL};
    const char *type = asl_text(r, said, "Type"), *near;

    for (size_t i = 0; type && types[i]; i++)
        if (strcmp(types[i], type) == 0) {
            s->type = (enum asl_type)i;
            return true;
        }
    near = type ? text_nearest(type, types) : NULL;
    if (!type)
        return asl_wrong(r, said->at, "state \"%s\" has no Type", s->name);
    return asl_wrong(r, said->at, "state \"%s\": there is no Type %s%s%s%s", s->name,
                     type, near ? "; did you mean " : "", near ? near : "",
                     near ? "?" : "");
}

/* Next or End, one of them, but where the type says where it goes. */
static bool read_next(struct asl_reading *r, const struct node *said, struct asl_state *s)
{
    const struct node *end = node_member(said, "End");
    bool ends = end && end->kind == NODE_FLAG && strcmp(end->text, "true") == 0;
    bool free = s->type == ASL_CHOICE || s->type == ASL_SUCCEED || s->type == ASL_FAIL;

    s->next_name = asl_text(r, said, "Next");
    s->next = ASL_END;
    if (free && !s->next_name && !end)
        return true;
    if (free)
        return asl_wrong(r, said->at, "state \"%s\": its type has neither Next nor End",
                         s->name);
    if (ends != (s->next_name != NULL))
        return true;
    return asl_wrong(r, said->at, "state \"%s\" has %s: one of them is wanted", s->name,
                     ends ? "both Next and End" : "neither Next nor \"End\": true");
}

static bool read_by_type(struct asl_reading *r, const struct node *said, uint32_t number,
                         int depth)
{
    struct asl_state *s = &r->asl->state[number];

    switch (s->type) {
    case ASL_TASK:
        return asl_read_task(r, s, said);
    case ASL_CHOICE:
        return read_choice(r, said, s);
    case ASL_WAIT:
        return read_wait(r, said, s);
    case ASL_FAIL:
        s->error = asl_text(r, said, "Error");
        return true;
    case ASL_PARALLEL:
        return read_branches(r, said, number, depth);
    case ASL_MAP:
        return read_map(r, said, number, depth);
    case ASL_PASS:
    case ASL_SUCCEED:
        break;
    }
    return true;
}

static bool read_state(struct asl_reading *r, const struct node *said, uint32_t scope,
                       int depth)
{
    uint32_t number = (uint32_t)r->asl->states;
    struct asl_state *s;

    r->asl->state =
        arena_room(r->arena, r->asl->state, r->asl->states++, sizeof *r->asl->state);
    s = &r->asl->state[number];
    *s = (struct asl_state){.name = said->name, .at = said->at, .scope = scope};
    r->asl->scope[scope].state[r->asl->scope[scope].count++] = number;
    if (said->kind != NODE_GROUP)
        return asl_wrong(r, said->at, "state \"%s\" is not an object", said->name);
    return find_type(r, said, s) && read_next(r, said, s) && read_retriers(r, said, s) &&
           read_catchers(r, said, s) && read_by_type(r, said, number, depth);
}

/* The place of the next scope of this owner whose states have not been read. */
static uint32_t place_of(const struct asl *asl, uint32_t owner)
{
    uint32_t place = owner == ASL_END ? 0 : asl->state[owner].inner;

    while (asl->scope[place].state)
        place++;
    return place;
}

static bool read_scope(struct asl_reading *r, const struct node *said, uint32_t owner,
                       int depth)
{
    const struct node *states =
        said->kind == NODE_GROUP ? node_member(said, "States") : NULL;
    uint32_t place = place_of(r->asl, owner);
    struct asl_scope *scope = &r->asl->scope[place];
    bool good = true;

    *scope = (struct asl_scope){.at = said->at, .owner = owner};
    if (depth > NESTED_MOST)
        return asl_wrong(r, said->at, "nested too deep: %d levels at most", NESTED_MOST);
    if (!states || states->kind != NODE_GROUP || states->count == 0)
        return asl_wrong(r, said->at, "States is missing: an object of states");
    scope->state = arena_get(r->arena, states->count * sizeof *scope->state);
    scope->start_name = asl_text(r, said, "StartAt");
    if (!scope->start_name)
        return asl_wrong(r, said->at, "StartAt is missing: the name of a state");
    for (const struct node *one = states->first; one; one = one->next)
        good = read_state(r, one, place, depth) && good;
    return good;
}

const struct asl *asl_read(const struct node *root, const char *owner,
                           struct arena *arena, struct diag *diag)
{
    struct asl *asl = arena_get(arena, sizeof *asl);
    struct asl_reading r = {.asl = asl, .owner = owner, .arena = arena, .diag = diag};

    asl->scope = arena_room(arena, NULL, asl->scopes++, sizeof *asl->scope);
    asl->scope[0] = (struct asl_scope){0};
    if (!read_scope(&r, root, ASL_END, 0) ||
        !asl_number(&r, root, "TimeoutSeconds", &asl->timeout) || r.wrong ||
        !asl_connect(&r))
        return NULL;
    return asl;
}
