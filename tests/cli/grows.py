#!/usr/bin/python3
"""grow: thresholds that are known, what hides what, lifted limits that turn nobody away."""
import json
import os
import unittest

import h5py
import numpy

from command import HERE, Case

# 100 a second at the door (2 x), 600 at once of 3 s each behind it (4 x): a full second of tokens
# more does not fill them.
LADDER = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "2 min"; replications = 3; period = "10 s"; };
client = { c = { target = "http.h"; arrivals = "constant"; rate = "%s"; };
           d = { target = "http.i"; arrivals = "constant"; rate = "1/s"; }; };
http = { h = { latency = "constant(3 s)"; rate_limit = "100/s"; concurrency_limit = 600; };
         i = { latency = "constant(100 ms)"; }; };
objectives = ( "share(client.c.errors) < 1 %%" );
%s
"""
STREAM = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "20 s"; replications = 2; period = "5 s"; };
client = { c = { target = "kpl.p"; action = "PutRecord"; item_size = "400 B"; rate = "700/s"; }; };
kpl = { p = { stream = "kinesis.s"; hosts = 2; aggregation_enabled = false; }; };
kinesis = { s = { shard_count = 1; }; };
kcl = { w = { stream = "kinesis.s"; max_records = 100; idle_time_between_reads = "250 ms";
    steps = ( { work = "1 ms"; count = "items"; } ); }; };
"""
# A tenant, 10 a second, evenly.
TENANT = """
profile = "aws-2026"; region = "us-east-1"; run = { duration = "10 min"; period = "1 min"; replications = 2; };
client = { a = { target = "apigateway.shop"; usage_plan = "gold"; arrivals = "constant"; rate = "10/s"; }; };
apigateway = { shop = { overhead = "0 s"; routes = ( { route = "GET /a"; integration = "http.o"; api_key_required = true; } );
    usage_plans = ( { name = "gold"; throttling_rate_limit = "20/s"; throttling_burst_limit = 1; quota_limit = 24000; quota_period = "DAY"; } ); }; };
http = { o = { latency = "1 ms"; }; };
"""
HERE_EVERYTHING = os.path.join(HERE, "..", "determinism", "everything.cfg")


