// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/jobs/routes.h"

#include "models/contract/job.h"
#include "server/features/audit/platform_trail.h"
#include "server/features/platform_resource.h"
#include "server/jobs/queue.h"

namespace objecta::features {

namespace {

using boost::beast::http::status;
using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr auto collection = "/v1/admin/jobs";
constexpr std::string_view statuses = "queued|running|done|failed|cancelled";

constexpr db::Sql selectPage(R"sql(
    SELECT id, organization_id, kind, status, actor, attempts, max_attempts, progress_done, progress_total, run_at,
           created_at, finished_at, last_error, result
    FROM jobs
    WHERE ($1::uuid IS NULL OR organization_id = $1::uuid) AND ($2::text IS NULL OR status = $2::text)
      AND ($3::text IS NULL OR kind = $3::text)
      AND ($4::timestamptz IS NULL OR (created_at, id) < ($4::timestamptz, $5::uuid))
    ORDER BY created_at DESC, id DESC
    LIMIT $6::bigint)sql");

constexpr db::Sql selectOne(R"sql(
    SELECT id, organization_id, kind, status, actor, attempts, max_attempts, progress_done, progress_total, run_at,
           created_at, finished_at, last_error, result
    FROM jobs WHERE id = $1::uuid)sql");

constexpr db::Sql lockOne("SELECT status, organization_id FROM jobs WHERE id = $1::uuid FOR UPDATE");

// What runs hears of it when it next notes its progress.
constexpr db::Sql cancelOne(R"sql(
    UPDATE jobs SET cancel_requested = true,
                    status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END,
                    finished_at = CASE status WHEN 'queued' THEN now() ELSE finished_at END
    WHERE id = $1::uuid)sql");

// attempts goes on: a worker that still holds an earlier one must not be taken for the next one's.
constexpr db::Sql retryOne(R"sql(
    UPDATE jobs SET status = 'queued', max_attempts = attempts + least(max_attempts, $2::integer),
                    cancel_requested = false, run_at = now(), finished_at = NULL
    WHERE id = $1::uuid)sql");

Job readJob(const db::Row &row)
{
    Job out;
    out.id = row.id<JobId>(0);
    const auto organization = row.id<OrganizationId>(1);
    out.organizationId = organization == jobs::platform ? std::nullopt : std::optional(organization);
    out.kind = row.string(2);
    out.status = row.string(3);
    out.actor = row.string(4);
    out.attempts = row.integer(5);
    out.maxAttempts = row.integer(6);
    out.progressDone = row.integer(7);
    out.progressTotal = row.maybeInteger(8);
    out.runAt = row.timestamp(9);
    out.createdAt = row.timestamp(10);
    out.finishedAt = row.maybeTimestamp(11);
    if (!row.isNull(12)) {
        out.lastError = row.string(12);
    }
    if (!row.isNull(13)) {
        const auto text = row.text(13);
        out.result = boost::json::parse(boost::json::string_view(text.data(), text.size()));
    }
    return out;
}

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    if (!organization) {
        co_return tl::unexpected(organization.error());
    }
    const auto wanted = queryWord(request, "status", statuses);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    const auto kind = pipeline::queryParameter(request, "kind");
    const auto position = readPosition<JobId>("jobs", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    db::Params params(*organization, *wanted);
    params.add(kind);
    params.add(position->at);
    params.add(position->id);
    params.add(query->limit + 1);
    co_return co_await pageForStaff(database, selectPage, std::move(params), readJob, {query->limit, "jobs"},
                                    [](const Job &job) { return job.createdAt; });
}

Result<Job> find(db::PlatformTx &tx, const JobId &id)
{
    const auto rows = tx.query(selectOne, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return readJob(rows[0]);
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, find, [](const Job &job) { return Answer::json(job); });
}

/// In the organization's trail, or the platform's for a job of its own.
void writeJobAudit(db::PlatformTx &tx, const AuditContext &context, const db::Row &row, const JobId &id,
                   const char *action)
{
    const auto organization = row.id<OrganizationId>(1);
    if (organization == jobs::platform) {
        writePlatformAudit(tx, context, {action, "job", id.text(), nullptr, nullptr});
    } else {
        writeAudit(tx, context, {organization, action, "job", id.text(), nullptr, nullptr});
    }
}

Result<Job> cancelIn(db::PlatformTx &tx, const AuditContext &context, const JobId &id)
{
    const auto rows = tx.query(lockOne, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    const auto state = rows[0].text(0);
    if (state == "done" || state == "failed") {
        return fail(ProblemCode::Conflict, "The job has come to its end.");
    }
    if (state != "cancelled") {
        tx.query(cancelOne, db::Params(id));
        writeJobAudit(tx, context, rows[0], id, "job.cancelled");
    }
    return find(tx, id);
}

Result<Job> retryIn(db::PlatformTx &tx, const AuditContext &context, const JobId &id)
{
    const auto rows = tx.query(lockOne, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    const auto state = rows[0].text(0);
    if (state == "done" || state == "running") {
        return fail(ProblemCode::Conflict, "Only a job that failed or was cancelled can be tried again.");
    }
    if (state != "queued") {
        tx.query(retryOne, db::Params(id, jobs::attemptsAtOnce));
        jobs::wakeWorkers(tx);
        writeJobAudit(tx, context, rows[0], id, "job.retried");
    }
    return find(tx, id);
}

Awaitable<Result<Answer>> checkIsolation(const Authorized &request, db::Database &database)
{
    jobs::Order order;
    order.organization = jobs::platform;
    order.kind = isolationCheckKind;
    order.actor = request.staff().email;
    const auto context = AuditContext::of(request);
    const std::function<Result<Job>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<Job> {
        const auto id = jobs::enqueue(tx, order);
        if (!id) {
            return fail(ProblemCode::Internal);
        }
        writePlatformAudit(tx, context, {"job.ordered", "job", id->text(), nullptr, {{"kind", order.kind}}});
        return find(tx, *id);
    };
    const auto job = co_await database.platform<Job>(work);
    if (!job) {
        co_return tl::unexpected(job.error());
    }
    co_return Answer::json(*job, status::accepted).with("Location", std::string(collection) + '/' + job->id.text());
}

} // namespace

std::vector<pipeline::Route> jobRoutes()
{
    using pipeline::Permission;
    using pipeline::staffRoute;
    return {staffRoute(verb::get, collection, Permission::ReadJobs, list),
            staffRoute(verb::get, std::string(collection) + "/{id}", Permission::ReadJobs, get),
            staffRoute(verb::post, std::string(collection) + "/{id}/cancel", Permission::ManageJobs,
                       changeForStaff(cancelIn)),
            staffRoute(verb::post, std::string(collection) + "/{id}/retry", Permission::ManageJobs,
                       changeForStaff(retryIn)),
            staffRoute(verb::post, "/v1/admin/isolation-checks", Permission::CheckIsolation, checkIsolation)};
}

} // namespace objecta::features
