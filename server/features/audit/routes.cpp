// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/routes.h"

#include "server/features/audit/query.h"
#include "server/features/audit/trail.h"

#include <map>
#include <span>

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

/// What one answer exports at most, so that memory stays bounded; X-Next-Cursor says where the next begins.
constexpr int64_t exportRows = 10'000;

Awaitable<Result<Answer>> listEntries(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto filter = readAuditFilter(request);
    if (!filter) {
        co_return tl::unexpected(filter.error());
    }
    const auto position = readPosition<AuditEntryId>("audit", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    using Entries = Page<AuditEntry>;
    const std::function<Result<Entries>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Entries> {
        Entries page;
        page.items = findAudit(tx, *filter, *position, query->limit + 1);
        return page;
    };
    auto page = co_await database.platform<Entries>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, query->limit, "audit", [](const AuditEntry &entry) { return entry.at; });
    co_return Answer::json(*page);
}

// In the order of their ids: each organization's chain is locked, and two exports must not wait for each other.
constexpr db::Sql insertExports(R"sql(
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id, peer)
    SELECT n.id, $3, $4, 'audit.exported', 'audit', n.id::text,
           jsonb_build_object('format', $5::text, 'entries', n.entries), $6, $7
    FROM unnest($1::uuid[], $2::bigint[]) AS n(id, entries)
    ORDER BY n.id)sql");

/// Every organization whose entries left the house finds that in its trail; so does the one that was asked for and
/// had none.
void noteExport(db::PlatformTx &tx, const AuditContext &context, const AuditFilter &filter, const std::string &format,
                std::span<const AuditEntry> entries)
{
    std::map<std::string, int64_t> counts;
    if (filter.organization) {
        counts[filter.organization->text()] = 0;
    }
    for (const auto &entry : entries) {
        if (entry.organizationId) {
            ++counts[entry.organizationId->text()];
        }
    }
    std::vector<std::string> ids;
    std::vector<std::string> numbers;
    for (const auto &[id, count] : counts) {
        ids.push_back(id);
        numbers.push_back(std::to_string(count));
    }
    tx.query(insertExports,
             db::Params(ids, numbers, context.actorType, context.actor, format, context.requestId, context.peer));
}

std::string written(const std::vector<AuditEntry> &entries, bool csv)
{
    std::string out = csv ? auditCsvHead() : std::string();
    for (const auto &entry : entries) {
        out += csv ? auditCsvLine(entry) : writeJson(entry) + '\n';
    }
    return out;
}

Awaitable<Result<Answer>> exportEntries(const Authorized &request, db::Database &database)
{
    const auto filter = readAuditFilter(request);
    if (!filter) {
        co_return tl::unexpected(filter.error());
    }
    const std::string format = pipeline::queryParameter(request, "format").value_or("csv");
    if (format != "csv" && format != "jsonl") {
        co_return failFields({{"format", "type", "must be csv or jsonl"}});
    }
    const std::string cursor = pipeline::queryParameter(request, "cursor").value_or(std::string());
    const auto position = readPosition<AuditEntryId>("audit", cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    const auto context = AuditContext::of(request);
    using Entries = Page<AuditEntry>;
    const std::function<Result<Entries>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Entries> {
        Entries page;
        page.items = findAudit(tx, *filter, *position, exportRows + 1);
        const auto kept = std::min(page.items.size(), static_cast<size_t>(exportRows));
        noteExport(tx, context, *filter, format, std::span(page.items).first(kept));
        return page;
    };
    auto page = co_await database.platform<Entries>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, exportRows, "audit", [](const AuditEntry &entry) { return entry.at; });
    const bool csv = format == "csv";
    Answer answer;
    answer.body = written(page->items, csv);
    answer.contentType = csv ? "text/csv; charset=utf-8; header=present" : "application/jsonl";
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"audit." + format + "\"");
    if (page->nextCursor) {
        answer.headers.emplace_back("X-Next-Cursor", *page->nextCursor);
    }
    co_return answer;
}

} // namespace

std::vector<pipeline::Route> auditRoutes()
{
    using boost::beast::http::verb;
    return {
        pipeline::staffRoute(verb::get, "/v1/admin/audit", pipeline::Permission::ReadAudit, listEntries),
        pipeline::staffRoute(verb::get, "/v1/admin/audit/export", pipeline::Permission::ExportAudit, exportEntries)};
}

} // namespace objecta::features
