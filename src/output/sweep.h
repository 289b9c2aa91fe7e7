/* sweep.h - a study's points: what was set at each, and what came of it.
 *
 * study/ fills it in; store_points.c writes it, report_sweep.c and its neighbours print
 * it.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "config/field.h"
#include "output/json.h"
#include "output/number.h"
#include "output/paper.h"
#include "output/said.h"
#include "output/summary.h"
#include "output/table.h"

struct sweep_value { /* one place along an axis */
    const char *label;
    double value;           /* in the axis's units; NaN: no number */
    const char *const *set; /* "ADDRESS=VALUE" */
    size_t sets;
};

struct sweep_axis {
    const char *name;        /* the setting's address, or the name it was given */
    const char *coordinate;  /* the same, for a file: lambda_orders_memory_size */
    const char *units;       /* of its values; NULL: they are no numbers */
    const struct field *row; /* NULL: a named axis */
    size_t values;
    struct sweep_value *value;
    bool range; /* LO..HI: every whole number between them */
};

struct sweep_point {
    const size_t *at;       /* its place along each axis */
    const char *const *set; /* all its settings */
    size_t sets;
    struct scenario *scenario;
    const struct layout *layout;
    struct summary summary;
    bool done;
    size_t replications;
    double **kept; /* of each: the stored variables, in the layout's order */
    size_t room;
};

struct sweep {
    const char *command;    /* "sweep" */
    const char *file;       /* the scenario's, as given */
    const char *const *set; /* what all points share */
    size_t sets;
    size_t axes, points;
    struct sweep_axis *axis;
    struct sweep_point *point;
    bool series, histograms; /* stored too */
};

/* Whether a variable goes into the file of points: whole-run values, and clients'
 * latencies by bin. */
bool sweep_stores(const struct sweep *, const struct variable *);
size_t sweep_values(const struct sweep *, const struct layout *);

/* The file of a study: dimension `point` first, and what it said.  False after a message.
 */
bool sweep_store(const struct sweep *, const struct said *, const char *path,
                 struct diag *);

/* What is shown of each point: objectives, then wishes, then (where nothing was asked)
 * the clients' latencies and errors, last the cost. */
struct sweep_shown {
    const char *title; /* "p99(client.shop.latency) < 600 ms" */
    enum unit unit;
    struct estimate is;
    const struct judged *judged; /* of objectives; else NULL */
};
size_t sweep_columns(const struct sweep *);
struct sweep_shown sweep_cell(const struct sweep *, size_t point, size_t column);
const struct sweep_value *sweep_value_of(const struct sweep *, size_t point, size_t axis);
/* How many points meet all objectives, miss one, or are undecided. */
void sweep_verdicts(const struct sweep *, size_t *met, size_t *missed, size_t *undecided);

/* The lines of identity: title, profile, points, runs. */
void sweep_add_identity(struct paper *, const struct sweep *);
/* "headroom run x.cfg --set .." of a point. */
void sweep_add_command(struct paper *, const struct sweep *, const struct sweep_point *);
/* "✓ 407 ± 2"; of all cells of a column the same unit. */
void sweep_add_cell(struct text *, const struct paper *, const struct sweep_shown *,
                    const struct scale *);

/* Heads of the columns for settings and for the first so many of what is shown; what is
 * long there is a letter, told in lines of its own before. */
void sweep_add_legend(struct paper *, const struct sweep *, size_t columns);
void sweep_add_axis_heads(struct table *, const struct sweep *);
void sweep_add_heads(struct table *, const struct sweep *, size_t columns,
                     const struct scale *);
struct scale sweep_column_scale(const struct sweep *, size_t column);

/* What "0 (≤ 0.3)" means, where any cell has it. */
void sweep_add_none_seen(struct paper *, const struct sweep *);

/* On the terminal, as JSON, as CSV. */
void sweep_report(struct paper *, const struct sweep *);
void sweep_json(FILE *, const struct sweep *);
void sweep_csv(FILE *, const struct sweep *);
/* The list of points, as a member of a document. */
void sweep_json_points(struct json *, const struct sweep *);

#endif
