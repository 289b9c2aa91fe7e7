/* loaded.h - a scenario out of a text, with what was said while it was loaded. */
#ifndef LOADED_H
#define LOADED_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "run/scenario.h"

struct loaded {
    struct scenario *scenario; /* NULL: refused */
    struct diag diag;
    char *said; /* the name of the file is cut off: ":3: error: .." */
    size_t length;
};

static inline const char *loaded_profiles(void)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/profiles", getenv("HEADROOM_PKGDATADIR"));
    return path;
}

/* Takes `name` out of each line of what was said. */
static inline void loaded_forget(char *said, const char *name)
{
    for (char *at = said; (at = strstr(at, name)) != NULL;)
        memmove(at, at + strlen(name), strlen(at + strlen(name)) + 1);
}

static inline void load_file(struct loaded *l, const char *path, const char *const *set)
{
    struct loading what = {.path = path, .profile_directory = loaded_profiles()};

    *l = (struct loaded){0};
    l->diag.out = open_memstream(&l->said, &l->length);
    what.set = set;
    while (set && set[what.sets])
        what.sets++;
    l->scenario = scenario_load(&what, &l->diag);
    fclose(l->diag.out);
    loaded_forget(l->said, path);
}

/* `set`: as --set, NULL-terminated, or NULL. */
static inline void load_text(struct loaded *l, const char *text, const char *const *set)
{
    char path[] = "loaded-XXXXXX.cfg";
    int file = mkstemps(path, 4);

    if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text))
        abort();
    close(file);
    load_file(l, path, set);
    unlink(path);
}

static inline void loaded_free(struct loaded *l)
{
    scenario_free(l->scenario);
    free(l->said);
}

/* A text that must load, and say nothing. */
static inline struct scenario *must_load(struct loaded *l, const char *text,
                                         const char *const *set)
{
    load_text(l, text, set);
    if (!l->scenario || l->length > 0)
        printf("  said: %s\n", l->said);
    CU_ASSERT_PTR_NOT_NULL_FATAL(l->scenario);
    CU_ASSERT_EQUAL(l->length, 0);
    return l->scenario;
}

/* What a text is refused with, all of it. */
static inline void check_refused(unsigned line, const char *file, const char *text,
                                 const char *const *set, const char *wanted)
{
    struct loaded l;
    bool same;

    load_text(&l, text, set);
    same = !l.scenario && strcmp(l.said, wanted) == 0;
    if (!same)
        printf("  %s\n  said:   %s\n  wanted: %s\n", l.scenario ? "loaded" : "refused",
               l.said, wanted);
    CU_assertImplementation(same, line, "what it was refused with", file, "", CU_FALSE);
    loaded_free(&l);
}

#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})
#define REFUSED(text, set, wanted) check_refused(__LINE__, __FILE__, text, set, wanted)

#endif
