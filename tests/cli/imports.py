#!/usr/bin/python3
"""headroom import: what a template says is in the scenario, what it does not say is marked, what is left out is listed."""
import json
import os
import re
import unittest

from command import Case

ORDERS = """
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::Serverless-2016-10-31
Description: Orders "as they come"
Globals:
  Function: {Runtime: python3.12, Timeout: 7, MemorySize: 512, Architectures: [arm64]}
Resources:
  GetOrders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.get
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref OrdersTable}
      Events:
        Get: {Type: Api, Properties: {Path: /orders, Method: get}}
  PutOrder:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.put
      Timeout: 29
      ReservedConcurrentExecutions: 40
      Environment: {Variables: {JOBS: !Ref Jobs, TABLE: !Ref OrdersTable, STAGE: prod}}
      Events:
        Put: {Type: Api, Properties: {Path: /orders, Method: POST}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.work
      Environment: {Variables: {JOBS: !Ref Jobs}}
      Events:
        Jobs:
          Type: SQS
          Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 5, ScalingConfig: {MaximumConcurrency: 9}, FunctionResponseTypes: [ReportBatchItemFailures]}
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      MessageRetentionPeriod: 1209600
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 4}
  Dead: {Type: AWS::SQS::Queue}
  OrdersTable: {Type: AWS::Serverless::SimpleTable}
  Pictures: {Type: AWS::S3::Bucket}
  Role: {Type: AWS::IAM::Role, Properties: {}}
"""

MACHINE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Check: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12}}
  Stock: {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PAY_PER_REQUEST}}
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      %s
      DefinitionSubstitutions:
        CheckArn: !GetAtt Check.Arn
        StockName: !Ref Stock
        Put: !Sub "arn:${AWS::Partition}:states:::dynamodb:putItem"
