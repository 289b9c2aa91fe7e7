#!/usr/bin/python3
"""What `check` foresees of state machines that nobody wrote, a run does: executions, calls, transitions, money.

Every kind of state, nested; nothing fails and nothing is turned away."""
import json
import os
import random
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

from command import Case

SCENARIOS = 120 if os.environ.get("LONG") else 24
SCENARIO = """profile = "{profile}"; region = "us-east-1";
run = {{ duration = "20 min"; period = "1 min"; seed = {seed}; replications = 4; warm_up = "6 min"; }};
client = {{ c = {{ target = "stepfunctions.m"; action = "{action}"; rate = "{rate}/s"; arrivals = "constant"; }}; }};
account = {{ stepfunctions = {{ state_transition_refill_rate = "100k/s"; state_transition_bucket_size = 1000000; }};
    dynamodb = {{ partition_read_units = "60000/s"; partition_write_units = "60000/s"; }}; }};
stepfunctions = {{
    m = {{ type = "{type}"; definition = "{seed}.asl.json"; memory_used = "{memory} MB"; {latencies}
        definition_substitutions = {{ H = "http.h"; T = "dynamodb.t"; C = "stepfunctions.c"; }}; states = ( {states} ); }};
    c = {{ type = "STANDARD"; definition = "child{seed}.asl.json"; }}; }};
http = {{ h = {{ latency = {latency}; price = "0.001 USD"; }}; }};
dynamodb = {{ t = {{ billing_mode = "PAY_PER_REQUEST"; previous_peak = {{ read_units = "60000/s"; write_units = "60000/s"; }}; }}; }};
"""
CHILD = {"StartAt": "Child", "States": {"Child": {"Type": "Wait", "Seconds": 2, "End": True}}}


class Writer:
    """Of one machine; every choice comes from its seed."""

    def __init__(self, seed):
        self.seed, self.r, self.said, self.names = seed, random.Random(seed), [], 0
        self.express = self.r.random() < 0.4

    def name(self):
        self.names += 1
        return f"S{self.names}"

    def time(self, most=1.0):
        m = self.r.uniform(0.02, most)
        return self.r.choice([f'"{m:.3f} s"', f'"exponential(mean={m:.3f} s)"', f'"uniform({m / 2:.3f} s, {1.5 * m:.3f} s)"',
                              f'"lognormal(p50={m:.3f} s, sigma=0.5)"'])

    def say(self, name, text):
        self.said.append(f'{{ state = "{name}"; {text} }}')

    def task(self, name):
        what = self.r.choice(["http", "table", "service"] if self.express else ["http", "table", "service", "job", "child"])
        state = {"Type": "Task"}
        if what == "http":
            state["Resource"] = "${H}"
        elif what == "table":
            state.update(Resource="arn:aws:states:::dynamodb:putItem", Parameters={"TableName": "${T}"})
            self.say(name, f'item_size = "{self.r.uniform(0.5, 5):.2f} KB";')
        elif what == "child":
            state.update(Resource="arn:aws:states:::states:startExecution.sync", Parameters={"StateMachineArn": "${C}"})
        elif what == "job":
            state["Resource"] = "arn:aws:states:::batch:submitJob.sync"
            self.say(name, f"duration = {self.time(5)};")
        else:
            state["Resource"] = "arn:aws:states:::aws-sdk:rekognition:detectFaces"
        return state

    def choice(self, name, states, after):
        ways = [self.name() for _ in range(self.r.randint(1, 2))]
        for way in ways:
            states[way] = {"Type": "Wait", "SecondsPath": "$.x", "Next": after}
            self.say(way, f"duration = {self.time()};")
        shares = [self.r.uniform(0.1, 0.9) / len(ways) for _ in ways]
        said = ", ".join(f'{{ next = "{w}"; probability = {p:.4f}; }}' for w, p in zip(ways, shares))
        self.say(name, f"choices = ( {said} );")
        return {"Type": "Choice", "Choices": [{"Next": w} for w in ways], "Default": after}

    def state(self, name, depth, states, after):
        kind = self.r.choice("Pass Wait Task Task Choice Parallel Map".split() if depth < 2 else "Pass Wait Task".split())
        if kind == "Choice" and not after:
            kind = "Task"
        if kind == "Choice":
            return self.choice(name, states, after)
        if kind == "Task":
            state = self.task(name)
        elif kind == "Parallel":
            state = {"Type": kind, "Branches": [self.machine(depth + 1) for _ in range(self.r.randint(1, 3))]}
        elif kind == "Map":
            state = {"Type": kind, "Iterator": self.machine(depth + 1)}
            self.say(name, f"items = {self.r.choice([1, 3, 5])};")
        else:
            state = {"Type": kind, **({"Seconds": 1} if kind == "Wait" else {})}
        state.update({"Next": after} if after else {"End": True})
        return state

    def machine(self, depth=0):
        names, states = [self.name() for _ in range(self.r.randint(1, 4 if depth == 0 else 2))], {}
        for name, after in zip(names, names[1:] + [None]):
            states[name] = self.state(name, depth, states, after)
        if depth == 0 and self.r.random() < 0.4:  # round again, now and then
            again = self.name()
            states[names[-1]].pop("End", None)
            if states[names[-1]]["Type"] != "Choice":
                states[names[-1]]["Next"] = again
                states[again] = {"Type": "Choice", "Choices": [{"Next": names[0]}], "Default": "Done"}
                states["Done"] = {"Type": "Succeed"}
                self.say(again, f'choices = ( {{ next = "{names[0]}"; probability = "{self.r.randint(5, 60)} %"; }} );')
        return {"StartAt": names[0], "States": states}

    def write(self, case):
        definition = self.machine()
        case.write(f"{self.seed}.asl.json", json.dumps(definition, indent=1))
        case.write(f"child{self.seed}.asl.json", json.dumps(CHILD))
        return case.write(f"{self.seed}.cfg", SCENARIO.format(
            profile=self.r.choice(["aws-2021-08", "aws-2026"]), seed=self.seed, rate=self.r.choice([5, 8]),
            action=self.r.choice(["StartExecution", "StartSyncExecution"]) if self.express else "StartExecution",
            type="EXPRESS" if self.express else "STANDARD", memory=self.r.choice([40, 64, 200]), states=", ".join(self.said),
            latencies=self.r.choice(["", 'transition_latency = "exponential(mean=30 ms)"; start_latency = "0 s";']),
            latency=self.time()))


