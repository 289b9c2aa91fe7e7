/* bill.h - what an execution, a restore and a snapshot cost: counted, as whole numbers.
 */
#ifndef LAMBDA_BILL_H
#define LAMBDA_BILL_H

#include "lambda/cold.h"

/* An execution that has taken so long; with `also`, the part of its init or restore that
 * is charged, it is rounded up as one.  `provisioned`: in such an environment. */
void bill_execution(struct service *self, const struct lambda_account *,
                    sim_time duration, sim_time also, bool provisioned);
/* The init of a provisioned environment: at the price of its executions [A]. */
void bill_init(struct service *self, const struct lambda_account *, sim_time init);
/* So many provisioned environments more are there to be paid for; less: negative. */
void bill_provisioned(struct sim *, struct service *self, int64_t environments);
/* An environment has been restored from the snapshot. */
void bill_restore(struct service *self);
/* The function's version is there, and with it its snapshot. */
void bill_snapshot(struct sim *, struct service *self);

#endif
