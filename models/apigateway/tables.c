/* tables.c - fields, metrics, prices and the forecast of an API. */
#include "apigateway/tables.h"

#include <math.h>

#define LIMITS_2021 "API Gateway developer guide, limits, 2021-08-23"
#define THROTTLING "API Gateway developer guide, request throttling, 2021-08-23"
#define API(member) FIELD_PLACE(apigateway_config, member)
#define ROUTE(member) FIELD_PLACE(apigateway_route, member)
#define ACCOUNT(member) FIELD_PLACE(apigateway_account, member)

static const char *const types[] = {"REST", "HTTP", NULL};
static const char *const endpoints[] = {"EDGE", "REGIONAL", "PRIVATE", NULL};
const char *const apigateway_actions[] = {"Invoke", NULL};

static const struct field route_fields[] = {
    {.name = "route",
     .also = "path resource",
     .kind = KIND_TEXT,
     .at = ROUTE(route),
     .flags = FIELD_KEY,
     .help = "method and path: \"POST /orders\"",
     .cloudformation = "AWS::ApiGatewayV2::Route.RouteKey"},
    {.name = "integration",
     .also = "target backend",
     .kind = KIND_LINK,
     .at = ROUTE(integration.to),
     .flags = FIELD_REQUEST,
     .help = "the resource that answers; action, item_size .. as in a call step",
     .cloudformation = "AWS::ApiGatewayV2::Integration.IntegrationUri"},
    {.name = "", .kind = KIND_INLINE, .at = ROUTE(integration), .of = ask_fields},
    {.name = "throttling_rate_limit",
     .kind = KIND_RATE,
     .at = ROUTE(rate),
     .fallback = "-",
     .min = "0/s",
     .max = "1M/s",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "requests a second of this route, as a token bucket",
     .source = THROTTLING,
     .cloudformation = "AWS::ApiGateway::Stage.MethodSettings.ThrottlingRateLimit"},
    {.name = "throttling_burst_limit",
     .kind = KIND_COUNT,
     .at = ROUTE(burst),
     .fallback = "-",
     .min = "0",
     .max = "1M",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "depth of that bucket",
     .source = THROTTLING,
     .cloudformation = "AWS::ApiGateway::Stage.MethodSettings.ThrottlingBurstLimit"},
    {.name = "response_size",
     .kind = KIND_LAW,
     .at = ROUTE(response_size),
     .fallback = "-",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help = "of the answer; otherwise what the integration answers"},
    {.name = "caching_enabled",
     .kind = KIND_LATER,
     .help = "cache of the stage",
     .cloudformation = "AWS::ApiGateway::Stage.MethodSettings.CachingEnabled"},
    {.name = "cache_ttl",
     .kind = KIND_LATER,
     .help = "cache of the stage",
     .cloudformation = "AWS::ApiGateway::Stage.MethodSettings.CacheTtlInSeconds"},
    FIELD_END,
};

const struct field apigateway_fields[] = {
    {.name = "type",
     .also = "protocol api_type kind",
     .kind = KIND_CHOICE,
     .at = API(type),
     .fallback = "REST",
     .choices = types,
     .help = "REST API or HTTP API: features, prices and latency differ"},
    {.name = "endpoint_configuration",
     .also = "endpoint endpoint_type",
     .kind = KIND_CHOICE,
     .at = API(endpoint),
     .fallback = "-",
     .choices = endpoints,
     .help = "where clients connect; REST: EDGE if not given, HTTP: REGIONAL",
     .source = LIMITS_2021,
     .cloudformation = "AWS::ApiGateway::RestApi.EndpointConfiguration.Types"},
    {.name = "throttling_rate_limit",
     .also = "rate_limit rate throttle rps",
     .kind = KIND_RATE,
     .at = API(rate),
     .fallback = "-",
     .min = "0/s",
     .max = "1M/s",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "requests a second of the stage, as a token bucket",
     .source = THROTTLING,
     .cloudformation = "AWS::ApiGateway::Stage.MethodSettings.ThrottlingRateLimit"},
    {.name = "throttling_burst_limit",
     .also = "burst_limit burst",
     .kind = KIND_COUNT,
     .at = API(burst),
     .fallback = "-",
     .min = "0",
     .max = "1M",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "depth of that bucket; not given: one second's tokens",
     .source = THROTTLING,
     .cloudformation = "AWS::ApiGateway::Stage.MethodSettings.ThrottlingBurstLimit"},
    {.name = "overhead",
     .also = "latency gateway_latency",
     .kind = KIND_LAW,
     .at = API(overhead),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help = "time of a request outside its integration; if not given "
             "account.apigateway.overhead_rest or overhead_http"},
    {.name = "routes",
     .also = "resources methods paths",
     .kind = KIND_LIST,
     .at = API(routes),
     .fallback = "-",
     .of = route_fields,
     .size = sizeof(struct apigateway_route),
     .help = "what it answers, and who does the work",
     .cloudformation = "AWS::ApiGatewayV2::Route"},
    {.name = "cache_cluster_size",
     .kind = KIND_LATER,
     .help = "cache of the stage",
     .cloudformation = "AWS::ApiGateway::Stage.CacheClusterSize"},
    {.name = "vpc_endpoint",
     .kind = KIND_LATER,
     .help = "private APIs",
     .cloudformation = "AWS::ApiGateway::RestApi.EndpointConfiguration.VpcEndpointIds"},
    {.name = "usage_plans",
     .kind = KIND_LATER,
     .help = "throttles and quotas by client",
     .cloudformation = "AWS::ApiGateway::UsagePlan"},
    FIELD_END,
};

