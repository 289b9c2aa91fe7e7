/* value.c - the intrinsic functions, one by one.
 *
 * CloudFormation user guide, intrinsic function reference, 2026.  A function comes as a
 * tag (!Sub) or as a group of one member ("Fn::Sub"), also mixed.  What is made of a
 * template is bounded: texts that hold texts twice double with each level.
 */
#include "import/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { MOST_MADE = 64 << 20 }; /* bytes; real templates make less than 1 MB */

void values_init(struct values *v, struct arena *arena, const struct node *root,
                 const struct node *given, struct diag *diag)
{
    const struct node *conditions = node_member(root, "Conditions");
    size_t count = conditions ? conditions->count : 0;

    *v = (struct values){.arena = arena, .diag = diag, .root = root, .given = given};
    v->missing = node_new(arena, NODE_LIST, NULL, NULL, root->at);
    v->verdict = arena_get(arena, (count + 1) * sizeof *v->verdict);
}

bool values_take(struct values *v, size_t bytes)
{
    v->made += bytes;
    if (v->made > MOST_MADE && !v->too_much) {
        v->too_much = true;
        diag_error(v->diag, v->root->at, "its values, worked out, are more than 64 MB");
    }
    return !v->too_much;
}

bool value_is_unknown(const char *text)
{
    return strstr(text, "${?") != NULL;
}

static struct node *text_node(struct values *v, const char *text, struct where at)
{
    values_take(v, sizeof(struct node) + strlen(text));
    return node_new(v->arena, NODE_TEXT, NULL, text, at);
}

static struct node *unknown(struct values *v, const char *name, struct where at)
{
    return text_node(v, arena_text(v->arena, "${?%s}", name), at);
}

/* ---- what is a function ---- */

struct intrinsic intrinsic_in(struct values *v, const struct node *said)
{
    struct intrinsic f = {said->tag, said};
    struct node *of;

    if (said->tag) {
        of = arena_copy(v->arena, said, sizeof *said);
        of->tag = NULL;
        f.of = of;
    } else if (said->kind == NODE_GROUP && said->count == 1) {
        const char *name = said->first->name;
        bool is_one = strncmp(name, "Fn::", 4) == 0;
        if (is_one || strcmp(name, "Ref") == 0)
            f = (struct intrinsic){is_one ? name + 4 : name, said->first};
    }
    return f;
}

/* ---- Ref, GetAtt ---- */

static bool is_of_list(const struct node *parameter)
{
    const struct node *type = node_member(parameter, "Type");

    return type && type->text &&
           (strcmp(type->text, "CommaDelimitedList") == 0 ||
            strncmp(type->text, "List<", 5) == 0);
}

/* An SSM parameter's default is the name under which the value is kept. */
static bool is_kept_elsewhere(const struct node *parameter)
{
    const struct node *type = node_member(parameter, "Type");

    return type && type->text && strncmp(type->text, "AWS::SSM::", 10) == 0;
}

static struct node *split_text(struct values *v, const char *text, const char *at,
                               struct where where)
{
    struct node *list = node_new(v->arena, NODE_LIST, NULL, NULL, where);
    size_t length = strlen(at);
    const char *end;

    while (length > 0 && (end = strstr(text, at)) && !v->too_much) {
        node_append(
            list,
            text_node(v, arena_text(v->arena, "%.*s", (int)(end - text), text), where));
        text = end + length;
    }
    node_append(list, text_node(v, text, where));
    return list;
}

static void miss(struct values *v, const struct node *parameter)
{
    for (const struct node *one = v->missing->first; one; one = one->next)
        if (strcmp(one->text, parameter->name) == 0)
            return;
    node_append(v->missing,
                node_new(v->arena, NODE_TEXT, NULL, parameter->name, parameter->at));
}

static struct node *parameter_value(struct values *v, const struct node *parameter,
                                    struct where at)
{
    const struct node *value = node_member(v->given, parameter->name);

    if (!value && !is_kept_elsewhere(parameter))
        value = node_member(parameter, "Default");
    if (!value || !value->text) {
        miss(v, parameter);
        return unknown(v, parameter->name, at);
    }
    return is_of_list(parameter) ? split_text(v, value->text, ",", at)
                                 : text_node(v, value->text, at);
}

