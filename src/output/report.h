/* report.h - a summary on the terminal (design: one page, verdict first) and as JSON. */
#ifndef REPORT_H
#define REPORT_H

#include "output/json.h"
#include "output/paper.h"
#include "output/summary.h"

struct reporting {
    const struct summary *summary;
    bool all_limits;
};

void report_text(struct paper *, const struct reporting *);
/* One document; SI units with the unit in the key, null where there is no number. */
void report_json(FILE *, enum form, const struct reporting *);

/* Parts of report_text. */
void report_objectives(struct paper *, const struct summary *);
void report_limits(struct paper *, const struct reporting *);
void report_activities(struct paper *, const struct summary *);
void report_models(struct paper *, const struct summary *);
void report_capacities(struct paper *, const struct summary *, const struct model *);
void report_capacity_series(struct paper *, const struct summary *);
void report_times(struct paper *, const struct summary *, const struct resource *client);
void report_causes(struct paper *, const struct summary *, const struct resource *);
void report_costs(struct paper *, const struct summary *);

/* Of them, what a page with pictures needs alone (page.h). */
void report_identity(struct text *, const struct summary *); /* but for the title */
void report_verdict(struct paper *, const struct summary *);
void report_refusals(struct paper *, const struct summary *);
void report_drains(struct paper *, const struct summary *);
void report_remarks(struct paper *, const struct summary *);
void report_observed(struct text *, const struct judged *);
void report_interval(struct text *, const struct judged *);
void report_note(struct text *, const struct judged *, const struct summary *);

/* What a rate is of: "/s", " KB/s". */
void report_rate_unit(struct text *, const char *unit);

/* A metric of "client.shop[book]", over the whole run (NULL) or a phase; NULL: none. */
const struct measured *report_measured(const struct summary *, const char *metric,
                                       const char *address, const struct mark *phase);
bool report_is_preview(const struct summary *);

#endif
