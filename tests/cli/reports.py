#!/usr/bin/python3
"""report: what a run said, again out of its result alone, and as a page."""
import html.parser
import io
import json
import os
import re
import shutil
import unittest
import xml.etree.ElementTree as xml

import h5py

from command import Case, small

SOURCE = os.path.abspath(os.environ.get("SRCDIR", "."))
ANSWERS = (0, 5, 99)

# A trace, measured values, a definition and a file within a file: all that a scenario may name.
NAMED = """
title = "Everything named";
@include "parts/run.cfg"
client = { walkers = { target = "lambda.f"; arrivals = "trace(parts/walk.csv)"; };
           starters = { target = "stepfunctions.m"; rate = "3/s"; }; };
lambda = { f = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "9 s";
           steps = ( { work = "empirical(parts/work.csv)"; } ); }; };
stepfunctions = { m = { type = "EXPRESS"; definition = "parts/m.asl.json"; }; };
objectives = ( "p99(client.walkers.latency) < 3 s", "cost.run < 1 USD" );
"""
INCLUDED = 'profile = "own.cfg"; run = { duration = "2 min"; period = "10 s"; seed = 5; replications = 2; };\n'


class Page(html.parser.HTMLParser):
    """Every element is closed in its turn; what is said, and where."""
    VOID = ("meta", "wbr", "br")

    def __init__(self, text):
        super().__init__()
        self.open, self.headings, self.words, self.seen, self.attributes = [], [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)

    def text(self):
        return " ".join("".join(self.words).split())


