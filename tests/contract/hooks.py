# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Schemathesis cannot know: who it is, and which values of the right form mean something here.

contract.py says who in OBJECTA_CONTRACT: {"host", "url", "organization", "email", "password"}, the last two for
those who sign in. Only requests that are meant to be right are touched; what is meant to be wrong goes out as it was made.
"""
import datetime
import json
import os
import urllib.request
import uuid

import schemathesis
from schemathesis.core import deserialization
from schemathesis.generation import GenerationMode

WHO = json.loads(os.environ["OBJECTA_CONTRACT"])
cursors = {}  # each that an answer gave, with the path and the filters that it belongs to


def sign_in():
    request = urllib.request.Request(
        WHO["url"] + "/v1/auth/sign-in",
        data=json.dumps({"email": WHO["email"], "password": WHO["password"]}).encode(),
        headers={"Host": WHO["host"], "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())["access_token"]


if "email" in WHO:
    # Signed in anew when a request ended the session that it stands on: a 401 makes it ask again.
    @schemathesis.auth(refresh_interval=120)
    class SignedIn:
        def get(self, case, context):
            return sign_in()

        def set(self, case, data, context):
            case.headers["Authorization"] = "Bearer " + data


def unless_document(parse):
    """A document is what was uploaded, whatever it calls itself: its content is bytes."""
    def read(context, response):
        if context.operation.path == "/v1/documents/{id}/content" and response.status_code < 300:
            return response.content.decode("latin-1")
        return parse(context, response)
    return read


for media_type, parse in list(deserialization._DESERIALIZERS.items()):
    schemathesis.deserializer(media_type)(unless_document(parse))


def filters(case):
    return case.path, frozenset((k, str(v)) for k, v in (case.query or {}).items() if k not in ("cursor", "limit"))


def in_hours(hours):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def mend_query(case):
    query = case.query
    if not query:
        return
    # Opaque: one of this list, or none.
    if "cursor" in query and cursors.get(query["cursor"]) != filters(case):
        del query["cursor"]
    # An organization's entries are not the platform's own.
    if "organization_id" in query:
        query.pop("platform", None)
    # Whatever agent there was may be deleted by now.
    if case.method == "POST":
        query.pop("agent_id", None)
    # What is searched comes newest first.
    if "q" in query:
        query.pop("sort", None)


def mend_body(case):
    body = case.body
    if not isinstance(body, dict):
        return
    # Nothing begins or ends in the past.
    for member, hours in (("expires_at", 24), ("from", 1), ("until", 48)):
        if isinstance(body.get(member), str):
            body[member] = in_hours(hours)
    if case.method == "PATCH" and isinstance(body.get("agent_id"), str):
        body["agent_id"] = None
    # Plans and organizations that are there.
    if isinstance(body.get("plan"), str):
        body["plan"] = "enterprise"
    if case.path.startswith("/v1/admin/bulk-operations"):
        if isinstance(body.get("ids"), list):
            body["ids"] = [WHO["organization"]]
        if isinstance(body.get("filter"), dict):
            body["filter"] = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    mend_query(case)
    mend_body(case)
    # The same key twice is the same request twice; an upload's needs the digest of just its bytes.
    if case.headers and "Idempotency-Key" in case.headers:
        if case.path == "/v1/documents":
            del case.headers["Idempotency-Key"]
        else:
            case.headers["Idempotency-Key"] = str(uuid.uuid4())


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 200 and b'"next_cursor"' in response.content[-600:]:
        cursor = response.json().get("next_cursor")
        if cursor:
            cursors[cursor] = filters(case)
