#!/usr/bin/python3
"""Load tests and metrics of other people (../shared/data/formats and measurements; not part of this project).

Each file of Artillery is imported or refused with one reason; what is imported is a scenario that `headroom check` takes, with as many
journeys as another reader counts, and as many requests of each. With the template of the same application requests find their routes."""
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    yaml = None

DATA = os.environ.get("SHARED_DATA", "")
HEADROOM = os.environ["HEADROOM"]
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}
WRITTEN = {"s": 1, "min": 60, "h": 3600, "ms": 1e-3}
# Nothing in them is a request by HTTP, or they are no test script.
REFUSED = {"unknown_engine.json", "wildcard_socketio.json", "socket-io.yml", "report.json"}
# Template and load test of one application, where its target begins, and how many requests no route takes: /x86/{proxy+} is not /x86/.
PAIRS = (("sam/aws-samples__serverless-rust-demo/template.yaml", "formats/aws-samples__serverless-rust-demo/tests/load-test.yml", "", 0),
         ("sam/aws-samples__serverless-dotnet-demo/src/NET6MinimalAPI/template.yaml",
          "measurements/aws-samples__serverless-dotnet-demo/loadtest/load-test.yml", "Prod/x86", 1))


def run(*words):
    done = subprocess.run([HEADROOM, *words], capture_output=True, text=True, errors="replace", timeout=300)
    return done.returncode, done.stdout, done.stderr


def paths(*parts):
    for part in parts:
        for directory, _, names in os.walk(os.path.join(DATA, part)):
            for name in sorted(names):
                yield os.path.join(directory, name)


def is_artillery(path):
    if not path.endswith((".yml", ".yaml", ".json")) or not re.search("artillery|load", path):
        return False
    with open(path, errors="replace") as file:
        text = file.read()
    return bool(re.search(r"\"?(phases|scenarios)\"?\s*:", text)) and "Resources" not in text


def seconds(said):
    number, unit = re.fullmatch(r"([\d.]+)\s*([a-z]*)", str(said)).groups()
    return float(number) * UNITS[unit]


def journeys(phases):
    """How many virtual users come in all; None: a variable says so."""
    total = 0
    for phase in phases:
        if any("{{" in str(value) for value in phase.values()):
            return None
        if "arrivalCount" in phase:
            total += phase["arrivalCount"]
        elif "pause" not in phase:
            first = float(phase.get("arrivalRate", 0))
            total += seconds(phase["duration"]) * (first + float(phase.get("rampTo", first))) / 2
    return total


def requests(flow):
    total = 0
    for action in flow:
        for name, value in action.items():
            if name in METHODS:
                total += 0.5 if "ifTrue" in value else 1
            elif name == "loop":
                total += requests(value) * action["count"]
            elif name == "parallel":
                total += requests(value)
    return total


def written(text):
    """The same out of the scenario's phases."""
    total = 0
    for duration, rate, to in re.findall(r'duration = "([^"]+)"; rate = "([^"]+)"(?:; to = "([^"]+)")?', text):
        number, unit = duration.split()
        ends = [float(one.split("/")[0]) / WRITTEN[one.split("/")[1]] for one in (rate, to or rate)]
        total += float(number) * WRITTEN[unit] * sum(ends) / 2
    return total


def is_near(a, b):
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1)


def compare(path, text, told, bad):
    with open(path) as file:
        said = yaml.safe_load(file)
    phases = (said.get("config") or {}).get("phases")
    wanted = journeys(phases) if phases else None
    if wanted is not None and not is_near(written(text), wanted):
        bad.append((path, "journeys", written(text), wanted))
    ways = [one for one in said.get("scenarios", []) if one.get("flow") and one.get("engine", "http") == "http"]
    client = next(one for name, one in told["resources"].items() if name.startswith("client."))["expected"]
    target = told["resources"].get("http.target", {"expected": [{"calls_per_s": 0}]})["expected"]
    if not ways or not client[0]["calls_per_s"]:
        return
    weight = sum(one.get("weight", 1) for one in ways)
    each = sum(one.get("weight", 1) * requests(one["flow"]) for one in ways) / weight
    if not is_near(target[0]["calls_per_s"] / client[0]["calls_per_s"], each):
        bad.append((path, "requests of a journey", target[0]["calls_per_s"] / client[0]["calls_per_s"], each))


def look_at(path, scenario, bad):
    """Whether it is a scenario; one reason for what is none."""
    code, _, said = run("import", path, "-o", scenario, "--force")
    if os.path.basename(path) in REFUSED:
        if code != 2 or said.count("error: ") != 1:
            bad.append((path, "is to be refused", code, said[:300]))
        return False
    if code != 0:
        bad.append((path, "import", code, said[:300]))
        return False
    code, out, said = run("check", "--format", "json", scenario)
    if code != 0 or "warning" in said:
        bad.append((path, "check", code, said[:300]))
        return False
    with open(scenario) as file:
        text = file.read()
    if yaml:
        compare(path, text, json.loads(out), bad)
    return True


def look_at_metrics(path, scenario, bad):
    """Sums of a load are imported, with all that was counted; else there is one reason."""
    with open(path) as file:
        said = json.load(file)
    data = said.get("data", said) if isinstance(said, dict) else {}
    is_load = data.get("Label") in ("Invocations", "NumberOfMessagesSent", "RequestCount") and data["Datapoints"]
    code, _, message = run("import", path, "-o", scenario, "--force")
    if code != (0 if is_load else 2) or message.count("error: ") != (0 if is_load else 1):
        bad.append((path, "metrics", code, message[:300]))
    if code == 0:
        with open(scenario) as file:
            text = file.read()
        if not is_near(written(text), sum(one["Sum"] for one in data["Datapoints"])):
            bad.append((path, "counted", written(text)))
        if run("check", scenario)[0] != 0:
            bad.append((path, "check"))
    return code == 0


def pair(template, load, base, others, scenario, bad):
    """Every other request of the load test is one of a route."""
    code, _, said = run("import", os.path.join(DATA, template), os.path.join(DATA, load), "-o", scenario, "--force",
                        "--parameter", f"API_URL=https://api.example/{base}")
    if code != 0 or said.count("no route of the template takes") != others:
        bad.append((template, load, code, said[-300:]))
        return
    code, out, said = run("check", "--format", "json", scenario)
    told = json.loads(out)["resources"] if code == 0 else {}
    calls = told.get("client.load_test", {}).get("calls", [])
    if code != 0 or len(calls) != 1 + (others > 0) or not calls[0].startswith("apigateway."):
        bad.append((template, load, "check", code, calls, said[:300]))


def main():
    if not os.path.isdir(os.path.join(DATA, "formats")):
        print("skipped: no load tests of other people at hand")
        sys.exit(77)
    bad, scripts, counted = [], 0, 0
    with tempfile.TemporaryDirectory() as work:
        scenario = os.path.join(work, "s.cfg")
        for path in paths("formats", "measurements"):
            if is_artillery(path):
                scripts += look_at(path, scenario, bad)
            elif "GetMetric" in path or "cloudwatch.get-metric" in path:
                counted += look_at_metrics(path, scenario, bad)
        for one in PAIRS:
            pair(*one, scenario, bad)
    print(f"{scripts} scripts of Artillery and {counted} counts of CloudWatch are scenarios that check takes; {len(PAIRS)} find their routes")
    for one in bad:
        print("not as it should be:", *one)
    sys.exit(1 if bad or scripts < 50 or counted < 6 else 0)


main()
