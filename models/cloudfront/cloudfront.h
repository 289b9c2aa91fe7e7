/* cloudfront.h - Amazon CloudFront: distributions in front of APIs, function URLs and
 * outside services.
 *
 * What it models and what it leaves out: models/cloudfront/README.md.
 */
#ifndef CLOUDFRONT_H
#define CLOUDFRONT_H

#include "flow/ask.h"

/* Regions of edge locations, as their prices are grouped, in the order of their names. */
enum cloudfront_region {
    REGION_US,
    REGION_EU,
    REGION_ZA,
    REGION_SA,
    REGION_JP,
    REGION_AU,
    REGION_AP,
    REGION_IN,
    REGIONS,
};

struct cloudfront_behavior {
    const char *path_pattern; /* "*.jpg"; "*" is the default one */
    struct ask origin;
    sim_time min_ttl, default_ttl, max_ttl;
    sim_time max_age; /* of the origin's Cache-Control; ABSENT: it says nothing */
    int64_t attempts;
    struct dist response_size;
};

struct cloudfront_config {
    struct list behaviors; /* of struct cloudfront_behavior */
    sim_time error_ttl;    /* 0: errors are not kept */
    int64_t edges;         /* locations that its viewers come by */
    int region;            /* enum cloudfront_region */
    double rate;           /* requests a second */
};

struct cloudfront_account { /* account.cloudfront */
    sim_time response_timeout;
    int64_t object_most; /* bytes of an answer that is kept */
};

struct cloudfront_request { /* what a caller says */
    const char *path;       /* NULL: the only behaviour */
    size_t index;           /* of the behaviour, once resolved */
};

extern const struct model cloudfront_model;

#endif
