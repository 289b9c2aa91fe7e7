#define _GNU_SOURCE /* tdestroy */
#include "study/journal.h"

#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "study/journal_part.h"

struct kept { /* a unit on disk */
    char name[32];
    const struct journal_file *file;
    off_t at;
    size_t length;
};

struct journal {
    struct journal_wanted wanted;
    bool merged, incomplete;
    pthread_mutex_t lock; /* of the file and the tree */
    size_t parts;
    struct journal_part *part;
    void *units; /* struct kept by name: tsearch(3) */
    size_t kept, asked;
    struct sha256 names; /* of all that were asked for */
};

static int by_name(const void *a, const void *b)
{
    return memcmp(((const struct kept *)a)->name, ((const struct kept *)b)->name,
                  sizeof((const struct kept *)a)->name);
}

static void remember(struct journal *j, const struct kept *unit)
{
    struct kept *copy = xcalloc(1, sizeof *copy);

    *copy = *unit;
    if (*(struct kept **)tsearch(copy, &j->units, by_name) == copy)
        j->kept++;
    else
        free(copy); /* it was there */
}

/* ---- files ---- */

static void take_record(void *ctx, const struct record *head, const struct text *bytes,
                        off_t at)
{
    struct journal_part *p = ctx;
    struct kept unit = {.file = &p->file, .at = at, .length = (size_t)head->length};

    journal_part_take(p, head, bytes);
    if (head->kind == RECORD_UNIT) {
        memcpy(unit.name, head->name, sizeof unit.name);
        remember(p->of, &unit);
    }
}

static struct journal *journal_new(size_t parts)
{
    struct journal *j = xcalloc(1, sizeof *j);

    pthread_mutex_init(&j->lock, NULL);
    sha256_begin(&j->names);
    j->parts = parts;
    j->part = xcalloc(parts, sizeof *j->part);
    for (size_t i = 0; i < parts; i++) {
        j->part[i].of = j;
        j->part[i].file.fd = -1;
    }
    return j;
}

static void journal_free(struct journal *j)
{
    for (size_t i = 0; i < j->parts; i++)
        journal_part_free(&j->part[i]);
    tdestroy(j->units, free);
    pthread_mutex_destroy(&j->lock);
    free(j->part);
    free(j);
}

struct journal *journal_open(const struct journal_wanted *wanted, struct diag *diag)
{
    struct journal *j = journal_new(1);
    bool absent = false;
    const struct journal_reading how = {wanted->path, true, &absent, take_record,
                                        &j->part[0]};

    j->wanted = *wanted;
    if (!wanted->resume || (journal_file_open(&j->part[0].file, &how, diag) &&
                            journal_part_goes_on(&j->part[0], wanted->shard, diag)))
        return j;
    journal_free(j);
    return NULL;
}

/* ---- parts of one study ---- */

struct journal *journal_merged(const char *const *part, size_t parts, bool *incomplete,
                               struct diag *diag)
{
    struct journal *j = journal_new(parts);
    bool fine = true;

    j->merged = true;
    *incomplete = false;
    for (size_t i = 0; i < parts; i++) {
        const struct journal_reading how = {
            .path = part[i], .told = take_record, .ctx = &j->part[i]};
        fine = journal_file_open(&j->part[i].file, &how, diag) && fine;
    }
    if (fine && journal_parts_are_alike(j->part, parts, diag) &&
        journal_parts_are_all(j->part, parts, incomplete, diag))
        return j;
    journal_free(j);
    return NULL;
}

const char *const *journal_words(const struct journal *j, size_t *count)
{
    *count = j->part[0].words;
    return (const char *const *)j->part[0].word;
}

/* ---- units ---- */

bool journal_is_mine(const struct journal *j, size_t number)
{
    struct shard shard = j->wanted.shard;

    return shard.of == 0 || number % shard.of == shard.mine - 1;
}

bool journal_ask(struct journal *j, const struct unit_name *name)
{
    sha256_add(&j->names, name->hex, sizeof name->hex);
    return journal_is_mine(j, j->asked++);
}

