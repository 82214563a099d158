#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed and mutated HTTP requests against a real server on a real cluster: fuzz.py BIN_DIR [--requests N]

Fails on a crash, a sanitizer's report, a 5xx, a leak, a connection that is neither answered nor closed, and a 4xx
without a problem document. A run follows from its seed but for the ids and tokens of the installation; what failed is
printed with seed, number and bytes.
"""
import argparse
import asyncio
import json
import multiprocessing
import os
import pathlib
import random
import socket
import sys
import tempfile
import time
import traceback
import urllib.request

sys.dont_write_bytecode = True

import mutations  # noqa: E402
from rig import Failed, Server, Session  # noqa: E402
from seeds import Document  # noqa: E402

PATIENCE = 30  # seconds until a connection that said all it had to say must be closed
CHECK_EVERY = 400  # cases between two looks whether the session still stands


def after_chunks(data):
    """What follows a body in chunks (RFC 9112, section 7.1). Raises Failed when it is none, or not whole."""
    while data:
        size, found, rest = data.partition(b"\r\n")
        if not found or not size or size.strip(b"0123456789abcdefABCDEF"):
            raise Failed(f"no chunk: {data[:300]!r}")
        length = int(size, 16)
        if rest[length:length + 2] != b"\r\n":
            raise Failed(f"a chunk cut short: {data[:300]!r}")
        data = rest[length + 2:]
        if length == 0:
            return data
    return data  # the answer to HEAD


def answers(data):
    """The answers in what a connection gave. Raises Failed when that is not HTTP, or not as the contract says."""
    out = []
    while data:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            raise Failed(f"half an answer: {data[:300]!r}")
        lines = head.split(b"\r\n")
        parts = lines[0].split(b" ", 2)
        if parts[0] != b"HTTP/1.1" or not parts[1].isdigit():
            raise Failed(f"no status line: {data[:300]!r}")
        status = int(parts[1])
        fields = {}
        for each in lines[1:]:
            name, found, value = each.partition(b": ")
            if not found or b"\n" in each or b"\0" in each:
                raise Failed(f"no header: {each!r}")
            fields[name.lower()] = value
        if not 100 <= status < 500:
            raise Failed(f"answered {status}: {data[:600]!r}")
        out.append(status)
        if status == 101:
            return out
        if fields.get(b"transfer-encoding") == b"chunked":
            data = rest if rest.startswith(b"HTTP/1.1 ") else after_chunks(rest)
            continue
        if (status == 200 and b"content-length" not in fields and fields.get(b"connection") == b"close"
                and fields.get(b"content-type", b"").startswith((b"text/csv", b"application/jsonl"))):
            return out  # an export's body ends with the connection (RFC 9112, 6.3): HTTP/1.0 knows no chunks
        length = int(fields.get(b"content-length", b"0"))
        body, after = rest[:length], rest[length:]
        if length and (not rest or rest.startswith(b"HTTP/1.1 ")):
            data = rest  # the answer to HEAD
            continue
        if len(body) < length:
            raise Failed(f"a body cut short: {data[:300]!r}")
        if status >= 400:
            if fields.get(b"content-type") != b"application/problem+json":
                raise Failed(f"{status} without a problem document: {data[:600]!r}")
            document = json.loads(body)
            if document.get("status") != status or not document.get("code"):
                raise Failed(f"{status} with another problem: {data[:600]!r}")
        data = after
    return out


def make_case(seed, number, document, world):
    """The writes of one connection, how many requests they are, and how it ends."""
    rng = random.Random(f"{seed}:{number}")
    kind = rng.random()
    count = 1
    if kind < 0.03:
        data = mutations.upgrade(rng, world)
    elif kind < 0.15:
        count = rng.randint(2, 6)
        data = b"".join(mutations.mutate(document.request(rng, world), rng, world) if rng.random() < 0.3
                        else document.request(rng, world).to_bytes() for _ in range(count))
    elif kind < 0.17:
        data = rng.randbytes(rng.choice([1, 10, 1000, 40_000]))
    elif kind < 0.20:
        data = document.request(rng, world).to_bytes()
    else:
        data = mutations.mutate(document.request(rng, world), rng, world)
    writes = [data]
    if rng.random() < 0.15 and len(data) > 1:
        cuts = sorted(rng.randrange(len(data)) for _ in range(rng.choice([1, 2, 5, 30])))
        writes = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)])]
    end = "reset" if rng.random() < 0.02 else "finish"
    return writes, count, end


async def run_case(port, writes, end):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        try:
            for index, piece in enumerate(writes):
                if index:
                    await asyncio.sleep(0.001)
                writer.write(piece)
                await writer.drain()
            if end == "reset":
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                writer.transport.abort()
                return []
            writer.write_eof()
        except (ConnectionError, OSError):
            pass  # refused and closed while it was still talking
        try:
            data = await asyncio.wait_for(reader.read(-1), PATIENCE)
        except ConnectionError:
            # Bytes beyond what the server reads after a refusal; what it answered is gone with them.
            return []
        except asyncio.TimeoutError:
            raise Failed(f"neither answered nor closed within {PATIENCE} seconds") from None
        return answers(data)
    finally:
        writer.close()


async def drive(options, port, session, document, worker, report):
    """This worker's share of the cases, some at a time."""
    gate = asyncio.Semaphore(options.concurrency)
    state = {"requests": 0, "cases": 0, "opened": 0, "statuses": {}}
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    pending = set()

    async def one(number, writes, count, end):
        try:
            for status in await run_case(port, writes, end):
                state["statuses"][status] = state["statuses"].get(status, 0) + 1
            state["requests"] += count
            state["cases"] += 1
        except Exception as error:
            if not options.all:
                stop.set()
            report.put(("failed", number, f"{type(error).__name__}: {error}", writes, end))
        finally:
            gate.release()

    for number in range(options.first + worker, options.first + options.requests, options.workers):
        if stop.is_set():
            break
        if state["cases"] // CHECK_EVERY >= state["opened"]:
            state["opened"] += 1
            if state["opened"] == 1 or not await loop.run_in_executor(None, session.stands):
                await loop.run_in_executor(None, session.open)
            report.put(("progress", worker, state["requests"], dict(state["statuses"])))
        writes, count, end = make_case(options.seed, number, document, session.world())
        await gate.acquire()
        task = asyncio.create_task(one(number, writes, count, end))
        pending.add(task)
        task.add_done_callback(pending.discard)
    if pending:
        await asyncio.wait(pending)
    report.put(("done", worker, state["requests"], state["statuses"]))