const struct field apigateway_account_fields[] = {
    {.name = "throttling_rate_limit",
     .kind = KIND_RATE,
     .at = ACCOUNT(rate),
     .min = "0/s",
     .max = "1M/s",
     .help = "requests a second of all APIs of the account in the Region",
     .source = THROTTLING},
    {.name = "throttling_burst_limit",
     .kind = KIND_COUNT,
     .at = ACCOUNT(burst),
     .min = "0",
     .max = "1M",
     .help = "depth of that bucket",
     .source = THROTTLING},
    {.name = "overhead_rest",
     .kind = KIND_LAW,
     .at = ACCOUNT(overhead[API_REST]),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "time of a REST request outside its integration's own work: gateway, hop "
             "and dispatch"},
    {.name = "overhead_http",
     .kind = KIND_LAW,
     .at = ACCOUNT(overhead[API_HTTP]),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "the same of an HTTP API"},
    {.name = "integration_timeout_rest",
     .kind = KIND_TIME,
     .at = ACCOUNT(integration_timeout[API_REST]),
     .min = "50 ms",
     .max = "15 min",
     .help = "an integration that takes longer ends in a 504; the work goes on",
     .source = LIMITS_2021},
    {.name = "integration_timeout_http",
     .kind = KIND_TIME,
     .at = ACCOUNT(integration_timeout[API_HTTP]),
     .min = "50 ms",
     .max = "15 min",
     .help = "the same of an HTTP API",
     .source = LIMITS_2021},
    {.name = "payload_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(payload_most),
     .min = "1 B",
     .max = "1 GB",
     .help = "the largest request; a larger one is refused (413)",
     .source = LIMITS_2021},
    {.name = "http_metering_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(bytes_metered),
     .min = "1 B",
     .max = "1 GB",
     .help = "an HTTP API's request is billed once for each started so many bytes",
     .source = "API Gateway pricing, 2021-08"},
    FIELD_END,
};

const struct field apigateway_request_fields[] = {
    {.name = "route",
     .also = "path resource",
     .kind = KIND_TEXT,
     .at = FIELD_PLACE(apigateway_request, route),
     .fallback = "-",
     .help = "which route of the API; may be left out if it has only one"},
    FIELD_END,
};

