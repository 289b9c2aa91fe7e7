#include "trial.h"

#include "check.h"

#include <stdlib.h>
#include <unistd.h>

/* Tests run in the build directory; profiles stand in the source tree. */
static const char *profile_directory(struct arena *arena)
{
    const char *source = getenv("SRCDIR");

    return arena_text(arena, "%s/models/profiles", source ? source : ".");
}

static char *written(const char *text)
{
    char *path = xstrdup("/tmp/trial-XXXXXX");
    int fd = mkstemp(path);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

    if (!out || fputs(text, out) < 0 || fclose(out) != 0)
        perror("trial");
    return path;
}

void trial_load_file(struct trial *t, const char *path, const char *const *set)
{
    struct loading how = {.path = path, .set = set};
    struct arena arena = {0};

    *t = (struct trial){0};
    t->diag.out = open_memstream(&t->said, &t->said_size);
    how.profile_directory = profile_directory(&arena);
    while (set && set[how.sets])
        how.sets++;
    t->scenario = scenario_load(&how, &t->diag);
    if (t->scenario) {
        t->layout = layout_make(t->scenario, t->scenario->arena);
        t->result.layout = t->layout;
        t->result.value = xcalloc(t->layout->values, sizeof *t->result.value);
    }
    fflush(t->diag.out);
    arena_release(&arena);
}

void trial_load(struct trial *t, const char *text, const char *const *set)
{
    char *path = written(text);

    trial_load_file(t, path, set);
    unlink(path);
    free(path);
}

void trial_run(struct trial *t, uint64_t seed, unsigned replication)
{
    struct running how = {.seed = seed, .replication = replication};

    if (!t->scenario)
        return;
    free(t->trace);
    t->trace = NULL;
    if (t->wants_trace)
        how.trace = open_memstream(&t->trace, &t->trace_size);
    free(t->log.row);
    t->log = (struct request_log){.every = 1};
    if (t->wants_log)
        how.requests = &t->log;
    t->ran_well = run_once(t->layout, &how, &t->result, &t->ran, &t->diag);
    if (how.trace)
        fclose(how.trace);
    fflush(t->diag.out);
}

void trial_make(struct trial *t, const char *text)
{
    trial_load(t, text, NULL);
    trial_run(t, 1, 0);
    if (!t->ran_well)
        fputs(t->said, stdout);
    CU_ASSERT_FATAL(t->ran_well);
}

void trial_free(struct trial *t)
{
    free(t->result.value);
    free(t->trace);
    free(t->log.row);
    if (t->scenario)
        scenario_free(t->scenario);
    fclose(t->diag.out);
    free(t->said);
}

const double *trial_array(const struct trial *t, const char *variable)
{
    const struct variable *v = layout_find(t->layout, variable);

    if (!v)
        printf("  no variable %s\n", variable);
    CU_ASSERT_PTR_NOT_NULL_FATAL(v);
    return result_at(&t->result, v);
}

double trial_value(const struct trial *t, const char *variable, const char *label,
                   enum statistic statistic)
{
    char name[120];
    const struct variable *v;
    long place;

    snprintf(name, sizeof name, "%s_summary", variable);
    v = layout_find(t->layout, name);
    if (!v)
        printf("  no variable %s\n", name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(v);
    place = axis_find(v->axis[0], label);
    CU_ASSERT_FATAL(place >= 0);
    if (v->rank == 2)
        place = place * STATISTICS + (long)statistic;
    return result_at(&t->result, v)[place];
}

double trial_limit(const struct trial *t, const char *variable, const char *address)
{
    long place = axis_find(layout_axis(t->layout, "limit"), address);

    CU_ASSERT_FATAL(place >= 0);
    return trial_array(t, variable)[place];
}

size_t trial_instants(const struct trial *t, const char *address, const char *word,
                      int64_t *at, size_t room)
{
    size_t n = 0;

    for (const char *line = t->trace; line && *line; line = strchr(line, '\n') + 1) {
        char who[100], what[100];
        long long when;
        if (sscanf(line, "%lld %99s %99s", &when, who, what) != 3)
            continue;
        if (strcmp(who, address) != 0 || strcmp(what, word) != 0)
            continue;
        if (n < room)
            at[n] = when;
        n++;
    }
    return n;
}
