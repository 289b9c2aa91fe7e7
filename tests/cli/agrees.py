#!/usr/bin/python3
"""The calculator and the simulator agree where nothing is turned away (language.md D39)."""
import json
import re
import unittest

from command import Case

STEADY = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "2 h"; warm_up = "20 min"; period = "1 min"; seed = 11; replications = 10; };
client = { shoppers = { target = "apigateway.shop"; route = "POST /orders"; rate = "40/s"; }; };
apigateway = { shop = { type = "HTTP";
    routes = ( { route = "POST /orders"; integration = "lambda.order"; } ); }; };
lambda = { order = { runtime = "python3.12"; memory_size = "1769 MB"; timeout = "9 s";
    steps = ( { work = "lognormal(p50=40 ms, p99=160 ms)"; },
              { call = "http.partner"; probability = "25 %"; },
              { call = "dynamodb.orders"; action = "PutItem"; item_size = "2.5 KB"; count = 2; } ); }; };
dynamodb = { orders = { billing_mode = "PAY_PER_REQUEST"; }; };
http = { partner = { latency = "gamma(mean=200 ms, cv=0.7)"; }; };
"""

# Sizes that are spread, and fractions of things: what is paid for is the mean of what is begun.
SPREAD = """
profile = "PROFILE"; region = "us-east-1";
run = { duration = "20 min"; period = "1 min"; seed = 5; replications = 2; };
client = { shop = { target = "apigateway.shop"; route = "POST /orders"; rate = "40/s"; arrivals = "constant";
    attributes = { size = "exponential(mean=900 B)"; };
    item_size = "lognormal(p50=300 KB, sigma=0.8, max=9 MB)"; }; };
apigateway = { shop = { type = "HTTP";
    routes = ( { route = "POST /orders"; integration = "lambda.order"; } ); }; };
lambda = { order = { runtime = "python3.8"; memory_size = "1769 MB"; response_size = "exponential(mean=400 KB)";
    steps = ( { call = "dynamodb.a"; action = "PutItem"; item_size = "exponential(mean=1.5 KB)";
                size_before = "exponential(mean=1 KB)"; condition_failure = "20 %"; on_error = "ignore"; },
              { call = "dynamodb.b"; action = "GetItem"; item_size = "lognormal(p50=3 KB, sigma=0.7)";
                consistent_read = true; count = 1.5; },
              { call = "dynamodb.c"; action = "Query"; items = 30; item_size = "uniform(100 B, 900 B)"; },
              { call = "dynamodb.d"; action = "BatchWriteItem"; items = "1 + exponential(mean=0.7)"; item_size = "request(size)"; },
              { call = "dynamodb.e"; action = "TransactWriteItems"; items = 3; item_size = "exponential(mean=700 B)"; } ); }; };
defaults = { dynamodb = { billing_mode = "PAY_PER_REQUEST"; previous_peak = { read_units = "30000/s"; write_units = "30000/s"; }; }; };
dynamodb = {
    a = { global_secondary_indexes = ( { index_name = "g"; item_size = "uniform(500 B, 2 KB)"; index_writes = 1.5;
          previous_peak = { read_units = "30000/s"; write_units = "30000/s"; }; } ); };
    b = { }; c = { }; d = { };
    e = { local_secondary_indexes = ( { index_name = "l"; index_writes = 0.5; } ); };
};
"""

# What AWS's producer does unless told otherwise: full records of 51 200 B, two PUT payload units.
FULL = """
profile = "aws-2026"; region = "us-east-1"; run = { duration = "10 min"; replications = 2; };
client = { c = { target = "kpl.p"; rate = "900/s"; item_size = "517 B"; }; };
kpl = { p = { stream = "kinesis.s"; %s }; };
kinesis = { s = { shard_count = 1; }; };
"""

# Seven items, three at a time: three rounds.
ROUNDS = """
profile = "aws-2026"; region = "us-east-1"; run = { duration = "10 min"; drain = "all"; replications = 2; };
client = { c = { target = "stepfunctions.m"; rate = "1/s"; }; };
stepfunctions = { m = { definition = "rounds.asl.json"; start_latency = "0 s"; transition_latency = "0 s";
    states = ( { state = "Each"; items = 7; } ); }; };