class Grows(Case):
    def grow(self, *words, text=LADDER % ("50/s", ""), code=0):
        self.write("x.cfg", text)
        done = self.run_it("grow", "x.cfg", "-q", "--precision", "2 %", *words)
        self.assertEqual(done.code, code, done.err)
        return done

    def told(self, *words, **how):
        return json.loads(self.grow("-f", "json", "-o", "none", *words, **how).out)

    def test_the_ladder_stands_where_arithmetic_puts_it(self):
        told = self.told()
        rate, places = told["ladder"]
        self.assertEqual(rate["limit"], "http.h.rate_limit")
        self.assertEqual(places["limit"], "http.h.concurrency_limit")
        # the bucket holds a second's requests: 102 a second empty it within the 2 min
        self.assertTrue(2.0 <= rate["binds"]["multiple"] <= 2.05, rate)
        self.assertTrue(3.92 <= places["binds"]["multiple"] <= 4.1, places)
        self.assertLess(rate["binds"]["low"], rate["binds"]["multiple"])
        self.assertEqual((rate["hidden"], places["hidden"]), (False, True))
        self.assertEqual(places["hidden_by"], ["http.h.rate_limit"])
        self.assertTrue(1.95 <= told["holds_up_to"] <= 2.02)

    def test_a_quota_stands_behind_the_throttle_of_its_plan(self):
        told = self.told("--up-to", "10", text=TENANT)
        rate, quota = told["ladder"]
        self.assertEqual(rate["limit"], "apigateway.shop.usage_plans[gold].throttling_rate_limit")
        self.assertEqual(quota["limit"], "apigateway.shop.usage_plans[gold].quota_limit")
        # 20 a second; 24 000 in 10 min are 40 a second
        self.assertTrue(1.96 <= rate["binds"]["multiple"] <= 2.04, rate)
        self.assertTrue(3.92 <= quota["binds"]["multiple"] <= 4.08, quota)
        self.assertEqual(quota["hidden_by"], [rate["limit"]])

    def test_an_objective_fails_as_written_and_with_limits_lifted(self):
        # 1 % turned away of what comes in 2 min: r x 120 x 0.99 = 100 + 100 x 120
        one = self.told()["objectives"][0]
        self.assertAlmostEqual(one["fails"]["multiple"], 12100 / 120 / 0.99 / 50, delta=0.05)
        self.assertTrue(one["fails_with_limits_lifted"]["beyond_all_tried"])

    def test_a_precision_of_the_scenario_is_not_grows(self):
        """Every point has as many replications, however soon they agree: five at most, or -r."""
        plain = self.told(text=LADDER % ("50/s", ""))
        text = (LADDER % ("50/s", "")).replace("replications = 3;", 'replications = 12; precision = "5 %";')
        self.assertEqual({p["replications"] for p in self.told(text=text)["points"]} - {1}, {5})
        told = self.told("-r", "12", text=text)
        self.assertEqual({p["replications"] for p in told["points"]} - {1}, {12})
        for one, other in zip(told["ladder"], plain["ladder"]):
            self.assertAlmostEqual(one["binds"]["multiple"], other["binds"]["multiple"], delta=0.1)

    def test_what_nobody_can_judge_is_not_said_to_hold(self):
        text = (LADDER % ("50/s", "")).replace("share(client.c.errors) < 1 %", "p99.9(client.d.latency) < 4 s")
        told = self.told(text=text.replace('i = { latency = "constant(100 ms)"', 'i = { latency = "exponential(mean=100 ms)"'))
        self.assertFalse(told["objectives"][0]["fails"]["known"])
        self.assertIsNone(told["objectives"][0]["fails"]["multiple"])
        self.assertFalse(told["objectives"][0]["fails"]["beyond_all_tried"])

    def test_limits_that_are_kept_elsewhere_are_lifted_too(self):
        """Of a producer, its stream and its readers: what is lifted by a flag turns nobody away."""
        self.write("k.cfg", STREAM)
        done = self.run_it("grow", "k.cfg", "-q", "--up-to", "4", "--precision", "15 %", "-f", "json", "-o", "k.h5")
        self.assertEqual(done.code, 0, done.err)
        ladder = {rung["limit"]: rung["lifted"] for rung in json.loads(done.out)["ladder"]}
        self.assertFalse(ladder["kcl.w.leases"])  # no setting gives a stream more leases
        self.assertTrue(ladder["kinesis.s.shard_count"])  # by more shards
        self.nobody_is_turned_away("k.h5")

    def test_below_one_is_an_answer(self):
        told = self.told(text=LADDER % ("150/s", ""))
        self.assertTrue(0.66 <= told["ladder"][0]["binds"]["multiple"] <= 0.69)
        self.assertLess(told["holds_up_to"], 0.68)

    def test_a_client_alone_can_grow(self):
        told = self.told("--only", "client.d", "--up-to", "3")
        self.assertEqual((told["clients"], told["ladder"]), (["client.d"], []))
        self.assertEqual(told["holds_up_to"], 3)
        done = self.grow("--only", "client.e", code=2)
        self.assertIn("--only: client.e is no client of the scenario", done.err)

    def test_what_cannot_be_meant_is_refused(self):
        for words, said in ((("--up-to", "1"), "--up-to: a number from 1.1 to 1000"),
                            (("--precision", "0"), "--precision: a share between 0 and 1"),
                            (("--tolerance", "x"), "--tolerance: a share between 0 and 1"),
                            (("--vary", "run.seed=1,2"), "grow has no option --vary")):
            self.assertIn(said, self.grow(*words, code=2).err)
        timeline = 'timeline = ( { at = "1 min"; set = "client.c.scale = 2"; } );'
        done = self.grow(text=LADDER % ("50/s", timeline), code=2)
        self.assertIn("client.c: its scale is set by the timeline", done.err)

    def test_a_study_says_the_same(self):
        self.write("x.cfg", LADDER % ("50/s", ""))
        self.write("s.cfg", 'study = { command = "grow"; scenario = "x.cfg"; up_to = 5; '
                            'precision = "4 %"; only = ( "client.c" ); };')
        done = self.run_it("grow", "s.cfg", "-q", "-f", "json", "-o", "none")
        self.assertEqual(done.code, 0, done.err)
        told = json.loads(done.out)
        self.assertEqual((told["most_multiple"], told["precision"]), (5, 0.04))
        self.assertEqual(self.run_it("check", "s.cfg").code, 0)

    def test_same_bytes_for_any_number_of_jobs(self):
        one = self.grow("-o", "one.h5", "-j", "1", "-f", "json").out
        two = self.grow("-o", "two.h5", "-j", "2", "-f", "json").out
        self.assertEqual(one, two)
        with open(os.path.join(self.dir, "one.h5"), "rb") as a, open(os.path.join(self.dir, "two.h5"), "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_a_lifted_limit_turns_nobody_away(self):
        with open(HERE_EVERYTHING) as file:
            text = file.read()
        self.write("e.cfg", text)
        done = self.run_it("grow", "e.cfg", "-q", "-r", "2", "--precision", "10 %", "--up-to", "6",
                           "--no-objectives", "-f", "json", "-o", "e.h5")
        self.assertEqual(done.code, 0, done.err)
        self.assertGreater(self.nobody_is_turned_away("e.h5"), 20)

    def nobody_is_turned_away(self, name):
        """Where it is lifted, but for limits that are lifted by their setting; how often it is."""
        structural = ("shard_count", "previous_peak", "parallelization_factor", "leases", "hosts")
        lifted = 0
        with h5py.File(os.path.join(self.dir, name)) as file:
            names = [name.decode() for name in file["limit"][:]]
            lost = file["limit_rejections_summary"][:] + file["limit_delayed_summary"][:]
            self.assertTrue(numpy.all(file["traffic_value"][:] > 0))
            for point, label in enumerate(file["lifted"][:]):
                for limit in label.decode().split(", ") if label != b"none" else []:
                    if limit.split(".")[-1] in structural or "previous_peak" in limit:
                        continue
                    lifted += 1
                    self.assertEqual(numpy.nansum(lost[point, :, names.index(limit)]), 0, limit)
        return lifted


if __name__ == "__main__":
    unittest.main()
