// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/housework.h"

#include "server/db/conninfo.h"
#include "server/features/alerts/alerts.h"
#include "server/features/bulk/routes.h"
#include "server/features/documents/sweep.h"
#include "server/features/jobs/retention.h"
#include "server/features/jobs/routes.h"
#include "server/features/limits/temporary.h"
#include "server/features/metrics/retention.h"
#include "server/features/organizations/erasure.h"
#include "server/features/organizations/provisioning_steps.h"
#include "server/features/throttles/throttles.h"
#include "server/features/usage/daily.h"
#include "server/features/usage/reconcile.h"
#include "server/isolation/check.h"

namespace objecta::app {

namespace {

using jobs::Outcome;

constexpr std::chrono::hours sweepEvery{1};

constexpr std::chrono::hours checkEvery{24};
constexpr std::chrono::hours checkAt{5};

/// The report as a job's result. Blocks.
Outcome isolationReport(const std::string &connection)
{
    try {
        isolation::Session session(db::connectionFor(connection, "postgres", std::chrono::milliseconds(0)));
        const auto report = isolation::check(session);
        if (!report.clean()) {
            spdlog::error("isolation check: {} findings, the first: {} {}", report.findings.size(),
                          report.findings.front().rule, report.findings.front().object);
        }
        return boost::json::parse(isolation::asJson(report));
    } catch (const isolation::Disturbed &) {
        return fail(ProblemCode::Overloaded, "The check gave way to others each time: the database is too busy.");
    } catch (const std::exception &exception) {
        spdlog::error("isolation check: {}", exception.what());
    }
    return fail(ProblemCode::Overloaded,
                "The check could not be made: it needs the database's superuser \"postgres\" (see the server's log).");
}

/// The outcome, once what was found stands as an alert.
db::Awaitable<Outcome> noted(db::Database &database, features::CheckFound found, boost::json::value outcome)
{
    const std::function<Outcome(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Outcome {
        features::noteCheck(tx, found);
        return outcome;
    };
    co_return co_await database.platform<boost::json::value>(work);
}

features::CheckFound isolationFound(const boost::json::value &report)
{
    const auto &findings = report.at("findings").as_array();
    features::CheckFound out{"isolation.finding", static_cast<int64_t>(findings.size()), {}};
    if (!findings.empty()) {
        out.detail["rule"] = findings.front().at("rule");
    }
    return out;
}

jobs::Kinds kinds(objects::ObjectStore &store, features::EventHub &hub, const std::string &connection, bool nightly)
{
    auto out = features::reconcileKinds();
    out.merge(features::bulkKinds(hub));
    out.merge(features::provisioningKinds(store, hub));
    out.merge(features::erasureKinds(store, hub));
    out.merge(features::temporaryLimitKinds());
    out.merge(features::retentionKinds());
    out.merge(features::metricKinds());
    out.merge(features::throttleKinds());
    out.merge(features::alertJobs());
    out.merge(features::usageKinds());
    out[features::isolationCheckKind] = {
        jobs::PlatformJob([connection](jobs::Running &, db::Database &database) -> db::Awaitable<Outcome> {
            const std::function<Outcome()> blocking = [connection] { return isolationReport(connection); };
            auto report = co_await database.offload<Outcome>(blocking);
            if (!report) {
                co_return report;
            }
            auto found = isolationFound(*report);
            co_return co_await noted(database, std::move(found), std::move(*report));
        }),
        nightly ? checkEvery : std::chrono::hours(0), checkAt, true};
    out["documents.sweep"] = {
        jobs::PlatformJob([&store](jobs::Running &, db::Database &database) -> db::Awaitable<Outcome> {
            const auto report = co_await features::sweepDocuments(database, store);
            if (!report) {
                co_return tl::unexpected(report.error());
            }
            boost::json::value outcome(boost::json::object{{"organizations", report->organizations},
                                                           {"expired_uploads", report->expiredUploads},
                                                           {"bytes_given_back", report->bytesGivenBack},
                                                           {"orphan_objects", report->orphanObjects},
                                                           {"broken_uploads", report->brokenUploads},
                                                           {"missing_objects", report->missingObjects}});
            features::CheckFound found{"documents.missing", report->missingObjects, {}};
            co_return co_await noted(database, std::move(found), std::move(outcome));
        }),
        sweepEvery};
    return out;
}

} // namespace

Housework::Housework(boost::asio::io_context &context, db::Database &database, objects::ObjectStore &store,
                     features::EventHub &hub, const std::string &connection, bool checksIsolation)
    : m_worker(context.get_executor(), database, kinds(store, hub, connection, checksIsolation))
    , m_listener(context.get_executor(), database, connection, jobs::wakeChannel, [this] { m_worker.wake(); })
    , m_background(context)
{
}

std::vector<std::string> Housework::jobKinds() const
{
    std::vector<std::string> out;
    for (const auto &[name, kind] : m_worker.kinds()) {
        out.push_back(name);
    }
    return out;
}

void Housework::start()
{
    m_background.spawn(m_worker.run());
    m_background.spawn(m_listener.run());
}

void Housework::stop()
{
    m_worker.stop();
    m_listener.stop();
}

db::Awaitable<void> Housework::ended()
{
    return m_background.ended();
}

} // namespace objecta::app
