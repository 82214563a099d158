// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/bulk/bulk.h"
#include "server/features/organizations/sql_text.h"

namespace objecta::features {

namespace {

constexpr Text
    operations("SELECT b.id, b.action, b.change, b.actor, CASE WHEN b.job_id IS NOT NULL THEN "
               "coalesce(j.status, 'done') WHEN b.expires_at < now() THEN 'expired' ELSE 'previewed' END, "
               "b.job_id, b.total, i.changing, i.unchanging, i.refused, i.exceeding, i.pending, i.done, "
               "i.unchanged, i.skipped, i.failed, b.created_at, b.expires_at FROM bulk_operations b LEFT JOIN "
               "jobs j ON j.id = b.job_id CROSS JOIN LATERAL ( SELECT count(*) FILTER (WHERE effect = 'change') "
               "AS changing, count(*) FILTER (WHERE effect = 'none') AS unchanging, count(*) FILTER (WHERE "
               "effect = 'refused') AS refused, count(*) FILTER (WHERE exceeded <> '{}') AS exceeding, count(*) "
               "FILTER (WHERE outcome = 'pending') AS pending, count(*) FILTER (WHERE outcome = 'done') AS "
               "done, count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged, count(*) FILTER (WHERE "
               "outcome = 'skipped') AS skipped, count(*) FILTER (WHERE outcome = 'failed') AS failed FROM "
               "bulk_items WHERE bulk_id = b.id) i");

BulkOperation read(const db::Row &row)
{
    BulkOperation out;
    out.id = row.id<BulkId>(0);
    out.action = row.string(1);
    const auto change = row.text(2);
    out.change = boost::json::parse(boost::json::string_view(change.data(), change.size()));
    out.actor = row.string(3);
    out.status = row.string(4);
    out.jobId = row.maybeId<JobId>(5);
    int column = 6;
    for (auto *count : {&out.total, &out.changing, &out.unchanging, &out.refused, &out.exceeding, &out.pending,
                        &out.done, &out.unchanged, &out.skipped, &out.failed}) {
        *count = row.integer(column++);
    }
    out.createdAt = row.timestamp(column);
    out.expiresAt = row.timestamp(column + 1);
    return out;
}

} // namespace

Result<BulkOperation> findBulk(db::PlatformTx &tx, const BulkId &id)
{
    const auto rows = tx.query(statement<operations + " WHERE b.id = $1::uuid">, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return read(rows[0]);
}

std::vector<BulkOperation> listBulk(db::PlatformTx &tx, const Position<BulkId> &behind, int64_t count)
{
    std::vector<BulkOperation> out;
    const auto rows = tx.query(statement<operations
                                         + " WHERE $1::timestamptz IS NULL OR (b.created_at, b.id) < ($1::timestamptz, "
                                           "$2::uuid) ORDER BY b.created_at DESC, b.id DESC LIMIT $3::bigint">,
                               db::Params(behind.at, behind.id, count));
    for (const auto row : rows) {
        out.push_back(read(row));
    }
    return out;
}

} // namespace objecta::features
