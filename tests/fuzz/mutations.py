# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to a well-formed request. All randomness comes from the generator that is handed in, so that a seed
and a number name a case."""
import json
import struct
import uuid

from seeds import Request, some_cursor

ODD_TEXTS = ["", " ", "\0", "a\0b", "'", "\"", "';--", "%", "%%", "%s%n", "\\", "../../etc/passwd", "\u202e", "\ufeff",
             "\U0001f600" * 50, "e\u0301", "\u0000", "\ud800", "\udfff\ud800", "x" * 256, "x" * 10_001, "null", "NaN",
             "-0", "1e999", "\r\n", "\r\nX-Injected: 1", "${jndi}", "<script>", "\x7f", "\x1b[31m", "\u0130", "\u00df"]
ODD_NUMBERS = ["0", "-0", "-1", "1.5", "1e2", "1E400", "-1e-400", "9223372036854775807", "9223372036854775808",
               "-9223372036854775809", "99999999999999999999999999", "0x10", "01", "+1", ".5", "1.", "NaN", "Infinity"]
ODD_VALUES = ["null", "true", "false", "[]", "{}", "[[]]", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\x\"", "\"\\u12\"",
              "[" * 40, "{\"a\":" * 40, "[" * 100_000, "\"" + "a" * 70_000 + "\"", "\"\x01\"", "'a'", "tru", "/* */1"]
ODD_IDS = ["", "0", "%00", "..", ".", "%2e%2e%2f", "%", "%zz", "%ff%fe", "00000000-0000-0000-0000-000000000000",
           "ffffffff-ffff-ffff-ffff-ffffffffffff", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "{id}", "me", "%C0%AE",
           "a" * 300, "1;DROP", "%27%20OR%201=1--", "\u00e9", "123e4567-e89b-12d3-a456-42661417400",
           "123e4567e89b12d3a456426614174000", "%31" * 36]
LENGTHS = ["0", "1", "-1", "+5", " 5", "5 ", "5, 5", "5,6", "0x5", "5.0", "5e1", "", "00000000000000000005",
           "18446744073709551615", "18446744073709551616", "9223372036854775807", "99999999999999999999999", "\t5"]
ENCODINGS = ["chunked", "Chunked", "CHUNKED", " chunked", "chunked ", "chunked, chunked", "gzip, chunked",
             "chunked, gzip", "identity", "xchunked", "chunked;q=1", "\x0bchunked", "\"chunked\"", "chunke\x00d", ","]
CHUNK_SIZES = [b"0", b"00", b"1", b"-1", b"+1", b"g", b"0x1", b"ffffffffffffffff", b"10000000000000000", b"fffffffe",
               b" 5", b"5 ", b"5;", b"5;a", b"5;a=b", b"5;a=\"b", b"5;" + b"x" * 20_000, b"", b"5\t", b"\x00"]
NAMES = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "Authorization", "If-Match",
         "If-None-Match", "Idempotency-Key", "Content-Type", "Content-Digest", "Range", "X-Request-Id", "User-Agent",
         "TE", "Trailer", "Cookie", "Accept", "Accept-Encoding", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded",
         "X-HTTP-Method-Override", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Proxy-Connection", "Keep-Alive"]
VALUES = ["close", "keep-alive", "upgrade", "Upgrade, close", "websocket", "100-continue", "200-ok", "*", "h2c", "a, b",
          "\"", "bytes=0-1", "application/json", "text/plain", "application/json; charset=utf-16", "trailers",
          "for=10.0.0.1;host=admin.localhost", "13", "dGhlIHNhbXBsZSBub25jZQ=="]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI", "get", "G\0T", "",
           "A" * 40, "PROPFIND", "GE\tT", "M-SEARCH"]
VERSIONS = ["HTTP/1.0", "HTTP/1.1", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/1.10", "http/1.1", "HTTP/11", "HTTP/1.",
            "HTTP /1.1", "", "HTTP/1.1 "]


def json_text(request, random, world):
    """Breaks the JSON of the body, or one value in it."""
    if request.body is None:
        request.body = b"{}"
        request.headers.append(("Content-Type", "application/json"))
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        value = {}
    choice = random.randrange(7)
    raw = lambda: random.choice([random.choice(ODD_VALUES), random.choice(ODD_NUMBERS),
                                 json.dumps(random.choice(ODD_TEXTS)),
                                 json.dumps(random.choice(ODD_TEXTS), ensure_ascii=False)])
    if choice == 0 or not isinstance(value, dict):
        text = raw()
    else:
        members = [(json.dumps(name), json.dumps(part)) for name, part in value.items()]
        if choice == 1 and members:
            members[random.randrange(len(members))] = (members[0][0], raw())
        elif choice == 2 and members:
            at = random.randrange(len(members))
            members[at] = (members[at][0], raw())
        elif choice == 3 and members:
            members.pop(random.randrange(len(members)))
        elif choice == 4 and members:
            members.append((random.choice(members)[0], raw()))
        else:
            members.append((json.dumps(random.choice(ODD_TEXTS + ["id", "organization_id", "role", "__proto__"])),
                            raw()))
        text = "{" + ",".join(f"{name}:{part}" for name, part in members) + "}"
        if choice == 6:
            text = random.choice(["\ufeff" + text, text + text, text + "x", text[:-1], " " * 1000 + text, text + "\0"])
    request.body = text.encode("utf-8", "surrogatepass")


def utf8(request, random, world):
    """Bytes that are no UTF-8, in body, query or header."""
    bad = random.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80", b"\xf8\x88"])
    where = random.randrange(3)
    if where == 0 and request.body:
        at = random.randrange(len(request.body))
        request.body = request.body[:at] + bad + request.body[at:]
    elif where == 1:
        coded = "".join(f"%{byte:02x}" for byte in bad)
        request.query.append((random.choice(["q", "search", "limit", coded]), coded))
    else:
        request.headers.append((random.choice(NAMES), bad.decode("utf-8", "surrogateescape")))


def identifier(request, random, world):
    parts = request.path.split("/")
    at = random.randrange(1, len(parts)) if len(parts) > 1 else 0
    for index, part in enumerate(parts):
        if len(part) == 36 and random.random() < 0.9:
            at = index
    parts[at] = random.choice(ODD_IDS + [str(uuid.UUID(int=random.getrandbits(128)))])
    request.path = "/".join(parts) + random.choice(["", "", "", "/", "//", ";a", "?", "#x"])


def cursor(request, random, world):
    text = random.choice(world.cursors) if world.cursors and random.random() < 0.7 else some_cursor(random)
    for _ in range(random.randint(0, 3)):
        at = random.randrange(len(text) + 1)
        text = random.choice([text[:at], text[:at] + random.choice("ABab_-=+/%") + text[at + 1:], text + text])
    request.query = [pair for pair in request.query if pair[0] != "cursor"] + [("cursor", text)]


def query(request, random, world):
    name = random.choice(["limit", "cursor", "sort", "status", "q", "from", "to", "organization_id", "", "%", "a" * 200])
    value = random.choice(ODD_NUMBERS + ODD_IDS + ["name", "-name", "active", "+", "a=b"])
    request.query += [(name, value)] * random.choice([1, 1, 1, 2, 40, 300])


def header(request, random, world):
    choice = random.randrange(6) if request.headers else 0
    if choice == 0:
        request.headers.append((random.choice(NAMES), random.choice(VALUES)))
    elif choice == 1:
        request.headers.append(random.choice(request.headers))
    elif choice == 2:
        request.headers.pop(random.randrange(len(request.headers)))
    elif choice == 3:
        name = random.choice([" X", "X ", "X\t", "X\0", "", "\u00e9", "X:Y", "a" * 9000, "X\rY"])
        request.headers.insert(random.randrange(len(request.headers) + 1), (name, "y"))
    elif choice == 4:
        value = random.choice(["a\r\n b", "a\n b", "a\rb", "a\0b", "y" * 17_000, "\x7f", "\t", "a\r\n\tb"])
        request.headers.append((random.choice(NAMES), value))
    else:
        request.headers += [(f"X-{n}", "z") for n in range(random.choice([50, 200, 3000]))]


def token(request, random, world):
    def change(value):
        at = random.randrange(len(value) + 1)
        return random.choice([value[:at], value[:at] + random.choice("Aa0._-") + value[at + 1:], "Bearer", "Bearer ",
                              "Basic YTpi", "Bearer obk_" + "a" * 40, "Bearer " + "." * 3, value + value, "bearer\t" +
                              value[7:], "Bearer " + "A" * 12_000, "Bearer eyJhbGciOiJub25lIn0.e30."])
    request.headers = [(name, change(value) if name == "Authorization" else value) for name, value in request.headers]


def framing(request, random, world):
    """Every way to say a body's length that two servers may read differently."""
    if request.body is None:
        request.body = b"{}"
    choice = random.randrange(5)
    if choice == 0:
        request.headers.append(("Content-Length", random.choice(LENGTHS)))
    elif choice == 1:
        request.headers.append((random.choice(["Transfer-Encoding", "Transfer-encoding", "Transfer-Encoding "]),
                                random.choice(ENCODINGS)))
    elif choice == 2:
        request.chunked = True
        request.headers.append(("Content-Length", random.choice([str(len(request.body)), *LENGTHS])))
    elif choice == 3:
        request.headers.append(("Expect", random.choice(["100-continue", "100-Continue", "100-continue, x", "x"])))
    else:
        request.version = random.choice(VERSIONS)