def work(options, port, demo, text, worker, report):
    try:
        asyncio.run(drive(options, port, Session(port, demo), Document(text), worker, report))
    except Exception:
        report.put(("broken", worker, traceback.format_exc()))


async def slow_clients(port, session, many):
    """Many that begin and say no more, many that say it a byte at a time, many that do not read."""
    host = f"{session.slug}.{session.domain}:{port}"
    head = f"GET /v1/agents HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {session.tenant}\r\n".encode()
    post = head.replace(b"GET", b"POST") + b"Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"

    async def silent(beginning):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(beginning)
        data = await asyncio.wait_for(reader.read(-1), PATIENCE)
        writer.close()
        if answers(data) != [408]:
            raise Failed(f"a silent client was answered {data[:200]!r}")

    async def dripping(beginning):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        reading = asyncio.create_task(reader.read(-1))
        began = time.monotonic()
        try:
            while not reading.done() and time.monotonic() - began < PATIENCE:
                writer.write(beginning[:1] or b" ")
                beginning = beginning[1:]
                await asyncio.sleep(0.25)
        except ConnectionError:
            pass
        data = await asyncio.wait_for(reading, 5)
        writer.close()
        if answers(data) != [408]:
            raise Failed(f"a dripping client was answered {data[:200]!r}")

    async def deaf():
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        writer.write(f"GET /openapi.json HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() * 100)
        await asyncio.sleep(5)
        writer.transport.abort()

    tasks = []
    for _ in range(many):
        tasks += [silent(head), silent(post), silent(b"P"), dripping(head + b"X: " + b"x" * 500), dripping(post), deaf()]
    await asyncio.gather(*tasks)


def show(writes, end, folder):
    data = b"".join(writes)
    path = pathlib.Path(folder) / "failing-request.bin"
    path.write_bytes(data)
    lengths = [len(piece) for piece in writes]
    return f"bytes ({len(data)}, written in {len(writes)} of {lengths[:20]}, then {end}):\n{data[:4000]!r}"


def fuzz(options, folder):
    server = Server(options.binaries, folder)
    failures = []
    try:
        session = Session(server.port, server.demo)
        session.open()
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/openapi.json") as answer:
            text = answer.read()
        report = multiprocessing.Queue()
        began = time.monotonic()
        workers = [multiprocessing.Process(target=work, args=(options, server.port, server.demo, text, n, report), daemon=True)
                   for n in range(options.workers)]
        for worker in workers:
            worker.start()
        if options.slow:
            slow = multiprocessing.Process(target=run_slow, args=(server.port, session, options.slow, report), daemon=True)
            slow.start()
            workers.append(slow)
        counts, statuses, running, shown = {}, {}, len(workers), began
        while running:
            try:
                kind, who, *rest = report.get(timeout=5)
            except Exception:
                if not any(worker.is_alive() for worker in workers):
                    failures.append("a worker ended without a word")
                    break
                continue
            if kind == "failed":
                what, writes, end = rest
                failures.append(f"case {who} of seed {options.seed}: {what}\n{show(writes, end, folder)}")
            elif kind == "broken":
                failures.append(f"worker {who}: {rest[0]}")
                running -= 1
            elif kind == "slow":
                running -= 1
                if rest[0]:
                    failures.append("slow clients: " + rest[0])
            else:
                counts[who], statuses[who] = rest
                running -= kind == "done"
            if server.process.poll() is not None or server.reported():
                failures.append("the server ended or reported something")
                time.sleep(3)
                while not report.empty():
                    kind, who, *rest = report.get()
                    if kind == "failed":
                        failures.append(f"case {who}: {rest[0]}\n{show(rest[1], rest[2], folder)}")
                break
            if failures and not options.all:
                break
            if time.monotonic() - shown > 10:
                shown = time.monotonic()
                print(f"{sum(counts.values())} requests, {sum(counts.values()) / (shown - began):.0f} a second", flush=True)
        for worker in workers:
            worker.terminate() if failures else worker.join()
        elapsed = time.monotonic() - began
        total = {}
        for each in statuses.values():
            for status, count in each.items():
                total[status] = total.get(status, 0) + count
    finally:
        ended = server.stop()
    if ended != 0:
        failures.append(f"the server ended with {ended}")
    said = server.what_it_said()
    if server.reported() or "internal" in said:
        failures.append("reports and log:\n" + said)
    print(f"{sum(counts.values())} requests of seed {options.seed} in {elapsed:.0f} seconds; answers: "
          + ", ".join(f"{count} x {status}" for status, count in sorted(total.items())))
    return failures


def run_slow(port, session, many, report):
    try:
        asyncio.run(slow_clients(port, session, many))
        report.put(("slow", 0, ""))
    except Exception:
        report.put(("slow", 0, traceback.format_exc()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--first", type=int, default=0, help="number of the first case: with --requests 1, that case alone")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--concurrency", type=int, default=12, help="connections a worker has open")
    parser.add_argument("--slow", type=int, default=20, help="slow clients of each kind")
    parser.add_argument("--all", action="store_true", help="go on after a failure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="objecta-fuzz-") as folder:
        os.chmod(folder, 0o755)
        failures = fuzz(options, folder)
        for failure in failures:
            print("fuzz: " + failure, file=sys.stderr)
        if failures:
            kept = pathlib.Path("fuzz-failing-request.bin")
            found = pathlib.Path(folder) / "failing-request.bin"
            if found.exists():
                kept.write_bytes(found.read_bytes())
                print(f"fuzz: the bytes are in {kept}", file=sys.stderr)
            sys.exit(1)


if __name__ == "__main__":
    main()
