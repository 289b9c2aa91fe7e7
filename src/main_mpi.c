/* main_mpi.c - headroom-mpi: rank 0 does what headroom does, all others run units for it.
 *
 *   mpirun -n 8 headroom-mpi sweep shop.cfg --vary ...
 */
#include "start.h"
#include "study/jobs_mpi.h"

int main(int argc, char **argv)
{
    struct start start;
    struct ranks *ranks;
    int outcome = OUTCOME_FINE;

    ranks = ranks_begin(&argc, &argv);
    start_look(&start, argc, argv);
    if (ranks_is_first(ranks)) {
        start.around.elsewhere = ranks_elsewhere(ranks);
        start.around.processors = ranks_count(ranks);
        /* mpirun gives it a terminal of its own, whoever reads it */
        start.around.out_colour = start.around.err_is_terminal = false;
        outcome = start_command(&start);
    } else {
        ranks_serve(ranks, start.around.profiles, start.around.interrupted);
    }
    ranks_end(ranks);
    start_end(&start);
    return outcome;
}