def chunks(request, random, world):
    """Hand-made chunks, taken as the body is."""
    body = request.body or b"{}"
    out = []
    for _ in range(random.randint(1, 4)):
        size = random.choice([b"%x" % len(body), random.choice(CHUNK_SIZES)])
        out.append(size + random.choice([b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n "]) + body + random.choice([b"\r\n", b""]))
    end = random.choice([b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"0\r\nContent-Length: 5\r\n\r\n", b"0\n\n", b"",
                         b"0\r\nHost: x\r\n" + b"T: " + b"t" * 20_000 + b"\r\n\r\n"])
    request.headers = [pair for pair in request.headers if pair[0] != "Content-Length"]
    request.headers.append(("Transfer-Encoding", "chunked"))
    request.body = None
    return request.to_bytes() + b"".join(out) + end


def line(request, random, world):
    choice = random.randrange(4)
    if choice == 0:
        request.method = random.choice(METHODS)
    elif choice == 1:
        request.version = random.choice(VERSIONS)
    elif choice == 2:
        host = dict(request.headers).get("Host", "localhost")
        request.path = random.choice(["*", "", "//", f"http://{host}{request.path}", f"https://{host}/", "http://", "http:/",
                                      "http://a@b/", host, "/" + "a/" * 500, "/\0", "/\x7f", "/a b", "/%", "\\", "/.."])
    else:
        request.path = "/" + random.choice(ODD_TEXTS) + request.path


def flip_bytes(data, random):
    data = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 4, 16])):
        if not data:
            break
        at = random.randrange(len(data))
        choice = random.randrange(6)
        if choice == 0:
            data[at] ^= 1 << random.randrange(8)
        elif choice == 1:
            data[at] = random.choice(b"\0\r\n\t :;,/%\x7f\xff\"\\{}[]")
        elif choice == 2:
            del data[at:at + random.choice([1, 2, 8, 64])]
        elif choice == 3:
            data[at:at] = random.randbytes(random.choice([1, 2, 8, 64]))
        elif choice == 4:
            size = random.choice([1, 4, 32, 256])
            data[at:at] = data[at:at + size] * random.choice([1, 2, 8])
        else:
            other = random.randrange(len(data))
            data[at:at + 8] = data[other:other + 8]
    return bytes(data)