"""
DEFINITION = {"StartAt": "Check", "States": {
    "Check": {"Type": "Task", "Resource": "${CheckArn}", "Next": "Good?"},
    "Good?": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "Each"}], "Default": "Later"},
    "Each": {"Type": "Map", "End": True, "ItemProcessor": {"StartAt": "Put", "States": {
        "Put": {"Type": "Task", "Resource": "%s", "Parameters": {"TableName": "${StockName}"}, "End": True}}}},
    "Later": {"Type": "Wait", "SecondsPath": "$.s", "End": True}}}


class Imports(Case):
    def take(self, text, *words, name="t.yaml"):
        """The scenario that is written; it must load."""
        self.write(name, text)
        done = self.run_it("import", name, "-o", "s.cfg", "--force", *words)
        self.assertEqual(done.code, 0, done.err)
        self.said = done.err
        with open(os.path.join(self.dir, "s.cfg")) as file:
            text = file.read()
        checked = self.run_it("check", "--format", "json", "s.cfg")
        self.assertEqual(checked.code, 0, checked.err + text)
        self.told = json.loads(checked.out)
        return text

    def limit(self, address):
        return next((one.get("size", one.get("size_per_s")) for one in self.told["limits"] if one["limit"] == address), None)

    def calls(self, address):
        return self.told["resources"][address]["calls"]

    def test_a_sam_template_becomes_a_scenario_that_runs(self):
        text = self.take(ORDERS)
        self.assertIn('title = "Orders \\"as they come\\"";', text)
        self.assertEqual(self.calls("client.serverless_rest_api"), ["apigateway.serverless_rest_api"])
        self.assertEqual(sorted(self.calls("apigateway.serverless_rest_api")), ["lambda.get_orders", "lambda.put_order"])
        self.assertEqual(self.limit("lambda.put_order.reserved_concurrent_executions"), 40)
        self.assertEqual(self.limit("lambda.worker.event_source_mappings[sqs.jobs].maximum_concurrency"), 9)
        self.assertIn('redrive_policy = { dead_letter_target = "sqs.dead"; max_receive_count = 4; };', text)
        self.assertIn('message_retention_period = "14 d";', text)
        self.assertIn('orders_table = { billing_mode = "PAY_PER_REQUEST"; };', text)
        done = self.run_it("run", "s.cfg", "--duration", "1 min", "-r", "2", "-q", "-f", "json")
        self.assertEqual(done.code, 0, done.err)
        self.assertIn('"lambda.put_order', done.out)

    def test_globals_are_merged_and_what_a_function_says_wins(self):
        text = self.take(ORDERS)
        get, put = (re.search(name + r" = \{.*?steps", text, re.S).group() for name in ("  get_orders", "  put_order"))
        for words in ('runtime = "python3.12";', 'memory_size = "512 MB";', 'architectures = "arm64";'):
            self.assertIn(words, get)
        self.assertIn('timeout = "7 s";', get)
        self.assertIn('timeout = "29 s";', put)

    def test_policies_and_variables_are_guesses_that_lead_nowhere_back(self):
        text = self.take(ORDERS)
        self.assertRegex(text, r'call = "dynamodb.orders_table"; action = "GetItem".*# a guess \(policy DynamoDBReadPolicy\)')
        self.assertRegex(text, r'call = "sqs.jobs"; action = "SendMessage".*# a guess \(variable JOBS\)')
        self.assertRegex(text, r"# left out \(variable JOBS\): a call to sqs.jobs, which leads back here")
        self.assertNotIn("sqs.jobs", self.calls("lambda.worker"))

    def test_what_is_not_said_is_marked_and_what_is_left_out_listed(self):
        text = self.take(ORDERS)
        for what in ('rate = "10/s";', 'duration = "1 h";', 'work = "50 ms at 512 MB";'):
            self.assertRegex(text, re.escape(what) + r".*# to fill in: ")
        for line in ("not simulated: 1 AWS::S3::Bucket", "without a meaning for capacity: 1 resource"):
            self.assertIn("note: " + line, self.said)
            self.assertIn("# " + line, text)
        summary = self.run_it("import", "t.yaml", "-o", "s.cfg", "--force").out
        self.assertEqual(summary, "s.cfg: %d values to fill in, %d guesses\nnext   headroom check s.cfg\n"
                         % (text.count("# to fill in: "), text.count("  # a guess (")))

    def test_the_same_template_gives_the_same_bytes_in_its_order(self):
        text = self.take(ORDERS)
        self.assertEqual(self.take(ORDERS), text)
        self.assertEqual(self.run_it("import", "t.yaml").out, text)
        names = re.findall(r"^  (\w+) = \{", text[text.index("\nlambda"):], re.M)
        self.assertEqual(names[:3], ["get_orders", "put_order", "worker"])

    def test_parameters_have_defaults_or_what_is_given(self):
        template = """