class Reports(Case):
    def bytes_of(self, name):
        with open(os.path.join(self.dir, name), "rb") as file:
            return file.read()

    def two_files(self, name):
        """The result as all see it, what stands behind its end for report, and the mark that says so."""
        data = self.bytes_of(name)
        length = int.from_bytes(data[-8:], "little")
        self.assertEqual(data[-24:-8], b"headroom tail 1\0")
        return data[:-24 - length], data[-24 - length:-24], data[-24:]

    def tail(self, name):
        return h5py.File(io.BytesIO(self.two_files(name)[1]))

    def changed(self, name, which, change):
        """Of r.h5: one of the two, changed."""
        pieces = list(self.two_files("r.h5"))
        held = io.BytesIO(pieces[which])
        with h5py.File(held, "r+") as f:
            change(f)
        pieces[which] = held.getvalue()
        pieces[2] = pieces[2][:16] + len(pieces[1]).to_bytes(8, "little")
        self.write(name, b"".join(pieces), "wb")

    def run_file(self, *words):
        done = self.run_it("run", *words, "-q")
        self.assertIn(done.code, ANSWERS, done.err)
        return done

    def same(self, scenario, *words, forget=()):
        """In every form; nothing that the run has read is there any more."""
        elsewhere = self.environment(HEADROOM_PKGDATADIR=os.path.join(self.dir, "nowhere"))
        runs = {form: self.run_file(scenario, "-o", "r.h5", *words, *form)
                for form in ((), ("--limits",), ("-f", "json"))}
        for name in forget:
            os.rename(os.path.join(self.dir, name), os.path.join(self.dir, "gone-" + name))
        for form, run in runs.items():
            again = self.run_it("report", "r.h5", *form, env=elsewhere)
            self.assertEqual((again.code, again.out), (run.code, run.out), (scenario, form, again.err))
            self.assertNotIn("error", again.err)
        for name in forget:
            os.rename(os.path.join(self.dir, "gone-" + name), os.path.join(self.dir, name))
        return runs[()]

    def scenario(self, name):
        for one in (name, "order.asl.json"):
            shutil.copy(os.path.join(SOURCE, "scenarios", one), self.dir)
        return name

    def test_a_run_is_told_again_to_the_byte(self):
        for name, *words in (("bad-record.cfg", "--duration", "10 min"),     # kinesis, sqs, asynchronous
                             ("dead-letters.cfg", "--duration", "10 min"),   # sqs
                             ("workflow-type.cfg", "--duration", "5 min"),   # stepfunctions
                             ("partner-outage.cfg", "--duration", "15 min"),
                             ("capacity-mode.cfg", "--duration", "1 h"),     # activities
                             ("endpoint-type.cfg", "--duration", "5 min"),
                             ("hot-key.cfg", "--duration", "2 min", "--set", "run.partitions=3")):
            with self.subTest(name):
                self.same(self.scenario(name), "-r", "2", *words, forget=(name, "order.asl.json"))

    def test_a_result_is_the_same_wherever_it_was_made(self):
        os.makedirs(os.path.join(self.dir, "far/off"))
        self.write("walk.csv", "arrival_s\n1\n2\n3\n")
        self.write("far/off/walk.csv", "arrival_s\n1\n2\n3\n")
        text = small(more="concurrency_limit = 400;").replace('rate = "20/s"', 'arrivals = "trace(walk.csv)"')
        text = text.replace('warm_up = "1 min"; ', "")
        for name in (self.write("x.cfg", text), self.write("far/off/x.cfg", text), os.path.join(self.dir, "x.cfg")):
            self.run_file(name, "-o", "r.h5", "-r", "2")
            os.rename(os.path.join(self.dir, "r.h5"), os.path.join(self.dir, name.replace("/", "_") + ".h5"))
        files = [name for name in self.names() if name.endswith(".h5")]
        self.assertEqual((len(files), len({self.bytes_of(name) for name in files})), (3, 1))
        self.run_it("report", files[0])
        self.run_file("far/off/x.cfg", "-o", "r.h5", "-r", "2")
        os.rename(os.path.join(self.dir, "far"), os.path.join(self.dir, "gone"))
        os.remove(os.path.join(self.dir, "walk.csv"))
        again = self.run_it("report", "r.h5")
        self.assertEqual((again.code, again.err), (0, ""))

    def test_what_a_scenario_names_is_in_the_file(self):
        parts = os.path.join(self.dir, "parts")
        os.mkdir(parts)
        self.write("own.cfg", self.bytes_of(os.path.join(SOURCE, "models/profiles/aws-2026.cfg")).decode()
                   .replace('name = "aws-2026"', 'name = "our own"'))
        for name in os.listdir(os.path.join(SOURCE, "models/profiles")):
            if name.endswith(".inc"):
                shutil.copy(os.path.join(SOURCE, "models/profiles", name), self.dir)
        self.write("parts/run.cfg", INCLUDED.replace("own.cfg", os.path.join(self.dir, "own.cfg")))
        self.write("parts/walk.csv", "arrival_s,size\n" + "".join(f"{i * 0.37:.2f},{i}\n" for i in range(300)))
        self.write("parts/work.csv", "took_s\n" + "".join(f"0.{i % 97:03d}\n" for i in range(1, 400)))
        self.write("parts/m.asl.json", '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 2, "End": true}}}')
        self.write("n.cfg", NAMED)
        done = self.same("n.cfg", "--objective", "mean(client.walkers.latency) < 2 s", "--set",
                         "lambda.f.memory_size=1 GB", forget=("n.cfg", "parts", "own.cfg"))
        self.assertIn("our own", done.out)
        with self.tail("r.h5") as f:
            names = [n.decode() for n in f["source/file"][()]]
            self.assertEqual({os.path.basename(n) for n in names} & {"n.cfg", "run.cfg", "walk.csv", "work.csv",
                                                                     "m.asl.json", "own.cfg"},
                             {"n.cfg", "run.cfg", "walk.csv", "work.csv", "m.asl.json", "own.cfg"})
            content, at = f["source/content"][()].tobytes(), 0
            for name, length in zip(names, f["source/length"][()]):
                if name == "n.cfg":
                    self.assertEqual(content[at:at + length].decode(), NAMED)
                at += length
            self.assertEqual(at, len(content))

    def test_profiles_of_the_machine_are_kept_without_its_path(self):
        self.write("x.cfg", small())
        self.run_file("x.cfg", "-o", "r.h5", "-r", "2")
        with self.tail("r.h5") as f:
            names = [n.decode() for n in f["source/file"][()]]
        self.assertEqual(names[0], "x.cfg")
        self.assertIn("profiles/aws-2026.cfg", names)
        self.assertFalse([n for n in names if n.startswith("/")])

    def test_every_way_to_run_is_told_again(self):
        self.write("x.cfg", small('"p99(client.callers.latency) < 700 ms", "cost.month < 1 USD"'))
        for words in (("-r", "1", "--duration", "4 h"),              # batches of one long run
                      ("--precision", "5 %"), ("--replication", "3"), ("--replication", "0"),
                      ("--no-objectives",), ("--confidence", "90 %", "-r", "3"),
                      ("--objective", "max(http.partner.concurrent_requests) < 3", "-r", "3", "--seed", "9"),
                      ("--requests", "50", "-r", "2")):
            with self.subTest(words):
                self.same("x.cfg", *words, forget=("x.cfg",))
        self.assertIn("30 batches of", self.same("x.cfg", "-r", "1", "--duration", "4 h").out)

    def test_the_limits_left_out_are_told_without_a_run(self):
        self.write("x.cfg", small(more="concurrency_limit = 400;"))
        words = re.search(r": headroom (report r\.h5 --limits)\n", self.run_file("x.cfg", "-o", "r.h5").out)
        again = self.run_it(*words[1].split())
        self.assertIn("\nhttp.partner.concurrency_limit ", again.out)
        self.assertNotIn("below 15 %", again.out)
        self.assertIn(": headroom run x.cfg --limits\n", self.run_file("x.cfg", "-o", "none").out)

    # ---- another objective

    def judge(self, scenario, *words, objectives):
        """As the run would have judged it, to the byte; a level's mean but for its last digit."""
        self.run_file(scenario, "-o", "r.h5", *words)
        os.rename(os.path.join(self.dir, "r.h5"), os.path.join(self.dir, "plain.h5"))
        for objective in objectives:
            asked = ("--objective", objective, "-f", "text" if "mean(lambda" in objective else "json")
            run = self.run_file(scenario, "-o", "r.h5", *words, *asked)
            os.rename(os.path.join(self.dir, "plain.h5"), os.path.join(self.dir, "r.h5"))
            again = self.run_it("report", "r.h5", *asked)
            os.rename(os.path.join(self.dir, "r.h5"), os.path.join(self.dir, "plain.h5"))
            self.assertIn(objective.split(" <")[0].split(" >")[0], run.out)
            self.assertEqual((again.code, again.out), (run.code, run.out), (objective, again.err))

    def test_another_objective_is_judged_on_what_is_stored(self):
        self.judge(self.scenario("airline-booking.cfg"), "-r", "2", "--set", "client.*.scale=0.1", objectives=(
            "p99(client.travellers.latency) < 1 s", "p95(client.travellers.latency) < 1 s during peak",
            "share(client.travellers.latency > 500 ms) < 10 %", "p99(client.travellers.completion) < 4 s",
            "max(lambda.search.concurrent_executions) < 300", "mean(lambda.search.concurrent_executions) > 3",
            "share(lambda.search.cold_starts) < 0.1 %", "rate(client.travellers.requests) > 150/s",
            "cost.run < 3 USD", "cost.per_million(client.travellers) < 7 USD"))
        self.write("x.cfg", small('"p95(client.callers.latency) < 400 ms every 1 min"', more="concurrency_limit = 4;"))
        self.judge("x.cfg", objectives=(
            "p95(client.callers.latency) < 200 ms every 1 min", "p99(client.callers.latency) < 1 s",
            "max(http.partner.concurrent_requests) < 3", "share(client.callers.errors) < 40 %",
            "sum(client.callers.errors) < 10", "min(client.callers.latency) > 1 ms"))

    def test_of_a_run_that_judged_nothing_only_the_other_is_judged(self):
        self.write("x.cfg", small('"p95(client.callers.latency) < 400 ms"'))
        self.run_file("x.cfg", "-o", "r.h5", "-r", "2", "--no-objectives")
        told = json.loads(self.run_it("report", "r.h5", "--objective", "mean(client.callers.latency) < 90 ms",
                                      "-f", "json").out)
        self.assertEqual([o["objective"] for o in told["objectives"]], ["mean(client.callers.latency) < 90 ms"])

    def test_what_the_run_kept_no_record_of_is_refused(self):
        self.write("x.cfg", small())
        self.run_file("x.cfg", "-o", "r.h5", "-r", "2")
        for objective, said in (("p99(client.callers.latency) < 1 s every 1 min", "kept no record of it"),
                                ("last(http.partner.concurrent_requests) < 3", "kept no record of it"),
                                ("p99(client.shop.latency) < 1 s", "there is no client.shop"),
                                ("p99 < 3", "")):
            done = self.run_it("report", "r.h5", "--objective", objective, "-o", "page.html")
            self.assertEqual((done.code, done.out, self.names()), (2, "", ["r.h5", "x.cfg"]))
            self.assertRegex(done.err, r"\A--objective: error: .*" + said)
            self.assertEqual(done.err.count("\n"), 1, done.err)
        self.run_file("x.cfg", "-o", "r.h5", "-r", "1", "--duration", "4 h")
        done = self.run_it("report", "r.h5", "--objective", "cost.run < 1 USD")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("one long run is judged by its batches", done.err)

    # ---- what is no result of a run

    def test_other_files_are_refused(self):
        self.write("x.cfg", small())
        self.run_file("x.cfg", "-o", "r.h5", "-r", "2")
        whole = self.bytes_of("r.h5")
        self.write("junk.h5", "no file of HDF5")
        self.write("cut.h5", whole[:len(whole) // 2], "wb")
        with h5py.File(os.path.join(self.dir, "other.h5"), "w") as f:
            f["x"] = [1, 2]
        for name, which, change in (("early.h5", 0, lambda f: f.attrs.__setitem__("headroom_format", 0)),
                                    ("later.h5", 0, lambda f: f.attrs.__setitem__("headroom_format", 2)),
                                    ("less.h5", 0, lambda f: f.__delitem__("client_requests")),
                                    ("none.h5", 1, lambda f: f.__delitem__("report")),
                                    ("files.h5", 1, lambda f: f["source/length"].__setitem__(0, 10 ** 9))):
            self.changed(name, which, change)
        file, tail, mark = self.two_files("r.h5")
        self.write("old.h5", file, "wb")
        self.write("short.h5", file + tail[100:] + mark, "wb")
        self.write("long.h5", file + tail + mark[:16] + b"\xff" * 8, "wb")
        for name, code, said in (("nowhere.h5", 1, "cannot be read"),
                                 ("junk.h5", 2, "is not an HDF5 file"),
                                 ("cut.h5", 2, "is an HDF5 file that was cut off or damaged"),
                                 ("other.h5", 2, "is no result of headroom"),
                                 ("early.h5", 2, "is a result of an earlier headroom: its format is 0, not 1"),
                                 ("later.h5", 2, "is a result of a later headroom: its format is 2, not 1"),
                                 ("less.h5", 2, "does not hold client_requests as headroom "),
                                 ("old.h5", 2, "does not hold what a report needs"),
                                 ("short.h5", 2, "does not hold what a report needs"),
                                 ("long.h5", 2, "does not hold what a report needs"),
                                 ("none.h5", 1, "report cannot be read: the file is damaged"),
                                 ("files.h5", 1, "source/length cannot be read: the file is damaged")):
            with self.subTest(name):
                done = self.run_it("report", name, "-o", "page.html")
                self.assertEqual((done.code, done.out), (code, ""), done.err)
                self.assertTrue(done.err.startswith(f"{name}: error: {said}"), done.err)
                self.assertEqual(done.err.count("\n"), 1, done.err)
                self.assertNotIn("page.html", self.names())

    def test_a_page_that_cannot_be_written_is_a_failure(self):
        self.write("x.cfg", small())
        self.run_file("x.cfg", "-o", "r.h5", "-r", "2")
        for name, code in (("nowhere/page.html", 1), (".", 1), ("r.h5", 2)):
            before = self.bytes_of("r.h5")
            done = self.run_it("report", "r.h5", "-o", name)
            self.assertEqual((done.code, done.out, done.err.count("\n")), (code, "", 1), done.err)
            self.assertTrue(done.err.startswith(f"{name}: error: "), done.err)
            self.assertEqual(self.names(), ["r.h5", "x.cfg"])
            self.assertEqual(self.bytes_of("r.h5"), before)

    def test_an_input_that_is_not_kept_must_not_have_changed(self):
        head = "arrival_s\n" + "".join(f"{i * 0.5}\n" for i in range(100))
        self.write("walk.csv", head + "50\n" * 1 + "51.0\n" + "\n" * (33 << 20))  # blank lines count nothing
        self.write("x.cfg", 'profile = "aws-2026"; run = { replications = 2; };'
                   'client = { c = { target = "http.s"; arrivals = "trace(walk.csv)"; }; };'
                   'http = { s = { latency = "5 ms"; }; };')
        run = self.run_file("x.cfg", "-o", "r.h5")
        self.assertEqual(self.run_it("report", "r.h5").out, run.out)
        self.write("walk.csv", head)
        done = self.run_it("report", "r.h5")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("an input of its scenario has changed", done.err)
        os.remove(os.path.join(self.dir, "walk.csv"))
        done = self.run_it("report", "r.h5")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn("cannot read walk.csv", done.err)

    # ---- the page

    def page(self, *words):
        done = self.run_it("report", "r.h5", "-o", "page.html", *words)
        self.assertIn(done.code, ANSWERS, done.err)
        self.assertIn("wrote page.html\n", done.err)
        return self.bytes_of("page.html").decode(), done

    def test_a_page_stands_alone_and_says_all(self):
        run = self.run_file(self.scenario("airline-booking.cfg"), "-r", "3", "-o", "r.h5")
        text, done = self.page()
        self.assertEqual((done.code, done.out), (run.code, run.out))
        page = Page(text)
        self.assertEqual(page.headings,
                         ["Objectives", "Limits, and how near they were", "What the clients saw",
                          "Where the time went", "Limits along time", "Resources", "What it costs",
                          "Assumed, not measured by AWS", "What this is"])
        for said in ("Airline booking: Friday evening sale", "MISSED 1 of 4 objectives. First to give way: "
                     "apigateway.booking.throttling_rate_limit, 1 000/s, at 45:00 in newsletter",
                     "3 replications (preview) × 1 h (after 5 min warm-up) · seed 1",
                     "Requests of client.travellers", "Latency of client.travellers", "Errors of client.travellers",
                     "aws-2021-08, Region us-east-1", self.run_it("digest", "r.h5").out.split()[0]):
            self.assertIn(said, page.text())
        told = re.search(r"assumed, not measured by AWS: (\d+) values", " ".join(run.out.split()))
        rows = text.split("<h2>Assumed")[1].split("<h2>")[0].count("<tr>")
        self.assertEqual(rows - 1, int(told[1]))
        for row in re.findall(r"^([✓✗?]) (\S.*?)  +(\S+(?: \S+)?)  \[", run.out, re.M):
            self.assertIn(row[2], page.text())

    def test_a_page_refers_to_nothing_outside(self):
        self.run_file(self.scenario("airline-booking.cfg"), "-r", "2", "-o", "r.h5")
        text, _ = self.page()
        page = Page(text)
        self.assertEqual([t for t in page.seen if t in ("script", "link", "img", "iframe", "object", "use", "image")], [])
        self.assertEqual([a for a in page.attributes if a[0] in ("src", "href", "xlink:href", "srcset", "style", "onload")],
                         [])
        style = text.split("<style>")[1].split("</style>")[0]
        self.assertNotRegex(style, r"url\(|@import|@font-face|https?:")
        self.assertIn("prefers-color-scheme: dark", style)
        self.assertIn("@media print", style)
        used = set(" ".join(v for k, v in page.attributes if k == "class").split())
        self.assertEqual({c for c in used if not re.search(r"[.]" + c + r"\b", style)}, {"name", "none"} & used)

    def test_pictures_are_xml_and_inside_their_frames(self):
        self.run_file(self.scenario("airline-booking.cfg"), "-r", "3", "-o", "r.h5")
        text, _ = self.page()
        pictures = re.findall(r"<svg .*?</svg>", text, re.S)
        self.assertGreater(len(pictures), 20)
        for picture in pictures:
            root = xml.fromstring(picture)
            _, _, width, height = map(float, root.get("viewBox").split())
            self.assertTrue(root.get("aria-label"))
            for path in root.iter("path"):
                x, y, step = 0, 0, path.get("d")
                for letter, numbers in re.findall(r"([MVH])([-\d. ]+)", step):
                    values = [float(n) for n in numbers.split()]
                    x, y = (values if letter == "M" else (x, values[0]) if letter == "V" else (values[0], y))
                    self.assertTrue(0 <= x <= width and 0 <= y <= height, (step, x, y))
        bands = [p for p in pictures if 'class="band' in p]
        self.assertGreater(len(bands), 5)  # three runs have intervals

    def test_a_curve_is_what_the_file_says(self):
        self.write("x.cfg", small())
        self.run_file("x.cfg", "-o", "r.h5", "-r", "4")
        text, _ = self.page()
        figure = text.split("<b>Requests of client.callers</b>")[1]
        self.assertTrue(figure.startswith(" a second · by 10 s · mean of 4 runs, band: 95 % interval<"), figure[:90])
        d = re.search(r'class="curve a" d="([^"]*)"', figure)[1]
        ticks = [(float(y) - 4, float(v)) for y, v in
                 re.findall(r'<text x="56\.0" y="([\d.]+)" class="tick" text-anchor="end">([\d.]+)</text>',
                            figure.split("</svg>")[0])]
        (y0, v0), (y1, v1) = ticks[0], ticks[-1]
        drawn = [v0 + (float(y) - y0) * (v1 - v0) / (y1 - y0) for y in re.findall(r"V([\d.]+)H", d)]
        with h5py.File(os.path.join(self.dir, "r.h5")) as f:
            stored = f["client_requests"][()].mean(axis=0)[0] / 10
        self.assertEqual(len(drawn), len(stored))
        for a, b in zip(drawn, stored):
            self.assertAlmostEqual(a, b, delta=(v1 - v0) / 1000)

    def test_what_users_wrote_is_only_text(self):
        self.write("x.cfg", small('"mean(client.callers.latency) < 1 s"')
                   + 'title = "<script>alert(1)</script> & \\"more\\" \'than\' that";')
        self.run_file("x.cfg", "-o", "r.h5", "-r", "2", "--set", "http.partner.error_rate=0.5 %")
        text, _ = self.page()
        page = Page(text)
        self.assertNotIn("script", page.seen)
        self.assertIn("<script>alert(1)</script> & \"more\" 'than' that", page.text())
        self.assertIn("mean(client.callers.latency) < 1 s", page.text())

    def test_the_same_result_gives_the_same_page(self):
        self.write("x.cfg", small('"p95(client.callers.latency) < 300 ms"'))
        self.run_file("x.cfg", "-o", "r.h5", "-r", "3")
        first, _ = self.page()
        self.run_file("x.cfg", "-o", "r.h5", "-r", "3", "-j", "1")
        again, _ = self.page("-f", "json")
        self.assertEqual(first, again)
        self.assertEqual(self.names(), ["page.html", "r.h5", "x.cfg"])

    def test_one_run_alone_has_no_intervals(self):
        self.write("x.cfg", small())
        self.run_file("x.cfg", "-o", "r.h5", "--replication", "2")
        text, _ = self.page()
        self.assertNotIn('class="band', text)
        self.assertIn("replication 2 alone", text)
        self.assertIn('class="curve a"', text)


if __name__ == "__main__":
    unittest.main()
