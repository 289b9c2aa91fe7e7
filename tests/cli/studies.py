#!/usr/bin/python3
"""sweep, compare and tune: points, pairing, verdicts, files."""
import base64
import json
import math
import os
import re
import signal
import struct
import subprocess
import time
import unittest

import h5py

from command import HEADROOM, HERE, Case, small

# A loss system: each second of work on one vCPU, nothing else.  At 8/s Erlang's B is 1.72 % for 14
# servers and 0.91 % for 15.
LOSS = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "30 min"; warm_up = "2 min"; seed = 7; runs_per_month = 10; };
client = { c = { target = "lambda.f"; rate = "8/s"; %s }; };
lambda = { f = { runtime = "python3.12"; memory_size = "1769 MB"; timeout = "60 s"; init = "0 s";
    placement = "0 s"; first_invoke = "0 s"; reserved_concurrent_executions = 14;
    steps = ( { work = "exponential(mean=1 s)"; } ); }; };
objectives = ( %s );
"""

# 350 ms of CPU on one vCPU, 45 ms of waiting: the curve is known.
CURVE = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "10 min"; replications = 10; };
client = { c = { target = "lambda.f"; rate = "3/s"; arrivals = "constant"; }; };
lambda = { f = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "60 s"; init = "0 s";
    placement = "0 s"; first_invoke = "0 s";
    steps = ( { work = "350 ms"; }, { wait = "45 ms"; } ); }; };
"""
SIZES = [128, 256, 512, 1024, 1769, 2048, 3008]


def duration(mb):
    return 0.350 / min(1, mb / 1769) + 0.045


def bisected(answer):
    return [p["settings"]["lambda.f.reserved_concurrent_executions"]
            for p in answer["points"] if p["point"] == answer["best"]]


