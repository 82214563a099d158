#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the server beside PostgreSQL's own limit, in one run: bench.py BIN_DIR [--seconds N] [--json FILE]

The limit is pgbench on the same cluster with the same statements, roles and row-level security over the unix socket,
once with a round trip a statement and once with the whole transaction pipelined into one. The two sides take turns,
so that a machine that changes its speed changes both. Figures of one run compare; those of two runs do not.
"""
import argparse
import base64
import glob
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "server"


def statement(file, name):
    """The server's own SQL, so that the limit is measured with nothing else."""
    text = (SOURCES / file).read_text()
    found = re.search(name + r' = R"\((.*?)\)"', text, re.S) or re.search(name + r' =\s*((?:"[^"]*"\s*)+);', text)
    sql = found[1] if 'R"' in found[0] else "".join(re.findall(r'"([^"]*)"', found[1]))
    return " ".join(sql.split())


def quoted(value):
    return "NULL" if value is None else "'" + str(value) + "'"


def with_values(sql, values):
    return re.sub(r"\$(\d+)", lambda m: quoted(values[int(m[1]) - 1]), sql) + ";"


def pgbench_script(claims, pipelined, write):
    """One transaction of the user whose token that is: what the server sends for its request."""
    tenant = claims["org"]
    lines = ["BEGIN ISOLATION LEVEL READ COMMITTED READ " + ("WRITE;" if write else "ONLY;"),
             with_values(statement("db/pipelinedtx.cpp", "setTenant"), [tenant, "127.0.0.1"]),
             with_values(statement("db/pipelinedtx.cpp", "gate"),
                         [claims["sub"], claims["sid"], claims["role"], None, None, "", claims["slug"]])]
    if write:
        lines.append(with_values(statement("features/agents/routes.cpp", "createAgent"),
                                 [tenant, "MADE", claims["sub"], "Bench", "", "objecta-standard", "user",
                                  claims["email"], "bench"]).replace("'MADE'", "gen_random_uuid()"))
    else:
        lines.append(with_values(statement("features/agents/routes.cpp", "firstPage"), [tenant, "21"]))
    lines.append("COMMIT;")
    if pipelined:
        lines = ["\\startpipeline", *lines, "\\endpipeline"]
    return "\n".join(lines) + "\n"


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


class Server:
    def __init__(self, binaries, directory):
        self.binary = str(pathlib.Path(binaries) / "objecta-server")
        self.data = directory
        self.ready = pathlib.Path(directory) / "ready"
        self.process = None

    def start(self):
        self.ready.unlink(missing_ok=True)
        began = time.monotonic()
        self.process = subprocess.Popen([self.binary, "serve", "--demo", "--port", "0", "--data-dir", self.data,
                                         "--log-level", "warn", "--ready-file", str(self.ready),
                                         "--organization-rate", "1000000", "--actor-rate", "1000000"],
                                        stderr=open(pathlib.Path(self.data).parent / "server.log", "ab"))
        while not (self.ready.exists() and self.ready.stat().st_size):
            if self.process.poll() is not None:
                sys.exit("bench: the server did not start:\n"
                         + (pathlib.Path(self.data).parent / "server.log").read_text())
            time.sleep(0.005)
        elapsed = time.monotonic() - began
        self.demo = json.loads((pathlib.Path(self.data) / "demo.json").read_text())
        self.port = int(self.demo["base_url"].rsplit(":", 1)[1])
        return elapsed

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024

    def call(self, method, path, host, token=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"{host}:{self.port}"}
        if token:
            headers["Authorization"] = "Bearer " + token
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, (json.loads(text) if text else None), answer

    def sign_in(self, host, email, password):
        status, answer, _ = self.call("POST", "/v1/auth/sign-in", host, body={"email": email, "password": password})
        if status != 200:
            sys.exit(f"bench: sign-in on {host}: {answer}")
        return answer["access_token"]


def run_wrk(server, path, host, token, seconds, directory, method="GET", body=None):
    script = pathlib.Path(directory) / "wrk.lua"
    script.write_text(
        f'wrk.method = "{method}"\nwrk.headers["Host"] = "{host}"\n'
        f'wrk.headers["Authorization"] = "Bearer {token}"\n'
        + (f"wrk.headers['Content-Type'] = 'application/json'\nwrk.body = [[{json.dumps(body)}]]\n" if body else "")
        + "local bad = 0\nfunction response(status) if status >= 300 then bad = bad + 1 end end\n")
    out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", "-s", str(script),
                          f"http://127.0.0.1:{server.port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit("bench: the server answered wrongly under load:\n" + out)
    unit = {"us": 0.001, "ms": 1, "s": 1000}
    number = lambda name: (lambda m: float(m[1]) * unit[m[2]])(re.search(name + r"%\s+([\d.]+)(us|ms|s)", out))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), number("50"), number("99")


