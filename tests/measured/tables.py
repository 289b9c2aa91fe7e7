"""tables.py - the published Markdown tables of Lambda benchmarks (us-east-2, 2025-11) as cells."""
import re

from simulate import shared

WORKLOADS = ("cpu-intensive", "memory-intensive", "light")
ARCHITECTURES = ("arm64", "x86_64")  # in the order of the columns


def value(text):
    text = text.replace("$", "").replace(",", "").strip()
    return None if text == "N/A" else float(text)


def cells(workload, start):
    """(runtime, architecture, MB) -> duration and init in ms, USD per 1M invocations; start: warm or cold."""
    path = shared("data", "measurements", "cebert__aws-lambda-performance-benchmarks", "published-results",
                  "november-2025", "tables", workload, start + ".md")
    found, runtime, section = {}, "", ""
    with open(path) as file:
        for line in file:
            if line.startswith("## "):
                runtime = line[3:].strip()
            elif line.startswith("### "):
                section = line[4:].strip()
            elif re.match(r"\| +\d+ \|", line):
                memory, *rest = line.strip().strip("|").split("|")
                for at, architecture in enumerate(ARCHITECTURES):
                    cell = found.setdefault((runtime, architecture, int(memory)), {})
                    if section.startswith("Performance"):
                        cell["duration"], cell["init"] = value(rest[2 * at]), value(rest[2 * at + 1])
                    elif section.startswith("Cost"):
                        cell["cost"] = value(rest[at])
    return {key: cell for key, cell in found.items() if cell.get("duration") and cell.get("cost")}
