#!/usr/bin/python3
"""Commands, options, exit codes, what goes to stdout and what to stderr."""
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

import h5py

from command import FUNCTION, HEADROOM, HERE, Case, options_of, small


class Commands(Case):
    def test_version_is_said(self):
        for words in (["-V"], ["--version"], ["run", "--version"]):
            done = self.run_it(*words)
            self.assertEqual(done.code, 0)
            self.assertRegex(done.out, r"^headroom \d+\.\d+\.\d+\n$")

    def test_nothing_said_is_a_mistake_that_shows_the_commands(self):
        done = self.run_it()
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("usage: headroom COMMAND", done.err)
        self.assertEqual(self.run_it("--help").out, done.err)
        self.assertEqual(self.run_it("help").out, done.err)

    def test_unknown_words_get_a_suggestion(self):
        done = self.run_it("rnu", "x.cfg")
        self.assertEqual(done.code, 2)
        self.assertEqual(done.err, "error: headroom has no command rnu; did you mean run?\n"
                                   "note: headroom help lists them\n")
        done = self.run_it("run", "--replicatoins", "3", "x.cfg")
        self.assertEqual((done.code, done.err),
                         (2, "error: run has no option --replicatoins; did you mean "
                             "--replications?\n"))

    def test_abbreviated_options_are_refused(self):
        done = self.run_it("run", "--rep", "3", "x.cfg")
        self.assertEqual(done.code, 2)
        self.assertIn("run has no option --rep", done.err)

    def test_values_of_options_are_checked(self):
        for words, said in ((["-f", "yaml"], '--format: "yaml" is none of: text json'),
                            (["-j", "0"], '--jobs: "0" is not a whole number'),
                            (["-j"], "-j wants a value"),
                            (["--quiet=1"], "--quiet takes no value"),
                            (["--replication", "x"], "--replication")):
            done = self.run_it("run", "x.cfg", *words)
            self.assertEqual((done.code, done.out), (2, ""), words)
            self.assertIn(said, done.err)

    def test_too_few_arguments_show_the_usage(self):
        done = self.run_it("run")
        self.assertEqual((done.code, done.err),
                         (2, "error: usage: headroom run [options] FILE\n"))

    def test_profiles_are_listed_shown_and_compared(self):
        listed = self.run_it("profile", "list").out
        self.assertRegex(listed, r"aws-2021-08 +as of 2021-08-\d\d\n")
        self.assertIn("aws-2026", listed)
        shown = self.run_it("profile", "show", "aws-2026").out
        self.assertRegex(shown, r"\n    account\.lambda\.concurrent_executions = 1000\n")
        self.assertRegex(shown, r"\n\[A\] [a-z_.]+ = ")
        self.assertRegex(shown, r"\n# ")
        self.assertEqual(self.run_it("profile", "diff", "aws-2026", "aws-2026").out,
                         "0 values differ from aws-2026 to aws-2026\n")
        self.assertIn(" -> ", self.run_it("profile", "diff", "aws-2021-08", "aws-2026").out)
        self.assertEqual(self.run_it("profile", "show", "aws-1999").code, 2)

    def test_what_is_asked_for_on_the_command_line_is_blamed_there(self):
        self.write("a.cfg", small())  # warm_up = "1 min" in line 3
        for words, said in ((("--duration", "40 s"), "--duration: error: run.duration: 40 s leaves nothing after the "
                                                     "warm-up of 1 min (a.cfg:3)\n"),
                            (("--set", "run.duration=1 min"), "--set 1: error: run.duration: 1 min leaves nothing after "
                                                              "the warm-up of 1 min (a.cfg:3)\n"),
                            (("--warm-up", "11 min"), "--warm-up: error: run.warm_up: nothing is left after it: 11 min "
                                                      "of a run of 10 min\n"),
                            (("--duration", "3 min", "--warm-up", "5 min"),
                             "--warm-up: error: run.warm_up: nothing is left after it: 5 min of a run of 3 min\n")):
            done = self.run_it("run", "a.cfg", "-o", "none", *words)
            self.assertEqual((done.code, done.err), (2, said))
        self.write("a.cfg", small().replace('"10 min"', '"50 s"'))
        self.assertEqual(self.run_it("run", "a.cfg", "-o", "none").err,
                         "a.cfg:3: error: run.warm_up: nothing is left after it: 1 min of a run of 50 s\n")

    def test_every_exit_code_that_a_command_speaks_of_has_its_line(self):
        told = self.run_it("help", "exit").out
        spoken = {"0", "1", "2", "130"}
        for command in "check run sweep compare tune".split():
            for some in re.findall(r"Exit (.*)", " ".join(self.run_it("help", command).out.split())):
                spoken |= set(re.findall(r"\b(\d+)(?=:| if)", some))
        self.assertTrue({"4", "5", "99"} <= spoken, spoken)
        for code in spoken:
            self.assertRegex(told, r"(?m)^  %s +\w" % code)
        order = [int(n) for n in re.search(r"When several apply: ([\d, ]+) in", told)[1].split(",")]
        self.assertEqual(order, [130, 1, 2, 3, 4, 99, 5, 0])

    def test_help_of_a_setting_comes_from_its_row(self):
        done = self.run_it("help", "lambda.memory_size")
        self.assertEqual(done.code, 0)
        self.assertIn("CloudFormation", done.out)
        self.assertEqual(self.run_it("help", "lambda.orders.memory_size").code, 0)
        self.assertEqual(self.run_it("help", "client.x.phases[0].rate").code, 0)
        done = self.run_it("help", "lambda.memroy_size")
        self.assertEqual(done.code, 2)
        self.assertIn("did you mean memory_size?", done.err)

    def test_help_knows_every_setting_metric_and_limit_of_a_group(self):
        for group in "apigateway client dynamodb http lambda".split():
            page = self.run_it("help", group).out
            self.assertNotIn("NAME.NAME", page + self.run_it("help", group + ".NAME").out)
            names = re.findall(r"(?m)^  (\S+)$", page)
            self.assertGreater(len(names), 15)
            for name in names:
                address = name.replace("[..]", "[x]") if "." in name else f"{group}.some.{name}"
                done = self.run_it("help", address)
                self.assertEqual((done.code, done.out.splitlines()[0]), (0, address))

    def test_help_knows_every_limit_that_a_scenario_has(self):
        seen = set()
        for file in sorted(os.listdir(f"{HERE}/../../scenarios")):
            if not file.endswith(".cfg"):
                continue
            told = self.run_it("check", "-f", "json", f"{HERE}/../../scenarios/{file}")
            if told.code == 0:
                seen |= {limit["limit"] for limit in json.loads(told.out)["limits"]}
        self.assertTrue(any("].read_key_range" in limit for limit in seen), seen)
        for limit in seen:
            self.assertEqual(self.run_it("help", limit).code, 0, limit)

    def test_what_help_says_may_be_asked_of_a_metric_is_accepted_and_nothing_else(self):
        said = dict(pNN="p95(%s)", mean="mean(%s)", min="min(%s)", max="max(%s)", last="last(%s)",
                    sum="sum(%s)", rate="rate(%s)", share="share(%s)")
        for name in "concurrent_executions throttles duration invocations".split():
            address = "lambda.f." + name
            asked = re.search(r"(?m)^  objectives +(.*)$", self.run_it("help", address).out)[1].split()
            unit = "1 s" if name == "duration" else "1"
            for word, spelled in said.items():
                value = "5 %" if word == "share" else "1/s" if word == "rate" else unit
                self.write("a.cfg", FUNCTION % "" + f'objectives = ("{spelled % address} < {value}");\n')
                fine = "error: objective" not in self.run_it("check", "a.cfg").err
                self.assertEqual(fine, word in asked, (name, word))

    def test_a_name_alone_is_told_or_its_homes_are_listed(self):
        self.assertTrue(self.run_it("help", "cold_starts").out.startswith("lambda.NAME.cold_starts\n"))
        done = self.run_it("help", "concurrent_executions")
        self.assertEqual(done.code, 0)
        for home in ("account.lambda.concurrent_executions", "lambda.NAME.concurrent_executions"):
            self.assertIn(f"\n  {home}\n", done.out)
        for word, meant in (("lambda.x.throtles", "throttles"), ("throtles", "throttles"), ("lamda", "lambda"),
                            ("dynamodb.t.write_key_rang", "write_key_range"), ("client.x.latncy", "latency"),
                            ("account.lambda.concurent_executions", "concurrent_executions"),
                            ("client.x.phases[0].rat", "rate")):
            done = self.run_it("help", word)
            self.assertEqual((done.code, done.out), (2, ""), word)
            self.assertTrue(done.err.startswith(f"error: nothing is called {word}; did you mean {meant}?\n"), done.err)

    def test_help_knows_what_others_call_it(self):
        self.assertTrue(self.run_it("help", "lambda.concurrency").out.startswith(
            "lambda.NAME.reserved_concurrent_executions\n"))
        self.assertIn("\n  client.NAME.rate\n", self.run_it("help", "rps").out)
        self.assertTrue(self.run_it("help", "lambda.handler.memory_size").out.startswith(
            "lambda.handler.memory_size\n  memory of"))  # a function of that name
        self.assertIn("did you mean client.NAME.steps.wait?", self.run_it("help", "think_time").err)

    def test_help_knows_the_groups_that_are_no_service(self):
        for word, said in (("account", "headroom help account.lambda"), ("account.discount", "off every price"),
                           ("prices", "\n  prices.dynamodb.storage\n"), ("prices.lambda", "\n  prices.lambda.gb_second\n"),
                           ("defaults", "headroom help lambda"), ("defaults.lambda.memory_size", "CPU grows"),
                           ("timeline", "\n  until\n"), ("timeline.until", "former value"), ("region", "by Region"),
                           ("study", "headroom help studies"), ("run", "\n  warm_up\n")):
            done = self.run_it("help", word)
            self.assertEqual((done.code, done.err), (0, ""), word)
            self.assertIn(said, done.out, word)
        for word in ("timeline.x", "prices.x", "account.discount.x", "defaults.x", "region.x"):
            self.assertEqual(self.run_it("help", word).code, 2, word)

    def test_a_field_by_a_name_that_others_use_is_found(self):
        for field, meant in (("reserved_concurrency", "reserved_concurrent_executions"),
                             ("ReservedConcurrentExecutions", "reserved_concurrent_executions"),
                             ("provisioned_concurrency", "provisioned_concurrent_executions"),
                             ("memory", "memory_size"), ("cold_start", "init"), ("work", "steps.work"),
                             ("think_time", "steps.wait"),
                             ("min_capacity", "auto_scaling.provisioned_concurrent_executions.min_capacity")):
            self.write("a.cfg", FUNCTION % "" + f"defaults = {{ lambda = {{ {field} = 5; }}; }};\n")
            self.assertIn(f"lambda.f: no field named {field}; did you mean {meant}?\n",
                          self.run_it("check", "a.cfg").err)

    def test_topics_have_a_page(self):
        for topic in "scenario addresses units laws steps objectives exit".split():
            done = self.run_it("help", topic)
            self.assertEqual(done.code, 0)
            self.assertTrue(all(len(line) <= 100 for line in done.out.splitlines()))


