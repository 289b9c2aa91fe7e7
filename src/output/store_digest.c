#include "output/store.h"

#include "base/sha256.h"
#include "output/h5.h"

static void add_bytes(void *ctx, const void *bytes, size_t count)
{
    sha256_add(ctx, bytes, count);
}

bool store_digest(const char *path, char digest[65], struct diag *diag)
{
    struct h5_file *f = h5_open(path, diag);
    struct sha256 sum;
    bool fine;

    if (!f)
        return false;
    sha256_begin(&sum);
    fine = h5_walk(f, add_bytes, &sum);
    sha256_end(&sum, digest);
    h5_shut(f);
    if (!fine)
        diag_error(diag, (struct where){path, 0},
                   "holds what no file of headroom's does");
    return fine;
}
