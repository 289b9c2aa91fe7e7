/* tables.c - what can be said of a private network, what is measured of it and paid. */
#include "vpc/tables.h"

#define AT(member) FIELD_PLACE(vpc_config, member)
#define ACCOUNT(member) FIELD_PLACE(vpc_account, member)
#define GB (1024.0 * 1024 * 1024)

const struct field vpc_fields[] = {
    {.name = "availability_zones",
     .also = "zones azs subnets subnet_ids",
     .kind = KIND_COUNT,
     .at = AT(zones),
     .fallback = "2",
     .min = "1",
     .max = "6",
     .help = "zones that its interface endpoint has an address in, each paid by the hour",
     .source = "us-east-1 has most zones, six, 2021 and 2026",
     .cloudformation = "AWS::EC2::VPCEndpoint.SubnetIds"},
    {.name = "nat_gateways",
     .also = "nat nat_gateway",
     .kind = KIND_COUNT,
     .at = AT(nat_gateways),
     .fallback = "0",
     .min = "0",
     .max = "1000",
     .help =
         "gateways by which clients in it reach all but its private APIs, each paid by "
         "the hour; one each zone outlives the loss of a zone",
     .source = "VPC user guide, NAT gateways",
     .cloudformation = "AWS::EC2::NatGateway"},
    {.name = "rtt_to_endpoint",
     .kind = KIND_LAW,
     .at = AT(round_trip[WAY_ENDPOINT]),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "round trip of a client in it to a private API; not given: "
             "account.vpc.rtt_to_endpoint"},
    {.name = "rtt_to_region",
     .kind = KIND_LAW,
     .at = AT(round_trip[WAY_NAT]),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help =
         "round trip of a client in it by NAT to all else, and to the edge, unless its "
         "network says; not given: account.vpc.rtt_to_region"},
    FIELD_END,
};

const struct field vpc_account_fields[] = {
    {.name = "rtt_to_endpoint",
     .kind = KIND_LAW,
     .at = ACCOUNT(round_trip[WAY_ENDPOINT]),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "round trip inside a VPC to a service's interface endpoint and on"},
    {.name = "rtt_to_region",
     .kind = KIND_LAW,
     .at = ACCOUNT(round_trip[WAY_NAT]),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "round trip from inside a VPC by a NAT gateway to a public endpoint of the "
             "same Region"},
    FIELD_END,
};

bool vpc_has_nat(const void *config)
{
    return ((const struct vpc_config *)config)->nat_gateways > 0;
}

const struct metric vpc_metrics[] = {
    [METRIC_ENDPOINT_BYTES] = {.name = "bytes_processed",
                               .cloudwatch = "AWS/PrivateLinkEndpoints BytesProcessed",
                               .kind = METRIC_COUNT,
                               .units = "By",
                               .help = "requests and answers of its private APIs"},
    [METRIC_NAT_OUT] = {.name = "bytes_out_to_destination",
                        .cloudwatch = "AWS/NATGateway BytesOutToDestination",
                        .kind = METRIC_COUNT,
                        .units = "By",
                        .fed = vpc_has_nat,
                        .help = "requests that left by NAT"},
    [METRIC_NAT_BACK] = {.name = "bytes_in_from_destination",
                         .cloudwatch = "AWS/NATGateway BytesInFromDestination",
                         .kind = METRIC_COUNT,
                         .units = "By",
                         .fed = vpc_has_nat,
                         .help = "answers that came back by NAT"},
    METRIC_END,
};

const struct line_item vpc_items[] = {
    [ITEM_ENDPOINT_HOUR] = {.name = "endpoint_hour",
                            .units = "endpoint-hour",
                            .words = "endpoint-hours",
                            .scale = 1,
                            .level = true,
                            .help = "the interface endpoint of private APIs, in each "
                                    "availability zone"},
    [ITEM_ENDPOINT_GB] = {.name = "endpoint_gb",
                          .units = "GB",
                          .words = "GB through endpoints",
                          .scale = 1 / GB,
                          .help = "requests and answers of private APIs"},
    [ITEM_NAT_HOUR] = {.name = "nat_gateway_hour",
                       .units = "gateway-hour",
                       .words = "NAT gateway-hours",
                       .scale = 1,
                       .level = true,
                       .fed = vpc_has_nat,
                       .help = "NAT gateways"},
    [ITEM_NAT_GB] = {.name = "nat_gateway_gb",
                     .units = "GB",
                     .words = "GB through NAT",
                     .scale = 1 / GB,
                     .fed = vpc_has_nat,
                     .help = "requests and answers of clients that leave by NAT"},
    LINE_ITEM_END,
};
