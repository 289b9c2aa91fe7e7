"""headroom.py - result files of headroom in Python: open them, make them, look at them.

    import headroom
    ds = headroom.open("airline-booking.h5")          # an xarray.Dataset, nothing renamed
    ds.client_latency.sel(client="travellers", statistic="p99").mean("replication").plot()
    headroom.latency(ds, "travellers"); headroom.limits(ds); headroom.where(ds, "travellers")

    ds = headroom.run("airline-booking.cfg", {"client.*.scale": 2}, replications=3)
    headroom.heat(headroom.run("hot-key.cfg", {"run.partitions": 16}), "catalogue")

    ds = headroom.open("sweep.h5"); headroom.sweep(ds)   # points, by what was set at them
    headroom.grid(ds).cost_month.sum("line_item").mean("replication")
    said, ds = headroom.study("compare", headroom.scenario("memory.cfg"), duration="3 min",
                              vary=["lambda.thumbnail.memory_size=1024,1769 MB"])

As a program it draws the three pictures and the heat of each table whose partitions were
followed, or the one of a sweep:
    python3 headroom.py FILE.h5 [-o PREFIX]
What each variable means: FORMAT.md; notebooks to start from: notebooks/.  Needs
xarray and h5netcdf or netCDF4; matplotlib for the pictures.  The simulator needs none of this.
"""
import argparse
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np
import xarray as xr

FORMAT = 1
INK, FAINT, ALARM = "#222222", "#9a9a9a", "#c0392b"
# Colour-blind safe (Okabe and Ito); PARTS in the order of the `part` coordinate.
SHADES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31"]
PARTS = {"network": "#56b4e9", "gateway": "#0072b2", "throttle_wait": "#d55e00",
         "cold_start": "#cc79a7", "work": "#009e73", "wait": "#c4c4c4", "call": "#e69f00",
         "queue": "#8c6d31", "retry_delay": "#f0e442"}
_HERE = os.path.dirname(os.path.abspath(__file__))


def open(path, **options):
    """The file as an xarray.Dataset; refuses a format that it does not know."""
    ds = xr.open_dataset(path, **options)
    found = ds.attrs.get("headroom_format")
    if found is None or int(found) != FORMAT:
        raise ValueError(f"{path}: headroom_format is {found}, this reads {FORMAT}")
    return ds


def scenario(name):
    """The path of a scenario that ships with headroom, "memory.cfg"."""
    return os.path.normpath(os.path.join(_HERE, "..", "scenarios", name))


def find_program():
    """$HEADROOM, else what was built or installed with this file, else the PATH's."""
    if "HEADROOM" in os.environ:
        return os.environ["HEADROOM"]
    for place in ("../build", "../../../bin"):
        path = os.path.normpath(os.path.join(_HERE, place, "headroom"))
        if shutil.which(path):
            return path
    return "headroom"


def _ask(words, settings=None, options=None):
    """What the program prints; raises with its own message where it did not do its work."""
    for address, value in (settings or {}).items():
        words = words + ["--set", f"{address}={value}"]
    for name, value in (options or {}).items():
        option = "--" + name.replace("_", "-")
        for each in value if isinstance(value, (list, tuple)) else [value]:
            words = words + ([option] if each is True else [option, str(each)])
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in (0, 5, 99):
        raise RuntimeError(done.stderr.strip() or f"exit {done.returncode}")
    return done.stdout


def _simulate(words, settings, output, options):
    with tempfile.TemporaryDirectory() as place:
        path = output or os.path.join(place, "run.h5")
        said = _ask(words + ["-o", path, "-q"], settings, options)
        ds = open(path)
        return said, ds if output else ds.load()


def run(scenario, settings=None, output=None, program=None, **options):
    """Simulates a scenario and opens what it wrote.

    settings: {"lambda.orders.memory_size": "1 GB"}; options: replications=3, seed=2,
    duration="1 h" .. as on the command line, a list for what may be repeated, True for what
    has no value.  A missed objective is not an error; anything that leaves no file is, with
    the program's own message.
    """
    return _simulate([program or find_program(), "run", scenario], settings, output, options)[1]