Parameters: {Size: {Type: Number, Default: 256}, Stage: {Type: String, Default: dev}, Arn: {Type: String}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Mappings: {Times: {dev: {t: 5}, prod: {t: 20}}}
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      MemorySize: !Ref Size
      Timeout: !FindInMap [Times, !Ref Stage, t]
      ReservedConcurrentExecutions: !If [Prod, 70, !Ref AWS::NoValue]
      DeadLetterConfig: {TargetArn: !Ref Arn}
  Q: {Type: AWS::SQS::Queue, Condition: Prod}
"""
        text = self.take(template)
        self.assertIn('memory_size = "256 MB";', text)
        self.assertIn('timeout = "5 s";', text)
        self.assertNotIn("reserved", text)
        self.assertNotIn("sqs", text)
        self.assertIn("t.yaml:2: note: parameter Arn has no value: --parameter Arn=VALUE", self.said)
        text = self.take(template, "--parameter", "Stage=prod", "--parameter", "Size=1024", "--parameter", "Arn=x",
                         "--parameter", "AWS::Region=eu-west-1", "--profile", "aws-2026")
        self.assertIn('region = "eu-west-1";', text)
        self.assertIn('memory_size = "1024 MB";', text)
        self.assertIn('timeout = "20 s";', text)
        self.assertEqual(self.limit("lambda.f.reserved_concurrent_executions"), 70)
        self.assertIn("sqs = { q = { }; };", text)
        self.assertNotIn("has no value", self.said)

    def test_wrong_words_are_refused(self):
        self.write("t.yaml", ORDERS)
        done = self.run_it("import", "t.yaml", "--parameter", "Stage")
        self.assertEqual((done.code, done.out, done.err), (2, "", "--parameter 1: error: Stage: NAME=VALUE is wanted\n"))
        done = self.run_it("import", "t.yaml", "--profile", "aws-1999")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("aws-1999", done.err)
        done = self.run_it("import", "missing.yaml")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn("cannot read missing.yaml", done.err)

    def test_what_is_no_template_is_refused(self):
        for name, text, words in (
                ("t.txt", "Resources: {}", "its name does not end in .yaml, .yml, .json or .js; SAM and"),
                ("others.yaml", "Services: {}", "no Resources; SAM and CloudFormation templates are read, test scripts of Artillery"),
                ("list.json", "[1]", "no Resources"),
                ("bad.yaml", "Resources:\n  A: 'b' c\n", "bad.yaml:2: error: column 10: "),
                ("alias.yaml", "Resources: {A: &a {}, B: *a}\n", "aliases are not read"),
                ("empty.json", "", "empty.json:1: error: "),
                ("bucket.yaml", "Resources: {B: {Type: AWS::S3::Bucket}}", "nothing in it is simulated"),
                ("many.json", json.dumps({"Resources": {f"Q{i}": {"Type": "AWS::SQS::Queue"} for i in range(501)}}), "500 resources")):
            self.write(name, text)
            done = self.run_it("import", name, "-o", "s.cfg")
            self.assertEqual((done.code, done.out), (2, ""), name)
            self.assertIn(words, done.err)
        self.assertNotIn("s.cfg", self.names())

    def test_a_file_that_is_there_is_kept(self):
        self.write("t.yaml", ORDERS)
        self.write("s.cfg", "mine")
        done = self.run_it("import", "t.yaml", "-o", "s.cfg")
        self.assertEqual(done.code, 2)
        self.assertIn("s.cfg: error: it is there already; --force overwrites it\n", done.err)
        with open(os.path.join(self.dir, "s.cfg")) as file:
            self.assertEqual(file.read(), "mine")
        done = self.run_it("import", "t.yaml", "-o", "nowhere/s.cfg")
        self.assertEqual(done.code, 1)
        self.assertEqual(self.names(), ["s.cfg", "t.yaml"])

    # ---- state machines ----

    def definition(self, put="arn:aws:states:::dynamodb:putItem"):
        return json.dumps(DEFINITION) % put

    def test_a_definition_beside_the_template_stays_there(self):
        os.mkdir(os.path.join(self.dir, "m"))
        self.write("m/order.asl.json", self.definition())
        text = self.take(MACHINE % "DefinitionUri: m/order.asl.json")
        self.assertIn('definition = "m/order.asl.json";', text)
        self.assertIn('CheckArn = "lambda.check"', text)
        self.assertEqual(sorted(self.calls("stepfunctions.order")), ["dynamodb.stock", "lambda.check"])
        self.assertRegex(text, r'state = "Good\?";\s+choices = \(\s+\{ next = "Each"; probability = "50 %"; \}  # to fill in')
        self.assertRegex(text, r'state = "Each"; items = "10"; \},  # to fill in: how many items')
        self.assertRegex(text, r'state = "Later"; duration = "10 s"; \},?  # to fill in: how long it waits')
        self.assertRegex(text, r'state = "Put"; item_size = "1 KB"; \},?  # to fill in')

    def test_a_definition_goes_with_the_scenario(self):
        self.write("order.asl.json", self.definition())
        self.write("t.yaml", MACHINE % "DefinitionUri: ./order.asl.json")
        os.mkdir(os.path.join(self.dir, "there"))
        done = self.run_it("import", "t.yaml", "-o", "there/s.cfg")
        self.assertEqual(done.code, 0, done.err)
        self.assertEqual(sorted(os.listdir(os.path.join(self.dir, "there"))), ["order.asl.json", "s.cfg"])
        self.assertEqual(self.run_it("check", "there/s.cfg").code, 0)
        done = self.run_it("import", "t.yaml", "-o", "there/other.cfg")
        self.assertIn("there/order.asl.json: error: it is there already", done.err)
        self.assertEqual(sorted(os.listdir(os.path.join(self.dir, "there"))), ["order.asl.json", "s.cfg"])

    def test_an_action_that_a_substitution_names_is_put_in(self):
        self.write("order.asl.json", self.definition("${Put}"))
        text = self.take(MACHINE % "DefinitionUri: order.asl.json", "--profile", "aws-2026", name="sub.yaml")
        self.assertIn('definition = "order.asl.json";', text)
        self.assertIn("dynamodb.stock", self.calls("stepfunctions.order"))

    def test_an_inline_definition_is_written_beside_the_scenario(self):
        inline = json.dumps(DEFINITION).replace('"${CheckArn}"', "!GetAtt Check.Arn") % "${Put}"
        text = self.take(MACHINE % f"Definition: {inline}")
        self.assertIn('definition = "order.asl.json";', text)
        self.assertEqual(sorted(self.calls("stepfunctions.order")), ["dynamodb.stock", "lambda.check"])
        done = self.run_it("import", "t.yaml")
        self.assertEqual(done.code, 0)
        self.assertIn("Order: -o FILE writes its definition beside it", done.err)

    def test_a_definition_string_is_put_together(self):
        for string in ({"Fn::Sub": json.dumps(DEFINITION).replace("CheckArn", "Check.Arn").replace("${StockName}", "${Stock}")
                        % "arn:${AWS::Partition}:states:::dynamodb:putItem"},
                       {"Fn::Join": ["", ['{"StartAt":"A","States":{"A":{"Type":"Task","End":true,"Resource":"',
                                          {"Fn::GetAtt": ["Check", "Arn"]}, '"}}}']]}):
            template = {"Resources": {
                "Check": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "python3.12"}},
                "Stock": {"Type": "AWS::DynamoDB::Table", "Properties": {"BillingMode": "PAY_PER_REQUEST"}},
                "Order": {"Type": "AWS::StepFunctions::StateMachine",
                          "Properties": {"StateMachineType": "EXPRESS", "DefinitionString": string}}}}
            text = self.take(json.dumps(template), name="t.json")
            self.assertIn('type = "EXPRESS";', text)
            self.assertIn('CheckArn = "lambda.check";', text)
            self.assertIn("lambda.check", self.calls("stepfunctions.order"))

    def test_no_file_outside_the_template_s_folder_is_read(self):
        os.mkdir(os.path.join(self.dir, "in"))
        self.write("out.asl.json", self.definition())
        os.symlink("../out.asl.json", os.path.join(self.dir, "in", "link.asl.json"))
        for uri in ("../out.asl.json", "x/../../out.asl.json", "link.asl.json", os.path.join(self.dir, "out.asl.json")):
            text = self.take(MACHINE % f"DefinitionUri: {uri}", name="in/t.yaml")
            self.assertIn(f"{uri} is not in the template's folder: not read", self.said)
            self.assertNotIn("stepfunctions", text.split("\ntitle")[1])

    # ---- APIs ----

    def test_routes_come_from_methods_routes_and_documents(self):
        text = self.take("""
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Rest: {Type: AWS::ApiGateway::RestApi, Properties: {EndpointConfiguration: {Types: [REGIONAL]}}}
  Orders: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: orders}}
  One: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Rest, ParentId: !Ref Orders, PathPart: "{id}"}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !Ref One
      HttpMethod: GET
      Integration: {Type: AWS_PROXY, Uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"}
  Mock: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Rest, ResourceId: !Ref One, HttpMethod: OPTIONS, Integration: {Type: MOCK}}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Rest
      CacheClusterSize: "0.5"
      MethodSettings:
        - {ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 70, ThrottlingBurstLimit: 35}
        - {ResourcePath: "/~1orders~1{id}", HttpMethod: GET, ThrottlingRateLimit: 7, ThrottlingBurstLimit: 3}
  Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
  Send: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Http, IntegrationSubtype: SQS-SendMessage, RequestParameters: {QueueUrl: !Ref Q}}}
  Post: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Http, RouteKey: POST /jobs, Target: !Sub "integrations/${Send}"}}
  Live: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Http, DefaultRouteSettings: {ThrottlingRateLimit: 11}, RouteSettings: {POST /jobs: {ThrottlingRateLimit: 2.5}}}}
  Document:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub "arn:aws:apigateway:eu-west-1:lambda:path/x/${F.Arn}/invocations"}}}
          /b: {x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: {type: http_proxy, uri: "https://example.com"}}}
