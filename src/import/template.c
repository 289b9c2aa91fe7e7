/* template.c - a template is read, its resources are declared and named. */
#include "import/template.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "import/kinds.h"
#include "import/open.h"
#include "registry.h"

/* CloudFormation user guide, quotas, 2026: a template has 500 resources at most. */
enum { MOST = 500 };

/* What belongs to something else, which a link to it means. */
static const char *const owners[][2] = {
    {"AWS::Lambda::Alias", "FunctionName"},
    {"AWS::Lambda::Version", "FunctionName"},
    {"AWS::Lambda::Url", "TargetFunctionArn"},
    {"AWS::Kinesis::StreamConsumer", "StreamARN"},
    {"AWS::ApiGateway::Stage", "RestApiId"},
    {"AWS::ApiGatewayV2::Stage", "ApiId"},
};

/* ---- resources ---- */

struct declared *declare(struct import *i, const char *id, const char *type,
                         struct where at)
{
    struct declared *d = arena_get(i->arena, sizeof *d);

    d->id = id;
    d->type = type;
    d->at = at;
    d->properties = node_new(i->arena, NODE_GROUP, NULL, NULL, at);
    if (i->last)
        i->last->next = d;
    else
        i->first = d;
    i->last = d;
    return d;
}

const char *reference_to(struct import *i, const char *id)
{
    return arena_text(i->arena, "${%s}", id);
}

struct declared *declared_find(const struct import *i, const char *id)
{
    struct declared *d = i->first;

    while (d && strcmp(d->id, id) != 0)
        d = d->next;
    return d;
}

bool declared_is(const struct declared *d, const char *type)
{
    return strcmp(d->type, type) == 0;
}

static void declare_resource(struct import *i, const struct node *said)
{
    const char *type = text_at(said, "Type"), *condition = text_at(said, "Condition");
    const struct node *properties = node_member(said, "Properties");
    struct declared *d;

    if (!type || (condition && !value_holds(&i->values, condition)))
        return;
    d = declare(i, said->name, type, said->at);
    if (properties && kind_is_looked_at(type))
        properties = value_of(&i->values, properties);
    if (properties && properties->kind == NODE_GROUP && kind_is_looked_at(type))
        d->properties = (struct node *)properties;
}

static bool declare_all(struct import *i)
{
    const struct node *all = node_member(i->values.root, "Resources");

    if (all->count > MOST) {
        diag_error(i->diag, all->at, "more than 500 resources, which AWS refuses");
        return false;
    }
    for (const struct node *one = all->first; one; one = one->next)
        if (one->kind == NODE_GROUP)
            declare_resource(i, one);
    return !i->values.too_much;
}

bool template_open(struct import *i)
{
    const char *path = i->template->path, *slash = strrchr(path, '/');

    i->folder = slash ? arena_text(i->arena, "%.*s", (int)(slash - path + 1), path) : "";
    return declare_all(i);
}

/* ---- who is meant ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) != 0;
}

/* The resource of the first ${Id} or ${Id.Attribute} in a text. */
static struct declared *first_referred(const struct import *i, const char *text)
{
    for (const char *open = strstr(text, "${"); open; open = strstr(open + 2, "${")) {
        size_t length = 0;
        while (is_word(open[2 + length]))
            length++;
        for (struct declared *d = i->first; d && length > 0; d = d->next)
            if (strncmp(d->id, open + 2, length) == 0 && !d->id[length])
                return d;
    }
    return NULL;
}

/* The name that its property gives it; NULL: none. */
static const char *declared_name(const struct declared *d)
{
    const char *property = kind_named_by(d->type);

    return property ? text_at(d->properties, property) : NULL;
}

/* By that name: all of a text, or behind an ARN's last part. */
static struct declared *called(const struct import *i, const char *text)
{
    const char *end = strpbrk(text, ":/") ? text + strlen(text) : NULL;

    while (end && end > text && end[-1] != ':' && end[-1] != '/')
        end--;
    for (struct declared *d = i->first; d; d = d->next) {
        const char *name = declared_name(d);
        if (name && *name && strcmp(name, end ? end : text) == 0)
            return d;
    }
    return NULL;
}