class Sweeps(Case):
    def sweep(self, *words, code=0):
        done = self.run_it("sweep", "x.cfg", "-q", *words)
        self.assertEqual(done.code, code, done.err)
        return done

    def test_a_share_of_none_has_a_bound_and_no_interval(self):
        self.write("x.cfg", small('"share(client.callers.errors) < 0.1 %"'))
        words = ("--vary", "http.partner.error_rate=0 %,0.2 %")
        done = self.sweep("-o", "none", *words, code=0)
        told = json.loads(self.sweep("-o", "none", "-f", "json", *words).out)
        seen = told["points"][0]["columns"][0]["observed"]
        requests = 10 * 20 * 540  # 10 runs of 540 s at 20/s, Poisson
        self.assertEqual((seen["value"], seen["low"], seen["none_seen"]), (0, 0, True))
        self.assertAlmostEqual(seen["high"], 3 / requests, delta=0.02 * 3 / requests)
        self.assertRegex(done.out, r"\n0 % +✓ 0 \(≤ 0\.00(27|28)\d?\)")
        self.assertRegex(done.out, r"\n0\.2 % +✗ 0\.2\d\d ± ")
        self.assertIn("(≤ ..): none (or nothing else) was seen; 3 in so many", done.out)
        plain = self.run_it("sweep", "x.cfg", "-q", "-o", "none", *words, env=dict(self.environment(), LC_ALL="C"))
        self.assertRegex(plain.out, r"ok 0 \(<= 0\.00(27|28)\d?\)")
        # 20 ms less of latency fails nothing either
        words = ("compare", "x.cfg", "-q", "--set", "http.partner.latency=exponential(mean=80 ms)")
        row = json.loads(self.run_it(*words, "-f", "json").out)["comparisons"][0]["rows"][0]
        self.assertEqual((row["name"], row["difference"], row["none_seen"], row["differs"]),
                         ("share(client.callers.errors)", 0, True, False))
        self.assertAlmostEqual(-row["low"], row["high"], delta=0.02 * row["high"])
        self.assertAlmostEqual(row["high"], 3 / requests, delta=0.02 * 3 / requests)
        self.assertRegex(self.run_it(*words).out, r"share\(client\.callers\.errors\)  % +0 +0 +0, none seen ± 0\.00(27|28)")

    def test_the_bytes_do_not_depend_on_the_number_of_threads(self):
        self.write("x.cfg", small('"p95(client.callers.latency) < 400 ms"'))
        seen = set()
        for jobs in ("1", "2", "4"):
            done = self.sweep("-j", jobs, "--vary", "client.callers.rate=10,20,35/s",
                              "-o", "s.h5", "-f", "json")
            with open(os.path.join(self.dir, "s.h5"), "rb") as file:
                seen.add((done.out, file.read()))
        self.assertEqual(len(seen), 1)

    def test_a_point_is_the_run_with_its_settings(self):
        self.write("x.cfg", small('"p95(client.callers.latency) < 400 ms"'))
        swept = json.loads(self.sweep("--vary", "client.callers.rate=13,21/s", "--vary",
                                      "http.partner.concurrency_limit=2,50", "-o", "s.h5",
                                      "-f", "json").out)
        for k, (rate, limit) in enumerate((r, c) for r in (13, 21) for c in (2, 50)):
            done = self.run_it("run", "x.cfg", "-q", "-o", "r.h5", "-f", "json", "--set",
                               f"client.callers.rate={rate}/s", "--set",
                               f"http.partner.concurrency_limit={limit}")
            run = json.loads(done.out)["objectives"][0]
            point = swept["points"][k]
            self.assertEqual(point["settings"], {"client.callers.rate": f"{rate}/s",
                                                 "http.partner.concurrency_limit": f"{limit}"})
            self.assertEqual(point["columns"][0]["observed"], run["observed_s"])
            self.assertEqual(point["columns"][0]["verdict"], run["verdict"])
            with h5py.File(self.dir + "/s.h5") as a, h5py.File(self.dir + "/r.h5") as b:
                names = [n for n in a if n in b and a[n].attrs.get("coordinates") is not None]
                self.assertGreater(len(names), 20)
                for name in names:
                    self.assertEqual(a[name][k].tobytes(), b[name][()].tobytes(), name)

    def test_axes_are_lists_steps_and_factors(self):
        self.write("x.cfg", small())
        for text, labels in (("client.callers.rate=5..20/s:5", "5/s 10/s 15/s 20/s".split()),
                             ("client.callers.rate=5..40/s:x2", "5/s 10/s 20/s 40/s".split()),
                             ("http.partner.latency=50,70 ms", ["50 ms", "70 ms"]),
                             ("http.partner.latency=uniform(10 ms, 20 ms),30 ms",
                              ["uniform(10 ms, 20 ms)", "30 ms"]),
                             ("http.partner.concurrency_limit=3..5", ["3", "4", "5"])):
            done = self.sweep("--vary", text, "-r", "1", "--duration", "2 min", "-f", "json",
                              "-o", "none")
            self.assertEqual([list(p["settings"].values())[0]
                              for p in json.loads(done.out)["points"]], labels)

    def test_what_changes_the_shape_is_no_axis(self):
        self.write("x.cfg", small())
        for text, said in (("run.period=1,2 s", "run.period may not be an axis"),
                           ("run.duration=1,2 min", "run.duration may not be an axis"),
                           ("client.callers.target=http.partner,http.other", "is a link"),
                           ("client.callers.phases=1,2", "is no single setting"),
                           ("http.partner.latency=1..2 s", "only numbers have ranges"),
                           ("client.callers.rate=5,5/s", "stands there twice"),
                           ("client.callers.rate=9..3/s:1", "is not below"),
                           ("client.callers.rat=1,2/s", "did you mean")):
            done = self.run_it("sweep", "x.cfg", "--vary", text)
            self.assertEqual((done.code, done.out), (2, ""), text)
            self.assertIn(said, done.err)
        done = self.run_it("sweep", "x.cfg", "--vary", "http.partner.concurrency_limit=1..200",
                           "--vary", "client.callers.rate=1..200/s")
        self.assertEqual(done.code, 2)
        self.assertIn("40000 points are more than 10000", done.err)
        done = self.run_it("sweep", "x.cfg", "--series", "--period", "1 ms", "--vary",
                           "client.callers.rate=1..99/s")
        self.assertEqual(done.code, 2)
        self.assertIn("more than 4 GB", done.err)
        self.assertEqual(self.names(), ["x.cfg"])

    def test_series_and_histograms_are_kept_on_demand(self):
        self.write("x.cfg", small())
        words = ["--vary", "client.callers.rate=5,9/s", "-r", "2", "--duration", "2 min", "-o"]
        self.sweep(*words, "a.h5")
        self.sweep(*words, "b.h5", "--series", "--histograms")
        with h5py.File(self.dir + "/a.h5") as a, h5py.File(self.dir + "/b.h5") as b:
            self.assertNotIn("time", a)
            self.assertIn("client_latency_histogram", a)
            self.assertNotIn("http_latency_histogram", a)
            self.assertEqual(b["client_requests"].shape, (2, 2, 1, 12))
            self.assertIn("http_latency_histogram", b)
            self.assertEqual((b["client_requests"][()].sum(axis=3) >=
                              a["client_requests_summary"][()]).all(), True)

    def test_csv_has_a_line_for_each_point(self):
        self.write("x.cfg", small())
        lines = self.sweep("--vary", "client.callers.rate=5,9/s", "-r", "2", "-f", "csv",
                           "--show", "mean(http.partner.latency)", "-o",
                           "none").out.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn('"mean(http.partner.latency) [s] low"', lines[0])
        self.assertEqual([line.split(",")[1] for line in lines[1:]], ['"5/s"', '"9/s"'])

    def test_an_interrupt_leaves_no_file(self):
        self.write("x.cfg", small())
        process = subprocess.Popen([HEADROOM, "sweep", "x.cfg", "-q", "--duration", "20 h",
                                    "--vary", "client.callers.rate=50,90/s", "-o", "s.h5"],
                                   cwd=self.dir, env=self.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out), (130, b""))
        self.assertEqual(self.names(), ["x.cfg"])


