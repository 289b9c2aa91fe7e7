/* ledger.h - what must add up at the end of every run, in every build (methods.md 9). */
#ifndef LEDGER_H_RUN
#define LEDGER_H_RUN

#include "run/recorder.h"

/* False after a message for each account that does not balance: "ledger: ..". */
bool ledger_balances(struct sim *, const struct recorder *, struct diag *);

#endif
