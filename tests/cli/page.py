#!/usr/bin/python3
"""What the page of a run says, and what it leaves out because it says nothing."""
import json
import re
import unittest

from command import Case

SHOP = """
profile = "aws-2026"; run = { duration = "20 min"; replications = 10; };
client = { shop = { target = "lambda.order"; rate = "40/s"; timeout = "5 s"; }; };
lambda = { order = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s"; architectures = "arm64";
  steps = ( { work = "80 ms at 512 MB"; }, { call = "dynamodb.orders"; action = "PutItem"; item_size = "2 KB"; } ); }; };
dynamodb = { orders = { billing_mode = "PROVISIONED"; write_capacity_units = 130; read_capacity_units = 1; }; };
"""


class Page(Case):
    def page(self, text, *words, columns=None, code=0):
        self.write("x.cfg", text)
        env = self.environment(**({"COLUMNS": str(columns)} if columns else {}))
        done = self.run_it("run", "x.cfg", "-o", "none", "-q", *words, env=env)
        self.assertEqual(done.code, code, done.err)
        return done.out


QUEUE = """
run = { duration = "60 s"; period = "5 s"; };
client = { c = { target = "http.s"; rate = "0/s"; bursts = (
  { name = "a"; at = "10 s"; requests = 9; within = "0 s"; }, { name = "b"; at = "%s"; requests = 7; within = "0 s"; } ); }; };
http = { s = { latency = "1 s"; concurrency_limit = 5; }; };
"""


class Limits(Page):
    def test_a_limit_says_from_when_until_when_it_turned_away(self):
        self.assertRegex(self.page(QUEUE % "30 s"), r"\nlimit +peak +at +rejected +until\n.*100 % +0:10 +6 +0:30\n")
        self.assertRegex(self.page(QUEUE % "57 s"), r"100 % +0:10 +6 +end\n")
        self.write("x.cfg", QUEUE % "30 s")
        told = json.loads(self.run_it("run", "x.cfg", "-o", "none", "-f", "json").out)["limits"][0]
        self.assertEqual((told["first_s"], told["last_s"]), (10, 30))


class Clients(Page):
    RETRIED = """
run = { duration = "10 min"; replications = 10; };
client = { c = { target = "http.s"; rate = "20/s"; retry = { max_attempts = 3; interval = "10 ms"; }; }; };
http = { s = { latency = "5 ms"; error_rate = "%s"; }; };
"""

    def test_tries_are_told_where_there_are_any(self):
        page = self.page(self.RETRIED % "20 %")
        tries = re.search(r"429 %  tries\nc .* ([\d.]+)\n", page)
        self.assertAlmostEqual(float(tries[1]), 1 + 0.2 + 0.04, delta=0.01)
        self.assertLessEqual(max(map(len, page.splitlines())), 80)
        self.assertNotIn("tries", self.page(self.RETRIED % "0 %"))


class Costs(Page):
    def test_the_dearest_of_a_service_is_told_in_the_words_of_the_bill(self):
        page = self.page(SHOP)
        # 130 units for 20 minutes; 1 read unit is 1/650 of that money and says nothing
        self.assertRegex(page, r"\n  dynamodb +[\d.]+ +\d+ %  43\.3 write capacity unit-hours\n")
        self.assertRegex(page, r"\n  lambda +[\d.]+ +\d+ %  [\d ]+ GB-seconds on arm64,\s+4\d \d{3} requests\n")
        self.assertNotRegex(page, r"read capacity|gb.second")

    def test_a_number_stays_with_its_unit_on_a_narrow_page(self):
        page = self.page(SHOP, columns=60)
        costs = page[page.index("\ncost"):page.index("  total")]
        self.assertLessEqual(max(map(len, costs.splitlines())), 60)
        self.assertRegex(costs, r"2 0\d\d GB-seconds")
        self.assertRegex(costs, r"4\d \d{3} requests")
        self.assertEqual(len(re.findall(r"unit-hours", costs)), 1)


SIDES = """
profile = "aws-2026"; run = { duration = "40 min"; period = "1 min"; replications = 10; drain = "all"; };
client = {
  async = { target = "lambda.work"; invocation_type = "Event"; rate = "3/s"; };
  night = { target = "lambda.work"; rate = "2/s"; scale = 0; };
  waves = { target = "lambda.work"; repeat = "10 min"; phases = ( { name = "low"; duration = "6 min"; rate = "1/s"; },
    { name = "none"; duration = "1 min"; rate = "0/s"; }, { name = "high"; duration = "3 min"; rate = "9/s"; } ); }; };
lambda = { work = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s";
    timeline_placeholder; steps = ( { work = "uniform(50 ms, 90 ms) at 512 MB"; } ); };
  spare = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s"; steps = ( { work = "80 ms"; } ); }; };
timeline = ( { name = "slow"; at = "27 min"; until = "30 min"; set = "lambda.work.placement = 7 s"; },
             { name = "broken"; at = "17 min"; until = "20 min"; set = "lambda.work.error_rate = 30 %"; } );
""".replace("timeline_placeholder; ", "")


class Rows(Page):
    def test_what_says_nothing_has_no_row(self):
        page = self.page(SIDES)
        self.assertNotRegex(page, r"(?m)^ *(night|spare|in none)\b")
        self.assertIn("\nidle client: night\n", page)
        self.assertIn("\nidle function: spare\n", page)
        self.assertNotIn("where async waits", page)  # its answer comes as soon as it is queued
        self.assertIn("where waves waits", page)
        self.assertNotRegex(page, r"(?m) $")

    def test_a_repeated_phase_has_one_row_of_its_worst_time(self):
        page = self.page(SIDES)
        self.assertEqual(len(re.findall(r"(?m)^  in ", page)), 2)
        told = json.loads(self.page(SIDES, "-f", "json"))["phases"]
        high = [p for p in told if p["phase"] == "high"]
        self.assertEqual([p["from_s"] for p in high], [420, 1020, 1620, 2220])
        errors = [p["errors"]["share"]["value"] for p in high]
        self.assertEqual(max(errors), errors[1])
        row = re.search(r"(?m)^  in high × 4 .*", page).group(0).split()
        self.assertAlmostEqual(float(row[-2]), 100 * errors[1], delta=0.05)
        self.assertIn("\n× N: the worst of N times; all of them: -f json\n", page)

    def test_no_number_is_broken_in_two(self):
        page = self.page(SIDES, "--set", "client.async.rate=0.1/s")
        self.assertRegex(" ".join(page.split("\n")), r"of 1 000 at once")
        self.assertNotRegex(page, r"\d\n\d{3} ")


if __name__ == "__main__":
    unittest.main()
