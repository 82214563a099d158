// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/trail/routes.h"

#include "models/contract/impersonation.h"
#include "server/features/audit/export.h"
#include "server/features/audit/trail.h"
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

constexpr FilteredList<AuditEntry> entries{"trail", entryPage, readAuditEntry, &AuditEntry::at};
constexpr FilteredList<Impersonation> impersonations{"impersonations", impersonationPage, toImpersonation,
                                                     &Impersonation::startedAt};
constexpr Resource<AuditEntry> entryResource{"trail", entryPage, entryPage, oneEntry, readAuditEntry};
constexpr Resource<Impersonation> impersonationResource{"impersonations", impersonationPage, impersonationPage,
                                                        oneImpersonation, toImpersonation};

/// The filters of the list and of the export, in the statement's order.
Result<std::vector<std::optional<std::string>>> entryFilters(const Authorized &request)
{
    const auto range = queryRange(request);
    if (!range) {
        return tl::unexpected(range.error());
    }
    return std::vector<std::optional<std::string>>{pipeline::queryParameter(request, "actor"),
                                                   pipeline::queryParameter(request, "action"),
                                                   pipeline::queryParameter(request, "target_type"),
                                                   pipeline::queryParameter(request, "target_id"),
                                                   range->lower(),
                                                   range->upper()};
}

Awaitable<Result<Answer>> listEntries(const Authorized &request, db::TenantTx &tx)
{
    auto filters = entryFilters(request);
    if (!filters) {
        co_return tl::unexpected(filters.error());
    }
    co_return co_await listFiltered(entries, request, tx, std::move(*filters));
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

/// One export of an organization's own, as long as its answer is being written: each batch passes the gate, so that a
/// session or key that ends takes its export with it.
struct OwnExport {
    db::TenantDoor door;
    std::vector<std::optional<std::string>> filters;
    ExportFormat format;

    Awaitable<Result<ExportBatch>> read(Position<AuditEntryId> position)
    {
        const std::function<Awaitable<Result<ExportBatch>>(db::TenantTx &)> load =
            [this, &position](db::TenantTx &tx) -> Awaitable<Result<ExportBatch>> {
            db::Params params(tx.scope().organization(), exportBatch, position.at ? position.at->text() : "infinity",
                              position.id.value_or(AuditEntryId()));
            for (const auto &filter : filters) {
                params.add(filter);
            }
            const auto rows = co_await tx.queryAndCommit(entryPage, std::move(params));
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            std::vector<AuditEntry> batch;
            batch.reserve(static_cast<size_t>(rows->size()));
            for (const auto row : *rows) {
                batch.push_back(readAuditEntry(row));
            }
            co_return ExportBatch::of(batch, format);
        };
        co_return co_await door.inTenant<ExportBatch>(db::Work::Read, load);
    }
};

Awaitable<Result<Answer>> exportEntries(const Authorized &request, db::TenantDoor &door, db::Database &database)
{
    const auto format = readExportFormat(request);
    auto filters = entryFilters(request);
    if (auto problem = firstProblem(format, filters)) {
        co_return tl::unexpected(std::move(*problem));
    }
    const auto source = std::make_shared<OwnExport>(OwnExport{door, std::move(*filters), *format});
    ReadBatch read = [source](Position<AuditEntryId> position) { return source->read(position); };
    auto answer = co_await exportAnswer(std::move(read), *format);
    if (!answer) {
        co_return answer;
    }
    // Written by the platform, since an archived organization and who only looks may export too. Before the first byte
    // leaves; the export itself does not have it, being older.
    const auto context = AuditContext::of(request);
    const OrganizationId organization = door.scope().organization();
    const std::string word(exportWord(*format));
    const std::function<Result<int>(db::PlatformTx &)> note = [&](db::PlatformTx &tx) -> Result<int> {
        writeAudit(tx, context,
                   {organization, "audit.exported", "audit", organization.text(), nullptr,
                    boost::json::object{{"format", word}}});
        return 0;
    };
    const auto noted = co_await database.platform<int>(note);
    if (!noted) {
        co_return tl::unexpected(noted.error());
    }
    co_return answer;
}

} // namespace

std::vector<pipeline::Route> trailRoutes(db::Database &database)
{
    const auto exporting = [&database](const Authorized &request, db::TenantDoor &door) {
        return exportEntries(request, door, database);
    };
    const auto entry = [](const Authorized &request, db::TenantTx &tx) { return getOne(entryResource, request, tx); };
    const auto impersonation = [](const Authorized &request, db::TenantTx &tx) {
        return getOne(impersonationResource, request, tx);
    };
    return {pipeline::tenantRoute(Verb::get, "/v1/audit", Permission::ReadTrail, listEntries),
            pipeline::tenantFlowRoute(Verb::get, "/v1/audit/export", Permission::ReadTrail, exporting),
            pipeline::tenantRoute(Verb::get, "/v1/audit/{id}", Permission::ReadTrail, entry),
            pipeline::tenantRoute(Verb::get, "/v1/impersonations", Permission::ReadTrail, listImpersonations),
            pipeline::tenantRoute(Verb::get, "/v1/impersonations/{id}", Permission::ReadTrail, impersonation)};
}

} // namespace objecta::features
