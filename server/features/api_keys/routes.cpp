// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/api_keys/routes.h"

#include "models/contract/api_key.h"
#include "server/features/resource.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Status = boost::beast::http::status;
using Verb = boost::beast::http::verb;

constexpr db::Sql page = R"(
    SELECT id, user_id, name, prefix, array_to_string(scopes, ' '), s.status, version, created_at, updated_at,
           last_used_at, expires_at, revoked_at
    FROM api_keys CROSS JOIN LATERAL (
        SELECT CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired'
               ELSE 'active' END AS status) s
    WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz AND (created_at < $3::timestamptz OR id > $4::uuid)
      AND ($5::uuid IS NULL OR user_id = $5::uuid) AND ($6::text IS NULL OR s.status = $6::text)
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

constexpr db::Sql oneKey = R"(
    SELECT id, user_id, name, prefix, array_to_string(scopes, ' '),
           CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired' ELSE 'active' END,
           version, created_at, updated_at, last_used_at, expires_at, revoked_at
    FROM api_keys WHERE organization_id = $1::uuid AND id = $2::uuid)";

constexpr db::Sql createKey = R"(
    WITH made AS (
        INSERT INTO api_keys (organization_id, id, user_id, name, prefix, key_hash, role, scopes, expires_at)
        SELECT u.organization_id, $2::uuid, u.id, $4::text, $5::text, decode($6, 'hex'), u.role, $7::text[],
               $8::timestamptz
        FROM users u WHERE u.organization_id = $1::uuid AND u.id = $3::uuid
        RETURNING *),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $9::text, $10::text, 'api_key.created', 'api_key', made.id::text,
               jsonb_build_object('name', made.name, 'prefix', made.prefix, 'scopes', made.scopes,
                                  'expires_at', made.expires_at), $11::text
        FROM made)
    SELECT id, user_id, name, prefix, array_to_string(scopes, ' '), 'active', version, created_at, updated_at,
           last_used_at, expires_at, revoked_at
    FROM made)";

// One row when there is such a key: the key as it is now, its version before, and whether it was revoked before.
constexpr db::Sql changeKey = R"(
    WITH old AS (
        SELECT * FROM api_keys WHERE organization_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE),
    changed AS (
        UPDATE api_keys k
        SET name = coalesce($4::text, old.name), scopes = coalesce($5::text[], old.scopes),
            expires_at = CASE WHEN $6::boolean THEN $7::timestamptz ELSE old.expires_at END,
            version = old.version + 1, updated_at = now()
        FROM old
        WHERE k.organization_id = $1::uuid AND k.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
          AND old.revoked_at IS NULL
          AND (coalesce($4::text, old.name), coalesce($5::text[], old.scopes),
               CASE WHEN $6::boolean THEN $7::timestamptz ELSE old.expires_at END)
              IS DISTINCT FROM (old.name, old.scopes, old.expires_at)
        RETURNING k.*),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after,
                               request_id)
        SELECT $1::uuid, $8::text, $9::text, 'api_key.updated', 'api_key', old.id::text,
               jsonb_build_object('name', old.name, 'scopes', old.scopes, 'expires_at', old.expires_at),
               jsonb_build_object('name', n.name, 'scopes', n.scopes, 'expires_at', n.expires_at), $10::text
        FROM old, changed n)
    SELECT r.id, r.user_id, r.name, r.prefix, array_to_string(r.scopes, ' '),
           CASE WHEN r.revoked_at IS NOT NULL THEN 'revoked' WHEN r.expires_at <= now() THEN 'expired'
                ELSE 'active' END,
           r.version, r.created_at, r.updated_at, r.last_used_at, r.expires_at, r.revoked_at, old.version,
           old.revoked_at IS NOT NULL
    FROM old CROSS JOIN LATERAL (
        SELECT * FROM changed UNION ALL SELECT old.* WHERE NOT EXISTS (SELECT FROM changed)) r)";

// One row when there is such a key: its version before. The row stays, for the list and the audit trail.
constexpr db::Sql revokeKey = R"(
    WITH old AS (
        SELECT id, name, prefix, version FROM api_keys
        WHERE organization_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE),
    gone AS (
        UPDATE api_keys k SET revoked_at = now(), version = old.version + 1, updated_at = now()
        FROM old
        WHERE k.organization_id = $1::uuid AND k.id = $2::uuid AND k.revoked_at IS NULL
          AND ($3::bigint IS NULL OR old.version = $3::bigint)
        RETURNING k.id),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $4::text, $5::text, 'api_key.revoked', 'api_key', old.id::text,
               jsonb_build_object('name', old.name, 'prefix', old.prefix), $6::text
        FROM old, gone)
    SELECT version FROM old)";

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

ApiKey toKey(const db::Row &row)
{
    return {row.id<ApiKeyId>(0), row.id<UserId>(1),     row.string(2),          row.string(3),
            words(row.text(4)),  row.string(5),         row.integer(6),         row.timestamp(7),
            row.timestamp(8),    row.maybeTimestamp(9), row.maybeTimestamp(10), row.maybeTimestamp(11)};
}

constexpr FilteredList<ApiKey> keys{"api-keys", page, toKey};
constexpr Resource<ApiKey> resource{"api-keys", page, page, oneKey, toKey};

