/* heap_names.h - the verbs of sim/sim.h under other names, so that one program
 * can hold both event sets.  To be included before sim/sim.h. */
#ifndef HEAP_NAMES_H
#define HEAP_NAMES_H

#define sim_new heap_new
#define sim_free heap_free
#define sim_at heap_at
#define sim_after heap_after
#define sim_cancel heap_cancel
#define sim_run heap_run
#define sim_stalled heap_stalled
#define sim_events heap_events

#endif
