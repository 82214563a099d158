# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What watching costs: metering a request, an open socket, and how soon a second reaches a thousand subscribers."""
import asyncio
import base64
import calendar
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import tempfile
import time

import load

IDLE = 10_000
SUBSCRIBERS = 1_000
FIGURES = ("requests", "bytes", "database_ms", "messages")
PER_ADDRESS = 900  # a server takes so many connections of one address, and some


def resident_kib(server):
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1])


def metering(metered, plain, tenants, options, figures):
    """The same load on a server that counts and on one that does not, in turns."""
    counted, uncounted, rates = [], [], []
    method, path = "GET", "/v1/agents?limit=20"
    for turn in range(2 * options.rounds):
        for server, cpu in ((metered, counted), (plain, uncounted))[:: 1 if turn % 2 else -1]:
            tokens = server.tokens(tenants)
            before = server.cpu_seconds()
            rate, _, _, right = load.run(tokens, server.port, method, path, options.seconds)
            cpu.append((server.cpu_seconds() - before) / right * 1e6)
            rates.append(rate)
    figures["metering, server CPU a request as a ratio with it off"] = (
        statistics.median(counted) / statistics.median(uncounted))
    # That ratio scatters by more than what counting takes: so what it takes by itself, as tests/server/test_collector.cpp
    # measures it.
    with tempfile.TemporaryDirectory() as scratch:
        target = pathlib.Path(scratch) / "counting.json"
        subprocess.run([pathlib.Path(options.binaries) / "test_collector", "countingIsATinyPartOfARequest"], check=True,
                       capture_output=True, timeout=60, env=os.environ | {"OBJECTA_FIGURES": str(target)})
        figures["metering, counting by itself, % of a request's server CPU"] = (
            json.loads(target.read_text())["nanoseconds"] / 1000 / statistics.median(uncounted) * 100)


class Subscriber:
    """A WebSocket client that knows just what it takes (RFC 6455)."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port, token, number, message):
        address = f"127.0.0.{2 + number // PER_ADDRESS}"
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0), limit=1 << 18)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write((f"GET /v1/admin/stream HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
                      f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                      f"Authorization: Bearer {token}\r\n\r\n").encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise SystemExit("bench: no socket: " + head.decode())
        payload = json.dumps(message).encode()
        if len(payload) < 126:
            length = bytes([0x80 | len(payload)])
        else:
            length = bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
        writer.write(b"\x81" + length + b"\0\0\0\0" + payload)
        return cls(reader, writer)

    async def text(self):
        """The next text message; answers pings."""
        while True:
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                length = int.from_bytes(await self.reader.readexactly(2), "big")
            elif length == 127:
                length = int.from_bytes(await self.reader.readexactly(8), "big")
            payload = await self.reader.readexactly(length)
            if first & 0x0F == 9:
                self.writer.write(bytes([0x8A, 0x80 | length]) + b"\0\0\0\0" + payload)
            elif first & 0x0F == 8:
                raise SystemExit("bench: a socket was closed: " + repr(payload))
            elif first & 0x0F == 1:
                return payload


async def opened(server, token, count, message):
    """`message`: what each subscribes to, by its number."""
    out = []
    for begin in range(0, count, 100):
        out += await asyncio.gather(*(Subscriber.open(server.port, token, number, message(number))
                                      for number in range(begin, min(count, begin + 100))))
    return out


async def idle(server, token, figures):
    before = resident_kib(server)
    sockets = await opened(server, token, IDLE,
                           lambda _: {"type": "subscribe", "organizations": [], "platform": False})
    await asyncio.sleep(3)  # several looks at who is signed in
    figures[f"memory of an idle socket, KiB ({IDLE:,})"] = (resident_kib(server) - before) / len(sockets)
    began = server.cpu_seconds()
    await asyncio.sleep(5)
    figures[f"CPU of {IDLE:,} idle sockets, %"] = (server.cpu_seconds() - began) / 5 * 100
    for socket in sockets:
        socket.writer.transport.abort()


async def fan_out(server, token, figures):
    """From a second's end to its frame at each of the subscribers, who look at different things."""
    sockets = await opened(server, token, SUBSCRIBERS, lambda number: {
        "type": "subscribe", "organizations": [], "top": 5 + number % 16, "by": FIGURES[number % len(FIGURES)]})
    lags, seconds = [], set()
    until = time.time() + 8

    async def follow(socket):
        while time.time() < until:
            payload = await socket.text()
            now = time.time()
            if b'"type":"frame"' not in payload[:40]:
                continue
            frame = json.loads(payload)
            if frame["seconds"] != 1:
                raise SystemExit("bench: a subscriber fell behind")
            stamp = time.strptime(frame["at"][:19], "%Y-%m-%dT%H:%M:%S")
            end = calendar.timegm(stamp) + 1
            seconds.add(end)
            lags.append((now - end) * 1000)

    await asyncio.gather(*(follow(socket) for socket in sockets))
    if len(lags) < SUBSCRIBERS * (len(seconds) - 1):
        raise SystemExit(f"bench: {len(lags)} frames of {len(seconds)} seconds for {SUBSCRIBERS} subscribers")
    lags.sort()
    figures[f"a second's frame at {SUBSCRIBERS:,} subscribers, ms after its end (median)"] = statistics.median(lags)
    figures[f"a second's frame at {SUBSCRIBERS:,} subscribers, ms after its end (last)"] = lags[-1]
    for socket in sockets:
        socket.writer.transport.abort()


def sockets(server, tenants, figures):
    # Begun anew: what it had and gave back before would hide what sockets take.
    server.stop()
    server.start()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    token = server.sign_in("localhost", server.demo["staff"]["email"], server.demo["staff"]["password"])
    asyncio.run(idle(server, token, figures))
    with load.steady(server.tokens(tenants), server.port, "GET", "/v1/agents?limit=20", seconds=30):
        asyncio.run(fan_out(server, token, figures))
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
