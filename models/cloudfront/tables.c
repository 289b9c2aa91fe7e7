/* tables.c - fields, metrics and line items of a distribution. */
#include "cloudfront/tables.h"

#define GUIDE "CloudFront developer guide, 2020-09 and 2026, "
#define SITE(member) FIELD_PLACE(cloudfront_config, member)
#define BEHAVIOR(member) FIELD_PLACE(cloudfront_behavior, member)
#define ACCOUNT(member) FIELD_PLACE(cloudfront_account, member)
#define PROPERTY "AWS::CloudFront::Distribution.DistributionConfig."
#define DEFAULT_BEHAVIOR PROPERTY "DefaultCacheBehavior."
#define GB (1024.0 * 1024 * 1024)

/* As AWS's usage types call them. */
static const char *const regions[] = {
    [REGION_US] = "US", [REGION_EU] = "EU", [REGION_ZA] = "ZA",
    [REGION_SA] = "SA", [REGION_JP] = "JP", [REGION_AU] = "AU",
    [REGION_AP] = "AP", [REGION_IN] = "IN", [REGIONS] = NULL,
};
const char *const cloudfront_actions[] = {"GET",  "HEAD",  "OPTIONS", "PUT",
                                          "POST", "PATCH", "DELETE",  NULL};

static const struct field behavior_fields[] = {
    {.name = "path_pattern",
     .also = "path pattern",
     .kind = KIND_TEXT,
     .at = BEHAVIOR(path_pattern),
     .flags = FIELD_KEY,
     .help = "the first in the list that fits a request's path takes it; the last one is "
             "\"*\"",
     .source = GUIDE "values of a distribution, path pattern",
     .cloudformation = PROPERTY "CacheBehaviors.PathPattern"},
    {.name = "target_origin",
     .also = "origin target backend target_origin_id",
     .kind = KIND_LINK,
     .at = BEHAVIOR(origin.to),
     .flags = FIELD_REQUEST,
     .help = "who answers what the cache does not: an API, a function by its URL, an "
             "outside service; action, route .. as in a call step",
     .cloudformation = DEFAULT_BEHAVIOR "TargetOriginId"},
    {.name = "", .kind = KIND_INLINE, .at = BEHAVIOR(origin), .of = ask_fields},
    {.name = "min_ttl",
     .kind = KIND_TIME,
     .at = BEHAVIOR(min_ttl),
     .fallback = "0 s",
     .min = "0 s",
     .max = "36500 d",
     .help = "an answer is kept so long at least",
     .source = GUIDE "Expiration",
     .cloudformation = DEFAULT_BEHAVIOR "MinTTL"},
    {.name = "default_ttl",
     .also = "ttl",
     .kind = KIND_TIME,
     .at = BEHAVIOR(default_ttl),
     .fallback = "24 h",
     .min = "0 s",
     .max = "36500 d",
     .help = "so long where the origin says nothing",
     .source = GUIDE "Expiration",
     .cloudformation = DEFAULT_BEHAVIOR "DefaultTTL"},
    {.name = "max_ttl",
     .kind = KIND_TIME,
     .at = BEHAVIOR(max_ttl),
     .fallback = "365 d",
     .min = "0 s",
     .max = "36500 d",
     .help = "so long at most, whatever the origin says",
     .source = GUIDE "Expiration",
     .cloudformation = DEFAULT_BEHAVIOR "MaxTTL"},
    {.name = "max_age",
     .also = "cache_control s_maxage",
     .kind = KIND_TIME,
     .at = BEHAVIOR(max_age),
     .fallback = "-",
     .min = "0 s",
     .max = "36500 d",
     .help = "of the origin's Cache-Control, 0 s: no-store; not given: it says nothing"},
    {.name = "connection_attempts",
     .kind = KIND_COUNT,
     .at = BEHAVIOR(attempts),
     .fallback = "3",
     .min = "1",
     .max = "3",
     .help = "GET and HEAD are sent so often where the origin does not answer in time",
     .source = GUIDE "origin response timeout",
     .cloudformation = PROPERTY "Origins.ConnectionAttempts"},
    {.name = "response_size",
     .kind = KIND_LAW,
     .at = BEHAVIOR(response_size),
     .fallback = "-",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help = "of the answer; otherwise what the origin answers"},
    FIELD_END,
};

