# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Well-formed requests of every operation in the served OpenAPI document: what the mutations begin with."""
import base64
import dataclasses
import json
import urllib.parse
import uuid

METHODS = ("get", "post", "put", "patch", "delete")


def wire(text):
    """UTF-8, whatever a mutation put into the text: smuggled bytes as themselves, half surrogates as theirs."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


@dataclasses.dataclass
class Request:
    """One request before it is bytes; mutations change any part of it."""
    method: str
    path: str
    query: list
    headers: list
    body: bytes | None = None
    version: str = "HTTP/1.1"
    chunked: bool = False

    def target(self):
        if not self.query:
            return self.path
        return self.path + "?" + "&".join(f"{name}={value}" for name, value in self.query)

    def to_bytes(self):
        lines = [f"{self.method} {self.target()} {self.version}"]
        headers = list(self.headers)
        body = self.body
        if body is not None:
            if self.chunked:
                headers.append(("Transfer-Encoding", "chunked"))
                middle = len(body) // 2
                pieces = [piece for piece in (body[:middle], body[middle:]) if piece]
                body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
            else:
                headers.append(("Content-Length", str(len(body))))
        lines += [f"{name}: {value}" for name, value in headers]
        return wire("\r\n".join(lines)) + b"\r\n\r\n" + (body or b"")


@dataclasses.dataclass
class World:
    """What a session knows of the server it talks to. `ids` are those a request may touch without ending the
    session that the other requests need."""
    domain: str
    port: int
    staff_token: str
    tenant_token: str
    slug: str
    ids: list
    cursors: list

    def host(self, who):
        return {"staff": "admin", "tenant": self.slug}.get(who, "app") + f".{self.domain}:{self.port}"


class Document:
    """The OpenAPI document, asked for examples."""

    def __init__(self, text):
        self.root = json.loads(text)
        self.operations = [(path, method, operation, item.get("parameters", []))
                           for path, item in sorted(self.root["paths"].items())
                           for method, operation in sorted(item.items()) if method in METHODS]

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            found = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node

    def example(self, schema, random, world, depth=0):
        """A value that the schema allows, mostly."""
        schema = self.resolve(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return random.choice(schema["enum"])
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return self.example(random.choice(schema[union]), random, world, depth + 1)
        if "allOf" in schema:
            out = {}
            for part in schema["allOf"]:
                value = self.example(part, random, world, depth + 1)
                out = {**out, **value} if isinstance(value, dict) else value
            return out
        kind = schema.get("type", "object")
        if isinstance(kind, list):
            kind = random.choice(kind)
        if kind == "object":
            required = schema.get("required", [])
            return {name: self.example(part, random, world, depth + 1)
                    for name, part in schema.get("properties", {}).items()
                    if depth < 6 and (name in required or random.random() < 0.5)}
        if kind == "array":
            return [self.example(schema.get("items", {}), random, world, depth + 1)
                    for _ in range(random.randint(0, 3))]
        if kind == "integer":
            return random.randint(schema.get("minimum", 0), min(schema.get("maximum", 1000), 2 ** 63 - 1))
        if kind == "number":
            return random.uniform(0, 100)
        if kind == "boolean":
            return random.random() < 0.5
        if kind == "null":
            return None
        return self.text(schema, random, world)

    @staticmethod
    def text(schema, random, world):
        form = schema.get("format")
        if form == "uuid":
            return random.choice(world.ids)
        if form == "date-time":
            return f"20{random.randint(20, 30)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}T00:00:00Z"
        if form == "date":
            return f"20{random.randint(20, 30)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        if form == "email":
            return f"fuzz{random.randrange(10 ** 9)}@example.com"
        low = schema.get("minLength", 1)
        size = random.randint(low, max(low, min(schema.get("maxLength", 20), 20)))
        return "".join(random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(size))

    def request(self, random, world, who=None):
        """A request of any operation, as the right kind of caller mostly."""
        path, method, operation, shared = random.choice(self.operations)
        right = "staff" if path.startswith("/v1/admin") else random.choice(["tenant", "staff"]) \
            if "/auth/" in path else "tenant"
        who = who or (right if random.random() < 0.85 else random.choice(["tenant", "staff", "none"]))
        host = world.host(right if random.random() < 0.95 else who)
        headers = [("Host", host)]
        if who != "none":
            headers.append(("Authorization", "Bearer " + (world.staff_token if who == "staff" else
                                                          world.tenant_token)))
        query = []
        for parameter in shared + operation.get("parameters", []):
            parameter = self.resolve(parameter)
            where, name = parameter["in"], parameter["name"]
            if where == "path":
                value = str(self.example(parameter["schema"], random, world))
                path = path.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
            elif where == "query" and random.random() < 0.6:
                if name == "cursor":
                    value = random.choice(world.cursors) if world.cursors else some_cursor(random)
                else:
                    value = self.example(parameter["schema"], random, world)
                query.append((name, urllib.parse.quote(str(value), safe="")))
            elif where == "header" and random.random() < 0.4:
                headers.append((name, header_value(name, random)))
        out = Request(method.upper(), path, query, headers)
        content = self.resolve(operation.get("requestBody", {})).get("content", {})
        if content:
            kind, media = random.choice(sorted(content.items()))
            if "json" in kind:
                body = self.example(media.get("schema", {}), random, world)
                out.body = json.dumps(body).encode()
            else:
                out.body = random.randbytes(random.randint(0, 5000))
            out.headers.append(("Content-Type", kind))
            out.chunked = random.random() < 0.25
        return out


def some_cursor(random):
    return base64.urlsafe_b64encode(random.randbytes(random.randint(0, 60))).decode().rstrip("=")


def header_value(name, random):
    name = name.lower()
    if name == "if-match" or name == "if-none-match":
        return random.choice(['"1"', '"2"', "*", 'W/"1"', '"1", "2"', '"99999999999999999999"', '""', '"'])
    if name == "idempotency-key":
        return random.choice([str(uuid.UUID(int=random.getrandbits(128))), "same", "x" * 255])
    if name == "range":
        return random.choice(["bytes=0-0", "bytes=-5", "bytes=5-", "bytes=9-1", "bytes=0-99999999999999999999"])
    if name == "content-digest":
        return "sha-256=:" + base64.b64encode(random.randbytes(32)).decode() + ":"
    return "x"
