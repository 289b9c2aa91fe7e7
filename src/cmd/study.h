/* study.h - a study file is the command line written down (language.md D34). */
#ifndef CMD_STUDY_H
#define CMD_STUDY_H

#include "cmd/command.h"

/* If the one argument is a study: its options come before those given, and the argument
 * becomes its scenario.  False after messages. */
bool study_open(struct options *, const struct command *, struct diag *);

#endif