class OneTable(Case):
    """Every option stands in help, manual page and completion."""

    def test_options_are_the_same_everywhere(self):
        helped = set()
        for command in "run check init profile digest help".split():
            helped |= options_of(self.run_it("help", command).out.split("options:")[1])
        manual = self.run_it("help", "--man", "headroom").out.replace("\\-", "-")
        completion = self.run_it("help", "--completion").out
        self.assertGreater(len(helped), 20)
        self.assertEqual(helped - options_of(manual), set())
        self.assertEqual(helped - options_of(completion), set())
        for option in helped:  # and none is only a word
            done = self.run_it("run", f"--{option}=")
            if "run has no option" in done.err:
                self.assertIn(option, {"template", "force"})

    def test_manual_pages_are_sound(self):
        if not shutil.which("man"):
            self.skipTest("no man here")
        for page in ("headroom", "headroom-scenario"):
            self.write(page, self.run_it("help", "--man", page).out)
            done = subprocess.run(["man", "--warnings", "-l", page], cwd=self.dir, text=True,
                                  capture_output=True, env=self.environment(MANWIDTH="80"))
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("DESCRIPTION", done.stdout)

    def test_completion_loads_and_completes(self):
        self.write("completion", self.run_it("help", "--completion").out)
        script = ("source ./completion; complete -p headroom; COMP_WORDS=(headroom run --repl);"
                  "COMP_CWORD=2; _headroom; echo \"${COMPREPLY[@]}\";"
                  "COMP_WORDS=(headroom pro); COMP_CWORD=1; _headroom; echo \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "-c", script], cwd=self.dir, text=True,
                              capture_output=True)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.stdout.splitlines()[1:],
                         ["--replications --replication", "profile"])


