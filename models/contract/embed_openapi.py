# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes openapi.yaml as a C++ unit that holds it as JSON: embed_openapi.py IN.yaml OUT.cpp

What every operation of a kind has in common is filled in here, so that it stands once and is never forgotten."""
import json
import sys

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = {"$ref": "#/components/responses/Problem"}
TOO_MANY = {"$ref": "#/components/responses/TooManyRequests"}
REQUEST_ID = {"$ref": "#/components/headers/X-Request-Id"}
RATES = {name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit", "RateLimit-Policy")}
IDEMPOTENCY_KEY = {"$ref": "#/components/parameters/IdempotencyKey"}


def problems(path, method, operation):
    """The statuses of the problems that this operation may answer with."""
    public = operation.get("security") == []
    tenant = path.startswith("/v1/") and not path.startswith("/v1/admin") and not public
    out = {400, 408, 413, 422, 431, 500, 503}
    if limited(path, operation):
        out |= {429}
    if path.startswith("/v1/auth/"):
        out |= {401, 403, 404, 410}
    if not public:
        out |= {401, 403}
    if tenant:
        out |= {308, 404, 410}
    if "{" in path:
        out |= {404}
    if "requestBody" in operation:
        out |= {415}
    if method != "get" and not public:
        out |= {409}
    if method in ("patch", "delete"):
        out |= {412}
    return {str(status) for status in out}


def limited(path, operation):
    """Whether a rate limiter sees the request."""
    return operation.get("security") != [] or path.startswith("/v1/auth/")


def complete(path, method, operation):
    responses = operation["responses"]
    public = operation.get("security") == []
    for status in sorted(problems(path, method, operation) - responses.keys()):
        responses[status] = TOO_MANY if status == "429" else PROBLEM
    for status, response in responses.items():
        if "$ref" not in response:
            response.setdefault("headers", {})["X-Request-Id"] = REQUEST_ID
            if limited(path, operation):
                response["headers"].update(RATES)
    if method == "post" and not public and not path.startswith("/v1/admin"):
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
            complete(path, method, operations[method])
            for content in operations[method].get("requestBody", {}).get("content", {}).values():
                plain_texts(content.get("schema", {}), document["components"]["schemas"], seen)
text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
# Raw string literals are cut into pieces, since compilers bound the length of one.
pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "models/contract/openapi.h"\n\nnamespace objecta::contract {\n\n'
              "std::string_view openApiJson()\n{\n    static constexpr std::string_view text =\n")
    out.write("\n".join(f'        R"openapi({piece})openapi"' for piece in pieces))
    out.write(";\n    return text;\n}\n\n} // namespace objecta::contract\n")
