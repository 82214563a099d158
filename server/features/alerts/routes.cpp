// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/alerts/routes.h"

#include "models/contract/alert.h"
#include "server/features/audit/platform_trail.h"
#include "server/features/organizations/sql_text.h"
#include "server/features/platform_resource.h"
#include "server/jobs/queue.h"

namespace objecta::features {

namespace {

using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr auto collection = "/v1/admin/alerts";
constexpr auto item = "/v1/admin/alerts/{id}";

constexpr Text columns(R"sql(
    SELECT a.id, a.kind, a.severity, a.organization_id, o.name, o.slug, a.resource, a.value, a.quota, a.detail, a.at,
           a.acknowledged_at, a.acknowledged_by, a.closed_at
    FROM alerts a LEFT JOIN organizations o ON o.id = a.organization_id)sql");
constexpr Text matching(R"sql(
      AND ($1::uuid IS NULL OR a.organization_id = $1::uuid) AND ($2::text IS NULL OR a.kind = $2::text)
      AND ($3::text IS NULL OR a.severity = $3::text)
      AND ($4::timestamptz IS NULL OR (a.at, a.id) < ($4::timestamptz, $5::uuid))
    ORDER BY a.at DESC, a.id DESC
    LIMIT $6::bigint)sql");
constexpr auto openOnes = columns + " WHERE a.closed_at IS NULL" + matching;
constexpr auto closedOnes = columns + " WHERE a.closed_at IS NOT NULL" + matching;
constexpr auto allOnes = columns + " WHERE true" + matching;
constexpr auto one = columns + " WHERE a.id = $1::uuid";

constexpr db::Sql lockOne("SELECT acknowledged_at IS NOT NULL OR closed_at IS NOT NULL FROM alerts WHERE id = $1::uuid "
                          "FOR UPDATE");

// What is over already waits for nothing but this.
constexpr db::Sql acknowledgeOne(R"sql(
    UPDATE alerts
    SET acknowledged_at = now(), acknowledged_by = $2,
        closed_at = CASE WHEN kind IN ('usage.difference', 'job.dead') THEN now() END
    WHERE id = $1::uuid)sql");

std::optional<std::string> maybeString(const db::Row &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.string(column));
}

Alert readAlert(const db::Row &row)
{
    Alert out;
    out.id = row.id<AlertId>(0);
    out.kind = row.string(1);
    out.severity = row.string(2);
    const auto organization = row.id<OrganizationId>(3);
    if (organization != jobs::platform) {
        out.organizationId = organization;
    }
    out.organizationName = maybeString(row, 4);
    out.organizationSlug = maybeString(row, 5);
    out.resource = maybeString(row, 6);
    out.value = row.maybeInteger(7);
    out.limit = row.maybeInteger(8);
    const auto text = row.text(9);
    out.detail = boost::json::parse(boost::json::string_view(text.data(), text.size()));
    out.at = row.timestamp(10);
    out.acknowledgedAt = row.maybeTimestamp(11);
    out.acknowledgedBy = maybeString(row, 12);
    out.closedAt = row.maybeTimestamp(13);
    return out;
}

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    const auto kind = queryWord(request, "kind", alertKinds);
    const auto severity = queryWord(request, "severity", alertSeverities);
    const auto open = queryWord(request, "open", "true|false|all");
    const auto position = readPosition<AlertId>("alerts", query->cursor);
    if (auto problem = firstProblem(organization, kind, severity, open, position)) {
        co_return tl::unexpected(std::move(*problem));
    }
    db::Sql page = statement<openOnes>;
    if (*open == "false") {
        page = statement<closedOnes>;
    } else if (*open == "all") {
        page = statement<allOnes>;
    }
    co_return co_await pageForStaff(
        database, page, db::Params(*organization, *kind, *severity, position->at, position->id, query->limit + 1),
        readAlert, {query->limit, "alerts"}, [](const Alert &alert) { return alert.at; });
}

Result<Alert> find(db::PlatformTx &tx, const AlertId &id)
{
    const auto rows = tx.query(statement<one>, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return readAlert(rows[0]);
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, find, [](const Alert &alert) { return Answer::json(alert); });
}

/// In the organization's trail, or the platform's for an alert of its own.
void writeAcknowledged(db::PlatformTx &tx, const AuditContext &context, const Alert &alert)
{
    const boost::json::object about{{"kind", alert.kind}};
    if (alert.organizationId) {
        writeAudit(tx, context,
                   AuditedAct{*alert.organizationId, "alert.acknowledged", "alert", alert.id.text(), nullptr, about});
    } else {
        writePlatformAudit(tx, context, {"alert.acknowledged", "alert", alert.id.text(), nullptr, about});
    }
}

Result<Alert> acknowledgeIn(db::PlatformTx &tx, const AuditContext &context, const AlertId &id)
{
    const auto state = tx.query(lockOne, db::Params(id));
    if (state.empty()) {
        return fail(ProblemCode::NotFound);
    }
    const bool done = state[0].boolean(0);
    if (!done) {
        tx.query(acknowledgeOne, db::Params(id, context.actor));
    }
    auto alert = find(tx, id);
    if (alert && !done) {
        writeAcknowledged(tx, context, *alert);
    }
    return alert;
}

} // namespace

std::vector<pipeline::Route> alertRoutes()
{
    using pipeline::Permission;
    using pipeline::staffRoute;
    return {staffRoute(verb::get, collection, Permission::ReadMetrics, list),
            staffRoute(verb::get, item, Permission::ReadMetrics, get),
            staffRoute(verb::post, std::string(item) + "/acknowledge", Permission::ManageJobs,
                       changeForStaff(acknowledgeIn))};
}

} // namespace objecta::features
