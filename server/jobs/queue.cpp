// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/jobs/queue.h"

namespace objecta::jobs {

namespace {

constexpr db::Sql insertJob(R"sql(
    INSERT INTO jobs (organization_id, kind, payload, actor, run_at, dedupe_key)
    VALUES ($1::uuid, $2::text, $3::jsonb, $4::text, now() + make_interval(secs => $5::double precision),
            nullif($6::text, ''))
    ON CONFLICT (organization_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
    RETURNING id)sql");

constexpr db::Sql insertForAll(R"sql(
    INSERT INTO jobs (organization_id, kind, dedupe_key)
    SELECT id, $1::text, $2::text FROM organizations WHERE status <> 'erased'
    ON CONFLICT (organization_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING)sql");

constexpr db::Sql wake("SELECT pg_notify('objecta_jobs', '')");

} // namespace

void wakeWorkers(db::PlatformTx &tx)
{
    tx.query(wake);
}

std::optional<JobId> enqueue(db::PlatformTx &tx, const Order &order)
{
    const auto rows = tx.query(insertJob,
                               db::Params(order.organization, order.kind, boost::json::serialize(order.payload),
                                          order.actor, order.delay.count(), order.dedupeKey));
    if (rows.empty()) {
        return std::nullopt;
    }
    wakeWorkers(tx);
    return rows[0].id<JobId>(0);
}

int64_t enqueueForAll(db::PlatformTx &tx, const std::string &kind, const std::string &dedupeKey)
{
    const int64_t made = tx.query(insertForAll, db::Params(kind, dedupeKey)).affected();
    wakeWorkers(tx);
    return made;
}

} // namespace objecta::jobs
