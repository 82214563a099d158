// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/trail/routes.h"

#include "models/contract/audit.h"
#include "models/contract/impersonation.h"
#include "server/features/resource.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Verb = boost::beast::http::verb;

// The filters: actor, action, the target's type and id, from, to.
constexpr db::Sql entryPage = R"(
    SELECT id, organization_id, at, actor_type, actor, action, target_type, target_id, before, after, request_id,
           peer, on_behalf_of, seq
    FROM audit_log WHERE organization_id = $1::uuid
      AND at <= $3::timestamptz
      AND (at < $3::timestamptz OR id < $4::uuid)
      AND ($5::text IS NULL OR actor = $5::text) AND ($6::text IS NULL OR action = $6::text)
      AND ($7::text IS NULL OR target_type = $7::text) AND ($8::text IS NULL OR target_id = $8::text)
      AND at >= $9::timestamptz AND at < $10::timestamptz
    ORDER BY at DESC, id DESC LIMIT $2::bigint)";

constexpr db::Sql oneEntry = R"(
    SELECT id, organization_id, at, actor_type, actor, action, target_type, target_id, before, after, request_id,
           peer, on_behalf_of, seq
    FROM audit_log WHERE organization_id = $1::uuid AND id = $2::uuid)";

// The filters: whether it lasts, from, to.
constexpr db::Sql impersonationPage = R"(
    SELECT i.id, i.organization_id, o.slug, o.name, i.staff_id, s.email, i.reason, i.read_only, i.started_at,
           i.expires_at, i.ended_at
    FROM impersonations i
    JOIN organizations o ON o.id = i.organization_id
    JOIN staff s ON s.id = i.staff_id
    WHERE i.organization_id = $1::uuid
      AND i.started_at <= $3::timestamptz AND (i.started_at < $3::timestamptz OR i.id < $4::uuid)
      AND ($5::boolean IS NULL OR (i.ended_at IS NULL AND i.expires_at > now()) = $5::boolean)
      AND i.started_at >= $6::timestamptz AND i.started_at < $7::timestamptz
    ORDER BY i.started_at DESC, i.id DESC LIMIT $2::bigint)";

constexpr db::Sql oneImpersonation = R"(
    SELECT i.id, i.organization_id, o.slug, o.name, i.staff_id, s.email, i.reason, i.read_only, i.started_at,
           i.expires_at, i.ended_at
    FROM impersonations i
    JOIN organizations o ON o.id = i.organization_id
    JOIN staff s ON s.id = i.staff_id
    WHERE i.organization_id = $1::uuid AND i.id = $2::uuid)";

boost::json::value jsonOf(const db::Row &row, int column)
{
    if (row.isNull(column)) {
        return nullptr;
    }
    const auto text = row.text(column);
    return boost::json::parse(boost::json::string_view(text.data(), text.size()));
}

AuditEntry toEntry(const db::Row &row)
{
    AuditEntry entry;
    entry.id = row.id<AuditEntryId>(0);
    entry.organizationId = row.maybeId<OrganizationId>(1);
    entry.at = row.timestamp(2);
    entry.actorType = row.string(3);
    entry.actor = row.string(4);
    entry.action = row.string(5);
    entry.targetType = row.string(6);
    entry.targetId = row.string(7);
    entry.before = jsonOf(row, 8);
    entry.after = jsonOf(row, 9);
    entry.requestId = row.string(10);
    entry.peer = row.string(11);
    entry.onBehalfOf = row.string(12);
    entry.seq = row.integer(13);
    return entry;
}

Impersonation toImpersonation(const db::Row &row)
{
    return {row.id<ImpersonationId>(0),
            row.id<OrganizationId>(1),
            row.string(2),
            row.string(3),
            row.id<StaffId>(4),
            row.string(5),
            row.string(6),
            row.boolean(7),
            row.timestamp(8),
            row.timestamp(9),
            row.maybeTimestamp(10)};
}

constexpr FilteredList<AuditEntry> entries{"trail", entryPage, toEntry, &AuditEntry::at};
constexpr FilteredList<Impersonation> impersonations{"impersonations", impersonationPage, toImpersonation,
                                                     &Impersonation::startedAt};
constexpr Resource<AuditEntry> entryResource{"trail", entryPage, entryPage, oneEntry, toEntry};
constexpr Resource<Impersonation> impersonationResource{"impersonations", impersonationPage, impersonationPage,
                                                        oneImpersonation, toImpersonation};

Awaitable<Result<Answer>> listEntries(const Authorized &request, db::TenantTx &tx)
{
    const auto range = queryRange(request);
    if (!range) {
        co_return tl::unexpected(range.error());
    }
    std::vector<std::optional<std::string>> filters{pipeline::queryParameter(request, "actor"),
                                                    pipeline::queryParameter(request, "action"),
                                                    pipeline::queryParameter(request, "target_type"),
                                                    pipeline::queryParameter(request, "target_id"),
                                                    range->lower(),
                                                    range->upper()};
    co_return co_await listFiltered(entries, request, tx, std::move(filters));
}

Awaitable<Result<Answer>> listImpersonations(const Authorized &request, db::TenantTx &tx)
{
    const auto active = queryWord(request, "active", "true|false");
    const auto range = queryRange(request);
    if (auto problem = firstProblem(active, range)) {
        co_return tl::unexpected(std::move(*problem));
    }
    std::vector<std::optional<std::string>> filters{*active, range->lower(), range->upper()};
    co_return co_await listFiltered(impersonations, request, tx, std::move(filters));
}

} // namespace

std::vector<pipeline::Route> trailRoutes()
{
    const auto entry = [](const Authorized &request, db::TenantTx &tx) { return getOne(entryResource, request, tx); };
    const auto impersonation = [](const Authorized &request, db::TenantTx &tx) {
        return getOne(impersonationResource, request, tx);
    };
    return {pipeline::tenantRoute(Verb::get, "/v1/audit", Permission::ReadTrail, listEntries),
            pipeline::tenantRoute(Verb::get, "/v1/audit/{id}", Permission::ReadTrail, entry),
            pipeline::tenantRoute(Verb::get, "/v1/impersonations", Permission::ReadTrail, listImpersonations),
            pipeline::tenantRoute(Verb::get, "/v1/impersonations/{id}", Permission::ReadTrail, impersonation)};
}

} // namespace objecta::features
