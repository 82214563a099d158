// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/documents/parts.h"
#include "server/features/usage/quota.h"
#include "server/objects/sha256.h"
#include "server/pipeline/body.h"
#include "server/pipeline/input.h"
#include "server/system/mutant.h"

#include <algorithm>
#include <chrono>

namespace objecta::features::documents {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;

namespace {

constexpr std::string_view foreignKeyViolation = "23503";
constexpr int64_t largest = 5LL * 1024 * 1024 * 1024 * 1024; ///< what S3 takes
constexpr size_t piece = 256 * 1024;
/// A lease has 15 minutes (see the statements); it is renewed well before.
constexpr std::chrono::minutes renewEvery{5};

// The bytes count from here on, before any of them is read. The counter's row is locked until the commit, so no two
// uploads see the same room.
constexpr db::Sql beginText = R"(
    WITH counter AS (
        UPDATE usage_counters c SET used = c.used + $7::bigint,
               ceiling = effective_limit(o.timed_limits, o.limits, p.limits, 'maxStorage')
        FROM organizations o JOIN plans p ON p.id = o.plan
        WHERE c.organization_id = $1::uuid AND c.resource = 'storage' AND c.period = '' AND o.id = $1::uuid
          AND c.used <= coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxStorage'),
                                 9223372036854775807) - $7::bigint
        RETURNING 1)
    INSERT INTO documents (organization_id, id, agent_id, user_id, name, content_type, bytes, status, lease_until)
    SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::text, $7::bigint, 'uploading',
           now() + interval '15 minutes'
    FROM counter
    RETURNING id)";

constexpr db::Sql renewText = R"(
    UPDATE documents SET lease_until = now() + interval '15 minutes'
    WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'uploading' RETURNING id)";

constexpr db::Sql finishText = R"(
    WITH made AS (
        UPDATE documents SET status = 'ready', sha256 = $3::bytea, lease_until = NULL, updated_at = now()
        WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'uploading'
        RETURNING id, agent_id, user_id, name, content_type, bytes, sha256, version, created_at, updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $4::text, $5::text, 'document.uploaded', 'document', made.id::text,
               jsonb_build_object('name', made.name, 'bytes', made.bytes, 'sha256', encode(made.sha256, 'hex')),
               $6::text
        FROM made)
    SELECT id, agent_id, user_id, name, content_type, bytes, encode(sha256, 'hex'), version, created_at, updated_at
    FROM made)";

// Gives the bytes back with the row. Nothing when the upload was finished after all, or swept.
constexpr db::Sql abandonText = R"(
    WITH gone AS (
        DELETE FROM documents WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'uploading'
        RETURNING id, bytes),
    counter AS (
        UPDATE usage_counters c SET used = greatest(c.used - gone.bytes, 0) FROM gone
        WHERE c.organization_id = $1::uuid AND c.resource = 'storage' AND c.period = '')
    SELECT id FROM gone)";

struct Asked {
    std::string name;
    std::optional<AgentId> agent;
    std::string contentType;
    int64_t bytes = 0;
    std::optional<objects::Sha256Digest> digest;
};

/// type "/" subtype and parameters in the characters of a header (RFC 9110, section 8.3.1).
bool isMediaType(std::string_view text)
{
    const auto token = [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
        });
    };
    const auto parameters = text.find(';');
    std::string_view essence = text.substr(0, parameters);
    while (essence.ends_with(' ')) {
        essence.remove_suffix(1);
    }
    const auto slash = essence.find('/');
    return text.size() <= 255 && slash != std::string_view::npos && token(essence.substr(0, slash))
        && token(essence.substr(slash + 1))
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Result<Asked> readAsked(const Authorized &request)
{
    const auto &sent = request.request();
    Asked out;
    if (!sent.contentLength) {
        return fail(ProblemCode::LengthRequired);
    }
    if (*sent.contentLength > static_cast<uint64_t>(largest)) {
        return fail(ProblemCode::BodyTooLarge);
    }
    out.bytes = static_cast<int64_t>(*sent.contentLength);
    // The rules for a name stand once, in the DTO.
    boost::json::object said;
    if (const auto name = pipeline::queryParameter(request, "name")) {
        said["name"] = *name;
    }
    if (const auto agent = pipeline::queryParameter(request, "agent_id")) {
        said["agent_id"] = *agent;
    }
    const auto parsed = parseJson<UpdateDocument>(boost::json::serialize(said), Unknown::Refuse);
    if (!parsed) {
        return failFields(parsed.error());
    }
    if (!parsed->name) {
        return failFields({{"name", "required", "is needed"}});
    }
    out.name = parsed->name.value;
    out.agent = parsed->agentId.value;
    out.contentType = sent.contentType.empty() ? "application/octet-stream" : sent.contentType;
    if (!isMediaType(out.contentType)) {
        return fail(ProblemCode::UnsupportedMediaType, "The Content-Type is no media type.");
    }
    const auto digest = readContentDigest(sent.contentDigest);
    if (!digest) {
        return tl::unexpected(digest.error());
    }
    out.digest = *digest;
    return out;
}

