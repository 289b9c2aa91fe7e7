#!/usr/bin/python3
"""tune --indifference: the procedure KN on real runs, reckoned again from the file of the study."""
import json
import os
import unittest

import h5py
import numpy

from command import Case

QUEUE = """
title = "One server"; profile = "aws-2026";
run = { duration = "2 min"; warm_up = "0 s"; period = "30 s"; seed = 9; replications = 10; };
client = { c = { target = "http.s"; rate = "20/s"; }; };
http = { s = { latency = "exponential(mean=40 ms)"; concurrency_limit = 1; queue_limit = 100000; }; };
objectives = ( %s );
"""
VARY = ["--vary", "http.s.latency=exponential(mean=39.6 ms),exponential(mean=39.4 ms),exponential(mean=39.5 ms),exponential(mean=39.2 ms),exponential(mean=44 ms)"]
SCORE = ["--minimise", "mean(client.c.latency)"]


def reckon(point, zone_share, alpha=0.05):
    """The same from X (sum of latencies) and N (answers) of each replication of each point: who is left, looks, replications."""
    def mean(x, n, runs):
        return x[:runs].sum() / n[:runs].sum()

    def off(x, n):
        return (x[:10] - mean(x, n, 10) * n[:10]) / n[:10].mean()

    k = len(point)
    eta = ((2 * alpha / (k - 1)) ** (-2 / 9) - 1) / 2
    h2 = 18 * eta
    zone = zone_share * min(mean(x, n, 10) for x, n in point)
    left, runs, looks = set(range(k)), 10, 0
    while True:
        looks += 1
        at = {i: mean(*point[i], runs) for i in left}
        worse = {i for i in left for j in left if j != i and at[i] > at[j] + max(
            0, zone / (2 * runs) * (h2 * ((off(*point[i]) - off(*point[j])) ** 2).sum() / 9 / zone ** 2 - runs))}
        left -= worse
        if len(left) < 2 or runs + 5 > 640:
            return left, looks, runs, zone
        runs += 5


class Selects(Case):
    def tune(self, *words, objectives="", code=0, axis=VARY, score=SCORE):
        self.write("x.cfg", QUEUE % objectives)
        done = self.run_it("tune", "x.cfg", "-q", *score, *axis, *words)
        self.assertEqual(done.code, code, done.err)
        return done

    def points(self, name):
        with h5py.File(os.path.join(self.dir, name)) as file:
            names = [n.decode() for n in file["statistic"][:]]
            summary = file["client_latency_summary"][:, :, 0, :]
            each = file["point_replications"][:]
            x = summary[:, :, names.index("average")] * summary[:, :, names.index("sample_count")]
            n = summary[:, :, names.index("sample_count")]
            return [(x[i, :each[i]], n[i, :each[i]]) for i in range(len(each))], each

    def test_it_is_the_procedure_of_the_paper(self):
        looks, spread = [], []
        for share in ("1 %", "2 %", "10 %"):
            said = json.loads(self.tune("--indifference", share, "-o", "t.h5", "-f", "json").out)
            selection = said["selection"]
            points, each = self.points("t.h5")
            left, n, runs, zone = reckon(points, float(share[:-2]) / 100)
            self.assertEqual(selection["decided"], True)
            self.assertEqual(left, {said["best"]}, share)
            self.assertEqual((selection["looks"], selection["replications"]), (n, runs))
            self.assertAlmostEqual(selection["zone_s"], zone, 9)
            self.assertEqual(each.max(), runs)
            self.assertEqual(sorted(selection["dropped"] + [said["best"]]), [0, 1, 2, 3, 4])
            looks.append(n)
            spread.append(each.max() - each.min())
        self.assertEqual(looks, sorted(looks, reverse=True))
        self.assertGreater(looks[0], 2)
        self.assertGreater(spread[0], 0)  # who is out is run no more

    def test_hands_and_kills_do_not_show(self):
        words = ["--indifference", "2 %", "-f", "json"]
        one = self.tune(*words, "-j", "1", "-o", "a.h5").out
        two = self.tune(*words, "-j", "3", "-o", "none").out
        three = self.tune(*words, "-j", "40", "-o", "b.h5").out
        self.assertEqual((one, one), (two, three))
        with open(os.path.join(self.dir, "a.h5"), "rb") as a, open(os.path.join(self.dir, "b.h5"), "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_what_cannot_be_told_apart_is_told(self):
        """Two that are the same: of runs that agree nothing is left to chance."""
        same = ["--vary", "http.s.latency=exponential(mean=39 ms),exponential(mean=39000 us)"]
        said = self.tune("--indifference", "2 %", "-o", "none", axis=same).out
        self.assertIn("take either", said)
        self.assertIn("selected: with 95 % none of the others is better by more than 2 %", said)

    def test_only_those_that_meet_the_objectives_are_rivals(self):
        said = json.loads(self.tune("--indifference", "5 %", "-o", "none", "-f", "json",
                                    objectives='"mean(client.c.latency) < 240 ms"').out)
        self.assertLess(said["selection"]["rivals"], 5)
        self.assertTrue(said["scores"][said["best"]]["feasible"])

    def test_what_makes_no_sense_is_refused(self):
        range_ = ["--vary", "http.s.concurrency_limit=1..9"]
        memory = """title = "m"; profile = "aws-2026"; run = { duration = "1 min"; replications = 10; };
client = { c = { target = "lambda.f"; rate = "1/s"; }; };
lambda = { f = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s"; steps = ( { work = "80 ms"; } ); }; };"""
        for words, why, how in ((["--indifference", "0 %"], "--indifference: a share of the score", {}),
                                (["--indifference", "2 ms"], "--indifference: a share of the score", {}),
                                (["--indifference", "2 %", "--precision", "5 %"], "and so does --precision", {}),
                                (["--indifference", "2 %", "-r", "5"], "wants 10 replications or more", {}),
                                (["--indifference", "2 %"], "has no step", {"axis": range_, "objectives": '"mean(client.c.latency) < 1 s"'})):
            done = self.tune(*words, "-o", "none", code=2, **how)
            self.assertIn(why, done.err)
            self.assertEqual(done.out, "")
        self.write("m.cfg", memory)
        done = self.run_it("tune", "m.cfg", "--strategy", "balanced", "--vary", "lambda.f.memory_size=512,1024MB", "--indifference", "2 %")
        self.assertEqual(done.code, 2)
        self.assertIn("wants one number to be the least", done.err)
        done = self.run_it("tune", "m.cfg", "--strategy", "cost", "--vary", "lambda.f.memory_size=512,1024MB", "--indifference", "2%", "-q", "-o", "none")
        self.assertEqual(done.code, 0, done.err)


if __name__ == "__main__":
    unittest.main()
