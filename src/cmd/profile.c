/* profile.c - `headroom profile list | show [NAME] | diff A B`. */
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "cmd/command.h"
#include "config/profile.h"

struct showing {
    FILE *out;
    size_t assumptions, values;
    const char *source; /* of the value before: said once for neighbours */
};

static const char *const verbs[] = {"list", "show", "diff", NULL};

static bool load(struct profile *profile, const char *name,
                 const struct surroundings *around, struct arena *arena,
                 struct diag *diag)
{
    struct profile_wanted wanted = {name, around->profiles, NULL};

    return profile_load(profile, &wanted, arena, diag);
}

static int list(const struct surroundings *around, struct arena *arena, struct diag *diag)
{
    const char **names;
    size_t count = profile_list(around->profiles, &names, arena);

    for (size_t i = 0; i < count; i++) {
        struct profile profile;
        if (load(&profile, names[i], around, arena, diag))
            fprintf(around->out, "%-14s as of %s\n", names[i], profile.date);
    }
    if (count == 0)
        diag_failure(diag, (struct where){around->profiles, 0}, "there are no profiles");
    return outcome_of(diag);
}

static bool is_of_the_head(const char *address)
{
    return strncmp(address, "profile.", strlen("profile.")) == 0;
}

static void show_value(void *ctx, const char *address, const struct node *scalar)
{
    struct showing *s = ctx;

    if (is_of_the_head(address))
        return;
    if (scalar->source && (!s->source || strcmp(s->source, scalar->source) != 0))
        fprintf(s->out, "# %s\n", scalar->source);
    if (scalar->source)
        s->source = scalar->source;
    s->values++;
    s->assumptions += scalar->assumption;
    fprintf(s->out, "%s %s = %s\n", scalar->assumption ? "[A]" : "   ", address,
            scalar->text);
}

static int show(const struct options *options, const struct surroundings *around,
                struct diag *diag)
{
    const char *name = options->argument[1];
    struct showing s = {.out = around->out};
    struct profile profile;

    if (!load(&profile, name, around, options->arena, diag))
        return outcome_of(diag);
    fprintf(s.out, "%s, as of %s\n", profile.name, profile.date);
    profile_walk(profile.root, options->arena, show_value, &s);
    fprintf(s.out, "%zu values, of which %zu are assumptions [A]\n", s.values,
            s.assumptions);
    return OUTCOME_FINE;
}

/* ---- diff ---- */

struct value {
    const char *address, *text;
    bool assumption;
};

struct values {
    size_t count, room;
    struct value *value;
};

static void keep_value(void *ctx, const char *address, const struct node *scalar)
{
    struct values *v = ctx;

    if (is_of_the_head(address))
        return;
    if (v->count == v->room) {
        v->room = v->room ? 2 * v->room : 256;
        v->value = xrealloc(v->value, v->room, sizeof *v->value);
    }
    v->value[v->count++] = (struct value){address, scalar->text, scalar->assumption};
}

static int compare_values(const void *a, const void *b)
{
    return strcmp(((const struct value *)a)->address, ((const struct value *)b)->address);
}

/* Which of the two comes next: below 0 the first, above 0 the second, 0 both. */
static int order_of(const struct values *a, size_t i, const struct values *b, size_t k)
{
    if (i == a->count)
        return 1;
    return k == b->count ? -1 : compare_values(&a->value[i], &b->value[k]);
}

/* Both sorted by address, which no profile has twice. */
static size_t diff_sorted(FILE *out, const struct values *a, const struct values *b)
{
    size_t i = 0, k = 0, differ = 0;

    while (i < a->count || k < b->count) {
        int order = order_of(a, i, b, k);
        const struct value *before = order <= 0 ? &a->value[i++] : NULL;
        const struct value *after = order >= 0 ? &b->value[k++] : NULL;

        if (before && after && strcmp(before->text, after->text) == 0)
            continue;
        differ++;
        fprintf(out, "%s\n    %s -> %s\n", before ? before->address : after->address,
                before ? before->text : "(not there)",
                after ? after->text : "(not there)");
    }
    return differ;
}

static int diff(const struct options *options, const struct surroundings *around,
                struct diag *diag)
{
    struct values v[2] = {{0}, {0}};
    struct profile profile[2];
    bool fine = true;

    for (int i = 0; i < 2; i++)
        fine =
            load(&profile[i], options->argument[1 + i], around, options->arena, diag) &&
            fine;
    for (int i = 0; fine && i < 2; i++) {
        profile_walk(profile[i].root, options->arena, keep_value, &v[i]);
        sort_stable(v[i].value, v[i].count, sizeof *v[i].value, compare_values);
    }
    if (fine) {
        size_t differ = diff_sorted(around->out, &v[0], &v[1]);
        fprintf(around->out, "%zu values differ from %s to %s\n", differ, profile[0].name,
                profile[1].name);
    }
    free(v[0].value);
    free(v[1].value);
    return outcome_of(diag);
}

int profile_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *verb = options->argument[0];
    size_t n = options->arguments;

    if (strcmp(verb, "list") == 0 && n == 1)
        return list(around, options->arena, &diag);
    if (strcmp(verb, "show") == 0 && n == 2)
        return show(options, around, &diag);
    if (strcmp(verb, "diff") == 0 && n == 3)
        return diff(options, around, &diag);
    const char *near = text_nearest(verb, verbs);
    if (!text_is_one_of(verb, verbs) && near)
        diag_error(&diag, (struct where){0}, "did you mean headroom profile %s?", near);
    diag_error(&diag, (struct where){0},
               "usage: headroom profile list | show NAME | diff A B");
    return OUTCOME_MISTAKEN;
}