/// The scopes once each, in their usual order; what is wrong with them otherwise.
Result<std::vector<std::string>> checkedScopes(const std::vector<std::string> &given, std::string_view role)
{
    const auto scopes = auth::KeyScopes::parse(given);
    if (!scopes) {
        return failFields({{"scopes", "format", "must be scopes such as agents:read"}});
    }
    if (scopes->bits() == 0) {
        return failFields({{"scopes", "too_short", "must be at least one"}});
    }
    if (!scopes->within(role)) {
        return fail(ProblemCode::Forbidden, "A key may not do more than the user who makes it.");
    }
    return scopes->words();
}

Result<void> checkExpiry(const std::optional<Timestamp> &expiresAt)
{
    if (expiresAt && *expiresAt <= Timestamp::now()) {
        return failFields({{"expires_at", "too_small", "must be in the future"}});
    }
    return {};
}

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    const auto user = queryId<UserId>(request, "user_id");
    if (!user) {
        co_return tl::unexpected(user.error());
    }
    const auto status = queryWord(request, "status", "active|expired|revoked");
    if (!status) {
        co_return tl::unexpected(status.error());
    }
    std::vector<std::optional<std::string>> filters{filterText(*user), *status};
    co_return co_await listFiltered(keys, request, tx, std::move(filters));
}

Awaitable<Result<Answer>> create(const auth::ApiKeys &maker, const Authorized &request, db::TenantTx &tx)
{
    const auto body = pipeline::readBody<CreateApiKey>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const std::string role = tx.scope().actor().role.value_or(std::string());
    const auto scopes = checkedScopes(body->scopes, role);
    if (!scopes) {
        co_return tl::unexpected(scopes.error());
    }
    if (const auto expiry = checkExpiry(body->expiresAt); !expiry) {
        co_return tl::unexpected(expiry.error());
    }
    const OrganizationId organization = tx.scope().organization();
    const UserId user = tx.scope().user().value_or(UserId());
    const auto key = maker.make(ApiKeyId::random(), organization, user, auth::KeyScopes::of(role));
    const auto [actorType, actor] = request.auditActor();
    const auto rows =
        co_await tx.queryAndCommit(createKey,
                                   db::Params(organization, key.id, user, body->name, key.prefix, key.hash, *scopes,
                                              body->expiresAt, actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    CreatedApiKey created{toKey((*rows)[0]), key.text};
    co_return Answer::json(created, Status::created)
        .with("ETag", pipeline::etag(created.apiKey.version))
        .with("Location", "/v1/api-keys/" + created.apiKey.id.text());
}

Awaitable<Result<Answer>> change(const Authorized &request, db::TenantTx &tx)
{
    const auto target = readTarget<ApiKeyId>(request);
    if (!target) {
        co_return tl::unexpected(target.error());
    }
    const auto body = pipeline::readBody<UpdateApiKey>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    std::optional<std::vector<std::string>> scopes;
    if (body->scopes) {
        auto checked = checkedScopes(body->scopes.value, tx.scope().actor().role.value_or(std::string()));
        if (!checked) {
            co_return tl::unexpected(checked.error());
        }
        scopes = std::move(*checked);
    }
    if (const auto expiry = checkExpiry(body->expiresAt.value); !expiry) {
        co_return tl::unexpected(expiry.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        changeKey,
        db::Params(tx.scope().organization(), target->id, target->match.version, pipeline::given(body->name), scopes,
                   body->expiresAt.present, body->expiresAt.value, actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (auto problem = refusedFor(*rows, 12, target->match)) {
        co_return tl::unexpected(std::move(*problem));
    }
    if ((*rows)[0].boolean(13)) {
        co_return fail(ProblemCode::Conflict, "This key is revoked.");
    }
    co_return withEtag(toKey((*rows)[0]));
}

Awaitable<Result<Answer>> revoke(const Authorized &request, db::TenantTx &tx)
{
    const auto target = readTarget<ApiKeyId>(request);
    if (!target) {
        co_return tl::unexpected(target.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows =
        co_await tx.queryAndCommit(revokeKey,
                                   db::Params(tx.scope().organization(), target->id, target->match.version, actorType,
                                              actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (auto problem = refusedFor(*rows, 0, target->match)) {
        co_return tl::unexpected(std::move(*problem));
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> apiKeyRoutes(const auth::ApiKeys &maker)
{
    const auto get = [](const Authorized &request, db::TenantTx &tx) { return getOne(resource, request, tx); };
    const auto createWith = [&maker](const Authorized &request, db::TenantTx &tx) {
        return create(maker, request, tx);
    };
    return {pipeline::tenantRoute(Verb::get, "/v1/api-keys", Permission::ManageKeys, list),
            pipeline::tenantRoute(Verb::post, "/v1/api-keys", Permission::ManageKeys, createWith),
            pipeline::tenantRoute(Verb::get, "/v1/api-keys/{id}", Permission::ManageKeys, get),
            pipeline::tenantRoute(Verb::patch, "/v1/api-keys/{id}", Permission::ManageKeys, change),
            pipeline::tenantRoute(Verb::delete_, "/v1/api-keys/{id}", Permission::ManageKeys, revoke)};
}

} // namespace objecta::features
