// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/rows.h"

namespace objecta::features {

namespace {

constexpr auto selectAll = Text("SELECT ") + organizationColumns + " FROM organizations o" + organizationSources;
// By id, so that two who lock several do it in the same order. NO KEY: a tenant's statement that has its place in the
// audit chain already still has its foreign key checked. By itself: where somebody changed the plan meanwhile, a join
// would be looked at again with the old plan's row, and find nothing (PostgreSQL, 13.2.1).
constexpr db::Sql lockSeveral("SELECT id FROM organizations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE");
constexpr auto selectSeveral = selectAll + " WHERE o.id = ANY ($1::uuid[]) ORDER BY o.id";

Limits readLimits(const db::Row &row, int column)
{
    return {row.maybeInteger(column), row.maybeInteger(column + 1), row.maybeInteger(column + 2),
            row.maybeInteger(column + 3)};
}

std::optional<Timestamp> moment(const boost::json::object &object, const char *name)
{
    const auto *text = object.if_contains(name);
    return text != nullptr && text->is_string() ? Timestamp::parse(std::string_view(text->get_string())) : std::nullopt;
}

std::vector<TemporaryLimit> readTemporary(std::string_view text)
{
    std::vector<TemporaryLimit> out;
    if (text == "{}") {
        return out;
    }
    const auto all = boost::json::parse(boost::json::string_view(text.data(), text.size()));
    for (const auto &part : limitParts) {
        const auto *one = all.as_object().if_contains(boost::json::string_view(part.name.data(), part.name.size()));
        if (one == nullptr || !one->is_object() || !one->as_object().contains("value")) {
            continue;
        }
        const auto &object = one->as_object();
        out.push_back({std::string(part.name), object.at("value").to_number<int64_t>(), moment(object, "from"),
                       moment(object, "until")});
    }
    return out;
}

OrganizationRows byId(const db::Rows &rows)
{
    OrganizationRows out;
    for (const auto row : rows) {
        auto one = readOrganization(row);
        const auto id = one.organization.id;
        out.emplace(id, std::move(one));
    }
    return out;
}

} // namespace

OrganizationRow readOrganization(const db::Row &row)
{
    OrganizationRow out;
    auto &organization = out.organization;
    organization.id = row.id<OrganizationId>(0);
    organization.slug = row.string(1);
    organization.name = row.string(2);
    organization.plan = row.string(3);
    organization.status = row.string(4);
    organization.limits = readLimits(row, 5);
    out.planLimits = readLimits(row, 9);
    int column = 13;
    for (const auto &part : limitParts) {
        (organization.usage.*part.quota).used = row.integer(column++);
    }
    organization.usage.period = row.string(column);
    organization.version = row.integer(18);
    organization.createdAt = row.timestamp(19);
    organization.updatedAt = row.timestamp(20);
    out.at = row.timestamp(22);
    out.statusBefore = row.string(23);
    out.temporary = readTemporary(row.text(21));
    settleLimits(out);
    return out;
}

Result<OrganizationRow> findOrganization(db::PlatformTx &tx, const OrganizationId &id)
{
    const auto rows = tx.query(statement<selectAll + " WHERE o.id = $1::uuid">, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return readOrganization(rows[0]);
}

OrganizationRows findOrganizations(db::PlatformTx &tx, const std::vector<OrganizationId> &ids)
{
    return byId(tx.query(statement<selectSeveral>, db::Params(ids)));
}

OrganizationRows lockOrganizations(db::PlatformTx &tx, const std::vector<OrganizationId> &ids)
{
    tx.query(lockSeveral, db::Params(ids));
    return findOrganizations(tx, ids);
}

std::string resourceOf(std::string_view limit)
{
    std::string out(limit.substr(3));
    out.front() = static_cast<char>(out.front() - 'A' + 'a');
    return out;
}

void settleLimits(OrganizationRow &row)
{
    for (const auto &part : limitParts) {
        Quota &quota = row.organization.usage.*part.quota;
        const auto &own = row.organization.limits.*part.limit;
        quota.limit = own ? own : row.planLimits.*part.limit;
        quota.source = own ? "override" : "plan";
        quota.until.reset();
        for (const auto &one : row.temporary) {
            if (one.limit == part.name && (!one.from || *one.from <= row.at) && (!one.until || *one.until > row.at)) {
                quota.limit = one.value;
                quota.source = "temporary";
                quota.until = one.until;
            }
        }
    }
}

Limits effectiveLimits(const Usage &usage)
{
    return {usage.agents.limit, usage.messages.limit, usage.users.limit, usage.storage.limit};
}

std::vector<LimitExcess> exceededLimits(const OrganizationRow &row)
{
    std::vector<LimitExcess> out;
    for (const auto &part : limitParts) {
        const Quota &quota = row.organization.usage.*part.quota;
        auto lowest = quota.limit;
        for (const auto &one : row.temporary) {
            if (one.limit == part.name && (!one.until || *one.until > row.at) && (!lowest || one.value < *lowest)) {
                lowest = one.value;
            }
        }
        if (lowest && quota.used > *lowest) {
            out.push_back({std::string(part.name), *lowest, quota.used, quota.used - *lowest});
        }
    }
    return out;
}

boost::json::object temporaryJson(const std::vector<TemporaryLimit> &limits)
{
    boost::json::object out;
    for (const auto &one : limits) {
        boost::json::object limit{{"value", one.value}};
        if (one.from) {
            limit["from"] = one.from->text();
        }
        if (one.until) {
            limit["until"] = one.until->text();
        }
        out[one.limit] = std::move(limit);
    }
    return out;
}

} // namespace objecta::features
