#!/usr/bin/python3
"""readers.py - a run's file opens in every reader, and all of them see the same numbers.

Each reader works in a process of its own (some crash on what they cannot read), prints
what it sees, and is compared with h5py; h5py is compared with `--format json`.  A reader
that is not installed is named and left out; without h5py the test is skipped.
"""
import json
import math
import os
import subprocess
import sys
import tempfile

HEADROOM = os.environ.get("HEADROOM", "./headroom")
HERE = os.path.join(os.environ.get("SRCDIR", "."), "tests", "readers")
SCENARIO = os.path.join(HERE, "readers.cfg")

PROBE = """
import json, sys
import numpy as np
path = sys.argv[1]
%s
def plain(x):
    x = np.asarray(x)
    if x.dtype.kind in "SOU":
        return [s.decode() if isinstance(s, bytes) else str(s) for s in x.ravel()]
    return [None if v != v else v for v in x.astype(float).ravel().tolist()]
print(json.dumps({
    "requests": plain(get("client_requests")), "integer": kind("client_requests"),
    "latency": plain(get("client_latency")),
    "histogram": plain(get("client_request_latency_histogram")),
    "limit": plain(get("limit")), "request": plain(get("request")),
    "first": plain(get("limit_first")), "mark": plain(get("mark")),
    "kind": plain(get("mark_kind")), "owner": plain(get("mark_owner")),
    "cost": plain(get("cost")), "units": plain(get("line_item_units")),
    "arrival": plain(log("arrival_s")), "status": plain(log("status")),
    "title": str(note("title")), "format": int(note("headroom_format")),
    "heat": plain(get("dynamodb_partition_consumed_write_capacity_units")),
    "split": plain(get("dynamodb_partition_to")),
    "scenario": str(note("scenario")), "period": float(note("period"))}))
"""

XARRAY = """
import xarray as xr
ds = xr.open_dataset(path%s)
requests = xr.open_dataset(path, group="requests"%s)
get = lambda name: ds[name].values
kind = lambda name: ds[name].dtype.kind
log = lambda name: requests[name].values
note = lambda name: ds.attrs[name]
for name, v in ds.data_vars.items():
    assert all(d in ds.coords for d in v.dims), (name, v.dims)
    assert v.dtype.kind != "m", name  # seconds must stay numbers
"""

READERS = {
    "h5py": """
import h5py
f = h5py.File(path)
get = lambda name: f[name].asstr()[()] if f[name].dtype.kind == "O" else f[name][()]
kind = lambda name: f[name].dtype.kind
log = lambda name: f["requests"][name][()]
note = lambda name: f.attrs[name]
""",
    "xarray": XARRAY % ("", ""),
    "xarray h5netcdf": XARRAY % (', engine="h5netcdf"', ', engine="h5netcdf"'),
    "xarray netcdf4": XARRAY % (', engine="netcdf4"', ', engine="netcdf4"'),
    "netCDF4": """
import netCDF4
f = netCDF4.Dataset(path)
get = lambda name: np.ma.filled(f[name][...], np.nan) if f[name].dtype != str else f[name][...]
kind = lambda name: f[name].dtype.kind
log = lambda name: f["requests"][name][...]
note = lambda name: f.getncattr(name)
""",
    # PyTables 3.7 opens variables that are numbers: neither coordinates (REFERENCE_LIST, which
    # HDF5 puts on every dimension scale) nor strings of variable length.
    "PyTables": """
import warnings, tables
warnings.simplefilter("ignore")
f = tables.open_file(path)
UNREAD = {"limit", "request", "mark", "mark_owner", "line_item_units"}
get = lambda name: ["unread"] if name in UNREAD else f.root._f_get_child(name)[...]
kind = lambda name: f.root._f_get_child(name).dtype.kind
log = lambda name: f.root.requests._f_get_child(name)[...]
note = lambda name: f.root._v_attrs[name]
""",
}
MODULE = {"h5py": "h5py", "xarray": "xarray", "xarray h5netcdf": "h5netcdf",
          "xarray netcdf4": "netCDF4", "netCDF4": "netCDF4", "PyTables": "tables"}

