#define _GNU_SOURCE
#include "cmd/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

bool may_be_written(const struct writing *w, struct diag *diag)
{
    struct stat there;

    if (lstat(w->path, &there) != 0)
        return true;
    if (!w->force)
        diag_error(diag, (struct where){w->path, 0},
                   "it is there already; --force overwrites it");
    else if (!S_ISREG(there.st_mode))
        diag_failure(diag, (struct where){w->path, 0},
                     "cannot be written: it is no plain file");
    return w->force && S_ISREG(there.st_mode);
}

static bool write_all(int file, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t written = write(file, text, left);
        if (written < 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return true;
}

/* Beside it first, so that nothing half-written bears its name. */
static bool write_beside(const struct writing *w, const char *part)
{
    int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool fine;

    if (file < 0)
        return false;
    fine = write_all(file, w->text);
    fine = close(file) == 0 && fine;
    if (!fine || rename(part, w->path) != 0) {
        int why = errno;
        unlink(part);
        errno = why;
        return false;
    }
    return true;
}

bool write_text(const struct writing *w, struct diag *diag)
{
    struct text part = {0};
    bool fine;

    if (!may_be_written(w, diag))
        return false;
    text_add(&part, "%s.%ld.tmp", w->path, (long)getpid());
    fine = write_beside(w, text_of(&part));
    if (!fine)
        diag_failure(diag, (struct where){w->path, 0}, "%s", strerror(errno));
    text_free(&part);
    return fine;
}