/// One statement in a transaction of its own; how many rows it gave, and the first of them.
Awaitable<Result<db::Rows>> inOne(db::TenantDoor &door, db::Sql sql, db::Params params, db::SqlFailure *failure)
{
    const std::function<Awaitable<Result<db::Rows>>(db::TenantTx &)> work =
        [sql, &params, failure](db::TenantTx &tx) -> Awaitable<Result<db::Rows>> {
        co_return co_await tx.queryAndCommit(sql, params, failure);
    };
    co_return co_await door.inTenant<db::Rows>(db::Work::Write, work);
}

/// Takes the row of a broken upload away, and the object if the row was still an upload's. What cannot be done now
/// the sweeper does.
Awaitable<void> abandon(objects::ObjectStore &objects, db::TenantDoor &door, objects::ObjectKey key)
{
    const auto gone = co_await inOne(door, abandonText, db::Params(key.organization(), key.document()), nullptr);
    if (gone && !gone->empty()) {
        co_await objects.remove(key);
    }
}

/// The body into the store.
Awaitable<Result<objects::Sha256Digest>> receive(objects::ObjectStore &objects, const Authorized &request,
                                                 db::TenantDoor &door, objects::ObjectKey key, const Asked &asked)
{
    const objects::ObjectKey place(
        OBJECTA_MUTANT("upload-under-another-prefix", OrganizationId::random(), key.organization()), key.document());
    const objects::Trace trace = objectTrace(request);
    auto writer = co_await objects.create(place, asked.bytes, &trace);
    if (!writer) {
        co_return tl::unexpected(writer.error());
    }
    pipeline::BodyReader *body = request.request().stream;
    auto renewAt = std::chrono::steady_clock::now() + renewEvery;
    std::vector<char> buffer(static_cast<size_t>(std::min<int64_t>(asked.bytes, piece)));
    while (body != nullptr && asked.bytes > 0) {
        const auto got = co_await body->read(buffer);
        if (!got) {
            co_await (*writer)->abort();
            co_return tl::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        const auto written = co_await (*writer)->write(std::string_view(buffer.data(), *got));
        if (!written) {
            co_return tl::unexpected(written.error());
        }
        if (std::chrono::steady_clock::now() >= renewAt) {
            renewAt += renewEvery;
            const auto renewed =
                co_await inOne(door, renewText, db::Params(key.organization(), key.document()), nullptr);
            // Without a database for a while the lease may still hold; without the row there is nothing to go on for.
            if (renewed && renewed->empty()) {
                co_await (*writer)->abort();
                co_return fail(ProblemCode::RequestTimeout);
            }
        }
    }
    co_return co_await (*writer)->finish(asked.digest);
}

} // namespace

Awaitable<Result<Answer>> upload(objects::ObjectStore &objects, const Authorized &request, db::TenantDoor &door)
{
    const auto asked = readAsked(request);
    if (!asked) {
        co_return tl::unexpected(asked.error());
    }
    const objects::ObjectKey key(door.scope().organization(), DocumentId::random());
    db::SqlFailure failure;
    const auto begun = co_await inOne(door, beginText,
                                      db::Params(key.organization(), key.document(), asked->agent, door.scope().user(),
                                                 asked->name, asked->contentType, asked->bytes),
                                      &failure);
    if (!begun) {
        if (failure.sqlState == foreignKeyViolation) {
            co_return failFields({{"agent_id", "unknown", "is no agent of this organization"}});
        }
        co_return tl::unexpected(begun.error());
    }
    if (begun->empty()) {
        auto refusal = co_await quotaExceeded(door, Limited::Storage, asked->bytes);
        co_return tl::unexpected(std::move(refusal));
    }
    const auto digest = co_await receive(objects, request, door, key, *asked);
    if (!digest) {
        co_await abandon(objects, door, key);
        co_return tl::unexpected(digest.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const std::string bytes(reinterpret_cast<const char *>(digest->data()), digest->size());
    const auto rows = co_await inOne(
        door, finishText,
        db::Params(key.organization(), key.document(), db::Bytes{bytes}, actorType, actor, request.request().requestId),
        nullptr);
    if (!rows) {
        // Whether it was committed is not known: abandon() only takes what is an upload still.
        co_await abandon(objects, door, key);
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_await objects.remove(key); // the sweeper was faster
        co_return fail(ProblemCode::RequestTimeout);
    }
    const Document document = toDocument((*rows)[0]);
    co_return Answer::json(document, boost::beast::http::status::created)
        .with("ETag", pipeline::etag(document.version))
        .with("Location", "/v1/documents/" + document.id.text());
}

} // namespace objecta::features::documents
