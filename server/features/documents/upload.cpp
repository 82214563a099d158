// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/sessions.h"
#include "server/features/documents/parts.h"
#include "server/features/usage/quota.h"
#include "server/objects/sha256.h"
#include "server/pipeline/body.h"
#include "server/pipeline/input.h"
#include "server/system/mutant.h"

#include <algorithm>

namespace objecta::features::documents {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;

namespace {

constexpr std::string_view foreignKeyViolation = "23503";
constexpr int64_t largest = 5LL * 1024 * 1024 * 1024 * 1024; ///< what S3 takes
constexpr size_t piece = 256 * 1024;

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

// Asked often, renewed when a third of the lease is over.
constexpr db::Sql dueText = R"(
    SELECT lease_until < now() + interval '10 minutes' FROM documents
    WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'uploading')";

constexpr db::Sql renewText = R"(
    UPDATE documents SET lease_until = now() + interval '15 minutes'
    WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'uploading'
    RETURNING id)";

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

/// Takes the row of a broken upload away, and the object if the row was still an upload's. As nobody of the
/// organization, like the sweeper: what broke it may be that the uploader's session or the organization ended. What
/// cannot be done now the sweeper does.
Awaitable<void> abandon(const UploadParts &parts, objects::ObjectKey key)
{
    const std::function<Awaitable<Result<db::Rows>>(db::TenantTx &)> work =
        [&key](db::TenantTx &tx) -> Awaitable<Result<db::Rows>> {
        co_return co_await tx.queryAndCommit(abandonText, db::Params(key.organization(), key.document()));
    };
    auto scope = auth::TenantSignIn::scope({key.organization(), {}, "active"});
    const auto gone = co_await parts.database.inTenant<db::Rows>(std::move(scope), db::Work::Write, work);
    if (gone && !gone->empty()) {
        co_await parts.objects.remove(key);
    }
}

/// The body into the store.
Awaitable<Result<objects::Sha256Digest>> receive(const UploadParts &parts, const Authorized &request,
                                                 db::TenantDoor &door, objects::ObjectKey key, const Asked &asked)
{
    const objects::ObjectKey place(
        OBJECTA_MUTANT("upload-under-another-prefix", OrganizationId::random(), key.organization()), key.document());
    const objects::Trace trace = objectTrace(request);
    auto writer = co_await parts.objects.create(place, asked.bytes, &trace);
    if (!writer) {
        co_return tl::unexpected(writer.error());
    }
    const auto isDue = [&](db::TenantTx &tx) -> Awaitable<Result<bool>> {
        const auto row = co_await tx.query(dueText, db::Params(key.organization(), key.document()));
        if (!row) {
            co_return tl::unexpected(row.error());
        }
        if (row->empty()) {
            co_return fail(ProblemCode::RequestTimeout); // swept: without the row there is nothing to go on for
        }
        co_return (*row)[0].boolean(0);
    };
    const auto renew = [&](db::TenantTx &tx) -> Awaitable<Result<bool>> {
        const auto renewed = co_await tx.query(renewText, db::Params(key.organization(), key.document()));
        if (!renewed) {
            co_return tl::unexpected(renewed.error());
        }
        const auto held = co_await parts.idempotency.renew(request, tx);
        if (!held) {
            co_return tl::unexpected(held.error());
        }
        co_return true;
    };
    Passage passage(door, isDue, renew);
    pipeline::BodyReader *body = request.request().stream;
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
        const auto allowed = co_await passage.ask();
        if (!allowed) {
            co_await (*writer)->abort();
            co_return tl::unexpected(allowed.error());
        }
        const auto written = co_await (*writer)->write(std::string_view(buffer.data(), *got));
        if (!written) {
            co_return tl::unexpected(written.error());
        }
    }
    co_return co_await (*writer)->finish(asked.digest);
}

Answer created(const Document &document)
{
    return Answer::json(document, boost::beast::http::status::created)
        .with("ETag", pipeline::etag(document.version))
        .with("Location", "/v1/documents/" + document.id.text());
}

/// The document there, and its answer kept for its Idempotency-Key, in one transaction; nullopt when the sweeper was
/// faster.
Awaitable<Result<std::optional<Answer>>> finish(const UploadParts &parts, const Authorized &request,
                                                db::TenantDoor &door, objects::ObjectKey key,
                                                objects::Sha256Digest digest)
{
    using Finished = std::optional<Answer>;
    const auto [actorType, actor] = request.auditActor();
    const std::string bytes(reinterpret_cast<const char *>(digest.data()), digest.size());
    const db::Params params(key.organization(), key.document(), db::Bytes{bytes}, actorType, actor,
                            request.request().requestId);
    const std::function<Awaitable<Result<Finished>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> Awaitable<Result<Finished>> {
        const auto rows = co_await tx.query(finishText, params);
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        if (rows->empty()) {
            co_return Finished();
        }
        Finished answer = created(toDocument((*rows)[0]));
        const auto kept = co_await parts.idempotency.keep(request, tx, *answer);
        if (!kept) {
            co_return tl::unexpected(kept.error());
        }
        co_return std::move(answer);
    };
    co_return co_await door.inTenant<Finished>(db::Work::Write, work);
}

} // namespace

Awaitable<Result<Answer>> upload(const UploadParts &parts, const Authorized &request, db::TenantDoor &door)
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
    const auto digest = co_await receive(parts, request, door, key, *asked);
    if (!digest) {
        co_await abandon(parts, key);
        co_return tl::unexpected(digest.error());
    }
    auto answer = co_await finish(parts, request, door, key, *digest);
    if (!answer) {
        // Whether it was committed is not known: abandon() only takes what is an upload still.
        co_await abandon(parts, key);
        co_return tl::unexpected(answer.error());
    }
    if (!*answer) {
        co_await parts.objects.remove(key); // the sweeper was faster
        co_return fail(ProblemCode::RequestTimeout);
    }
    co_return std::move(**answer);
}

} // namespace objecta::features::documents
