/* store_source.c - /source: the files that a scenario was read from and the words of the
 * command line, so that a report needs nothing but the result; /report: the numbers that
 * it needs and no notebook does; /batches: of one long run. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/shelf.h"
#include "output/store.h"
#include "output/store_parts.h"

/* ---- /source ---- */

/* Readers refuse what is not UTF-8. */
static void write_texts(struct h5 *h5, const char *axis, const char *long_name,
                        const struct source_texts *texts)
{
    char **clean = xcalloc(texts->count + 1, sizeof *clean);
    struct text text = {0};

    for (size_t i = 0; i < texts->count; i++) {
        text_add_utf8(&text, texts->text[i]);
        clean[i] = xstrdup(text_of(&text));
        text_free(&text);
    }
    if (texts->count > 0)
        h5_axis_text(h5, axis, long_name, (const char *const *)clean, texts->count);
    for (size_t i = 0; i < texts->count; i++)
        free(clean[i]);
    free(clean);
}

static void write_files(struct h5 *h5, const struct shelf *shelf)
{
    const char **name = xcalloc(shelf->files + 1, sizeof *name);
    int64_t *length = xcalloc(shelf->files + 1, sizeof *length);
    char *all = xcalloc(shelf->bytes + 1, 1), *at = all;

    for (size_t i = 0; i < shelf->files; i++) {
        name[i] = shelf->file[i].name;
        length[i] = (int64_t)shelf->file[i].length;
        memcpy(at, shelf->file[i].bytes, shelf->file[i].length);
        at += shelf->file[i].length;
    }
    write_texts(h5, "file", "files that the scenario was read from",
                &(struct source_texts){name, shelf->files});
    h5_axis_bare(h5, "byte", shelf->bytes);
    h5_variable(h5, "length", "file", H5_I64,
                &(struct h5_label){.units = "By", .long_name = "of each"});
    h5_write(h5, "length", NULL, 0, length);
    h5_variable(h5, "content", "byte", H5_I8,
                &(struct h5_label){.long_name = "one after the other"});
    h5_write(h5, "content", NULL, 0, all);
    free(name);
    free(length);
    free(all);
}

static void write_source(struct h5 *h5, const struct scenario *s)
{
    const struct loading *loaded = &s->loaded;

    h5_group(h5, "source");
    store_note_text(h5, "path", path_beside(s->path, s->path));
    h5_note_int(h5, "no_objectives", loaded->no_objectives);
    write_texts(h5, "set", "--set, in order",
                &(struct source_texts){loaded->set, loaded->sets});
    write_texts(h5, "objective", "--objective, in order",
                &(struct source_texts){loaded->objective, loaded->objectives});
    write_files(h5, loaded->shelf);
}

/* ---- /report, /batches ---- */

size_t store_hidden_from(const struct layout *l)
{
    size_t from = 0;

    for (size_t i = 0; i < l->variables; i++)
        if (!l->variable[i].hidden && l->variable[i].at + l->variable[i].count > from)
            from = l->variable[i].at + l->variable[i].count;
    return from;
}

void store_keep(struct store *store, const struct result *result)
{
    size_t from = store_hidden_from(store->layout);

    store->hidden.length = store->layout->values - from;
    if (store->layout->scenario->loaded.shelf) /* what it was read from was kept */
        sparse_add(&store->hidden, result->value + from);
}

void store_batches(struct store *store, const struct sparse *batches)
{
    store->batches = batches;
}

void store_kept(struct store *store)
{
    struct h5 *h5;

    if (!store->layout->scenario->loaded.shelf)
        return;
    h5 = h5_tail(store->h5);
    write_source(h5, store->layout->scenario);
    h5_note_int(h5, "alone", store->alone);
    sparse_write(h5, "report",
                 "of each replication windows of objectives and phases, then strides: in "
                 "the order of the layout",
                 &store->hidden);
    if (store->batches)
        sparse_write(h5, "batches", "of each batch, as a run: in the order of its layout",
                     store->batches);
}
