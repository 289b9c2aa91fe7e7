/* batch_shape.h - a batch of one long run as a run of its own: what is asked of it.
 */
#ifndef BATCH_SHAPE_H
#define BATCH_SHAPE_H

#include "run/layout.h"

struct batch_shape { /* stays where it is: the layout points to the scenario */
    struct scenario scenario;
    struct layout *layout;
};

/* Of a run of this layout, batches of this length. */
void batch_shape_of(struct batch_shape *, const struct layout *whole, sim_time length,
                    struct arena *);

#endif
