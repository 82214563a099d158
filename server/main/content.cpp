// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/content.h"

namespace objecta::app {

namespace {

constexpr db::Sql introduceText = R"(
    WITH made AS (
        INSERT INTO organizations (id, slug, name, plan, limits, status, created_at, updated_at)
        SELECT n.id, n.slug, n.name, n.plan, n.limits::jsonb, 'provisioning', n.at, n.at
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
             AS n(id, slug, name, plan, limits, at)
        WHERE NOT EXISTS (SELECT FROM organization_slugs s WHERE s.slug = n.slug)
        RETURNING id, slug, name, plan, created_at),
    audit AS (
        INSERT INTO audit_log (organization_id, at, actor_type, actor, action, target_type, target_id, after)
        SELECT id, created_at, 'system', $1::text, 'organization.created', 'organization', id::text,
               jsonb_build_object('slug', slug, 'name', name, 'plan', plan)
        FROM made)
    SELECT id FROM made)";

// Agents name people of the same statement: foreign keys are looked at when it is over.
constexpr db::Sql furnishText = R"(
    WITH people AS (
        INSERT INTO users (organization_id, id, email, name, role, status, password_hash, created_at, updated_at)
        SELECT $1::uuid, p.id, p.email, p.name, p.role, p.status, nullif(p.hash, ''), p.at, p.at
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
             AS p(id, email, name, role, status, hash, at)),
    workers AS (
        INSERT INTO agents (organization_id, user_id, name, description, model, status, created_at, updated_at)
        SELECT $1::uuid, a.maker, a.name, a.description, a.model, a.status, a.at, a.at
        FROM unnest($9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[])
             AS a(maker, name, description, model, status, at)),
    counters AS (
        INSERT INTO usage_counters (organization_id, resource, period, used)
        VALUES ($1::uuid, 'agents', '', cardinality($9::uuid[])), ($1::uuid, 'users', '',
                cardinality(array_positions($6::text[], 'active'))))
    INSERT INTO usage_counters (organization_id, resource, period, used, settled)
    VALUES ($1::uuid, 'storage', '', $15::bigint, $15::bigint),
           ($1::uuid, 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), $16::bigint, $16::bigint))";

constexpr db::Sql openText = R"(
    UPDATE organizations o SET status = n.status FROM unnest($1::uuid[], $2::text[]) AS n(id, status)
    WHERE o.id = n.id AND o.status = 'provisioning')";

constexpr db::Sql leftoversText = R"(
    SELECT o.id, o.slug, o.name, o.plan, o.created_at,
           EXISTS (SELECT FROM users u WHERE u.organization_id = o.id)
    FROM organizations o
    WHERE o.status = 'provisioning'
      AND EXISTS (SELECT FROM audit_log a WHERE a.organization_id = o.id AND a.action = 'organization.created'
                                            AND a.actor_type = 'system' AND a.actor = $1::text))";

/// One member of each element, as an array parameter.
template <class Item, class Member>
auto column(const std::vector<Item> &items, Member Item::*member)
{
    std::vector<Member> out;
    out.reserve(items.size());
    for (const auto &item : items) {
        out.push_back(item.*member);
    }
    return out;
}

} // namespace

db::Awaitable<Result<std::vector<OrganizationId>>> introduce(db::Database &database, std::string actor,
                                                             std::vector<SampleOrganization> organizations)
{
    using Sample = SampleOrganization;
    const db::Params params(actor, column(organizations, &Sample::id), column(organizations, &Sample::slug),
                            column(organizations, &Sample::name), column(organizations, &Sample::plan),
                            column(organizations, &Sample::limits), column(organizations, &Sample::createdAt));
    const std::function<Result<std::vector<OrganizationId>>(db::PlatformTx &)> work =
        [&params](db::PlatformTx &tx) -> Result<std::vector<OrganizationId>> {
        std::vector<OrganizationId> made;
        const auto rows = tx.query(introduceText, params);
        for (const auto row : rows) {
            made.push_back(row.id<OrganizationId>(0));
        }
        return made;
    };
    co_return co_await database.platform<std::vector<OrganizationId>>(work);
}

db::Awaitable<Result<void>> furnish(db::Database &database, SampleOrganization organization)
{
    using Person = SamplePerson;
    using Agent = SampleAgent;
    const auto &people = organization.people;
    const auto &agents = organization.agents;
    const db::Params params(
        organization.id, column(people, &Person::id), column(people, &Person::email), column(people, &Person::name),
        column(people, &Person::role), column(people, &Person::status), column(people, &Person::passwordHash),
        column(people, &Person::createdAt), column(agents, &Agent::maker), column(agents, &Agent::name),
        column(agents, &Agent::description), column(agents, &Agent::model), column(agents, &Agent::status),
        column(agents, &Agent::createdAt), organization.storageBytes, organization.messages);
    const std::function<db::Awaitable<Result<int>>(db::TenantTx &)> work =
        [&params](db::TenantTx &tx) -> db::Awaitable<Result<int>> {
        const auto rows = co_await tx.queryAndCommit(furnishText, params);
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        co_return rows->affected();
    };
    auto scope = auth::TenantSignIn::scope({organization.id, organization.slug, "provisioning"});
    const auto done = co_await database.inTenant<int>(std::move(scope), db::Work::Write, work);
    co_return done ? Result<void>() : tl::unexpected(done.error());
}

db::Awaitable<Result<void>> open(db::Database &database, std::vector<OrganizationId> ids,
                                 std::vector<std::string> statuses)
{
    const db::Params params(ids, statuses);
    const std::function<Result<int>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<int> {
        return tx.query(openText, params).affected();
    };
    const auto done = co_await database.platform<int>(work);
    co_return done ? Result<void>() : tl::unexpected(done.error());
}

db::Awaitable<Result<std::vector<Leftover>>> leftovers(db::Database &database, std::string actor)
{
    const std::function<Result<std::vector<Leftover>>(db::PlatformTx &)> work =
        [&actor](db::PlatformTx &tx) -> Result<std::vector<Leftover>> {
        std::vector<Leftover> out;
        const auto rows = tx.query(leftoversText, db::Params(actor));
        for (const auto row : rows) {
            out.push_back({row.id<OrganizationId>(0), row.string(1), row.string(2), row.string(3), row.timestamp(4),
                           row.boolean(5)});
        }
        return out;
    };
    co_return co_await database.platform<std::vector<Leftover>>(work);
}

} // namespace objecta::app
