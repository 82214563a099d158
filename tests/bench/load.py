# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""wrk against the server: tokens of many tenants, keep-alive, every answer checked."""
import contextlib
import pathlib
import re
import subprocess

CONNECTIONS = 64
UNITS = {"us": 0.001, "ms": 1, "s": 1000}


def command(connections, tokens, port, method, path, seconds):
    script = pathlib.Path(__file__).with_name("load.lua")
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script),
            f"http://127.0.0.1:{port}", "--", str(tokens), method, path, str(port)]


@contextlib.contextmanager
def steady(tokens, port, method, path, seconds):
    """Two connections that ask all the time, beside what is measured; `seconds` at the most."""
    process = subprocess.Popen(command(2, tokens, port, method, path, seconds), stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def run(tokens, port, method, path, seconds):
    """tokens: a file with a line "slug token" a tenant. Requests a second, and the median and p99 in milliseconds."""
    out = subprocess.run(command(CONNECTIONS, tokens, port, method, path, seconds), capture_output=True, text=True)
    checked = re.search(r"CHECKED right=(\d+) wrong=(\d+)", out.stdout)
    if out.returncode or not checked or int(checked[1]) == 0 or int(checked[2]) or "Socket errors" in out.stdout:
        raise SystemExit("bench: the server answered wrongly under load:\n" + out.stdout + out.stderr)

    def latency(percentile):
        found = re.search(rf"{percentile}%\s+([\d.]+)(us|ms|s)", out.stdout)
        return float(found[1]) * UNITS[found[2]]

    return float(re.search(r"Requests/sec:\s+([\d.]+)", out.stdout)[1]), latency("50"), latency("99"), int(checked[1])