const struct metric apigateway_metrics[] = {
    [METRIC_REQUESTS] = {.name = "count",
                         .cloudwatch = "AWS/ApiGateway Count",
                         .kind = METRIC_COUNT,
                         .units = "1",
                         .help = "requests"},
    [METRIC_4XX] = {.name = "4xx_error",
                    .cloudwatch = "AWS/ApiGateway 4XXError",
                    .kind = METRIC_COUNT,
                    .units = "1",
                    .base = "count",
                    .help = "requests turned away: throttled, too large"},
    [METRIC_5XX] = {.name = "5xx_error",
                    .cloudwatch = "AWS/ApiGateway 5XXError",
                    .kind = METRIC_COUNT,
                    .units = "1",
                    .base = "count",
                    .help = "requests whose integration failed or took too long"},
    [METRIC_THROTTLES] = {.name = "throttles",
                          .kind = METRIC_COUNT,
                          .units = "1",
                          .base = "count",
                          .help = "requests turned away by a token bucket (429)"},
    [METRIC_LATENCY] = {.name = "latency",
                        .cloudwatch = "AWS/ApiGateway Latency",
                        .kind = METRIC_OBSERVED,
                        .units = "s",
                        .help = "from the request's arrival at the API to its answer"},
    [METRIC_INTEGRATION_LATENCY] = {.name = "integration_latency",
                                    .cloudwatch = "AWS/ApiGateway IntegrationLatency",
                                    .kind = METRIC_OBSERVED,
                                    .units = "s",
                                    .help = "the integration's part of it"},
    [METRIC_ROUTE_REQUESTS] = {.name = "count",
                               .cloudwatch = "AWS/ApiGateway Count",
                               .kind = METRIC_COUNT,
                               .units = "1",
                               .of = OF_PART,
                               .help = "requests of the route"},
    [METRIC_ROUTE_4XX] = {.name = "4xx_error",
                          .cloudwatch = "AWS/ApiGateway 4XXError",
                          .kind = METRIC_COUNT,
                          .units = "1",
                          .base = "count",
                          .of = OF_PART,
                          .help = "requests of the route turned away"},
    [METRIC_ROUTE_5XX] = {.name = "5xx_error",
                          .cloudwatch = "AWS/ApiGateway 5XXError",
                          .kind = METRIC_COUNT,
                          .units = "1",
                          .base = "count",
                          .of = OF_PART,
                          .help = "requests of the route that failed behind it"},
    [METRIC_ROUTE_THROTTLES] = {.name = "throttles",
                                .kind = METRIC_COUNT,
                                .units = "1",
                                .base = "count",
                                .of = OF_PART,
                                .help = "requests of the route turned away by a bucket"},
    [METRIC_ROUTE_LATENCY] = {.name = "latency",
                              .cloudwatch = "AWS/ApiGateway Latency",
                              .kind = METRIC_OBSERVED,
                              .units = "s",
                              .of = OF_PART,
                              .help = "from a request's arrival to its answer"},
    METRIC_END,
};

const struct line_item apigateway_items[] = {
    [ITEM_REST_REQUEST] = {.name = "rest_request",
                           .units = "request",
                           .words = "REST API requests",
                           .scale = 1,
                           .help = "requests to REST APIs; throttled ones are free"},
    [ITEM_HTTP_REQUEST] = {.name = "http_request",
                           .units = "request",
                           .words = "HTTP API requests",
                           .scale = 1,
                           .help = "requests to HTTP APIs, one for each started 512 KB"},
    LINE_ITEM_END,
};

/* As an API bills: bill() of apigateway.c. */
static void forecast_bill(struct forecast *f, const struct resource *self,
                          const struct offered *offered,
                          const struct apigateway_route *route)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_account *account =
        graph_account(forecast_graph(f), "apigateway");
    const struct forecast_size sizes[] = {
        {offered->sizes, 1},
        {route->response_size.law.kind != LAW_NONE
             ? &route->response_size
             : forecast_replied(f, &route->integration),
         1},
    };

    if (c->type == API_REST)
        forecast_usage(f, self, ITEM_REST_REQUEST, offered->rate);
    else
        forecast_usage(f, self, ITEM_HTTP_REQUEST,
                       offered->rate * forecast_pieces(f, sizes, 2,
                                                       (double)account->bytes_metered,
                                                       (double)account->payload_most));
}

/* Rates of what is offered against the buckets; time = overhead + integration. */
struct forecast_time apigateway_forecast(struct forecast *f, const struct resource *self,
                                         const struct offered *offered)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_account *account =
        graph_account(forecast_graph(f), "apigateway");
    const struct apigateway_route *route = c->routes.element;
    const struct apigateway_request *said =
        offered->target ? offered->target->options : NULL;
    size_t index = said ? said->index : 0, next = isnan(c->rate) ? 0 : 1;
    const struct dist *overhead =
        c->overhead.law.kind != LAW_NONE ? &c->overhead : &account->overhead[c->type];
    struct forecast_time time = forecast_law(f, overhead);

    forecast_account_limit(f, self, 0, offered->rate, account->rate);
    if (!isnan(c->rate))
        forecast_limit(f, self->limit[0], offered->rate, c->rate);
    for (size_t i = 0; i <= index; i++) {
        if (isnan(route[i].rate))
            continue;
        if (i == index)
            forecast_limit(f, self->limit[next], offered->rate, route[i].rate);
        next++;
    }
    time = forecast_both(time, forecast_ask(f, &route[index].integration, offered->rate));
    forecast_bill(f, self, offered, &route[index]);
    forecast_resource(f, self, offered->rate, time.mean);
    return time;
}
