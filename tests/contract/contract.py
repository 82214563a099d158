#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemathesis against a throw-away server and the document that it serves: contract.py SCHEMATHESIS BIN_DIR [--examples N]

As an organization's owner, as an owner among the staff, and as nobody on either host, with all checks on: what is right
by the document has to be taken, what is wrong refused, and every answer has to be one that the document names.
schemathesis.toml and hooks.py beside this say what the document cannot.
"""
import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fuzz"))
from rig import Failed, Server, Session  # noqa: E402: another folder's

PHASES = "examples,coverage,fuzzing,stateful"


def describe(who, server, session):
    """What hooks.py needs to know to be that one."""
    url = f"http://127.0.0.1:{server.port}"
    host = "admin" if who in ("staff", "nobody-admin") else session.slug
    out = {"url": url, "host": f"{host}.{session.domain}:{server.port}", "organization": session.ids[0]}
    if who == "staff":
        out |= {"email": server.demo["staff"]["email"], "password": server.demo["staff"]["password"]}
    if who == "tenant":
        out |= {"email": "owner@fuzz.example", "password": session.password}
    return out


def right(url):
    with urllib.request.urlopen(url + "/healthz", timeout=10) as answer:
        return answer.status == 200


def run(who, options):
    """True when nothing was found."""
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(options.binaries, scratch)
        try:
            session = Session(server.port, server.demo)
            session.open()
            me = describe(who, server, session)
            done = subprocess.run(
                [options.schemathesis, "--config-file", str(HERE / "schemathesis.toml"), "run", me["url"] + "/openapi.json",
                 "--header", "Host: " + me["host"], "--phases", PHASES, "--checks", "all", "--seed", str(options.seed),
                 "--max-examples", str(options.examples), "--continue-on-failure", "--no-color"],
                cwd=scratch, env=dict(os.environ, OBJECTA_CONTRACT=json.dumps(me), PYTHONPATH=str(HERE), SCHEMATHESIS_HOOKS="hooks"),
                capture_output=True, text=True)
            alive = right(me["url"])
        finally:
            code = server.stop()
    made = re.search(r"(\d+) generated", done.stdout)
    # "No tests were run" is no success either.
    fine = done.returncode == 0 and made and int(made[1]) > 1000 and alive and code == 0
    print(f"{who:>13}: {made[1] if made else 'no'} requests, {'nothing found' if fine else 'FOUND:'}", flush=True)
    if not fine:
        print(done.stdout, done.stderr, f"the server ended with {code}", sep="\n", flush=True)
    return fine


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("schemathesis", help="the program")
    parser.add_argument("binaries")
    parser.add_argument("--examples", type=int, default=30, help="of each operation, at the most (default 30)")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--as", dest="only", choices=("tenant", "staff", "nobody", "nobody-admin"))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    try:
        found = [who for who in ("tenant", "staff", "nobody", "nobody-admin")
                 if options.only in (None, who) and not run(who, options)]
    except Failed as failure:
        raise SystemExit(f"contract: {failure}") from failure
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