failures = []


def check(fine, what):
    if not fine:
        failures.append(what)
        print("not ok", what)


def there(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"],
                          capture_output=True).returncode == 0


def near(a, b):
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def same(a, b):
    if isinstance(a, list):
        return len(a) == len(b) and all(
            x == y if isinstance(x, str) else near(x, y) for x, y in zip(a, b))
    return a == b


def run(path, form="text"):
    done = subprocess.run(
        [HEADROOM, "run", SCENARIO, "-o", path, "--requests", "5", "--format", form],
        capture_output=True, text=True)
    check(done.returncode in (0, 5, 99), f"headroom run: {done.returncode} {done.stderr}")
    return done.stdout


def look(reader, path):
    done = subprocess.run([sys.executable, "-c", PROBE % READERS[reader], path],
                          capture_output=True, text=True)
    check(done.returncode == 0, f"{reader}: {done.returncode} {done.stderr[-800:]}")
    return json.loads(done.stdout) if done.returncode == 0 else None


def answers(path, said):
    """What --format json says, from the file alone."""
    import h5py

    with h5py.File(path) as f:
        name = list(f["client"].asstr()[()])
        requests = f["client_requests_summary"][()]
        for place, client in enumerate(name):
            value = said["resources"]["client." + client]["requests"]["count"]["value"]
            check(near(requests[:, place].mean(), value), f"requests of {client}: {value}")
        check(requests.sum() == f["client_requests"][()].sum(), "periods add up to the run")
        rejected = f["limit_rejections_summary"][()].mean(axis=0)
        for place, limit in enumerate(f["limit"].asstr()[()]):
            value = [x["rejected"]["value"] for x in said["limits"] if x["limit"] == limit]
            check(near(rejected[place], value[0]), f"{limit}: {rejected[place]} {value}")
        cost = f["cost_run"][()].sum(axis=1).mean()
        check(near(cost, said["cost"]["run_usd"]["value"]), f"cost {cost}")
        check(f["client_latency_histogram"][()].sum() ==
              f["client_latency_summary"][:, :, 0].sum(), "histograms hold every sample")


def main():
    if not there("h5py"):
        print("skipped: no h5py")
        return 77
    with tempfile.TemporaryDirectory() as place:
        path, again = os.path.join(place, "run.h5"), os.path.join(place, "again.h5")
        said = json.loads(run(path, "json"))
        run(again)
        with open(path, "rb") as a, open(again, "rb") as b:
            check(a.read() == b.read(), "the same input gives the same bytes")
        truth = look("h5py", path)
        check(truth["integer"] == "i", "counts are signed whole numbers")
        check(truth["title"] == "Readers: café", "UTF-8 survives")
        check(len(truth["heat"]) == 3 * 6 * 12 and None in truth["heat"] and max(
            x or 0 for x in truth["heat"]) > 500, "partitions over time, some of them cut")
        check(len(truth["arrival"]) > 1000, "one request in five is logged")
        answers(path, said)
        for reader in READERS:
            if not there(MODULE[reader]):
                print("left out:", reader, "is not installed")
                continue
            seen = look(reader, path)
            for what in truth if seen else ():
                check(seen[what] == ["unread"] or same(truth[what], seen[what]),
                      f"{reader} sees other {what}")
            print("ok", reader)
        for tool in (["ncdump", "-v", "client_latency,limit,mark"], ["h5dump"]):
            try:
                done = subprocess.run(tool + [path], capture_output=True)
            except FileNotFoundError:
                print("left out:", tool[0], "is not installed")
                continue
            check(done.returncode == 0 and not done.stderr, f"{tool[0]}: {done.stderr[:300]}")
            print("ok", tool[0])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