def study(command, scenario, settings=None, output=None, program=None, **options):
    """A "sweep", "compare", "tune" or "grow": what it says (of `--format json`), its file.

    As run; the axes are vary=["lambda.orders.memory_size=512,1024 MB"].
    """
    said, ds = _simulate([program or find_program(), command, scenario, "--format", "json"],
                         settings, output, options)
    return json.loads(said), ds


def answer(path, program=None, **options):
    """What `headroom run` said, out of the file it wrote: a dictionary (of `--format json`)."""
    return json.loads(_ask([program or find_program(), "report", path, "--format", "json"],
                           None, options))


def requests(path):
    """The log of `--requests N` as a pandas.DataFrame, names instead of places."""
    top, log = open(path), xr.open_dataset(path, group="requests").to_dataframe()
    log["client"] = top["client"].values[log["client"]]
    if "limit" in top:
        name = np.append(top["limit"].values, "")
        log["limit"] = name[log["limit"]]
    return log


def marks(ds):
    """[(name, kind, start, end)] of phases, bursts and timeline entries, in s."""
    if "mark" not in ds:
        return []
    kinds = ds["mark_kind"].attrs["flag_meanings"].split()
    return [(str(n), kinds[int(k)], float(a), float(b))
            for n, k, a, b in zip(ds["mark"].values, ds["mark_kind"].values,
                                  ds["mark_start"].values, ds["mark_end"].values)]


def axes_of(ds):
    """Names of a sweep's axes, the slowest first."""
    names = [n for n in ds.coords if ds[n].dims == ("point",) and ds[n].dtype.kind in "OSU"]
    return [str(n) for n in names]


def grid(ds):
    """A sweep's file with one dimension for each axis instead of `point`.

    Settings that are numbers become numbers, so that they are in order.
    """
    names = [n + "_value" if n + "_value" in ds.coords else n for n in axes_of(ds)]
    rest = [n for n in ds.coords if ds[n].dims == ("point",) and n not in names + ["point"]]
    return ds.drop_vars(rest).set_index(point=names).unstack("point") if len(names) > 1 \
        else ds.drop_vars(rest).swap_dims(point=names[0])


# ---- what the pictures share

def style():
    """For pictures drawn by hand beside those here: plain axes, colour-blind safe."""
    import matplotlib.pyplot as plt

    plt.rcParams.update({
        "axes.prop_cycle": plt.cycler(color=SHADES), "axes.edgecolor": FAINT,
        "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
        "axes.titlelocation": "left", "axes.titlesize": 10, "axes.labelsize": 9,
        "xtick.labelsize": 9, "ytick.labelsize": 9, "legend.fontsize": 9,
        "legend.frameon": False, "grid.color": "#eeeeee", "figure.dpi": 110,
        "figure.constrained_layout.use": True})


def _clock(ds):
    """A unit of time that suits the run: what to divide by, and its name."""
    end = float(ds.attrs["duration"])
    return (3600, "h") if end >= 3 * 3600 else (60, "min") if end >= 300 else (1, "s")


def _steps(ds, axis, values, **look):
    unit, _ = _clock(ds)
    edges = np.append(ds["time"].values, ds["time"].values[-1] + ds.attrs["period"]) / unit
    return axis.stairs(np.asarray(values, float), edges, baseline=None, **look)


def _plain(axis):
    axis.spines[["top", "right"]].set_visible(False)
    axis.spines[["left", "bottom"]].set_color(FAINT)
    axis.tick_params(colors=INK, labelsize=9)


