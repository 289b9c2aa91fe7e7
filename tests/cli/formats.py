#!/usr/bin/python3
"""--format csv of every command says what its JSON says, a row for each value."""
import csv
import io
import json
import unittest

from command import Case

SHOP = """
title = "Shop, \\"new\\""; profile = "aws-2026"; run = { duration = "3 min"; replications = 3; period = "30 s"; };
client = {
  shop = { target = "lambda.order"; timeout = "5 s"; phases = ( { name = "calm"; duration = "1 min"; rate = "20/s"; },
    { name = "busy"; duration = "2 min"; rate = "60/s"; } ); bursts = ( { name = "news"; at = "50 s"; requests = 90; within = "1 s"; } ); };
  walk = { target = "sqs.later"; phases = ( { name = "calm"; duration = "3 min"; rate = "3/s"; } ); };
};
lambda = { order = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s";
    steps = ( { work = "80 ms at 512 MB"; }, { call = "dynamodb.orders"; action = "PutItem"; item_size = "2 KB"; } ); };
  slow = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s"; steps = ( { wait = "300 ms"; } );
    event_source_mappings = ( { event_source = "sqs.later"; } ); }; };
sqs = { later = { visibility_timeout = "30 s"; }; };
dynamodb = { orders = { billing_mode = "PROVISIONED"; write_capacity_units = 60; read_capacity_units = 1;
  auto_scaling = { write_capacity_units = { min_capacity = 60; max_capacity = 900; target_value = "70 %"; scheduled_actions = (
    { name = "up"; schedule = "at(+70 s)"; min_capacity = 70; }, { name = "more"; schedule = "at(+100 s)"; min_capacity = 80; } ); }; }; }; };
objectives = ( "p50(client.shop.latency) < 2 s", "share(client.shop.errors) < 1 % during news" );
"""
COMMANDS = (
    ("run", "x.cfg", "-o", "x.h5", "-q"),
    ("report", "x.h5"),
    ("check", "x.cfg"),
    ("compare", "x.cfg", "--set", "lambda.order.memory_size=1 GB", "-q"),
    ("compare", "x.h5", "x.h5"),
    ("tune", "x.cfg", "-o", "none", "-q", "--vary", "lambda.order.memory_size=512,1024 MB", "--minimise", "cost.run"),
    ("grow", "x.cfg", "-o", "none", "-q", "-r", "2", "--up-to", "2", "--precision", "20 %"),
)
ESTIMATE = {"value", "low", "high", "n"}
NOTES = ("refused", "short", "none_seen", "exact")


def text_of(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def rows_of(value):
    """Rows but for their keys, in their order."""
    if isinstance(value, dict) and ESTIMATE <= value.keys():
        note = next((n for n in NOTES if value.get(n)), "")
        return [[*(text_of(value[k]) for k in ("value", "low", "high")), value["n"], note]]
    if isinstance(value, (dict, list)):
        inside = value.values() if isinstance(value, dict) else value
        return [row for one in inside for row in rows_of(one)]
    return [[text_of(value), "", "", "", ""]]


class Formats(Case):
    def test_csv_has_the_values_of_the_json(self):
        self.write("x.cfg", SHOP)
        for words in COMMANDS:
            with self.subTest(words=words):
                as_json = self.run_it(*words, "-f", "json")
                as_csv = self.run_it(*words, "-f", "csv")
                self.assertEqual((as_csv.code, as_csv.err), (as_json.code, as_json.err))
                rows = list(csv.reader(io.StringIO(as_csv.out)))
                self.assertEqual(rows.pop(0), ["key", "value", "low", "high", "n", "note"])
                wanted = rows_of(json.loads(as_json.out))
                self.assertEqual(len(rows), len(wanted))
                for row, told in zip(rows, wanted):
                    for cell, value in zip(row[1:], told):
                        self.assertEqual(float(cell) if isinstance(value, (int, float)) else cell, value, row)
                self.assertEqual(len({row[0] for row in rows}), len(rows), "a key stands twice")

    def test_a_key_is_the_way_to_the_value(self):
        self.write("x.cfg", SHOP)
        out = self.run_it("run", "x.cfg", "-o", "none", "-q", "-f", "csv").out
        row = {r[0]: r[1:] for r in csv.reader(io.StringIO(out))}
        self.assertEqual(row["title"][0], 'Shop, "new"')
        self.assertEqual(row["objectives[p50(client.shop.latency) < 2 s].verdict"][0], "met")
        self.assertEqual(row["limits[dynamodb.orders.write_capacity_units].kind"][0], "bucket")
        self.assertEqual(row["phases[0].client"][0], "client.shop")
        self.assertEqual(float(row["resources.client.shop.requests.count"][3]), 3)
        self.assertLess(float(row["cost.run_usd"][1]), float(row["cost.run_usd"][2]))


if __name__ == "__main__":
    unittest.main()
