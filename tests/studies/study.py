"""study.py - a scenario of ../scenarios under several settings, compared replication by replication."""
import math
import os
import sys

from scipy.stats import t

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, long_runs


class Outcome(Run):
    def of(self, name, resource, statistic=None):
        """One value a replication: a count, or one of the nine numbers."""
        room = {"client": "client", "lambda": "function", "http": "http", "dynamodb": "table",
                "kinesis": "stream", "stepfunctions": "state_machine", "poller": "mapping", "sqs": "queue",
                "sns": "topic", "events": "bus", "kpl": "producer", "kcl": "application", "apigateway": "api", "vpc": "vpc", "cloudfront": "distribution"}[name.split("_")[0]]
        at = self[room].tolist().index(resource.encode())
        values = self[name + "_summary"][:, at]
        return values if statistic is None else values[:, self["statistic"].tolist().index(statistic.encode())]

    def rejected(self, limit):
        return self["limit_rejections_summary"][:, self["limit"].tolist().index(limit.encode())]

    def paid(self, room=""):
        """USD a replication for the line items of a room."""
        which = [at for at, name in enumerate(self["line_item"].tolist()) if name.startswith(room.encode())]
        return self["cost_run"][:, which].sum(axis=1)


class Study:
    """`short` are settings that make the scenario fast enough for a test and change no answer."""

    def __init__(self, scenario, *short):
        long_runs()
        self.facts = Facts()
        self.short = short
        self.directory = os.path.join(os.environ["SRCDIR"], "scenarios", "")
        with open(self.directory + scenario) as file:  # the copy that is run stands elsewhere
            self.text = file.read().replace('definition = "', 'definition = "' + self.directory)

    def run(self, *settings):
        options = [word for one in self.short + settings for word in ("--set", one)]
        return Outcome(self.text, "--no-objectives", *options)

    def holds(self, what, values, low, high):
        """The 99.9 % interval of the mean lies within [low, high]."""
        half = t.ppf(0.9995, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
        mean = values.mean()
        self.facts.check(low <= mean - half and mean + half <= high, "%s: %.4g +- %.2g, within [%.4g, %.4g]" % (
            what, mean, half, low, high))

    def end(self):
        self.facts.end()
