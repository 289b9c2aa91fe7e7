#!/usr/bin/python3
"""report of studies: what they said again, to the byte and in each form, and pages whose pictures show the numbers."""
import io
import json
import math
import os
import re
import unittest
import xml.etree.ElementTree as xml

import h5py

from command import Case
from reports import Page

SHOP = """
title = "A shop < & >"; profile = "aws-2026";
run = { duration = "2 min"; period = "20 s"; seed = 4; replications = 3; };
client = { shop = { target = "lambda.orders"; rate = "40/s"; timeout = "5 s"; }; };
lambda = { orders = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s"; reserved_concurrent_executions = 12;
  steps = ( { work = "lognormal(p50=80 ms, p99=400 ms) at 512 MB"; } ); }; };
objectives = ( "mean(client.shop.latency) < 150 ms", "share(client.shop.errors) < 1 %" );
"""
MEMORY = "lambda.orders.memory_size"
RESERVED = "lambda.orders.reserved_concurrent_executions"
STUDIES = {
    "sweep": ["sweep", "x.cfg", "--vary", f"{MEMORY}=256,512,1024MB", "--vary", f"{RESERVED}=6,12,30"],
    "compare": ["compare", "x.cfg", "--set", f"{MEMORY}=1024MB"],
    "tune": ["tune", "x.cfg", "--strategy", "balanced", "--vary", f"{MEMORY}=256,512,1024MB"],
    "none": ["tune", "x.cfg", "--minimise", "cost.run", "--vary", f"{MEMORY}=128,192MB"],
    "grow": ["grow", "x.cfg", "--up-to", "3", "--precision", "20 %"],
}
CODES = {"none": 4}
SVG = re.compile(r"<svg .*?</svg>", re.S)


def words_of(svg, kind):
    """(x, y, words) of all texts of a class."""
    return [(float(e.get("x")), float(e.get("y")), e.text or "") for e in svg.iter("text") if e.get("class") == kind]


def line_through(pairs):
    """From coordinates to values: a straight line through the ticks, all of which must lie on it."""
    (p, v), (q, w) = pairs[0], pairs[-1]
    for at, value in pairs:
        assert math.isclose(v + (at - p) * (w - v) / (q - p), value, rel_tol=0.02, abs_tol=0.01 * abs(w)), pairs
    return lambda at: v + (at - p) * (w - v) / (q - p)


def dots(svg):
    """(x, y) of whatever stands for a point: circles, and the middle of crosses."""
    found = [(float(e.get("cx")), float(e.get("cy"))) for e in svg.iter("circle") if e.get("class") != "best"]
    for e in svg.iter("path"):
        cross = re.fullmatch(r"M([\d.]+) ([\d.]+)l8 8m-8 0l8 -8", e.get("d"))
        if cross:
            found.append((float(cross[1]) + 4, float(cross[2]) + 4))
    return sorted(found)