def _draw_marks(ds, axis, owner=None):
    """Phases as named bands along the top, bursts and timeline entries as lines."""
    unit, _ = _clock(ds)
    owners = ds["mark_owner"].values if "mark" in ds else []
    seen = set()
    for who, (name, kind, start, end) in zip(owners, marks(ds)):
        if owner and kind != "timeline" and str(who) != owner or (name, start) in seen:
            continue
        seen.add((name, start))
        if kind == "phase":
            axis.axvline(start / unit, color=FAINT, lw=0.8, ls=":", zorder=0)
            axis.annotate(name, ((start + end) / 2 / unit, 1.02), ha="center", fontsize=8,
                          color=FAINT, xycoords=("data", "axes fraction"))
        else:
            axis.axvspan(start / unit, max(end, start) / unit, color="#f4d9a8", lw=1,
                         ec="#e0a030", zorder=0)
            axis.annotate(name, (start / unit, 1.08), ha="center", fontsize=8,
                          color="#a06a00", xycoords=("data", "axes fraction"))


def _title(axis, text):
    axis.figure.suptitle(text, x=0.01, ha="left", fontsize=11, color=INK)


def _short(text, most=44):
    """Long addresses lose their middle."""
    half = (most - 1) // 2
    return text if len(text) <= most else text[:half] + "…" + text[-half:]


def _time(value):
    return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


# ---- three pictures

def latency(ds, client=None, statistics=("p50", "p95", "p99"), axis=None):
    """Percentiles over time, with marks and each limit's first rejection."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    client = client or str(ds["client"].values[0])
    axis = axis or plt.subplots(figsize=(9, 4.4), layout="constrained")[1]
    unit, name = _clock(ds)
    end = float(ds.attrs["duration"])  # in the drain behind it nothing new arrives
    data = ds["client_latency"].sel(client=client)
    for s, shade in zip(statistics, ("#8fb8de", "#3d7ab5", "#123f6d")):
        each = data.sel(statistic=s)
        middle = each.median("replication", skipna=True)
        _steps(ds, axis, middle, color=shade, lw=1.8, label=s)
        if each.sizes["replication"] > 1:
            edges = np.append(ds["time"].values, ds["time"].values[-1] + ds.attrs["period"])
            low, high = each.min("replication"), each.max("replication")
            axis.fill_between(edges / unit, np.append(low, low[-1]),
                              np.append(high, high[-1]), step="post", color=shade,
                              alpha=0.18, lw=0)
        known = np.flatnonzero(np.isfinite(middle.values) & (ds["time"].values < end))
        if len(known):
            axis.annotate(s, (end / unit, float(middle[known[-1]])), xytext=(4, 0),
                          textcoords="offset points", va="center", color=shade, fontsize=9)
    _first_rejections(ds, axis, unit)
    axis.set_yscale("log")
    axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda v, _: _time(v)))
    axis.yaxis.set_minor_locator(NullLocator())
    axis.set_xlim(0, end / unit)
    axis.set_xlabel(f"simulated time, {name}", color=INK)
    axis.grid(axis="y", color="#eeeeee", lw=0.8)
    axis.set_axisbelow(True)
    _draw_marks(ds, axis, "client." + client)
    _plain(axis)
    r = ds.sizes["replication"]
    _title(axis, f"{ds.attrs['title']}: latency of {client}"
                 + (f", median of {r} runs (band: all)" if r > 1 else ""))
    return axis


def edges_end(ds):
    """Where the last period ends, s."""
    return float(ds["time"].values[-1] + ds.attrs["period"])


def _first_rejections(ds, axis, unit):
    if "limit_first" not in ds:
        return
    first = ds["limit_first"].median("replication", skipna=True)
    order = np.argsort(first.values)
    hit = [i for i in order if np.isfinite(first.values[i])][:4]
    for row, i in enumerate(hit):
        at = float(first.values[i]) / unit
        right = at > 0.55 * ds.attrs["duration"] / unit
        axis.axvline(at, color=ALARM, lw=1, ls="--", zorder=1)
        axis.annotate(str(ds["limit"].values[i]), (at, 0.97 - 0.07 * row),
                      xycoords=("data", "axes fraction"), xytext=(-4 if right else 4, 0),
                      textcoords="offset points", ha="right" if right else "left", va="top",
                      fontsize=8, color=ALARM)


def limits(ds, most=14, axis=None):
    """How much of each limit was in use, as strips; triangles: the first rejection."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap

    use = ds["limit_utilization"].mean("replication")
    top = ds["limit_utilization_summary"].mean("replication")
    order = np.argsort(-np.nan_to_num(top.values), kind="stable")[:most]
    order = [i for k, i in enumerate(order) if k < 4 or top.values[i] >= 0.01]
    name = [_short(str(ds["limit"].values[i])) for i in order]
    unit, clock = _clock(ds)
    axis = axis or plt.subplots(figsize=(10, 1.7 + 0.36 * len(order)),
                                layout="constrained")[1]
    colours = LinearSegmentedColormap.from_list(
        "use", ["#f7f7f7", "#d3e3f0", "#7fb0d5", "#f2c14e", "#e07b39", ALARM])
    edges = np.append(ds["time"].values, edges_end(ds)) / unit
    picture = axis.pcolormesh(edges, np.arange(len(order) + 1), use.values[order], vmin=0,
                              vmax=1, cmap=colours)
    rejected = ds["limit_rejections_summary"].mean("replication").values[order]
    first = ds["limit_first"].median("replication", skipna=True).values[order] / unit
    for row in range(len(order)):
        axis.axhline(row, color="white", lw=2)
        said = f"{100 * top.values[order][row]:.0f} %"
        if rejected[row] > 0:
            said += ", " + f"{rejected[row]:,.0f} rejected".replace(",", "\u2009")
        axis.annotate(said, (1.01, row + 0.5), xycoords=("axes fraction", "data"),
                      va="center", fontsize=8, color=ALARM if rejected[row] > 0 else INK)
        if np.isfinite(first[row]):
            axis.plot(first[row], row + 0.5, marker=">", color="black", ms=6)
    axis.set_yticks(np.arange(len(order)) + 0.5, name, fontsize=8)
    axis.invert_yaxis()
    axis.set_xlabel(f"simulated time, {clock}", color=INK)
    _draw_marks(ds, axis)
    _plain(axis)
    bar = axis.figure.colorbar(picture, ax=axis, pad=0.01, fraction=0.025, aspect=14)
    bar.ax.tick_params(labelsize=8)
    bar.ax.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f} %")
    bar.outline.set_visible(False)
    _title(axis, f"{ds.attrs['title']}: peak use of each limit, mean of runs")
    return axis