class Studies(Case):
    STUDY = """study = { command = "sweep"; scenario = "deep/x.cfg"; replications = 2; seed = 3;
        duration = "2 min"; format = "json"; quiet = true; output = "none"; %s
        vary = ( "client.callers.rate=5,9/s", { name = "partner"; points = (
            { name = "quick"; set = ( ); },
            { name = "slow"; set = ( "http.partner.latency=1 s" ); } ); } ); };"""

    def study(self, more=""):
        os.makedirs(os.path.join(self.dir, "deep"), exist_ok=True)
        self.write("deep/x.cfg", small())
        self.write("s.cfg", self.STUDY % more)

    def test_a_study_is_the_command_line(self):
        self.study()
        done = self.run_it("sweep", "s.cfg")
        self.assertEqual(done.code, 0, done.err)
        points = json.loads(done.out)["points"]
        self.assertEqual([list(p["settings"].values()) for p in points],
                         [["5/s", "quick"], ["5/s", "slow"], ["9/s", "quick"], ["9/s", "slow"]])
        self.assertEqual(points[1]["set"],
                         ["client.callers.rate=5/s", "http.partner.latency=1 s"])
        self.assertEqual((json.loads(done.out)["seed"], points[0]["replications"]), (3, 2))

    def test_the_command_line_wins(self):
        self.study()
        done = self.run_it("sweep", "s.cfg", "--seed", "9", "--vary", "client.callers.rate=7,8,9/s",
                           "-r", "3")
        told = json.loads(done.out)
        self.assertEqual((told["seed"], len(told["points"]), told["points"][0]["replications"]),
                         (9, 6, 3))

    def test_mistakes_of_a_study_have_their_lines(self):
        self.study()
        self.assertIn("s.cfg:1: error: this is a study of sweep: headroom sweep s.cfg",
                      self.run_it("tune", "s.cfg").err)
        self.assertIn("this is a study of sweep", self.run_it("run", "s.cfg").err)
        self.study("sede = 3;")
        done = self.run_it("sweep", "s.cfg")
        self.assertEqual(done.code, 2)
        self.assertIn("s.cfg:2: error: study: sweep has no option sede; did you mean seed?",
                      done.err)
        self.study('set = ( "run.sede=1" );')
        self.assertIn("s.cfg:2: error: run.sede", self.run_it("sweep", "s.cfg").err)

    def test_wrong_brackets_in_a_study_are_one_mistake(self):
        for text, line, said in (
                ('study = ( { command = "sweep"; } );', 1, "study: a group { .. } is wanted"),
                (self.STUDY % "objectives = { a = 1; };", 2, "study: objectives: a text in quotes is wanted"),
                (self.STUDY.replace('"deep/x.cfg"', '( "deep/x.cfg" )') % "", 1,
                 "study: scenario: a text in quotes is wanted"),
                (self.STUDY.replace('"sweep"', "3") % "", 1, "study: command: a text in quotes is wanted"),
                (self.STUDY % "a = (", 3, 'syntax error: the "(" of s.cfg:2 is still open'),
                ('study = { command = "sweep"; scenario = "x";\nvary = { name = "partner";\n points = { a = 1; }; }; };', 3,
                 "study: vary: partner: points: a list of groups is wanted: points = ( { .. } )")):
            self.study()
            self.write("s.cfg", text)
            done = self.run_it("sweep", "s.cfg")
            self.assertEqual((done.code, done.err), (2, f"s.cfg:{line}: error: {said}\n"))

    def test_what_the_scenario_promises_too_is_one_objective(self):
        self.write("x.cfg", LOSS % ("", '"share(lambda.f.throttles) < 90 %", "p50(client.c.latency) < 9 s"'))
        self.write("s.cfg", 'study = { command = "sweep"; scenario = "x.cfg"; replications = 2; duration = "4 min";\n'
                   'objectives = ( "share(lambda.f.throttles)<90 %", "mean(client.c.latency) < 9 s" );\n'
                   'vary = "client.c.rate=7,8/s"; output = "none"; quiet = true; };')
        for command in (["sweep", "s.cfg"],
                        ["run", "x.cfg", "-r", "2", "--duration", "4 min", "-q", "-o", "none", "--objective",
                         "share(lambda.f.throttles) <  90 %"]):
            told = json.loads(self.run_it(*command, "-f", "json").out)
            judged = told["points"][0]["columns"] if "points" in told else told["objectives"]
            asked = [x["name"] if "name" in x else x["objective"] for x in judged]
            self.assertEqual([x for x in asked if "throttles" in x], ["share(lambda.f.throttles) < 90 %"])
            self.assertEqual(len([x for x in judged if x.get("verdict")]), 3 if "points" in told else 2)

    def test_a_page_is_as_wide_as_the_terminal(self):
        """Three axes, three objectives, two more columns: folded, and no number is lost."""
        self.write("x.cfg", LOSS % ("", '"share(lambda.f.throttles) < 90 %", "p50(client.c.latency) < 9 s", '
                                        '"mean(lambda.f.concurrent_executions) < 99"'))
        words = ("x.cfg", "-q", "-o", "none", "-r", "3", "--duration", "4 min",
                 "--vary", "lambda.f.reserved_concurrent_executions=13,14", "--vary", "lambda.f.timeout=50,60 s",
                 "--vary", "lambda.f.memory_size=1769,2048 MB", "--show", "mean(lambda.f.duration)",
                 "--show", "max(lambda.f.concurrent_executions)")
        for command in (["sweep"], ["tune", "--strategy", "balanced"], ["tune", "--minimise", "cost.month"]):
            wide = self.run_it(*command, *words, env=self.environment(COLUMNS="300")).out
            narrow = self.run_it(*command, *words, env=self.environment(COLUMNS="80")).out
            lines = narrow.split("to apply")[0].split("next   headroom")[0].splitlines()
            self.assertEqual([x for x in lines if len(x) > 80], [])
            row = r"(?m)^(1[34]  .*?) *(?:◀)?$"
            cells = [[c for c in re.split(r"  +", x)] for x in re.findall(row, wide)]
            parts = [[c for c in re.split(r"  +", x)] for x in re.findall(row, narrow)]
            self.assertEqual(len(cells), 8)
            self.assertGreater(len(parts), 8)
            for i, whole in enumerate(cells):
                self.assertEqual(whole[:3] + [c for part in parts[i::8] for c in part[3:]], whole)

    def test_check_loads_each_value_of_a_studys_axes(self):
        self.write("x.cfg", LOSS % ("", ""))
        self.write("s.cfg", 'study = { command = "sweep"; scenario = "x.cfg";\nvary = ( "lambda.f.memry_size=1,2,3GB",\n'
                   '"lambda.f.timeout=1,20000,30000 s",\n{ name = "m"; points = ( { name = "a"; set = ( ); },\n'
                   '{ name = "b"; set = "client.c.rate=-1/s"; } ); } ); };')
        done = self.run_it("check", "s.cfg")
        self.assertEqual((done.code, done.out), (2, ""))
        errors = [x for x in done.err.splitlines() if "error" in x]
        self.assertEqual([re.sub(r" is not between.*", "", x) for x in errors],
                         ["s.cfg:2: error: lambda.f.memry_size: no field named memry_size; did you mean memory_size?",
                          "s.cfg:3: error: lambda.f.timeout: 20000 s", "s.cfg:3: error: lambda.f.timeout: 30000 s",
                          "s.cfg:4: error: client.c.rate: -1/s"])
        self.write("s.cfg", 'study = { command = "sweep"; scenario = "x.cfg"; vary = ( "lambda.f.memory_size=1,2GB",\n'
                   '{ name = "m"; points = ( { name = "a"; set = ( ); } ); } ); };')
        done = self.run_it("check", "s.cfg")
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertIn("\naxes, each value loaded: lambda.f.memory_size=1,2GB · m\n", done.out)

    def test_check_loads_the_ends_of_a_range(self):
        self.write("x.cfg", LOSS % ("", ""))
        self.write("s.cfg", 'study = { command = "tune"; scenario = "x.cfg"; minimise = "cost.month";\n'
                   'vary = ( "lambda.f.reserved_concurrent_executions=1..5000" ); };')
        done = self.run_it("check", "s.cfg")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertEqual(re.findall("note: at (.*)", done.err), ["lambda.f.reserved_concurrent_executions = 5000"])

    def test_a_warning_of_all_points_is_given_once(self):
        self.write("x.cfg", """profile = "aws-2026"; run = { duration = "1 min"; replications = 2; };
client = { c = { target = "dynamodb.t"; action = "PutItem"; item_size = "1 KB"; rate = "2/s"; }; };
dynamodb = { t = { billing_mode = "PAY_PER_REQUEST"; write_capacity_units = 5; }; };""")
        done = self.run_it("sweep", "x.cfg", "-q", "-o", "none", "--vary", "client.c.rate=1,2,3/s")
        self.assertEqual(done.code, 0)
        self.assertEqual(done.err.count("warning: dynamodb.t: write_capacity_units and its auto_scaling mean nothing"), 1)

    def test_what_may_not_differ_names_the_option_for_both(self):
        self.write("x.cfg", LOSS % ("", ""))
        for name, value in (("duration", "3 min"), ("seed", "3"), ("period", "1 s"), ("replications", "3")):
            done = self.run_it("compare", "x.cfg", "--set", f"run.{name}={value}")
            self.assertEqual((done.code, done.out), (2, ""))
            self.assertRegex(done.err, rf"^--set 1: error: run\.{name} may not differ: .*; --{name} sets it for both\n$")
            done = self.run_it("sweep", "x.cfg", "--vary", f"run.{name}={value}")
            self.assertRegex(done.err, rf"^--vary 1: error: run\.{name} may not be an axis: .*; --{name} sets it for all")

    def test_the_study_of_the_house_runs(self):
        path = os.path.join(HERE, "..", "..", "scenarios", "tune-memory.cfg")
        done = self.run_it("tune", path, "-q", "-r", "2", "--duration", "20 s", "--warm-up", "0 s",
                           "--no-objectives", "-o", "none", "--set", "client.viewers.rate=20/s")
        self.assertEqual(done.code, 0, done.err)
        self.assertRegex(done.out, r"BALANCED (1536|1769|3008|3538) MB")
        self.assertIn("--set 'lambda.thumbnail.memory_size=", done.out)

    def test_a_study_is_no_scenario(self):
        self.study()
        self.write("t.cfg", 'study = { command = "dance"; scenario = "x.cfg"; };')
        self.assertIn("headroom has no command dance", self.run_it("sweep", "t.cfg").err)