""")
        self.assertIn('routes = ( { route = "GET /orders/{id}"; integration = "lambda.f"; throttling_rate_limit = "7/s"; '
                      'throttling_burst_limit = 3; } );', text)
        self.assertEqual(self.limit("apigateway.rest.throttling_rate_limit"), 70)
        self.assertEqual(self.limit("apigateway.http.throttling_rate_limit"), 11)
        self.assertEqual(self.limit("apigateway.http.routes[POST /jobs].throttling_rate_limit"), 2.5)
        self.assertEqual(self.calls("apigateway.http"), ["sqs.q"])
        self.assertEqual(sorted(self.calls("apigateway.document")), ["http.outside", "lambda.f"])
        self.assertIn('route = "ANY /b"', text)
        self.assertIn("CacheClusterSize: what a cache finds goes by keys", self.said)

    def test_usage_plans_and_who_asks_for_a_key(self):
        text = self.take("""
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12}}
  Rest: {Type: AWS::ApiGateway::RestApi, Properties: {Name: rest}}
  One: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: orders}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Rest, ResourceId: !Ref One, HttpMethod: GET, ApiKeyRequired: true, Integration: {Type: AWS_PROXY, Uri: !Sub "x/${F.Arn}/y"}}
  Post:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Rest, ResourceId: !Ref One, HttpMethod: POST, Integration: {Type: AWS_PROXY, Uri: !Sub "x/${F.Arn}/y"}}
  Gold:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      UsagePlanName: gold-plan
      ApiStages: [{ApiId: !Ref Rest, Stage: v1, Throttle: {/orders/GET: {RateLimit: 7, BurstLimit: 3}, /orders/POST: {RateLimit: 7}, /x/GET: {RateLimit: 1}}}]
      Throttle: {RateLimit: 12.5, BurstLimit: 40}
      Quota: {Limit: 5000, Period: WEEK, Offset: 20}
  Tin: {Type: AWS::ApiGateway::UsagePlan, Properties: {ApiStages: [{ApiId: !Ref Rest, Stage: v1}], Throttle: {BurstLimit: 4}, Quota: {Limit: 9}}}
  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}
  GoldKey: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Gold}}
  Sam:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {ApiKeyRequired: true, UsagePlan: {CreateUsagePlan: PER_API, Quota: {Limit: 77, Period: DAY}}}
  G:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Events:
        A: {Type: Api, Properties: {RestApiId: !Ref Sam, Path: /a, Method: get}}
        B: {Type: Api, Properties: {RestApiId: !Ref Sam, Path: /b, Method: get, Auth: {ApiKeyRequired: false}}}
  Document:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: "2.0"
        securityDefinitions: {api_key: {type: apiKey, name: x-api-key, in: header}, own: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: custom}}
        paths:
          /k: {get: {security: [{api_key: []}], x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub "x/${F.Arn}/y"}}}
          /o: {get: {security: [{own: []}], x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub "x/${F.Arn}/y"}}}
