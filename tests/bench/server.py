# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server under measurement, on a cluster of its own."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent


class Server:
    def __init__(self, binaries, directory, *options):
        self.binary = str(pathlib.Path(binaries) / "objecta-server")
        self.data = pathlib.Path(directory)
        self.ready = self.data.with_suffix(".ready")
        self.log = self.data.with_suffix(".log")
        self.socket = str(self.data / "run")
        self.process = None
        self.options = options

    def start(self):
        """Seconds until it said that it was ready."""
        self.ready.unlink(missing_ok=True)
        with open(self.log, "ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(
                [self.binary, "serve", "--demo", "--port", "0", "--data-dir", str(self.data), "--log-level", "warn",
                 "--ready-file", str(self.ready), "--organization-rate", "1000000",
                 "--actor-rate", "1000000", *self.options], stderr=log, stdout=log)
        while not (self.ready.exists() and self.ready.stat().st_size):
            if self.process.poll() is not None:
                raise SystemExit("bench: the server did not start:\n" + self.log.read_text())
            time.sleep(0.002)
        elapsed = time.monotonic() - began
        self.demo = json.loads((self.data / "demo.json").read_text())
        self.port = int(self.demo["base_url"].rsplit(":", 1)[1])
        return elapsed

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self):
        """The most it ever had."""
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
        return answer.status, (json.loads(text) if text else None)

    def sign_in(self, host, email, password):
        status, answer = self.call("POST", "/v1/auth/sign-in", host, body={"email": email, "password": password})
        if status != 200:
            raise SystemExit(f"bench: sign-in on {host}: {answer}")
        return answer["access_token"]

    def sql(self, *arguments):
        out = subprocess.run(["psql", "-h", self.socket, "-U", "postgres", "-d", "objecta", "-qAtX", *arguments],
                             capture_output=True, text=True)
        if out.returncode:
            raise SystemExit("bench: psql: " + out.stderr)
        return out.stdout.strip()

    def populate(self, organizations, agents):
        """Tenants t1, t2, ... with that many agents each. Seconds."""
        began = time.monotonic()
        donor = self.demo["tenants"][0]
        self.password = donor["password"]
        self.sql("-v", f"organizations={organizations}", "-v", f"agents={agents}", "-v", "donor=" + donor["email"],
                 "-f", str(HERE / "population.sql"))
        return time.monotonic() - began

    def tokens(self, tenants):
        """A file with a line "slug token" for each of the tenants t1 to t<tenants>."""
        def one(number):
            return f"t{number} " + self.sign_in(f"t{number}.localhost", f"owner@t{number}.example", self.password)

        path = self.data.with_suffix(".tokens")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            path.write_text("\n".join(pool.map(one, range(1, tenants + 1))) + "\n")
        return path
