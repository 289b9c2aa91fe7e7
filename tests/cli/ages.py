#!/usr/bin/python3
"""`age` (language.md D26): on every model whose work ends there, from the birth of the root request on,
through queues, topics and buses.  All laws are constants, so ages differ by what lies between."""
import os
import unittest

import xarray

from command import Case

EDGE = """
title = "at the edge"; profile = "aws-2026"; run = { duration = "5 min"; replications = 1; };
client = { web = { target = "cloudfront.site"; path = "/x"; key = "uniform(n=20)"; rate = "2/s"; arrivals = "constant";
  network = { rtt_to_edge = "10 ms"; rtt_to_region = "40 ms"; connection_reuse = 1; }; }; };
cloudfront = { site = { cache_behaviors = ( { path_pattern = "*"; target_origin = "http.origin"; default_ttl = "1 min"; } ); }; };
http = { origin = { latency = "100 ms"; }; };
"""
CHAIN = """
title = "one way"; profile = "aws-2026";
run = { duration = "5 min"; drain = "all"; seed = 3; replications = 1; };
client = { web = { target = "apigateway.api"; route = "POST /x"; rate = "2/s"; arrivals = "constant";
  network = { rtt_to_region = "40 ms"; connection_reuse = 1; }; }; };
apigateway = { api = { type = "HTTP"; overhead = "10 ms"; routes = ( { route = "POST /x"; integration = "lambda.front"; } ); }; };
lambda = {
  front = { runtime = "python3.12"; memory_size = "1769 MB"; warm_environments = 20; timeout = "10 s"; steps = (
    { wait = "30 ms"; },
    { call = "sns.news"; action = "Publish"; item_size = "1 KB"; },
    { call = "events.bus"; action = "PutEvents"; item_size = "1 KB"; },
    { call = "sqs.jobs"; action = "SendMessage"; item_size = "1 KB"; } ); };
  back = { runtime = "python3.12"; memory_size = "1769 MB"; warm_environments = 20; timeout = "10 s";
    event_source_mappings = ( { event_source = "sqs.jobs"; batch_size = 1; } );
    steps = ( { wait = "50 ms"; },
      { call = "dynamodb.t"; action = "PutItem"; item_size = "1 KB"; },
      { call = "http.mail"; } ); }; };
sns = { news = { subscriptions = ( { endpoint = "http.listener"; } ); }; };
events = { bus = { rules = ( { name = "all"; target = "http.archive"; } ); }; };
sqs = { jobs = { visibility_timeout = "60 s"; }; };
dynamodb = { t = { billing_mode = "PAY_PER_REQUEST"; latency = "5 ms"; }; };
http = { mail = { latency = "100 ms"; }; listener = { latency = "7 ms"; }; archive = { latency = "9 ms"; }; };
"""
WITHOUT = {"client": "its completion says it", "vpc": "no work ends there"}


class Ages(Case):
    def setUp(self):
        super().setUp()
        self.write("chain.cfg", CHAIN)
        self.run_it("run", "chain.cfg", "-q")
        self.ds = xarray.open_dataset(os.path.join(self.dir, "chain.h5"))

    def age(self, model, dimension, name, statistic="average"):
        age = self.ds[f"{model}_age_summary"].sel({dimension: name, "statistic": statistic})
        return float(age.isel(replication=0))

    def of(self, variable, **where):
        return float(self.ds[variable].sel(statistic="average", **where).isel(replication=0))

    def test_ages_add_up(self):
        age = self.age
        self.assertEqual(age("lambda", "function", "back", "sample_count"), 600)
        for statistic in "average", "maximum", "minimum":
            written, mailed = age("dynamodb", "table", "t", statistic), age("http", "http", "mail", statistic)
            self.assertAlmostEqual(mailed - written, 0.100, 9)
            self.assertAlmostEqual(age("lambda", "function", "back", statistic), mailed, 9)
            self.assertGreaterEqual(age("poller", "mapping", "back[sqs.jobs]", statistic), mailed)
        half_way = 0.020
        latency = self.of("client_latency_summary", client="web")
        self.assertAlmostEqual(age("apigateway", "api", "api"), latency - half_way, 9)
        self.assertAlmostEqual(age("lambda", "function", "front"), latency - half_way, 9)

    def test_what_is_passed_on_has_the_age_of_who_began_it(self):
        for model, dimension, name, time, behind in (
                ("sns", "topic", "news", "sns_delivery_time_summary", "listener"),
                ("events", "bus", "bus", "events_ingestion_to_invocation_success_latency_summary", "archive")):
            with self.subTest(model):
                # published 60 ms after birth: half a round trip, overhead, 30 ms of work, calls before
                at = self.age(model, dimension, name) - self.of(time, **{dimension: name})
                self.assertGreaterEqual(at, 0.060)
                self.assertLess(at, self.age("lambda", "function", "front"))
                self.assertAlmostEqual(self.age("http", "http", behind), self.age(model, dimension, name), 9)

    def test_what_the_edge_has_is_as_old_as_its_way(self):
        self.write("edge.cfg", EDGE)
        self.run_it("run", "edge.cfg", "-q")
        self.ds = xarray.open_dataset(os.path.join(self.dir, "edge.h5"))
        latency = self.ds["client_latency_summary"].sel(client="web", statistic="minimum").isel(replication=0)
        age = {of: self.age("cloudfront", "distribution", "site", of) for of in ("minimum", "maximum", "sample_count")}
        self.assertAlmostEqual(age["minimum"], float(latency) - 0.005, 9)  # found: half a round trip to the viewer is left
        self.assertEqual(age["sample_count"], 600)
        self.assertGreater(age["maximum"], self.age("http", "http", "origin", "minimum"))

    def test_every_model_tells_it(self):
        told = {v.split("_")[0] for v in self.ds.data_vars if v.endswith("_latency_summary") or v.endswith("_summary")}
        for model in sorted(told - set(WITHOUT) - {"limit", "usage", "cost"}):
            with self.subTest(model):
                self.assertIn(f"{model}_age_summary", self.ds)


if __name__ == "__main__":
    unittest.main()