TEMPLATES = "api async sqs kinesis stepfunctions http direct full".split()


class Init(Case):
    def test_help_says_what_init_writes_and_what_comes_next(self):
        told = " ".join(self.run_it("help", "init").out.split())
        done = self.run_it("init")
        self.assertEqual((done.code, self.names()), (0, ["scenario.cfg"]))
        self.assertIn("scenario.cfg if none is named", told)
        for command in re.findall(r"headroom (\w+) scenario\.cfg", done.out):
            self.assertIn(f"headroom {command} FILE", told)
        for words in re.findall(r"headroom help ([\w.]+[a-z])", told):
            self.assertEqual(self.run_it("help", words).code, 0, words)
        for template in TEMPLATES:
            said = self.run_it("init", "-t", template, f"{template}.cfg").out.splitlines()[0]
            self.assertIn(template + ", " + said.split(": ", 1)[1], told)
        self.assertEqual(self.run_it("init").code, 2)
        self.assertIn("exit 2, unless --force", told)

    def test_check_tells_a_phase_that_repeats_once(self):
        """Two hours by day, one by night, again and again for seven: three days whole or cut, two nights."""
        self.write("a.cfg", small().replace('"10 min"', '"7 h"').replace('rate = "20/s";', """phases = (
            { name = "day"; duration = "2 h"; rate = "20/s"; }, { name = "night"; duration = "1 h"; rate = "5/s"; } );
            repeat = "3 h"; bursts = ( { name = "sale"; at = "100 min"; requests = 600; within = "1 min"; } );"""))
        page = self.run_it("check", "a.cfg").out
        self.assertIn("  day          0:00 - 2:00:00\n", page)  # the burst makes it another load
        self.assertIn("  day          3:00:00 - 5:00:00, 2 times with this load\n", page)
        self.assertIn("  night        2:00:00 - 3:00:00, 2 times with this load\n", page)
        stretches = json.loads(self.run_it("check", "a.cfg", "-f", "json").out)["stretches"]
        self.assertEqual([(x["name"], x["from_s"], x["times"]) for x in stretches],
                         [("day", 0, 1), ("sale", 6000, 1), ("night", 7200, 2), ("day", 10800, 2)])

    def test_every_template_passes_check(self):
        for template in TEMPLATES:
            done = self.run_it("init", "--template", template, f"{template}.cfg")
            self.assertEqual(done.code, 0)
            checked = self.run_it("check", f"{template}.cfg")
            self.assertEqual((checked.code, checked.err), (0, ""))

    def test_what_comes_by_one_route_lacks_nothing_behind_another(self):
        self.run_it("init", "-t", "full", "a.cfg")
        with open(os.path.join(self.dir, "a.cfg")) as file:
            text = file.read()
        self.write("a.cfg", text.replace('"GET /flights"; rate = "5/s"', '"POST /booking"; rate = "5/s"'))
        self.assertIn("lambda.book: client.partners comes here too and has no attribute traveller",
                      self.run_it("check", "a.cfg").err)
        self.write("a.cfg", text.replace('attributes = { traveller', 'attributes = { voyager').replace(
            'rate = "5/s";', 'rate = "5/s"; attributes = { traveller = "uniform(n=9)"; };'))
        done = self.run_it("check", "a.cfg")
        self.assertEqual(done.code, 2)
        self.assertIn("lambda.book: no client that comes here has an attribute traveller", done.err)

    def test_a_second_file_of_a_template_is_not_overwritten_either(self):
        self.write("order.asl.json", "precious")
        done = self.run_it("init", "-t", "stepfunctions", "a.cfg")
        self.assertEqual((done.code, self.names()), (2, ["order.asl.json"]))
        self.assertEqual(self.run_it("init", "-t", "stepfunctions", "--force", "a.cfg").code, 0)

    def test_nothing_is_overwritten_without_force(self):
        self.write("mine.cfg", "precious")
        done = self.run_it("init", "mine.cfg")
        self.assertEqual((done.code, done.err),
                         (2, "mine.cfg: error: it is there already; --force overwrites it\n"))
        with open(os.path.join(self.dir, "mine.cfg")) as file:
            self.assertEqual(file.read(), "precious")
        self.assertEqual(self.run_it("init", "--force", "mine.cfg").code, 0)


