#!/usr/bin/python3
"""What the page of a run says, and what it leaves out because it says nothing."""
import re
import unittest

from command import Case

SHOP = """
profile = "aws-2026"; run = { duration = "20 min"; replications = 10; };
client = { shop = { target = "lambda.order"; rate = "40/s"; timeout = "5 s"; }; };
lambda = { order = { runtime = "python3.12"; memory_size = "512 MB"; timeout = "5 s"; architectures = "arm64";
  steps = ( { work = "80 ms at 512 MB"; }, { call = "dynamodb.orders"; action = "PutItem"; item_size = "2 KB"; } ); }; };
dynamodb = { orders = { billing_mode = "PROVISIONED"; write_capacity_units = 130; read_capacity_units = 1; }; };
"""


class Page(Case):
    def page(self, text, *words, columns=None, code=0):
        self.write("x.cfg", text)
        env = self.environment(**({"COLUMNS": str(columns)} if columns else {}))
        done = self.run_it("run", "x.cfg", "-o", "none", "-q", *words, env=env)
        self.assertEqual(done.code, code, done.err)
        return done.out


class Costs(Page):
    def test_the_dearest_of_a_service_is_told_in_the_words_of_the_bill(self):
        page = self.page(SHOP)
        # 130 units for 20 minutes; 1 read unit is 1/650 of that money and says nothing
        self.assertRegex(page, r"\n  dynamodb +[\d.]+ +\d+ %  43\.3 write capacity unit-hours\n")
        self.assertRegex(page, r"\n  lambda +[\d.]+ +\d+ %  [\d ]+ GB-seconds on arm64,\s+4\d \d{3} requests\n")
        self.assertNotRegex(page, r"read capacity|gb.second")

    def test_a_number_stays_with_its_unit_on_a_narrow_page(self):
        page = self.page(SHOP, columns=60)
        costs = page[page.index("\ncost"):page.index("  total")]
        self.assertLessEqual(max(map(len, costs.splitlines())), 60)
        self.assertRegex(costs, r"2 0\d\d GB-seconds")
        self.assertRegex(costs, r"4\d \d{3} requests")
        self.assertEqual(len(re.findall(r"unit-hours", costs)), 1)


if __name__ == "__main__":
    unittest.main()