STRUCTURED = [json_text, json_text, json_text, utf8, identifier, identifier, cursor, query, header, header, token, framing,
              framing, chunks, line]


def mutate(request, random, world):
    """The request's bytes after one to three changes, and sometimes bytes changed blindly."""
    data = None
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        data = random.choice(STRUCTURED)(request, random, world)
        if data is not None:
            break
    data = data or request.to_bytes()
    if random.random() < 0.3:
        data = flip_bytes(data, random)
    if random.random() < 0.05:
        data = data.replace(b"\r\n", b"\n")
    if random.random() < 0.05:
        data = data[:random.randrange(len(data) + 1)]
    return data


def upgrade(random, world):
    """The live stream's handshake, and frames of any kind after it."""
    request = Request("GET", "/v1/admin/stream", [], [
        ("Host", world.host("staff")), ("Authorization", "Bearer " + world.staff_token), ("Connection", "Upgrade"),
        ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")])
    if random.random() < 0.2:
        header(request, random, world)
    out = request.to_bytes()
    for _ in range(random.randint(0, 6)):
        payload = random.choice([b"", b"{}", b'{"subscribe":["events"]}', b"\xff\xfe", b"\x03\xe8", b"\x00",
                                 random.randbytes(random.choice([1, 125, 126, 2000])), b"a" * 70_000])
        size = len(payload) if random.random() < 0.8 else random.choice([0, 127, 2 ** 16, 2 ** 40, 2 ** 63 - 1, 2 ** 64 - 1])
        first = random.choice([0x81, 0x81, 0x01, 0x00, 0x80, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0x8b, 0xff])
        mask = 0x80 if random.random() < 0.9 else 0
        if size < 126:
            frame = struct.pack("!BB", first, mask | size)
        elif size < 2 ** 16:
            frame = struct.pack("!BBH", first, mask | 126, size)
        else:
            frame = struct.pack("!BBQ", first, mask | 127, size)
        key = random.randbytes(4) if mask else b"\0\0\0\0"
        if mask:
            frame += key
        out += frame + bytes(byte ^ key[n % 4] for n, byte in enumerate(payload[:4000])) + payload[4000:]
    return flip_bytes(out, random) if random.random() < 0.3 else out
