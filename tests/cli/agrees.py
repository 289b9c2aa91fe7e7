#!/usr/bin/python3
"""The calculator and the simulator agree where nothing is turned away (language.md D39)."""
import json
import re
import unittest

from command import Case

STEADY = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "2 h"; warm_up = "20 min"; period = "1 min"; seed = 11; replications = 10; };
client = { shoppers = { target = "apigateway.shop"; route = "POST /orders"; rate = "40/s"; }; };
apigateway = { shop = { type = "HTTP";
    routes = ( { route = "POST /orders"; integration = "lambda.order"; } ); }; };
lambda = { order = { runtime = "python3.12"; memory_size = "1769 MB"; timeout = "9 s";
    steps = ( { work = "lognormal(p50=40 ms, p99=160 ms)"; },
              { call = "http.partner"; probability = "25 %"; },
              { call = "dynamodb.orders"; action = "PutItem"; item_size = "2.5 KB"; count = 2; } ); }; };
dynamodb = { orders = { billing_mode = "PAY_PER_REQUEST"; }; };
http = { partner = { latency = "gamma(mean=200 ms, cv=0.7)"; }; };
"""


def number(words):
    return float(words.replace(" ", ""))


class Agree(Case):
    def setUp(self):
        super().setUp()
        self.write("steady.cfg", STEADY)
        self.checked = self.run_it("check", "steady.cfg")
        self.told = json.loads(self.run_it("run", "steady.cfg", "-q", "-o", "none",
                                           "-f", "json").out)

    def expected(self, table, row):
        text = self.checked.out[self.checked.out.index(table):]
        return number(re.search(rf"\n{re.escape(row)} +([\d. ]+)", text).group(1).split("  ")[0])

    def near(self, what, wanted, within):
        self.assertAlmostEqual(what / wanted, 1, delta=within, msg=f"{what} and {wanted}")

    def test_rates_concurrency_and_cost(self):
        self.assertEqual(self.checked.code, 0, self.checked.err)
        resources = self.told["resources"]

        def rate(address, metric):
            return resources[address][metric]["rate_per_s"]["value"]

        for address, metric in (("client.shoppers", "requests"), ("lambda.order", "invocations"),
                                ("http.partner", "requests"), ("dynamodb.orders", "requests")):
            self.near(rate(address, metric), self.expected("calls/s", address), 0.01)
        running = resources["lambda.order"]["concurrent_executions"]["mean"]["value"]
        # cold starts are not foreseen: a little more is running
        self.near(running, self.expected("at once", "lambda.order"), 0.03)
        partner = resources["http.partner"]["concurrent_requests"]["mean"]["value"]
        self.near(partner, self.expected("at once", "http.partner"), 0.03)
        total = re.search(r"\ntotal +([\d.]+) +([\d. ]+)\n", self.checked.out)
        self.near(self.told["cost"]["run_usd"]["value"], float(total.group(1)), 0.02)
        self.near(self.told["cost"]["month_usd"]["value"], number(total.group(2)), 0.02)


if __name__ == "__main__":
    unittest.main()
