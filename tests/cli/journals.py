#!/usr/bin/python3
"""What has been run is kept: --resume goes on after a kill, --shard runs a part, merge makes one of the parts."""
import fcntl
import os
import resource
import signal
import subprocess
import time
import unittest

from command import HEADROOM, Case, small

# Six points of two runs, each some tenths of a second: time enough to be killed in the middle.
SLOW = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "5 min"; warm_up = "1 min"; period = "5 s"; seed = 3; replications = 2; };
client = { callers = { target = "http.partner"; rate = "200/s"; }; };
http = { partner = { latency = "exponential(mean=100 ms)"; }; };
objectives = ( "p99(client.callers.latency) < 1 s" );
"""
AXIS = ["--vary", "http.partner.latency=50,60,70,80,90,100 ms"]
LONG = small('"mean(client.callers.latency) < 1 s"').replace("10 min", "2 h").replace("replications = 10", "replications = 1")


class Journals(Case):
    def bytes_of(self, name):
        with open(os.path.join(self.dir, name), "rb") as file:
            return file.read()

    def begun(self, *words):
        return subprocess.Popen([HEADROOM, *words], cwd=self.dir, env=self.environment(), text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def stopped(self, number, journal, *words):
        """The command, stopped when some runs of it have been kept; what it said."""
        running = self.begun(*words)
        path = os.path.join(self.dir, journal)
        while running.poll() is None and not (os.path.exists(path) and os.path.getsize(path) > 40000):
            time.sleep(0.005)
        running.send_signal(number)
        out, err = running.communicate(timeout=300)
        self.assertTrue(os.path.exists(path), (out, err))
        return running.returncode, out, err

    maxDiff = 2000

    def same(self, words, name="whole"):
        """What the command brings, undisturbed."""
        done = self.run_it(*words, "-q", "-o", name + ".h5")
        return done.code, done.out.replace(name + ".h5", "X.h5"), self.bytes_of(name + ".h5"), done.err

    # ---- resume ----

    def test_after_a_kill_the_rest_is_run_and_the_answer_is_the_same(self):
        self.write("s.cfg", SLOW)
        whole = self.same(["sweep", "s.cfg", *AXIS])
        code, out, _ = self.stopped(signal.SIGKILL, "cut.h5.journal", "sweep", "s.cfg", *AXIS, "-o", "cut.h5")
        self.assertEqual((code, out), (-signal.SIGKILL, ""))
        self.assertNotIn("cut.h5", self.names())
        done = self.run_it("sweep", "s.cfg", *AXIS, "-o", "cut.h5", "--resume")
        self.assertEqual((done.code, done.out, self.bytes_of("cut.h5")), whole[:3])
        self.assertEqual(self.names(), ["cut.h5", "s.cfg", "whole.h5"])

    def test_an_interruption_says_what_is_kept_and_how_to_go_on(self):
        self.write("s.cfg", SLOW)
        words = ["sweep", "s.cfg", *AXIS, "-o", "cut.h5"]
        code, out, err = self.stopped(signal.SIGINT, "cut.h5.journal", *words)
        self.assertEqual((code, out), (130, ""))
        self.assertRegex(err, r"^\d+ finished runs? (is|are) kept in cut.h5.journal: the same command with --resume goes on\n$")
        size = os.path.getsize(os.path.join(self.dir, "cut.h5.journal"))
        again = self.begun(*words, "--resume")
        time.sleep(0.05)
        self.assertGreaterEqual(os.path.getsize(os.path.join(self.dir, "cut.h5.journal")), size)
        again.communicate(timeout=300)
        self.assertEqual((again.returncode, self.bytes_of("cut.h5")), (0, self.same(["sweep", "s.cfg", *AXIS])[2]))

    def test_without_resume_what_is_there_is_begun_anew(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 1 s"'))
        self.write("s.h5.journal", "of no use" * 1000)
        done = self.run_it("run", "s.cfg", "-q")
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual(self.names(), ["s.cfg", "s.h5"])

    def test_rounds_a_bisection_and_a_ladder_go_on_too(self):
        self.write("s.cfg", SLOW.replace("200/s", "100/s").replace('"exponential(mean=100 ms)"; }',
                                                                   '"exponential(mean=100 ms)"; concurrency_limit = 20; }'))
        for words in (["run", "s.cfg", "--precision", "1 %"],
                      ["tune", "s.cfg", "--vary", "http.partner.concurrency_limit=5..40", "--minimise", "cost.run"],
                      ["grow", "s.cfg", "--up-to", "3", "-r", "2"],
                      ["compare", "s.cfg", "--vary", "http.partner.latency=50,60 ms", "-r", "6"]):
            with self.subTest(words[0]):
                whole = self.same(words)
                cut = ["-o", "cut.h5", "-q"]
                self.stopped(signal.SIGKILL, "cut.h5.journal", *words, *cut)
                done = self.run_it(*words, *cut, "--resume")
                self.assertEqual((done.code, done.out.replace("cut.h5", "X.h5"), self.bytes_of("cut.h5")), whole[:3])

    def test_a_record_that_is_damaged_ends_the_journal(self):
        self.write("s.cfg", SLOW)
        words = ["sweep", "s.cfg", *AXIS, "-o", "cut.h5"]
        whole = self.same(words[:-2])
        self.stopped(signal.SIGKILL, "cut.h5.journal", *words)
        kept = self.bytes_of("cut.h5.journal")
        for damaged in (kept + b"half a record", kept[:-5], kept[:3000] + bytes([kept[3000] ^ 1]) + kept[3001:], kept[:19]):
            self.write("cut.h5.journal", damaged, "wb")
            done = self.run_it(*words, "--resume")
            self.assertEqual((done.code, self.bytes_of("cut.h5")), (whole[0], whole[2]))
            self.assertNotIn("cut.h5.journal", self.names())

    def test_what_is_no_journal_is_refused(self):
        self.write("s.cfg", SLOW)
        for text in ("", "headroom journey\n" * 9, "\0" * 100):
            self.write("s.h5.journal", text)
            done = self.run_it("run", "s.cfg", "--resume")
            self.assertEqual((done.code, done.out), (2, ""))
            self.assertEqual(done.err, "s.h5.journal: error: is not a journal of headroom\n")
        done = self.run_it("run", "s.cfg", "--resume", "-o", "none")
        self.assertEqual(done.code, 2)
        self.assertIn("--resume wants a file", done.err)

    def test_runs_of_another_scenario_are_not_taken_for_its_own(self):
        self.write("s.cfg", SLOW)
        self.stopped(signal.SIGKILL, "cut.h5.journal", "run", "s.cfg", "-r", "6", "-o", "cut.h5")
        kept = self.bytes_of("cut.h5.journal")
        for change in ((SLOW.replace("mean=100", "mean=101"), []), (SLOW, ["--seed", "4"]), (SLOW, ["--profile", "aws-2021-08"]),
                       (SLOW, ["--objective", "max(client.callers.latency) < 9 s"])):
            self.write("s.cfg", change[0])
            self.write("cut.h5.journal", kept, "wb")
            whole = self.same(["run", "s.cfg", "-r", "6", *change[1]])
            done = self.run_it("run", "s.cfg", "-r", "6", *change[1], "-o", "cut.h5", "--resume")
            self.assertEqual((done.code, done.out.replace("cut.h5", "X.h5"), self.bytes_of("cut.h5")), whole[:3])

    def test_a_journal_that_cannot_be_written_costs_a_warning_only(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 1 s"'))
        os.mkdir(os.path.join(self.dir, "s.h5.journal"))
        done = self.run_it("run", "s.cfg", "-q")
        self.assertEqual(done.code, 0)
        self.assertIn("s.h5.journal: warning: cannot be written, so --resume would not go on", done.err)

    def test_a_disk_that_is_too_full_for_the_journal_still_has_the_result(self):
        self.write("s.cfg", SLOW)
        whole = self.same(["sweep", "s.cfg", *AXIS])

        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole[2]) + 1000,) * 2)

        done = self.run_it("sweep", "s.cfg", *AXIS, "-q", "-o", "s.h5", preexec_fn=little_room)
        self.assertEqual((done.code, done.out.replace("s.h5", "X.h5"), self.bytes_of("s.h5")), whole[:3])
        self.assertEqual(done.err, "s.h5.journal: warning: cannot be written, so --resume would not go on: File too large\n")
        self.assertEqual(self.names(), ["s.cfg", "s.h5", "whole.h5"])

    def test_two_do_not_write_to_one_journal(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 1 s"'))
        self.write("s.h5.journal", "headroom journal 1\n")
        with open(os.path.join(self.dir, "s.h5.journal"), "r+") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            done = self.run_it("run", "s.cfg", "--resume")
        self.assertEqual((done.code, done.err), (1, "s.h5.journal: error: another headroom is writing to it\n"))

    # ---- shards and merge ----

    def parts(self, of, *words):
        names = []
        for mine in range(1, of + 1):
            name = f"{mine}.part"
            done = self.run_it(*words, "--shard", f"{mine}/{of}", "-o", name)
            self.assertEqual((done.code, done.out), (0, ""), done.err)
            self.assertRegex(done.err, rf"wrote {name}: \d+ of \d+ runs, part {mine} of {of}\n$")
            names.append(name)
        return names

    def test_any_number_of_parts_makes_the_same_bytes(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 0.3 s"'))
        self.write("t.cfg", small('"p99(client.callers.latency) < 0.5 s"', more='error_rate = "1 %";'))
        self.write("long.cfg", LONG)
        for words in (["run", "s.cfg", "--requests", "3"], ["sweep", "s.cfg", *AXIS, "--series"],
                      ["sweep", "long.cfg", "--vary", "http.partner.latency=50,60 ms"], ["run", "long.cfg"],
                      ["compare", "s.cfg", "t.cfg"]):
            whole = self.same(words)
            for of in (2, 23):
                with self.subTest(words=words, of=of):
                    parts = self.parts(of, *words)
                    done = self.run_it("merge", *reversed(parts), "-o", "all.h5", "-q")
                    self.assertEqual((done.code, done.out.replace("all.h5", "X.h5"), self.bytes_of("all.h5"), done.err), whole)

    def test_merge_says_it_as_it_is_asked_to(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 0.3 s"'))
        parts = self.parts(2, "run", "s.cfg")
        for how in (["-f", "json"], ["--limits"], ["--color", "always"]):
            whole = self.run_it("run", "s.cfg", "-o", "none", *how)
            done = self.run_it("merge", *parts, "-o", "none", *how)
            self.assertEqual((done.code, done.out), (whole.code, whole.out))
        self.assertEqual(self.names(), ["1.part", "2.part", "s.cfg"])
        parts = self.parts(2, "sweep", "s.cfg", *AXIS)
        self.assertEqual(self.run_it("merge", *parts, "-o", "none", "-f", "csv").out,
                         self.run_it("sweep", "s.cfg", *AXIS, "-o", "none", "-f", "csv").out)
        self.assertIn("--format: power-tuning is not one of", self.run_it("merge", *parts, "-o", "none", "-f", "power-tuning").err)

    def test_a_part_that_is_not_there_is_named(self):
        self.write("s.cfg", SLOW)
        one, two = self.parts(2, "run", "s.cfg")
        done = self.run_it("merge", two, "-o", "all.h5")
        self.assertEqual((done.code, done.out, done.err), (3, "", "error: part 1/2 is missing\n"))
        cut = self.bytes_of(one)
        self.write(one, cut[:-1], "wb")
        done = self.run_it("merge", one, two, "-o", "all.h5")
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertEqual(done.err, "1.part: error: part 1/2 has not come to its end: --resume goes on with it\n")
        done = self.run_it("run", "s.cfg", "--shard", "1/2", "-o", one, "--resume")
        self.assertEqual(done.code, 0)
        self.assertEqual(self.run_it("merge", one, two, "-o", "all.h5").code, 0)
        self.write("s.cfg", SLOW.replace("200/s", "190/s"))
        done = self.run_it("merge", one, two, "-o", "all.h5")
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertIn("is in none of the parts: the scenario, what it reads or its profile has changed", done.err)

    def test_a_shard_goes_on_after_a_kill(self):
        self.write("s.cfg", SLOW)
        words = ["sweep", "s.cfg", *AXIS, "--shard", "2/2", "-o", "2.part"]
        self.stopped(signal.SIGKILL, "2.part", *words)
        self.assertEqual(self.run_it(*words, "--resume").code, 0)
        self.run_it("sweep", "s.cfg", *AXIS, "--shard", "1/2", "-o", "1.part")
        done = self.run_it("merge", "1.part", "2.part", "-o", "all.h5", "-q")
        self.assertEqual((done.code, done.out.replace("all.h5", "X.h5"), self.bytes_of("all.h5")),
                         self.same(["sweep", "s.cfg", *AXIS])[:3])
        done = self.run_it("sweep", "s.cfg", *AXIS, "--shard", "1/2", "-o", "2.part", "--resume")
        self.assertEqual((done.code, done.err), (2, "2.part: error: is of another part of the study: leave --resume out\n"))

    def test_parts_that_do_not_belong_together_are_refused(self):
        self.write("s.cfg", small())
        one, two = self.parts(2, "run", "s.cfg")
        os.rename(os.path.join(self.dir, two), os.path.join(self.dir, "two"))
        self.parts(3, "run", "s.cfg")
        self.run_it("run", "s.cfg", "--seed", "9", "--shard", "1/2", "-o", "other")
        self.run_it("run", "s.cfg")
        for parts, said in ((["two", "2.part"], "2.part: error: is part 2/3, and two part 2/2"),
                            (["other", "two"], "two: error: is a part of another study than other"),
                            (["1.part", "2.part", "1.part"], "1.part: error: is part 1/3, as 1.part is"),
                            (["s.h5"], "s.h5: error: is not a journal of headroom"),
                            (["none.part"], "none.part: error: cannot be opened: No such file or directory")):
            done = self.run_it("merge", *parts, "-o", "all.h5")
            self.assertEqual((done.code, done.out), (1 if "opened" in said else 2, ""))
            self.assertIn(said, done.err)
        self.assertNotIn("all.h5", self.names())
        self.assertEqual(self.run_it("merge", "two").code, 2)

    def test_only_a_fixed_number_of_runs_is_shared_out(self):
        self.write("s.cfg", small())
        for words, said in ((["run", "s.cfg", "--precision", "5 %"], "--shard shares out a fixed number of runs"),
                            (["grow", "s.cfg"], "grow has no option --shard"),
                            (["run", "s.cfg", "-o", "none"], "--shard wants a file")):
            done = self.run_it(*words, "--shard", "1/2")
            self.assertEqual((done.code, done.out), (2, ""))
            self.assertIn(said, done.err)
        done = self.run_it("sweep", "s.cfg", *AXIS, "--precision", "5 %", "--shard", "1/2", "-j", "2")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertEqual(self.names(), ["s.cfg"])  # nothing was run for it
        for shard in ("0/2", "3/2", "2", "a/b", "1/2/3", "-1/2", "1/-2", "1/99999", ""):
            done = self.run_it("run", "s.cfg", f"--shard={shard}")
            self.assertEqual((done.code, done.out), (2, ""), shard)
            self.assertIn(f'--shard: "{shard}" is no part', done.err)
        done = self.run_it("run", "s.cfg", "--shard", "1/2", "-o", "nowhere/1.part")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn("nowhere/1.part: error: cannot be written: No such file or directory", done.err)


if __name__ == "__main__":
    unittest.main()
