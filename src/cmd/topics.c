/* topics.c - what is not one setting's: the language in a page each. */
#include "cmd/help.h"

#include "config/law_text.h"

/* clang-format off: texts */
const struct topic topics[] = {
    {"scenario", "how a file is built",
     "A scenario is a libconfig file: groups of settings `name = value;`, values with\n"
     "units in quotes.  A group is a service, its members are resources:\n\n"
     "  title = \"Shop\";  profile = \"aws-2026\";  region = \"us-east-1\";\n"
     "  run = { duration = \"1 h\"; period = \"1 min\"; };\n"
     "  client = { shoppers = { target = \"lambda.orders\"; rate = \"50/s\"; }; };\n"
     "  lambda = { orders = { memory_size = \"512 MB\"; timeout = \"5 s\";\n"
     "      steps = ( { work = \"20 ms\"; }, { call = \"dynamodb.orders\"; action = "
     "\"PutItem\";\n"
     "                                       item_size = \"1 KB\"; } ); }; };\n"
     "  dynamodb = { orders = { billing_mode = \"PAY_PER_REQUEST\"; }; };\n"
     "  objectives = ( \"p99(client.shoppers.latency) < 300 ms\" );\n\n"
     "like = \"NAME\" copies another member of the same group; abstract = true: it is "
     "only\n"
     "there to be copied.  timeline = ( { name; at; until; set = \"ADDRESS = VALUE\"; } "
     ")\n"
     "changes settings while the run goes on.  Results do not depend on the order of\n"
     "members in the file.\n"},
    {"studies", "sweep, compare, tune, and their files",
     "An axis is --vary ADDRESS=VALUES; several make a grid:\n\n"
     "  lambda.orders.memory_size=256,512,1024MB    values; the unit once, at the end\n"
     "  client.shoppers.rate=10..50/s:10            LO..HI:STEP\n"
     "  lambda.orders.memory_size=128..4096 MB:x2   LO..HI:xK\n"
     "  lambda.orders.reserved_concurrent_executions=1..200   LO..HI: whole numbers; "
     "tune\n"
     "                                              bisects where more is always "
     "better\n\n"
     "No axis: run.duration, run.period and what else changes a result's shape, links, "
     "lists.\n"
     "Every point has the same seed, so points differ by their settings and not by "
     "luck.\n"
     "A study file is the command line written down; its keys are the long options, and "
     "what\n"
     "the command line says besides wins.  A named axis has points of several "
     "settings:\n\n"
     "  study = { command = \"sweep\"; scenario = \"shop.cfg\"; replications = 20;\n"
     "    vary = ( \"lambda.orders.memory_size=512,1024MB\",\n"
     "             { name = \"table\"; points = (\n"
     "               { name = \"on_demand\"; set = ( ); },\n"
     "               { name = \"provisioned\"; set = ( "
     "\"dynamodb.orders.billing_mode=PROVISIONED\",\n"
     "                                              "
     "\"dynamodb.orders.write_capacity_units=200\" ); } ); } ); };\n\n"
     "--show and --minimise take the left-hand side of an objective.\n"},
    {"addresses", "how a setting is named, everywhere",
     "GROUP.MEMBER.SETTING, the same in the file, in --set, objectives, limits and "
     "messages:\n\n"
     "  lambda.orders.memory_size\n"
     "  account.lambda.concurrent_executions\n"
     "  apigateway.shop.routes[POST /orders].throttling_rate_limit\n"
     "  client.shoppers.phases[peak].rate\n"
     "  client.*.scale\n\n"
     "Elements of lists by their key in brackets, or by their ordinal from 0.\n"},
    {"units", "how values are written",
     "Values with units are quoted.  A bare number is for counts, shares and factors "
     "only.\n\n"
     "  times     \"250 ms\"  ns us ms s min h d; \"59 min 59 s\"\n"
     "  bytes     \"512 MB\"  B KB MB GB TB, powers of 1024\n"
     "  rates     \"20/s\" \"300/min\" \"4 MB/s\" \"1.5k/s\"\n"
     "  counts    500, \"200k\" \"1.5M\"\n"
     "  shares    \"0.5 %\" or 0.005; every probability\n"
     "  money     \"0.02 USD\", \"5 USD per 1M\"\n"},
    {"laws", "how random values are described", "", law_help},
    {"steps", "what a body does",
     "A function's body, a client's journey and a block are lists of steps:\n\n"
     "  { work = \"LAW\"; }                  CPU time at one vCPU, or \"LAW at 512 MB\"\n"
     "  { wait = \"LAW\"; }                  time that no CPU shortens\n"
     "  { call = \"dynamodb.orders\"; action = \"PutItem\"; item_size = \"1 KB\"; key = "
     "\"LAW\";\n"
     "    timeout = \"1 s\"; retry = { max_attempts = 3; }; on_error = \"ignore\"; }\n"
     "  { send = \"..\"; }                   a call that nobody waits for\n"
     "  { fail = \"NAME\"; probability = \"1 %\"; }\n"
     "  { steps = ( .. ); }                a block\n"
     "  { parallel = ( ( .. ), ( .. ) ); } all at once; goes on after the last\n"
     "  { choose = ( ( .. ), ( .. ) ); }   one of them, by probability\n\n"
     "Every step takes name, probability and count.\n"},
    {"objectives", "what is promised, and judged",
     "AGG(ADDRESS [OP VALUE]) OP VALUE [every TIME] [during NAME | from T to T]\n\n"
     "  p99(client.shoppers.latency) < 300 ms\n"
     "  p99(client.shoppers.latency[book]) < 800 ms every 5 min\n"
     "  share(client.shoppers.errors) < 0.1 % during peak\n"
     "  share(client.shoppers.latency > 800 ms) < 1 %\n"
     "  max(lambda.orders.concurrent_executions) < 800\n"
     "  cost.month < 100 USD, cost.run, cost.per_million(client.shoppers)\n\n"
     "AGG: pNN mean min max sum last rate share.  Met or missed when the interval lies\n"
     "wholly on one side, else undecided; max and min are judged run by run.\n"
     "headroom help GROUP lists the metrics of a group.\n"},
    {"statistics", "what the printed numbers are, and how sure",
     "Counts are means over replications, quantiles those of all replications together;\n"
     "intervals are of Student's t over replications (quantiles: by sections).\n\n"
     "  kind       steady: every client has one constant rate; else terminating\n"
     "  warm-up    steady: cut from the front; terminating: a pre-roll of the first\n"
     "             load, metrics and money off.  Nothing is cut unless run.warm_up says\n"
     "             so; what MSER and the longest memory suggest is printed\n"
     "  settled    steady, no warm-up: what still rises or falls beyond chance, by more\n"
     "             than a tenth of its mean, up to half of the run left out, has no\n"
     "             steady state: objectives about it are undecided, no others.  It is\n"
     "             read from 60 equal strides of the run, whatever the period is\n"
     "  start      run.initial = \"warm\": as if the load of t = 0 had been there for\n"
     "             long; headroom check says what each resource makes of it\n"
     "  10 runs    at least, for a verdict; --precision repeats until all is decided\n"
     "  1 long run steady, replications = 1: its 30 batches stand for replications\n"
     "             where each is 30 relaxation times of the metric\n"
     "  -, short   under 100, under 300 values beyond a quantile in a replication\n"
     "  none of N  never seen: at most 3 in N if events come singly; a share is met\n"
     "             only if 30 would have been expected at its threshold\n"
     "  largest    of so many runs of such a length: it grows with both\n"
     "  drain      time from a burst's end until no more waits than before it, to\n"
     "             within a period; runs that have not drained count as infinite\n"},
    {"exit", "what exit codes mean",
     "  0    done, and every objective is met\n"
     "  1    the world failed: a file, a full disk\n"
     "  2    usage, or a mistake in the scenario\n"
     "  4    tune: no point meets all objectives\n"
     "  5    an objective is undecided at this precision; tune: so is the best point\n"
     "  99   an objective is missed\n"
     "  130  interrupted (143: terminated)\n\n"
     "When several apply: 130, 1, 2, 4, 99, 5, 0 in this order.\n"},
    {NULL, NULL, NULL},
};
/* clang-format on */
