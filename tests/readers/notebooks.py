#!/usr/bin/python3
"""notebooks.py - every notebook of analysis/ runs to its end, each in a kernel of its own, where nothing is but
what is installed; none is kept with what it showed."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HEADROOM = os.path.abspath(os.environ.get("HEADROOM", "./headroom"))
SOURCE = os.path.abspath(os.environ.get("SRCDIR", "."))
NOTEBOOKS = os.path.join(SOURCE, "analysis", "notebooks")
NEEDED = "nbclient", "ipykernel", "nbformat"

EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": "."}}).execute()
drawn = sum("image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", []))
print(len(notebook.cells), "cells,", drawn, "pictures")
assert drawn > 0
"""


def faults(path):
    """What a notebook that is kept must not have, or lacks."""
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    cells, found = notebook["cells"], []
    for cell in cells:
        if cell.get("outputs") or cell.get("execution_count") is not None:
            found.append(f"cell {cell['id']} has outputs or an execution count")
    ids = [cell["id"] for cell in cells]
    if len(set(ids)) < len(ids) or not all(re.fullmatch("[a-z-]+", i) for i in ids):
        found.append("cells have no stable names of their own")
    text = "".join("".join(cell["source"]) + "\n" for cell in cells if cell["cell_type"] == "code")
    if cells[0]["cell_type"] != "markdown" or "assert" not in text:
        found.append("no question first, or nothing asserted")
    return found


def lay_out(place):
    """As it is installed: analysis and scenarios side by side."""
    analysis = os.path.join(place, "analysis")
    shutil.copytree(NOTEBOOKS, os.path.join(analysis, "notebooks"))
    shutil.copy(os.path.join(SOURCE, "analysis", "headroom.py"), analysis)
    shutil.copytree(os.path.join(SOURCE, "scenarios"), os.path.join(place, "scenarios"))
    for folder, _, _ in os.walk(place):
        os.chmod(folder, 0o755)  # a distributed tree may be read only
    return os.path.join(analysis, "notebooks")


def main():
    absent = [m for m in NEEDED if subprocess.run([sys.executable, "-c", "import " + m], capture_output=True).returncode]
    if absent:
        print("skipped: no", ", ".join(absent))
        return 77
    if os.environ.get("SANITIZED"):
        print("skipped: too slow under sanitizers")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        folder = lay_out(os.path.join(place, "share"))
        before = sorted(os.listdir(folder))
        own = {**os.environ, "HOME": place, "HEADROOM": HEADROOM, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        own.pop("MPLBACKEND", None)  # the kernel draws inline
        for kind in "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR":
            own[kind] = os.path.join(place, kind)  # nothing of whose machine it is
        for name in before:
            found = faults(os.path.join(folder, name))
            done = subprocess.run([sys.executable, "-c", EXECUTE, name], capture_output=True, text=True, cwd=folder,
                                  env=own)
            if done.returncode != 0:
                found.append(re.sub("\x1b\\[[0-9;]*m", "", done.stderr)[-2000:])
            print("not ok" if found else "ok", name, done.stdout.strip(), *found)
            failed += bool(found)
        if sorted(os.listdir(folder)) != before or not before:
            print("not ok: files were left behind, or there are no notebooks", os.listdir(folder))
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