class Comparisons(Case):
    def compare(self, *words):
        done = self.run_it("compare", *words, "-q", "-f", "json")
        self.assertEqual(done.code, 0, done.err)
        return [{row["name"]: row for row in c["rows"]}
                for c in json.loads(done.out)["comparisons"]]

    def test_common_random_numbers_pair(self):
        # as in shared/oracles/l_crn: 80/s, services of mean 1 s and cv 1, cap 90 or 95, three
        # attempts; there the variance of mean latency falls 78-fold with lineage, of p99 183-fold
        scenario = LOSS.replace("8/s", "80/s").replace("exponential(mean=1 s)",
                                                       "lognormal(mean=1 s, cv=1)")
        scenario = scenario.replace("30 min", "6 min")
        self.write("x.cfg", scenario % ('retry = { max_attempts = 3; interval = "200 ms"; '
                                        'backoff_rate = 2.0; jitter_strategy = "FULL"; };', ""))
        rows, = self.compare("x.cfg", "--vary",
                             "lambda.f.reserved_concurrent_executions=90,95")
        mean = rows["mean(client.c.latency)"]
        self.assertGreater(mean["variance_reduction"], 15)
        self.assertTrue(mean["paired"] and mean["differs"])
        self.assertLess(mean["high"], 0)
        self.assertGreater(rows["rejections at lambda.f.reserved_concurrent_executions"]["a"],
                           rows["rejections at lambda.f.reserved_concurrent_executions"]["b"])

    def test_two_files_are_what_their_settings_say(self):
        self.write("a.cfg", small())
        self.write("b.cfg", small(latency="exponential(mean=150 ms)"))
        files, = self.compare("a.cfg", "b.cfg")
        settings, = self.compare("a.cfg", "--set", "http.partner.latency=exponential(mean=150 ms)")
        self.assertEqual(files, settings)
        mean = files["mean(client.callers.latency)"]
        # the same uniforms, one and a half times as long: exactly the half of the mean
        self.assertAlmostEqual(mean["difference"], 0.5 * mean["a"], delta=0.002)

    def test_a_scenario_does_not_differ_from_itself(self):
        self.write("a.cfg", small())
        self.write("b.cfg", small())
        rows, = self.compare("a.cfg", "b.cfg")
        for row in rows.values():
            self.assertIn(row["difference"], (0, None))
            self.assertFalse(row["differs"])

    def test_a_missed_objective_is_no_exit_code(self):
        self.write("a.cfg", small('"p95(client.callers.latency) < 1 ms"'))
        done = self.run_it("compare", "a.cfg", "--set", "client.callers.rate=9/s", "-q")
        self.assertEqual(done.code, 0)
        self.assertEqual(self.run_it("compare", "a.cfg").code, 2)

    def test_several_differences_are_judged_together(self):
        self.write("a.cfg", small())
        done = self.run_it("compare", "a.cfg", "-q", "--vary", "client.callers.rate=9,10,11/s")
        self.assertIn("with all 2 differences of its row together (Holm)",
                      " ".join(done.out.split()))


