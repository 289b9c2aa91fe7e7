#!/usr/bin/python3
"""Templates of other people (../shared/data/sam; not part of this project).

Each is imported without a crash, each that has something to simulate as a scenario that `headroom check` takes, with all its
functions, tables, queues, topics and streams. A SAM template and what AWS's own translator makes of it say the same."""
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    yaml = None

DATA = os.path.join(os.environ.get("SHARED_DATA", ""), "sam")
HEADROOM = os.environ["HEADROOM"]
KINDS = {"AWS::Serverless::Function": "lambda", "AWS::Lambda::Function": "lambda",
         "AWS::DynamoDB::Table": "dynamodb", "AWS::DynamoDB::GlobalTable": "dynamodb", "AWS::Serverless::SimpleTable": "dynamodb",
         "AWS::SQS::Queue": "sqs", "AWS::SNS::Topic": "sns", "AWS::Kinesis::Stream": "kinesis"}
OTHERS = ("AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api",
          "AWS::Events::EventBus", "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine")
# The real ones that no parser of YAML takes (INDEX.md, and a quote that is not closed).
MALFORMED = {"event-sourcing/template.yaml", "rds-sns-event-notification/template.yaml"}
# Its translation has no events: what else calls a function than the rooms there are is seen in the short form only.
NOT_THE_SAME = {"function_event_conditions"}


def run(*words):
    done = subprocess.run([HEADROOM, *words], capture_output=True, text=True, errors="replace", timeout=300)
    return done.returncode, done.stdout, done.stderr


def paths():
    for directory, _, names in os.walk(DATA):
        for name in sorted(names):
            if name.endswith((".json", ".yaml", ".yml")):
                yield os.path.join(directory, name)


def any_tag(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return {suffix: node.value}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    return {suffix: loader.construct_mapping(node, deep=True)}


def resources_of(path):
    """By another reader: type and condition of each; None: it cannot be read, or is no template."""
    with open(path, errors="replace") as file:
        text = file.read()
    if not re.search(r"^\s*\"?Resources\"?\s*:", text, re.M):
        return None
    if path.endswith(".json"):
        said = json.loads(text, strict=False)
    elif yaml:
        class Loader(yaml.SafeLoader):
            pass
        yaml.add_multi_constructor("!", any_tag, Loader=Loader)
        try:
            said = yaml.load(text, Loader=Loader)
        except yaml.YAMLError:
            return None
    else: # not how many there are of what is conditional
        return [(kind, "perhaps") for kind in re.findall(r"^\s*Type: ['\"]?(AWS::[A-Za-z0-9:]+)", text, re.M)]
    all_of = said.get("Resources") if isinstance(said, dict) else None
    return [(one.get("Type"), one.get("Condition")) for one in all_of.values()] if isinstance(all_of, dict) else None


def counted(resources):
    counts = {}
    for kind, _ in resources:
        if kind in KINDS:
            counts[KINDS[kind]] = counts.get(KINDS[kind], 0) + 1
    return counts


def found(scenario):
    counts = {}
    for address in scenario["resources"]:
        room = address.split(".")[0]
        if room in KINDS.values() and "event_source_mappings" not in address:
            counts[room] = counts.get(room, 0) + 1
    return counts


def is_of_interest(resources):
    return any(kind in KINDS or kind in OTHERS for kind, _ in resources)


def look_at(path, work, bad):
    """What `check` says of it; None: there is nothing to check."""
    resources, scenario = resources_of(path), os.path.join(work, "s.cfg")
    code, _, said = run("import", path, "-o", scenario, "--force")
    if code not in (0, 2):
        bad.append((path, "import", code, said[-300:]))
    if any(path.endswith(name) for name in MALFORMED):
        if code != 2 or not re.search(r":\d+: error: column \d+: ", said):
            bad.append((path, "malformed", code, said[:300]))
        return None
    if not resources or not is_of_interest(resources):
        if not resources and yaml and code == 0:
            bad.append((path, "no template", code, said[:300]))
        return None
    if code != 0:
        bad.append((path, "import", code, said[:300]))
        return None
    code, out, said = run("check", "--format", "json", scenario)
    if code != 0:
        bad.append((path, "check", code, said[:300]))
        return None
    told = json.loads(out)
    wanted, there = counted(resources), found(told)
    conditional = any(condition for kind, condition in resources if kind in KINDS)
    for room in KINDS.values():
        more = there.get(room, 0) - wanted.get(room, 0)
        # SAM makes a queue where a topic comes by way of one; a condition may leave out what it is of
        if more and not conditional and not (room == "sqs" and more > 0):
            bad.append((path, room, wanted, there))
    return told


def comparable(told):
    limits = {one["limit"]: one for one in told["limits"]}
    return {"resources": told["resources"], "limits": limits}


def compare(told, bad):
    """AWS's translator: tests/translator/input/X.yaml and output/X.json."""
    pairs = 0
    for path, said in told.items():
        name = os.path.basename(path)[:-5]
        other = path.replace("/input/", "/output/").replace(".yaml", ".json")
        if "/translator/input/" not in path or other not in told or name in NOT_THE_SAME:
            continue
        pairs += 1
        if comparable(said) != comparable(told[other]):
            bad.append((path, "is not what AWS makes of it"))
    return pairs


def main():
    if not os.path.isdir(DATA):
        print("skipped: no templates of other people at hand")
        sys.exit(77)
    bad, told, seen = [], {}, 0
    with tempfile.TemporaryDirectory() as work:
        for path in paths():
            seen += 1
            said = look_at(path, work, bad)
            if said:
                told[path] = said
    pairs = compare(told, bad)
    print(f"{seen} files, {len(told)} scenarios that check takes; {pairs} pairs of SAM and AWS's translation of it say the same")
    for one in bad:
        print("not as it should be:", *one)
    sys.exit(1 if bad or len(told) < 70 or pairs < 8 else 0)


main()
