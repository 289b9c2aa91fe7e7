#!/usr/bin/python3
"""What is steady: verdicts do not hang on how finely the series are kept, and what has not settled voids what is
about it and nothing else."""
import json
import math
import re
import unittest

from command import FUNCTION, Case

PERIODS = ("1 s", "5 s", "10 s", "30 s", "60 s")


QUEUE = """
profile = "aws-2026";
run = { duration = "%s"; warm_up = "1 min"; period = "1 s"; replications = 1; seed = 5; };
client = { c = { target = "http.s"; rate = "40/s"; }; };
http = { s = { latency = "exponential(mean=20 ms)"; concurrency_limit = 1; queue_limit = 1000000; }; };
objectives = ( "mean(client.c.latency) < 115 ms", "p95(client.c.latency) < 360 ms",
               "share(client.c.latency > 100 ms) < 38 %%", "sum(client.c.requests) > 200000" );
"""


def answer(told):
    """All that is judged and all that is estimated, without the series."""
    return {k: told[k] for k in told if k not in ("requests_per_s", "period_s")}


class Periods(Case):
    def same_for_all_periods(self, *words):
        told = []
        for period in PERIODS:
            done = self.run_it("run", "a.cfg", "--period", period, "-o", "none", "-f", "json", *words)
            told.append((done.code, answer(json.loads(done.out))))
        for code, one in told[1:]:
            self.assertEqual((code, one), told[0])
        return told[0]

    def test_of_a_pool_that_began_empty(self):
        self.write("a.cfg", """
profile = "aws-2026"; run = { duration = "17 min"; seed = 5; };
client = { c = { target = "lambda.f"; timeout = "20 s"; rate = "63/s"; }; };
lambda = { f = { runtime = "python3.12"; memory_size = "1769 MB"; timeout = "10 s";
    provisioned_concurrent_executions = 12; steps = ( { work = "exponential(mean=0.2 s) at 1769 MB"; } ); }; };
objectives = ( "share(lambda.f.provisioned_concurrency_spillover_invocations) < 50 %",
               "share(lambda.f.cold_starts) < 50 %", "p95(client.c.latency) < 500 ms", "cost.month < 2000 USD" );
""")
        code, told = self.same_for_all_periods()
        self.assertEqual((code, [o["verdict"] for o in told["objectives"]]), (99, ["met", "met", "missed", "met"]))

    def test_of_a_queue_that_grows(self):
        self.write("a.cfg", """
profile = "aws-2026"; run = { duration = "23 min"; seed = 9; };
client = { c = { target = "http.s"; rate = "21/s"; }; };
http = { s = { latency = "exponential(mean=55 ms)"; concurrency_limit = 1; queue_limit = 1000000; }; };
objectives = ( "mean(client.c.latency) < 400 s", "share(client.c.errors) < 1 %", "max(http.s.queued) < 1e6" );
""")
        code, told = self.same_for_all_periods()
        self.assertEqual((code, [o["verdict"] for o in told["objectives"]]), (5, ["undecided", "met", "undecided"]))
        self.assertRegex(told["objectives"][0]["why"], r"no steady state was found: it rises by \d\d %")

    def test_of_one_long_run(self):
        self.write("a.cfg", QUEUE % "2 h")
        code, told = self.same_for_all_periods()
        self.assertEqual((code, told["batches"]["count"]), (0, 30))


