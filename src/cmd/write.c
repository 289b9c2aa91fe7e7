#include "cmd/write.h"

#include <string.h>
#include <sys/stat.h>

#include "output/draft.h"

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

bool write_text(const struct writing *w, struct diag *diag)
{
    struct draft draft;

    if (!may_be_written(w, diag) || !draft_begin(&draft, w->path, diag))
        return false;
    draft_put(&draft, w->text, strlen(w->text));
    return draft_end(&draft, diag);
}
