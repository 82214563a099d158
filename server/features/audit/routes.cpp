// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/routes.h"

#include "models/contract/audit.h"
#include "server/features/query.h"
#include "server/pipeline/cursor.h"
#include "server/pipeline/input.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr db::Sql selectPage(R"sql(
    SELECT id, organization_id, at, actor_type, actor, action, target_type, target_id, before, after, request_id
    FROM audit_log
    WHERE ($1::uuid IS NULL OR organization_id = $1::uuid)
      AND ($2::timestamptz IS NULL OR (at, id) < ($2::timestamptz, $3::uuid))
    ORDER BY at DESC, id DESC
    LIMIT $4::bigint)sql");

boost::json::value jsonOf(const db::Row &row, int column)
{
    if (row.isNull(column)) {
        return nullptr;
    }
    const auto text = row.text(column);
    return boost::json::parse(boost::json::string_view(text.data(), text.size()));
}

AuditEntry readEntry(const db::Row &row)
{
    return {row.id<AuditEntryId>(0), row.maybeId<OrganizationId>(1),
            row.timestamp(2),        row.string(3),
            row.string(4),           row.string(5),
            row.string(6),           row.string(7),
            jsonOf(row, 8),          jsonOf(row, 9),
            row.string(10)};
}

Awaitable<Result<Answer>> listEntries(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    if (!organization) {
        co_return tl::unexpected(organization.error());
    }
    const auto position = readPosition<AuditEntryId>("audit", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    const db::Params params(*organization, position->at, position->id, query->limit + 1);
    using Entries = Page<AuditEntry>;
    const std::function<Result<Entries>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Entries> {
        Entries page;
        for (const auto row : tx.query(selectPage, params)) {
            page.items.push_back(readEntry(row));
        }
        return page;
    };
    auto page = co_await database.platform<Entries>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, query->limit, "audit", [](const AuditEntry &entry) { return entry.at; });
    co_return Answer::json(*page);
}

} // namespace

std::vector<pipeline::Route> auditRoutes()
{
    return {pipeline::staffRoute(boost::beast::http::verb::get, "/v1/admin/audit", pipeline::Permission::ReadAudit,
                                 listEntries)};
}

} // namespace objecta::features
