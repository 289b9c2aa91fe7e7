"""simulate.py - runs scenarios for tests in Python and hands over what the file says."""
import os
import subprocess
import sys
import tempfile

import h5py

HEADROOM = os.environ.get("HEADROOM", "headroom")
SKIP = 77


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIP)


def long_runs():
    """For tests that decide by statistics: what sanitizers look for, shorter ones show too."""
    if os.environ.get("SANITIZED"):
        skip("too slow under sanitizers")


def shared(*parts):
    """A path beside the project in ../shared; the test is skipped where it is absent."""
    data = os.environ.get("SHARED_DATA")
    if not data:
        skip("../shared is not here")
    path = os.path.join(os.path.dirname(data), *parts)
    if not os.path.exists(path):
        skip("../shared/%s is not here" % "/".join(parts))
    return path


def oracle(name):
    """A reference program of ../shared/oracles as a module, its own printing silenced."""
    import contextlib
    import importlib.util
    import io

    path = shared("oracles", name + ".py")
    if os.path.dirname(path) not in sys.path:
        sys.path.append(os.path.dirname(path))  # some import another
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    with contextlib.redirect_stdout(io.StringIO()):
        spec.loader.exec_module(module)
    return module


class Run:
    """One file, read whole: run["client_latency_summary"] is an array."""

    def __init__(self, scenario, *options, files=None):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (files or {}).items():
                with open(os.path.join(folder, name), "w") as out:
                    out.write(text)
            path = os.path.join(folder, "scenario.cfg")
            with open(path, "w") as out:
                out.write(scenario)
            stored = os.path.join(folder, "run.h5")
            done = subprocess.run([HEADROOM, "run", path, "-q", "-o", stored, *options],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if done.returncode not in (0, 5, 99):
                print(done.stderr)
                sys.exit("headroom ended with %d" % done.returncode)
            with h5py.File(stored) as file:
                self.values = {name: file[name][()] for name in file}

    def __getitem__(self, name):
        return self.values[name]

    def total(self, name):
        """The sum over replications and resources of a whole-run count."""
        return int(self.values[name + "_summary"].sum())


# What a measured target can claim: only a blind one supports a claim of accuracy.
CALIBRATION = "calibration: parameters came from these data"
REGRESSION = "regression: guards what was reached"
BLIND = "blind: nothing in the model came from these data"


class Facts:
    """Counts what holds; the exit status is 1 if anything did not."""

    def __init__(self, label=None):
        self.held = self.failed = 0
        if label:
            print("target  " + label)

    def check(self, holds, what):
        if holds:
            self.held += 1
        else:
            self.failed += 1
        print(("ok     " if holds else "NOT OK ") + what)

    def end(self):
        print("%d facts, %d failed" % (self.held + self.failed, self.failed))
        sys.exit(1 if self.failed else 0)