""")
        plan = "apigateway.rest.usage_plans[gold-plan]."
        self.assertEqual(self.limit(plan + "throttling_rate_limit"), 12.5)
        self.assertEqual(self.limit(plan + "routes[GET /orders].throttling_rate_limit"), 7)
        self.assertEqual(self.limit(plan + "quota_limit"), 4980)  # of the first week
        self.assertIn('quota_period = "WEEK"', text)
        self.assertIn("quota_offset = 20", text)
        self.assertIn('{ name = "tin"; }', text)  # a burst without a rate, a quota without a period: nothing
        self.assertEqual(self.limit("apigateway.sam.usage_plans[sam_usage_plan].quota_limit"), 77)
        keyed = re.findall(r'route = "([A-Z]+ /\w+)"; integration = "[a-z.]+"; api_key_required = true', text)
        self.assertEqual(sorted(keyed), ["GET /a", "GET /k", "GET /orders"])
        for client, plans in (("rest", 'usage_plan = "gold-plan";  # a guess'), ("sam", 'usage_plan = "sam_usage_plan";  # one key'),
                              ("document", 'usage_plan = "outside";  # one key')):
            self.assertIn(plans, text, client)
        self.assertEqual(text.count("usage_plan = "), 3)
        for note in ("throttle of /orders/POST: its route asks for no key", "throttle of /x/GET: the API has no such route",
                     "Document: what its API keys may ask for is not in the template", "without a meaning for capacity: 2 resources"):
            self.assertIn(note, self.said)

    def test_distributions_stand_in_front(self):
        text = self.take("""
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, FunctionUrlConfig: {AuthType: NONE}}}
  G: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}}}}
  Bucket: {Type: AWS::S3::Bucket}
  Short: {Type: AWS::CloudFront::CachePolicy, Properties: {CachePolicyConfig: {Name: short, MinTTL: 2, DefaultTTL: 30, MaxTTL: 60}}}
  Access: {Type: AWS::CloudFront::OriginAccessControl, Properties: {}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        PriceClass: PriceClass_100
        Origins:
          - {Id: api, DomainName: !Sub "${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com", ConnectionAttempts: 2, CustomOriginConfig: {OriginReadTimeout: 9}}
          - {Id: url, DomainName: !Select [2, !Split ["/", !GetAtt FUrl.FunctionUrl]]}
          - {Id: files, DomainName: !GetAtt Bucket.DomainName}
        DefaultCacheBehavior: {TargetOriginId: files, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6}
        CacheBehaviors:
          - {PathPattern: "/api/*", TargetOriginId: api, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}
          - {PathPattern: "/f/*", TargetOriginId: url, CachePolicyId: !Ref Short}
          - {PathPattern: "/old", TargetOriginId: api, ForwardedValues: {QueryString: true}, DefaultTTL: 5}
""")
        self.assertEqual(sorted(self.calls("cloudfront.site")), ["apigateway.serverless_rest_api", "http.outside", "lambda.f"])
        self.assertEqual(self.calls("client.site"), ["cloudfront.site"])
        self.assertNotIn("client.serverless_rest_api", self.told["resources"])
        self.assertNotIn("client.f", self.told["resources"])
        flat = re.sub(r"\s+", " ", text)
        for said in ('path_pattern = "/api/*"; target_origin = "apigateway.serverless_rest_api"; connection_attempts = 2; timeout = "9 s"; min_ttl = "0 s"; '
                     'default_ttl = "0 s"; max_ttl = "0 s";', 'path_pattern = "/f/*"; target_origin = "lambda.f"; action = "InvokeFunctionUrl"; min_ttl = "2 s"; '
                     'default_ttl = "30 s"; max_ttl = "1 min";', 'path_pattern = "/old"; target_origin = "apigateway.serverless_rest_api"; connection_attempts = 2; '
                     'timeout = "9 s"; default_ttl = "5 s";', 'path_pattern = "*"; target_origin = "http.outside";'):
            self.assertIn(said, flat)
        self.assertIn("Site: the origin of * is no API or function of the template", self.said)
        self.assertIn("Site: price_class is not built yet", self.said)

    # ---- events, topics, streams, scaling ----

    def test_topics_buses_and_schedules(self):
        text = self.take("""
Transform: AWS::Serverless-2016-10-31
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: sqs, Endpoint: !GetAtt Q.Arn}, {Protocol: email, Endpoint: a@example.com}]}}
  Q: {Type: AWS::SQS::Queue}
  Dead: {Type: AWS::SQS::Queue}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Events:
        Nightly: {Type: Schedule, Properties: {Schedule: "cron(0 3 * * ? *)"}}
        Off: {Type: Schedule, Properties: {Schedule: rate(1 minute), Enabled: false}}
        Made: {Type: EventBridgeRule, Properties: {EventBusName: shop, Pattern: {source: [x]}, RetryPolicy: {MaximumRetryAttempts: 5}, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}}}
        News: {Type: SNS, Properties: {Topic: !Ref Topic, FilterPolicy: {a: [b]}}}
        Upload: {Type: S3, Properties: {Bucket: x}}
  Rule: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(5 minutes), Targets: [{Arn: !GetAtt Q.Arn, Id: a}, {Arn: !Ref Topic, Id: b}]}}
