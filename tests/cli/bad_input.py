#!/usr/bin/python3
"""Bad input: one clear message with file:line where there is one, exit 2 (the user's) or 1
(the world's), nothing under the final name."""
import os
import re
import resource
import signal
import stat
import subprocess
import unittest

from command import HEADROOM, Case, small

HEAD = 'profile = "aws-2026";\nregion = "us-east-1";\nrun = { duration = "1 min"; };\n'
CLIENT = 'client = { c = { target = "http.partner"; rate = "1/s"; }; };\n'
HTTP = 'http = { partner = { latency = "10 ms"; }; };\n'


class Mistakes(Case):
    def refused(self, text, said, mode="w", code=2):
        self.write("bad.cfg", text, mode)
        for command in (["run", "bad.cfg"], ["check", "bad.cfg"]):
            done = self.run_it(*command)
            self.assertEqual((done.code, done.out), (code, ""), done.err[:500])
            self.assertRegex(done.err, said)
            self.assertNotIn("Sanitizer", done.err)
            self.assertEqual(self.names(), ["bad.cfg"])
        return done

    def test_unknown_setting(self):
        self.refused(HEAD + CLIENT + 'http = { partner = { latncy = "10 ms"; }; };\n',
                     r"bad\.cfg:5: error: .*latncy.*did you mean latency\?")

    def test_unknown_service(self):
        self.refused(HEAD + CLIENT + HTTP + "lamda = { x = { }; };\n",
                     r"bad\.cfg:6: error: .*lamda.*did you mean lambda\?")

    def test_service_of_a_later_day(self):
        self.refused(HEAD + CLIENT + HTTP + "s3 = { jobs = { }; };\n",
                     r"bad\.cfg:6: error: .*not built yet")

    def test_private_apis_and_who_reaches_them(self):
        api = ('apigateway = { a = { endpoint_configuration = "PRIVATE"; vpc_endpoint = "vpc.main"; %s\n'
               '  routes = ( { route = "GET /"; integration = "http.partner"; } ); }; };\nvpc = { main = { }; other = { }; };\n' + HTTP)
        client = 'client = { c = { target = "%s"; rate = "1/s"; network = { %s }; }; };\n'
        self.refused(HEAD + client % ("apigateway.a", 'rtt_to_region = "9 ms";') + api % "",
                     r'bad\.cfg:4: error: client\.c: apigateway\.a is private: only clients in its VPC reach it, network = { vpc = "vpc\.main"; }')
        self.refused(HEAD + client % ("apigateway.a", 'vpc = "vpc.other";') + api % "",
                     r"bad\.cfg:4: error: client\.c: apigateway\.a is reached from inside vpc\.main, and not from vpc\.other")
        self.refused(HEAD + client % ("http.partner", 'vpc = "vpc.main";') + api % "",
                     r"bad\.cfg:4: error: client\.c: http\.partner is outside vpc\.main, which has no NAT: say vpc\.main\.nat_gateways")
        self.refused(HEAD + client % ("http.partner", 'vpc = "vpc.mian";') + api % "",
                     r"bad\.cfg:4: error: client\.c\.network: there is no vpc\.mian; did you mean vpc\.main\?")
        self.refused(HEAD + client % ("apigateway.a", 'vpc = "vpc.main";') + api % 'cache_cluster_size = "1 GB";',
                     r'bad\.cfg:5: error: apigateway\.a\.cache_cluster_size: "1 GB" is not 0 GB, 0\.5 GB, .* or 237 GB')
        self.refused(HEAD + client % ("apigateway.a", 'vpc = "vpc.main";') + api % 'cache_cluster_size = "0.5 GB";',
                     r'bad\.cfg:4: error: apigateway\.a: keys decide what the cache of "GET /" finds: say key of this call')

    def test_a_region_is_spelled_as_aws_does(self):
        for wrong in ("us-east1", "useast-1", "US-EAST-1", "us-east-1a", "us-east-", "virginia", ""):
            self.refused(HEAD.replace("us-east-1", wrong) + CLIENT + HTTP,
                         rf'bad\.cfg:2: error: region: "{wrong}" is none such as us-east-1')
        for right in ("us-gov-west-1", "ap-southeast-12"):
            self.write("good.cfg", HEAD.replace("us-east-1", right) + CLIENT + HTTP)
            self.assertEqual(self.run_it("check", "good.cfg").code, 0)

    def test_an_arn_is_no_address(self):
        self.refused(HEAD + CLIENT.replace("http.partner", "arn:aws:lambda:us-east-1:1:function:f") + HTTP,
                     r'bad\.cfg:4: error: client\.c\.target: "arn:.*:f" is an ARN: say what it is called in the scenario')

    def test_missing_and_wrong_units(self):
        self.refused(HEAD + CLIENT + "http = { partner = { latency = 10; }; };\n",
                     r'bad\.cfg:5: error: http\.partner\.latency: 10 has no unit: write latency = "10 ms"')
        self.refused(HEAD + CLIENT + 'http = { partner = { latency = "10 MB"; }; };\n',
                     r"bad\.cfg:5: error: http\.partner\.latency")
        self.refused(HEAD + CLIENT + "http = { partner = { latency = 10 ms; }; };\n",
                     r'bad\.cfg:5: error: .*values with units are quoted')

    def test_out_of_bounds(self):
        self.refused(HEAD + CLIENT + 'http = { partner = { latency = "10 ms"; error_rate = 5; }; };\n',
                     r'bad\.cfg:5: error: .*error_rate: 5 is not between 0 % and 100 %; did you mean "5 %"\?')
        self.refused(HEAD + CLIENT + HTTP + "lambda = { f = { runtime = \"python3.12\"; memory_size = 64; }; };\n",
                     r'bad\.cfg:6: error: lambda\.f\.memory_size: 64 has no unit: write memory_size = "64 MB"')
        self.refused(HEAD + 'client = { c = { target = "lambda.f"; rate = "1/s"; }; };\n'
                     'lambda = { f = { runtime = "python3.12"; memory_size = "64 MB"; timeout = "3 s";\n'
                     '  steps = ( { work = "1 ms"; } ); }; };\n',
                     r"bad\.cfg:5: error: lambda\.f\.memory_size: .*64 MB.*128 MB.*10240 MB")

    def test_dangling_link(self):
        self.refused(HEAD + CLIENT + 'http = { partnr = { latency = "10 ms"; }; };\n',
                     r"bad\.cfg:4: error: .*http\.partner")

    def test_all_mistakes_at_once(self):
        done = self.refused(HEAD + 'client = { c = { target = "http.partner"; rate = "1"; '
                            'timeot = "1 s"; }; };\nhttp = { partner = { latency = 5; }; };\n',
                            r"error")
        self.assertEqual(done.err.count("error:"), 3, done.err)

    def test_wrong_brackets_are_one_mistake(self):
        """Whatever stands in the place of a group or list: one error, with its address and line."""
        whole = (HEAD + CLIENT + HTTP +
                 'lambda = { f = { runtime = "python3.12"; memory_size = "1 GB"; timeout = "9 s";\n'
                 'steps = ( { call = "http.partner"; retry = { max_attempts = 2; }; } ); }; };\n'
                 'timeline = ( { name = "x"; at = "3 s"; set = "client.c.rate = 3/s"; } );\n'
                 'account = { lambda = { concurrent_executions = 1000; }; };\n'
                 'objectives = ( "p99(http.partner.latency) < 3 s" );\n')
        for name, line, parts in (
                ("run", 3, '{ duration = "1 min"; }'), ("client", 4, CLIENT[9:-2]), ("client.c", 4, CLIENT[15:-5]),
                ("http", 5, HTTP[7:-2]), ("http.partner", 5, '{ latency = "10 ms"; }'),
                ("lambda.f.steps[0].retry", 7, "{ max_attempts = 2; }"),
                ("timeline", 8, '( { name = "x"; at = "3 s"; set = "client.c.rate = 3/s"; } )'),
                ("account", 9, "{ lambda = { concurrent_executions = 1000; }; }"),
                ("account.lambda", 9, "{ concurrent_executions = 1000; }"),
                ("objectives", 10, '( "p99(http.partner.latency) < 3 s" )')):
            self.assertEqual(whole.count(parts), 1, parts)
            turned = f"( {parts} )" if parts[0] == "{" else "{ a = 1; }"
            for wrong in (turned, "3", "( )" if parts[0] == "{" else "{ }"):
                done = self.refused(whole.replace(parts, wrong), "wanted")
                self.assertRegex(done.err, r"^bad\.cfg:%d: error: %s: [^\n]*\n$" % (line, re.escape(name)))

    def test_a_setting_given_twice_is_named(self):
        self.refused(HEAD + CLIENT.replace('rate = "1/s";', 'rate = "1/s";\n rate = "2/s";') + HTTP,
                     r"^bad\.cfg:5: error: client\.c\.rate: is given twice, first at bad\.cfg:4\n$")

    def test_overrides_say_which(self):
        self.write("a.cfg", HEAD + CLIENT + HTTP)
        done = self.run_it("run", "a.cfg", "--set", "run.seed=2", "--set",
                           "http.partner.latency=1 KB")
        self.assertEqual(done.code, 2)
        self.assertRegex(done.err, r"^--set 2: error: http\.partner\.latency")
        done = self.run_it("run", "a.cfg", "--duration", "5 kg")
        self.assertRegex(done.err, r"^--duration: error: run\.duration")
        done = self.run_it("run", "a.cfg", "--objective", "p99(client.c.latncy) < 1 s")
        self.assertEqual(done.code, 2)
        self.assertRegex(done.err, r"^--objective: error: ")

    def test_empty_file(self):
        self.refused("", r"bad\.cfg(:\d+)?: error: ")

    def test_binary_file(self):
        self.refused(bytes(range(256)) * 40, r"bad\.cfg(:\d+)?: error: ", mode="wb")

    def test_huge_file(self):
        path = os.path.join(self.dir, "bad.cfg")
        with open(path, "w") as file:
            file.truncate(100 << 20)
        done = self.run_it("run", "bad.cfg")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertRegex(done.err, r"^bad\.cfg(:\d+)?: error: ")

    def test_deep_file(self):
        self.refused("a = " + "(" * 20000 + ")" * 20000 + ";\n", r"bad\.cfg:1: error: ")

    def test_missing_include(self):
        self.refused(HEAD + '@include "nowhere.inc"\n', r"bad\.cfg:4: error: .*nowhere\.inc")

    def test_missing_file(self):
        done = self.run_it("run", "nowhere.cfg")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, r"^nowhere\.cfg: error: .*No such file")

    def test_unreadable_trace(self):
        done = self.refused(HEAD + 'client = { c = { target = "http.partner"; '
                            'arrivals = "trace(nowhere.csv)"; }; };\n' + HTTP,
                            r"nowhere\.csv", code=1)
        self.assertEqual(done.err.count("error:"), 1)

    def test_unreadable_values_of_a_law(self):
        done = self.refused(HEAD + CLIENT + 'http = { partner = { latency = "mix(4 % 1 s, 96 % empirical(nowhere.csv))"; }; };\n',
                            r"^bad\.cfg:5: error: http\.partner\.latency: cannot read nowhere\.csv: No such file", code=1)
        self.assertEqual(done.err.count("error:"), 1)

    def test_a_number_that_libconfig_would_wrap_is_told_once(self):
        number = "3000000000 does not fit 32 bits"
        done = self.refused(HEAD.replace("run = { ", "run = { seed = 3000000000; ") + CLIENT + HTTP,
                            r"^bad\.cfg:3: error: " + number)
        self.assertEqual(done.err.count(number), 1, done.err)
        done = self.refused('study = { command = "sweep"; scenario = "x.cfg"; seed = 3000000000; };\n', number)
        self.assertEqual(done.err.count("error:"), 1, done.err)

    def test_check_says_the_mistakes_of_all_files(self):
        self.write("a.cfg", HEAD + CLIENT)
        self.write("b.cfg", HEAD + HTTP + 'x = 1;')
        done = self.run_it("check", "a.cfg", "b.cfg")
        self.assertEqual(done.code, 2)
        self.assertIn("a.cfg", done.err)
        self.assertIn("b.cfg", done.err)

    def test_a_run_that_does_not_fit_says_what_would(self):
        self.write("a.cfg", small())
        done = self.run_it("run", "a.cfg", "--duration", "300 d", "--period", "10 ms")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertRegex(done.err, r'more than 4 GB.*run\.period = "\d+ s" would fit')


