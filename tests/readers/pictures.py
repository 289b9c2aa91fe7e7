#!/usr/bin/python3
"""pictures.py - the pictures of a run show what its file says: the heat of its partitions, number by number."""
import os
import subprocess
import sys
import tempfile

HEADROOM = os.environ.get("HEADROOM", "./headroom")
SOURCE = os.path.abspath(os.environ.get("SRCDIR", "."))
SCENARIO = os.path.join(SOURCE, "tests", "readers", "readers.cfg")

LOOK = """
import sys
import matplotlib
matplotlib.use("Agg")
import numpy as np
sys.path.insert(0, sys.argv[2])
import headroom

ds = headroom.open(sys.argv[1])
kept = int(sys.argv[3])
shown = headroom.heat(ds, "goods", 1)
axis, = shown  # nobody reads
names = [t.get_text() for t in axis.get_yticklabels()]
assert headroom.heated(ds) == ["goods"], headroom.heated(ds)
drawn = [name for name, _ in headroom.pictures(ds)]
assert drawn == ["latency", "limits", "where", "heat-goods"], drawn

one = ds.sel(replication=1, table="goods")
low, high, begun = (one["dynamodb_partition_" + n].values for n in ("low", "high", "from"))
units = one["dynamodb_partition_consumed_write_capacity_units"].values
count = int(one["dynamodb_partition_count"])
mesh = np.ma.filled(axis.collections[0].get_array(), np.nan).reshape(len(names), -1)
# where one is, left to its neighbours and above what it was cut into
order = sorted(range(min(count, kept)), key=lambda i: (low[i], begun[i], high[i]))
order += [kept] if count > kept else []
assert len(names) == len(order) and mesh.shape == (len(order), ds.sizes["time"])
for row, i in enumerate(order):
    np.testing.assert_array_equal(mesh[row], units[i] / ds.attrs["period"])
assert names[-1] == ("all others" if count > kept else "0.6667 – 1.0000"), names
whole = one["dynamodb_consumed_write_capacity_units"].values
np.testing.assert_allclose(np.nansum(mesh, axis=0) * ds.attrs["period"], whole, rtol=1e-12)

refused = one["dynamodb_partition_write_throttle_events"].values
feet = sum(len(c.get_paths()) for c in axis.collections[1:] if tuple(c.get_facecolor()[0][:3]) ==
           matplotlib.colors.to_rgb(headroom.ALARM))
assert feet == (refused > 0).sum() > 0, (feet, refused)
said = [t.get_text() for t in axis.texts if t.get_text().endswith(" rejected")]
told = [f"{refused[i].sum():,} rejected".replace(",", "\\u2009") for i in order if refused[i].sum()]
assert said == told, (said, told)
if kept > 2:
    assert any("one key" in n for n in names), names
axis.figure.savefig(sys.argv[4])
"""


def main():
    there = subprocess.run([sys.executable, "-c", "import xarray, h5netcdf, matplotlib"], capture_output=True)
    if there.returncode != 0:
        print("skipped: no xarray, h5netcdf or matplotlib")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        for kept in 9, 2:
            path, picture = os.path.join(place, "run.h5"), os.path.join(place, "heat.png")
            subprocess.run([HEADROOM, "run", SCENARIO, "--set", f"run.partitions={kept}", "-q", "-o", path],
                           capture_output=True, check=True)
            done = subprocess.run([sys.executable, "-c", LOOK, path, os.path.join(SOURCE, "analysis"), str(kept), picture],
                                  capture_output=True, text=True)
            fine = done.returncode == 0 and os.path.getsize(picture) > 1000
            print("ok" if fine else "not ok", f"the heat of {kept} partitions", done.stderr[-800:])
            failed += not fine
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
