#include "output/said.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/h5.h"

const char *const said_names[] = {"text", "json", "csv", "power-tuning", "page"};

/* ---- into the tail ---- */

void said_write(struct h5 *tail, const struct said *said)
{
    const char *name[SAID_FORMS];
    int64_t length[SAID_FORMS];
    struct text all = {0};
    size_t n = 0;

    for (size_t i = 0; i < SAID_FORMS; i++) {
        const struct text *one = &said->form[i];
        if (one->length == 0)
            continue;
        name[n] = said_names[i];
        length[n++] = (int64_t)one->length;
        text_add_bytes(&all, one->bytes, one->length);
    }
    h5_group(tail, "said");
    h5_note_int(tail, "outcome", said->outcome);
    h5_axis_text(tail, "form", "forms of the answer", name, n);
    h5_axis_bare(tail, "byte", all.length);
    h5_variable(tail, "length", "form", H5_I64,
                &(struct h5_label){.units = "By", .long_name = "of each"});
    h5_write(tail, "length", NULL, 0, length);
    h5_variable(tail, "content", "byte", H5_I8,
                &(struct h5_label){.long_name = "one after the other"});
    h5_write(tail, "content", NULL, 0, all.bytes);
    text_free(&all);
}

/* ---- out of it ---- */

char *said_command(const char *path)
{
    struct diag quiet = {0};
    struct h5_file *file = h5_open(path, &quiet);
    char *command = file ? h5_attribute(file, NULL, "command") : NULL;

    if (file)
        h5_shut(file);
    return command;
}

static struct text *form_of(struct said *said, const char *name)
{
    for (size_t i = 0; i < SAID_FORMS; i++)
        if (strcmp(said_names[i], name) == 0)
            return &said->form[i];
    return NULL;
}

static void take(struct text *to, const double *content, size_t count)
{
    char *bytes = xcalloc(count + 1, 1);

    for (size_t i = 0; i < count; i++)
        bytes[i] = (char)content[i];
    text_free(to);
    text_add_bytes(to, bytes, count);
    free(bytes);
}

struct kept { /* as it stands in the tail */
    char **name;
    double *length, *content;
    size_t forms, lengths, bytes;
};

/* What it does not know the name of is of a later headroom. */
static bool cut(const struct kept *k, struct said *said)
{
    size_t at = 0;

    for (size_t i = 0; i < k->forms; i++) {
        struct text *to = form_of(said, k->name[i] ? k->name[i] : "");
        if (!(k->length[i] >= 0) || k->length[i] > (double)(k->bytes - at))
            return false;
        if (to)
            take(to, k->content + at, (size_t)k->length[i]);
        at += (size_t)k->length[i];
    }
    return true;
}

static bool read_forms(struct h5_file *tail, struct said *said)
{
    struct h5_shape shape;
    struct kept k = {0};
    bool fine = h5_find(tail, "said/form", &shape) && shape.type == H5_TEXT;

    k.forms = fine ? shape.count : 0;
    k.name = xcalloc(k.forms + 1, sizeof *k.name);
    k.length = h5_read_new(tail, "said/length", &k.lengths);
    k.content = h5_read_new(tail, "said/content", &k.bytes);
    fine = fine && k.length && k.content && k.lengths == k.forms &&
           h5_read_text(tail, "said/form", k.name) && cut(&k, said);
    for (size_t i = 0; i < k.forms; i++)
        free(k.name[i]);
    free(k.name);
    free(k.length);
    free(k.content);
    return fine;
}

bool said_read(const char *path, struct said *said, struct diag *diag)
{
    struct h5_file *tail = h5_open_tail(path);
    double outcome = 0;
    bool fine;

    *said = (struct said){0};
    fine = tail && h5_attribute_number(tail, "said", "outcome", &outcome) &&
           read_forms(tail, said);
    said->outcome = (int)outcome;
    if (tail)
        h5_shut(tail);
    if (!fine) {
        said_free(said);
        diag_error(diag, (struct where){path, 0},
                   "does not hold what a report needs: it is older than reports of "
                   "studies, or another program has written it; run it again");
    }
    return fine;
}

void said_free(struct said *said)
{
    for (size_t i = 0; i < SAID_FORMS; i++)
        text_free(&said->form[i]);
}