/* User guide, pseudo parameters reference; what no template can know is made up. */
static const char *pseudo_value(struct values *v, const char *name)
{
    static const char *const values[][2] = {
        {"AWS::Region", "us-east-1"},        {"AWS::AccountId", "ACCOUNT"},
        {"AWS::Partition", "aws"},           {"AWS::StackName", "stack"},
        {"AWS::URLSuffix", "amazonaws.com"}, {"AWS::StackId", "stack"},
    };
    const struct node *given = node_member(v->given, name);

    for (size_t i = 0; !given && i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i][0], name) == 0)
            return values[i][1];
    return given ? given->text : NULL;
}

static struct node *refer(struct values *v, const char *name, struct where at)
{
    const struct node *parameters = node_member(v->root, "Parameters");
    const struct node *parameter = parameters ? node_member(parameters, name) : NULL;
    const char *pseudo = parameter ? NULL : pseudo_value(v, name);

    if (parameter)
        return parameter_value(v, parameter, at);
    if (pseudo)
        return text_node(v, pseudo, at);
    return text_node(v, arena_text(v->arena, "${%s}", name), at);
}

static struct node *apply_ref(struct values *v, const struct node *of)
{
    if (!of->text)
        return unknown(v, "Ref", of->at);
    return strcmp(of->text, "AWS::NoValue") == 0 ? NULL : refer(v, of->text, of->at);
}

/* ${NAME} of a resource's attribute; a function's URL is taken apart at its slashes. */
static const char *attribute_text(struct values *v, const char *name)
{
    const char *dot = strrchr(name, '.');
    bool is_url = dot && strcmp(dot, ".FunctionUrl") == 0;

    return arena_text(v->arena, is_url ? "https://${%s}/" : "${%s}", name);
}

static struct node *apply_get_att(struct values *v, const struct node *of)
{
    const struct node *resource = node_element(of, 0), *attribute = node_element(of, 1);

    if (of->text)
        return text_node(v, attribute_text(v, of->text), of->at);
    if (!resource || !resource->text || !attribute || !attribute->text)
        return unknown(v, "GetAtt", of->at);
    return text_node(
        v,
        attribute_text(v, arena_text(v->arena, "%s.%s", resource->text, attribute->text)),
        of->at);
}

/* ---- Sub ---- */

/* What stands for ${NAME}: of the map, a parameter, a resource or its attribute. */
static const char *substitute(struct values *v, const struct node *map, const char *name,
                              struct where at)
{
    const struct node *one = map ? node_member(map, name) : NULL;

    if (!one && !strchr(name, '.'))
        one = refer(v, name, at);
    if (one)
        return one->text ? one->text : arena_text(v->arena, "${?%s}", name);
    return arena_text(v->arena, "${%s}", name);
}

static void sub_into(struct values *v, struct text *out, const struct node *said,
                     const struct node *map)
{
    const char *text = said->text, *open, *close;

    while (!v->too_much && (open = strstr(text, "${")) && (close = strchr(open, '}'))) {
        const char *begin = open + 2 + strspn(open + 2, " ");
        int length = (int)(close - begin);
        while (length > 0 && begin[length - 1] == ' ')
            length--;
        text_add_bytes(out, text, (size_t)(open - text));
        if (length > 0 && begin[0] == '!') /* ${!LITERAL} */
            text_add(out, "${%.*s}", length - 1, begin + 1);
        else if (length > 0)
            text_add(out, "%s",
                     substitute(v, map, arena_text(v->arena, "%.*s", length, begin),
                                said->at));
        if (!values_take(v, out->length))
            return;
        text = close + 1;
    }
    text_add(out, "%s", text);
}

static struct node *apply_sub(struct values *v, const struct node *of)
{
    const struct node *text = of->kind == NODE_LIST ? of->first : of;
    const struct node *map = node_element(of, 1);
    struct text out = {0};
    struct node *made;

    if (!text || !text->text || text->tag)
        return unknown(v, "Sub", of->at);
    map = map ? value_of(v, map) : NULL;
    sub_into(v, &out, text, map);
    made = text_node(v, arena_text(v->arena, "%s", text_of(&out)), text->at);
    text_free(&out);
    return made;
}

/* ---- lists ---- */