const struct field cloudfront_fields[] = {
    {.name = "cache_behaviors",
     .also = "behaviors behaviours default_cache_behavior",
     .kind = KIND_LIST,
     .at = SITE(behaviors),
     .fallback = "-",
     .of = behavior_fields,
     .size = sizeof(struct cloudfront_behavior),
     .help = "which requests go to which origin, and how long answers are kept",
     .cloudformation = PROPERTY "CacheBehaviors"},
    {.name = "error_caching_min_ttl",
     .also = "error_ttl",
     .kind = KIND_TIME,
     .at = SITE(error_ttl),
     .fallback = "10 s",
     .min = "0 s",
     .max = "365 d",
     .help = "an origin's 5xx is kept so long for all who ask for the same",
     .source = GUIDE "custom-error-pages-expiration",
     .cloudformation = PROPERTY "CustomErrorResponses.ErrorCachingMinTTL"},
    {.name = "edge_locations",
     .also = "edges pops",
     .kind = KIND_COUNT,
     .at = SITE(edges),
     .fallback = "1",
     .min = "1",
     .max = "1000",
     .help =
         "edge locations that its viewers come by alike, each with a cache of its own "
         "[A: one]"},
    {.name = "edge_region",
     .also = "region price_region viewer_region",
     .kind = KIND_CHOICE,
     .at = SITE(region),
     .fallback = "US",
     .choices = regions,
     .help = "where these are, for the price: US (North America), EU, ZA (Africa, Middle "
             "East), SA, JP, AU, AP (Asia Pacific), IN",
     .source = "CloudFront pricing page (a copy, undated, read 2026-11)"},
    {.name = "request_rate_limit",
     .also = "rate_limit rps requests_per_second",
     .kind = KIND_RATE,
     .at = SITE(rate),
     .min = "0/s",
     .max = "100M/s",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help =
         "AWS's quota of a distribution, of one second's depth [A]; what is beyond is "
         "refused [A: 503]",
     .source = GUIDE "cloudfront-limits"},
    {.name = "price_class",
     .kind = KIND_LATER,
     .help = "which edge locations may answer",
     .cloudformation = PROPERTY "PriceClass"},
    {.name = "origin_groups",
     .kind = KIND_LATER,
     .help = "a second origin where the first fails",
     .cloudformation = PROPERTY "OriginGroups"},
    FIELD_END,
};

const struct field cloudfront_account_fields[] = {
    {.name = "origin_response_timeout",
     .kind = KIND_TIME,
     .at = ACCOUNT(response_timeout),
     .min = "1 s",
     .max = "180 s",
     .help = "an origin that takes longer is asked again, or the request ends in a 504; "
             "a behaviour's timeout goes before",
     .source = GUIDE "origin response timeout"},
    {.name = "object_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(object_most),
     .min = "1 B",
     .max = "1024 GB",
     .help = "the largest answer that is kept",
     .source = GUIDE "cloudfront-limits"},
    FIELD_END,
};

const struct field cloudfront_request_fields[] = {
    {.name = "path",
     .also = "path_pattern route",
     .kind = KIND_TEXT,
     .at = FIELD_PLACE(cloudfront_request, path),
     .fallback = "-",
     .help = "decides which behaviour takes it; may be left out if there is only one"},
    FIELD_END,
};

#define CACHEABLE "cache_hit_rate+collapsed_requests+cache_misses"
#define COUNTED(row, ours, theirs, of_what, words)                                       \
    [row] = {.name = ours,                                                               \
             .cloudwatch = theirs,                                                       \
             .kind = METRIC_COUNT,                                                       \
             .units = "1",                                                               \
             .base = of_what,                                                            \
             .help = words},                                                             \
    [METRIC_OF_BEHAVIOR + (row)] = {.name = ours,                                        \
                                    .cloudwatch = theirs,                                \
                                    .kind = METRIC_COUNT,                                \
                                    .units = "1",                                        \
                                    .base = of_what,                                     \
                                    .of = OF_PART,                                       \
                                    .help = words}
#define BYTES(row, ours, theirs, words)                                                  \
    [row] = {.name = ours,                                                               \
             .cloudwatch = theirs,                                                       \
             .kind = METRIC_COUNT,                                                       \
             .units = "By",                                                              \
             .help = words},                                                             \
    [METRIC_OF_BEHAVIOR + (row)] = {.name = ours,                                        \
                                    .cloudwatch = theirs,                                \
                                    .kind = METRIC_COUNT,                                \
                                    .units = "By",                                       \
                                    .of = OF_PART,                                       \
                                    .help = words}

