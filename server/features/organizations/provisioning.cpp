// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/provisioning.h"

#include "server/features/organizations/rows.h"

namespace objecta::features {

namespace {

constexpr db::Sql insertOrganization(R"sql(
    INSERT INTO organizations (slug, name, plan, status) VALUES ($1, $2, $3, 'active') RETURNING id)sql");

constexpr db::Sql insertAdministrator(R"sql(
    INSERT INTO users (organization_id, email, name, role, status, password_hash)
    VALUES ($1::uuid, $2, $3, 'owner', 'active', $4))sql");

// The administrator takes the first seat. This month's messages start with the first of them.
constexpr db::Sql insertCounters(R"sql(
    INSERT INTO usage_counters (organization_id, resource, period, used)
    VALUES ($1::uuid, 'agents', '', 0), ($1::uuid, 'users', '', 1), ($1::uuid, 'storage', '', 0),
           ($1::uuid, 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), 0))sql");

/// "ada.lovelace" of ada.lovelace@example.com, until somebody gives a name.
std::string nameOf(const std::string &email)
{
    return email.substr(0, email.find('@'));
}

Result<OrganizationId> insert(db::PlatformTx &tx, const CreateOrganization &wanted)
{
    try {
        const auto rows = tx.query(insertOrganization, db::Params(wanted.slug, wanted.name, wanted.plan));
        return rows[0].id<OrganizationId>(0);
    } catch (const db::SqlError &error) {
        if (error.failure().constraint == "organizations_slug_key") {
            return fail(ProblemCode::SlugTaken);
        }
        if (error.failure().constraint == "organizations_plan_fkey") {
            return failFields({{"plan", "unknown", "is no plan"}});
        }
        throw;
    }
}

Result<OrganizationRow> provisionIn(db::PlatformTx &tx, const AuditContext &context, const CreateOrganization &wanted,
                                    const std::string &passwordHash)
{
    const auto id = insert(tx, wanted);
    if (!id) {
        return tl::unexpected(id.error());
    }
    tx.query(insertAdministrator, db::Params(*id, wanted.adminEmail, nameOf(wanted.adminEmail), passwordHash));
    tx.query(insertCounters, db::Params(*id));
    writeAudit(
        tx, context,
        {*id, "organization.created", "organization", id->text(), nullptr,
         boost::json::object{
             {"slug", wanted.slug}, {"name", wanted.name}, {"plan", wanted.plan}, {"admin_email", wanted.adminEmail}}});
    return findOrganization(tx, *id);
}

ProvisionedOrganization answerOf(Organization made, std::string adminEmail, std::string adminPassword)
{
    return {made.id,
            std::move(made.slug),
            std::move(made.name),
            std::move(made.plan),
            std::move(made.status),
            made.limits,
            std::move(made.usage),
            made.version,
            made.createdAt,
            made.updatedAt,
            std::move(adminEmail),
            std::move(adminPassword)};
}

} // namespace

db::Awaitable<Result<ProvisionedOrganization>> provision(db::Database &database, auth::Passwords &passwords,
                                                         EventHub &hub, AuditContext context, CreateOrganization wanted)
{
    if (isReservedSlug(wanted.slug)) {
        co_return fail(ProblemCode::SlugReserved);
    }
    // Hashed first: the transaction holds its locks for the statements alone.
    std::string password = auth::Passwords::random();
    const auto hash = co_await passwords.hash(password);
    if (!hash) {
        co_return tl::unexpected(hash.error());
    }
    const std::function<Result<OrganizationRow>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return provisionIn(tx, context, wanted, *hash);
    };
    auto row = co_await database.platform<OrganizationRow>(work);
    if (!row) {
        co_return tl::unexpected(row.error());
    }
    hub.publish(organizationCreated, row->organization.id, row->organization.version);
    co_return answerOf(std::move(row->organization), std::move(wanted.adminEmail), std::move(password));
}

} // namespace objecta::features