def where(ds, client=None, axes=None):
    """Where the requests' time went, for all and for the slowest 1 %; what the run cost."""
    import matplotlib.pyplot as plt

    if axes is None:
        axes = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained",
                            width_ratios=(2, 1))[1]
    _where_time(ds, axes[0], client)
    _where_money(ds, axes[1])
    axes[0].figure.suptitle(f"{ds.attrs['title']}: where time and money went", x=0.01,
                            ha="left", fontsize=11, color=INK)
    return axes


def _where_time(ds, axis, client):
    rows = []
    if "client_request_latency_part" in ds:
        data, along = ds["client_request_latency_part"], "request"
    else:
        data, along = ds["client_latency_part"], "client"
    for label in data[along].values:
        if client is None or str(label).split("[")[0] == client:
            for which, said in (("mean", "all"), ("mean_of_slowest_percent", "slowest 1 %")):
                spent = data.sel({along: label, "part_statistic": which}).mean("replication")
                if np.nansum(spent.values) > 0:
                    rows.append((f"{label}, {said}", spent))
    used = [p for p in ds["part"].values
            if any(float(s.sel(part=p)) > 0.002 * float(s.sum()) for _, s in rows)]
    for row, (_, spent) in enumerate(rows):
        total, left = float(spent.sum()), 0.0
        for part in used:
            share = float(spent.sel(part=part)) / total
            axis.barh(row, share, left=left, color=PARTS[str(part)], height=0.7, lw=0,
                      label=str(part).replace("_", " ") if row == 0 else None)
            if share > 0.08:
                axis.text(left + share / 2, row, f"{100 * share:.0f}", ha="center",
                          va="center", fontsize=8, color="white" if part not in
                          ("wait", "retry_delay") else INK)
            left += share
        axis.annotate(_time(total), (1.01, row), xycoords=("axes fraction", "data"),
                      va="center", fontsize=8, color=INK)
    axis.set_yticks(range(len(rows)), [r[0] for r in rows], fontsize=8)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xlim(0, 1)
    axis.set_xticks([])
    _plain(axis)
    axis.spines[["left", "bottom"]].set_visible(False)
    if rows:
        axis.legend(ncols=5, fontsize=8, frameon=False, loc="upper left",
                    bbox_to_anchor=(0, -0.02))


