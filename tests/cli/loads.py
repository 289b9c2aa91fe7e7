#!/usr/bin/python3
"""headroom import of load tests and metrics: what they ask for is what the scenario's clients do, alone or of a template."""
import json
import os
import re
import unittest

from command import Case

ARTILLERY = """
config:
  target: "https://shop.example"
  http: {timeout: 7}
  variables: {RATE: 12}
  phases:
    - {duration: 40, arrivalRate: 2, rampTo: 9, name: Warm up}
    - {pause: 5s}
    - {duration: 1m, arrivalRate: "{{ $processEnvironment.RATE }}", maxVusers: 30}
    - {duration: 10min, arrivalCount: 90}
  ensure:
    thresholds: [{http.response_time.p99: 250}, {vusers.created: 3}]
    maxErrorRate: 2
scenarios:
  - name: Buy
    weight: 3
    flow:
      - function: prepare
      - get: {url: "/items/{{ id }}?page=1"}
      - think: 2
      - loop:
          - post: {url: /items, json: {a: 1}}
          - post: {url: /items}
        count: 4
      - delete: {url: "/items/{{ id }}", ifTrue: full}
  - name: Look
    flow: [{get: {url: /items}}, {log: seen}]
  - {name: Chat, engine: ws, flow: [{send: a}]}
"""

K6 = """
import http from 'k6/http';   // "not a text
/* export const options = 1 */
export const options = {
  scenarios: {
    steady: { executor: 'constant-arrival-rate', rate: 90, timeUnit: '1m', duration: '2m', preAllocatedVUs: 5, startTime: '10s' },
    climb: { executor: 'ramping-arrival-rate', startRate: 4, stages: [ { target: 4, duration: "30s" }, { target: 5_0, duration: '0s' }, { target: 10, duration: '1m30s' } ] },
    users: { executor: "constant-vus", vus: 6, duration: `1m`, exec: 'browse', gracefulStop: '3s' },
    more: { executor: 'ramping-vus', startVUs: 0, stages: [ { target: 4, duration: '10s' }, { target: 4, duration: '20s' } ] },
    rush: { executor: 'per-vu-iterations', vus: 40, iterations: 1, startTime: '20s', },
    all: { executor: 'shared-iterations', vus: 3, iterations: 70, maxDuration: '1m' },
  },
  thresholds: {
    http_req_failed: ['rate<0.02'],
    'http_req_duration{scenario:users}': [{ threshold: 'p(99.9) <= 1500', abortOnFail: true }, 'avg<200'],
    'http_req_duration{name:x}': ['p(95)<1'], checks: ['rate>0.9'], http_reqs: ['count>1'],
  },
  rps: 5,
};
export default function () { http.get(`${HOST}/items/7`); }
export function browse() {
  const answer = http.post(HOST + "/items", '{"http.get(": 1}'); // http.put("/x")
  sleep(0.5);
  http.del(url);
  http.get(__ENV.HOST + '/items/' + answer.id + '/parts');
}
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Events:
        One: {Type: Api, Properties: {Path: "/items/{id}", Method: get}}
        All: {Type: Api, Properties: {Path: /items, Method: any}}
        Rest: {Type: Api, Properties: {Path: "/files/{proxy+}", Method: post}}
  Jobs: {Type: AWS::SQS::Queue}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
"""


def statistics(label="Invocations", stat="Sum", **points):
    return json.dumps({"Label": label, "Datapoints": [
        {"Timestamp": "2026-03-01T" + at[1:].replace("_", ":") + "Z", stat: value, "Unit": "Count"} for at, value in points.items()]})


