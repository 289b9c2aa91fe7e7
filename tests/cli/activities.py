#!/usr/bin/python3
"""What changes capacities is told: on the page, in JSON and in the file, the same everywhere."""
import hashlib
import json
import math
import os
import unittest

import h5py

from command import Case

LAUNCH = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "40 min"; period = "1 min"; seed = 61; replications = 3; start = "2021-11-26T17:30:00Z"; };
client = {
  readers = { target = "dynamodb.goods"; action = "GetItem"; consistent_read = true; item_size = "3 KB";
    phases = ( { name = "before"; duration = "10 min"; rate = "43/s"; }, { name = "launch"; duration = "30 min"; rate = "117/s"; } );
    retry = "none"; timeout = "2 s"; };
};
dynamodb = { goods = { billing_mode = "PROVISIONED"; read_capacity_units = 70; write_capacity_units = 30;
  auto_scaling = {
    read_capacity_units  = { min_capacity = 70; max_capacity = 900; target_value = "70 %%"; };
    write_capacity_units = { min_capacity = 30; max_capacity = 300; target_value = "70 %%";
      scheduled_actions = ( { schedule = "at(2021-11-26T17:37:00)"; min_capacity = 150; } ); }; };
  global_secondary_indexes = ( { index_name = "by_rating"; write_capacity_units = 25; read_capacity_units = 5; } ); }; };
timeline = ( %s );
"""
BY_HAND = 'dynamodb.goods.global_secondary_indexes[by_rating].write_capacity_units = %d'
READ, WRITE = "dynamodb.goods.read_capacity_units", "dynamodb.goods.write_capacity_units"
INDEX = "dynamodb.goods.global_secondary_indexes[by_rating].write_capacity_units"


def entry(minute, units):
    return '{ at = "%d min"; set = "%s"; }' % (minute, BY_HAND % units)


SHORT = """
profile = "aws-2021-08"; region = "us-east-1"; run = { duration = "20 min"; seed = 12; replications = 3; };
client = { w = { target = "dynamodb.goods"; action = "PutItem"; item_size = "1.5 KB"; key = "request(id)"; rate = "73/s";
  attributes = { id = "mix(85 % zipf(s=0.6, n=20k), 15 % constant(0))"; }; timeout = "5 s"; retry = "none"; }; };
account = { dynamodb = { partition_write_units = "21/s"; }; };
dynamodb = { goods = { read_capacity_units = 20; write_capacity_units = 200; burst_seconds = "60 s";
  global_secondary_indexes = (
    { index_name = "by_rating"; item_size = "100 B"; read_capacity_units = 50; write_capacity_units = 40;
      auto_scaling = { write_capacity_units = { min_capacity = 40; max_capacity = 55; target_value = "70 %"; }; }; },
    { index_name = "by_day"; item_size = "100 B"; read_capacity_units = 5; write_capacity_units = 90; } ); }; };
