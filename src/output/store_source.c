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
    store_note_text(h5, "path", s->path);
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

void store_declare_hidden(struct h5 *h5, const struct layout *l,
                          const struct stored_runs *runs)
{
    const struct h5_label label = {.long_name = "windows of objectives and phases, then "
                                                "strides: in the order of the layout"};
    size_t hidden = l->values - store_hidden_from(l);

    if (!l->scenario->loaded.shelf) /* nobody kept what it was read from */
        return;
    write_source(h5, l->scenario);
    h5_group(h5, "report");
    h5_note_int(h5, "alone", runs->alone);
    h5_axis_int(h5, "replication", "replication, numbered from 0", runs->first,
                runs->count);
    h5_axis_bare(h5, "value", hidden);
    h5_variable(h5, "hidden", "replication value", H5_F64, &label);
    h5_group(h5, NULL);
}

void store_batch(struct store *store, size_t i, size_t batches,
                 const struct result *batch)
{
    const struct h5_label label = {.long_name = "a batch as a run, whole: in the order "
                                                "of its layout"};

    if (!store->layout->scenario->loaded.shelf)
        return;
    if (i == 0) {
        h5_group(store->h5, "batches");
        h5_axis_int(store->h5, "replication", "batches stand for replications", 0,
                    batches);
        h5_axis_bare(store->h5, "value", batch->layout->values);
        h5_variable(store->h5, "whole", "replication value", H5_F64, &label);
        h5_group(store->h5, NULL);
    }
    h5_write(store->h5, "batches/whole", &i, 1, batch->value);
}