def _where_money(ds, axis):
    name = "cost_month" if "cost_month" in ds else "cost_run"
    if name not in ds:
        axis.set_axis_off()
        return
    cost = ds[name].mean("replication")
    order = [i for i in np.argsort(-cost.values, kind="stable") if cost.values[i] > 0.001 * float(cost.sum())][:9]
    total = float(cost.sum())
    for row, i in enumerate(order):
        axis.barh(row, cost.values[i], color="#3d7ab5", height=0.7)
        axis.annotate(f" {cost.values[i]:.3g} ({100 * cost.values[i] / total:.0f} %)",
                      (cost.values[i], row), va="center", fontsize=8, color=INK)
    axis.set_yticks(range(len(order)), [str(ds["line_item"].values[i]) for i in order],
                    fontsize=8)
    axis.set_ylim(max(len(order), 1) - 0.5, -0.5)
    axis.set_xlim(0, 1.45 * max(cost.values.max(), 1e-12))
    axis.set_xticks([])
    _plain(axis)
    axis.spines["bottom"].set_visible(False)
    of = "a month" if name == "cost_month" else "this run"
    axis.set_title(f"USD, {of}: {total:.3g}", loc="left", fontsize=9, color=INK)


# ---- partitions over time

def _partitions(ds, of, replication):
    """The variables of one table, or of one index ("t[by_day]"), without their prefix.

    Partitions are in the order of their hashes, each before what it was cut into, and last
    all others, if there are any.
    """
    along = "index" if "[" in of else "table"
    stem = "dynamodb_partition_" if along == "table" else "dynamodb_index_partition_"
    ds = ds[[n for n in ds.data_vars if n.startswith(stem)]]
    one = ds.rename({n: n[len(stem):] for n in ds.data_vars})
    one = one.sel({along: of, "replication": replication})
    followed = one.sizes["partition"] - 1
    there = [i for i in range(followed) if np.isfinite(one["from"].values[i])]
    there.sort(key=lambda i: [one[n].values[i] for n in ("low", "from", "high")])
    others = [followed] if int(one["count"]) > followed else []
    return one.isel(partition=there + others)


def _range_of(partition):
    low, high = float(partition["low"]), float(partition["high"])
    if np.isnan(low):
        return "all others"
    return f"{low:.4f}, one key" if high - low < 1e-12 else f"{low:.4f} – {high:.4f}"


