#!/usr/bin/python3
"""goals.py HEADROOM - what a user waits for: speed of whole runs, with goal and verdict.

CPU time of the program, long runs less short ones, so that loading counts in one row
only.  Ratios hold on any machine; a row in requests a second is of this one, and the
figures of SimFaaS beside it (facts of 2026-11-23) are of another."""
import os
import subprocess
import sys
import tempfile
import time

HEADROOM = os.path.abspath(sys.argv[1])
FUNCTION = """title = "one function"; profile = "aws-2021-08"; region = "us-east-1";
run = {{ duration = "{seconds:.3f} s"; period = "{period:.3f} s"; seed = 1;
  replications = {replications}; }};
account = {{ lambda = {{ concurrent_executions = 10000000; request_rate = "100M/s";
  burst_concurrency = 1000000; }}; }};
client = {{ c = {{ target = "lambda.f"; rate = "{rate:.3f}/s"; }}; }};
lambda = {{ f = {{ runtime = "python3.9"; memory_size = "1769 MB"; timeout = "600 s";
  init = "300 ms"; warm_environments = {warm:.0f};
  steps = ( {{ work = "exponential(mean={work:.6f} s)"; }} ); }}; }};
"""
WHOLE = """title = "the whole path"; profile = "aws-2021-08"; region = "us-east-1";
run = {{ duration = "{seconds:.3f} s"; period = "{period:.3f} s"; seed = 1;
  replications = {replications}; }};
client = {{ c = {{ target = "apigateway.api"; route = "POST /x"; rate = "{rate:.3f}/s";
  network = {{ rtt_to_region = "20 ms"; rtt_to_edge = "20 ms"; }}; }}; }};
apigateway = {{ api = {{ type = "REST"; endpoint_configuration = "REGIONAL";
  routes = ( {{ route = "POST /x"; integration = "lambda.f"; }} ); }}; }};
lambda = {{ f = {{ runtime = "python3.9"; memory_size = "1769 MB"; timeout = "20 s";
  warm_environments = {warm:.0f}; steps = ( {{ work = "lognormal(p50=60 ms, sigma=0.5)"; }},
    {{ call = "dynamodb.t"; action = "PutItem"; item_size = "1 KB"; }} ); }}; }};
dynamodb = {{ t = {{ billing_mode = "PAY_PER_REQUEST"; }}; }};
"""
PLAIN = {"period": 60, "replications": 1, "rate": 1000, "warm": 150, "work": 0.1}


def spent(text, threads=1, **given):
    """CPU s, wall s and peak memory in bytes of a run."""
    with tempfile.TemporaryDirectory() as at:
        path = os.path.join(at, "bench.cfg")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text.format(**{**PLAIN, **given}))
        began = time.monotonic()
        run = subprocess.Popen([HEADROOM, "run", path, "-o", os.path.join(at, "r.h5"),
                                "-j", str(threads), "--progress", "none"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = run.stderr.read().decode()
        _, status, usage = os.wait4(run.pid, 0)
        took = time.monotonic() - began
    if status != 0:
        sys.exit("goals.py: the scenario does not run: " + said)
    return usage.ru_utime + usage.ru_stime, took, 1024 * usage.ru_maxrss


def best(n, measure):
    return min(measure() for _ in range(n))


def request_ns(text, requests, **given):
    """CPU ns a request: the second half of a run.  Each run's best of seven, since the
    best of differences would be the one whose shorter run was disturbed; in turns, since
    a machine may be slow for seconds."""
    rate = {**PLAIN, **given}["rate"]
    runs = [[spent(text, **given, seconds=n / rate)[0] for n in (requests, 2 * requests)]
            for _ in range(7)]
    half, whole = (min(run[i] for run in runs) for i in (0, 1))
    return 1e9 * (whole - half) / requests


def row(what, value, goal, held):
    print("%-66s %9s   %-14s %s" % (what, value, goal, "held" if held else "MISSED"))


def function_rows():
    def request(busy, warm):
        return request_ns(FUNCTION, 200000, rate=10000.0, work=busy / 10000, warm=warm)
    few, idle, many = request(6.4, 8), request(6.4, 10000), request(8000, 10000)
    for what, ns in (("6 of them busy", idle), ("8 000 busy", many)):
        row("one function: a request with 10 000 environments, %s, to 8" % what,
            "%.2f x" % (ns / few), "1.5 x or less", ns / few <= 1.5)
    thousand = request_ns(FUNCTION, 200000, rate=10000.0, work=1 / 12, warm=1000)
    for name, ns, simfaas, goal in (("8", few, 0.130, 20), ("1 000", thousand, 0.0063, 400)):
        times = 1e3 / ns / simfaas
        row("  M requests a CPU-s, %s environments: %.2f, to SimFaaS" % (name, 1e3 / ns),
            "%.0f x" % times, "%d x" % goal, times >= goal)


def whole_rows():
    early = request_ns(WHOLE, 200000)
    late = request_ns(WHOLE, 400000)
    row("whole path: CPU of a late request to an early one", "%.2f x" % (late / early),
        "1.1 x or less", late / early <= 1.1)
    row("  a day at 1 000 requests/s (from 800 s)", "%.0f s" % (late * 86.4e6 / 1e9),
        "30 s", late * 86.4e6 / 1e9 < 30)
    coarse, fine = (best(3, lambda p=p: spent(WHOLE, seconds=300, period=p)[0])
                    for p in (300, 1))
    row("  recording each second, to once", "%+.1f %%" % (100 * (fine / coarse - 1)),
        "+10 % or less", fine / coarse <= 1.1)
    one, two = (best(3, lambda j=j: spent(WHOLE, threads=j, seconds=60, replications=8)[0])
                for j in (1, 2))
    row("  8 replications on two threads (CPU-normalised)", "%.2f x" % (2 * one / two),
        "1.8 x", 2 * one / two >= 1.8)
    runs = [spent(WHOLE, seconds=10, rate=10) for _ in range(7)]
    cpu, wall = min(r[0] for r in runs), min(r[1] for r in runs)
    row("  a small scenario from start to finish (CPU %.0f ms)" % (1e3 * cpu),
        "%.0f ms" % (1e3 * wall), "50 ms", wall < 0.05)


def memory_row():
    idle, busy = (spent(FUNCTION, seconds=2, rate=rate, work=30.0, warm=100000)[2]
                  for rate in (1.0, 50000.0))
    each = (busy - idle) / 100000
    row("one function: memory of a request in flight (one call of it)", "%.0f B" % each,
        "128 B a call", each <= 128)


function_rows()
whole_rows()
memory_row()