class Loads(Case):
    def take(self, files, *words):
        """The scenario of {name: text}; it must load. Its parts as `check` tells them."""
        for name, text in files.items():
            self.write(name, text)
        done = self.run_it("import", *files, "-o", "s.cfg", "--force", *words)
        self.assertEqual(done.code, 0, done.err)
        self.said, self.summary = done.err, done.out
        with open(os.path.join(self.dir, "s.cfg")) as file:
            text = file.read()
        checked = self.run_it("check", "--format", "json", "s.cfg")
        self.assertEqual((checked.code, checked.err), (0, ""), text)
        self.told = json.loads(checked.out)
        return text

    def rates(self, address):
        return [one["calls_per_s"] for one in self.told["resources"][address]["expected"]]

    # ---- Artillery ----

    def test_phases_of_artillery_are_phases(self):
        text = self.take({"shop-test.yml": ARTILLERY})
        for line in ('shop_test = {', 'arrivals = "constant";', 'run = { duration = "705 s"; };',
                     '{ name = "Warm up"; duration = "40 s"; rate = "2/s"; to = "9/s"; },', '{ name = "phase"; duration = "5 s"; rate = "0/s"; },',
                     '{ name = "phase (2)"; duration = "1 min"; rate = "12/s"; },', '{ name = "phase (3)"; duration = "10 min"; rate = "0.15/s"; }'):
            self.assertIn(line, text)
        self.assertIn('objectives = ( "p99(client.shop_test.latency) < 250 ms", "share(client.shop_test.errors) <= 2 %" );', text)
        for words in ("shop-test.yml:9: note: maxVusers 30: every user comes", "ensure: vusers.created is not read",
                      "scenario Chat is left out: engine ws", "code of its own that is not run: 1 function or hook"):
            self.assertIn(words, self.said)
            self.assertIn(words.split("note: ")[-1], text)

    def test_flows_of_artillery_are_journeys_by_weight(self):
        text = self.take({"a.yml": ARTILLERY})
        for line in ('{ name = "GET /items/{id}"; call = "http.target"; timeout = "7 s"; on_error = "ignore"; },', '{ wait = "2 s"; },',
                     'count = "4";', 'name = "POST /items"', 'name = "POST /items (2)"', 'probability = "25 %";'):
            self.assertIn(line, text)
        self.assertRegex(text, r'name = "DELETE /items/\{id\}";\s+probability = "50 %";')
        self.assertIn("# to fill in: how often its condition (ifTrue) holds", text)
        # 3 of 4 request 1 + 4 * 2 + 0.5, 1 of 4 one
        self.assertAlmostEqual(self.rates("http.target")[0] / self.rates("client.a")[0], 0.75 * 9.5 + 0.25, 6)
        self.assertEqual(self.run_it("run", "s.cfg", "-r", "2", "-q", "--no-objectives").code, 0)

    def test_an_environment_and_a_variable_may_be_given(self):
        script = ARTILLERY.replace("variables: {RATE: 12}", "environments: {small: {phases: [{duration: 8, arrivalRate: 3}]}}")
        text = self.take({"a.yml": script})
        self.assertIn("a.yml:9: note: parameter RATE has no value: --parameter RATE=VALUE", self.said)
        self.assertIn('rate = "10/s"; },  # to fill in: arrivalRate', text)
        self.assertIn('rate = "21/s"', self.take({"a.yml": script}, "--parameter", "RATE=21"))
        self.assertIn('phases = ( { duration = "8 s"; rate = "3/s"; } );', self.take({"a.yml": script}, "--parameter", "environment=small"))
        script = script.replace("  phases:", "  other:")
        self.take({"a.yml": script})
        self.assertIn("environment small has phases of its own: --parameter environment=small takes them", self.said)

    def test_a_journey_without_requests_is_one_too(self):
        text = self.take({"a.yml": "scenarios: [{name: code, flow: [{function: f}]}, {flow: [{loop: [], count: 3}, {parallel: [{loop: []}]}]}]"})
        self.assertEqual(text.count('steps = ( { wait = "0 s"; } );'), 2)
        self.assertIn("scenario code requests nothing", self.said)
        text = self.take({"a.yml": "scenarios: [{flow: [{log: hello}]}]"})
        self.assertIn('rate = "10/s";  # to fill in: how many a second', text)
        self.assertIn('duration = "1 h";  # to fill in: how long to look', text)

    # ---- k6 ----

    def test_executors_of_k6_are_clients(self):
        text = self.take({"test.js": K6})
        for line in ('phases = ( { duration = "10 s"; rate = "0/min"; }, { duration = "2 min"; rate = "90/min"; } );',
                     '{ duration = "30 s"; rate = "4/s"; },\n      { duration = "90 s"; rate = "50/s"; to = "10/s"; },\n'
                     '      { duration = "10 s"; rate = "0/s"; }\n',
                     '{ duration = "1 min"; users = 6; }', 'bursts = ( { at = "20 s"; requests = 40; } );',
                     '{ duration = "2.5 s"; users = 3; }', '{ duration = "2.5 s"; users = 4; }', '{ duration = "20 s"; users = 4; }',
                     "# to fill in: until 70 iterations are done; k6 gives up after this time", 'run = { duration = "130 s"; };'):
            self.assertIn(line, text)
        for words in ("steady: 5 users at most: every iteration begins", "more: a ramp of users becomes steps", "test.js:18: note: rps is not read"):
            self.assertIn(words, self.said)

    def test_thresholds_of_k6_are_objectives(self):
        text = self.take({"test.js": K6})
        self.assertEqual(text.count(".errors) < 2 %"), 6)
        self.assertIn('"p99.9(client.users.latency) <= 1.5 s"', text)
        self.assertIn('"mean(client.users.latency) < 200 ms"', text)
        for words in ("http_req_duration{name:x} is not read", "rate>0.9 of checks is not read", "count>1 of http_reqs is not read"):
            self.assertIn("note: thresholds: " + words, self.said)

    def test_what_a_function_of_k6_names_is_a_guess(self):
        text = self.take({"test.js": K6})
        users = text[text.index("  users = {"):text.index("  more = {")]
        self.assertIn('{ name = "POST /items"; call = "http.target"; timeout = "1 min"; on_error = "ignore"; },  # a guess (line 22 of the script)', users)
        self.assertIn('{ wait = "500 ms"; },', users)
        self.assertIn('name = "DELETE ?"', users)
        self.assertIn('name = "GET /items/{variable}"', users)
        self.assertNotIn("PUT", text)
        self.assertEqual(text.count('name = "GET /items/7"'), 5)

    def test_options_of_k6_in_json(self):
        text = self.take({"o.json": '{"stages": [{"duration": "1m", "target": 30}], "thresholds": {"http_req_duration": ["p(95)<500"]}}'})
        self.assertEqual(text.count('duration = "3 s"; users ='), 20)
        self.assertIn("users = 2;", text)
        self.assertIn("users = 29;", text)
        self.assertIn('{ wait = "1 s"; }  # to fill in: think time', text)
        text = self.take({"o.js": "export const options = {};\nexport default () => { http.get('/'); };"})
        self.assertIn('rate = "10/s";  # to fill in: how many a second', text)
        text = self.take({"o.json": '{"vus": 7, "duration": 90000, "paused": null}'})
        self.assertIn('phases = ( { duration = "90 s"; users = 7; } );', text)
        text = self.take({"o.json": '{"vus": 7, "iterations": 7}'})
        self.assertIn('bursts = ( { at = "0 s"; requests = 7; } );', text)

    # ---- CloudWatch ----

    def test_sums_of_cloudwatch_are_rates_in_the_order_of_time(self):
        text = self.take({"m.json": statistics(T10_10_00=600, T10_00_00=30, T10_05_00=60, T10_25_00=3)})
        self.assertIn('run = { start = "2026-03-01T10:00:00Z"; duration = "30 min"; };', text)
        self.assertIn('phases = (\n      { duration = "5 min"; rate = "6/min"; },\n      { duration = "5 min"; rate = "12/min"; },\n'
                      '      { duration = "5 min"; rate = "120/min"; },\n      { duration = "10 min"; rate = "0/min"; },\n'
                      '      { duration = "5 min"; rate = "0.6/min"; }\n    );', text)
        self.assertAlmostEqual(self.rates("client.invocations")[0] * 1800, 693, 6)
        self.assertIn("4 periods of 5 min", self.said)

    def test_several_metrics_have_one_clock(self):
        data = {"MetricDataResults": [
            {"Id": "m1", "Label": "NumberOfMessagesSent", "StatusCode": "Complete",
             "Timestamps": ["2026-03-01T10:02:00Z", "2026-03-01T11:01:00+01:00"], "Values": [60, 120.0]},
            {"Id": "m2", "Label": "Duration p99", "StatusCode": "PartialData",
             "Timestamps": ["2026-03-01T10:01:00Z", "2026-03-01T10:02:00.000Z"], "Values": [80, 412]}]}
        text = self.take({"d.json": json.dumps(data), "m.json": statistics(T10_00_00=60, T10_01_00=60)})
        self.assertIn('phases = ( { duration = "1 min"; rate = "0/s"; }, { duration = "1 min"; rate = "2/s"; }, { duration = "1 min"; rate = "1/s"; } );',
                      text)
        self.assertIn('phases = ( { duration = "2 min"; rate = "1/s"; }, { duration = "1 min"; rate = "0/s"; } );', text)
        self.assertIn("# d.json, line 1: Duration p99: no load; 2 points from 80 to 412, mean 246", text)
        self.assertIn("Duration p99: StatusCode PartialData", self.said)

    def test_percentiles_are_told(self):
        data = {"Label": "Duration", "Datapoints": [
            {"Timestamp": f"2026-03-01T10:0{k}:00Z", "Average": 90 + k, "ExtendedStatistics": {"p99": 400 + k}} for k in (0, 1)]}
        self.take({"m.json": statistics(T10_00_00=60, T10_01_00=60), "d.json": json.dumps(data)})
        self.assertIn("d.json:1: note: Duration Average: no load; 2 points from 90 to 91, mean 90.5", self.said)
        self.assertIn("d.json:1: note: Duration p99: no load; 2 points from 400 to 401", self.said)

    def test_a_period_and_a_metric_may_be_given(self):
        text = self.take({"m.json": statistics(T10_00_00=60)})
        self.assertIn("# to fill in: its period: --parameter period=60 (seconds)", text)
        text = self.take({"m.json": statistics("orders begun", T10_00_00=60)}, "--parameter", "period=30", "--parameter", "load=orders begun")
        self.assertIn('orders_begun = {', text)
        self.assertIn('phases = ( { duration = "30 s"; rate = "2/s"; } );', text)

    # ---- with a template ----

    def test_requests_find_the_routes_of_a_template(self):
        text = self.take({"t.yaml": TEMPLATE, "a.yml": ARTILLERY})
        self.assertIn("# t.yaml and a.yml, as headroom import read them.", text)
        self.assertRegex(text, r'name = "GET /items/\{id\}";\s+call = "apigateway.serverless_rest_api";\s+route = "GET /items/\{id\}";')
        self.assertRegex(text, r'name = "POST /items";\s+call = "apigateway.serverless_rest_api";\s+route = "ANY /items";')
        self.assertIn("a.yml:25: note: no route of the template takes DELETE /items/{id}: http.target stands for it", self.said)
        self.assertNotIn("serverless_rest_api = {\n    rate", text)
        self.assertEqual(self.told["resources"]["client.a"]["calls"], ["apigateway.serverless_rest_api", "http.target"])
        done = self.run_it("run", "s.cfg", "-r", "2", "-q", "--no-objectives", "--duration", "1 min")
        self.assertEqual(done.code, 0, done.err)

    def test_the_order_of_files_means_nothing_but_the_title(self):
        one = self.take({"t.yaml": TEMPLATE, "a.yml": ARTILLERY})
        other = self.take({"a.yml": ARTILLERY, "t.yaml": TEMPLATE})
        self.assertEqual(one[one.index("\nclient"):], other[other.index("\nclient"):])

    def test_the_stage_may_begin_a_path_and_a_proxy_takes_the_rest(self):
        flow = ("config: {target: 'https://x.example/Prod/'}\n"
                "scenarios: [{flow: [{get: {url: '/items/7'}}, {post: {url: 'https://x.example/files/a/b'}}, {get: {url: '/files/a'}}]}]")
        text = self.take({"t.yaml": TEMPLATE, "a.yml": flow})
        self.assertRegex(text, r'route = "GET /items/\{id\}"')
        self.assertRegex(text, r'route = "POST /files/\{proxy\+\}"')
        self.assertIn("no route of the template takes GET /Prod/files/a:", self.said)

    def test_a_function_url_is_called_where_there_is_no_api(self):
        template = """
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, FunctionUrlConfig: {AuthType: NONE}}}
"""
        text = self.take({"t.yaml": "Transform: AWS::Serverless-2016-10-31" + template, "a.yml": "scenarios: [{flow: [{get: {url: /x}}]}]"})
        self.assertIn('{ name = "GET /x"; call = "lambda.f"; action = "InvokeFunctionUrl"; timeout = "10 s"; }', text)
        self.assertEqual([name for name in self.told["resources"] if name.startswith("client.")], ["client.a"])

    def test_a_script_of_k6_is_of_a_template_too(self):
        text = self.take({"t.yaml": TEMPLATE, "test.js": K6})
        self.assertRegex(text, r'name = "GET /items/\{id\}";\s+call = "apigateway.serverless_rest_api";')
        self.assertRegex(text, r'name = "POST /items";\s+call = "apigateway.serverless_rest_api";')
        text = self.take({"t.yaml": TEMPLATE, "o.json": '{"vus": 3, "duration": "1m"}'})
        self.assertIn("# to fill in: share of the requests", text)
        self.assertEqual(text.count('on_error = "ignore";'), 3)
        self.assertIn('{ wait = "1 s"; }  # to fill in: think time', text)
        one = TEMPLATE.replace("        All:", "        # All:").replace("        Rest:", "        # Rest:")
        text = self.take({"t.yaml": one, "o.json": '{"vus": 3, "duration": "1m"}', "c.json": statistics("Count", T10_00_00=60, T10_01_00=0)})
        self.assertEqual(len(re.findall(r'route = "GET /items/\{id\}";\s+timeout = ', text)), 2)
        self.assertIn('{ wait = "1 s"; }  # to fill in: think time', text)
        self.assertNotIn("http = {", text)

    def test_metrics_lead_to_the_only_one_of_their_kind(self):
        text = self.take({"t.yaml": TEMPLATE, "m.json": statistics("NumberOfMessagesSent", T10_00_00=60, T10_01_00=0),
                          "c.json": statistics("Count", T10_00_00=600, T10_01_00=60)})
        self.assertIn('call = "sqs.jobs"', text)
        self.assertIn("# a guess: the only one of its kind in the template", text)
        self.assertIn("# to fill in: share of the requests", text)
        self.assertAlmostEqual(self.rates("apigateway.serverless_rest_api")[0] * 120, 660, 6)
        self.assertNotIn("http = {", text)
        self.assertEqual(self.told["resources"]["client.count"]["calls"], ["apigateway.serverless_rest_api"])

    # ---- what is refused ----

    def refuse(self, name, text, words):
        self.write(name, text)
        done = self.run_it("import", name, "-o", "s.cfg")
        self.assertEqual((done.code, done.out), (2, ""), name + done.err)
        self.assertEqual(done.err.count("error: "), 1, done.err)
        self.assertIn(words, done.err)
        self.assertNotIn("s.cfg", self.names())

    def test_wrong_numbers_are_refused_where_they_stand(self):
        for phase, words in (
                ("duration: 10, arrivalRate: -3", "a.yml:3: error: arrivalRate: 0 to 100 million is wanted, not -3"),
                ("duration: 10 parsecs, arrivalRate: 3", "a.yml:3: error: duration: a time such as 30s, 5m or 1h is wanted, not 10 parsecs"),
                ("duration: 10, arrivalRate: many", "arrivalRate: a number is wanted, not many"),
                ("duration: 5000d, arrivalRate: 1", "0 to 3650 days is wanted"),
                ("duration: -1, arrivalRate: 1", "0 to 3650 days is wanted"),
                ("duration: 0x10, arrivalRate: 1", "a time such as"),
                ("arrivalRate: 3", "a.yml:3: error: a phase without duration or pause"),
                ("duration: 3", "a phase without arrivalRate, arrivalCount or pause"),
                ("duration: 1ms, arrivalCount: 1000000", "more than 100 million a second")):
            self.refuse("a.yml", "config:\n  phases:\n    - {%s}\nscenarios: [{flow: [{get: {url: /}}]}]" % phase, words)

    def test_what_computes_is_refused_where_it_stands(self):
        for options, words in (
                ("{\n  vus: 2 * 5 }", "k.js:2: error: options are computed here (* 5 }"), ("{ vus: N }", "computed here (N }"),
                ("makeOptions()", "computed here (makeOptions()"), ("{ stages: [...all] }", "computed here (...all]"),
                ("{ duration: `${n}s` }", "computed here (${n}s`"), ("{ vus: 1", "computed here"), ("{ a: 'b\n' }", "computed here"),
                ("{ vus: 0x10 }", "computed here (0x10 }"), ("[" * 200, "nested too deep: 100 levels at most")):
            self.refuse("k.js", "export const options = " + options, words)
        self.refuse("k.js", "export const options = { scenarios: [{ executor: 'constant-vus' }] };", "k.js:1: error: scenarios is a group of groups")
        self.refuse("k.js", "const options = { vus: 1 };", "k.js: error: it has no `export const options = {`: k6 inspect k.js")

    def test_scenarios_of_k6_that_cannot_be_are_refused(self):
        for scenario, words in (
                ('"executor": "externally-controlled", "vus": 3', "how many users there are is not in it"),
                ('"executor": "constant-vu"', "no executor of k6 is called constant-vu"), ('"vus": 3', "s: executor is missing"),
                ('"executor": "constant-arrival-rate", "duration": "1m"', "s: rate is missing"),
                ('"executor": "constant-vus", "vus": 2', "s: duration is missing"),
                ('"executor": "ramping-vus", "stages": [{"duration": "1m"}]', "a stage has a target and a duration"),
                ('"executor": "constant-vus", "vus": 20000000, "duration": "1m"', "more than 10 million users"),
                ('"executor": "constant-arrival-rate", "rate": 1, "duration": "1m", "timeUnit": 0', "timeUnit: more than 0 is wanted")):
            self.refuse("k.json", '{"scenarios": {"s": {%s}}}' % scenario, words)

    def test_metrics_that_cannot_be_are_refused(self):
        result = '{"MetricDataResults": [{"Label": "Count", "Timestamps": [%s], "Values": [%s]}]}'
        for text, words in (
                (result % ('"2026-03-01T10:00:00Z"', "1, 2"), "Count: Timestamps and Values are not as many"),
                (result % ('"2026-02-30T10:00:00Z"', "1"), "a Timestamp such as 2026-03-01T10:05:00Z is wanted"),
                (result % ('"2026-03-01T10:00:00Z"', '"x"'), "a value that is a number is wanted"),
                (result % ('"2026-03-01T10:00:00Z"', "-1"), "Count: less than nothing came"),
                (result % ("", ""), "no sum of it is a load"), (statistics(stat="Average", T10_00_00=5), "no sum of it is a load"),
                (statistics("Errors", T10_00_00=5), "--parameter load=LABEL says which is")):
            self.refuse("m.json", text, words)

    def test_what_else_there_is_is_refused_by_name(self):
        for name, text, words in (
                ("Sim.scala", "class Sim", "simulations of Gatling are not built yet"), ("plan.jmx", "<x/>", "test plans of JMeter are not built yet"),
                ("locustfile.py", "", "locustfiles are not built yet"), ("r.json", '{"aggregate": {}}', "a report of Artillery is not built yet"),
                ("s.json", '{"root_group": {}, "metrics": {}}', "a summary of k6 is not built yet"),
                ("l.json", '{"Metrics": []}', "a list of metrics of CloudWatch"), ("x.json", '{"a": 1}', "options of k6, and what aws cloudwatch"),
                ("w.yml", "scenarios: [{engine: ws, flow: [{send: a}]}]", "no scenario of it makes requests by HTTP")):
            self.refuse(name, text, words)

    def test_too_much_is_refused(self):
        flow = "scenarios: [{flow: [" + "{loop: [" * 8 + "{get: {url: /}}" + "], count: 2}" * 8 + "]}]"
        self.refuse("a.yml", flow, "loops are nested too deep: 6 levels at most")
        self.refuse("a.yml", "scenarios: [{flow: [%s]}]" % ("{get: {url: /}}, " * 600), "more than 500 steps in its journeys")
        self.refuse("a.json", "[" * 3000, "nested too deep: 100 levels at most")
        phases = "- {duration: 1, arrivalRate: 1}\n" * 5001
        self.refuse("a.yml", "config:\n  phases:\n" + "".join("    " + line + "\n" for line in phases.splitlines()), "more than 5000 phases")
        for name in ("big.js", "big.json", "big.yml"):
            self.refuse(name, " " * (17 << 20), "more than 16 MB")
            os.remove(os.path.join(self.dir, name))

    def test_two_templates_are_refused(self):
        self.write("a.yaml", TEMPLATE)
        self.write("b.yaml", TEMPLATE)
        done = self.run_it("import", "a.yaml", "b.yaml")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("b.yaml: error: a second template: a.yaml is one already", done.err)


if __name__ == "__main__":
    unittest.main()