"""
MAP = """{"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 3, "End": true,
 "ItemProcessor": {"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 4, "End": true}}}}}}"""

# Orders of so many customers in turn, 5 a second, ten in 300 ms.
FIFO = """
profile = "aws-2026"; region = "us-east-1"; run = { duration = "20 min"; replications = 2; };
client = { c = { target = "sqs.q"; rate = "5/s"; key = "uniform(n=%d)"; }; };
sqs = { q = { fifo_queue = true; latency = "0 s"; receive_latency = "0 s"; }; };
lambda = { f = { memory_size = "1 GB"; timeout = "5 s"; event_source_mappings = ( { event_source = "sqs.q"; batch_size = %d; } );
    steps = ( { wait = "200 ms"; }, { wait = "10 ms"; count = "items"; } ); }; };
"""


# Viewers near and far of a site whose answers are kept, at several edge locations; its origin is slow enough for many to wait behind one.
EDGE = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "40 min"; warm_up = "20 min"; period = "1 min"; seed = 4; replications = 6; };
client = {
  near = { target = "cloudfront.site"; path = "/img/a"; key = "zipf(s=0.8, n=3000)"; rate = "60/s"; network = { rtt_to_edge = "9 ms"; rtt_to_region = "30 ms"; }; };
  far  = { target = "cloudfront.site"; path = "/img/b"; key = "zipf(s=0.8, n=3000)"; rate = "30/s"; network = { rtt_to_edge = "12 ms"; rtt_to_region = "230 ms"; connection_reuse = "60 %"; }; };
  post = { target = "cloudfront.site"; action = "POST"; path = "/orders"; item_size = "2 KB"; rate = "10/s"; };
  get  = { like = "post"; action = "GET"; key = "uniform(n=9)"; };
};
cloudfront = { site = { edge_locations = 3; edge_region = "EU"; cache_behaviors = (
    { path_pattern = "/img/*"; target_origin = "http.files"; default_ttl = "60 s"; response_size = "uniform(10 KB, 90 KB)"; },
    { path_pattern = "*"; target_origin = "apigateway.api"; max_age = "1 s"; } ); }; };
apigateway = { api = { type = "HTTP"; routes = ( { route = "ANY /"; integration = "http.app"; } ); }; };
http = { files = { latency = "exponential(mean=700 ms)"; }; app = { latency = "400 ms"; response_size = "5 KB"; }; };
"""

# Tenants of a plan, each with a key: their load changes, and the day does after half an hour.
TENANTS = """
profile = "aws-2026"; region = "us-east-1";
run = { start = "2026-03-09T23:30:00Z"; period = "1 min"; replications = 1; };
client = {
  a = { target = "apigateway.shop"; route = "GET /a"; usage_plan = "gold"; arrivals = "constant";
        phases = ( { name = "calm"; duration = "20 min"; rate = "2/s"; }, { name = "busy"; duration = "20 min"; rate = "5/s"; },
                   { name = "late"; duration = "20 min"; rate = "2/s"; } ); };
  b = { rate = "1/s"; arrivals = "constant"; steps = ( { call = "apigateway.shop"; route = "GET /a"; usage_plan = "gold"; },
        { call = "apigateway.shop"; route = "GET /b"; usage_plan = "gold"; }, { call = "apigateway.shop"; route = "GET /b"; on_error = "ignore"; } ); };
};
apigateway = { shop = { overhead = "0 s"; routes = ( { route = "GET /a"; integration = "http.o"; api_key_required = true; },
                                      { route = "GET /b"; integration = "http.o"; api_key_required = true; } );
    usage_plans = ( { name = "gold"; throttling_rate_limit = "10/s"; throttling_burst_limit = 10; quota_limit = 10000; quota_period = "DAY"; quota_offset = 500;
                      routes = ( { route = "GET /b"; throttling_rate_limit = "4/s"; } ); } ); }; };
http = { o = { latency = "1 ms"; }; };
"""


def number(words):
    return float(words.replace(" ", ""))


class Agree(Case):
    def setUp(self):
        super().setUp()
        self.write("steady.cfg", STEADY)
        self.checked = self.run_it("check", "steady.cfg")
        self.told = json.loads(self.run_it("run", "steady.cfg", "-q", "-o", "none",
                                           "-f", "json").out)

    def expected(self, table, row):
        text = self.checked.out[self.checked.out.index(table):]
        return number(re.search(rf"\n{re.escape(row)} +([\d. ]+)", text).group(1).split("  ")[0])

    def near(self, what, wanted, within):
        self.assertAlmostEqual(what / wanted, 1, delta=within, msg=f"{what} and {wanted}")

    def test_rates_concurrency_and_cost(self):
        self.assertEqual(self.checked.code, 0, self.checked.err)
        resources = self.told["resources"]

        def rate(address, metric):
            return resources[address][metric]["rate_per_s"]["value"]

        for address, metric in (("client.shoppers", "requests"), ("lambda.order", "invocations"),
                                ("http.partner", "requests"), ("dynamodb.orders", "requests")):
            self.near(rate(address, metric), self.expected("calls/s", address), 0.01)
        running = resources["lambda.order"]["concurrent_executions"]["mean"]["value"]
        # cold starts are not foreseen: a little more is running
        self.near(running, self.expected("at once", "lambda.order"), 0.03)
        partner = resources["http.partner"]["concurrent_requests"]["mean"]["value"]
        self.near(partner, self.expected("at once", "http.partner"), 0.03)
        total = re.search(r"\ntotal +([\d.]+) +([\d. ]+)\n", self.checked.out)
        self.near(self.told["cost"]["run_usd"]["value"], float(total.group(1)), 0.02)
        self.near(self.told["cost"]["month_usd"]["value"], number(total.group(2)), 0.02)

    def test_units_of_sizes_that_are_spread(self):
        for profile in ("aws-2021-08", "aws-2026"):
            self.write("spread.cfg", SPREAD.replace("PROFILE", profile))
            checked = json.loads(self.run_it("check", "spread.cfg", "-f", "json").out)
            told = json.loads(self.run_it("run", "spread.cfg", "-q", "-o", "none", "-f", "json").out)
            expected = {m["model"]: m["run_usd"] for m in checked["cost"]["models"]}
            found = {}
            for line in told["cost"]["lines"]:
                model = line["item"].split(".")[0]
                found[model] = found.get(model, 0) + line["run_usd"]["value"]
            for model in ("apigateway", "dynamodb", "lambda"):
                self.near(found[model], expected[model], 0.006)


class Exactly(Case):
    def both(self, name, text):
        self.write(name, text)
        checked = self.run_it("check", name, "-f", "json")
        told = self.run_it("run", name, "-q", "-o", "none", "-f", "json")
        self.assertEqual((checked.code, told.code), (0, 0), checked.err + told.err)
        return json.loads(checked.out), json.loads(told.out), checked.err

    def test_full_aggregated_records_are_of_two_units(self):
        checked, told, _ = self.both("full.cfg", FULL % "")
        use = {line["item"]: line["use"]["value"] for line in told["cost"]["lines"]}
        units = use["kinesis.put_payload_unit"]
        records = told["resources"]["kinesis.s"]["incoming_records"]["count"]["value"]
        self.assertAlmostEqual(units / records, 2, delta=0.002)
        foreseen = (checked["cost"]["run_usd"] - 0.015 / 6) / 0.014e-6
        self.assertAlmostEqual(foreseen / units, 1, delta=0.04)

    def test_records_that_expire_in_their_buffer_are_told_of(self):
        _, told, said = self.both("late.cfg", FULL % 'record_ttl = "100 ms";')
        self.assertIn("late.cfg:4: warning: kpl.p: record_ttl is not longer than record_max_buffered_time", said)
        self.assertGreater(told["resources"]["kpl.p"]["user_records_expired"]["share"]["value"], 0)

    def test_a_message_group_is_a_limit(self):
        # groups, messages of a batch, seconds a message in turn
        for groups, batch, each in ((1, 1, 0.21), (1, 10, 0.03), (2, 1, 0.21), (50, 1, 0.21)):
            checked, told, _ = self.both("fifo.cfg", FIFO % (groups, batch))
            use = {u["limit"]: u["utilization"][0] for u in checked["limits"]}["sqs.q.message_group"]
            self.assertAlmostEqual(use, 5 / groups * each, places=6)
            limit = {u["limit"]: u for u in told["limits"]}["sqs.q.message_group"]
            behind = told["resources"]["sqs.q"]["approximate_number_of_messages_visible"]["maximum"]["value"]
            self.assertEqual(behind > 100, use > 1)
            self.assertEqual(limit["delayed"]["value"] > 100, use > 0.5)

    def test_usage_plans_hold_for_each_key(self):
        checked, told, said = self.both("tenants.cfg", TENANTS)
        use = {u["limit"].partition("[gold].")[2]: u["utilization"] for u in checked["limits"]}
        # a in each phase: 2400; 2400 + 3000 until midnight; 3000 + 2400 of the next day, without the offset
        for got, wanted in zip(use["quota_limit"], (2400 / 9500, 5400 / 10000, 5400 / 10000)):
            self.assertAlmostEqual(got, wanted, places=9)
        for got, wanted in zip(use["throttling_rate_limit"], (0.2, 0.5, 0.2)):
            self.assertAlmostEqual(got, wanted, places=9)
        self.assertEqual(use["routes[GET /b].throttling_rate_limit"], [0.25] * 3)
        peak = {u["limit"].partition("[gold].")[2]: u["peak"]["value"] for u in told["limits"]}
        self.assertAlmostEqual(peak["quota_limit"], 5400 / 9500, places=9)  # before midnight
        # b's third call has no key: told, refused, free
        self.assertIn("asks for a key and this call has none: each ends in a 403", said)
        api = told["resources"]["apigateway.shop"]
        self.assertEqual(api["4xx_error"]["count"]["value"], 3600)
        self.assertEqual(api["throttles"]["count"]["value"], 0)
        self.assertAlmostEqual(told["cost"]["run_usd"]["value"], (2400 + 6000 + 2400 + 7200) * 3.5e-6, places=9)
        self.assertAlmostEqual(checked["cost"]["run_usd"], told["cost"]["run_usd"]["value"], places=9)
        rest = checked["resources"]["http.o"]["expected"]
        self.assertEqual([round(e["calls_per_s"], 9) for e in rest], [4, 7, 4])

    def test_what_an_edge_keeps_spares_its_origin(self):
        checked, told, _ = self.both("edge.cfg", EDGE)
        for address, metric in (("http.files", "requests"), ("http.app", "requests")):
            wanted = checked["resources"][address]["expected"][0]["calls_per_s"]
            got = told["resources"][address][metric]["rate_per_s"]["value"]
            self.assertAlmostEqual(got / wanted, 1, delta=0.02, msg=f"{address} {got} {wanted}")
        self.assertAlmostEqual(told["cost"]["month_usd"]["value"] / checked["cost"]["month_usd"], 1, delta=0.02)
        for client in ("near", "far", "post", "get"):
            expected = checked["resources"]["client." + client]["expected"][0]
            got, wanted = told["resources"]["client." + client]["open_requests"]["mean"]["value"], expected["at_once"]
            self.assertAlmostEqual(got / wanted, 1, delta=0.04, msg=f"{client} {got} {wanted}")
        site = told["resources"]["cloudfront.site"]
        self.assertGreater(site["collapsed_requests"]["share"]["value"], 0.005)  # they matter

    def test_the_way_to_an_edge_and_beyond(self):
        # a = 10, c = 110: b = 90 where nobody says; p = 2; the origin takes 50 ms.  On a new connection of TLS 1.2 three more trips.
        for network, found, fetched in (("", 12, 12 + 90 + 50), ('rtt_edge_to_region = "70 ms"; ', 12, 12 + 70 + 50), ("connection_reuse = 0; ", 42, 42 + 90 + 50)):
            _, told, _ = self.both("way.cfg", """profile = "aws-2026"; run = { duration = "10 min"; replications = 1; };
client = { c = { target = "cloudfront.d"; key = "constant(1)"; rate = "1/s"; arrivals = "constant";
    network = { rtt_to_edge = "10 ms"; rtt_to_region = "110 ms"; edge_processing = "2 ms"; %s}; }; };
cloudfront = { d = { cache_behaviors = ( { path_pattern = "*"; target_origin = "http.o"; } ); }; };
http = { o = { latency = "50 ms"; }; };
""" % network)
            seen = told["resources"]["client.c"]["latency_s"]
            self.assertAlmostEqual(seen["minimum"]["value"] * 1000, found, places=6)
            self.assertAlmostEqual(seen["maximum"]["value"] * 1000, fetched, places=6)
            self.assertAlmostEqual(seen["mean"]["value"] * 1000, found + (fetched - found) / 600, places=3)

    def test_what_is_not_foreseen_is_told(self):
        window = FIFO.replace("fifo_queue = true; ", "").replace("batch_size = %d", 'batch_size = 1000; maximum_batching_window = "%s"')
        for rate, seconds, told in (("200/s", "5 s", True), ("5/s", "5 s", False), ("200/s", "0 s", False)):
            text = (window % (50, seconds)).replace("5/s", rate).replace("batch_size = 1000", "batch_size = 10" if seconds == "0 s" else "batch_size = 1000")
            checked, _, _ = self.both("window.cfg", text)
            mapping = checked["resources"]["lambda.f.event_source_mappings[sqs.q]"]["expected"][0]
            self.assertEqual("not_foreseen" in mapping, told)
            page = self.run_it("check", "window.cfg").out
            self.assertEqual("not foreseen: lambda.f.event_source_mappings[sqs.q]: pollers become more" in page, told)
            self.assertIn("\nexpected: nothing turned away, or waiting for a limit; no retries, time-outs,\n    hedges, cold starts\n", page)
        self.write("later.cfg", text + 'timeline = ( { name = "x"; at = "1 min"; set = "client.c.scale = 2"; } );')
        self.assertIn("hedges, cold starts, timeline\n", self.run_it("check", "later.cfg").out)

    def test_beside_bursts_the_run_is_told(self):
        """600 s of 12/s, and 90 within 3 s: 30/s more; six bursts that differ, of which three are told."""
        bursts = "bursts = ( %s );" % ", ".join('{ name = "b%d"; at = "%d s"; requests = %d; within = "3 s"; }' % (k, 50 * k, 90 + k) for k in range(6))
        text = 'profile = "aws-2026"; run = { duration = "10 min"; }; client = { c = { target = "http.p"; rate = "12/s"; %s }; }; http = { p = { latency = "1 ms"; }; };'
        for said, names, rates in ((bursts, ["the run", "b3", "b4", "b5"], [12 + 555 / 600] + [12 + (90 + k) / 3 for k in (3, 4, 5)]),
                                   (bursts.replace('at = "0 s"', 'at = "1 h"').split(", { name")[0] + " );", ["the run"], [12])):
            self.write("bursts.cfg", text % said)
            told = json.loads(self.run_it("check", "bursts.cfg", "-f", "json").out)
            self.assertEqual([s["name"] for s in told["stretches"]], names)
            for one, rate in zip(told["resources"]["http.p"]["expected"], rates):
                self.assertAlmostEqual(one["calls_per_s"], rate, places=6)

    def test_what_cannot_go_well_is_told(self):
        head = 'profile = "aws-2026"; run = { duration = "5 min"; replications = 2; }; client = { c = { %s rate = "1/s"; }; }; '
        lost = ' lambda = { f = { memory_size = "1 GB"; timeout = "%s"; steps = ( { %s } ); }; };'
        put = 'target = "dynamodb.t"; action = "PutItem"; item_size = "%s";'
        send = 'target = "sqs.q"; item_size = "%s";'
        api = ('target = "apigateway.a";', 'apigateway = { a = { routes = ( { route = "GET /"; integration = "lambda.f"; } ); }; };')
        for address, text in (
                ("lambda.f", head % 'target = "lambda.f";' + lost % ("4 s", 'wait = "%s";')),
                ("lambda.f", head % 'target = "lambda.f";' + lost % ("60 s", '%s;')),
                ("apigateway.a", head % api[0] + api[1] + lost % ("60 s", 'wait = "%s";')),
                ("dynamodb.t", head % put + 'dynamodb = { t = { billing_mode = "PAY_PER_REQUEST"; }; };'),
                ("sqs.q", head % send + 'sqs = { q = { }; };')):
            good, bad = {"dynamodb.t": ("400 KB", "401 KB"), "sqs.q": ("1 MB", "1025 KB"), "apigateway.a": ("28 s", "30 s")}.get(
                address, ("3900 ms", "4100 ms"))
            if "( { %s; } )" in text:
                good, bad = 'wait = "1 s"', 'call = "lambda.f"'
            for value, told in ((good, False), (bad, True)):
                self.write("sure.cfg", text % value)
                page = self.run_it("check", "sure.cfg")
                self.assertEqual((page.code, "not foreseen: %s: " % address in page.out), (0, told), page.out + page.err)

    def test_scheduled_actions_are_not_foreseen_and_that_is_told(self):
        actions = 'scheduled_actions = ( { name = "up"; schedule = "at(+10 min)"; min_capacity = 40; } ); '
        function = ('lambda = { f = { memory_size = "1 GB"; timeout = "5 s"; provisioned_concurrent_executions = 2; auto_scaling = { provisioned_concurrent_executions = '
                    '{ min_capacity = 2; max_capacity = 50; target_value = "70 %%"; %s}; }; steps = ( { wait = "90 ms"; } ); }; };')
        table = ('dynamodb = { t = { read_capacity_units = 20; write_capacity_units = 20; auto_scaling = { write_capacity_units = '
                 '{ min_capacity = 20; max_capacity = 50; target_value = "70 %%"; %s}; }; }; };')
        head = 'profile = "aws-2026"; run = { duration = "20 min"; replications = 2; }; client = { c = { rate = "1/s"; steps = ( { call = "lambda.f"; }, { call = "dynamodb.t"; action = "PutItem"; } ); }; };'
        for scheduled in (True, False):
            said = actions if scheduled else ""
            checked, _, _ = self.both("actions.cfg", head + function % said + table % said)
            for address in ("lambda.f", "dynamodb.t"):
                self.assertEqual("not_foreseen" in checked["resources"][address]["expected"][0], scheduled)

    def test_a_reserve_of_which_nothing_is_left_is_told(self):
        text = ('profile = "aws-2026"; run = { duration = "2 min"; replications = 2; }; client = { c = { target = "lambda.f"; rate = "10/s"; }; };\n'
                'lambda = { f = { memory_size = "1 GB"; timeout = "5 s"; %s steps = ( { wait = "900 ms"; } ); }; };')
        for said, none in (("reserved_concurrent_executions = 0;", True), ("reserved_concurrent_executions = 3; provisioned_concurrent_executions = 3;", True),
                           ("reserved_concurrent_executions = 30; provisioned_concurrent_executions = 3;", False),
                           ("reserved_concurrent_executions = 30; provisioned_concurrent_executions = 0;", False)):
            checked, told, _ = self.both("none.cfg", text % said)
            limit = {u["limit"]: u for u in checked["limits"]}["lambda.f.reserved_concurrent_executions"]
            self.assertEqual((limit["size"], limit["utilization"]) == (0, [None]), none)
            self.assertEqual("none left" in self.run_it("check", "none.cfg").out, none)
            self.assertEqual(told["resources"]["client.c"]["throttled"]["count"]["value"] > 100, none)

    def test_a_lane_that_is_always_busy_is_not_short(self):
        # 10 lanes, a second each: 8 records a batch, ten may be; beyond 100/s they are full
        text = ('profile = "aws-2026"; run = { duration = "10 min"; replications = 2; }; kinesis = { s = { shard_count = 1; }; };\n'
                'client = { c = { target = "kinesis.s"; rate = "%d/s"; item_size = "1 KB"; key = "uniform(n=100k)"; }; };\n'
                'lambda = { f = { memory_size = "1 GB"; timeout = "9 s"; event_source_mappings = ( { event_source = "kinesis.s"; batch_size = 10;\n'
                '    parallelization_factor = 10; } ); steps = ( { wait = "1 s"; } ); }; };')
        for rate, use in ((80, 1), (500, 5)):
            checked, told, _ = self.both("lanes.cfg", text % rate)
            limit = {u["limit"]: u for u in checked["limits"]}["lambda.f.event_source_mappings[kinesis.s].parallelization_factor"]
            self.assertAlmostEqual(limit["utilization"][0], use, places=2)
            busy = told["resources"]["lambda.f"]["concurrent_executions"]["mean"]["value"]
            self.assertAlmostEqual(busy, 10, delta=0.15)
            late = told["resources"]["lambda.f"]["iterator_age_s"]["maximum"]["value"]
            self.assertEqual(late > 60, use > 1)

    def test_alike_items_of_a_map_go_in_rounds(self):
        self.write("rounds.asl.json", MAP)
        checked, told, _ = self.both("rounds.cfg", ROUNDS)
        time = told["resources"]["stepfunctions.m"]["execution_time_s"]["mean"]["value"]
        self.assertAlmostEqual(time, 12, places=6)
        self.assertAlmostEqual(checked["resources"]["stepfunctions.m"]["expected"][0]["at_once"], 12, places=6)


if __name__ == "__main__":
    unittest.main()
