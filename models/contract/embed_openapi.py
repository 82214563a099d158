# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes openapi.yaml as a C++ unit that holds it as JSON: embed_openapi.py IN.yaml OUT.cpp

What every operation of a kind has in common is filled in here, so that it stands once and is never forgotten."""
import json
import sys

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
TEMPLATE = "#/components/responses/Problem"
IDEMPOTENCY_KEY = {"$ref": "#/components/parameters/IdempotencyKey"}


def kind_of(path, method, operation):
    """Whose it is, as far as its answers differ by that."""
    if operation.get("security") == []:
        return "Open"
    if path.startswith("/v1/admin"):
        return "Staff"
    return "Post" if method == "post" else "Tenant"


def takes(operation, place, name=None):
    return any(one.get("in") == place and name in (None, one["name"]) for one in operation.get("parameters", []))


def problems(path, method, operation):
    """The statuses of the problems that this operation may answer with."""
    kind = kind_of(path, method, operation)
    # Whatever is asked: no HTTP, too slow, too much, a body of another type than JSON, a server that cannot.
    out = {400, 408, 413, 415, 431, 500, 503}
    if kind != "Open" or path.startswith("/v1/auth/"):
        out |= {401, 403, 404, 429}
    # The organization that the host names has another slug now, or is deleted.
    if kind in ("Tenant", "Post") or path.startswith("/v1/auth/"):
        out |= {308, 410}
    if kind == "Post" or "requestBody" in operation or takes(operation, "query"):
        out |= {422}
    if method != "get" and kind != "Open":
        out |= {409}
    if takes(operation, "header", "If-Match"):
        out |= {412}
    return out


def named(*names):
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def headers(kind, status):
    """What an answer carries because of its kind and status alone."""
    if status == 101:  # the WebSocket's own
        return named("X-Request-Id", "RateLimit", "RateLimit-Policy")
    out = named("X-Request-Id", "Cache-Control", "X-Content-Type-Options", "RateLimit", "RateLimit-Policy")
    if kind == "Staff":
        out |= named("Server-Timing")
    if status == 308:
        out["Location"] = {"$ref": "#/components/headers/MovedTo"}
    if status == 401:
        out |= named("WWW-Authenticate")
    if status in (429, 503):
        out |= named("Retry-After")
    if kind == "Post":
        if status == 409:  # the first request of the same Idempotency-Key is under way
            out["Retry-After"] = {"$ref": "#/components/headers/RetryUnderWay"}
        if status < 300 or (status > 400 and status not in (401, 408, 429, 431) and status < 500):
            out |= named("Idempotency-Replayed")
    return out


def problem(components, kind, status):
    """The answer of that status to an operation of that kind, which stands once for all of them."""
    name = f"{kind}Problem{status}"
    if name not in components["responses"]:
        template = components["responses"]["Problem"]
        components["responses"][name] = template | {"headers": template.get("headers", {}) | headers(kind, status)}
    return {"$ref": f"#/components/responses/{name}"}


def complete(components, path, method, operation):
    kind = kind_of(path, method, operation)
    responses = operation["responses"]
    special = {int(status) for status, response in responses.items() if response.get("$ref") == TEMPLATE}
    for status in problems(path, method, operation) | special:
        responses[str(status)] = problem(components, kind, status)
    for status, response in responses.items():
        if "$ref" not in response:
            response["headers"] = response.get("headers", {}) | headers(kind, int(status))
    if kind == "Post":
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    operation["responses"] = dict(sorted(responses.items()))


def plain_texts(schema, schemas, seen):
    """No text of a request holds U+0000: PostgreSQL cannot keep it."""
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    if name:
        if name not in seen:
            seen.add(name)
            plain_texts(schemas[name], schemas, seen)
        return
    kinds = schema.get("type", [])
    if "string" in ([kinds] if isinstance(kinds, str) else kinds) and not {"enum", "format", "pattern", "const"} & schema.keys():
        schema["pattern"] = "^[^\\x00]*$"
    for inner in [*schema.get("properties", {}).values(), *schema.get("oneOf", []), schema.get("items")]:
        if isinstance(inner, dict):
            plain_texts(inner, schemas, seen)


with open(sys.argv[1], encoding="utf-8") as source:
    document = yaml.safe_load(source)
seen = set()
for path, operations in document["paths"].items():
    for method in METHODS:
        if method in operations:
            complete(document["components"], path, method, operations[method])
            for content in operations[method].get("requestBody", {}).get("content", {}).values():
                plain_texts(content.get("schema", {}), document["components"]["schemas"], seen)
del document["components"]["responses"]["Problem"]
text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
# Raw string literals are cut into pieces, since compilers bound the length of one; and of constant loops, such as would
# count the whole.
pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "models/contract/openapi.h"\n\nnamespace objecta::contract {\n\n'
              "std::string_view openApiJson()\n{\n    static constexpr char text[] =\n")
    out.write("\n".join(f'        R"openapi({piece})openapi"' for piece in pieces))
    out.write(";\n    return {text, sizeof text - 1};\n}\n\n} // namespace objecta::contract\n")
