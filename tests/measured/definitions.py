#!/usr/bin/python3
"""State machines of other people (../shared/data/asl; not part of this project): what their validators take is read, and
what no file of theirs does is bring the program down. Only what a definition leaves open may be asked for."""
import os
import subprocess
import sys
import tempfile

DATA = os.environ.get("SHARED_DATA", "")
HEADROOM = os.environ["HEADROOM"]
ASKED = ("is missing", " call? ", "nothing stands for", "must be a number", "is written")
# Malformed, or no States Language at all, whatever their names say.
BROKEN = {"sfn-iot-data-analytics-dataset"}
SCENARIO = """run = { duration = "1 min"; };
client = { c = { target = "stepfunctions.m"; rate = "1/s"; }; };
stepfunctions = { m = { definition = "%s"; }; };
"""


def mistakes(path, work):
    """Exit code and the messages about the definition itself."""
    scenario = os.path.join(work, "scenario.cfg")
    with open(scenario, "w") as file:
        file.write(SCENARIO % path)
    done = subprocess.run([HEADROOM, "check", scenario], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    said = [line for line in done.stderr.splitlines() if ": error: " in line]
    return done.returncode, [line for line in said if not any(words in line for words in ASKED)]


def definitions():
    for directory, _, names in os.walk(os.path.join(DATA, "asl")):
        for name in sorted(names):
            path = os.path.join(directory, name)
            if name.endswith((".json", ".yaml", ".yml")):
                with open(path, errors="replace") as file:
                    if "StartAt" in file.read():
                        yield path


def expectations():
    with open(os.path.join(DATA, "EXPECTED-ASL.dev.tsv")) as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {os.path.join(DATA, row[0]): row[1] for row in rows}


def main():
    if not os.path.isdir(os.path.join(DATA, "asl")):
        print("skipped: no state machines of other people at hand")
        sys.exit(77)
    expected, bad, seen, valid = expectations(), [], 0, 0
    with tempfile.TemporaryDirectory() as work:
        for path in definitions():
            code, said = mistakes(path, work)
            tested = expected.get(path)
            known = any(name in path for name in BROKEN) or "/__tests__/" in path or "/awslabs__statelint/" in path
            seen += 1
            valid += tested == "valid"
            if code not in (0, 2) or (said and (tested == "valid" or (tested is None and not known))):
                bad.append((path[len(DATA):], code, said[:1]))
    print(f"{seen} definitions, {valid} of them valid by their validators' tests")
    for one in bad:
        print("not read:", *one)
    sys.exit(1 if bad or valid < 40 else 0)


main()