const struct metric cloudfront_metrics[] = {
    COUNTED(METRIC_REQUESTS, "requests", "AWS/CloudFront Requests", NULL,
            "requests of viewers"),
    COUNTED(METRIC_4XX, "4xx_error_rate", "AWS/CloudFront 4xxErrorRate", "requests",
            "requests answered with a 4xx; its share is CloudWatch's"),
    COUNTED(METRIC_5XX, "5xx_error_rate", "AWS/CloudFront 5xxErrorRate", "requests",
            "requests answered with a 5xx, kept ones too; its share is CloudWatch's"),
    COUNTED(METRIC_ERRORS, "total_error_rate", "AWS/CloudFront TotalErrorRate",
            "requests", "both; its share is CloudWatch's"),
    BYTES(METRIC_DOWN, "bytes_downloaded", "AWS/CloudFront BytesDownloaded",
          "bytes of answers"),
    BYTES(METRIC_UP, "bytes_uploaded", "AWS/CloudFront BytesUploaded",
          "bytes of requests that are neither GET nor HEAD"),
    COUNTED(METRIC_HITS, "cache_hit_rate", "AWS/CloudFront CacheHitRate", CACHEABLE,
            "GET and HEAD that the cache answered; its share is CloudWatch's"),
    COUNTED(METRIC_COLLAPSED, "collapsed_requests", NULL, CACHEABLE,
            "GET and HEAD that waited for an answer that was on its way to another"),
    COUNTED(METRIC_MISSES, "cache_misses", NULL, CACHEABLE,
            "GET and HEAD that went to the origin, though their answers may be kept"),
    [METRIC_ORIGIN_LATENCY] = {.name = "origin_latency",
                               .cloudwatch = "AWS/CloudFront OriginLatency",
                               .kind = METRIC_OBSERVED,
                               .units = "s",
                               .help = "of requests that the origin answered: from their "
                                       "arrival to its answer"},
    [METRIC_FETCHES] = {.name = "origin_requests",
                        .kind = METRIC_COUNT,
                        .units = "1",
                        .help = "requests to origins, those after a time-out too"},
    [METRIC_CACHE_SIZE] = {.name = "cache_size",
                           .kind = METRIC_LEVEL,
                           .units = "By",
                           .help = "answers that are kept, of all edge locations"},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "from the birth of the root request to the answer here"},
    [METRIC_OF_BEHAVIOR + METRIC_ORIGIN_LATENCY] =
        {.name = "origin_latency",
         .cloudwatch = "AWS/CloudFront OriginLatency",
         .kind = METRIC_OBSERVED,
         .units = "s",
         .of = OF_PART,
         .help = "of requests of the behaviour that the origin answered"},
    METRIC_END,
};

#define IN_REGION(code)                                                                  \
    static bool is_in_##code(const void *config)                                         \
    {                                                                                    \
        return ((const struct cloudfront_config *)config)->region == REGION_##code;      \
    }                                                                                    \
    static bool paid_in_##code(const struct occasion *o)                                 \
    {                                                                                    \
        return is_in_##code(o->self->config);                                            \
    }
#define PRICES(code, word)                                                               \
    {"prices.cloudfront.https_request_" word, paid_in_##code},                           \
        {"prices.cloudfront.out_" word "_gb", paid_in_##code},                           \
    {                                                                                    \
        "prices.cloudfront.origin_" word "_gb", paid_in_##code                           \
    }
#define ITEMS(code, word, where)                                                         \
    [ITEM_REQUEST + REGION_##                                                            \
        code] = {.name = "https_request_" word,                                          \
                 .units = "request",                                                     \
                 .words = "HTTPS requests, " where,                                      \
                 .scale = 1,                                                             \
                 .fed = is_in_##code,                                                    \
                 .help = "requests of viewers, " where},                                 \
      [ITEM_OUT + REGION_##code] = {.name = "out_" word "_gb",                           \
                                    .units = "GB",                                       \
                                    .words = "GB to viewers, " where,                    \
                                    .scale = 1 / GB,                                     \
                                    .fed = is_in_##code,                                 \
                                    .help = "answers to viewers, " where},               \
      [ITEM_ORIGIN + REGION_##                                                           \
          code] = {.name = "origin_" word "_gb",                                         \
                   .units = "GB",                                                        \
                   .words = "GB to origins, " where,                                     \
                   .scale = 1 / GB,                                                      \
                   .fed = is_in_##code,                                                  \
                   .help = "requests to origins that are neither GET nor HEAD, " where}

IN_REGION(US)
IN_REGION(EU)
IN_REGION(ZA)
IN_REGION(SA)
IN_REGION(JP)
IN_REGION(AU)
IN_REGION(AP)
IN_REGION(IN)

const struct needed cloudfront_needed[] = {
    PRICES(US, "us"), PRICES(EU, "eu"), PRICES(ZA, "za"),
    PRICES(SA, "sa"), PRICES(JP, "jp"), PRICES(AU, "au"),
    PRICES(AP, "ap"), PRICES(IN, "in"), NEEDED_END,
};

const struct line_item cloudfront_items[] = {
    ITEMS(US, "us", "North America"),
    ITEMS(EU, "eu", "Europe"),
    ITEMS(ZA, "za", "Africa and Middle East"),
    ITEMS(SA, "sa", "South America"),
    ITEMS(JP, "jp", "Japan"),
    ITEMS(AU, "au", "Australia"),
    ITEMS(AP, "ap", "Asia Pacific"),
    ITEMS(IN, "in", "India"),
    LINE_ITEM_END,
};

const struct report_column cloudfront_columns[] = {
    {.title = "requests", .shows = SHOW_COUNT, .of = "requests"},
    {.title = "found %", .shows = SHOW_SHARE, .of = "cache_hit_rate"},
    {.title = "waited %", .shows = SHOW_SHARE, .of = "collapsed_requests"},
    {.title = "errors %", .shows = SHOW_SHARE, .of = "total_error_rate"},
    {.title = "origin p50 ms",
     .shows = SHOW_QUANTILE,
     .of = "origin_latency",
     .q = 0.5,
     .unit = 0.001},
    {.title = "p99 ms",
     .shows = SHOW_QUANTILE,
     .of = "origin_latency",
     .q = 0.99,
     .unit = 0.001},
    REPORT_END,
};
