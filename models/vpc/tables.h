/* tables.h - settings, metrics and line items of a private network. */
#ifndef VPC_TABLES_H
#define VPC_TABLES_H

#include "vpc/vpc.h"

enum { METRIC_ENDPOINT_BYTES, METRIC_NAT_OUT, METRIC_NAT_BACK }; /* of vpc_metrics */

enum { ITEM_ENDPOINT_HOUR, ITEM_ENDPOINT_GB, ITEM_NAT_HOUR, ITEM_NAT_GB };

extern const struct field vpc_fields[], vpc_account_fields[];
extern const struct metric vpc_metrics[];
extern const struct line_item vpc_items[];

bool vpc_has_nat(const void *config);

#endif
