/* profile.h - dated defaults, quotas, prices and latencies (models/profiles/NAME.cfg).
 *
 * A profile is a file in the scenario's language:
 *
 *     profile = { name = "aws-2021-08"; date = "2021-08-31"; prices_region = ".."; };
 *
 *     defaults = { lambda = { memory_size = { value = "128 MB"; source = ".."; };
 *       variants = ( { when = { runtime = "python3.9"; }; init = { .. }; }, .. ); }; };
 *
 *     account = { lambda = { concurrent_executions = { value = 1000; source; }; }; };
 *
 *     bounds = { lambda = { timeout = { min = "1 s"; max = "15 min"; source; }; }; };
 *
 *     prices = { lambda = { request = { price = "0.20 USD per 1M"; source; }; }; };
 *
 *     features = { arm64 = { address = "lambda.architectures"; only = "arm64";
 *       since = "2021-09-30"; source; }; };
 *
 *     names = { lambda = { runtime = { values = ( "python3.9", .. ); source; }; }; };
 *
 *     classes = { large = { regions = ( "us-east-1", .. ); account = { .. }; }; };
 *
 * A value is a scalar, or { value; source; assumption = true; }.  `variants` are defaults
 * of the resources that `when` fits, the first first: python* fits all that begins so, ""
 * what is not stated.  All of it: models/profiles/README.md.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "config/node.h"
#include "config/shelf.h"

struct profile {
    const char *name, *date;
    const char *prices_region; /* whose prices these are; NULL: not said */
    /* Values flattened to scalars that carry source and mark, the Region's class merged
     * over the rest; a group that has a source but no value (prices, bounds, features)
     * stays, and its scalars carry the source too; in defaults and account such a source
     * is taken out. */
    const struct node *root;
};

/* Finds NAME in `directory` (or takes a path that ends in .cfg), reads it, flattens
 * { value; source; assumption } groups into marked scalars, merges the class of `region`.
 */
struct profile_wanted {
    const char *name, *directory;
    const char *region;  /* NULL: what all Regions have in common */
    struct shelf *shelf; /* or NULL */
};
bool profile_load(struct profile *, const struct profile_wanted *, struct arena *,
                  struct diag *);

/* Adds to `group` (a resource, or account.MODEL) each member of `defaults` that it does
 * not have; groups merge, lists are kept whole. */
void profile_fill(struct arena *, struct node *group, const struct node *defaults);

/* Whether `date` (YYYY-MM-DD of the profile) has the feature; *since is told (NULL: the
 * profile does not mention it, so it was always there). */
bool profile_has(const struct profile *, const char *feature, const char **since);

/* Names of the profiles in `directory`, sorted; returns how many. */
size_t profile_list(const char *directory, const char ***names, struct arena *);

/* What a variant of the defaults is for, "python3.12,arm64"; NULL: it is none. */
const char *profile_variant(const struct node *variant, struct arena *);

/* Comes to every scalar of a tree in its order, with its address ("account.lambda
 * .concurrent_executions", elements of lists by ordinal): `profile show` and `diff`. */
typedef void profile_visit_fn(void *ctx, const char *address, const struct node *scalar);
void profile_walk(const struct node *root, struct arena *, profile_visit_fn *, void *ctx);

#endif
