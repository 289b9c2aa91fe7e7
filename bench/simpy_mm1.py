#!/usr/bin/python3
"""simpy_mm1.py - the queue of kernel.c in SimPy, for a sense of proportion.

Says so and ends where SimPy is not installed (Debian: python3-simpy3)."""
import random
import sys
import time

try:
    import simpy
except ImportError:
    print("SimPy is not here (python3-simpy3): skipped")
    sys.exit(0)


def customer(env, servers, in_system):
    came = env.now
    with servers.request() as turn:
        yield turn
        yield env.timeout(random.expovariate(1))
    in_system[0] += env.now - came


def arrivals(env, servers, count, in_system, rate):
    for _ in range(count):
        env.process(customer(env, servers, in_system))
        yield env.timeout(random.expovariate(rate))


def run(servers, count):
    random.seed(1)
    env = simpy.Environment()
    in_system = [0.0]
    started = time.process_time()
    env.process(arrivals(env, simpy.Resource(env, servers), count, in_system, 0.9 * servers))
    env.run()
    seconds = time.process_time() - started
    # two events a customer, as kernel.c counts them: an arrival and a departure
    print("SimPy %s M/M/%-8d %9.0f ns an event %8.3f M ev/s   mean in system %.4g"
          % (simpy.__version__, servers, 1e9 * seconds / count / 2, 2e-6 * count / seconds,
             in_system[0] / env.now))


run(1, 100000)
run(1000, 100000)
