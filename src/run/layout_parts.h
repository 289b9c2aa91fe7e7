/* layout_parts.h - what the making of a layout shares; private to layout*.c:
 *
 * layout.c            axes, then the rest; looking up
 * layout_variables.c  variables along them
 * layout_partitions.c those along partitions
 * layout_windows.c    hidden values of objectives and phases
 */
#ifndef LAYOUT_PARTS_H
#define LAYOUT_PARTS_H

#include "run/layout.h"

struct making {
    struct layout *layout;
    struct arena *arena;
    const struct scenario *scenario;
    const struct axis *time, *statistic, *bin, *limit, *line, *part, *part_statistic,
        *activity, *partition;
};

struct wanted { /* a variable */
    const char *name, *units, *long_name, *cloudwatch, *cell_methods, *flags;
    enum stored store;
    const struct axis *axis[VARIABLE_RANK]; /* NULL ones are left out */
};

/* Its place in layout->variable. */
int layout_add(struct making *, struct wanted);

void layout_add_variables(struct making *);
void layout_add_partitions(struct making *);
void layout_add_windows(struct making *);

#endif