class Stored(Case):
    """Result files of earlier runs."""

    def results(self, **files):
        for name, (text, words) in files.items():
            self.write(name + ".cfg", text)
            done = self.run_it("run", name + ".cfg", "-q", "-o", name + ".h5", "--no-objectives", *words)
            self.assertEqual(done.code, 0, done.err)

    def rows(self, *words):
        done = self.run_it("compare", *words, "-f", "json", "-q")
        self.assertEqual((done.code, done.err), (0, ""))
        told = json.loads(done.out)
        return told, {row["name"]: row for row in told["comparisons"][0]["rows"]}

    def test_files_of_pairs_say_what_their_scenarios_say(self):
        words = ("-r", "10", "--duration", "4 min")
        self.results(a=(LOSS % ("", ""), words), b=((LOSS % ("", "")).replace('"8/s"', '"6/s"'), words))
        told, stored = self.rows("a.h5", "b.h5")
        _, again = self.rows("a.cfg", "b.cfg", *words, "--no-objectives")
        self.assertEqual((told["comparisons"][0]["not_paired"], told["left_out"]), (None, 0))
        self.assertEqual(set(again) - set(stored), set())
        self.assertGreater(len(again), 6)
        for name, row in again.items():
            for key, value in row.items():
                if isinstance(value, float):  # percentiles of a file are whole microseconds
                    self.assertAlmostEqual(stored[name][key], value, delta=2e-6 + 2e-3 * abs(value), msg=(name, key))
                else:
                    self.assertEqual(stored[name][key], value, (name, key))
        with h5py.File(os.path.join(self.dir, "a.h5")) as a, h5py.File(os.path.join(self.dir, "b.h5")) as b:
            begun = [f["lambda_invocations_summary"][:, 0] for f in (a, b)]
        row = stored["sum(lambda.f.invocations)"]
        off = begun[1] - begun[0]
        self.assertAlmostEqual(row["difference"], off.mean(), places=6)
        self.assertAlmostEqual(row["high"] - row["difference"], 2.2621571628 * off.std(ddof=1) / math.sqrt(10), places=4)
        page = self.run_it("compare", "a.h5", "b.h5").out
        self.assertIn("\npaired: same seed, same replications\n", page)
        self.assertIn("\nlambda.f\n  sum invocations", page)
        self.assertIn("reduction", page)

    def test_other_seeds_or_counts_are_taken_as_independent(self):
        self.results(a=(LOSS % ("", ""), ("-r", "5", "--duration", "4 min")),
                     b=(LOSS % ("", ""), ("-r", "5", "--duration", "4 min", "--seed", "8")),
                     c=(LOSS % ("", ""), ("-r", "7", "--duration", "4 min")))
        for other, why in (("b", "seeds 7 and 8"), ("c", "5 and 7 replications")):
            told, rows = self.rows("a.h5", other + ".h5")
            self.assertEqual(told["comparisons"][0]["not_paired"], why)
            self.assertFalse(any(row["paired"] for row in rows.values()))
            page = self.run_it("compare", "a.h5", other + ".h5").out
            self.assertIn(f"\nnot paired: {why}; taken as independent\n", page)
            self.assertNotIn("reduction", page)
            with h5py.File(os.path.join(self.dir, "a.h5")) as x, h5py.File(os.path.join(self.dir, other + ".h5")) as y:
                cost = [f["cost_run"][:].sum(axis=1) for f in (x, y)]
            self.assertAlmostEqual(rows["cost.run"]["difference"], cost[1].mean() - cost[0].mean(), places=12)
            told = self.run_it("compare", "a.h5", other + ".h5", "-f", "json", "--confidence", "50 %").out
            narrow = {r["name"]: r for r in json.loads(told)["comparisons"][0]["rows"]}["cost.run"]
            self.assertLess(narrow["high"] - narrow["low"], 0.4 * (rows["cost.run"]["high"] - rows["cost.run"]["low"]))

    def test_of_other_scenarios_the_common_numbers_are_compared(self):
        self.results(a=(LOSS % ("", ""), ("-r", "2", "--duration", "150 s")), b=(small(), ("-r", "2", "--seed", "7")))
        done = self.run_it("compare", "a.h5", "b.h5")
        self.assertEqual(done.code, 0)
        self.assertRegex(" ".join(done.out.split()), r"[1-9]\d* numbers are not in every file and left out")
        self.assertRegex(done.out, r"(?m)^cost\.run")
        self.assertNotIn("lambda", done.out)

    def test_mistakes_are_told(self):
        self.results(a=(LOSS % ("", ""), ("-r", "2", "--duration", "150 s")))
        self.write("junk.h5", "no")
        self.run_it("sweep", "a.cfg", "-q", "-r", "2", "--duration", "1 min", "--warm-up", "0 s", "--vary", "client.c.rate=1,2/s")
        for words, code, said in ((["a.h5"], 2, "a.h5: error: compare wants a second result file\n"),
                                  (["a.h5", "a.cfg"], 2, "a.cfg: error: compare takes scenarios or result files, not both\n"),
                                  (["a.h5", "junk.h5"], 2, "junk.h5: error: is not an HDF5 file\n"),
                                  (["a.h5", "gone.h5"], 1, "gone.h5: error: cannot be read\n"),
                                  (["a.h5", "sweep.h5"], 2, "sweep.h5: error: holds the points of a study: compare takes "
                                                            "results of headroom run\n"),
                                  (["a.h5", "a.h5", "--seed", "3"], 2, "--seed: error: nothing is run again: of result "
                                                                       "files only --confidence may be asked\n")):
            done = self.run_it("compare", *words)
            self.assertEqual((done.code, done.out, done.err), (code, "", said))