class Workflows(Case):
    def json_of(self, *words):
        done = self.run_it(*words, "-f", "json")
        self.assertIn(done.code, (0, 5), done.err)
        return json.loads(done.out)

    def both(self, seed):
        name = Writer(seed).write(self)
        return self.json_of("check", name), self.json_of("run", name, "-q", "-o", "none")

    def near(self, found, wanted, share, rest, what):
        self.assertLessEqual(abs(found - wanted), share * abs(wanted) + rest, f"{what}: {found} and {wanted} foreseen")

    def compare(self, seed, checked, ran):
        self.assertIsNone(ran["first_to_give_way"], seed)
        for address, expected in checked["resources"].items():
            told, expected = ran["resources"][address], expected["expected"][0]
            calls = told.get("executions_started") or told.get("requests") or told["count"]
            self.near(calls["rate_per_s"]["value"], expected["calls_per_s"], 0.04, 0.05, (seed, address))
            at_once = told.get("open_executions") or told.get("concurrent_requests")
            if at_once:
                self.near(at_once["mean"]["value"], expected["at_once"], 0.06, 0.05, (seed, address, "at once"))
        for model in checked["cost"]["models"]:
            lines = [line["run_usd"] for line in ran["cost"]["lines"] if line["item"].startswith(model["model"] + ".")]
            chance = sum(line["high"] - line["low"] for line in lines)
            self.near(sum(line["value"] for line in lines), model["run_usd"], 0.03, 1e-4 + chance, (seed, model["model"]))

    def test_that_a_run_does(self):
        with ThreadPoolExecutor(2) as hands:
            for seed, (checked, ran) in enumerate(hands.map(self.both, range(SCENARIOS))):
                with self.subTest(seed=seed):
                    self.compare(seed, checked, ran)


class Mistakes(Case):
    """Of a definition: one message, at its own file and line, exit 2; a file that is not there is the world's failure."""
    HEAD = 'run = { duration = "1 min"; };\nclient = { c = { target = "stepfunctions.m"; rate = "1/s"; }; };\n'

    def refused(self, definition, code, said, rest=""):
        if definition is not None:
            self.write("m.asl.json", definition)
        name = self.write("m.cfg", self.HEAD + 'stepfunctions = { m = { definition = "m.asl.json"; ' + rest + "}; };\n")
        for command in ("check", "run"):
            done = self.run_it(command, name)
            self.assertEqual((done.code, done.out), (code, ""), done.err)
            self.assertRegex(done.err, said)
            self.assertEqual(done.err.count(": error: "), 1, done.err)

    def test_each_is_told_once_where_it_is(self):
        self.refused('{ "StartAt": "A",\n"States": {\n"A": { "Type": "Pass" "End": true } } }', 2, r"m\.asl\.json:3: error: ")
        self.refused('{ "StartAt": "A",\n"States": {\n"A": { "Type": "Pass", "Next": "B" } } }', 2,
                     r'm\.asl\.json:3: error: .*state "A": there is no state "B"')
        self.refused('{ "StartAt": "A", "States": {\n"A": { "Type": "Wait", "SecondsPath": "$.x", "End": true } } }', 2,
                     r"m\.asl\.json:2: error: stepfunctions\.m\.states\[A\]: duration is missing")
        self.refused('{ "StartAt": "A", "States": {\n"A": { "Type": "Pass", "End": true } } }', 2,
                     r"m\.cfg:3: error: .*states\[B\]: the definition has no such state", 'states = ( { state = "B"; items = 2; } );')
        self.refused('{ "StartAt": "A", "States": {\n"A": { "Type": "Task", "Resource": "${F}", "End": true } } }', 2,
                     r"m\.cfg:3: error: .*there is no lambda\.f", 'definition_substitutions = { F = "lambda.f"; };')
        self.refused("[" * 100000, 2, r"m\.asl\.json:1: error: ")
        self.refused('{ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true, "Comment": "' + "x" * (1 << 20) + '" } } }', 2,
                     r"m\.cfg:3: error: .*larger than 1 MB")

    def test_a_file_that_is_not_there(self):
        self.refused(None, 1, r"m\.cfg:3: error: cannot read .*m\.asl\.json: No such file")


if __name__ == "__main__":
    unittest.main()
