/* answer.h - a summary on standard output as it was asked for, and what it comes to. */
#ifndef CMD_ANSWER_H
#define CMD_ANSWER_H

#include "cmd/command.h"
#include "output/summary.h"

enum outcome answer(const struct options *, const struct surroundings *,
                    const struct summary *);

#endif
