/* digest.c - `headroom digest FILE.h5...`: what is in a file, as 64 hex digits. */
#include "cmd/command.h"
#include "output/store.h"

int digest_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    char digest[65];

    for (size_t i = 0; i < options->arguments; i++)
        if (store_digest(options->argument[i], digest, &diag))
            fprintf(around->out, "%s  %s\n", digest, options->argument[i]);
    return outcome_of(&diag);
}
