#!/usr/bin/python3
"""The file is what FORMAT.md promises to every reader: each opens it in a process of its own, so that a crash in one
hides no other, and says what it read; all must say the same as `headroom run --format json`'s run did store.
"""
import json
import os
import subprocess
import sys
import tempfile

HEADROOM = os.environ.get("HEADROOM", "headroom")
SCENARIO = os.path.join(os.environ["SRCDIR"], "tests", "readers", "shop.cfg")
# What each reader prints: sum of the counts, one p99, one label, types, as JSON.
READERS = {
    "h5py": """
import h5py
f = h5py.File(path)
at = [x.decode() for x in f["function"][()]].index("orders")
p99 = [x.decode() for x in f["statistic"][()]].index("p99")
found = dict(invocations=int(f["lambda_invocations"][()].sum()), p99=float(f["lambda_duration_summary"][0, at, p99]),
             kind=f["lambda_invocations"].dtype.name, label=f["function"].asstr()[at], title=f.attrs["title"],
             order=list(f)[:3])
""",
    "xarray": """
import xarray as xr
f = xr.open_dataset(path)
found = dict(invocations=int(f.lambda_invocations.sum()),
             p99=float(f.lambda_duration_summary.sel(function="orders", statistic="p99")[0]),
             kind=f.lambda_invocations.dtype.name, label=str(f.function.values[list(f.function).index("orders")]),
             title=f.attrs["title"], clock=f.time.dtype.name, latency=f.client_latency.dtype.name)
""",
    "xarray, h5netcdf": """
import xarray as xr
f = xr.open_dataset(path, engine="h5netcdf")
found = dict(invocations=int(f.lambda_invocations.sum()),
             p99=float(f.lambda_duration_summary.sel(function="orders", statistic="p99")[0]),
             kind=f.lambda_invocations.dtype.name, label=str(f.function.values[list(f.function).index("orders")]),
             title=f.attrs["title"], clock=f.time.dtype.name, latency=f.client_latency.dtype.name)
""",
    "xarray, netcdf4": """
import xarray as xr
f = xr.open_dataset(path, engine="netcdf4")
found = dict(invocations=int(f.lambda_invocations.sum()),
             p99=float(f.lambda_duration_summary.sel(function="orders", statistic="p99")[0]),
             kind=f.lambda_invocations.dtype.name, label=str(f.function.values[list(f.function).index("orders")]),
             title=f.attrs["title"], clock=f.time.dtype.name, latency=f.client_latency.dtype.name)
""",
    "netCDF4": """
import netCDF4
f = netCDF4.Dataset(path)
at = list(f["function"][:]).index("orders")
p99 = list(f["statistic"][:]).index("p99")
found = dict(invocations=int(f["lambda_invocations"][:].sum()), p99=float(f["lambda_duration_summary"][0, at, p99]),
             kind=f["lambda_invocations"].dtype.name, label=str(f["function"][at]), title=f.title)
""",
    # It cannot read the references that dimension scales hold, so it is asked for variables only.
    "PyTables": """
import tables
f = tables.open_file(path)
found = dict(invocations=int(f.root.lambda_invocations.read().sum()), kind=f.root.lambda_invocations.dtype.name,
             p99=float(f.root.lambda_duration_summary.read()[0, 1, 7]))
""",
}
SHELL = {
    "ncdump": ["ncdump", "-h"],
    "ncdump with data": ["ncdump", "-v", "function,lambda_invocations"],
    "h5dump": ["h5dump", "-d", "/lambda_invocations"],
    "h5ls": ["h5ls", "-v"],
}
PROLOGUE = "import json, sys, warnings; warnings.simplefilter('ignore'); path = sys.argv[1]\n"


def main():
    failed = 0

    def check(holds, what):
        nonlocal failed
        failed += not holds
        print(("ok     " if holds else "NOT OK ") + what)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "run.h5")
        done = subprocess.run([HEADROOM, "run", SCENARIO, "-o", path, "-q", "--format", "json"],
                              stdout=subprocess.PIPE, text=True)
        check(done.returncode in (0, 5, 99), "a run with --format json ends well")
        json.loads(done.stdout)
        answers = {}
        for name, program in READERS.items():
            child = subprocess.run([sys.executable, "-c", PROLOGUE + program + "\nprint(json.dumps(found))", path],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            check(child.returncode == 0, name + " opens it" + (": " + child.stderr[-300:] if child.returncode else ""))
            answers[name] = json.loads(child.stdout) if child.returncode == 0 else {}
        reference = answers["h5py"]
        check(reference.get("invocations", 0) > 1000 and reference.get("p99", 0) > 0, "there is something in it")
        for name, answer in answers.items():
            for key in ("invocations", "p99", "label", "title"):
                if key in answer:
                    check(answer[key] == reference[key], "%s: %s is %s" % (name, key, answer[key]))
            check(answer.get("kind") == "int64", name + ": counts are int64")
            if "clock" in answer:
                check(answer["clock"] == answer["latency"] == "float64", name + ": times stay numbers, in s")
        for name, command in SHELL.items():
            child = subprocess.run(command + [path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            check(child.returncode == 0 and "lambda_invocations" in child.stdout, name + " reads it")
        again = os.path.join(folder, "again.h5")
        subprocess.run([HEADROOM, "run", SCENARIO, "-o", again, "-q", "-j", "2"], stdout=subprocess.DEVNULL)
        with open(path, "rb") as one, open(again, "rb") as other:
            check(one.read() == other.read(), "written again by two threads: the same bytes")
    print("%d failed" % failed)
    sys.exit(1 if failed else 0)


main()
