#include "cmd/command.h"
int tune_command(const struct options *options, const struct surroundings *around)
{
    (void)options;
    (void)around;
    return 2;
}
