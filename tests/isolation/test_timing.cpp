// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whether the time of an answer tells another organization's object from none: 10,000 pairs, in random order, and how
// often the one takes longer than the other. 0.5 is a coin.

#include "tests/support/testserver.h"

#include <QTest>
#include <QUuid>

#include <algorithm>
#include <chrono>
#include <random>

using namespace objecta::test;

namespace {

/// The probability that one of `a` is larger than one of `b`, ties half (area under the ROC curve).
double larger(std::vector<int64_t> a, std::vector<int64_t> b)
{
    std::ranges::sort(a);
    std::ranges::sort(b);
    double wins = 0;
    size_t below = 0;
    size_t upTo = 0;
    for (const auto one : a) {
        while (below < b.size() && b[below] < one) {
            ++below;
        }
        upTo = std::max(upTo, below);
        while (upTo < b.size() && b[upTo] == one) {
            ++upTo;
        }
        wins += static_cast<double>(below) + static_cast<double>(upTo - below) / 2;
    }
    return wins / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

} // namespace

class TestTiming : public QObject {
    Q_OBJECT

private slots:
    void theMeasureMeasures()
    {
        QCOMPARE(larger({3, 4}, {1, 2}), 1.0);
        QCOMPARE(larger({1, 2}, {3, 4}), 0.0);
        QCOMPARE(larger({1, 2, 2}, {2, 1, 2}), 0.5);
    }

    void foreignTakesAsLongAsMissing()
    {
        TestServer server(TestServer::Cluster::Shared,
                          {QStringLiteral("--organization-rate"), QStringLiteral("1000000"),
                           QStringLiteral("--actor-rate"), QStringLiteral("1000000")});
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto xyz = server.tenant("xyz-inc");
        std::vector<std::string> foreign;
        const auto theirs = server.tenant("acme-corp").get("/v1/agents?limit=200").json();
        for (const auto &agent : theirs.at("items").as_array()) {
            foreign.emplace_back(agent.at("id").as_string().c_str());
        }
        QVERIFY(foreign.size() >= 5);
        const auto took = [&xyz](const std::string &id, int status) {
            const std::string target = "/v1/agents/" + id;
            const auto begun = std::chrono::steady_clock::now();
            const Reply reply = xyz.get(target);
            const auto ended = std::chrono::steady_clock::now();
            if (reply.status != status) {
                throw std::runtime_error(target + ": " + reply.body);
            }
            return std::chrono::duration_cast<std::chrono::nanoseconds>(ended - begun).count();
        };
        constexpr int pairs = 10'000;
        std::mt19937 dice(20260723);
        for (int i = 0; i < 200; ++i) {
            took(foreign[size_t(i) % foreign.size()], 404);
        }
        std::vector<int64_t> there;
        std::vector<int64_t> missing;
        for (int i = 0; i < pairs; ++i) {
            const std::string none = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
            const std::string &some = foreign[dice() % foreign.size()];
            if (dice() % 2 == 0) {
                there.push_back(took(some, 404));
                missing.push_back(took(none, 404));
            } else {
                missing.push_back(took(none, 404));
                there.push_back(took(some, 404));
            }
        }
        const double chance = larger(there, missing);
        qInfo("%d pairs: a foreign one takes longer in %.3f of all cases", pairs, chance);
        QVERIFY2(chance > 0.45 && chance < 0.55, qPrintable(QString::number(chance)));

        // The control: what is there takes longer, and 5,000 pairs are enough to see it.
        const std::string own(xyz.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        there.clear();
        missing.clear();
        for (int i = 0; i < 5000; ++i) {
            there.push_back(took(own, 200));
            missing.push_back(took(foreign[0], 404));
        }
        const double seen = larger(there, missing);
        qInfo("one's own takes longer in %.3f", seen);
        QVERIFY2(seen > 0.5, qPrintable(QString::number(seen)));
    }
};

QTEST_GUILESS_MAIN(TestTiming)
#include "test_timing.moc"
