/* tables.h - settings, metrics, limits and line items of a state machine. */
#ifndef STEPFUNCTIONS_TABLES_H
#define STEPFUNCTIONS_TABLES_H

#include "stepfunctions/stepfunctions.h"

enum { /* rows of stepfunctions_metrics */
       METRIC_STARTED,
       METRIC_SUCCEEDED,
       METRIC_FAILED,
       METRIC_TIMED_OUT,
       METRIC_TIME,
       METRIC_THROTTLED,
       METRIC_START_THROTTLES,
       METRIC_TRANSITIONS,
       METRIC_WAIT,
       METRIC_OPEN,
       METRIC_HISTORY,
       METRIC_CHILDREN,
       METRIC_CHILDREN_FAILED,
       METRIC_BILLED,
       METRIC_AGE,
       METRIC_STATE_TRANSITIONS,
       METRIC_RETRIES,
       METRIC_STATE_FAILED,
       METRIC_STATE_TIME,
       METRIC_WAITING,
};

enum { /* rows of stepfunctions_items */
       ITEM_TRANSITION,
       ITEM_REQUEST,
       ITEM_GB_SECOND,
};

enum { /* stepfunctions_model.actions */
       ACTION_START,
       ACTION_START_SYNC,
       ACTION_START_AND_WAIT, /* StartExecution.sync: of a task of another machine */
};

enum { /* limits of the account, by place */
       LIMIT_START,
       LIMIT_EXPRESS_START,
       LIMIT_TRANSITION,
       LIMIT_OPEN,
};

/* An Express execution is charged by pieces begun (Step Functions pricing, 2021 and
 * 2026). */
#define MEMORY_PIECE (INT64_C(64) << 20)
#define BILLED_PIECE (100 * SIM_MS)

extern const struct field stepfunctions_fields[], stepfunctions_account_fields[];
extern const struct metric stepfunctions_metrics[];
extern const struct line_item stepfunctions_items[];
extern const struct report_column stepfunctions_columns[];
extern const struct own_limit stepfunctions_own_limits[];

/* read.c: definition and substitutions, and what follows from them. */
bool definition_read(struct reading *, const struct field *, const struct node *,
                     void *place);
bool substitutions_read(struct reading *, const struct field *, const struct node *,
                        void *place);
void stepfunctions_expand(struct reading *, struct node *group, const char *address);

/* complete.c: what a definition leaves open, for import. */
bool stepfunctions_complete(struct reading *, struct node *group, const char *address);

/* load.c: before it runs. */
void stepfunctions_declare(struct catalogue *, const struct resource *self);
void stepfunctions_check(const struct graph *, const struct resource *self,
                         struct diag *);
void stepfunctions_plan(struct plan *, const struct resource *self);
bool stepfunctions_resolve(const struct graph *, const struct resource *self,
                           struct target *, struct diag *);
/* Whether the service that a task names has a room here: what it calls must be said. */
struct asl_task;
bool task_has_room(const struct asl_task *);
/* What is said of a state of the definition. */
const struct state_config *state_said(const struct stepfunctions_config *, size_t state);
/* Whether it is said how likely way i of a Choice is; *place: its element, or beyond. */
struct asl_choice;
bool choice_is_said(const struct asl_choice *, const struct state_config *, size_t i,
                    size_t *place);

/* needed.c */
extern const struct needed stepfunctions_needed[];

/* forecast.c */
struct forecast_time stepfunctions_forecast(struct forecast *, const struct resource *,
                                            const struct offered *);

#endif
