// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/jobs/queue.h"

namespace objecta::jobs {

namespace {

constexpr db::Sql insertJobs(R"sql(
    INSERT INTO jobs (organization_id, kind, payload, actor, run_at, dedupe_key)
    SELECT organization_id, kind, payload, actor, now() + make_interval(secs => delay), nullif(dedupe_key, '')
    FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::double precision[], $6::text[])
        o (organization_id, kind, payload, actor, delay, dedupe_key)
    ON CONFLICT (organization_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
    RETURNING id)sql");

constexpr db::Sql insertForAll(R"sql(
    INSERT INTO jobs (organization_id, kind, dedupe_key)
    SELECT id, $1::text, $2::text FROM organizations WHERE status <> 'erased'
    ON CONFLICT (organization_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING)sql");

constexpr db::Sql wake("SELECT pg_notify('objecta_jobs', '')");

db::Rows insert(db::PlatformTx &tx, const std::vector<Order> &orders)
{
    std::vector<OrganizationId> organizations;
    std::vector<std::string> kinds;
    std::vector<std::string> payloads;
    std::vector<std::string> actors;
    std::vector<int64_t> delays;
    std::vector<std::string> dedupeKeys;
    for (const auto &order : orders) {
        organizations.push_back(order.organization);
        kinds.push_back(order.kind);
        payloads.push_back(boost::json::serialize(order.payload));
        actors.push_back(order.actor);
        delays.push_back(order.delay.count());
        dedupeKeys.push_back(order.dedupeKey);
    }
    auto rows = tx.query(insertJobs, db::Params(organizations, kinds, payloads, actors, delays, dedupeKeys));
    if (!rows.empty()) {
        wakeWorkers(tx);
    }
    return rows;
}

} // namespace

void wakeWorkers(db::PlatformTx &tx)
{
    tx.query(wake);
}

std::optional<JobId> enqueue(db::PlatformTx &tx, const Order &order)
{
    const auto rows = insert(tx, {order});
    return rows.empty() ? std::nullopt : std::optional(rows[0].id<JobId>(0));
}

void enqueue(db::PlatformTx &tx, const std::vector<Order> &orders)
{
    if (!orders.empty()) {
        insert(tx, orders);
    }
}

int64_t enqueueForAll(db::PlatformTx &tx, const std::string &kind, const std::string &dedupeKey)
{
    const int64_t made = tx.query(insertForAll, db::Params(kind, dedupeKey)).affected();
    wakeWorkers(tx);
    return made;
}

} // namespace objecta::jobs
