#include "output/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { PIECE_MOST = 1 << 20 };

static bool said(struct diag *d, const char *path, const char *what)
{
    diag_failure(d, (struct where){path, 0}, "%s: %s", what, strerror(errno));
    return false;
}

/* A device or a pipe would be lost: what is renamed takes its place; a directory's it
 * cannot take. */
static bool may_be_replaced(const char *path, struct diag *diag)
{
    struct stat there;

    if (stat(path, &there) != 0 || S_ISREG(there.st_mode))
        return true;
    diag_failure(diag, (struct where){path, 0}, "cannot be written: it is %s",
                 S_ISDIR(there.st_mode) ? "a directory" : "no plain file");
    return false;
}

static void forget(struct draft *p)
{
    free(p->name);
    free(p->path);
    *p = (struct draft){.out = -1};
}

bool draft_begin(struct draft *p, const char *path, struct diag *diag)
{
    size_t room = strlen(path) + 32;

    if (!may_be_replaced(path, diag))
        return false;
    *p = (struct draft){.path = xstrdup(path), .name = xcalloc(room, 1), .fine = true};
    snprintf(p->name, room, "%s.%ld.tmp", path, (long)getpid());
    p->out = open(p->name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (p->out >= 0)
        return true;
    said(diag, path, "cannot be written");
    forget(p);
    return false;
}

void draft_put(struct draft *p, const void *bytes, size_t count)
{
    const char *at = bytes;

    while (p->fine && count > 0) {
        ssize_t n = write(p->out, at, count < PIECE_MOST ? count : PIECE_MOST);
        if (n < 0 && errno != EINTR)
            p->fine = false;
        if (n > 0) {
            at += n;
            count -= (size_t)n;
        }
    }
}

/* The directory too, so that the new name survives a power cut.  Some file systems cannot
 * do that: it is a courtesy, no promise. */
static void sync_directory(const char *path)
{
    char *directory = xstrdup(path), *slash = strrchr(directory, '/');
    int fd;

    if (slash)
        slash[slash == directory] = '\0';
    fd = open(slash ? directory : ".", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(directory);
}

bool draft_end(struct draft *p, struct diag *diag)
{
    bool fine = p->fine && fsync(p->out) == 0;

    if (!fine)
        said(diag, p->path, "cannot be written");
    if (close(p->out) < 0 && fine)
        fine = said(diag, p->path, "cannot be written");
    if (fine && rename(p->name, p->path) < 0)
        fine = said(diag, p->path, "cannot be replaced");
    if (fine)
        sync_directory(p->path);
    else
        unlink(p->name);
    forget(p);
    return fine;
}

void draft_drop(struct draft *p)
{
    close(p->out);
    unlink(p->name);
    forget(p);
}