"""


class Capacities(Case):
    def test_the_page_tells_what_was_served_of_what_and_why_the_rest_was_not(self):
        self.write("x.cfg", SHORT)
        done = self.run_it("run", "x.cfg", "-o", "x.h5")
        self.assertEqual(done.code, 0, done.err)
        said = json.loads(self.run_it("run", "x.cfg", "-f", "json", "-o", "y.h5").out)["capacities"]
        self.assertEqual([(c["part"], c["side"]) for c in said], [(None, "write"), ("by_rating", "write"), ("by_day", "write")])
        lines = done.out.split("\n")
        head = next(i for i, line in enumerate(lines) if line.startswith("capacity"))
        self.assertEqual(lines[head].split(), "capacity served/s provisioned used % throttled: units range/growth".split())
        table, rating, day, end = [line.split() for line in lines[head + 1:head + 5]]
        self.assertEqual((table[:2], rating[:2], day[:2], end),
                         (["goods", "write"], ["by_rating", "write"], ["by_day", "write"], []))
        with h5py.File(os.path.join(self.dir, "x.h5")) as file:
            def mean(name, *at):
                return file[name][(slice(None), *at)].mean()
            def number(words):
                return float("".join(words))
            units, keys = "write_provisioned_throughput_throttle_events_summary", "write_key_range_throughput_throttle_events_summary"
            for row, of, i, given in (table, "dynamodb", 0, "200"), (rating, "dynamodb_index", 0, "40–55"), (day, "dynamodb_index", 1, "90"):
                served = mean(of + "_consumed_write_capacity_units_summary", i) / 1200
                self.assertAlmostEqual(float(row[2]), served, delta=0.006 * served)
                self.assertEqual(row[3], given)
                held = mean(of + "_provisioned_write_capacity_units_summary", i, 1)
                self.assertAlmostEqual(float(row[4]), 100 * served / held, delta=0.6 * served / held)
                by_units = mean("%s_%s" % (of, units), i)
                by_keys = mean("%s_%s" % (of, keys), i)
                one = said.pop(0)
                self.assertAlmostEqual(one["served_per_s"]["value"], served, delta=1e-6)
                self.assertEqual("-".join("%g" % one[k] for k in ("provisioned_least", "provisioned_most")),
                                 given.replace("–", "-") if "–" in given else given + "-" + given)
                self.assertAlmostEqual(one["throttled"]["write_key_range_throughput_throttle_events"]["value"], by_keys, delta=1e-6)
                self.assertEqual("".join(row[5:]), "%.0f%.0f" % (round(by_units), round(by_keys)))
            self.assertGreater(mean("dynamodb_index_" + units, 0), 1000)  # whose the short index is
            self.assertGreater(mean("dynamodb_" + keys, 0), 500)
            self.assertEqual(mean("dynamodb_" + units, 0), 0)
        served = next(i for i, line in enumerate(lines) if line.startswith("served/s"))
        self.assertTrue(lines[served].endswith("goods[by_rating] write"))
        self.assertRegex(lines[served + 1], "^provisioned [▁-█]{20}  max [0-9.]+ and 55/s$")


class Launch(Case):
    def launch(self, *entries, words=()):
        self.write("x.cfg", LAUNCH % ", ".join(entries))
        done = self.run_it("run", "x.cfg", "-f", "json", "-o", "x.h5", *words)
        self.assertIn(done.code, (0, 5), done.err)
        self.told = json.loads(done.out)["auto_scaling"]
        self.file = h5py.File(os.path.join(self.dir, "x.h5"))
        self.addCleanup(self.file.close)
        return self.told["activities"]

    def of(self, setting, cause, moved="capacity"):
        return [a for a in self.told["activities"]
                if (a["setting"], a["cause"], a["moved"]) == (setting, cause, moved)]

    def test_an_alarm_asks_for_what_was_served_by_the_target(self):
        self.launch()
        served = self.file["dynamodb_consumed_read_capacity_units"][0, 0]
        first, *more = self.of(READ, "high_alarm")
        # the launch is at minute 10; minutes 10 and 11 are above, and seen a minute later
        self.assertEqual((first["at_s"], first["from"], first["alarm_minutes"]), (13 * 60, 70, 2))
        before = 70
        for a in [first] + more:
            newest = round(a["at_s"] / 60) - 2
            self.assertEqual(a["to"], math.ceil(served[newest] / 60 / 0.7 - 1e-9))
            self.assertEqual(a["from"], before)
            before = a["to"]
        self.assertGreater(before, 117 / 0.7 * 0.97)
        self.assertLess(before, 117 / 0.7 * 1.08)

    def test_what_is_in_force_is_what_the_metric_says(self):
        self.launch()
        held = self.file["dynamodb_provisioned_read_capacity_units"][0, 0]
        for a in self.of(READ, "high_alarm"):
            self.assertEqual(a["outcome"], "in_force")
            k = int(a["settled_s"] // 60)
            self.assertTrue(1 <= a["settled_s"] - a["at_s"] <= 6, a)  # 1 to 5 s, and the delay of the call
            self.assertEqual(list(held[k, 2:4]), [a["from"], a["to"]])  # minimum, maximum

    def test_a_raise_of_capacity_is_no_use_of_it(self):
        self.launch()
        limits = [name.decode() for name in self.file["limit"][()]]
        i = limits.index(READ)
        use, value = self.file["limit_utilization"][:, i], self.file["limit_value"][:, i]
        # 43/s of 70/s, then 47/s beyond them from minute 10 until the raise at 13: 40 % of 21 000 saved
        # units, which is less than its pace: 5 minutes' units are saved, so 10 s are a 31st of it
        self.assertEqual(list(value[:, 12]), [70] * 3)
        self.assertTrue(all(v > 140 for v in value[:, 13]))
        pace = 0
        for tick in range(78):
            pace += (min((43 if tick < 60 else 117) / 70, 1) - pace) / 31
        for run in use:
            self.assertAlmostEqual(run[12], pace, delta=0.03)
            self.assertAlmostEqual(run[13], run[12], delta=0.03)
            self.assertLessEqual(max(run[14:]), run[13])
        raised = self.of(READ, "high_alarm")[0]
        at, worth = self.file["limit_peak_at"][:, i], self.file["limit_peak_value"][:, i]
        self.assertTrue(all(780 <= t < 790 for t in at))
        self.assertEqual(worth[0], 70 if at[0] <= raised["settled_s"] else raised["to"])
        most = self.file["limit_utilization_summary"][:, i].argmax()
        page = " ".join(self.run_it("run", "x.cfg", "-o", "y.h5").out.split())
        self.assertRegex(page, "nearest is %s, 7[0-9.]+ %% of %.3g(.0)?/s in use at 13:0" % (READ, worth[most]))

    def test_a_schedule_moves_the_bound_and_then_the_capacity(self):
        self.launch()
        bound, = self.of(WRITE, "schedule", "min_capacity")
        moved, = self.of(WRITE, "schedule")
        self.assertEqual([bound[k] for k in ("at_s", "settled_s", "from", "to")], [420, 420, 30, 150])
        self.assertEqual([moved[k] for k in ("at_s", "from", "to")], [420, 30, 150])

    def test_a_change_by_hand_is_told_and_one_too_many_is_refused(self):
        self.launch(*(entry(3 + i, 24 - i) for i in range(6)), entry(20, 61))
        by_hand = self.of(INDEX, "timeline")
        # four decreases a day, then none within the hour; the second refusal is a time more
        self.assertEqual([(a["to"], a["outcome"], a["times"]) for a in by_hand],
                         [(24, "in_force", 1), (23, "in_force", 1), (22, "in_force", 1), (21, "in_force", 1),
                          (20, "refused", 2), (61, "in_force", 1)])
        self.assertEqual([a["at_s"] for a in by_hand], [180, 240, 300, 360, 420, 1200])
        self.assertEqual(by_hand[-1]["from"], 21)
        self.assertEqual(self.told["refused_a_replication"]["value"],
                         self.file["dynamodb_refused_updates_summary"][:].sum() / 3)

    def test_the_page_says_so_in_the_wall_clock_of_the_run(self):
        activities = self.launch(entry(25, 88))
        page = self.run_it("run", "x.cfg", "-o", "y.h5").out
        self.assertRegex(page, r"(?m)^goods write min +17:37:00  schedule +30 +150 +0 s$")
        self.assertRegex(page, r"(?m)^goods\[by_rating\] write +17:55:00  timeline +25 +88 +[\d.]+ s$")
        first = self.of(READ, "high_alarm")[0]
        self.assertRegex(page, r"(?m)^goods read +17:43:00  high 2 of 2 min +70 +%d +%.2f s$" %
                         (first["to"], first["settled_s"] - first["at_s"]))
        self.assertIn("\nin replication 0", page)
        shown = page[page.index("\nauto scaling"):page.index("\nin replication 0")].count("\n") - 1
        self.assertEqual(shown, min(12, len(activities)))

    def test_another_replication_is_told_as_itself(self):
        self.launch()
        all_runs = [list(self.file["activity_to"][2][:5]), list(self.file["activity_at"][2][:5])]
        alone = self.launch(words=("--replication", "2"))
        self.assertEqual(self.told["replication"], 2)
        self.assertEqual([[a["to"] for a in alone[:5]], [a["at_s"] for a in alone[:5]]], all_runs)

    def test_threads_do_not_show(self):
        self.write("x.cfg", LAUNCH % entry(25, 88))
        digest = set()
        for jobs in "13":
            self.run_it("run", "x.cfg", "-q", "-j", jobs, "-o", f"{jobs}.h5")
            with open(os.path.join(self.dir, f"{jobs}.h5"), "rb") as file:
                digest.add(hashlib.sha256(file.read()).hexdigest())
        self.assertEqual(len(digest), 1)

    def test_codes_and_places_can_be_read_from_the_file_alone(self):
        activities = self.launch()
        words = {name: self.file["activity_" + name].attrs["flag_meanings"].split()
                 for name in ("cause", "moved", "outcome")}
        limits = [name.decode() for name in self.file["limit"][:]]
        for i, a in enumerate(activities):
            self.assertEqual(limits[self.file["activity_limit"][0, i]], a["setting"])
            for name, word in words.items():
                self.assertEqual(word[self.file["activity_" + name][0, i]], a[name])
        n = len(activities)
        self.assertTrue((self.file["activity_limit"][0, n:] == -1).all())
        self.assertEqual(self.file["activity_count"][0], n)

    def test_where_no_capacity_changes_nothing_is_kept(self):
        self.launch()
        on_demand = self.run_it("run", "x.cfg", "-o", "z.h5", "-f", "json", "--set",
                                "dynamodb.goods.billing_mode=PAY_PER_REQUEST")
        self.assertNotIn("auto_scaling", json.loads(on_demand.out))
        with h5py.File(os.path.join(self.dir, "z.h5")) as file:
            self.assertEqual([name for name in file if name.startswith("activity")], [])


if __name__ == "__main__":
    unittest.main()
