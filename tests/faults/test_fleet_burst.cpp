// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two servers behind nginx, Redis between or PostgreSQL, a thousand organizations under load: a burst of one is seen in
// the console's window, and what streams were told, what is stored and what the logs say is the same.

#include "tests/faults/fleet.h"

#include "tests/support/livestream.h"
#include "tests/support/waiting.h"
#include "tests/ui/windowtest.h"
#include "ui/pages/metrics/noisypage.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/datatable.h"

#include <QElapsedTimer>
#include <QTest>

#include <utility>

using namespace objecta;
using namespace objecta::test;
using namespace std::chrono_literals;

class TestFleetBurst : public WindowTest {
    Q_OBJECT

    QStringList m_figures; ///< printed in the end: while a console lives, its log takes what is printed

private slots:
    void cleanup()
    {
        close();
        for (const QString &figure : std::exchange(m_figures, {})) {
            qInfo("%s", qPrintable(figure));
        }
    }

    void aBurstIsSeenAndEverythingAgrees_data()
    {
        QTest::addColumn<Fleet::Bus>("bus");
        QTest::newRow("Redis between") << Fleet::Bus::Redis;
        // What a server tells of a thousand organizations is longer than a notification may be.
        QTest::newRow("PostgreSQL between") << Fleet::Bus::Postgres;
    }
    void aBurstIsSeenAndEverythingAgrees()
    {
        QFETCH(Fleet::Bus, bus);
        Fleet fleet(bus);
        QVERIFY2(fleet.start(2, 1000), qPrintable(fleet.error()));
        QVERIFY(openOn(fleet.server(0), fleet.url()));
        m_window->workspace().goTo(ui::Workspace::NoisyIndex);
        const ui::DataTable &ranking = *m_window->workspace().noisy()->table();
        // Two sockets, since one takes 500 organizations.
        const std::string staff = fleet.server(0).staff().token();
        std::vector<std::unique_ptr<LiveStream>> streams;
        for (size_t half = 0; half < 2; ++half) {
            std::vector<std::string> ids;
            for (size_t i = 0; i < 500; ++i) {
                ids.push_back(fleet.tenants()[half * 500 + i].id);
            }
            streams.push_back(std::make_unique<LiveStream>(fleet.nginx().port(), staff, ids, 0));
        }
        const std::map<std::string, bool> both{{"one", true}, {"two", true}};
        QVERIFY(within(10s, [&] { return streams[0]->servers() == both && streams[1]->servers() == both; }));

        Load load(fleet, {4, 800, 20});
        // Each organization has asked, and the console ranks them.
        QVERIFY(within(60s, [&] { return load.asked().size() > 4000 && ranking.model()->rowCount() > 0; }));
        const Tenant &noisy = fleet.tenants()[617];
        const auto first = [&] {
            const QModelIndex row = ranking.indexAt({1, 1}); // the one that is shown at the top
            return row.data(ui::TopTenantsModel::IdRole).toString().toStdString();
        };
        QVERIFY(first() != noisy.id);
        QElapsedTimer burst;
        burst.start();
        std::atomic<int> refused = 0;
        constexpr int failed = 30; // of the burst's, for what is not there
        std::thread other([&] {
            auto client = fleet.client(noisy);
            for (int i = 0; i < 600; ++i) {
                refused += client.get("/v1/agents?limit=1").status != 200;
            }
            for (int i = 0; i < failed; ++i) {
                refused += client.get("/v1/agents/00000000-0000-4000-8000-000000000000").status != 404;
            }
        });
        const bool seen = within(10s, [&] { return first() == noisy.id; });
        const auto took = burst.elapsed();
        other.join();
        QVERIFY(seen);
        m_figures << QStringLiteral("the burst ranked first in the window after %1 ms").arg(took);
        QVERIFY2(took < 3000, qPrintable(QString::number(took)));
        QCOMPARE(refused.load(), 0);
        load.stop();
        const auto asked = load.asked();
        QCOMPARE(load.failures({}, Load::Clock::now()), std::string());

        // nginx is the witness: what it passed on is what was asked, and what everybody else counted.
        // It logs a request after it is answered.
        const auto passed = static_cast<int64_t>(asked.size()) + 600 + failed;
        QVERIFY(within(5s, [&] { return Fleet::sum(fleet.witnessed()) >= passed; }));
        const auto witnessed = fleet.witnessed();
        QCOMPARE(witnessed.size(), size_t(1000));
        QCOMPARE(Fleet::sum(witnessed), passed);
        QCOMPARE(load.repeats(), 0);
        QVERIFY(within(5s, [&] { return fleet.logged() == witnessed; }));
        const auto live = [&] {
            std::map<std::string, int64_t> out;
            for (size_t i = 0; i < fleet.tenants().size(); ++i) {
                out[fleet.tenants()[i].slug] = streams[i / 500]->requests(fleet.tenants()[i].id);
            }
            return out;
        };
        QVERIFY(within(5s, [&] { return live() == witnessed; }));
        // Both write what they have when they stop.
        for (size_t i = 0; i < 2; ++i) {
            fleet.server(i).terminate();
        }
        QVERIFY(within(20s, [&] { return !fleet.server(0).running() && !fleet.server(1).running(); }));
        QVERIFY(fleet.stored() == witnessed);
        // And so do the kinds of answers, the platform's sums among them.
        const auto statuses = fleet.witnessedStatuses();
        QCOMPARE(statuses, (std::map<int, int64_t>{{2, passed - failed}, {4, failed}}));
        QCOMPARE(fleet.storedStatuses(false), statuses);
        QCOMPARE(fleet.storedStatuses(true)[4], statuses.at(4));
        m_figures << QStringLiteral(
                         "%1 requests of 1,000 organizations: nginx' log, the servers' logs, the streams and "
                         "metric_points agree on each")
                         .arg(Fleet::sum(witnessed));
    }
};

QTEST_MAIN(TestFleetBurst)
#include "test_fleet_burst.moc"
