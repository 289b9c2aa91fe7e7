#include "import/file.h"

#include <stdlib.h>
#include <string.h>

#include "config/read_tree.h"

void heard_begin(struct heard *heard)
{
    *heard = (struct heard){.said = ""};
    heard->diag.out = open_memstream(&heard->text, &heard->length);
}

void heard_end(struct heard *heard, struct arena *arena)
{
    if (!heard->diag.out)
        return;
    fclose(heard->diag.out);
    heard->said = arena_text(arena, "%.*s", (int)strcspn(heard->text, "\n"), heard->text);
    free(heard->text);
}

/* Step for step below where it begins; a link that leads out of it is no way either. */
static bool is_below(const char *path)
{
    int depth = 0;

    if (*path == '/' || strstr(path, "://"))
        return false;
    while (*path && depth >= 0) {
        size_t length = strcspn(path, "/");
        if (length == 2 && strncmp(path, "..", 2) == 0)
            depth--;
        else if (length > 1 || (length == 1 && *path != '.'))
            depth++;
        path += length + (path[length] == '/');
    }
    return depth >= 0;
}

static bool leads_below(const char *folder, const char *path)
{
    char *base = realpath(*folder ? folder : ".", NULL), *real = realpath(path, NULL);
    size_t length = base ? strlen(base) : 0;
    bool below = !real || (base && strncmp(real, base, length) == 0 &&
                           (real[length] == '/' || length == 1));

    free(base);
    free(real);
    return below;
}

static bool is_same_folder(const char *a, const char *b)
{
    char *first = realpath(*a ? a : ".", NULL), *second = realpath(*b ? b : ".", NULL);
    bool same = first && second && strcmp(first, second) == 0;

    free(first);
    free(second);
    return same;
}

const struct node *file_tree(struct import *i, const struct node *said, const char *id,
                             const char **name)
{
    const char *path = arena_text(i->arena, "%s%s", i->folder, said->text);
    struct tree_file file = {0};
    const struct node *tree;
    struct heard heard;

    if (!is_below(said->text) || !leads_below(i->folder, path)) {
        note(i, said->at, "%s: %s is not in the template's folder: not read", id,
             said->text);
        return NULL;
    }
    heard_begin(&heard);
    tree = read_tree(path, said->at, i->arena, &file, &heard.diag);
    heard_end(&heard, i->arena);
    if (!tree)
        note(i, said->at, "%s: %s cannot be read: %s", id, said->text, heard.said);
    if (name)
        *name =
            tree && (!i->wanted->folder || is_same_folder(i->wanted->folder, i->folder))
                ? said->text
                : NULL;
    return tree;
}