def _heat_side(ds, axis, one, side):
    from matplotlib.colors import LinearSegmentedColormap

    rows, unit, period = one.sizes["partition"], _clock(ds)[0], ds.attrs["period"]
    served = one[f"consumed_{side}_capacity_units"].values / period
    refused = one[f"{side}_throttle_events"].values
    edges = np.append(ds["time"].values, edges_end(ds)) / unit
    colours = LinearSegmentedColormap.from_list("heat", ["#f7f7f7", "#7fb0d5", "#123f6d"])
    single = served[np.isfinite(one["low"].values)]  # all others are no one partition
    top = np.nanmax(single) if np.isfinite(single).any() else 0
    picture = axis.pcolormesh(edges, np.arange(rows + 1), served, vmin=0, vmax=top or 1,
                              cmap=colours)
    for row in range(rows):
        axis.axhline(row, color="white", lw=1.5)
        axis.broken_barh([(edges[k], edges[k + 1] - edges[k])
                          for k in np.flatnonzero(refused[row])], (row + 0.82, 0.18), color=ALARM)
        if refused[row].sum() > 0:
            axis.annotate(f"{refused[row].sum():,} rejected".replace(",", "\u2009"),
                          (1.01, row + 0.5), xycoords=("axes fraction", "data"),
                          va="center", fontsize=8, color=ALARM)
    axis.set_yticks(np.arange(rows) + 0.5,
                    [_range_of(one.isel(partition=i)) for i in range(rows)], fontsize=8)
    axis.set_ylim(rows, 0)
    axis.set_xlim(edges[0], edges[-1])
    axis.set_title(f"{side} units a second", loc="left", fontsize=9, color=INK,
                   pad=20 if "mark" in ds else 6)
    bar = axis.figure.colorbar(picture, ax=axis, pad=0.01, fraction=0.025, aspect=14,
                               extend="max" if np.nanmax(served) > top else "neither")
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
    _draw_marks(ds, axis)
    _plain(axis)


def heat(ds, of=None, replication=None):
    """Units a second of each partition over time; a red foot: it turned some away.

    of: a table, or an index as "t[by_day]".  Partitions differ from run to run, so it is
    one replication, the first unless another is named.
    """
    import matplotlib.pyplot as plt

    of = of or str(ds["table"].values[0])
    replication = int(ds["replication"].values[0]) if replication is None else replication
    one = _partitions(ds, of, replication)
    sides = [s for s in ("read", "write") if one[f"consumed_{s}_capacity_units"].sum()
             + one[f"{s}_throttle_events"].sum() > 0] or ["read"]
    size = (10, 0.8 + len(sides) * (0.8 + 0.3 * one.sizes["partition"]))
    axes = plt.subplots(len(sides), 1, layout="constrained", squeeze=False, figsize=size)[1][:, 0]
    for axis, side in zip(axes, sides):
        _heat_side(ds, axis, one, side)
    axes[-1].set_xlabel(f"simulated time, {_clock(ds)[1]}", color=INK)
    _title(axes[0], f"{ds.attrs['title']}: partitions of {of} by their hashes, "
                    f"replication {replication}")
    return axes


def heated(ds):
    """Tables and indexes whose partitions were followed, and did something."""
    names = []
    for stem, along in (("dynamodb_partition_", "table"), ("dynamodb_index_partition_", "index")):
        for side in ("read", "write"):
            if f"{stem}count" in ds:
                units = ds[f"{stem}consumed_{side}_capacity_units"]
                refused = ds[f"{stem}{side}_throttle_events"]
                rest = [d for d in units.dims if d != along]
                busy = units.sum(rest) + refused.sum(rest) > 0
                names += [str(n) for n in ds[along].values[busy.values]]
    return list(dict.fromkeys(names))


# ---- a sweep

def _interval(values):
    """Mean over replications and the half width of its 95 % t interval."""
    from statistics import NormalDist

    n = int(np.isfinite(values).sum())
    mean = float(np.nanmean(values)) if n else np.nan
    if n < 2:
        return mean, np.nan
    z, v = NormalDist().inv_cdf(0.975), n - 1
    # Cornish-Fisher of Student's t, right to 1 % from 4 degrees on
    t = z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v * v)
    return mean, t * float(np.nanstd(values, ddof=1)) / np.sqrt(n)


def _sweep_values(ds, client):
    """What is drawn: (title, one number a point and replication)."""
    at = {"client": client}
    errors = ds["client_errors_summary"].sel(at) / ds["client_requests_summary"].sel(at)
    cost = "cost_month" if "cost_month" in ds else "cost_run"
    shown = [(f"p99 latency of {client}, ms",
              1e3 * ds["client_latency_summary"].sel(client=client, statistic="p99")),
             (f"errors of {client}, %", 100 * errors)]
    if cost in ds:
        of = "a month" if cost == "cost_month" else "the run"
        shown.append((f"USD, {of}", ds[cost].sum("line_item")))
    return shown


