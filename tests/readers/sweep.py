#!/usr/bin/python3
"""sweep.py - a sweep's file opens in every reader, with `point` first, and makes a grid."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

HEADROOM = os.environ.get("HEADROOM", "./headroom")
SOURCE = os.environ.get("SRCDIR", ".")
SCENARIO = os.path.join(SOURCE, "tests", "readers", "readers.cfg")
AXES = ["http_cards_error_rate", "sizes"]
LABELS = ["0 %", "1 %", "5 %"]
NEW_LIMIT = "http.cards.rate_limit"
STUDY = """study = { command = "sweep"; scenario = "%s"; replications = 3; output = "%s"; quiet = true;
  no-objectives = true; vary = ( "http.cards.error_rate=0,1,5 %%",
    { name = "sizes"; points = ( { name = "as it is"; set = ( ); },
        { name = "tight"; set = ( "http.cards.rate_limit=30/s" ); } ); } ); };"""

GRID = """
import sys, json, warnings
import numpy as np
warnings.simplefilter("ignore")
import xarray as xr
ds = xr.open_dataset(sys.argv[1]%s)
axes = json.loads(sys.argv[2])
grid = ds.set_index(point=axes).unstack("point")
sys.path.insert(0, sys.argv[3])
import headroom
own = headroom.grid(ds)
p = ds["client_requests_summary"]
print(json.dumps({"dims": list(p.dims), "kind": p.dtype.kind, "axes": headroom.axes_of(ds),
    "sum": float(p.sum()), "grid": [int(grid.sizes[a]) for a in axes],
    "own": float(own["client_requests_summary"].sum()),
    "labels": [str(v) for v in ds[axes[0]].values],
    "limits": ds["limit"].values.tolist(),
    "absent": bool(np.isnan(ds["limit_rejections_summary"].values).any()),
    "coordinates": axes[0] in p.coords,
    "picture": headroom.sweep(ds) is not None}))
"""
PLAIN = """
import sys, json
%s
axes = json.loads(sys.argv[2])
requests = variables["client_requests_summary"][...]
text = lambda v: v.decode() if isinstance(v, bytes) else str(v)
print(json.dumps({"shape": list(requests.shape), "sum": float(requests.sum()),
                  "labels": [text(v) for v in variables[axes[0]][...]]}))
"""
H5PY = PLAIN % "import h5py; variables = h5py.File(sys.argv[1])"
NETCDF4 = PLAIN % "import netCDF4; f = netCDF4.Dataset(sys.argv[1]); variables = f.variables"

failures = []


def check(fine, what):
    if not fine:
        failures.append(what)
        print("not ok", what)


def there(module):
    return subprocess.run([sys.executable, "-c", "import " + module],
                          capture_output=True).returncode == 0


def look(code, path, axes):
    done = subprocess.run([sys.executable, "-c", code, path, json.dumps(axes),
                           os.path.join(SOURCE, "analysis")], capture_output=True, text=True,
                          env=dict(os.environ, MPLBACKEND="Agg"))
    check(done.returncode == 0, done.stderr[-800:])
    return json.loads(done.stdout) if done.returncode == 0 else {}


def main():
    if not there("h5py") or not there("xarray") or not there("matplotlib"):
        print("skipped: no h5py, xarray or matplotlib")
        return 77
    with tempfile.TemporaryDirectory() as place:
        path, study = os.path.join(place, "sweep.h5"), os.path.join(place, "study.cfg")
        with open(study, "w") as file:
            file.write(STUDY % (os.path.abspath(SCENARIO), path))
        done = subprocess.run([HEADROOM, "sweep", study], capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)
        if failures:
            return 1
        truth = look(H5PY, path, AXES)
        check(truth["shape"][:2] == [6, 3], f"point, replication first: {truth['shape']}")
        check(truth["labels"] == [v for v in LABELS for _ in range(2)], truth["labels"])
        for engine, module in (("", "xarray"), (', engine="h5netcdf"', "h5netcdf"),
                               (', engine="netcdf4"', "netCDF4")):
            if not there(module):
                print("not here:", module)
                continue
            seen = look(GRID % engine, path, AXES)
            check(seen.get("dims", [])[:2] == ["point", "replication"], seen)
            check(seen.get("kind") == "i", "counts stay whole")
            check(seen.get("axes") == AXES, seen.get("axes"))
            check(seen.get("sum") == seen.get("own") == truth["sum"], "the grid holds all of it")
            check(seen.get("grid") == [3, 2], seen.get("grid"))
            check(seen.get("labels") == truth["labels"], seen.get("labels"))
            check(seen.get("coordinates") and seen.get("picture"), "coordinates, picture")
            check(seen.get("absent") and NEW_LIMIT in seen.get("limits", []),
                  "a limit that some points lack is NaN there")
        if there("netCDF4"):
            seen = look(NETCDF4, path, AXES)
            check(seen == truth, "netCDF4 sees the same")
        if shutil.which("ncdump"):
            done = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True)
            check(done.returncode == 0 and "client_requests_summary(point, replication, client)"
                  in done.stdout, "ncdump")
    print("ok" if not failures else f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
