/* scaling.c - Application Auto Scaling of tables, indexes and provisioned concurrency. */
#include <string.h>

#include "import/rows.h"

#define TARGET "AWS::ApplicationAutoScaling::ScalableTarget"
#define POLICY "AWS::ApplicationAutoScaling::ScalingPolicy"

struct scaled {
    struct node *group;        /* the table, its index or the function */
    const struct field *table; /* of that group */
    const char *setting;
};

/* "dynamodb:index:WriteCapacityUnits" -> "write_capacity_units" */
static const char *setting_of(const char *dimension)
{
    static const char *const settings[][2] = {
        {":ReadCapacityUnits", "read_capacity_units"},
        {":WriteCapacityUnits", "write_capacity_units"},
        {":ProvisionedConcurrency", "provisioned_concurrent_executions"}};

    for (size_t k = 0; dimension && k < sizeof settings / sizeof *settings; k++)
        if (strstr(dimension, settings[k][0]))
            return settings[k][1];
    return NULL;
}

/* "table/NAME/index/INDEX": the element of that index. */
static bool find_index(struct scaled *s, const char *resource)
{
    const struct node *list = node_member(s->group, "global_secondary_indexes");
    const char *name = strstr(resource, "/index/");

    for (struct node *one = list && name ? list->first : NULL; one; one = one->next) {
        const char *own = text_at(one, "index_name");
        if (!own || strcmp(own, name + 7) != 0)
            continue;
        s->table = field_find(s->table, "global_secondary_indexes")->of;
        s->group = one;
        return true;
    }
    return false;
}

static struct declared *table_or_function(const struct import *i, const char *resource)
{
    struct declared *d = declared_meant(i, resource);
    const char *name, *end;

    if (d && d->group)
        return d;
    /* table/NAME, table/NAME/index/INDEX, function:NAME:ALIAS */
    name = strpbrk(resource, "/:");
    end = name ? strpbrk(name + 1, "/:") : NULL;
    d = end ? declared_with_room(
                  i, arena_text(i->arena, "%.*s", (int)(end - name - 1), name + 1))
            : NULL;
    return d && d->group ? d : NULL;
}

static bool find_scaled(const struct import *i, const struct declared *d,
                        struct scaled *s)
{
    const char *resource = text_at(d->properties, "ResourceId");
    struct declared *of = resource ? table_or_function(i, resource) : NULL;

    s->setting = setting_of(text_at(d->properties, "ScalableDimension"));
    if (!of || !s->setting)
        return false;
    s->group = of->group;
    s->table = of->model->fields;
    return !strstr(resource, "/index/") || find_index(s, resource);
}

/* The target that a policy is of: by its reference, or by what it says itself. */
static const struct declared *target_of(const struct import *i, const struct declared *d)
{
    struct declared *target =
        declared_meant(i, text_at(d->properties, "ScalingTargetId"));

    return target && declared_is(target, TARGET) ? target : d;
}

static void fill(struct import *i, const struct declared *d, const struct scaled *s)
{
    struct property_set set = {d->type, d->properties, d->id, NULL};
    const struct field *scaling = field_find(s->table, "auto_scaling");
    const struct field *row = scaling ? field_find(scaling->of, s->setting) : NULL;
    struct node *group = node_member(s->group, "auto_scaling");

    if (!row) {
        note(i, d->at, "%s: no auto scaling of that is simulated", d->id);
        return;
    }
    if (!group)
        group = add_group(i, s->group, "auto_scaling");
    rows_fill(i, row->of, &set,
              node_member(group, s->setting) ? node_member(group, s->setting)
                                             : add_group(i, group, s->setting));
}

/* What AWS scales must be there: of provisioned concurrency the least there is. */
static void start_scaled(struct import *i, const struct scaled *s)
{
    const struct node *scaling = node_member(s->group, "auto_scaling");
    const char *least =
        scaling ? text_at(node_member(scaling, s->setting), "min_capacity") : NULL;

    if (least && !node_member(s->group, s->setting))
        add_number(i, s->group, s->setting, least);
}

static void scaling_one(struct import *i, const struct declared *d)
{
    struct scaled s;

    if (find_scaled(i, target_of(i, d), &s)) {
        fill(i, d, &s);
        if (declared_is(d, TARGET))
            start_scaled(i, &s);
    } else {
        note(i, d->at, "%s: what it scales is not simulated", d->id);
    }
}

void scaling_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, TARGET))
            scaling_one(i, d);
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, POLICY))
            scaling_one(i, d);
}
