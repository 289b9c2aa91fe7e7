#!/usr/bin/python3
"""What each partition did, when run.partitions asks for it: in the file, and nowhere else."""
import os
import unittest

import h5py
import numpy as np

from command import Case

# Partitions a thirtieth as large as AWS's, split after minutes; one key takes more than one of them has, and so it gets a
# range of its own.  The index has partitions too.
HOT = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "7 min"; warm_up = "%s"; period = "20 s"; seed = 29; replications = 3; %s };
account = { dynamodb = { partition_read_units = "100/s"; partition_write_units = "33/s"; partition_split_after = "1 min";
                         partition_split_duration = "uniform(11 s, 29 s)"; }; };
client = {
  readers = { target = "dynamodb.goods"; action = "GetItem"; consistent_read = true; item_size = "5 KB"; retry = "none"; timeout = "2 s";
    key = "mix(70 %% constant(0), 30 %% zipf(s=0.5, n=900))"; phases = ( { duration = "6 min"; rate = "81/s"; }, { duration = "1 min"; rate = "79/s"; } ); };
  writers = { target = "dynamodb.goods"; action = "PutItem"; item_size = "1.5 KB"; retry = "none"; timeout = "2 s"; rate = "9/s";
    key = "uniform(n=500)"; };
};
dynamodb = {
  goods = { read_capacity_units = 290; write_capacity_units = 30; global_secondary_indexes = (
    { index_name = "by_day"; item_size = "90 B"; write_capacity_units = 60; read_capacity_units = 5; key_distribution = "constant(3)"; } ); };
  idle  = { read_capacity_units = 10; write_capacity_units = 10; };
};
"""
TABLE, INDEX = "dynamodb_", "dynamodb_index_"
COUNTS = ["consumed_read_capacity_units", "consumed_write_capacity_units", "read_throttle_events", "write_throttle_events"]
EDGES = ["low", "high", "from", "to"]


class Partitions(Case):
    def hot(self, partitions=20, warm_up="0 s", words=(), name="x.h5"):
        self.write("x.cfg", HOT % (warm_up, "partitions = %d;" % partitions if partitions else ""))
        done = self.run_it("run", "x.cfg", "-q", "-o", name, *words)
        self.assertEqual(done.code, 0, done.err)
        self.page = done.out
        return self.file(name)

    def file(self, name):
        with h5py.File(os.path.join(self.dir, name)) as file:
            return {n: file[n][()] for n in file}

    def check_sums(self, file):
        for of in TABLE, INDEX:
            for row in COUNTS[:2]:
                part, whole = file[of + "partition_" + row], file[of + row]
                self.assertTrue((np.nansum(part, axis=2) == whole).all(), of + row)
            for row in COUNTS[2:]:  # provisioned: no other reason is a key range's
                whole = file[of + row.replace("throttle", "key_range_throughput_throttle")]
                self.assertTrue((file[of + "partition_" + row].sum(axis=2) == whole).all(), of + row)

    def test_partitions_add_up_to_the_table_in_every_period(self):
        file = self.hot()
        self.check_sums(file)
        self.assertEqual(file["dynamodb_partition_" + COUNTS[0]].shape, (3, 2, 21, 21))
        self.assertEqual(list(file["partition"]), list(range(21)))
        self.assertEqual(list(file["table"]), [b"goods", b"idle"])
        self.assertEqual(list(file["index"]), [b"goods[by_day]"])
        self.assertTrue((file["dynamodb_partition_read_throttle_events"].sum(axis=(2, 3))[:, 0] > 1500).all())
        self.assertEqual(np.nansum(file["dynamodb_partition_" + COUNTS[0]][:, 1]), 0)

    def test_one_key_has_one_partition_and_no_more_than_it_serves(self):
        file = self.hot()
        low, high, start, end = (file["dynamodb_partition_" + n][:, 0] for n in EDGES)
        units = file["dynamodb_partition_" + COUNTS[0]][:, 0]
        for r in range(3):
            own, = np.flatnonzero(high[r] - low[r] < 1e-15)  # a range of its own from the split on
            before, = [i for i in range(20) if start[r, i] == 0 and low[r, i] <= low[r, own] <= high[r, i]]
            self.assertEqual(end[r, before], start[r, own])
            self.assertTrue(71 <= start[r, own] <= 180, start[r, own])
            first = int(start[r, own] // 20) + 1
            # 2 units of 0.7 x 81/s = 113/s are wanted of 100/s: full, but for the chance of a period
            self.assertTrue((units[r, own, first:] > 1900).all())
            self.assertTrue((units[r, own, first:] <= 2100).all())  # a second's bucket may be full
            self.assertTrue(np.isnan(units[r, before, first:]).all())
            self.assertTrue(np.isnan(units[r, own, :first - 1]).all())
            # all others had 0.3 x 162/s together, and go on
            rest = np.delete(units[r], own, axis=0)[:, first:]
            self.assertAlmostEqual(np.nansum(rest) / rest.shape[1] / 20, 48.6, delta=4)

    def test_those_that_are_there_hold_every_hash_once(self):
        file = self.hot()
        for of in TABLE, INDEX:
            low, high, start, end = (file[of + "partition_" + n] for n in EDGES)
            for at in np.ndindex(low.shape[:2]):
                n = file[of + "partition_count"][at]
                self.assertTrue(np.isnan(low[at][n:]).all())
                for t in [0, 419] + list(start[at][:n]):
                    there = [i for i in range(n) if start[at][i] <= t and not end[at][i] <= t]
                    edges = sorted((low[at][i], high[at][i]) for i in there)
                    self.assertEqual([e[0] for e in edges[1:]] + [1], [e[1] for e in edges])
                    self.assertEqual(edges[0][0], 0)

    def test_the_last_place_is_all_others(self):
        many, few = self.hot(), self.hot(partitions=2, name="y.h5")
        self.check_sums(few)
        self.assertEqual(few["partition"].shape, (3,))
        for of in TABLE, INDEX:
            self.assertTrue((few[of + "partition_count"] == many[of + "partition_count"]).all())
            for row in COUNTS:
                a, b = few[of + "partition_" + row], many[of + "partition_" + row]
                np.testing.assert_array_equal(a[:, :, :2], b[:, :, :2])
                rest = np.nansum(b[:, :, 2:], axis=2)
                np.testing.assert_array_equal(np.nan_to_num(a[:, :, 2]), rest)
            for edge in EDGES:
                a = few[of + "partition_" + edge]
                np.testing.assert_array_equal(a[:, :, :2], many[of + "partition_" + edge][:, :, :2])
                self.assertTrue(np.isnan(a[:, :, 2]).all())

    def test_what_was_before_the_run_is_not_there(self):
        file = self.hot(warm_up="150 s")
        self.check_sums(file)
        start, end, low = (file["dynamodb_partition_" + n][:, 0] for n in ("from", "to", "low"))
        count = file["dynamodb_partition_count"][:, 0]
        for r in range(3):
            there = [i for i in range(count[r]) if start[r, i] == 0]
            # split before t = 0: its three pieces are there from the start, in the order of their hashes
            self.assertEqual(len(there), 6)
            self.assertEqual(there, list(range(len(there))))
            self.assertEqual(list(low[r, there]), sorted(low[r, there]))
            self.assertFalse((start[r] < 0).any() or (end[r] <= 0).any())

    def test_nothing_else_depends_on_it(self):
        asked, plain = self.hot(), self.hot(partitions=0, name="y.h5")
        new = {n for n in asked if n not in plain}
        self.assertEqual(new, {"partition"} | {of + "partition_" + n for of in (TABLE, INDEX) for n in COUNTS + EDGES + ["count"]})
        for name in plain:
            if name != "requests":
                np.testing.assert_array_equal(asked[name], plain[name], name)

    def test_a_replication_alone_is_the_same(self):
        file = self.hot()
        alone = self.hot(words=("--replication", "2"), name="y.h5")
        for name in COUNTS + EDGES:
            np.testing.assert_array_equal(alone["dynamodb_partition_" + name][0], file["dynamodb_partition_" + name][2])

    def test_a_sweep_has_their_number_only(self):
        self.write("x.cfg", HOT % ("0 s", "partitions = 5;"))
        done = self.run_it("sweep", "x.cfg", "-q", "--series", "-r", "2", "--duration", "7 min", "--vary",
                           "account.dynamodb.partition_split_after=1 min,9 min", "-o", "s.h5")
        self.assertEqual(done.code, 0, done.err)
        file = self.file("s.h5")
        self.assertEqual(sorted(n for n in file if "partition" in n and "account" not in n),
                         ["dynamodb_index_partition_count", "dynamodb_partition_count"])
        count = file["dynamodb_partition_count"]
        self.assertEqual(count.shape, (2, 2, 2))
        self.assertTrue((count[0, :, 0] > count[1, :, 0]).all())

    def test_where_there_are_none_it_is_refused(self):
        self.write("x.cfg", 'run = { duration = "1 min"; partitions = 3; };\n'
                            'client = { c = { target = "http.h"; rate = "1/s"; }; };\nhttp = { h = { latency = "1 s"; }; };\n')
        done = self.run_it("run", "x.cfg")
        self.assertEqual((done.code, done.err), (2, "x.cfg:1: error: run.partitions: nothing here has partitions\n"))

    def test_more_than_there_is_memory_for_is_refused(self):
        self.write("x.cfg", HOT % ("0 s", "partitions = 1000;"))
        done = self.run_it("run", "x.cfg", "--period", "1 ms")
        self.assertEqual(done.code, 2)
        # 2 tables and an index, 4 series of 1001 places and 420 000 periods of 8 B, and what there is without
        self.assertRegex(done.err, r"one replication needs 3[78]\.[0-9] GB of memory")


if __name__ == "__main__":
    unittest.main()
