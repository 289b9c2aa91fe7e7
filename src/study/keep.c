#include "study/keep.h"

#include <stdlib.h>

#include "base/memory.h"

void keep_begin(struct keep *k, struct journal *journal, const struct unit_asked *asked)
{
    *k = (struct keep){.journal = journal, .layout = asked->layout};
    if (journal)
        unit_names_begin(&k->names, asked);
}

void keep_ask(struct keep *k, size_t first, size_t end)
{
    if (!k->journal)
        return;
    k->first = first;
    k->count = end - first;
    k->unit = xrealloc(k->unit, k->count + 1, sizeof *k->unit);
    for (size_t i = 0; i < k->count; i++) {
        k->unit[i].name = unit_name(&k->names, first + i);
        k->unit[i].mine = journal_ask(k->journal, &k->unit[i].name);
    }
}

bool keep_is_mine(const struct keep *k, size_t replication)
{
    return !k->journal || k->unit[replication - k->first].mine;
}

bool keep_find(const struct keep *k, size_t replication, struct finished *f)
{
    return k->journal &&
           journal_get(k->journal, &k->unit[replication - k->first].name, k->layout, f);
}

void keep_add(const struct keep *k, size_t replication, const struct finished *f)
{
    if (k->journal)
        journal_put(k->journal, &k->unit[replication - k->first].name, k->layout, f);
}

bool keep_is_merged(const struct keep *k)
{
    return k->journal && journal_is_merged(k->journal);
}

bool keep_is_whole(const struct keep *k)
{
    return !k->journal || journal_shard(k->journal).of == 0;
}

void keep_end(struct keep *k)
{
    free(k->unit);
}
