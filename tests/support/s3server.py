#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An S3 endpoint for tests: OpenStack Swift (Debian's python3-swift) with its S3 interface, one replica, on
loopback, below the folder given. It checks SigV4 signatures and payload hashes.

usage: s3server.py FOLDER KEY SECRET [BUCKET...]

Writes FOLDER/endpoint (the URL) once the buckets exist, and runs until it is told to stop or its parent ends.
"""
import eventlet

eventlet.monkey_patch(os=False)

import ctypes
import hashlib
import hmac
import http.client
import logging
import os
import signal
import sys
import time

from eventlet import wsgi
from paste.deploy import loadapp
from swift.common import utils
from swift.common.ring import RingBuilder

PART_POWER = 2
STORAGE = """
[DEFAULT]
devices = {folder}/devices
swift_dir = {folder}
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
log_level = ERROR
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
conn_timeout = 5
"""
PROXY = """
[DEFAULT]
swift_dir = {folder}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
conn_timeout = 5
node_timeout = 30
recoverable_node_timeout = 30
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
auth_pipeline_check = false
check_bucket_owner = false
location = us-east-1
min_segment_size = 5242880
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:tempauth]
use = egg:swift#tempauth
user_{key} = {secret} .admin
"""


class Memory:
    """Stands in for memcached, which Swift's sign-in wants."""

    def __init__(self):
        self.values = {}

    def get(self, key, **_):
        value, ends = self.values.get(key, (None, 0))
        return value if ends > now() else None

    def set(self, key, value, time=0, **_):
        self.values[key] = (value, now() + (time or 60))

    def delete(self, key, **_):
        self.values.pop(key, None)

    def incr(self, key, delta=1, time=0, **_):
        value = (self.get(key) or 0) + delta
        self.set(key, value, time)
        return value


def now():
    return time.time()


def with_memory(app):
    memory = Memory()

    def wrapped(environ, start_response):
        environ["swift.cache"] = memory
        return app(environ, start_response)

    return wrapped


def with_traces(app, path):
    """Each request's W3C trace context, a line each."""
    def wrapped(environ, start_response):
        if "HTTP_TRACEPARENT" in environ:
            with open(path, "a") as out:
                print(environ["REQUEST_METHOD"], environ["HTTP_TRACEPARENT"], environ.get("HTTP_TRACESTATE", "-"),
                      file=out)
        return app(environ, start_response)

    return wrapped


def listen():
    return eventlet.listen(("127.0.0.1", 0), backlog=256)


def serve(socket, app, sink):
    wsgi.server(socket, app, log=sink, log_output=False, keepalive=True, socket_timeout=60,
                url_length_limit=16384)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_bucket(endpoint, key, secret, bucket):
    """Signed here, apart from the client under test."""
    host = endpoint.removeprefix("http://")
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{moment[:8]}/us-east-1/s3/aws4_request"
    empty = hashlib.sha256(b"").hexdigest()
    headers = {"host": host, "x-amz-content-sha256": empty, "x-amz-date": moment}
    names = ";".join(headers)
    canonical = "\n".join(["PUT", f"/{bucket}", "", *(f"{name}:{value}" for name, value in headers.items()), "",
                           names, empty])
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signature = ("AWS4" + secret).encode()
    for part in [*scope.split("/"), text]:
        signature = hmac.new(signature, part.encode(), "sha256").digest()
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("PUT", f"/{bucket}", headers=headers | {
        "authorization": f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, "
                         f"Signature={signature.hex()}"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise SystemExit(f"the bucket {bucket} could not be made: {answer.status} {answer.read()}")


def main():
    folder, key, secret, *buckets = sys.argv[1:]
    folder = os.path.abspath(folder)
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    os.makedirs(folder + "/devices/d1", exist_ok=True)
    utils.HASH_PATH_PREFIX = b"objecta"
    utils.HASH_PATH_SUFFIX = b"tests"
    sockets = {kind: listen() for kind in ("account", "container", "object", "proxy")}
    for kind in ("account", "container", "object"):
        builder = RingBuilder(PART_POWER, 1, 0)
        builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": sockets[kind].getsockname()[1],
                         "device": "d1", "weight": 1.0})
        builder.rebalance(seed=1)
        builder.get_ring().save(f"{folder}/{kind}.ring.gz")
        write(f"{folder}/{kind}.conf", STORAGE.format(folder=folder, kind=kind))
    write(f"{folder}/proxy.conf", PROXY.format(folder=folder, key=key.replace(":", "_"), secret=secret))
    sink = logging.getLogger("wsgi")
    sink.setLevel(logging.CRITICAL)
    for kind, socket in sockets.items():
        app = loadapp(f"config:{folder}/{kind}.conf", global_conf={
            "log_name": kind, "bind_ip": "127.0.0.1", "bind_port": str(socket.getsockname()[1]),
            "__file__": f"{folder}/{kind}.conf"})
        eventlet.spawn(serve, socket, with_traces(with_memory(app), folder + "/traces") if kind == "proxy" else app, sink)
    endpoint = "http://127.0.0.1:%d" % sockets["proxy"].getsockname()[1]
    for bucket in buckets:
        make_bucket(endpoint, key, secret, bucket)
    write(folder + "/endpoint.new", endpoint + "\n")
    os.rename(folder + "/endpoint.new", folder + "/endpoint")
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while True:
        eventlet.sleep(3600)


main()