def run_pgbench(directory, name, script, seconds, socket):
    path = pathlib.Path(directory) / f"{name}.sql"
    path.write_text(script)
    program = sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench"))[-1]
    out = subprocess.run([program, "-n", "-M", "prepared", "-c", "8", "-j", "1", "-T", str(seconds), "-f", str(path),
                          "-h", socket, "-U", "objecta_app", "objecta"], capture_output=True, text=True)
    if out.returncode:
        sys.exit("bench: pgbench: " + out.stderr)
    return float(re.search(r"tps = ([\d.]+)", out.stdout)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries")
    parser.add_argument("--seconds", type=int, default=5, help="of each load (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side (default 3)")
    parser.add_argument("--json", default="build/bench.json", help="where the figures go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = os.path.join(scratch, "data")
        server = Server(options.binaries, data)
        figures = {"first start, s": server.start()}
        server.stop()
        figures["start to ready on an existing cluster, ms"] = server.start() * 1000
        try:
            measure(server, scratch, options, figures)
        finally:
            server.stop()
    pathlib.Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {value:10.2f}")
    print(f"\nalso in {options.json}")


def measure(server, scratch, options, figures):
    began = time.monotonic()
    subprocess.run([server.binary, "seed", "--organizations", "10000", "--data-dir", server.data], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    figures["seed 10,000 organizations, s"] = time.monotonic() - began

    staff = server.sign_in("localhost", server.demo["staff"]["email"], server.demo["staff"]["password"])
    times = []
    for i in range(15):
        began = time.monotonic()
        status, answer, _ = server.call("POST", "/v1/admin/organizations", "localhost", staff,
                                        {"slug": f"bench-{i}", "name": f"Bench {i}", "plan": "free",
                                         "admin_email": "a@bench.example"})
        times.append((time.monotonic() - began) * 1000)
        if status != 201:
            sys.exit(f"bench: provisioning: {answer}")
    figures["provision an organization, ms (median)"] = statistics.median(times)
    times = []
    for sort in ("name", "-created_at", "-agents", "-storage", "plan", "-messages") * 3:
        began = time.monotonic()
        server.call("GET", f"/v1/admin/organizations?limit=100&sort={sort}", "localhost", staff)
        times.append((time.monotonic() - began) * 1000)
    figures["page of 100 among 10,000 organizations, ms (median)"] = statistics.median(times)

    tenant = next(t for t in server.demo["tenants"] if t["slug"] == "xyz-inc")
    host = tenant["slug"] + ".localhost"
    socket = os.path.join(server.data, "run")
    server.call("PATCH", f"/v1/admin/organizations/{tenant['id']}/limits", "localhost", staff, {"maxAgents": 10**9})
    for write in (False, True):
        results = {"server": [], "trips": [], "pipelined": []}
        latency = []
        cpu = []
        compare(server, scratch, options, tenant, host, socket, write, results, latency, cpu)
        rate = statistics.median(results["server"])
        what = "POST /v1/agents" if write else "GET /v1/agents?limit=20"
        figures[f"{what}, requests/s"] = rate
        figures[f"{what} of pgbench, a trip a statement"] = rate / statistics.median(results["trips"])
        figures[f"{what} of pgbench, one pipelined trip"] = rate / statistics.median(results["pipelined"])
        figures[f"{what} median, ms"] = statistics.median(m for m, _ in latency)
        figures[f"{what} p99, ms"] = statistics.median(p for _, p in latency)
        figures[f"{what} server CPU a request, microseconds"] = statistics.median(cpu)
    figures["server memory, MiB (peak)"] = server.memory_mib()


def compare(server, scratch, options, tenant, host, socket, write, results, latency, cpu):
    """The server and its limit in turns."""
    path = "/v1/agents" if write else "/v1/agents?limit=20"
    for _ in range(options.rounds):
        token = server.sign_in(host, tenant["email"], tenant["password"])
        before = server.cpu_seconds()
        rate, median, p99 = run_wrk(server, path, host, token, options.seconds, scratch, "POST" if write else "GET",
                                    {"name": "Bench"} if write else None)
        cpu.append((server.cpu_seconds() - before) / (rate * options.seconds) * 1e6)
        results["server"].append(rate)
        latency.append((median, p99))
        for name in ("trips", "pipelined"):
            results[name].append(run_pgbench(scratch, name, pgbench_script(claims_of(token), name == "pipelined", write), options.seconds,
                                             socket))


if __name__ == "__main__":
    main()
