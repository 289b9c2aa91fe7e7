#include "study/unit_name.h"

#include <string.h>

#include "run/objective.h"

static void add_text(struct sha256 *to, const char *text)
{
    const char *said = text ? text : "";

    sha256_add(to, said, strlen(said) + 1); /* its end too: "ab" "c" is not "a" "bc" */
}

static void add_number(struct sha256 *to, uint64_t number)
{
    sha256_add(to, &number, sizeof number);
}

static void add_scalar(void *ctx, const char *address, const struct node *scalar)
{
    add_text(ctx, address);
    add_text(ctx, scalar->text);
}

static void add_profile(struct sha256 *to, const struct profile *profile)
{
    struct arena arena = {0};

    add_text(to, profile->name);
    profile_walk(profile->root, &arena, add_scalar, to);
    arena_release(&arena);
}

/* All that is recorded depends on what is asked. */
static void add_objectives(struct sha256 *to, const struct scenario *s)
{
    for (size_t i = 0; i < s->objectives + s->wishes; i++)
        add_text(to, s->objective[i].text);
}

/* What a ladder lifts, beside all settings (study/grow.h). */
static void add_lifted(struct sha256 *to, const struct graph *graph)
{
    for (size_t i = 0; i < graph->limits; i++)
        if (graph->limit[i].lifted)
            add_number(to, i);
}

void unit_names_begin(struct unit_names *names, const struct unit_asked *asked)
{
    const struct scenario *s = asked->layout->scenario;
    struct sha256 *to = &names->common;

    sha256_begin(to);
    add_text(to, unit_source_hash);
    add_text(to, s->text);
    add_text(to, s->overrides);
    add_text(to, s->inputs);
    add_profile(to, &s->profile);
    add_objectives(to, s);
    add_lifted(to, &s->graph);
    add_number(to, asked->layout->values);
    add_number(to, asked->requests);
    add_number(to, asked->in_batches);
}

struct unit_name unit_name(const struct unit_names *names, size_t replication)
{
    struct sha256 sum = names->common;
    struct unit_name name;
    char hex[65];

    add_number(&sum, replication);
    sha256_end(&sum, hex);
    memcpy(name.hex, hex, sizeof name.hex - 1);
    name.hex[sizeof name.hex - 1] = '\0';
    return name;
}
