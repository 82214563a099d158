// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/bulk/bulk.h"
#include "server/features/bulk/routes.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;

/// Locked together, and for how long the others wait.
constexpr int64_t batchSize = 100;

constexpr db::Sql selectOperation(R"sql(
    SELECT b.action, b.change, s.email, CASE WHEN s.status = 'active' THEN s.role ELSE '' END, b.request_id, b.peer,
           b.total
    FROM bulk_operations b JOIN staff s ON s.id = b.starter WHERE b.id = $1::uuid)sql");

// Another worker with the same job, should this one be thought dead, waits here and finds them done.
constexpr db::Sql nextItems(R"sql(
    SELECT position, target_id, version FROM bulk_items WHERE bulk_id = $1::uuid AND outcome = 'pending'
    ORDER BY position LIMIT $2::bigint FOR UPDATE)sql");

constexpr db::Sql noteItems(R"sql(
    UPDATE bulk_items i SET outcome = n.outcome, detail = n.detail, finished_at = now()
    FROM unnest($2::bigint[], $3::text[], $4::text[]) n (position, outcome, detail)
    WHERE i.bulk_id = $1::uuid AND i.position = n.position)sql");

constexpr db::Sql countOutcomes(R"sql(
    SELECT count(*) FILTER (WHERE outcome = 'done'), count(*) FILTER (WHERE outcome = 'unchanged'),
           count(*) FILTER (WHERE outcome = 'skipped'), count(*) FILTER (WHERE outcome = 'failed')
    FROM bulk_items WHERE bulk_id = $1::uuid)sql");

struct Batch {
    int64_t total = 0;
    bool over = false;
    boost::json::object outcomes; ///< of all, so far
    int64_t finished = 0;
    std::vector<std::pair<OrganizationId, int64_t>> changed; ///< and their versions
};

std::pair<std::string, std::optional<std::string>> outcomeOf(const ChangedOrganization &one, int64_t version)
{
    if (!one.refusal) {
        return {one.edited ? "done" : "unchanged", std::nullopt};
    }
    if (one.refusal->code == ProblemCode::PreconditionFailed) {
        return {"skipped",
                "It was changed since it was looked at: version " + std::to_string(version) + " is "
                    + std::to_string(one.row.organization.version) + " by now."};
    }
    return {"failed", one.refusal->detail.empty() ? std::string(problemCode(one.refusal->code)) : one.refusal->detail};
}

Result<Batch> nextBatch(db::PlatformTx &tx, const BulkId &id)
{
    const auto found = tx.query(selectOperation, db::Params(id));
    if (found.empty()) {
        return fail(ProblemCode::NotFound);
    }
    const auto row = found[0];
    const auto operation = bulkOperationOf(row.string(0), row.text(1));
    const auto role = row.text(3);
    if (!auth::staffMay(role, auth::Permission::RunBulk) || !auth::staffMay(role, bulkPermission(operation.action))) {
        return fail(ProblemCode::Forbidden, row.string(2) + " may no longer do this.");
    }
    const auto edit = bulkEdit(operation);
    if (!edit) {
        return tl::unexpected(edit.error());
    }
    const auto items = tx.query(nextItems, db::Params(id, batchSize));
    std::vector<OrganizationToChange> which;
    for (const auto item : items) {
        which.push_back({item.id<OrganizationId>(1), {true, item.integer(2)}});
    }
    Batch out;
    out.total = row.integer(6);
    out.over = items.size() < batchSize;
    const AuditContext context{"staff", row.string(2), row.string(4), row.string(5), {}};
    const auto changed = changeOrganizations(tx, context, which, *edit);
    if (!changed) {
        return tl::unexpected(changed.error());
    }
    std::vector<int64_t> positions;
    std::vector<std::string> outcomes;
    std::vector<std::optional<std::string>> details;
    for (size_t i = 0; i < changed->size(); ++i) {
        const auto &one = (*changed)[i];
        auto [outcome, detail] = outcomeOf(one, *which[i].match.version);
        positions.push_back(items[static_cast<int>(i)].integer(0));
        outcomes.push_back(std::move(outcome));
        details.push_back(std::move(detail));
        if (one.edited) {
            out.changed.emplace_back(one.row.organization.id, one.row.organization.version);
        }
    }
    tx.query(noteItems, db::Params(id, positions, outcomes, details));
    const auto counted = tx.query(countOutcomes, db::Params(id));
    const auto counts = counted[0];
    int column = 0;
    for (const char *name : {"done", "unchanged", "skipped", "failed"}) {
        out.outcomes[name] = counts.integer(column);
        out.finished += counts.integer(column++);
    }
    return out;
}

Awaitable<Outcome> run(jobs::Running &job, db::Database &database, EventHub &hub)
{
    const auto *text = job.payload.if_contains("bulk_id");
    const auto id = text != nullptr && text->is_string() ? BulkId::parse(text->as_string().c_str()) : std::nullopt;
    if (!id) {
        co_return fail(ProblemCode::NotFound);
    }
    const std::function<Result<Batch>(db::PlatformTx &)> work = [&id](db::PlatformTx &tx) {
        return nextBatch(tx, *id);
    };
    for (;;) {
        auto batch = co_await database.platform<Batch>(work);
        if (!batch) {
            co_return tl::unexpected(batch.error());
        }
        for (const auto &[organization, version] : batch->changed) {
            hub.publish(organizationUpdated, organization, version);
        }
        const bool goesOn = co_await job.progress(batch->finished, batch->total);
        if (batch->over) {
            batch->outcomes["bulk_id"] = id->text();
            co_return boost::json::value(std::move(batch->outcomes));
        }
        if (!goesOn) {
            co_return fail(ProblemCode::Conflict, "It was cancelled; what was done by then stays.");
        }
    }
}

} // namespace

jobs::Kinds bulkKinds(EventHub &hub)
{
    jobs::Kinds out;
    out["organizations.bulk"] = {
        jobs::PlatformJob([&hub](jobs::Running &job, db::Database &database) { return run(job, database, hub); })};
    return out;
}

} // namespace objecta::features
