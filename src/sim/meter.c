/* meter.c - observations are counted in bins, many at once. */
#include "sim/meter.h"

void observed_settle(struct observed *seen)
{
    histogram_observe(&seen->open, &seen->run, seen->value, seen->few);
    seen->few = 0;
}
