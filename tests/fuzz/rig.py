# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server under test, and a session on it that mends itself when a mutation hit what it stands on."""
import glob
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.request
import uuid

from seeds import World


class Failed(Exception):
    pass


class Server:
    def __init__(self, binaries, folder):
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "server.log"
        self.reports = str(self.folder / "report")
        ready = self.folder / "ready"
        environment = dict(os.environ,
                           ASAN_OPTIONS=f"detect_leaks=1:detect_stack_use_after_return=1:log_path={self.reports}",
                           UBSAN_OPTIONS=f"print_stacktrace=1:log_path={self.reports}",
                           TSAN_OPTIONS=f"log_path={self.reports}")
        self.process = subprocess.Popen(
            [str(pathlib.Path(binaries) / "objecta-server"), "serve", "--demo", "--port", "0", "--data-dir",
             str(self.folder / "data"), "--log-level", "warn", "--ready-file", str(ready),
             *(part for name in ("organization", "actor", "sign-in", "refusal") for part in (f"--{name}-rate", "1000000"))],
            stderr=open(self.log, "ab"), stdout=subprocess.DEVNULL, env=environment)
        while not (ready.exists() and ready.stat().st_size):
            if self.process.poll() is not None:
                raise Failed("the server did not start:\n" + self.what_it_said())
            time.sleep(0.05)
        self.demo = json.loads((self.folder / "data" / "demo.json").read_text())
        self.port = int(self.demo["base_url"].rsplit(":", 1)[1])

    def what_it_said(self):
        texts = [pathlib.Path(path).read_text(errors="replace")[:20_000] for path in sorted(glob.glob(self.reports + ".*"))]
        return "\n".join(texts) + self.log.read_text(errors="replace")[-4000:]

    def reported(self):
        return bool(glob.glob(self.reports + ".*"))

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "no end within two minutes of SIGTERM"


class Session:
    """An organization of its own and the tokens to speak as its owner and as staff."""

    def __init__(self, port, demo):
        self.port, self.demo, self.domain = port, demo, demo["domain"]
        self.ids = []
        self.cursors = []

    def call(self, method, path, host, token=None, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method)
        request.add_header("Host", f"{host}.{self.domain}:{self.port}")
        if data:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def must(self, *arguments, **named):
        status, answer = self.call(*arguments, **named)
        if status >= 300:
            raise Failed(f"{arguments[0]} {arguments[1]} of the fuzzer itself was answered {status}: {answer!r}")
        return answer

    def sign_in(self, host, email, password):
        return self.must("POST", "/v1/auth/sign-in", host, body={"email": email, "password": password})["access_token"]

    def open(self):
        staff = self.demo["staff"]
        self.staff = self.sign_in("admin", staff["email"], staff["password"])
        self.slug = "fuzz-" + uuid.uuid4().hex[:12]
        made = self.must("POST", "/v1/admin/organizations", "admin", self.staff, {
            "slug": self.slug, "name": "Fuzz", "plan": "professional", "admin_email": "owner@fuzz.example"})
        self.must("PATCH", f"/v1/admin/organizations/{made['id']}/limits", "admin", self.staff,
                  {"maxAgents": 1000000, "maxUsers": 1000000, "maxMessages": 100000000})
        # A second one that staff's requests may do anything to.
        victim = self.must("POST", "/v1/admin/organizations", "admin", self.staff, {
            "slug": "prey-" + uuid.uuid4().hex[:12], "name": "Prey", "plan": "free", "admin_email": "owner@prey.example"})
        self.password = made["admin_password"]
        self.tenant = self.sign_in(self.slug, made["admin_email"], made["admin_password"])
        agents = [self.must("POST", "/v1/agents", self.slug, self.tenant, {"name": f"Agent {n}"})["id"] for n in range(12)]
        self.ids = [victim["id"], *agents]
        self.cursors = []
        for host, token, path in ((self.slug, self.tenant, "/v1/agents?limit=2"),
                                  ("admin", self.staff, "/v1/admin/organizations?limit=1"),
                                  ("admin", self.staff, "/v1/admin/audit?limit=1")):
            answer = self.must("GET", path, host, token)
            if answer.get("next_cursor"):
                self.cursors.append(answer["next_cursor"])

    def stands(self):
        return (self.call("GET", "/v1/agents?limit=1", self.slug, self.tenant)[0] == 200
                and self.call("GET", "/v1/admin/me", "admin", self.staff)[0] == 200)

    def world(self):
        return World(self.domain, self.port, self.staff, self.tenant, self.slug, self.ids, self.cursors)
