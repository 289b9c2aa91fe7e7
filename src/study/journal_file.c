#define _GNU_SOURCE
#include "study/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static const char magic[] = "headroom journal 1\n";
enum { MAGIC = sizeof magic - 1 };

static bool told(struct diag *diag, const char *path, const char *what)
{
    diag_failure(diag, (struct where){path, 0}, "%s: %s", what, strerror(errno));
    return false;
}

/* ---- bytes ---- */

static bool write_all(int fd, const char *bytes, size_t count, off_t at)
{
    while (count > 0) {
        ssize_t n = pwrite(fd, bytes, count, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        count -= (size_t)n;
        at += n;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t count, off_t at)
{
    char *to = bytes;

    while (count > 0) {
        ssize_t n = pread(fd, to, count, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        to += n;
        count -= (size_t)n;
        at += n;
    }
    return true;
}

static uint32_t crc_of(const struct record *head, const struct text *bytes)
{
    const char *from = (const char *)head + offsetof(struct record, kind);
    uint32_t crc = text_crc_more(~UINT32_C(0), from, sizeof *head - sizeof head->crc);

    return ~text_crc_more(crc, text_of(bytes), bytes->length);
}

bool journal_file_read(const struct journal_file *f, off_t at, size_t length,
                       struct text *bytes)
{
    char *room = xcalloc(length + 1, 1);
    bool fine = read_all(f->fd, room, length, at);

    text_free(bytes);
    *bytes = (struct text){room, fine ? length : 0, length + 1};
    return fine;
}

/* ---- opened ---- */

/* Where the file system cannot lock, nobody is kept out. */
static bool is_ours(const struct journal_file *f, struct diag *diag)
{
    if (flock(f->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return true;
    diag_failure(diag, (struct where){f->path, 0}, "another headroom is writing to it");
    return false;
}

static bool opened(struct journal_file *f, const char *path, int flags, struct diag *diag)
{
    *f = (struct journal_file){.path = xstrdup(path), .fd = -1};
    f->fd = open(path, flags | O_CLOEXEC, 0666);
    return f->fd >= 0 || (errno == ENOENT && !(flags & O_CREAT)) ||
           told(diag, path, "cannot be opened");
}

static bool temporary(struct journal_file *f, struct diag *diag)
{
    FILE *file = tmpfile();

    *f = (struct journal_file){.path = xstrdup("a temporary file"), .fd = -1};
    if (file) {
        f->fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
        fclose(file);
    }
    return f->fd >= 0 || told(diag, f->path, "cannot be opened");
}

bool journal_file_create(struct journal_file *f, const char *path, struct diag *diag)
{
    if (path ? !opened(f, path, O_RDWR | O_CREAT, diag) : !temporary(f, diag))
        return false;
    f->end = MAGIC;
    return (!path || is_ours(f, diag)) &&
           ((ftruncate(f->fd, 0) == 0 && write_all(f->fd, magic, MAGIC, 0)) ||
            told(diag, f->path, "cannot be written"));
}

/* The record at the end of what is sound; false: there is none, or it is not whole. */
static bool next_record(struct journal_file *f, off_t size, struct record *head,
                        struct text *bytes)
{
    off_t from = f->end + (off_t)sizeof *head;

    if (from > size || !read_all(f->fd, head, sizeof *head, f->end) ||
        head->length > (uint64_t)(size - from) ||
        !journal_file_read(f, from, (size_t)head->length, bytes) ||
        crc_of(head, bytes) != head->crc)
        return false;
    f->end = from + (off_t)head->length;
    return true;
}

static bool tell_records(struct journal_file *f, const struct journal_reading *how,
                         struct diag *diag)
{
    struct stat about;
    struct record head;
    struct text bytes = {0};
    char begin[MAGIC];

    if (fstat(f->fd, &about) != 0)
        return told(diag, f->path, "cannot be read");
    if (!read_all(f->fd, begin, MAGIC, 0) || memcmp(begin, magic, MAGIC) != 0) {
        diag_error(diag, (struct where){f->path, 0}, "is not a journal of headroom");
        return false;
    }
    f->end = MAGIC;
    while (next_record(f, about.st_size, &head, &bytes))
        how->told(how->ctx, &head, &bytes, f->end - (off_t)head.length);
    text_free(&bytes);
    return true;
}

bool journal_file_open(struct journal_file *f, const struct journal_reading *how,
                       struct diag *diag)
{
    if (!opened(f, how->path, how->go_on ? O_RDWR : O_RDONLY, diag))
        return false;
    if (f->fd < 0) {
        if (how->absent)
            return *how->absent = true;
        return told(diag, how->path, "cannot be opened");
    }
    if ((how->go_on && !is_ours(f, diag)) || !tell_records(f, how, diag))
        return false;
    return !how->go_on || ftruncate(f->fd, f->end) == 0 ||
           told(diag, how->path, "cannot be written");
}

/* ---- written ---- */

void journal_file_add(struct journal_file *f, enum record_kind kind, const char name[32],
                      const struct text *bytes)
{
    struct record head = {.kind = kind, .length = bytes->length};
    off_t behind = f->end + (off_t)sizeof head;

    if (f->failed)
        return;
    memcpy(head.name, name, sizeof head.name);
    head.crc = crc_of(&head, bytes);
    /* the head last: with no whole record behind it, it would be read as one */
    if (write_all(f->fd, text_of(bytes), bytes->length, behind) &&
        write_all(f->fd, (const char *)&head, sizeof head, f->end))
        f->end = behind + (off_t)bytes->length;
    else
        f->failed = errno ? errno : EIO;
}

void journal_file_close(struct journal_file *f)
{
    if (f->path && f->fd >= 0)
        close(f->fd);
    free(f->path);
    *f = (struct journal_file){.fd = -1};
}