""")
        self.assertRegex(text, r'name = "f_made";\s+target = "lambda.f";\s+retry_policy = \{ maximum_retry_attempts = 5; \};\s+'
                               r'dead_letter_config = "sqs.dead";\s+filter_share = "100 %";  # to fill in')
        self.assertIn('name = "f_nightly"; target = "lambda.f"; schedule = "cron(0 3 * * ? *)";', text)
        self.assertIn('name = "rule"; target = "sqs.q"; schedule = "rate(5 minutes)";', text)
        self.assertIn('name = "rule_2"; target = "sns.topic"; schedule = "rate(5 minutes)";', text)
        self.assertEqual(sorted(self.calls("sns.topic")), ["lambda.f", "sqs.q"])
        for words in ("a rule that is left out: it is disabled", "a subscription by email", "an event of type S3"):
            self.assertIn(words, self.said)
        self.assertIn("stands for the event Upload (S3)", text)

    def test_a_scenario_of_schedules_has_an_idle_client(self):
        text = self.take("""
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}
  Rule: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(5 minutes), Targets: [{Arn: !GetAtt F.Arn, Id: a}]}}
""")
        self.assertIn('rate = "0/s";', text)
        self.assertAlmostEqual(self.told["resources"]["lambda.f"]["expected"][0]["calls_per_s"], 1 / 300, 6)

    def test_streams_and_their_consumers(self):
        text = self.take("""
