#include "cmd/keeping.h"

#include <stdlib.h>
#include <string.h>

enum { SHARDS_MOST = 10000 };

static bool read_shard(const struct options *options, struct shard *shard,
                       struct diag *diag)
{
    const char *text = options->value[OPTION_SHARD];
    char *end = NULL;

    *shard = (struct shard){0};
    if (!text)
        return true;
    unsigned long mine = strtoul(text, &end, 10);
    unsigned long of = *end == '/' ? strtoul(end + 1, &end, 10) : 0;
    if (*end || strchr(text, '-') || mine < 1 || mine > of || of > SHARDS_MOST) {
        diag_error(diag, (struct where){0},
                   "--shard: \"%s\" is no part: I/N, from 1/N to N/N, N at most %d", text,
                   SHARDS_MOST);
        return false;
    }
    *shard = (struct shard){(unsigned)mine, (unsigned)of};
    return true;
}

/* Where a shard's runs go. */
static const char *part_of(const struct options *options,
                           const struct surroundings *around, struct shard shard)
{
    const char *given = options->value[OPTION_OUTPUT];

    return given ? given
                 : arena_text(options->arena, "%s.%u-of-%u.part", around->word[0],
                              shard.mine, shard.of);
}

static bool opened(struct keeping *k, const struct journal_wanted *wanted,
                   struct diag *diag)
{
    k->path = wanted->path;
    k->owned = true;
    k->journal = journal_open(wanted, diag);
    return k->journal != NULL;
}

static bool begin_part(struct keeping *k, struct journal_wanted *wanted, const char *path,
                       struct diag *diag)
{
    if (strcmp(path, "none") == 0) {
        diag_error(diag, (struct where){0},
                   "--shard wants a file for what it runs: -o PART");
        return false;
    }
    k->is_part = true;
    wanted->path = path;
    return opened(k, wanted, diag);
}

bool keeping_begin(struct keeping *k, const struct options *options,
                   const struct surroundings *around, const char **output,
                   struct diag *diag)
{
    struct journal_wanted wanted = {.resume = options->value[OPTION_RESUME] != NULL,
                                    .word = around->word,
                                    .words = around->words};

    *k = (struct keeping){.journal = around->merged,
                          .quiet = options->value[OPTION_QUIET] != NULL};
    if (around->merged)
        return true;
    if (!read_shard(options, &wanted.shard, diag))
        return false;
    if (wanted.shard.of > 0) {
        *output = NULL;
        return begin_part(k, &wanted, part_of(options, around, wanted.shard), diag);
    }
    if (!*output && !wanted.resume)
        return true;
    if (!*output) {
        diag_error(diag, (struct where){0},
                   "--resume wants a file, as what was run is kept beside it: -o FILE");
        return false;
    }
    wanted.path = arena_text(options->arena, "%s.journal", *output);
    return opened(k, &wanted, diag);
}

static void say_kept(const struct keeping *k, const struct surroundings *around)
{
    size_t kept = journal_kept(k->journal);

    if (kept > 0)
        fprintf(around->err,
                "%zu finished run%s kept in %s: the same command with --resume goes on\n",
                kept, kept == 1 ? " is" : "s are", k->path);
}

static void say_part(const struct keeping *k, const struct surroundings *around)
{
    struct shard shard = journal_shard(k->journal);
    size_t asked = journal_asked(k->journal);

    fprintf(around->err, "wrote %s: %zu of %zu runs, part %u of %u\n", k->path,
            (asked + shard.of - shard.mine) / shard.of, asked, shard.mine, shard.of);
}

bool keeping_end(struct keeping *k, const struct surroundings *around, bool ended,
                 struct diag *diag)
{
    bool fine = true;

    if (k->journal && k->owned) {
        if (!ended)
            say_kept(k, around);
        else if (k->is_part && !k->quiet)
            say_part(k, around);
        fine = journal_close(k->journal, ended, diag);
    }
    k->journal = NULL;
    return fine;
}
