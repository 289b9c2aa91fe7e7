/* main.c - headroom: the way in. */
#include "start.h"

int main(int argc, char **argv)
{
    struct start start;
    int outcome;

    start_look(&start, argc, argv);
    outcome = start_command(&start);
    start_end(&start);
    return outcome;
}