Resources:
  S: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 3, RetentionPeriodHours: 48}}
  T: {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PAY_PER_REQUEST, StreamSpecification: {StreamViewType: NEW_IMAGE}}}
  C: {Type: AWS::Kinesis::StreamConsumer, Properties: {StreamARN: !GetAtt S.Arn, ConsumerName: alerts}}
  D: {Type: AWS::SQS::Queue}
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref F
      EventSourceArn: !GetAtt C.ConsumerARN
      ParallelizationFactor: 4
      MaximumRetryAttempts: -1
      MaximumRecordAgeInSeconds: 3600
      BisectBatchOnFunctionError: true
      StartingPosition: LATEST
      TumblingWindowInSeconds: 30
      DestinationConfig: {OnFailure: {Destination: !GetAtt D.Arn}}
  N: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: !GetAtt T.StreamArn, StartingPosition: LATEST}}
""")
        mapping = re.search(r"event_source_mappings = \((.*?)\);\n", text, re.S).group(1)
        for words in ('consumer = "alerts";', "parallelization_factor = 4;", 'maximum_record_age = "1 h";', 'on_failure = "sqs.d";',
                      "bisect_batch_on_function_error = true;"):
            self.assertIn(words, mapping)
        self.assertNotIn("maximum_retry_attempts", mapping)
        self.assertIn("TumblingWindowInSeconds: tumbling_window is not built yet", self.said)
        self.assertIn("N: ${T.StreamArn} is no queue or stream that is simulated: a client stands for it", self.said)
        self.assertIn("  f = {  # stands for N", text)
        self.assertEqual(self.calls("client.f"), ["lambda.f"])
        self.assertIn('retention_period = "2 d";', text)

    def test_capacity_and_what_scales_it(self):
        text = self.take("""
Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      ProvisionedThroughput: {ReadCapacityUnits: 20, WriteCapacityUnits: "8"}
      GlobalSecondaryIndexes: [{IndexName: by, ProvisionedThroughput: {ReadCapacityUnits: 6, WriteCapacityUnits: 4}, Projection: {ProjectionType: KEYS_ONLY}}]
  A: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {MinCapacity: 5, MaxCapacity: 90, ScalableDimension: dynamodb:table:WriteCapacityUnits, ResourceId: !Sub "table/${T}", ServiceNamespace: dynamodb}}
  B:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      ScalingTargetId: !Ref A
      TargetTrackingScalingPolicyConfiguration: {TargetValue: 70, ScaleInCooldown: 60, PredefinedMetricSpecification: {}}
  I: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {MinCapacity: 4, MaxCapacity: 40, ScalableDimension: dynamodb:index:ReadCapacityUnits, ResourceId: !Sub "table/${T}/index/by"}}
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}
  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}
  L: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, FunctionVersion: !GetAtt V.Version, Name: live, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 6}}}
  P: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {MinCapacity: 6, MaxCapacity: 60, ScalableDimension: lambda:function:ProvisionedConcurrency, ResourceId: !Sub "function:${F}:live"}}
  R: {Type: AWS::ApplicationAutoScaling::ScalingPolicy, Properties: {ScalingTargetId: !Ref P, TargetTrackingScalingPolicyConfiguration: {TargetValue: 0.7}}}