class World(Case):
    def test_output_that_cannot_be_written(self):
        self.write("a.cfg", small())
        for path in ("nowhere/x.h5", "."):
            done = self.run_it("run", "a.cfg", "-q", "-o", path)
            self.assertEqual(done.code, 1, done.err)
            self.assertIn("error: ", done.err)
            self.assertEqual(self.names(), ["a.cfg"])

    def test_what_is_no_plain_file_is_not_replaced(self):
        self.write("a.cfg", small())
        os.mkfifo(os.path.join(self.dir, "pipe"))
        done = self.run_it("run", "a.cfg", "-q", "-o", "pipe")
        self.assertEqual((done.code, done.out), (1, ""), done.err)
        self.assertRegex(done.err, r"^pipe: error: cannot be written")
        self.assertTrue(stat.S_ISFIFO(os.stat(os.path.join(self.dir, "pipe")).st_mode))
        self.assertEqual(self.names(), ["a.cfg", "pipe"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_standard_output_that_is_full(self):
        self.write("a.cfg", small())
        for command in (["run", "a.cfg", "-o", "none"], ["check", "a.cfg"],
                        ["check", "a.cfg", "-f", "json"], ["help", "run"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([HEADROOM, *command], cwd=self.dir, text=True, stdout=full,
                                      stderr=subprocess.PIPE, env=self.environment())
            self.assertEqual(done.returncode, 1, command)
            self.assertRegex(done.stderr, r"standard output: No space left")

    def test_full_disk(self):
        self.write("a.cfg", small())

        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

        done = subprocess.run([HEADROOM, "run", "a.cfg", "-q"], cwd=self.dir, text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=self.environment(), preexec_fn=little_room)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"a\.h5")
        self.assertEqual(self.names(), ["a.cfg"])

    def test_digest_of_what_is_no_result(self):
        self.write("a.txt", "no file of ours")
        for name, code in (("a.txt", 2), ("nowhere.h5", 1)):
            done = self.run_it("digest", name)
            self.assertEqual((done.code, done.out), (code, ""), done.err)
            self.assertIn(name, done.err)


if __name__ == "__main__":
    unittest.main()