class Tuning(Case):
    def tune(self, *words, code=0):
        done = self.run_it("tune", "x.cfg", "-q", "-o", "none", *words)
        self.assertEqual(done.code, code, done.err + done.out)
        return done.out

    def test_bisection_finds_the_least_reserve(self):
        self.write("x.cfg", LOSS % ("", '"share(lambda.f.throttles) < 1.3 %"'))
        answer = json.loads(self.tune("--minimise", "cost.run", "-f", "json", "--vary",
                                      "lambda.f.reserved_concurrent_executions=2..40"))
        self.assertEqual(bisected(answer), ["15"])
        self.assertTrue(answer["monotone"])
        self.assertTrue(answer["again"]["confirmed"])
        beyond = answer["points"][answer["not_proven"]]["settings"]
        self.assertEqual(list(beyond.values()), ["14"])
        tried = [list(p["settings"].values())[0] for p in answer["points"]]
        self.assertIn("16", tried)  # both neighbours were looked at
        self.assertLess(len(tried), 10)

    def test_a_precision_says_when_a_bisection_tries_no_more(self):
        # 14 and 15 servers lose 1.72 and 0.91 %: the threshold is that of 14, which no number of runs decides
        self.write("x.cfg", LOSS % ("", '"share(lambda.f.throttles) < 1.72 %"'))
        words = ["--minimise", "cost.run", "--vary", "lambda.f.reserved_concurrent_executions=2..40"]
        runs = {}
        for precision in ("10 %", "1 %"):
            page = self.tune(*words, "--precision", precision)
            self.assertIn("ANSWER 15", page)
            runs[precision] = int(re.search(r"(?m)^(\d+) runs in all$", page)[1])
            rounds = [int(n) for n in re.findall(r"(?m)^\d+ +\d+ +(\d+) +(?:met|missed|undecided)", page)]
            fresh = int(re.search(r"again on (\d+) fresh replications", page)[1])
            self.assertEqual(runs[precision], sum(rounds) + fresh)
        self.assertLess(runs["10 %"] * 1.5, runs["1 %"])

    def test_only_what_is_monotone_is_bisected(self):
        self.write("x.cfg", LOSS % ("", '"share(lambda.f.throttles) < 1.3 %"'))
        for vary, said in (("lambda.f.memory_size=128..3008 MB", "cannot be bisected"),
                           ("lambda.f.timeout=1..60 s", "cannot be bisected")):
            done = self.run_it("tune", "x.cfg", "--minimise", "cost.run", "--vary", vary)
            self.assertEqual((done.code, done.out), (2, ""))
            self.assertIn(said, done.err)

    def test_no_feasible_point_is_4_and_undecided_is_5(self):
        self.write("x.cfg", LOSS % ("", '"share(lambda.f.throttles) < 0.1 %"'))
        words = ["--minimise", "cost.run", "--vary"]
        self.assertIn("NONE of the points meets all objectives",
                      self.tune(*words, "lambda.f.reserved_concurrent_executions=3,5", code=4))
        self.tune(*words, "lambda.f.reserved_concurrent_executions=2..6", code=4)
        self.assertIn("UNDECIDED", self.tune(
            *words, "lambda.f.reserved_concurrent_executions=3,18", "--duration", "3 min",
            "--warm-up", "0 s", code=5))

    def test_strategies_find_what_the_curve_says(self):
        self.write("x.cfg", CURVE)
        cost = {mb: math.ceil(round(duration(mb) * 1e3, 6)) / 1e3 * mb / 1024 for mb in SIZES}
        vary = "lambda.f.memory_size=%sMB" % ",".join(map(str, SIZES))
        told = {}
        for strategy in ("cost", "speed", "balanced"):
            told[strategy] = json.loads(self.tune("--strategy", strategy, "--vary", vary, "-f",
                                                  "json"))
        for mb, seen in zip(SIZES, told["cost"]["scores"]):
            self.assertAlmostEqual(seen["mean_duration_s"], duration(mb), delta=1e-3)
            usd = cost[mb] * 0.0000166667 + 0.0000002  # published prices
            self.assertAlmostEqual(seen["usd_per_million"], usd * 1e6, delta=0.01 * usd * 1e6)
        usd = {mb: cost[mb] * 0.0000166667 + 0.0000002 for mb in SIZES}
        score = {mb: 0.5 * usd[mb] / max(usd.values()) + 0.5 * duration(mb) / duration(128)
                 for mb in SIZES}
        self.assertEqual(SIZES[told["cost"]["best"]], min(usd, key=usd.get))
        self.assertEqual(SIZES[told["speed"]["best"]], 1769)
        self.assertEqual(SIZES[told["balanced"]["best"]], min(score, key=score.get))

    def test_power_tuning_opens_the_result(self):
        self.write("x.cfg", CURVE)
        told = json.loads(self.tune("--strategy", "speed", "-f", "power-tuning", "--vary",
                                    "lambda.f.memory_size=3008,128,256,512,1024,1536MB"))["results"]
        url, data = told["stateMachine"]["visualization"].split("#")
        sizes, times, costs = [base64.b64decode(part) for part in data.split(";")]
        # the example in its README-INPUT-OUTPUT.md has these six sizes
        self.assertEqual(data.split(";")[0], "gAAAAQACAAQABsAL")
        self.assertEqual(url, "https://lambda-power-tuning.show/")
        self.assertEqual(struct.unpack("<6h", sizes), (128, 256, 512, 1024, 1536, 3008))
        for stat, ms, usd in zip(told["stats"], struct.unpack("<6f", times),
                                 struct.unpack("<6f", costs)):
            self.assertAlmostEqual(stat["averageDuration"], ms, delta=1e-3)
            self.assertAlmostEqual(stat["averagePrice"], usd, delta=1e-12)
        self.assertEqual(told["power"], "3008")
        self.assertAlmostEqual(told["duration"], 395, delta=1)

    def test_the_number_of_the_winner_comes_from_fresh_runs(self):
        self.write("x.cfg", LOSS % ("", ""))
        told = json.loads(self.tune("--minimise", "share(lambda.f.throttles)", "--vary",
                                    "lambda.f.reserved_concurrent_executions=13,14", "-f", "json"))
        point = told["points"][1]["columns"]
        first = [c for c in point if c["name"] == "share(lambda.f.throttles)"][0]["observed"]
        self.assertEqual(told["best"], 1)
        self.assertNotEqual(told["again"]["score"], first["value"])
        self.assertAlmostEqual(told["again"]["score"], 0.0172, delta=0.006)


if __name__ == "__main__":
    unittest.main()
