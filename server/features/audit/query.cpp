// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/query.h"

#include "server/db/database.h"
#include "server/features/organizations/sql_text.h"

namespace objecta::features {

namespace {

constexpr Text organizationEntries("SELECT id, organization_id, at, actor_type, actor, action, target_type, target_id, "
                                   "before, after, request_id, peer, on_behalf_of, seq FROM audit_log");
constexpr Text platformEntries("SELECT id, NULL::uuid AS organization_id, at, actor_type, actor, action, target_type, "
                               "target_id, before, after, request_id, peer, ''::text AS on_behalf_of, seq "
                               "FROM platform_audit");
// Bounds that are never null, so that whatever the plan, an index gives the page and no entry before it is read again.
constexpr Text matching(R"sql(
      AND (at, id) < ($2::timestamptz, $3::uuid)
      AND ($5::text IS NULL OR actor = $5::text)
      AND ($6::text IS NULL OR action = $6::text)
      AND ($7::text IS NULL OR target_type = $7::text OR target_id = $7::text)
      AND at >= $8::timestamptz AND at < $9::timestamptz
      AND ($10::text IS NULL OR strpos(lower(actor), lower($10::text)) > 0 OR strpos(lower(action), lower($10::text)) > 0
           OR strpos(lower(target_type), lower($10::text)) > 0 OR strpos(lower(target_id), lower($10::text)) > 0)
      AND ($11::text IS NULL OR on_behalf_of = $11::text)
    ORDER BY at DESC, id DESC
    LIMIT $4::bigint)sql");
constexpr auto ofOne = organizationEntries + " WHERE organization_id = $1::uuid" + matching;
constexpr auto ofPlatform = Text("SELECT * FROM (") + platformEntries + ") entry WHERE $1::uuid IS NULL" + matching;
constexpr auto ofAll = Text("SELECT * FROM (") + organizationEntries + " UNION ALL " + platformEntries
    + ") entry WHERE $1::uuid IS NULL" + matching;

boost::json::value jsonOf(const db::Row &row, int column)
{
    if (row.isNull(column)) {
        return nullptr;
    }
    const auto text = row.text(column);
    return boost::json::parse(boost::json::string_view(text.data(), text.size()));
}

std::string jsonText(const boost::json::value &value)
{
    return value.is_null() ? std::string() : boost::json::serialize(value);
}

} // namespace

AuditEntry readAuditEntry(const db::Row &row)
{
    return {row.id<AuditEntryId>(0), row.maybeId<OrganizationId>(1),
            row.timestamp(2),        row.string(3),
            row.string(4),           row.string(5),
            row.string(6),           row.string(7),
            jsonOf(row, 8),          jsonOf(row, 9),
            row.string(10),          row.string(11),
            row.string(12),          row.integer(13)};
}

Result<AuditFilter> readAuditFilter(const pipeline::Routed &request)
{
    AuditFilter out;
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    if (!organization) {
        return tl::unexpected(organization.error());
    }
    const auto from = queryTime(request, "from");
    if (!from) {
        return tl::unexpected(from.error());
    }
    const auto to = queryTime(request, "to");
    if (!to) {
        return tl::unexpected(to.error());
    }
    out.organization = *organization;
    out.actor = pipeline::queryParameter(request, "actor");
    out.action = pipeline::queryParameter(request, "action");
    out.target = pipeline::queryParameter(request, "target");
    out.from = *from;
    out.to = *to;
    out.onBehalfOf = pipeline::queryParameter(request, "on_behalf_of");
    out.q = pipeline::queryParameter(request, "q");
    const auto platform = queryWord(request, "platform", "true|false");
    if (!platform) {
        return tl::unexpected(platform.error());
    }
    out.platform = *platform == "true";
    if (out.platform && out.organization) {
        return failFields({{"platform", "conflict", "an organization's entries are not the platform's own"}});
    }
    return out;
}

std::vector<AuditEntry> findAudit(db::PlatformTx &tx, const AuditFilter &filter, const Position<AuditEntryId> &position,
                                  int64_t limit)
{
    std::vector<AuditEntry> out;
    db::Sql page = statement<ofAll>;
    if (filter.organization) {
        page = statement<ofOne>;
    } else if (filter.platform) {
        page = statement<ofPlatform>;
    }
    const TimeRange range{filter.from, filter.to};
    const auto rows = tx.query(page,
                               db::Params(filter.organization, position.at ? position.at->text() : "infinity",
                                          position.id.value_or(AuditEntryId()), limit, filter.actor, filter.action,
                                          filter.target, range.lower(), range.upper(), filter.q, filter.onBehalfOf));
    for (const auto row : rows) {
        out.push_back(readAuditEntry(row));
    }
    return out;
}

std::string csvCell(std::string_view text)
{
    std::string out = "\"";
    // What spreadsheets begin a formula with (OWASP ASVS 5.0, 1.2.10).
    constexpr std::string_view formula("=+-@\t\r\0", 7);
    if (!text.empty() && formula.find(text.front()) != std::string_view::npos) {
        out += '\'';
    }
    for (const char c : text) {
        if (c == '"') {
            out += '"';
        }
        out += c;
    }
    out += '"';
    return out;
}

std::string auditCsvHead()
{
    return "organization_id,seq,at,actor_type,actor,on_behalf_of,action,target_type,target_id,before,after,peer,"
           "request_id,id\r\n";
}

std::string auditCsvLine(const AuditEntry &entry)
{
    std::string out;
    const auto add = [&out](std::string_view text) {
        out += out.empty() ? "" : ",";
        out += csvCell(text);
    };
    add(entry.organizationId ? entry.organizationId->text() : std::string());
    add(std::to_string(entry.seq));
    add(entry.at.text());
    add(entry.actorType);
    add(entry.actor);
    add(entry.onBehalfOf);
    add(entry.action);
    add(entry.targetType);
    add(entry.targetId);
    add(jsonText(entry.before));
    add(jsonText(entry.after));
    add(entry.peer);
    add(entry.requestId);
    add(entry.id.text());
    return out + "\r\n";
}

} // namespace objecta::features
