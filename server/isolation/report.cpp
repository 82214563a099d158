// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/isolation/check.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace objecta::isolation {

Report checkHere(Session &session)
{
    const auto begun = std::chrono::steady_clock::now();
    Report report;
    lint(session, report);
    probe(session, report);
    report.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    return report;
}

Report check(Session &session)
{
    constexpr int attempts = 10;
    for (int attempt = 1;; ++attempt) {
        session.must("BEGIN");
        // A live database is not to wait for us, nor we for it: we give way before PostgreSQL looks for deadlocks
        // (after a second) and picks somebody else's transaction to end.
        session.must("SET LOCAL lock_timeout = '200ms'");
        session.must("SET LOCAL statement_timeout = '10s'");
        try {
            auto report = checkHere(session);
            session.must("ROLLBACK");
            return report;
        } catch (const Disturbed &) {
            session.must("ROLLBACK");
            if (attempt == attempts) {
                throw;
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50) * attempt);
    }
}

std::string asTable(const Report &report)
{
    std::string out;
    for (const auto &done : report.done) {
        const auto bad = std::ranges::count(report.findings, done.rule, &Finding::rule);
        out += fmt::format("{:<20} {:>5}  {}\n", done.rule, done.objects,
                           bad == 0 ? std::string("holds") : fmt::format("BROKEN ({})", bad));
    }
    for (const auto &finding : report.findings) {
        out += fmt::format("{}: {}: {}\n", finding.rule, finding.object, finding.detail);
    }
    return out
        + fmt::format("{} rules and attempts, {} findings, {} ms\n", report.done.size(), report.findings.size(),
                      report.took.count());
}

std::string asJson(const Report &report)
{
    boost::json::array done;
    for (const auto &rule : report.done) {
        done.push_back(
            {{"rule", rule.rule},
             {"objects", rule.objects},
             {"holds", std::ranges::find(report.findings, rule.rule, &Finding::rule) == report.findings.end()}});
    }
    boost::json::array findings;
    for (const auto &finding : report.findings) {
        findings.push_back({{"rule", finding.rule}, {"object", finding.object}, {"detail", finding.detail}});
    }
    return boost::json::serialize(boost::json::object{{"clean", report.clean()},
                                                      {"milliseconds", report.took.count()},
                                                      {"rules", std::move(done)},
                                                      {"findings", std::move(findings)}});
}

} // namespace objecta::isolation
