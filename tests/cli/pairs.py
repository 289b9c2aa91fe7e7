#!/usr/bin/python3
"""--antithetic: runs in pairs, the second of which draws the first's chances mirrored (methods.md 6)."""
import json
import os
import unittest

import h5py
import numpy
from scipy import stats

from command import Case, small

MEAN = '"mean(client.callers.latency) < 120 ms", "cost.run < 1 USD"'


class Pairs(Case):
    def mean_latency(self, name):
        """Of each replication: s, and how many requests."""
        with h5py.File(os.path.join(self.dir, name)) as file:
            names = [n.decode() for n in file["statistic"][:]]
            summary = file["client_latency_summary"][:, 0, :]
            return summary[:, names.index("average")], summary[:, names.index("sample_count")], dict(file.attrs)

    def test_an_interval_is_that_of_the_pairs(self):
        self.write("a.cfg", small(MEAN))
        done = self.run_it("run", "a.cfg", "-q", "-r", "20", "--antithetic", "-f", "json")
        said = json.loads(done.out)["objectives"][0]
        x, n, attributes = self.mean_latency("a.h5")
        self.assertEqual(attributes["antithetic"], 1)
        off = x * n - n * (x * n).sum() / n.sum()  # residuals of the ratio: methods.md 3
        pairs = off.reshape(10, 2).mean(axis=1)
        half = stats.t.ppf(0.975, 9) * pairs.std(ddof=1) / numpy.sqrt(10) / n.mean()
        self.assertEqual(said["observed_s"]["n"], 10)
        self.assertAlmostEqual(said["observed_s"]["value"], (x * n).sum() / n.sum(), 12)
        self.assertAlmostEqual(said["observed_s"]["high"] - said["observed_s"]["value"], half, 9)
        apart = (off ** 2).sum() / 19 / 20
        self.assertAlmostEqual(said["observed_s"]["variance_reduction"], apart / ((pairs ** 2).sum() / 9 / 10), 6)
        # exponential times: the two of a pair correlate by 1 - pi^2/6, so 1 / (1 - .645) = 2.8
        self.assertGreater(said["observed_s"]["variance_reduction"], 1.5)
        text = self.run_it("run", "a.cfg", "-q", "-r", "20", "--antithetic").out
        self.assertIn("20 replications in antithetic pairs", text)
        self.assertRegex(text, r"antithetic pairs: variance ÷ [\d.]+ of mean\(client.callers.latency\)")
        self.assertEqual(self.run_it("report", "a.h5").out, text)

    def test_the_first_of_each_pair_is_a_run_as_ever(self):
        self.write("a.cfg", small(MEAN))
        self.run_it("run", "a.cfg", "-q", "-r", "3", "-o", "plain.h5")
        self.run_it("run", "a.cfg", "-q", "-r", "6", "--antithetic", "-o", "pairs.h5")
        self.run_it("run", "a.cfg", "-q", "-r", "6", "--antithetic", "--replication", "3", "-o", "alone.h5")
        plain, pairs, alone = (self.mean_latency(name)[0] for name in ("plain.h5", "pairs.h5", "alone.h5"))
        self.assertEqual(list(plain), list(pairs[::2]))
        self.assertEqual(alone[0], pairs[3])
        self.assertTrue((pairs[::2] != pairs[1::2]).all())
        self.assertNotIn("antithetic", self.mean_latency("plain.h5")[2])

    def test_a_quantile_has_a_point_and_no_interval(self):
        self.write("a.cfg", small(MEAN))
        said = json.loads(self.run_it("run", "a.cfg", "-q", "--antithetic", "-o", "none", "-f", "json").out)
        metric = said["resources"]["client.callers"]["latency_s"]
        self.assertGreater(metric["p95"]["value"], 0.25)
        self.assertEqual((metric["p95"]["low"], metric["p95"]["high"]), (None, None))
        self.assertIsNotNone(metric["mean"]["low"])

    def test_what_pairs_cannot_tell_is_refused(self):
        self.write("a.cfg", small(MEAN))
        self.run_it("run", "a.cfg", "-q", "--antithetic", "-r", "2")
        for words, said in ((["run", "a.cfg", "-r", "5"], "run.antithetic: runs come in pairs"),
                            (["run", "a.cfg", "--objective", "p99(client.callers.latency) < 1 s"], "not for quantiles, min or max"),
                            (["sweep", "a.cfg", "--vary", "http.partner.concurrency_limit=5,9", "--show", "max(client.callers.latency)"], "not for quantiles, min or max")):
            done = self.run_it(*words, "--antithetic", "-o", "none")
            self.assertEqual((done.code, done.out), (2, ""), words)
            self.assertIn(said, done.err)
        for words in (["compare", "a.cfg", "--set", "run.antithetic=true"], ["grow", "a.cfg", "--set", "run.antithetic=true"],
                      ["tune", "a.cfg", "--set", "run.antithetic=true", "--vary", "http.partner.concurrency_limit=5,9", "--minimise", "cost.run"]):
            done = self.run_it(*words, "-o", "none")
            self.assertEqual((done.code, done.out), (2, ""), words)
            self.assertIn("run.antithetic is for run and sweep", done.err)
        done = self.run_it("compare", "a.h5", "a.h5")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("holds antithetic runs", done.err)

    def test_points_of_a_sweep_are_told_by_pairs_too(self):
        self.write("a.cfg", small(MEAN))
        words = ["sweep", "a.cfg", "--vary", "http.partner.concurrency_limit=5,9", "--antithetic", "-o", "none"]
        done = self.run_it(*words, "-f", "json")
        said = json.loads(done.out)
        self.assertIn('"variance_reduction"', done.out)
        self.assertEqual(len(said["points"]), 2)
        self.assertEqual(self.run_it(*words, "-q", "-j", "1").out, self.run_it(*words, "-q", "-j", "4").out)


if __name__ == "__main__":
    unittest.main()