class StudyReports(Case):
    def setUp(self):
        super().setUp()
        self.write("x.cfg", SHOP)

    def study(self, name, *words):
        done = self.run_it(*STUDIES[name], "-q", *words)
        self.assertEqual(done.code, CODES.get(name, 0), done.err)
        return done

    def page(self, name):
        """Its parsed page, the pictures in it, what it says as JSON."""
        self.study(name, "-o", "s.h5")
        done = self.run_it("report", "s.h5", "-o", "s.html", "-f", "json")
        self.assertIn("wrote s.html", done.err)
        with open(os.path.join(self.dir, "s.html"), encoding="utf-8") as file:
            text = file.read()
        self.assertNotRegex(text, r"(?i)<script|http://|https://|nan|-?\binf\b")
        return Page(text), [xml.fromstring(svg) for svg in SVG.findall(text)], json.loads(done.out)

    # ---- the same again

    def test_each_form_is_said_again_to_the_byte(self):
        for name in STUDIES:
            forms = ["text", "json", "csv"] + (["power-tuning"] if name == "tune" else [])
            self.study(name, "-o", "s.h5")
            os.rename(os.path.join(self.dir, "x.cfg"), os.path.join(self.dir, "gone.cfg"))
            told = {form: self.run_it("report", "s.h5", "-f", form) for form in forms}
            os.rename(os.path.join(self.dir, "gone.cfg"), os.path.join(self.dir, "x.cfg"))
            for form, again in told.items():
                with self.subTest(f"{name} {form}"):
                    first = self.study(name, "-o", "none", "-f", form)
                    self.assertEqual((again.code, again.out), (first.code, first.out))
                    self.assertGreater(len(again.out), 100)

    def test_a_merged_study_has_its_report(self):
        for part in ("1/2", "2/2"):
            self.run_it(*STUDIES["sweep"], "-q", "--shard", part, "-o", f"s{part[0]}.part")
        merged = self.run_it("merge", "s1.part", "s2.part", "-o", "m.h5", "-q")
        self.assertEqual(self.run_it("report", "m.h5").out, merged.out)

    def test_a_terminal_of_ascii_gets_ascii(self):
        self.study("sweep", "-o", "s.h5")
        done = self.run_it("report", "s.h5", env=dict(self.environment(), LC_ALL="C"))
        self.assertTrue(done.out.isascii())
        self.assertIn("256 MB", done.out)

    # ---- --plot

    def test_plot_is_the_page_of_report_at_once(self):
        for words in (["run", "x.cfg", "-o", "p.h5"], [*STUDIES["sweep"], "-o", "p.h5"]):
            plain = self.run_it(*words)
            drawn = self.run_it(*words, "--plot")
            self.assertEqual((plain.code, plain.out), (drawn.code, drawn.out))
            self.assertTrue(drawn.err.endswith("wrote p.html\n"), drawn.err)
            self.run_it("report", "p.h5", "-o", "again.html")
            with open(os.path.join(self.dir, "p.html"), "rb") as a, open(os.path.join(self.dir, "again.html"), "rb") as b:
                self.assertEqual(a.read(), b.read())
            os.remove(os.path.join(self.dir, "p.html"))
        for words in (["run", "x.cfg", "-o", "none"], STUDIES["compare"], [*STUDIES["sweep"], "--shard", "1/2"]):
            done = self.run_it(*words, "--plot")
            self.assertEqual((done.code, done.out), (2, ""))
            self.assertTrue(done.err.startswith("error: --plot: "), done.err)
        os.mkdir(os.path.join(self.dir, "p.html"))
        done = self.run_it("run", "x.cfg", "-o", "p.h5", "--plot", "-q")
        self.assertEqual(done.code, 1)
        self.assertIn("p.html: error: ", done.err)
        self.assertIn("p.h5", self.names())

    # ---- pictures

    def test_a_sweep_is_pictured_where_its_numbers_are(self):
        page, pictures, said = self.page("sweep")
        self.assertIn("A shop < & >", page.text())
        self.assertEqual(len(pictures), 3)  # two objectives and the cost
        svg = pictures[0]
        # the last two of the ticks beside the axis; its unit stands above them
        beside = [(y - 4, float(w.replace("\u00a0", "").replace(" ", ""))) for x, y, w in words_of(svg, "tick") if x < 60 and w[0].isdigit()]
        value = line_through(beside)
        shown = sorted(value(y) for _, y in dots(svg))
        unit = 1000 if any(w == "ms" for _, _, w in words_of(svg, "tick")) else 1
        expected = sorted(unit * p["columns"][0]["observed"]["value"] for p in said["points"])
        self.assertEqual(len(shown), 9)
        for a, b in zip(shown, expected):
            self.assertAlmostEqual(a, b, delta=0.01 * expected[-1])
        missed = sum(p["columns"][0]["verdict"] == "missed" for p in said["points"])
        crosses = [e for e in svg.iter("path") if e.get("d").endswith("l8 8m-8 0l8 -8")]
        self.assertEqual(len(crosses), missed)
        self.assertGreater(missed, 0)
        self.assertEqual([w for _, y, w in words_of(svg, "tick") if y < 20][:3], ["6", "12", "30"])  # a line for each

    def test_what_is_best_is_ringed_in_each_picture(self):
        _, pictures, said = self.page("tune")
        self.assertEqual(len(pictures), 6)  # time, money, score, two objectives, cost
        labels = [w for _, _, w in words_of(pictures[0], "tick") if w.endswith(" MB")]
        self.assertEqual(labels, ["256 MB", "512 MB", "1024 MB"])
        places = sorted(x for x, _ in dots(pictures[0]))
        for svg in pictures:
            rings = [float(e.get("cx")) for e in svg.iter("circle") if e.get("class") == "best"]
            self.assertEqual(len(rings), 1)
            self.assertEqual(places.index(rings[0]), said["best"])

    def test_differences_stand_on_the_side_where_they_are(self):
        _, pictures, said = self.page("compare")
        svg, = pictures
        across = [(x, float(w[:-2])) for x, y, w in words_of(svg, "tick") if w.endswith(" %")]
        value = line_through(across)
        rows = {w: y for x, y, w in words_of(svg, "name") if x < 320}
        for row in said["comparisons"][0]["rows"]:
            if not row["a"] or row["name"] not in rows:
                continue
            share = 100 * row["difference"] / row["a"]
            at = [x for x, y in dots(svg) if abs(y + 4 - rows[row["name"]]) < 0.2]
            self.assertEqual(len(at), 1, row)
            self.assertAlmostEqual(value(at[0]), share, delta=1)
        self.assertGreater(len(dots(svg)), 4)

    def test_multiples_stand_on_a_logarithmic_axis(self):
        _, pictures, said = self.page("grow")
        svg, = pictures
        across = [(x, math.log(float(w[:-2]))) for x, y, w in words_of(svg, "tick") if w.endswith(" ×")]
        value = line_through(across)
        limit = said["ladder"][0]
        row = [y for x, y, w in words_of(svg, "name") if w == limit["limit"]]
        at, = (x for x, y in dots(svg) if abs(y + 4 - row[0]) < 0.2)
        multiple = limit["binds"]["multiple"]
        self.assertAlmostEqual(math.exp(value(at)), multiple, delta=0.02 * multiple)

    # ---- what cannot be

    def test_what_only_a_run_can_do_is_refused(self):
        self.study("sweep", "-o", "s.h5")
        for words in (["--objective", "cost.run < 1 USD"], ["--limits"]):
            done = self.run_it("report", "s.h5", *words)
            self.assertEqual((done.code, done.out), (2, ""))
            self.assertTrue(done.err.startswith(f"s.h5: error: {words[0]} is for results of headroom run"), done.err)
        done = self.run_it("report", "s.h5", "-f", "power-tuning")
        self.assertEqual((done.code, done.err), (2, "s.h5: error: has no power-tuning: that is of headroom tune --strategy\n"))
        self.run_it("run", "x.cfg", "-q", "-r", "1", "-o", "r.h5")
        done = self.run_it("report", "r.h5", "-f", "power-tuning")
        self.assertEqual((done.code, done.err), (2, "r.h5: error: has no power-tuning: it is of headroom run\n"))
        done = self.run_it("report", "s.h5", "-o", "s.h5")
        self.assertEqual(done.code, 2)
        done = self.run_it("report", "s.h5", "-o", "nowhere/s.html")
        self.assertEqual((done.code, done.out), (1, ""))

    def test_what_was_cut_off_or_changed_is_told(self):
        self.study("sweep", "-o", "s.h5")
        with open(os.path.join(self.dir, "s.h5"), "rb") as file:
            data = file.read()
        length = int.from_bytes(data[-8:], "little")
        head, tail, mark = data[:-24 - length], data[-24 - length:-24], data[-24:]
        held = io.BytesIO(tail)
        with h5py.File(held, "r+") as f:
            self.assertEqual(list(f["said/form"].asstr()[()]), ["text", "json", "csv", "page"])
            f["said/length"][1] = 10 ** 12
        self.write("old.h5", head, "wb")
        self.write("cut.h5", head + tail[50:] + mark, "wb")
        self.write("long.h5", head + held.getvalue() + mark[:16] + len(held.getvalue()).to_bytes(8, "little"), "wb")
        for name in ("old.h5", "cut.h5", "long.h5"):
            done = self.run_it("report", name)
            self.assertEqual((done.code, done.out), (2, ""), name)
            self.assertTrue(done.err.startswith(f"{name}: error: does not hold what a report needs"), done.err)
        self.assertEqual(self.run_it("digest", "old.h5").out.split()[0], self.run_it("digest", "s.h5").out.split()[0])


if __name__ == "__main__":
    unittest.main()
