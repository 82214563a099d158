// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/demo.h"

#include "server/auth/passwords.h"
#include "server/cluster/datadir.h"
#include "server/main/invent.h"

#include <unistd.h>

namespace objecta::app {

namespace {

constexpr const char *actor = "demo";
constexpr const char *staffEmail = "owner@objecta.example";
constexpr const char *staffName = "Sample Owner";

constexpr db::Sql setStaffText = R"(
    INSERT INTO staff (email, name, role, password_hash) VALUES ($1, $2, $3, $4)
    ON CONFLICT (lower(email)) DO UPDATE
    SET role = excluded.role, status = 'active', password_hash = excluded.password_hash,
        version = staff.version + 1, updated_at = now())";

constexpr db::Sql staffExistsText = "SELECT FROM staff WHERE lower(email) = lower($1) AND status = 'active'";

constexpr db::Sql organizationText = "SELECT id, status FROM organizations WHERE slug = $1";

constexpr db::Sql userExistsText = "SELECT FROM users WHERE organization_id = $1::uuid AND lower(email) = lower($2)";

// The oldest owner, whatever became of the one that was made first.
constexpr db::Sql newPasswordText = R"(
    UPDATE users SET password_hash = $2, status = 'active', version = version + 1, updated_at = now()
    WHERE organization_id = $1::uuid AND id = (
        SELECT id FROM users WHERE organization_id = $1::uuid AND role = 'owner'
        ORDER BY created_at, id LIMIT 1)
    RETURNING email)";

struct Sample {
    const char *slug;
    const char *name;
    const char *limits;
    int people;
    int agents;
    uint64_t names;
    double storageGib;
    int64_t messages;
    int ageDays;
};

constexpr Sample samples[] = {
    {"acme-corp", "Acme Corp", "{}", 3, 7, 0, 3.4, 12480, 412},
    // More than its plan allows, hence the overrides.
    {"xyz-inc", "XYZ Inc", R"({"maxAgents": 20, "maxUsers": 10})", 5, 12, 9, 7.9, 38120, 233},
};

SampleOrganization invent(const Sample &sample, const std::string &passwordHash)
{
    static constexpr int64_t day = int64_t{86400} * 1'000'000;
    const Timestamp now = Timestamp::now();
    SampleOrganization out;
    out.slug = sample.slug;
    out.name = sample.name;
    out.plan = "professional";
    out.limits = sample.limits;
    out.createdAt.micros = now.micros - sample.ageDays * day;
    out.storageBytes = static_cast<int64_t>(sample.storageGib * 1024 * 1024 * 1024);
    out.messages = sample.messages;
    for (int i = 0; i < sample.people; ++i) {
        SamplePerson person;
        person.name = personName(sample.names + static_cast<uint64_t>(i) * 5);
        person.email = mailName(person.name) + '@' + sample.slug + ".example";
        person.role = i == 0 ? "owner" : i == 1 ? "admin" : "member";
        person.passwordHash = i == 0 ? passwordHash : std::string();
        person.createdAt.micros = out.createdAt.micros + i * 9 * day;
        out.people.push_back(std::move(person));
    }
    for (int i = 0; i < sample.agents; ++i) {
        const auto &maker = out.people[static_cast<size_t>(i % sample.people)];
        out.agents.push_back(inventAgent(sample.names + static_cast<uint64_t>(i), maker.id,
                                         {out.createdAt.micros + (30 + i * 11) * day}));
    }
    return out;
}

struct Found {
    OrganizationId id;
    std::string status;
};

db::Awaitable<Result<std::optional<Found>>> find(db::Database &database, std::string slug)
{
    const std::function<Result<std::optional<Found>>(db::PlatformTx &)> work =
        [&slug](db::PlatformTx &tx) -> Result<std::optional<Found>> {
        const auto rows = tx.query(organizationText, db::Params(slug));
        return rows.empty() ? std::nullopt : std::optional(Found{rows[0].id<OrganizationId>(0), rows[0].string(1)});
    };
    co_return co_await database.platform<std::optional<Found>>(work);
}

db::Awaitable<Result<bool>> exists(db::Database &database, db::Sql sql, db::Params params)
{
    const std::function<Result<bool>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<bool> {
        return !tx.query(sql, params).empty();
    };
    co_return co_await database.platform<bool>(work);
}

db::Awaitable<Result<std::string>> newPassword(db::Database &database, OrganizationId id, std::string slug,
                                               std::string hash)
{
    const std::function<db::Awaitable<Result<std::string>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> db::Awaitable<Result<std::string>> {
        const auto rows = co_await tx.query(newPasswordText, db::Params(id, hash));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        if (rows->empty()) {
            co_return fail(ProblemCode::NotFound, "The sample organization " + slug + " has no owner any more.");
        }
        co_return (*rows)[0].string(0);
    };
    auto scope = auth::TenantSignIn::scope({id, slug, "active"});
    co_return co_await database.inTenant<std::string>(std::move(scope), db::Work::Write, work);
}