def sweep(ds, client=None):
    """Latency, errors and cost against the last axis, a line for each point of the others."""
    import matplotlib.pyplot as plt

    client = client or str(ds["client"].values[0])
    names = axes_of(ds)
    along = max(names, key=lambda n: (n + "_value" in ds.coords, len(set(ds[n].values))))
    number = along + "_value"
    others = [n for n in names if n != along]
    labels = list(dict.fromkeys(str(v) for v in ds[along].values))
    if number in ds.coords:
        x = np.asarray(ds[number].values, float)
        labels = [label for _, label in sorted(zip(x, map(str, ds[along].values)))]
        labels = list(dict.fromkeys(labels))
    place = np.array([labels.index(str(v)) for v in ds[along].values])
    lines = [", ".join(str(ds[n].values[i]) for n in others) for i in range(ds.sizes["point"])]
    shown = _sweep_values(ds, client)
    axes = plt.subplots(1, len(shown), figsize=(3.9 * len(shown), 3.9),
                        layout="constrained")[1]
    for axis, (title, values) in zip(np.atleast_1d(axes), shown):
        for k, line in enumerate(dict.fromkeys(lines)):
            points = [i for i in np.argsort(place, kind="stable") if lines[i] == line]
            seen = [_interval(values.isel(point=i).values) for i in points]
            axis.errorbar(place[points], [m for m, _ in seen], yerr=[h for _, h in seen],
                          color=SHADES[k % len(SHADES)], marker="o", ms=4, lw=1.5, capsize=3,
                          label=line or None)
        axis.set_xticks(range(len(labels)), labels, fontsize=8, rotation=30, ha="right")
        axis.set_ylim(bottom=0)
        axis.set_title(title, loc="left", fontsize=9, color=INK)
        axis.grid(axis="y", color="#eeeeee", lw=0.8)
        axis.set_axisbelow(True)
        _plain(axis)
    first = np.atleast_1d(axes)[0]
    first.set_xlabel(str(ds[along].attrs.get("long_name", along)), fontsize=8, color=INK)
    if others:
        first.legend(fontsize=8, frameon=False,
                     title=", ".join(str(ds[n].attrs.get("long_name", n)) for n in others),
                     title_fontsize=8)
    _title(first, f"{ds.attrs['title'] or 'sweep'}: mean of {ds.sizes['replication']} runs, "
                  "95 % intervals")
    return first


def main():
    import matplotlib

    matplotlib.use("Agg")
    parser = argparse.ArgumentParser(description="Pictures of a run, or one of a sweep.")
    parser.add_argument("file")
    parser.add_argument("-o", "--output", metavar="PREFIX",
                        help="PREFIX-latency.png, -limits.png, -where.png, -heat-TABLE.png; "
                             "-sweep.png")
    parser.add_argument("--client")
    given = parser.parse_args()
    ds = open(given.file)
    prefix = given.output or os.path.splitext(given.file)[0]
    if "point" in ds.dims:
        drawn = [("sweep", sweep(ds, given.client))]
    else:
        drawn = pictures(ds, given.client)
    for name, axis in drawn:
        axis.figure.savefig(f"{prefix}-{name}.png", dpi=130)
        print(f"{prefix}-{name}.png")


def pictures(ds, client=None):
    """The three of a run, and the heat of partitions that were followed."""
    drawn = [("latency", latency(ds, client))]
    if "limit" in ds:
        drawn.append(("limits", limits(ds)))
    drawn.append(("where", where(ds, client)[0]))
    drawn += [("heat-" + "-".join(of.rstrip("]").split("[")), heat(ds, of)[0])
              for of in heated(ds)]
    return drawn


if __name__ == "__main__":
    main()
