#include "workflow.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"

enum { PATH = 32 };

struct written { /* files of definitions, which are there until `clean` */
    char path[PATH], child[PATH];
    char *scenario;
};

static void write_definition(char *path, const char *text)
{
    char *definition = xstrdup(text);
    FILE *file;

    strcpy(path, "/tmp/machine-XXXXXX.json");
    file = fdopen(mkstemps(path, 5), "w");
    for (char *c = definition; *c; c++)
        if (*c == '\'')
            *c = '"';
    assert(file && fputs(definition, file) >= 0 && fclose(file) == 0);
    free(definition);
}

static void add_machine(struct text *text, const char *name, const char *path,
                        const char *settings)
{
    static const char *const latencies[] = {"start_latency", "transition_latency",
                                            "dispatch_latency", NULL};

    text_add(text, "%s = { definition = \"%s\"; %s ", name, path, settings);
    for (size_t i = 0; latencies[i]; i++)
        if (!strstr(settings, latencies[i]))
            text_add(text, "%s = \"0 ms\"; ", latencies[i]);
    text_add(text, "}; ");
}

static void write_all(struct written *w, const struct machine_text *m)
{
    struct text text = {0};
    const char *rest = m->rest ? m->rest : "";

    *w = (struct written){0};
    write_definition(w->path, m->definition);
    if (!strstr(rest, "region ="))
        text_add(&text, "region = \"us-east-1\"; ");
    if (!strstr(rest, "run ="))
        text_add(&text, "run = { duration = \"1 min\"; }; ");
    text_add(&text, "%s\nstepfunctions = { ", rest);
    add_machine(&text, "m", w->path, m->settings ? m->settings : "");
    if (m->child) {
        write_definition(w->child, m->child);
        add_machine(&text, "c", w->child, m->child_settings ? m->child_settings : "");
    }
    text_add(&text, "};\n");
    w->scenario = text_take(&text);
}

static void clean(struct written *w)
{
    unlink(w->path);
    if (*w->child)
        unlink(w->child);
    free(w->scenario);
}

void machine_up(struct room *room, const struct machine_text *m)
{
    struct written w;

    write_all(&w, m);
    room_up(room, w.scenario);
    clean(&w);
}

bool machine_refuses(const struct machine_text *m, const char *words)
{
    struct written w;
    bool refused;

    write_all(&w, m);
    refused = room_refuses(w.scenario, words);
    clean(&w);
    return refused;
}

void machine_trial(struct trial *t, const struct machine_text *m)
{
    struct written w;

    write_all(&w, m);
    trial_make(t, w.scenario);
    clean(&w);
}
