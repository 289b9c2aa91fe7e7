#include "import/import.h"

#include <string.h>

#include "import/print.h"
#include "import/template.h"
#include "run/scenario.h"

/* ---- the parts, one after the other ---- */

static bool is_anything(const struct import *i)
{
    for (const struct declared *d = i->first; d; d = d->next)
        if (d->group)
            return true;
    return false;
}

/* Machines come before all links to them: one whose definition cannot be had is none. */
static void read_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        sam_transform(i, d);
    for (struct declared *d = i->first; d; d = d->next)
        template_name(i, d);
    machines_read(i);
    settings_read(i);
    attach_all(i);
    rules_all(i);
    routes_all(i);
    scaling_all(i);
    machines_complete(i);
    bodies_all(i);
    clients_all(i);
}

static void note_parameters(struct import *i)
{
    for (const struct node *one = i->values.missing->first; one; one = one->next)
        note(i, one->at, "parameter %s has no value: --parameter %s=VALUE", one->text,
             one->text);
}

/* "2 AWS::S3::Bucket, 1 AWS::Pipes::Pipe" */
static void note_counts(struct import *i)
{
    const struct where whole = {i->wanted->path, 0};
    struct text types = {0};

    for (const struct node *one = i->counts->first; one; one = one->next)
        text_add(&types, "%s%s %s", one == i->counts->first ? "" : ", ", one->text,
                 one->name);
    if (i->counts->count > 0)
        note(i, whole, "not simulated: %s", text_of(&types));
    if (i->ignored > 0)
        note(i, whole, "without a meaning for capacity: %zu resource%s", i->ignored,
             i->ignored == 1 ? "" : "s");
    text_free(&types);
}

/* ---- the text ---- */

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void print_head(struct import *i, struct text *out)
{
    text_add(out, "# ");
    print_comment(out, base_of(i->wanted->path));
    text_add(out,
             ", as headroom import read it.  What no template says has a plain value\n"
             "# and is marked \"to fill in\"; what policies and variables hint at is \"a "
             "guess\".\n");
    for (const struct node *one = i->notes->first; one; one = one->next) {
        text_add(out, one == i->notes->first ? "#\n# " : "# ");
        if (one->at.line > 0)
            text_add(out, "line %d: ", one->at.line);
        print_comment(out, one->text);
        text_add(out, "\n");
    }
}

/* The first line of the description, else the file's name. */
static const char *title_of(struct import *i)
{
    const char *said = text_at(i->values.root, "Description");
    size_t length = said ? strcspn(said, "\r\n") : 0;

    if (length == 0)
        return base_of(i->wanted->path);
    return arena_text(i->arena, "%.*s", (int)length, said);
}

static void print_start(struct import *i, struct text *out, struct printed *marked)
{
    struct node *head = node_new(i->arena, NODE_GROUP, NULL, NULL, i->values.root->at);
    const char *region = text_at(i->wanted->given, "AWS::Region");
    const char *profile = i->wanted->profile;
    struct node *run;

    add_text(i, head, "title", title_of(i));
    add_text(i, head, "profile",
             profile ? profile : field_find(head_fields, "profile")->fallback);
    if (region)
        add_text(i, head, "region", region);
    else
        fill_in(add_text(i, head, "region", field_find(head_fields, "region")->fallback),
                "where it is deployed; --parameter AWS::Region=..");
    run = add_group(i, head, "run");
    fill_in(add_text(i, run, "duration", "1 h"), "how long to look");
    print_scenario(out, head, marked);
}

/* Clients first, then in the template's order. */
static void print_rooms(struct import *i, struct text *out, struct printed *marked)
{
    for (int rest = 0; rest < 2; rest++)
        for (const struct node *one = i->scenario->first; one; one = one->next) {
            struct node alone = {.kind = NODE_GROUP};
            struct node *copy;
            if ((strcmp(one->name, "client") != 0) != rest || one->count == 0)
                continue;
            copy = node_copy(i->arena, one);
            node_append(&alone, copy);
            text_add(out, "\n");
            print_scenario(out, &alone, marked);
        }
    text_add(out, "\n# to fill in: what is promised, for instance\n"
                  "# objectives = ( \"p99(client.NAME.latency) < 1 s\", "
                  "\"share(client.NAME.errors) < 0.1 %%\" );\n");
}

static void print_all(struct import *i)
{
    struct printed marked = {0};

    note_parameters(i);
    note_counts(i);
    print_head(i, &i->out->scenario);
    print_start(i, &i->out->scenario, &marked);
    print_rooms(i, &i->out->scenario, &marked);
    i->out->to_fill_in = marked.to_fill_in + 1; /* the objectives */
    i->out->guesses = marked.guesses;
    i->out->notes = i->notes;
}

bool import_template(const struct import_wanted *wanted, struct arena *arena,
                     struct diag *diag, struct imported *out)
{
    struct import i = {.wanted = wanted, .arena = arena, .diag = diag, .out = out};

    *out = (struct imported){0};
    if (!template_open(&i))
        return false;
    read_all(&i);
    if (i.values.too_much)
        return false;
    if (!is_anything(&i)) {
        note_counts(&i);
        out->notes = i.notes;
        diag_error(diag, (struct where){wanted->path, 0},
                   "nothing in it is simulated: no function, API, queue, topic, bus, "
                   "stream, table or state machine");
        return false;
    }
    print_all(&i);
    return true;
}
