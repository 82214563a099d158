// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/routes.h"

#include "server/auth/permissions.h"
#include "server/features/audit/export.h"
#include "server/features/audit/platform_trail.h"

#include <memory>
#include <set>

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

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
    SELECT n.id, $2, $3, 'audit.exported', 'audit', n.id::text, $4::jsonb, $5, $6
    FROM unnest($1::uuid[]) AS n(id) JOIN organizations o ON o.id = n.id AND o.status <> 'erased'
    ORDER BY n.id)sql");

constexpr db::Sql roleNow(R"sql(
    SELECT p.role FROM staff_sessions s JOIN staff p ON p.id = s.staff_id
    WHERE s.id = $1::uuid AND s.staff_id = $2::uuid AND s.revoked_at IS NULL AND s.expires_at > now()
      AND p.status = 'active')sql");

/// One export of staff's, as long as its answer is being written.
class StaffExport {
public:
    StaffExport(db::Database &database, const Authorized &request, AuditFilter filter, ExportFormat format)
        : m_database(database)
        , m_staff(request.staff())
        , m_context(AuditContext::of(request))
        , m_filter(std::move(filter))
        , m_format(format)
        , m_note({{"format", std::string(exportWord(format))}, {"filter", described()}})
    {
        if (m_filter.organization) {
            m_unnoted.insert(*m_filter.organization);
        }
    }

    Awaitable<Result<ExportBatch>> read(Position<AuditEntryId> position)
    {
        const std::function<Result<ExportBatch>(db::PlatformTx &)> load = [this, &position](db::PlatformTx &tx) {
            return readIn(tx, position);
        };
        auto batch = co_await m_database.platform<ExportBatch>(load);
        if (batch) {
            m_begun = true;
            m_noted.merge(m_unnoted);
            m_unnoted.clear();
        }
        co_return batch;
    }

private:
    /// Every organization finds in its trail, in the transaction that reads the first of its entries, that they leave
    /// the house; so does the one that was asked for and has none. What is not of one organization stands in the
    /// platform's own trail.
    Result<ExportBatch> readIn(db::PlatformTx &tx, const Position<AuditEntryId> &position)
    {
        // It may take as long as its reader likes, and the session or the right to it end meanwhile.
        const auto still = tx.query(roleNow, db::Params(m_staff.session, m_staff.id));
        if (still.empty() || !auth::staffMay(still[0].string(0), pipeline::Permission::ExportAudit)) {
            return fail(ProblemCode::Unauthenticated);
        }
        const auto entries = findAudit(tx, m_filter, position, exportBatch);
        for (const auto &entry : entries) {
            if (entry.organizationId && !m_noted.contains(*entry.organizationId)) {
                m_unnoted.insert(*entry.organizationId);
            }
        }
        if (!m_unnoted.empty()) {
            tx.query(insertExports,
                     db::Params(std::vector<OrganizationId>(m_unnoted.begin(), m_unnoted.end()), m_context.actorType,
                                m_context.actor, boost::json::serialize(m_note), m_context.requestId, m_context.peer));
        }
        if (!m_begun && !m_filter.organization) {
            writePlatformAudit(tx, m_context,
                               {"audit.exported", "audit", m_filter.platform ? "platform" : "all", nullptr, m_note});
        }
        return ExportBatch::of(entries, m_format);
    }

    [[nodiscard]] boost::json::object described() const
    {
        boost::json::object out;
        const auto add = [&out](const char *name, const std::optional<std::string> &value) {
            if (value) {
                out[name] = *value;
            }
        };
        add("actor", m_filter.actor);
        add("action", m_filter.action);
        add("target", m_filter.target);
        add("from", filterText(m_filter.from));
        add("to", filterText(m_filter.to));
        add("on_behalf_of", m_filter.onBehalfOf);
        add("q", m_filter.q);
        return out;
    }

    db::Database &m_database;
    pipeline::StaffActor m_staff;
    AuditContext m_context;
    AuditFilter m_filter;
    ExportFormat m_format;
    boost::json::object m_note;
    std::set<OrganizationId> m_noted;
    std::set<OrganizationId> m_unnoted; ///< until the transaction that notes them stands
    bool m_begun = false;
};

Awaitable<Result<Answer>> exportEntries(const Authorized &request, db::Database &database)
{
    const auto filter = readAuditFilter(request);
    const auto format = readExportFormat(request);
    if (auto problem = firstProblem(filter, format)) {
        co_return tl::unexpected(std::move(*problem));
    }
    const auto source = std::make_shared<StaffExport>(database, request, *filter, *format);
    ReadBatch read = [source](Position<AuditEntryId> position) { return source->read(position); };
    co_return co_await exportAnswer(std::move(read), *format);
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