static struct node *apply_join(struct values *v, const struct node *of)
{
    const struct node *between = node_element(of, 0);
    const struct node *list = node_element(of, 1);
    struct text out = {0};
    struct node *made;

    list = list ? value_of(v, list) : NULL;
    if (!between || !between->text || !list)
        return unknown(v, "Join", of->at);
    if (list->text)
        return text_node(v, list->text, of->at);
    for (const struct node *one = list->first; one; one = one->next) {
        text_add(&out, "%s%s", one == list->first ? "" : between->text,
                 one->text ? one->text : "${?Join}");
        if (!values_take(v, strlen(between->text)) || out.length > MOST_MADE)
            break;
    }
    made = text_node(v, arena_text(v->arena, "%s", text_of(&out)), of->at);
    text_free(&out);
    return made;
}

static struct node *apply_select(struct values *v, const struct node *of)
{
    const struct node *ordinal = node_element(of, 0), *list = node_element(of, 1);
    struct node *one;

    ordinal = ordinal ? value_of(v, ordinal) : NULL;
    list = list ? value_of(v, list) : NULL;
    if (!ordinal || !ordinal->text || !list || list->kind != NODE_LIST)
        return unknown(v, "Select", of->at);
    one = node_element(list, strtoul(ordinal->text, NULL, 10));
    return one ? node_copy(v->arena, one) : unknown(v, "Select", of->at);
}

static struct node *apply_split(struct values *v, const struct node *of)
{
    const struct node *at = node_element(of, 0), *text = node_element(of, 1);

    text = text ? value_of(v, text) : NULL;
    if (!at || !at->text || !text || !text->text)
        return unknown(v, "Split", of->at);
    return split_text(v, text->text, at->text, of->at);
}

/* ---- choices ---- */

static struct node *apply_if(struct values *v, const struct node *of)
{
    const struct node *condition = node_element(of, 0);
    const struct node *way;

    if (!condition || !condition->text)
        return unknown(v, "If", of->at);
    way = node_element(of, value_holds(v, condition->text) ? 1 : 2);
    return way ? value_of(v, way) : NULL;
}

static struct node *apply_find_in_map(struct values *v, const struct node *of)
{
    const struct node *at = node_member(v->root, "Mappings");

    for (size_t i = 0; i < 3 && at; i++) {
        const struct node *key = node_element(of, i);
        key = key ? value_of(v, key) : NULL;
        at = key && key->text ? node_member(at, key->text) : NULL;
    }
    return at ? value_of(v, at) : unknown(v, "FindInMap", of->at);
}

/* Whose file stands for it: apis look. */
static struct node *apply_transform(struct values *v, const struct node *of)
{
    struct node *group = node_new(v->arena, NODE_GROUP, NULL, NULL, of->at);
    struct node *inner = value_of(v, of);

    if (!inner)
        return NULL;
    inner->name = "Fn::Transform";
    node_append(group, inner);
    return group;
}

/* ---- all of them ---- */

static const struct {
    const char *name;
    struct node *(*apply)(struct values *, const struct node *of);
} functions[] = {
    {"Ref", apply_ref},
    {"GetAtt", apply_get_att},
    {"Sub", apply_sub},
    {"Join", apply_join},
    {"Select", apply_select},
    {"Split", apply_split},
    {"If", apply_if},
    {"FindInMap", apply_find_in_map},
    {"Transform", apply_transform},
};

static struct node *apply(struct values *v, const struct intrinsic *f)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, f->name) == 0)
            return functions[i].apply(v, f->of);
    return unknown(v, f->name, f->of->at);
}

/* A copy of which each part is worked out; what has no value is left out. */
static struct node *work_through(struct values *v, const struct node *said)
{
    struct node *made = node_new(v->arena, said->kind, said->name, said->text, said->at);

    values_take(v, sizeof *made);
    for (const struct node *one = said->first; one && !v->too_much; one = one->next) {
        struct node *part = value_of(v, one);
        if (part)
            node_append(made, part);
    }
    return made;
}

struct node *value_of(struct values *v, const struct node *said)
{
    const struct intrinsic f = intrinsic_in(v, said);
    struct node *made;

    if (v->too_much)
        return NULL;
    made = f.name ? apply(v, &f) : work_through(v, said);
    if (made)
        made->name = said->name;
    return made;
}
