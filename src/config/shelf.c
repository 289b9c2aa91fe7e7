#include "config/shelf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

const char *path_beside(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    size_t folder = slash ? (size_t)(slash + 1 - file) : 0;

    return strncmp(path, file, folder) == 0 ? path + folder : path;
}

static const char *name_of(const struct shelf *shelf, const char *path)
{
    size_t length = shelf->profiles ? strlen(shelf->profiles) : 0;

    if (length == 0 || strncmp(path, shelf->profiles, length) != 0 || path[length] != '/')
        return shelf->scenario ? path_beside(shelf->scenario, path) : path;
    return arena_text(shelf->arena, "profiles%s", path + length);
}

static const struct shelved *find(const struct shelf *shelf, const char *path)
{
    const char *name = name_of(shelf, path);

    for (size_t i = 0; i < shelf->files; i++)
        if (strcmp(shelf->file[i].name, name) == 0)
            return &shelf->file[i];
    return NULL;
}

bool shelf_holds(const struct shelf *shelf, const char *path)
{
    return shelf && shelf->stored && find(shelf, path);
}

/* A file of its own, as whoever reads it may ask what it is. */
static FILE *copy_of(const struct shelved *file)
{
    FILE *copy = tmpfile();
    int why;

    if (!copy)
        return NULL;
    errno = EIO;
    if (fwrite(file->bytes, 1, file->length, copy) == file->length &&
        fseek(copy, 0, SEEK_SET) == 0)
        return copy;
    why = errno;
    fclose(copy);
    errno = why;
    return NULL;
}

/* A plain file that is not kept yet, and for which there is room. */
static bool is_to_be_kept(const struct shelf *shelf, const char *path, FILE *in,
                          size_t *length)
{
    struct stat about;

    if (fstat(fileno(in), &about) != 0 || !S_ISREG(about.st_mode) || find(shelf, path) ||
        about.st_size > (off_t)(SHELF_MOST - shelf->bytes))
        return false;
    *length = (size_t)about.st_size;
    return true;
}

static void keep(struct shelf *shelf, const char *path, FILE *in)
{
    size_t length;
    char *bytes;

    if (!is_to_be_kept(shelf, path, in, &length))
        return;
    bytes = arena_get(shelf->arena, length);
    length = fread(bytes, 1, length, in);
    rewind(in);
    shelf->file =
        arena_room(shelf->arena, shelf->file, shelf->files, sizeof *shelf->file);
    shelf->file[shelf->files++] = (struct shelved){
        arena_text(shelf->arena, "%s", name_of(shelf, path)), bytes, length};
    shelf->bytes += length;
}

FILE *shelf_open(struct shelf *shelf, const char *path)
{
    FILE *in;

    if (shelf_holds(shelf, path))
        return copy_of(find(shelf, path));
    in = fopen(path, "r");
    if (in && shelf)
        keep(shelf, path, in);
    return in;
}
