#include "import/import.h"

#include <string.h>

#include "import/load.h"
#include "import/open.h"
#include "import/print.h"
#include "run/scenario.h"

/* ---- the parts, one after the other ---- */

static bool is_anything(const struct import *i)
{
    for (const struct declared *d = i->first; d; d = d->next)
        if (d->group)
            return true;
    return i->loads != NULL;
}

static void loads_read(struct import *i)
{
    for (const struct opened *file = i->opened; file; file = file->next) {
        if (file->kind == FILE_ARTILLERY)
            artillery_read(i, file);
        else if (file->kind == FILE_K6)
            k6_read(i, file);
    }
    metrics_read(i);
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
    usage_plans_all(i);
    distributions_all(i);
    scaling_all(i);
    machines_complete(i);
    bodies_all(i);
    loads_read(i);
    loads_write(i);
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
    const struct where whole = {i->opened->path, 0};
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
    for (const struct opened *file = i->opened; file; file = file->next) {
        text_add(out, "%s", file == i->opened ? "# " : " and ");
        print_comment(out, base_of(file->path));
    }
    text_add(out, ", as headroom import read %s.  ", i->opened->next ? "them" : "it");
    text_add(out, i->template ? "What no template says has a plain value\n"
                                "# and is marked \"to fill in\"; what policies and "
                                "variables hint at is \"a guess\".\n"
                              : "What is not in it has a plain\n"
                                "# value and is marked \"to fill in\".\n");
    for (const struct node *one = i->notes->first; one; one = one->next) {
        text_add(out, one == i->notes->first ? "#\n# " : "# ");
        if (i->opened->next && one->at.file) {
            print_comment(out, base_of(one->at.file));
            text_add(out, one->at.line > 0 ? ", " : ": ");
        }
        if (one->at.line > 0)
            text_add(out, "line %d: ", one->at.line);
        print_comment(out, one->text);
        text_add(out, "\n");
    }
}

/* The first line of the description, else the file's name. */
static const char *title_of(struct import *i)
{
    const char *said = i->template ? text_at(i->values.root, "Description") : NULL;
    size_t length = said ? strcspn(said, "\r\n") : 0;

    if (length == 0)
        return base_of(i->opened->path);
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
    if (i->start)
        add_text(i, run, "start", i->start);
    if (i->ends > 0)
        add_text(i, run, "duration", load_span(i, i->ends));
    else
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
}

/* True: there are some. */
static bool print_promises(struct import *i, struct text *out, struct printed *marked)
{
    struct node alone = {.kind = NODE_GROUP};

    text_add(out, "\n");
    if (i->promises->count == 0)
        text_add(out, "# to fill in: what is promised, for instance\n"
                      "# objectives = ( \"p99(client.NAME.latency) < 1 s\", "
                      "\"share(client.NAME.errors) < 0.1 %%\" );\n");
    i->promises->name = "objectives";
    node_append(&alone, i->promises);
    if (i->promises->count > 0)
        print_scenario(out, &alone, marked);
    return i->promises->count > 0;
}

static void print_all(struct import *i)
{
    struct printed marked = {0};
    bool promised;

    note_parameters(i);
    note_counts(i);
    print_head(i, &i->out->scenario);
    print_start(i, &i->out->scenario, &marked);
    print_rooms(i, &i->out->scenario, &marked);
    promised = print_promises(i, &i->out->scenario, &marked);
    i->out->to_fill_in = marked.to_fill_in + !promised;
    i->out->guesses = marked.guesses;
    i->out->notes = i->notes;
}

static bool begin(struct import *i)
{
    struct where at = {0};

    if (!open_files(i))
        return false;
    at.file = i->opened->path;
    i->scenario = node_new(i->arena, NODE_GROUP, NULL, NULL, at);
    i->notes = node_new(i->arena, NODE_LIST, NULL, NULL, at);
    i->counts = node_new(i->arena, NODE_LIST, NULL, NULL, at);
    i->promises = node_new(i->arena, NODE_LIST, NULL, NULL, at);
    values_init(&i->values, i->arena, i->template ? i->template->root : i->opened->root,
                i->wanted->given, i->diag);
    return !i->template || template_open(i);
}

bool import_files(const struct import_wanted *wanted, struct arena *arena,
                  struct diag *diag, struct imported *out)
{
    struct import i = {.wanted = wanted, .arena = arena, .diag = diag, .out = out};

    *out = (struct imported){0};
    if (!begin(&i))
        return false;
    read_all(&i);
    if (i.values.too_much || diag->errors + diag->failures > 0)
        return false;
    if (!is_anything(&i)) {
        note_counts(&i);
        out->notes = i.notes;
        diag_error(diag, (struct where){i.opened->path, 0},
                   "nothing in it is simulated: no function, API, queue, topic, bus, "
                   "stream, table or state machine");
        return false;
    }
    print_all(&i);
    return true;
}