class Settling(Case):
    def test_auto_scaling_at_a_constant_load_settles(self):
        self.write("a.cfg", """
profile = "aws-2026"; run = { duration = "30 min"; seed = 3; };
client = { c = { target = "dynamodb.t"; action = "PutItem"; item_size = "1 KB"; timeout = "5 s"; rate = "37/s"; }; };
dynamodb = { t = { read_capacity_units = 5; write_capacity_units = 20; auto_scaling = {
    write_capacity_units = { min_capacity = 5; max_capacity = 200; target_value = "70 %"; }; }; }; };
objectives = ( "share(client.c.errors) < 5 %", "cost.month < 100 USD",
               "mean(dynamodb.t.provisioned_write_capacity_units) < 100" );
""")
        told = json.loads(self.run_it("run", "a.cfg", "-o", "none", "-f", "json").out)
        self.assertEqual([o["verdict"] for o in told["objectives"]], ["met"] * 3)
        # two minutes above the target and the delays until then: 3 min of 30
        self.assertGreaterEqual(told["warm_up"]["seen_s"], 150)

    def test_what_drifts_voids_only_what_is_about_it(self):
        self.write("a.cfg", """
profile = "aws-2026"; run = { duration = "40 min"; seed = 12; };
client = { even = { target = "http.wide"; rate = "31/s"; }; over = { target = "http.narrow"; rate = "23/s"; }; };
http = { wide = { latency = "exponential(mean=70 ms)"; };
         narrow = { latency = "exponential(mean=50 ms)"; concurrency_limit = 1; queue_limit = 1000000; }; };
objectives = ( "mean(client.even.latency) < 90 ms", "mean(client.over.latency) < 1 h",
               "p95(client.even.latency) < 100 ms", "share(client.over.latency > 1 s) < 99.99 %",
               "mean(client.over.latency) < 1 h from 1 min to 3 min", "rate(client.over.requests) < 30/s" );
""")
        done = self.run_it("run", "a.cfg", "-o", "none")
        self.assertEqual(done.code, 99)
        told = json.loads(self.run_it("run", "a.cfg", "-o", "none", "-f", "json").out)
        self.assertEqual([o["verdict"] for o in told["objectives"]],
                         ["met", "undecided", "missed", "undecided", "met", "met"])
        self.assertIn("no steady state was found of client.over.latency and", done.out.replace("\n         ", " "))
        self.assertGreater(told["warm_up"]["unsettled"], 1)
        self.assertFalse(told["warm_up"]["settled"])

    def test_an_overloaded_queue_has_no_steady_state(self):
        self.write("a.cfg", """
run = { duration = "30 min"; };
client = { c = { target = "http.s"; rate = "20/s"; }; };
http = { s = { latency = "exponential(mean=55 ms)"; concurrency_limit = 1; queue_limit = 1000000; }; };
objectives = ( "mean(client.c.latency) < 1 s" );
""")
        for words in ((), ("-r", "4"), ("-r", "1"), ("--warm-up", "10 min")):
            done = self.run_it("run", "a.cfg", "-o", "none", *words)
            self.assertEqual(done.code, 5)
            self.assertIn("no steady state", done.out)

    def test_a_warm_up_too_short_is_said(self):
        self.write("a.cfg", """
run = { duration = "60 min"; warm_up = "1 min"; seed = 3; };
client = { c = { target = "http.s"; rate = "20/s"; }; };
http = { s = { latency = "exponential(mean=200 s)"; }; };
objectives = ( "mean(http.s.concurrent_requests) < 9000" );
""")
        done = self.run_it("run", "a.cfg", "-o", "none")
        said = re.search(r"warm-up: by MSER the run has settled after ([\d.]+) min more: --warm-up '(\d+) min'",
                         done.out.replace("\n         ", " "))
        self.assertGreater(float(said[1]), 6)  # two means of what is in flight
        self.assertEqual(int(said[2]), math.ceil(float(said[1]) + 1))

    def test_a_warm_start_is_said_and_so_is_what_an_empty_one_hides(self):
        self.write("warm.cfg", FUNCTION % 'initial = "warm";')
        self.write("empty.cfg", FUNCTION % "")
        self.assertRegex(self.run_it("check", "warm.cfg").out,
                         r"starts warm.*\nlambda\.f: \d+ idle environments, for [\d.]+ in work")
        self.assertNotIn("starts warm", self.run_it("check", "empty.cfg").out)
        warm = self.run_it("run", "warm.cfg", "-o", "none").out
        self.assertIn("warm start", warm)
        self.assertNotIn("began empty", warm)
        empty = self.run_it("run", "empty.cfg", "-o", "none").out.replace("\n        ", "")
        self.assertRegex(empty, r"warm-up: nothing was cut;.* it began empty, which shows for up to "
                                r"45 min \(idle_expiry \+ maximum_age of lambda\.f\): run\.initial")
        told = json.loads(self.run_it("run", "empty.cfg", "-o", "none", "-f", "json").out)
        self.assertEqual((told["initial"], told["warm_up"]["suggested_s"]), ("empty", 2700))


    def test_one_long_run_is_told_by_its_batches(self):
        # M/M/1, rho = .8: sojourn exponential, mean 100 ms
        self.write("a.cfg", QUEUE % "3 h")
        done = self.run_it("run", "a.cfg", "-o", "none", "-f", "json")
        told = json.loads(done.out)
        self.assertEqual((done.code, told["preview"], told["batches"]["count"]), (0, False, 30))
        truth = (0.1, 0.2996, 0.3679, 40 * (3 * 3600 - 60))
        for objective, value in zip(told["objectives"], truth):
            seen = next(v for k, v in objective.items() if k.startswith("observed"))
            half = (seen["high"] - seen["low"]) / 2
            self.assertLess(abs(seen["value"] - value), 2 * half, objective)
            self.assertLess(half, 0.05 * value)
            self.assertEqual(seen["n"], 30)
        # about 1.8 s (1 / (mu (1 - sqrt rho)^2)) is the longest memory of this queue
        self.assertLess(told["batches"]["longest_relaxation_s"], 5)
        self.assertGreater(told["batches"]["longest_relaxation_s"], 1)

    def test_a_run_that_is_too_short_for_batches_says_what_would_do(self):
        self.write("a.cfg", QUEUE % "10 min")
        done = self.run_it("run", "a.cfg", "-o", "none")
        self.assertEqual(done.code, 99)  # the requests alone, which remember nothing, can be told
        self.assertIn("3 undecided", done.out)
        self.assertRegex(done.out, r"one run: a batch is \d+ of 30 relaxation times; "
                                   r"--replications 10")


