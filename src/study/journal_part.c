#include "study/journal_part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/pack.h"

/* ---- read ---- */

static void take_head(struct journal_part *p, const struct text *bytes)
{
    struct unpacking from = unpack_of(bytes);

    if (p->source)
        return;
    p->source = unpack_text(&from);
    p->share = unpack_text(&from);
}

static void forget_words(struct journal_part *p)
{
    for (size_t i = 0; i < p->words; i++)
        free(p->word[i]);
    free(p->word);
    p->word = NULL;
    p->words = 0;
}

static void take_end(struct journal_part *p, const struct record *head,
                     const struct text *bytes)
{
    struct unpacking from = unpack_of(bytes);

    memcpy(p->asked, head->name, sizeof head->name);
    forget_words(p);
    while (from.left > 0 && from.fine) {
        p->word = xrealloc(p->word, p->words + 1, sizeof *p->word);
        p->word[p->words++] = unpack_text(&from);
    }
}

void journal_part_take(struct journal_part *p, const struct record *head,
                       const struct text *bytes)
{
    p->asked[0] = '\0'; /* what comes behind its end: it was gone on with */
    if (head->kind == RECORD_HEAD)
        take_head(p, bytes);
    if (head->kind == RECORD_END)
        take_end(p, head, bytes);
}

void journal_part_free(struct journal_part *p)
{
    journal_file_close(&p->file);
    free(p->source);
    free(p->share);
    forget_words(p);
}

/* ---- written ---- */

static void add_share(struct text *to, struct shard shard)
{
    if (shard.of > 0)
        text_add(to, "%u/%u", shard.mine, shard.of);
}

void journal_part_begin(struct journal_part *p, const struct journal_wanted *wanted)
{
    struct text head = {0}, share = {0};
    struct diag diag = {0}; /* what cannot be written is told at the end */

    if (!journal_file_create(&p->file, wanted->path, &diag)) {
        p->file.failed = errno ? errno : EIO;
        return;
    }
    pack_text(&head, unit_source_hash);
    add_share(&share, wanted->shard);
    pack_text(&head, text_of(&share));
    journal_file_add(&p->file, RECORD_HEAD, (char[32]){0}, &head);
    text_free(&head);
    text_free(&share);
}

void journal_part_end(struct journal_part *p, const struct journal_wanted *wanted,
                      const char asked[static 32])
{
    struct text words = {0};

    if (p->file.fd < 0 && !p->file.failed)
        journal_part_begin(p,
                           wanted); /* no unit was its own: there are fewer than shards */
    for (size_t i = 0; i < wanted->words; i++)
        pack_text(&words, wanted->word[i]);
    journal_file_add(&p->file, RECORD_END, asked, &words);
    text_free(&words);
    if (!p->file.failed && fsync(p->file.fd) != 0)
        p->file.failed = errno;
}

/* ---- judged ---- */

bool journal_part_goes_on(const struct journal_part *p, struct shard shard,
                          struct diag *diag)
{
    const struct where at = {p->file.path, 0};
    struct text share = {0};
    bool fine = true;

    add_share(&share, shard);
    if (p->source && strcmp(p->source, unit_source_hash) != 0) {
        diag_error(diag, at, "is of another version of headroom: leave --resume out");
        fine = false;
    } else if (p->source && strcmp(p->share, text_of(&share)) != 0) {
        diag_error(diag, at, "is of another part of the study: leave --resume out");
        fine = false;
    }
    text_free(&share);
    return fine;
}

static unsigned count_of(const struct journal_part *p)
{
    const char *slash = p->share ? strchr(p->share, '/') : NULL;

    return slash ? (unsigned)strtoul(slash + 1, NULL, 10) : 0;
}

static bool is_alike(const struct journal_part *p, const struct journal_part *first,
                     struct diag *diag)
{
    const struct where at = {p->file.path, 0};

    if (count_of(p) == 0)
        diag_error(diag, at, "is no part of a study: those come of --shard I/N");
    else if (strcmp(p->source, unit_source_hash) != 0)
        diag_error(diag, at, "was made by another version of headroom than this one");
    else if (count_of(p) != count_of(first))
        diag_error(diag, at, "is part %s, and %s part %s", p->share, first->file.path,
                   first->share);
    else if (p->asked[0] && first->asked[0] && strcmp(p->asked, first->asked) != 0)
        diag_error(diag, at, "is a part of another study than %s", first->file.path);
    else
        return true;
    return false;
}

struct wanted_part {
    const struct journal_part *part; /* among these */
    size_t parts;
    unsigned number;
};

/* That part; NULL: it is missing.  False: it is there twice. */
static bool find_part(const struct wanted_part *w, const struct journal_part **found,
                      struct diag *diag)
{
    *found = NULL;
    for (size_t k = 0; k < w->parts; k++) {
        const struct journal_part *p = &w->part[k];
        if (strtoul(p->share, NULL, 10) != w->number)
            continue;
        if (*found) {
            diag_error(diag, (struct where){p->file.path, 0}, "is part %s, as %s is",
                       p->share, (*found)->file.path);
            return false;
        }
        *found = p;
    }
    return true;
}

bool journal_parts_are_all(const struct journal_part *part, size_t parts,
                           bool *incomplete, struct diag *diag)
{
    struct wanted_part w = {part, parts, 1};
    unsigned of = count_of(part);
    const struct journal_part *p;

    for (; w.number <= of; w.number++) {
        if (!find_part(&w, &p, diag))
            return false;
        if (p && p->asked[0])
            continue;
        *incomplete = true;
        if (p)
            diag_error(diag, (struct where){p->file.path, 0},
                       "part %s has not come to its end: --resume goes on with it",
                       p->share);
        else
            diag_error(diag, (struct where){0}, "part %u/%u is missing", w.number, of);
    }
    return !*incomplete;
}

bool journal_parts_are_alike(const struct journal_part *part, size_t parts,
                             struct diag *diag)
{
    bool fine = true;

    for (size_t i = 0; i < parts; i++)
        fine = is_alike(&part[i], &part[0], diag) && fine;
    return fine;
}
