/* jobs_mpi.h - the one door to MPI: units of work go from rank 0 to the others, one at a
 * time each, and what they bring comes back.  In headroom-mpi only.
 */
#ifndef JOBS_MPI_H
#define JOBS_MPI_H

#include <stdbool.h>

#include "study/unit_run.h"

struct ranks;

struct ranks *ranks_begin(int *argc, char ***argv);
bool ranks_is_first(const struct ranks *);
unsigned ranks_count(const struct ranks *);
/* Rank 0: as many hands as there are ranks find work here, one of them by itself. */
const struct elsewhere *ranks_elsewhere(const struct ranks *);
/* The others: run what they are given until rank 0 has done. */
void ranks_serve(struct ranks *, const char *profiles, volatile const int *interrupted);
void ranks_end(struct ranks *); /* rank 0: sends the others home */

#endif