class Month(Case):
    """By hand: 4 invocations a second of 2.6 s at 1769 MB, 0.20 USD a million and 0.0000166667 USD a GB-second; the same
    held for 30 provisioned, at 0.0000041667 and 0.0000097222 USD (AWS Lambda pricing, us-east-1, x86, 2026)."""
    TEXT = """
profile = "aws-2026"; run = { duration = "10 min"; %s };
client = { c = { target = "lambda.f"; rate = "4/s"; arrivals = "constant"; }; };
lambda = { f = { runtime = "python3.12"; memory_size = "1769 MB"; timeout = "9 s"; init = "0 s"; placement = "0 s";
           first_invoke = "0 s"; %s steps = ( { work = "2.6 s"; } ); }; };
"""
    REQUESTS, SECONDS = 4 * 3600 * 730, 2.6 * 1769 / 1024 * 4 * 3600 * 730

    def month(self, run, function=""):
        self.write("a.cfg", self.TEXT % (run, function))
        done = self.run_it("run", "a.cfg", "-o", "none", "-f", "json", "-r", "10")
        self.assertEqual(done.code, 0, done.err)
        return json.loads(done.out)["cost"]["month_usd"]["value"]

    def test_costs_what_its_arrivals_use(self):
        usd = self.REQUESTS * 0.2e-6 + self.SECONDS * 0.0000166667
        for run in ('drain = "all";', 'drain = "3 s";', 'warm_up = "1 min";', 'warm_up = "1 min"; drain = "all";'):
            self.assertAlmostEqual(self.month(run) / usd, 1, delta=1e-9, msg=run)

    def test_costs_less_by_what_is_under_way_where_nothing_drains(self):
        # 2 400 began, 10 or 11 of them in the last 2.6 s, and the time of these is not paid for
        usd = self.REQUESTS * 0.2e-6 + self.SECONDS * 0.0000166667
        self.assertAlmostEqual(1 - self.month("") / usd, 10.5 / 2400, delta=0.6 / 2400)

    def test_is_not_charged_for_what_is_held_in_the_drain(self):
        usd = self.REQUESTS * 0.2e-6 + self.SECONDS * 0.0000097222 + 30 * 1769 / 1024 * 3600 * 730 * 0.0000041667
        for run in ('drain = "all";', 'drain = "5 min";'):
            self.assertAlmostEqual(self.month(run, "provisioned_concurrent_executions = 30;") / usd, 1, delta=1e-9, msg=run)


class WarmUp(Case):
    def test_what_was_turned_away_in_it_has_not_given_way(self):
        self.write("a.cfg", """
profile = "aws-2026"; run = { duration = "11 min"; warm_up = "5 min"; replications = 3; seed = 5; };
client = { w = { target = "dynamodb.u"; action = "PutItem"; item_size = "1 KB"; rate = "90/s"; retry = "none"; }; };
dynamodb = { u = { read_capacity_units = 5; write_capacity_units = 100; burst_credit = 0.0; }; };
""")
        said = self.run_it("run", "a.cfg", "-o", "none", "-f", "json")
        limits = {one["limit"]: one for one in json.loads(said.out)["limits"]}
        self.assertEqual(limits["dynamodb.u.write_capacity_units"]["rejected"]["value"], 0)
        self.assertEqual(limits["dynamodb.u.write_capacity_units"]["runs_hit"], 0)
        self.assertIn("Nothing gave way", self.run_it("run", "a.cfg", "-o", "none").out)
        # the same run, nothing cut
        said = self.run_it("run", "a.cfg", "-o", "none", "--warm-up", "0 s").out
        self.assertRegex(said, r"First to give way: dynamodb\.u\.write_capacity_units, 100/s, at 0:0\d")


if __name__ == "__main__":
    unittest.main()