/* The lock is held. */
static const struct kept *find(const struct journal *j, const struct unit_name *name)
{
    struct kept wanted, **found;

    memcpy(wanted.name, name->hex, sizeof wanted.name);
    found = tfind(&wanted, &j->units, by_name);
    return found ? *found : NULL;
}

bool journal_has(struct journal *j, const struct unit_name *name)
{
    pthread_mutex_lock(&j->lock);
    bool found = find(j, name) != NULL;
    pthread_mutex_unlock(&j->lock);
    return found;
}

bool journal_get(struct journal *j, const struct unit_name *name,
                 const struct layout *layout, struct finished *f)
{
    struct text bytes = {0};

    pthread_mutex_lock(&j->lock);
    const struct kept *unit = find(j, name);
    bool fine = unit && journal_file_read(unit->file, unit->at, unit->length, &bytes);
    pthread_mutex_unlock(&j->lock);
    fine = fine && finished_unpack(f, layout, &bytes);
    text_free(&bytes);
    return fine;
}

void journal_put(struct journal *j, const struct unit_name *name,
                 const struct layout *layout, const struct finished *f)
{
    struct journal_file *file = &j->part[0].file;
    struct kept unit = {.file = file};
    struct text bytes = {0};

    finished_pack(f, layout, &bytes);
    memcpy(unit.name, name->hex, sizeof unit.name);
    unit.length = bytes.length;
    pthread_mutex_lock(&j->lock);
    if (file->fd < 0 && !file->failed)
        journal_part_begin(&j->part[0], &j->wanted);
    journal_file_add(file, RECORD_UNIT, name->hex, &bytes);
    unit.at = file->end - (off_t)bytes.length;
    if (!file->failed)
        remember(j, &unit);
    pthread_mutex_unlock(&j->lock);
    text_free(&bytes);
}

/* ---- its end ---- */

/* What could not be written is a shard's failure, and else no more than a pity. */
static bool told_failure(const struct journal *j, bool shared, struct diag *diag)
{
    const struct where at = {j->wanted.path, 0};
    const char *why = strerror(j->part[0].file.failed);

    if (shared)
        diag_failure(diag, at, "cannot be written: %s", why);
    else
        diag_warn(diag, at, "cannot be written, so --resume would not go on: %s", why);
    return !shared;
}

static bool close_file(struct journal *j, bool ended, struct diag *diag)
{
    struct journal_file *file = &j->part[0].file;
    bool shared = j->wanted.shard.of > 0;
    char asked[65];

    sha256_end(&j->names, asked);
    if (shared && ended)
        journal_part_end(&j->part[0], &j->wanted, asked);
    if (j->wanted.path && file->fd >= 0 && (j->kept == 0 || ended) && !shared)
        unlink(file->path);
    return !file->failed || told_failure(j, shared, diag);
}

void journal_give_way(struct journal *j)
{
    struct journal_file *file = &j->part[0].file;

    if (!j->merged && j->wanted.path && j->wanted.shard.of == 0 && file->failed &&
        file->fd >= 0 && ftruncate(file->fd, 0) == 0)
        j->kept = 0;
}

bool journal_close(struct journal *j, bool ended, struct diag *diag)
{
    bool fine = j->merged || close_file(j, ended, diag);

    journal_free(j);
    return fine;
}

struct shard journal_shard(const struct journal *j)
{
    return j->wanted.shard;
}

bool journal_is_merged(const struct journal *j)
{
    return j->merged;
}

size_t journal_asked(const struct journal *j)
{
    return j->asked;
}

size_t journal_kept(const struct journal *j)
{
    return j->kept;
}

void journal_misses(struct journal *j)
{
    pthread_mutex_lock(&j->lock);
    j->incomplete = true;
    pthread_mutex_unlock(&j->lock);
}

bool journal_is_incomplete(const struct journal *j)
{
    return j->incomplete;
}
