// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/provisioning.h"

#include "server/features/organizations/rows.h"

namespace objecta::features {

namespace {

constexpr db::Sql insertOrganization(R"sql(
    INSERT INTO organizations (slug, name, plan, status) VALUES ($1, $2, $3, 'provisioning') RETURNING id)sql");

constexpr db::Sql insertAdministrator(R"sql(
    INSERT INTO users (organization_id, email, name, role, status, password_hash)
    VALUES ($1::uuid, $2, $3, 'owner', 'active', $4))sql");

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

Result<OrganizationId> provisionIn(db::PlatformTx &tx, const AuditContext &context, const CreateOrganization &wanted,
                                   const std::string &passwordHash)
{
    const auto id = insert(tx, wanted);
    if (!id) {
        return tl::unexpected(id.error());
    }
    tx.query(insertAdministrator, db::Params(*id, wanted.adminEmail, nameOf(wanted.adminEmail), passwordHash));
    writeAudit(
        tx, context,
        {*id, "organization.created", "organization", id->text(), nullptr,
         boost::json::object{
             {"slug", wanted.slug}, {"name", wanted.name}, {"plan", wanted.plan}, {"admin_email", wanted.adminEmail}}});
    orderProvisioning(tx, *id, context.actor);
    return *id;
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

db::Awaitable<Result<ProvisionedOrganization>> provision(ProvisioningParts parts, auth::Passwords &passwords,
                                                         AuditContext context, CreateOrganization wanted)
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
    const std::function<Result<OrganizationId>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return provisionIn(tx, context, wanted, *hash);
    };
    const auto id = co_await parts.database.platform<OrganizationId>(work);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    parts.hub.publish(organizationCreated, *id, 1);
    co_await carryOnBeside(parts, std::move(context), *id);
    const std::function<Result<OrganizationRow>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) {
        return findOrganization(tx, *id);
    };
    auto row = co_await parts.database.platform<OrganizationRow>(load);
    if (!row) {
        co_return tl::unexpected(row.error());
    }
    co_return answerOf(std::move(row->organization), std::move(wanted.adminEmail), std::move(password));
}

} // namespace objecta::features