/// The organization as demo.json shall name it.
db::Awaitable<Result<DemoOrganization>> ensure(db::Database &database, const Sample &sample,
                                               std::optional<DemoOrganization> known)
{
    const std::string slug = sample.slug;
    auto found = co_await find(database, slug);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    const bool whole = found->has_value() && (*found)->status != "provisioning";
    if (whole && known && known->id == (*found)->id) {
        const auto there = co_await exists(database, userExistsText, db::Params(known->id, known->email));
        if (!there) {
            co_return tl::unexpected(there.error());
        }
        if (*there) {
            co_return *known;
        }
    }
    const std::string password = auth::Passwords::random();
    const std::string hash = auth::Passwords::hashNow(password);
    if (whole) {
        const auto email = co_await newPassword(database, (*found)->id, slug, hash);
        if (!email) {
            co_return tl::unexpected(email.error());
        }
        co_return DemoOrganization{slug, (*found)->id, *email, password};
    }
    SampleOrganization organization = invent(sample, hash);
    bool furnished = false;
    if (found->has_value()) {
        // An interrupted first start: made by us, or somebody's own that is not ready.
        organization.id = (*found)->id;
        const auto left = co_await leftovers(database, actor);
        if (!left) {
            co_return tl::unexpected(left.error());
        }
        for (const auto &one : *left) {
            furnished = furnished || (one.id == organization.id && one.furnished);
        }
    } else {
        const std::vector<SampleOrganization> list{organization};
        const auto made = co_await introduce(database, actor, list);
        if (!made) {
            co_return tl::unexpected(made.error());
        }
    }
    DemoOrganization out{slug, organization.id, organization.people.front().email, password};
    if (furnished) {
        const auto email = co_await newPassword(database, organization.id, slug, hash);
        if (!email) {
            co_return tl::unexpected(email.error());
        }
        out.email = *email;
    } else {
        const auto done = co_await furnish(database, organization);
        if (!done) {
            co_return tl::unexpected(done.error());
        }
    }
    const std::vector<OrganizationId> ids{organization.id};
    const std::vector<std::string> statuses{organization.status};
    const auto opened = co_await open(database, ids, statuses);
    if (!opened) {
        co_return tl::unexpected(opened.error());
    }
    co_return out;
}

} // namespace

db::Awaitable<Result<std::string>> setStaff(db::Database &database, std::string email, std::string name,
                                            std::string role)
{
    std::string password = auth::Passwords::random();
    const std::string hash = auth::Passwords::hashNow(password);
    const std::function<Result<int>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<int> {
        return tx.query(setStaffText, db::Params(email, name, role, hash)).affected();
    };
    const auto done = co_await database.platform<int>(work);
    if (!done) {
        co_return tl::unexpected(done.error());
    }
    co_return password;
}

Outcome<DemoDocument> prepareDemo(boost::asio::io_context &context, db::Database &database,
                                  const std::filesystem::path &file)
{
    DemoDocument known;
    if (const auto text = cluster::readFile(file)) {
        auto document = parseJson<DemoDocument>(*text);
        if (!document) {
            return misconfigured("The file " + file.string()
                                 + " is damaged; delete it, and new passwords are set and written at the next start "
                                   "(the data stays).");
        }
        known = std::move(*document);
    } else if (::access(file.c_str(), F_OK) == 0) {
        return misconfigured("The file " + file.string() + " cannot be read.");
    }
    DemoDocument out;
    const auto staffThere = await(context, exists(database, staffExistsText, db::Params(known.staff.email)));
    if (!staffThere) {
        return failedWith("The sample data cannot be read", staffThere.error());
    }
    if (*staffThere) {
        out.staff = known.staff;
    } else {
        const auto password = await(context, setStaff(database, staffEmail, staffName, "owner"));
        if (!password) {
            return failedWith("The sample account of staff cannot be made", password.error());
        }
        out.staff = {staffEmail, *password};
    }
    for (const auto &sample : samples) {
        std::optional<DemoOrganization> before;
        for (const auto &one : known.tenants) {
            if (one.slug == sample.slug) {
                before = one;
            }
        }
        auto organization = await(context, ensure(database, sample, before));
        if (!organization) {
            return failedWith(std::string("The sample organization ") + sample.slug + " cannot be made",
                              organization.error());
        }
        out.tenants.push_back(std::move(*organization));
    }
    return out;
}

Outcome<void> writeDemo(const std::filesystem::path &file, DemoDocument document, const std::string &domain,
                        uint16_t port)
{
    const std::string number = ':' + std::to_string(port);
    document.domain = domain;
    document.baseUrl = "http://" + domain + number;
    document.adminHost = "admin." + domain + number;
    if (const auto written = cluster::writeAtomically(file, writeJson(document) + '\n', 0600); !written) {
        return failed(written.error());
    }
    return {};
}

} // namespace objecta::app
