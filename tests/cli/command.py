"""Runs the program as a user would, in a directory of its own."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

HEADROOM = os.environ.get("HEADROOM", os.path.abspath("headroom"))
HERE = os.path.dirname(os.path.abspath(__file__))


class Done:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="headroom-cli-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def environment(self, **more):
        kept = {k: v for k, v in os.environ.items()
                if k in ("PATH", "HEADROOM_PKGDATADIR", "ASAN_OPTIONS", "UBSAN_OPTIONS")}
        return dict(kept, LC_ALL="C.UTF-8", TERM="dumb", **more)

    def run_it(self, *words, text=True, env=None, **how):
        done = subprocess.run([HEADROOM, *words], cwd=self.dir, capture_output=True,
                              text=text, env=env or self.environment(), timeout=300, **how)
        return Done(done.returncode, done.stdout, done.stderr)

    def write(self, name, text, mode="w"):
        path = os.path.join(self.dir, name)
        with open(path, mode) as file:
            file.write(text)
        return name

    def names(self):
        return sorted(os.listdir(self.dir))


SMALL = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "10 min"; warm_up = "1 min"; period = "10 s"; seed = 3; replications = 10; };
client = { callers = { target = "http.partner"; rate = "20/s"; }; };
http = { partner = { latency = "%s"; %s }; };
objectives = ( %s );
"""

FUNCTION = """
profile = "aws-2026"; run = { duration = "30 min"; %s };
client = { c = { target = "lambda.f"; rate = "20/s"; }; };
lambda = { f = { runtime = "python3.12"; memory_size = "1 GB"; timeout = "9 s"; idle_expiry = "5 min";
           maximum_age = "40 min"; steps = ( { work = "exponential(mean=200 ms)"; } ); }; };
"""


def small(objectives="", latency="exponential(mean=100 ms)", more=""):
    return SMALL % (latency, more, objectives)


def options_of(text):
    return set(re.findall(r"--([a-z][a-z-]+)", text))
