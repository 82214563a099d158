// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/seed.h"

#include "server/main/invent.h"

#include <set>

namespace objecta::app {

namespace {

constexpr const char *actor = "seed";
constexpr int64_t batchSize = 500;
/// Transactions under way at once: they share their flushes to disk.
constexpr int workers = 8;

constexpr db::Sql slugsText = "SELECT slug FROM organization_slugs";

db::Awaitable<Result<std::set<std::string>>> slugs(db::Database &database)
{
    const std::function<Result<std::set<std::string>>(db::PlatformTx &)> work =
        [](db::PlatformTx &tx) -> Result<std::set<std::string>> {
        std::set<std::string> out;
        const auto rows = tx.query(slugsText);
        for (const auto row : rows) {
            out.insert(row.string(0));
        }
        return out;
    };
    co_return co_await database.platform<std::set<std::string>>(work);
}

/// Takes from the common list until it is empty.
db::Awaitable<void> work(db::Database &database, const std::vector<SampleOrganization> &list, size_t &next,
                         std::optional<Problem> &problem)
{
    while (next < list.size() && !problem) {
        const auto &organization = list[next++];
        const auto done = co_await furnish(database, organization);
        if (!done && !problem) {
            problem = done.error();
        }
    }
}

/// Gives the organizations their content and opens them.
std::optional<Problem> finish(boost::asio::io_context &context, db::Database &database,
                              const std::vector<SampleOrganization> &furnishing,
                              const std::vector<SampleOrganization> &opening)
{
    size_t next = 0;
    int running = workers;
    std::optional<Problem> problem;
    for (int i = 0; i < workers; ++i) {
        boost::asio::co_spawn(context, work(database, furnishing, next, problem), [&](std::exception_ptr error) {
            if (error && !problem) {
                problem = Problem{};
            }
            if (--running == 0) {
                context.stop();
            }
        });
    }
    context.restart();
    context.run();
    if (problem) {
        return problem;
    }
    std::vector<OrganizationId> ids;
    std::vector<std::string> statuses;
    for (const auto &organization : opening) {
        ids.push_back(organization.id);
        statuses.push_back(organization.status);
    }
    const auto opened = await(context, open(database, ids, statuses));
    return opened ? std::nullopt : std::optional(opened.error());
}

} // namespace

Outcome<int64_t> seed(boost::asio::io_context &context, db::Database &database, int64_t organizations,
                      const std::function<void(int64_t)> &progress)
{
    const Inventor inventor(Timestamp::now());
    const auto left = await(context, leftovers(database, actor));
    if (!left) {
        return failedWith("The organizations cannot be read", left.error());
    }
    std::vector<SampleOrganization> furnishing;
    std::vector<SampleOrganization> opening;
    for (const auto &one : *left) {
        SampleOrganization organization;
        organization.id = one.id;
        organization.slug = one.slug;
        organization.name = one.name;
        organization.plan = one.plan;
        organization.createdAt = one.createdAt;
        opening.push_back(organization);
        if (!one.furnished) {
            inventor.furnish(organization);
            furnishing.push_back(std::move(organization));
        }
    }
    if (!opening.empty()) {
        if (const auto problem = finish(context, database, furnishing, opening)) {
            return failedWith("Finishing what an earlier run began failed", *problem);
        }
    }
    auto taken = await(context, slugs(database));
    if (!taken) {
        return failedWith("The organizations cannot be read", taken.error());
    }
    // Numbers go on where the organizations that are there end, so that a second run invents other ones.
    uint64_t number = taken->size();
    int64_t made = 0;
    while (made < organizations) {
        std::vector<SampleOrganization> batch;
        const auto wanted = static_cast<size_t>(std::min(batchSize, organizations - made));
        while (batch.size() < wanted) {
            SampleOrganization organization = inventor.organization(number);
            for (int variant = 1; taken->contains(organization.slug) || isReservedSlug(organization.slug); ++variant) {
                organization = inventor.organization(number, variant);
            }
            ++number;
            taken->insert(organization.slug);
            inventor.furnish(organization);
            batch.push_back(std::move(organization));
        }
        const auto ids = await(context, introduce(database, actor, batch));
        if (!ids) {
            return failedWith("Making the organizations failed", ids.error());
        }
        // Somebody else may have taken a slug meanwhile.
        const std::set<OrganizationId> introduced(ids->begin(), ids->end());
        std::erase_if(batch, [&](const SampleOrganization &o) { return !introduced.contains(o.id); });
        if (const auto problem = finish(context, database, batch, batch)) {
            return failedWith("Filling the organizations failed", *problem);
        }
        made += static_cast<int64_t>(batch.size());
        if (progress) {
            progress(made);
        }
    }
    return made;
}

} // namespace objecta::app