class Runs(Case):
    def test_summary_is_word_for_word(self):
        shutil.copy(os.path.join(HERE, "partner.cfg"), self.dir)
        done = self.run_it("run", "partner.cfg")
        golden = os.path.join(HERE, "partner.txt")
        if os.environ.get("UPDATE"):
            with open(golden, "w") as file:
                file.write(done.out)
        with open(golden) as file:
            self.assertEqual(done.out, file.read())
        self.assertEqual(self.names(), ["partner.cfg", "partner.h5"])
        self.assertRegex(done.err, r"^[\d.]+ ?[\d]* ?[MG]? ?events in [\d.]+ s; "
                                   r"wrote partner\.h5\n$")

    def test_stdout_does_not_depend_on_the_hands(self):
        self.write("a.cfg", small('"p99(client.callers.latency) < 1 s"'))
        one = self.run_it("run", "a.cfg", "-j", "1", "-o", "one.h5")
        four = self.run_it("run", "a.cfg", "-j", "4", "-o", "four.h5")
        self.assertEqual(one.out, four.out)
        with open(os.path.join(self.dir, "one.h5"), "rb") as a, \
                open(os.path.join(self.dir, "four.h5"), "rb") as b:
            self.assertEqual(a.read(), b.read())
        digests = self.run_it("digest", "one.h5", "four.h5").out.split()
        self.assertEqual(digests[0], digests[2])
        self.assertEqual(len(digests[0]), 64)

    def test_exit_code_is_the_verdict(self):
        self.write("a.cfg", small())
        for objective, code in (("p50(client.callers.latency) < 200 ms", 0),
                                ("p50(client.callers.latency) < 20 ms", 99),
                                ("p99.9(client.callers.latency) < 2 s", 5),
                                ("max(http.partner.concurrent_requests) < 1000", 0),
                                ("max(http.partner.concurrent_requests) < 4", 99)):
            done = self.run_it("run", "a.cfg", "-o", "none", "-q", "--objective", objective)
            self.assertEqual(done.code, code, objective + done.out + done.err)
        done = self.run_it("run", "a.cfg", "-o", "none", "-q", "--no-objectives",
                           "--objective", "p50(client.callers.latency) < 20 ms")
        self.assertEqual(done.code, 0)

    def test_one_run_that_meets_a_maximum_shows_nothing_of_others(self):
        self.write("a.cfg", small())
        for most, runs, code in ((1000, 1, 5), (1000, 2, 0), (4, 1, 99)):
            done = self.run_it("run", "a.cfg", "-o", "none", "-q", "-r", str(runs), "--objective",
                               "max(http.partner.concurrent_requests) < %d" % most)
            self.assertEqual(done.code, code, done.out + done.err)
            self.assertEqual("(preview)" in done.out, runs == 2)  # one steady run has batches
            self.assertEqual("one run that meets it shows nothing of others" in " ".join(done.out.split()),
                             code == 5)

    def test_missed_goes_before_undecided(self):
        self.write("a.cfg", small('"p50(client.callers.latency) < 20 ms",'
                                  '"p99.9(client.callers.latency) < 2 s"'))
        done = self.run_it("run", "a.cfg", "-o", "none", "-q")
        self.assertEqual(done.code, 99)
        self.assertIn("MISSED 1 of 2 objectives, 1 undecided.", done.out)

    def test_unseen_errors_are_met_only_by_enough_requests(self):
        self.write("a.cfg", small('"share(client.callers.errors) < 0.1 %"'))
        self.assertEqual(self.run_it("run", "a.cfg", "-o", "none", "-q").code, 0)
        done = self.run_it("run", "a.cfg", "-o", "none", "-q", "-r", "2", "--duration", "2 min")
        self.assertEqual(done.code, 5)
        self.assertIn("30000 are needed", done.out)

    def test_worst_of_all_windows_is_shown(self):
        self.write("a.cfg", small('"mean(client.callers.latency) < 200 ms every 3 min"'))
        done = self.run_it("run", "a.cfg", "-o", "none", "-q")
        self.assertEqual(done.code, 0)
        self.assertIn("every 3 min; worst window ", done.out)

    def rounds(self, precision, *objectives, code=0):
        words = [w for o in objectives for w in ("--objective", o)]
        done = self.run_it("run", "a.cfg", "-q", "-o", "none", "--precision", precision, "-f", "json", *words)
        self.assertEqual(done.code, code, done.out + done.err)
        return json.loads(done.out)["replications"]

    def test_precision_without_objectives_is_that_of_latency_and_cost(self):
        self.write("a.cfg", small())
        self.assertEqual(self.rounds("5 %"), 10)
        narrow = json.loads(self.run_it("run", "a.cfg", "-q", "--precision", "0.4 %", "-f", "json").out)
        self.assertIn("a.h5", self.names())
        self.assertIn(narrow["replications"], (20, 40, 80))
        latency = narrow["resources"]["client.callers"]["latency_s"]["mean"]
        self.assertLessEqual((latency["high"] - latency["low"]) / 2, 0.004 * latency["value"])

    def test_precision_with_objectives_ends_when_they_are_decided(self):
        self.write("a.cfg", small(more='error_rate = "0.3 %";'))
        # about 30 errors a run: the share is known to a tenth at best, and 9.7 % below the threshold
        self.assertEqual(self.rounds("0.1 %", "share(client.callers.errors) < 10 %"), 10)
        self.assertEqual(self.rounds("0.1 %", "mean(client.callers.latency) < 200 ms",
                                     "p95(client.callers.latency) > 330 ms", code=99), 10)
        # of nothing so much has been seen that 0.5 % is out of reach
        self.write("a.cfg", small())
        self.assertEqual(self.rounds("0.1 %", "share(client.callers.errors) < 0.5 %"), 10)

    def test_precision_ends_with_what_is_undecided_within_it(self):
        self.write("a.cfg", small())
        # 100 ms is the truth: no number of runs decides it, and 10 are within 3 % of it
        self.assertEqual(self.rounds("3 %", "mean(client.callers.latency) < 100 ms", code=5), 10)
        self.assertIn(self.rounds("0.4 %", "mean(client.callers.latency) < 100 ms", code=5), (20, 40, 80))
        page = self.run_it("run", "a.cfg", "-q", "-o", "none", "--precision", "3 %", "--objective",
                           "mean(client.callers.latency) < 100 ms").out
        self.assertIn("precision 3 %: 10 replications in 1 look at 99 %; what is undecided is that near", page)
        # what grows is not known better by more runs of it
        self.write("a.cfg", small(more="concurrency_limit = 1; queue_limit = 1000000;").replace('warm_up = "1 min"; ', ""))
        self.assertEqual(self.rounds("0.1 %", "mean(client.callers.latency) < 1 h", code=5), 10)

    def test_many_short_runs_make_sections_together(self):
        self.write("a.cfg", small('"p90(client.callers.latency) < 300 ms"'))
        words = ("run", "a.cfg", "-o", "none", "-q", "--duration", "1 min", "--warm-up", "0 s")
        done = self.run_it(*words, "-r", "10")  # 120 values beyond p90 a run: short
        self.assertIn("] short", done.out)
        done = self.run_it(*words, "-r", "60", "-f", "json")
        judged = json.loads(done.out)["objectives"][0]["observed_s"]
        self.assertNotIn("short", judged)
        self.assertIn(judged["n"], range(10, 31))
        self.assertAlmostEqual(judged["value"], 0.2303, delta=0.004)

    def test_few_replications_are_a_preview(self):
        self.write("a.cfg", small())
        self.assertIn("5 replications (preview)",
                      self.run_it("run", "a.cfg", "-r", "5", "-o", "none").out)
        level = ("-r", "1", "-o", "none", "--objective", "mean(http.partner.concurrent_requests) < 80")
        done = self.run_it("run", "a.cfg", *level, "--duration", "80 s")  # 400 arrivals are measured
        self.assertEqual(done.code, 5)
        self.assertIn("1 replication (preview)", done.out)
        self.assertIn("one run of fewer than 2000 arrivals: too few for intervals by batches", done.out)
        self.write("a.cfg", small(latency="exponential(mean=2 s)"))
        done = self.run_it("run", "a.cfg", *level, "--duration", "200 s")  # 2 800, batches of 4.7 s
        self.assertEqual(done.code, 5)
        self.assertIn("of 30 relaxation times", done.out)

    def test_how_long_a_backlog_takes_to_drain_is_told(self):
        # 400 requests within 10 s at 60/s in all, 40/s out: 200 wait, and go at 20/s
        self.write("a.cfg", """
run = { duration = "3 min"; period = "1 s"; };
client = { c = { target = "http.s"; arrivals = "constant"; phases = ( { duration = "3 min"; rate = "20/s"; } );
           bursts = ( { name = "mail"; at = "1 min"; requests = 400; within = "10 s"; },
                      { name = "late"; at = "170 s"; requests = 4000; within = "1 s"; } ); }; };
http = { s = { latency = "25 ms"; concurrency_limit = 1; queue_limit = 100000; }; };
""")
        told = json.loads(self.run_it("run", "a.cfg", "-o", "none", "-f", "json").out)["time_to_drain"]
        self.assertEqual([d["burst"] for d in told], ["mail", "late"])
        self.assertAlmostEqual(told[0]["median_s"]["value"], 10, delta=2)
        self.assertEqual(told[0]["runs_not_drained"], 0)
        self.assertEqual((told[1]["median_s"]["value"], told[1]["runs_not_drained"]), (None, 10))
        page = self.run_it("run", "a.cfg", "-o", "none").out
        self.assertRegex(page, r"queued of http\.s +late +never +– +never +10 of 10")

    PROVISIONED = """
profile = "aws-2026"; run = { duration = "30 min"; };
client = { c = { target = "lambda.f"; rate = "20/s"; }; };
lambda = { f = { runtime = "python3.12"; steps = ( { wait = "700 ms"; } ); reserved_concurrent_executions = 40;
           provisioned_concurrent_executions = 7; }; };
timeline = ( { name = "ready"; at = "9 min"; set = ( "lambda.f.provisioned_concurrent_executions = %d" ); } );
"""

    def test_what_is_beyond_provisioned_concurrency_spills_over(self):
        self.write("a.cfg", self.PROVISIONED % 8)
        page = " ".join(self.run_it("check", "a.cfg").out.split())
        self.assertIn("provisioned_concurrent_executions 7 200 %", page)
        self.assertIn("it spills over to environments on demand", page)
        self.assertNotIn("a limit binds", page)
        limits = json.loads(self.run_it("check", "a.cfg", "-f", "json").out)["limits"]
        self.assertEqual({limit["limit"].split(".")[-1] for limit in limits if limit["spills_over_to"]},
                         {"provisioned_concurrent_executions", "provisioned_request_rate"})
        # 7 of 14 spill over, and 2 are left: that limit does turn work away
        page = " ".join(self.run_it("check", "a.cfg", "--set", "lambda.f.reserved_concurrent_executions=9").out.split())
        self.assertIn("reserved_concurrent_executions 2 350 %", page)
        self.assertIn("above 100 % a limit binds", page)
        self.assertIn("it spills over to environments on demand", page)

    def test_a_change_that_aws_refuses_is_told(self):
        for wanted, refused in ((40, False), (41, True)):
            self.write("a.cfg", self.PROVISIONED % wanted)
            page = " ".join(self.run_it("run", "a.cfg", "-o", "none").out.split())
            self.assertEqual("lambda.f: AWS refuses 1 change a run, and nothing changes: more provisioned "
                             "concurrency than its reserve or the account's pool leaves" in page, refused, page)

    def test_prices_of_another_region_are_an_assumption(self):
        text = FUNCTION.replace('run =', 'region = "eu-central-1"; run =') % ""
        self.write("eu.cfg", text)
        for command in (["check", "eu.cfg"], ["run", "eu.cfg", "-o", "none"]):
            self.assertIn("at the prices of us-east-1: none of eu-central-1 are known", self.run_it(*command).out)
        self.assertIn("[A] prices = those of us-east-1, not of eu-central-1", self.run_it("check", "eu.cfg").out)
        told = json.loads(self.run_it("check", "eu.cfg", "-f", "json").out)
        self.assertEqual(told["cost"]["prices_region"], "us-east-1")
        told = json.loads(self.run_it("check", "eu.cfg", "-f", "json", "--set", "region=us-east-1").out)
        self.assertNotIn("prices", [a["address"] for a in told["assumptions"]])

    def test_prices_of_caches_that_nobody_has_are_none(self):
        text = ('profile = "aws-2026"; run = { duration = "1 min"; }; client = { c = { target = "apigateway.a"; key = "constant(0)"; rate = "1/s"; }; }; http = { p = { '
                'latency = "1 ms"; }; }; apigateway = { a = { %s routes = ( { route = "GET /"; integration = "http.p"; } ); }; };')
        for said, told in (("", []), ('cache_cluster_size = "6.1 GB";', ["6_1"]), ('cache_cluster_size = "0.5 GB";', [])):
            self.write("a.cfg", text % said)
            self.assertEqual(re.findall(r"prices.apigateway.cache_(\w+)_gb_hour", self.run_it("check", "a.cfg").out), told)

    def test_an_assumed_price_says_how_much(self):
        self.write("a.cfg", """
profile = "aws-2026"; run = { duration = "10 min"; };
client = { c = { target = "dynamodb.t"; action = "GetItem"; item_size = "1 KB"; key = "uniform(n=9)"; rate = "5/s"; }; };
dynamodb = { t = { billing_mode = "PAY_PER_REQUEST"; dax = { node_type = "dax.r5.large"; replication_factor = 1; }; }; };
""")
        page = self.run_it("check", "a.cfg").out
        self.assertIn("[A] prices.dynamodb.dax_r5_large_node_hour = 0.255 USD (", page)
        self.assertNotIn("r5_xlarge", page)  # it is not read

    def test_check_says_as_json_what_its_page_says(self):
        self.write("a.cfg", FUNCTION % 'initial = "warm";')
        self.write("b.cfg", small('"p99(client.callers.latency) < 1 s"'))
        told = json.loads(self.run_it("check", "a.cfg", "-f", "json").out)
        page = self.run_it("check", "a.cfg", "--limits").out
        self.assertEqual((told["schema"], told["kind"]), ("headroom.check/1", "steady"))
        at = told["resources"]["lambda.f"]["expected"][0]
        self.assertAlmostEqual(at["calls_per_s"], 20)
        self.assertRegex(page, r"lambda\.f +%.2f" % at["at_once"])
        self.assertEqual(told["resources"]["client.c"]["calls"], ["lambda.f"])
        self.assertIn(told["warm_start"]["lambda.f"], page)
        self.assertEqual(told["longest_memory"]["length_s"], 2700)
        self.assertEqual({a["address"] for a in told["assumptions"]},
                         {line.split()[1] for line in page.splitlines() if line.startswith("[A]")})
        for limit in told["limits"]:
            self.assertIn(limit["limit"], page)
            self.assertEqual(len(limit["utilization"]), len(told["stretches"]))
        self.assertRegex(page, r"total +[\d.]+ +%.0f" % told["cost"]["month_usd"])
        both = self.run_it("check", "a.cfg", "b.cfg", "-f", "json").out
        first, end = json.JSONDecoder().raw_decode(both)
        second = json.loads(both[end:])
        self.assertEqual((first, second["objectives"]), (told, ["p99(client.callers.latency) < 1 s"]))

    def test_one_replication_alone_is_the_one_of_many(self):
        self.write("a.cfg", small())
        alone = json.loads(self.run_it("run", "a.cfg", "--replication", "7", "-o", "none",
                                       "-f", "json").out)
        self.assertEqual((alone["replication"], alone["replications"]), (7, 1))

    def test_the_file_of_a_replication_alone_has_its_number_and_its_values(self):
        self.write("a.cfg", small())
        self.run_it("run", "a.cfg", "-o", "all.h5")
        self.run_it("run", "a.cfg", "--replication", "7", "--requests", "9", "-o", "seven.h5")
        with h5py.File(os.path.join(self.dir, "all.h5")) as every, \
                h5py.File(os.path.join(self.dir, "seven.h5")) as one:
            self.assertEqual(one["replication"][:].tolist(), [7])
            self.assertEqual(set(one["requests/replication"][:].tolist()), {7})
            name = "client_latency_summary"
            self.assertEqual(every[name][7].tobytes(), one[name][0].tobytes())
            self.assertNotEqual(every[name][0].tobytes(), one[name][0].tobytes())

    def test_a_burst_shorter_than_its_work_is_there_at_once(self):
        """3 000 within 10 s that take 20 s each, and one a second before them: 3 020 at the burst's end, not 301 x 20."""
        self.write("a.cfg", 'profile = "aws-2026"; run = { duration = "10 min"; period = "1 s"; replications = 1; }; account = { lambda = { '
                   'concurrent_executions = 10000; }; }; client = { c = { target = "lambda.f"; rate = "1/s"; bursts = ( { name = "mail"; '
                   'at = "5 min"; requests = 3000; within = "10 s"; } ); }; }; lambda = { f = { timeout = "60 s"; '
                   'reserved_concurrent_executions = 6000; steps = ( { wait = "20 s"; } ); }; };')
        page = self.run_it("check", "a.cfg").out
        self.assertRegex(page, r"lambda.f +120 +3 020\n")
        self.assertRegex(page, r"lambda.f.reserved_concurrent_executions +6 000 +2.0 % +50 %")

    def test_the_log_names_the_limit_behind_an_answer(self):
        """An API answers 500 where the function behind it was throttled: the limit is the function's."""
        self.write("a.cfg", 'profile = "aws-2026"; run = { duration = "1 min"; replications = 1; }; client = { c = { '
                   'target = "apigateway.a"; rate = "20/s"; }; }; apigateway = { a = { type = "HTTP"; routes = ( { '
                   'route = "GET /"; integration = "lambda.f"; } ); }; }; lambda = { f = { timeout = "5 s"; '
                   'reserved_concurrent_executions = 3; steps = ( { wait = "500 ms"; } ); }; };')
        self.run_it("run", "a.cfg", "-q", "-o", "a.h5", "--requests", "1")
        with h5py.File(os.path.join(self.dir, "a.h5")) as file:
            meanings = file["requests/status"].attrs["flag_meanings"].split()
            status, limit = file["requests/status"][:], file["requests/limit"][:]
            names = file["limit"].asstr()[:]
            bad = status == meanings.index("failed")
            self.assertGreater(bad.sum(), 100)
            self.assertEqual(set(names[limit[bad]]), {"lambda.f.reserved_concurrent_executions"})
            self.assertEqual(set(limit[~bad]), {-1})
            self.assertEqual(bad.sum(), file["limit_rejections_summary"][0, list(names).index("lambda.f.reserved_concurrent_executions")])

    def test_json_has_units_in_keys_and_null_for_nothing(self):
        self.write("a.cfg", small('"p99(client.callers.latency) < 1 s"'))
        done = self.run_it("run", "a.cfg", "-f", "json", "-o", "none")
        told = json.loads(done.out)
        self.assertEqual(told["schema"], "headroom.run/1")
        self.assertEqual(told["verdict"], "met")
        self.assertAlmostEqual(told["objectives"][0]["observed_s"]["value"], 0.4605, delta=0.01)
        self.assertEqual(told["objectives"][0]["threshold_s"], 1)
        latency = told["resources"]["client.callers"]["latency_s"]
        self.assertLess(latency["mean"]["low"], 0.1 + 0.003)
        self.assertIsNone(told["first_to_give_way"])
        self.assertNotIn("NaN", done.out)

    def test_ascii_where_the_terminal_knows_no_more(self):
        self.write("a.cfg", small('"p99(client.callers.latency) < 1 s"'))
        done = self.run_it("run", "a.cfg", "-o", "none",
                           env=dict(self.environment(), LC_ALL="C"))
        self.assertTrue(done.out.isascii())
        self.assertIn("ok   p99(client.callers.latency) < 1 s", done.out)

    def test_colour_only_when_asked_for(self):
        self.write("a.cfg", small('"p99(client.callers.latency) < 1 s"'))
        words = ("run", "a.cfg", "-o", "none", "-q", "-r", "2")
        self.assertNotIn("\033", self.run_it(*words).out)
        self.assertIn("\033[", self.run_it(*words, "--color", "always").out)
        self.assertNotIn("\033", self.run_it(*words, "--color", "never").out)

    def test_lines_fit_the_terminal(self):
        self.write("a.cfg", small('"share(client.callers.latency > 120 ms) < 30 % every 3 min"',
                                  more="concurrency_limit = 3;"))
        for columns in (80, 120):
            done = self.run_it("run", "a.cfg", "-o", "none", "-q",
                               env=self.environment(COLUMNS=str(columns)))
            self.assertEqual([x for x in done.out.splitlines() if len(x) > columns], [])

    def test_the_limit_that_gave_way_is_named_with_the_next_command(self):
        self.write("a.cfg", small(more="concurrency_limit = 3;"))
        done = self.run_it("run", "a.cfg", "-o", "none", "-q", "--seed", "5")
        self.assertIn("First to give way: http.partner.concurrency_limit, 3 at once", done.out)
        command = done.out[done.out.index("next   headroom") + 7:].replace("\\\n", " ")
        again = subprocess.run(["sh", "-c", command.replace("headroom", f"'{HEADROOM}'", 1)],
                               cwd=self.dir, text=True, capture_output=True,
                               env=self.environment())
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("seed 5", again.stdout)

    def test_causes_of_cold_starts_are_told_where_there_are_many(self):
        def text(gap):
            return ('profile = "aws-2026"; run = { duration = "24 h"; }; client = { c = { target = '
                    f'"lambda.f"; arrivals = "constant"; rate = "{gap}"; }}; }}; lambda = {{ f = {{ '
                    'idle_expiry = "10 min"; maximum_age = "100 h"; steps = ( { wait = "1 s"; } ); }; };')
        self.write("rare.cfg", text("3/h"))
        self.write("often.cfg", text("600/h"))
        done = self.run_it("run", "rare.cfg", "-o", "none", "-q", "-r", "2")
        self.assertIn("cold starts of f   expired 99 % · growth 1 %\n", done.out)  # 71 and 1
        # every hour: the one of 0:30 is 60 min old at 1:30 and gone at 2:30, causes that are alike
        self.write("alike.cfg", text("1/h").replace("24 h", "4 h").replace("10 min", "9 h").replace("100 h", "90 min"))
        done = self.run_it("run", "alike.cfg", "-o", "none", "-q", "-r", "2")
        self.assertIn("cold starts of f   growth 50 % · aged 50 %\n", done.out)
        done = self.run_it("run", "often.cfg", "-o", "none", "-q", "-r", "2")
        self.assertNotIn("cold starts of", done.out)

    def test_a_limit_says_what_it_counts(self):
        self.write("a.cfg", 'profile = "aws-2026"; run = { duration = "1 min"; }; client = { c = { target = "kinesis.s"; arrivals = "constant"; '
                   'rate = "1200/s"; item_size = "512 B"; }; }; kinesis = { s = { shard_count = 1; }; };')
        out = self.run_it("run", "a.cfg", "-o", "none", "-q", "-r", "2").out
        self.assertRegex(out, r"First to give way: kinesis.s.shard_count, 1 shard, at 0:0[0-9]:")
        self.assertRegex(self.run_it("check", "a.cfg").out, r"\nkinesis.s.shard_write_bytes +1 024 KB/s +59 %\n")
        told = json.loads(self.run_it("check", "a.cfg", "-f", "json").out)["limits"]
        self.assertEqual({x["limit"].split(".")[2]: x["unit"] for x in told},
                         {"shard_count": "shard", "shard_write_bytes": "KB", "shard_write_records": None})

    def test_of_journeys_check_says_so(self):
        text = ('profile = "aws-2026"; run = { duration = "1 min"; }; http = { p = { latency = "1 ms"; }; };'
                'client = { c = { rate = "2/s"; steps = ( { name = "a"; call = "http.p"; }%s ); }; };')
        self.write("a.cfg", text % ', { name = "b"; call = "http.p"; count = 3; }')
        self.assertRegex(self.run_it("check", "a.cfg").out, r"\nclient.c \(journeys\) +2\nhttp.p +8\n")
        self.write("a.cfg", text % "")
        self.assertRegex(self.run_it("check", "a.cfg").out, r"\nclient.c +2\nhttp.p +2\n")

    def test_an_api_without_routes_is_told_once(self):
        self.write("a.cfg", 'profile = "aws-2026"; run = { duration = "1 min"; }; client = { c = { target = "apigateway.a"; rate = "1/s"; }; }; apigateway = { a = { }; };')
        done = self.run_it("check", "a.cfg")
        self.assertEqual((done.code, done.err), (2, "a.cfg:1: error: apigateway.a: has no routes\n"))

    def test_a_share_of_2_is_warned_of(self):
        for said, odd in (("2", True), ("1.5", True), ("2 %", False), ("0.02", False), ("1", False), ("150 %", False)):
            self.write("a.cfg", small(f'"share(client.callers.errors) < {said}"'))
            done = self.run_it("check", "a.cfg")
            self.assertEqual(done.code, 0, said)
            self.assertEqual("did you mean" in done.err, odd, done.err)
            if odd:
                self.assertIn(f' {said} is {100 * float(said):g} %; did you mean "{said} %"?', done.err)

    def test_a_level_without_chance_drains_to_what_it_was(self):
        """A stream polled every second: 40 records of 80/s wait on average, before a single one and after it."""
        self.write("a.cfg", 'profile = "aws-2026"; run = { duration = "10 min"; period = "10 s"; }; client = { c = { target = "kinesis.k"; arrivals = "constant"; '
                   'rate = "80/s"; bursts = ( { name = "one"; at = "5 min"; requests = 1; } ); }; }; kinesis = { k = { shard_count = 1; }; }; lambda = { f = { '
                   'timeout = "5 s"; event_source_mappings = ( { event_source = "kinesis.k"; } ); steps = ( { wait = "10 ms"; } ); }; };')
        told = json.loads(self.run_it("run", "a.cfg", "-o", "none", "-q", "-f", "json").out)["time_to_drain"]
        self.assertEqual([x["runs_not_drained"] for x in told], [0] * len(told))

    def test_causes_of_errors_are_told(self):
        """A fifth fails, of the others 5 % take longer than the caller waits and the function may."""
        self.write("a.cfg", 'profile = "aws-2026"; run = { duration = "1 h"; }; client = { c = { target = "lambda.f"; '
                   'arrivals = "constant"; rate = "10/s"; timeout = "4 s"; attributes = { slow = "mix(75 % 1 s, 20 % 3 s, 5 % 8 s)"; '
                   '}; }; }; lambda = { f = { timeout = "6 s"; init = "0 s"; placement = "0 s"; first_invoke = "0 s"; '
                   'steps = ( { fail = "Poison"; probability = "20 %"; }, { wait = "request(slow)"; } ); }; };')
        out = self.run_it("run", "a.cfg", "-o", "none", "-q", "-r", "2").out
        self.assertRegex(out, r"\nerrors of c        failed or refused 8[234] % · timeouts 1[678] %\n")  # 20 and 4 of 24
        self.assertRegex(out, r"\nerrors of f        2[34]\.[0-9] %: failed 8[234] % · timeouts 1[678] %\n")
        self.write("a.cfg", small())
        self.assertNotIn("errors of", self.run_it("run", "a.cfg", "-o", "none", "-q").out)

    def test_plain_progress_goes_to_stderr(self):
        self.write("a.cfg", small())
        done = self.run_it("run", "a.cfg", "-o", "none", "--progress", "plain")
        self.assertIn("50 %\n", done.err)
        self.assertEqual(self.run_it("run", "a.cfg", "-o", "none", "-q").err, "")

    def test_interrupted_leaves_nothing(self):
        self.write("a.cfg", small())
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            running = subprocess.Popen([HEADROOM, "run", "a.cfg", "--duration", "20 d", "-q"],
                                       cwd=self.dir, env=self.environment(),
                                       stdout=subprocess.PIPE)
            time.sleep(0.5)
            running.send_signal(number)
            out, _ = running.communicate(timeout=60)
            self.assertEqual((running.returncode, out), (code, b""))
            self.assertEqual(self.names(), ["a.cfg"])

    def test_full_stdout_is_a_failure(self):
        self.write("a.cfg", small())
        for words in (["run", "a.cfg", "-o", "none", "-q"], ["help"], ["profile", "list"], ["-V"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([HEADROOM, *words], cwd=self.dir, stdout=full, text=True,
                                      stderr=subprocess.PIPE, env=self.environment())
            self.assertEqual(done.returncode, 1, words)
            self.assertIn("standard output", done.stderr)


if __name__ == "__main__":
    unittest.main()