""")
        self.assertIn('write_capacity_units = { min_capacity = 5; max_capacity = 90; target_value = "70 %"; scale_in_cooldown = "1 min"; };', text)
        self.assertIn("auto_scaling = { read_capacity_units = { min_capacity = 4; max_capacity = 40; }; };", text)
        self.assertIn('auto_scaling = { provisioned_concurrent_executions = { min_capacity = 6; max_capacity = 60; target_value = "70 %"; }; };', text)
        self.assertEqual(self.limit("lambda.f.provisioned_concurrent_executions"), 6)
        self.assertIn("  read_capacity_units = 20;\n    write_capacity_units = 8;", text)
        self.assertRegex(text, r'index_name = "by";\s+projection_type = "KEYS_ONLY";\s+read_capacity_units = 6;\s+write_capacity_units = 4;')

    # ---- odd ones ----

    def test_a_bound_that_aws_refuses_is_left_out(self):
        text = self.take('Resources: {F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, MemorySize: 64, Timeout: soon}}}')
        self.assertNotIn("memory_size", text.split("\ntitle")[1])
        self.assertIn("F: MemorySize: 64 MB lies outside what AWS takes", self.said)
        self.assertIn("F: Timeout: soon is not known here", self.said)

    def test_names_are_told_apart(self):
        text = self.take("Resources: {MyQueue: {Type: AWS::SQS::Queue}, myQueue: {Type: AWS::SQS::Queue}, 9Lives: {Type: AWS::SQS::Queue}}")
        for name in ("my_queue = {", "my_queue_2 = {", "r9_lives = {"):
            self.assertIn(name, text)

    def test_a_description_stays_a_text(self):
        text = self.take(json.dumps({"Description": 'a"; evil = "1\\\u001b[31m é', "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}), name="t.json")
        self.assertIn('title = "a\\"; evil = \\"1\\\\\\x1b[31m é";', text)
        self.assertEqual(self.told["title"], 'a"; evil = "1\\\x1b[31m é')

    def test_a_template_without_values_loads(self):
        for properties in ("{}", "", "[1, 2]", "x"):
            text = self.take(f"""
Resources:
  F: {{Type: AWS::Serverless::Function, Properties: {properties}}}
  A: {{Type: AWS::Serverless::Api, Properties: {properties}}}
  T: {{Type: AWS::DynamoDB::Table, Properties: {properties}}}
  S: {{Type: AWS::Kinesis::Stream, Properties: {properties}}}
  Q: {{Type: AWS::SQS::Queue, Properties: {properties}}}
  N: {{Type: AWS::SNS::Topic, Properties: {properties}}}
  B: {{Type: AWS::Events::EventBus, Properties: {properties}}}
  M: {{Type: AWS::Serverless::StateMachine, Properties: {properties}}}
  R: {{Type: AWS::Events::Rule, Properties: {properties}}}
  E: {{Type: AWS::Lambda::EventSourceMapping, Properties: {properties}}}
  X: 7
""")
            self.assertIn('read_capacity_units = 5;  # to fill in', text)
            self.assertIn('shard_count = 1;  # to fill in', text)


if __name__ == "__main__":
    unittest.main()
