#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the server beside PostgreSQL's own limit, in one run: bench.py BIN_DIR [--seconds N] [--json FILE]

The limit is pgbench on the same cluster with the same statements, roles and row-level security over the unix socket,
once with a round trip a statement and once with the whole transaction pipelined into one. The two sides take turns,
so that a machine that changes its speed changes both. A second cluster with few organizations tells what many cost.
Figures of one run compare; those of two runs do not. Ends with 1 when a target was missed.
"""
import argparse
import dataclasses
import json
import pathlib
import re
import statistics
import sys
import tempfile
import time

import charts
import limit
import live
import load
from server import Server

TENANTS = 200  # whose tokens are used
FEW = 10
AGENTS = 100  # of each organization
PAIRS = 3  # loads of many and of few in a round: a p99 scatters by a third
READ = ("GET", "/v1/agents?limit=20")
WRITE = ("POST", "/v1/agents")


@dataclasses.dataclass
class Target:
    at: float
    least: bool = False  # at least, else at most


# What the figures have to be, by their names. Absolute ones are those of a machine of today with nothing else on it.
TARGETS = [
    (r"start to ready .*", Target(300)),
    (r"provision an organization.*", Target(100)),
    (r"metering, counting by itself.*", Target(1)),
    (r"GET .* of pgbench, trips", Target(0.85, least=True)),
    (r"GET .* of pgbench, pipelined", Target(0.5, least=True)),
    (r"POST .* of pgbench, trips", Target(1, least=True)),
    (r"POST .* of pgbench, pipelined", Target(0.6, least=True)),
    (r"GET .* server CPU a request, microseconds", Target(75)),
    (r".* p99 of median", Target(5)),
    (r".* of that with \d+ organizations", Target(1.3)),
    (r"server memory.*", Target(100)),
    (r"memory of an idle socket.*", Target(20)),
    (r"a second's frame at .*\(last\)", Target(1000)),
    (r".*, ms \(longest\)", Target(16)),
]


def median(values):
    return statistics.median(values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries")
    parser.add_argument("--seconds", type=int, default=5, help="of each load (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side (default 3)")
    parser.add_argument("--organizations", type=int, default=10000,
                        help=f"in the large cluster, with {AGENTS} agents each (default 10,000)")
    parser.add_argument("--json", default="build/bench.json", help="where the figures go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        large = Server(options.binaries, pathlib.Path(scratch) / "large")
        small = Server(options.binaries, pathlib.Path(scratch) / "small")
        unmetered = Server(options.binaries, pathlib.Path(scratch) / "unmetered", "--no-metering")
        try:
            figures = measure(large, small, unmetered, scratch, options)
            charts.frames(options.binaries, scratch, figures)
        finally:
            unmetered.stop()
            large.stop()
            small.stop()
    pathlib.Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")
    missed = show(figures)
    print(f"\nalso in {options.json}")
    return 1 if missed else 0


def show(figures):
    """The table; how many targets were missed."""
    width = max(map(len, figures))
    missed = 0
    for name, value in figures.items():
        target = next((bound for pattern, bound in TARGETS if re.fullmatch(pattern, name)), None)
        said = ""
        if target is not None:
            met = value >= target.at if target.least else value <= target.at
            missed += not met
            said = f"  {'met   ' if met else 'MISSED'}  {'>=' if target.least else '<='} {target.at:g}"
        print(f"{name:<{width}}  {value:10.2f}{said}")
    print(f"\n{missed} targets missed" if missed else "\nall targets met")
    return missed


def measure(large, small, unmetered, scratch, options):
    figures = {"first start, s": large.start()}
    starts = []
    for _ in range(3):
        large.stop()
        starts.append(large.start() * 1000)
    figures["start to ready on an existing cluster, ms"] = median(starts)
    for server in (small, unmetered):
        server.start()
        server.populate(FEW, AGENTS)
    # While both are equally new: what one has done before makes it slower.
    live.metering(small, unmetered, FEW, options, figures)
    figures[f"make {options.organizations:,} organizations and {options.organizations * AGENTS:,} agents, s"] = (
        large.populate(options.organizations, AGENTS))
    measure_staff(large, figures)
    tenants = min(TENANTS, options.organizations)
    for method, path in (READ, WRITE):
        measure_tenants(large, small, tenants, method, path, scratch, options, figures)
    figures["server memory, MiB (peak)"] = large.memory_mib()
    live.sockets(large, tenants, figures)
    return figures


def measure_staff(server, figures):
    staff = server.sign_in("localhost", server.demo["staff"]["email"], server.demo["staff"]["password"])
    times = []
    for i in range(15):
        began = time.monotonic()
        status, answer = server.call("POST", "/v1/admin/organizations", "localhost", staff,
                                     {"slug": f"bench-{i}", "name": f"Bench {i}", "plan": "free",
                                      "admin_email": "a@bench.example"})
        times.append((time.monotonic() - began) * 1000)
        if status != 201:
            raise SystemExit(f"bench: provisioning: {answer}")
    figures["provision an organization, ms (median)"] = median(times)
    times = []
    for sort in ("name", "-created_at", "-agents", "-storage", "plan", "-messages") * 3:
        began = time.monotonic()
        server.call("GET", f"/v1/admin/organizations?limit=100&sort={sort}", "localhost", staff)
        times.append((time.monotonic() - began) * 1000)
    figures["page of 100 organizations, ms (median)"] = median(times)


def measure_tenants(large, small, tenants, method, path, scratch, options, figures):
    """The server, its limit, and the server with few organizations, in turns."""
    scripts = limit.transactions(method == "POST", tenants)
    many, few, limits = [], [], {name: [] for name in scripts}
    clients = limit.best(scratch, scripts, large.socket)
    for _ in range(options.rounds):
        # Anew for each turn: they are valid for minutes.
        tokens, few_tokens = large.tokens(tenants), small.tokens(FEW)
        for pair in range(PAIRS):
            # One right after the other, and each as often the first.
            turn = [lambda: few.append(measure_load(small, few_tokens, method, path, options)),
                    lambda: many.append(measure_load(large, tokens, method, path, options))]
            for one in turn if pair % 2 else reversed(turn):
                one()
        for name, script in scripts.items():
            limits[name].append(limit.run(scratch, name, script, clients[name], options.seconds, large.socket))

    def middle(loads, figure):
        return median([getattr(one, figure) for one in loads])

    figures[f"{method} {path}, requests/s"] = middle(many, "rate")
    for name in scripts:
        figures[f"{method} {path} of pgbench, {name}"] = middle(many, "rate") / median(limits[name])
    figures[f"{method} {path} server CPU a request, microseconds"] = middle(many, "cpu")
    figures[f"{method} {path} median, ms"] = middle(many, "median")
    figures[f"{method} {path} p99, ms"] = middle(many, "p99")
    figures[f"{method} {path} p99 of median"] = middle(many, "p99") / middle(many, "median")
    for figure in ("median", "p99"):
        figures[f"{method} {path} {figure} of that with {FEW} organizations"] = middle(many, figure) / middle(few, figure)


@dataclasses.dataclass
class Load:
    rate: float  # requests a second
    median: float  # ms
    p99: float  # ms
    cpu: float  # the server's, microseconds a request


def measure_load(server, tokens, method, path, options):
    before = made(server) if method == "POST" else 0
    cpu = server.cpu_seconds()
    rate, middle, high, right = load.run(tokens, server.port, method, path, options.seconds)
    cpu = server.cpu_seconds() - cpu
    if method == "POST":
        check_written(server, before, right)
    return Load(rate, middle, high, cpu / right * 1e6)


def made(server):
    return int(server.sql("-c", "SELECT count(*) FROM agents WHERE name LIKE 'Bench of %'"))


def check_written(server, before, acknowledged):
    """Each acknowledged agent is there, once, and where it belongs."""
    astray = int(server.sql("-c", "SELECT count(*) FROM agents a JOIN organizations o ON o.id = a.organization_id "
                                  "WHERE a.name LIKE 'Bench of %' AND a.name <> 'Bench of ' || o.slug"))
    # wrk leaves when its time is over: what was under way then is made, but not acknowledged.
    unheard = made(server) - before - acknowledged
    if astray or not 0 <= unheard <= load.CONNECTIONS:
        raise SystemExit(f"bench: {acknowledged} acknowledged, {unheard} more made, {astray} with another tenant")


if __name__ == "__main__":
    sys.exit(main())