struct declared *declared_meant(const struct import *i, const char *text)
{
    struct declared *d = text ? first_referred(i, text) : NULL;

    return d || !text ? d : called(i, text);
}

struct declared *declared_with_room(const struct import *i, const char *text)
{
    struct declared *d = declared_meant(i, text);

    for (size_t k = 0; d && !d->address && k < sizeof owners / sizeof *owners; k++)
        if (declared_is(d, owners[k][0])) {
            d = declared_meant(i, text_at(d->properties, owners[k][1]));
            break;
        }
    return d && d->address ? d : NULL;
}

struct declared *declared_within(const struct import *i, const struct node *tree,
                                 const char *room)
{
    struct declared *d = tree->text ? declared_with_room(i, tree->text) : NULL;

    if (d && d->model && strcmp(d->model->name, room) == 0)
        return d;
    for (const struct node *one = tree->first; one; one = one->next)
        if ((d = declared_within(i, one, room)))
            return d;
    return NULL;
}

bool declared_named_in(const struct declared *d, const struct node *tree)
{
    const char *name = declared_name(d);

    if (name && *name && tree->text && strstr(tree->text, name))
        return true;
    for (const struct node *one = tree->first; one; one = one->next)
        if (declared_named_in(d, one))
            return true;
    return false;
}

/* ---- names ---- */

char *name_in_words(struct arena *arena, const char *id)
{
    struct text out = {0};
    char *name;

    for (const char *c = id; *c; c++) {
        bool upper = isupper((unsigned char)*c) != 0;
        bool begins = c > id && upper &&
                      (!isupper((unsigned char)c[-1]) || islower((unsigned char)c[1]));
        if (begins && is_word(c[-1]))
            text_add(&out, "_");
        if (is_word(*c))
            text_add(&out, "%c", tolower((unsigned char)*c));
        else if (out.length > 0 && out.bytes[out.length - 1] != '_')
            text_add(&out, "_");
    }
    name = arena_text(arena, "%s%s", isalpha((unsigned char)*text_of(&out)) ? "" : "r",
                      text_of(&out));
    text_free(&out);
    return name;
}

const char *name_free(struct arena *arena, const struct node *group, const char *wanted)
{
    const char *name = wanted;

    for (int n = 2; node_member(group, name); n++)
        name = arena_text(arena, "%s_%d", wanted, n);
    return name;
}

struct node *room_group(struct import *i, const char *model)
{
    struct node *group = node_member(i->scenario, model);

    return group ? group : add_group(i, i->scenario, model);
}

static void count_type(struct import *i, const char *type)
{
    struct node *one = i->counts->first;

    while (one && strcmp(one->name, type) != 0)
        one = one->next;
    if (!one) {
        one = node_new(i->arena, NODE_NUMBER, type, "0", i->values.root->at);
        node_append(i->counts, one);
    }
    one->text = arena_text(i->arena, "%ld", strtol(one->text, NULL, 10) + 1);
}

void template_name(struct import *i, struct declared *d)
{
    const char *model = kind_room(d->type), *name;
    struct node *room;

    if (model) {
        room = room_group(i, model);
        d->model = model_find(model);
        name = name_free(i->arena, room, name_in_words(i->arena, d->id));
        d->group = add_group(i, room, name);
        d->group->at = d->at;
        d->address = arena_text(i->arena, "%s.%s", model, name);
    } else if (kind_is_ignorable(d->type)) {
        i->ignored++;
    } else if (!kind_is_part(d->type)) {
        count_type(i, d->type);
    }
}

const char *outside_service(struct import *i)
{
    struct node *room = room_group(i, "http");
    struct node *group = node_member(room, "outside");

    if (!group) {
        group = add_group(i, room, "outside");
        remark(group, "stands for all that is called and not defined in the template");
        fill_in(add_text(i, group, "latency", "lognormal(p50=50 ms, p99=300 ms)"),
                "how long it takes to answer");
    }
    return "http.outside";
}
