// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The ranking of the busiest organizations: bursts, rows under the mouse, and what is not known near its end.
#include "models/stores/appservices.h"
#include "ui/pages/metrics/toptenantsmodel.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace objecta;
using namespace objecta::ui;

class TestTopTenants : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aBurstRanksFirstUnlessTheMouseHoldsTheRows()
    {
        QTemporaryDir folder;
        QString error;
        QVERIFY(core::Directories::under(folder.path()).make(&error));
        stores::AppServices services({core::Directories::under(folder.path()), false});
        TopTenantsModel model(services.context());
        model.setActive(true);
        const OrganizationId quiet = *OrganizationId::parse("00000000-0000-4000-8000-000000000001");
        const OrganizationId noisy = *OrganizationId::parse("00000000-0000-4000-8000-000000000002");
        int64_t second = 1'700'000'000;
        const auto frame = [&](int64_t quietly, int64_t noisily, double quietDatabase) {
            StreamMessage message;
            message.type = "frame";
            message.at = Timestamp::fromSeconds(++second);
            Figures one;
            one.requests = quietly;
            one.databaseMs = quietDatabase;
            one.status5xx = quietly / 2;
            Figures two;
            two.requests = noisily;
            two.databaseMs = 1;
            two.status4xx = noisily / 300;
            message.platform.requests = quietly + noisily;
            message.platform.databaseMs = quietDatabase + 1;
            message.organizations = {{quiet, one}, {noisy, two}};
            model.onFrame(message);
        };
        for (int i = 0; i < 10; ++i) {
            frame(10, 1, 50);
        }
        QVERIFY(model.idAt(0) == quiet);
        QSignalSpy held(&model, &TopTenantsModel::orderHeldChanged);
        model.setHeld(true);
        frame(10, 900, 50);
        QVERIFY(model.idAt(0) == quiet); // not under the mouse
        QCOMPARE(held.size(), 1);
        model.setHeld(false);
        QVERIFY(model.idAt(0) == noisy);
        QCOMPARE(held.size(), 2);
        QVERIFY(model.index(0, 0).data(TopTenantsModel::ShareRole).toDouble() > 0.8);
        model.setBy(TopTenantsModel::ByDatabase);
        QVERIFY(model.idAt(0) == quiet);
        QVERIFY(model.index(0, 0).data(TopTenantsModel::ShareRole).toDouble() > 0.9);
        model.setBy(TopTenantsModel::ByErrors); // those of either kind
        QVERIFY(model.idAt(0) == quiet);
        model.setBy(TopTenantsModel::ByRequests);
        QVERIFY(model.idAt(0) == noisy);
        model.setBy(TopTenantsModel::ByDatabase);
        for (int i = 0; i < 61; ++i) {
            frame(0, 0, 0);
        }
        QCOMPARE(model.rowCount(), 1); // the quiet one is gone
        QVERIFY(model.idAt(0) == noisy);
    }

    /// A thousand similar tenants of which each second tells sixty: who is not told of has unknown figures, not none.
    void nearTheCutWhatIsUnknownIsNotNone()
    {
        QTemporaryDir folder;
        QString error;
        QVERIFY(core::Directories::under(folder.path()).make(&error));
        stores::AppServices services({core::Directories::under(folder.path()), false});
        TopTenantsModel model(services.context());
        model.setActive(true);
        const auto id = [](int number) {
            return *OrganizationId::parse("00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + number));
        };
        int64_t second = 1'700'000'000;
        // The list is full in each second; number 0 is in it every other one, with 30 requests; in between it had them,
        // too, but the sixty of that second had more.
        const auto frame = [&](bool known) {
            StreamMessage message;
            message.type = "frame";
            message.at = Timestamp::fromSeconds(++second);
            message.platform.requests = 25'000;
            for (int i = 0; i < TopTenantsModel::told; ++i) {
                const bool first = i == 0 && known;
                // Another sixty of the thousand each second.
                const int number = first ? 0 : 1 + static_cast<int>((second * TopTenantsModel::told + i) % 999);
                Figures figures;
                figures.requests = first ? 30 : 31 + i % 3;
                figures.status5xx = first ? 3 : 0;
                message.organizations.push_back({id(number), figures});
                message.top.push_back(id(number));
            }
            model.onFrame(message);
        };
        for (int i = 0; i < 12; ++i) {
            frame(i % 2 == 0);
        }
        QCOMPARE(model.rowCount(), TopTenantsModel::limit);
        // The others were seen in one second of ten: a lucky second is no ten.
        QVERIFY(model.idAt(0) == id(0));
        const QModelIndex row = model.index(0, TopTenantsModel::RateColumn);
        QCOMPARE(row.data(TopTenantsModel::AverageRateRole).toDouble(), 30.0);
        // The last second is unknown, and says so; so does the line.
        QCOMPARE(row.data().toString(), QStringLiteral("\u2013"));
        QVERIFY(std::isnan(row.data(TopTenantsModel::ErrorsRole).toDouble()));
        const auto line = row.data(TopTenantsModel::SparklineRole).value<QList<double>>();
        QCOMPARE(std::count(line.begin(), line.end(), 30.0), 6);
        QCOMPARE(std::count(line.begin(), line.end(), 0.0), 0);
        frame(true);
        QVERIFY(model.index(0, TopTenantsModel::ErrorsColumn).data().toString().startsWith(QStringLiteral("10")));

        // Where the list has room, whoever is not in it made no request.
        StreamMessage quiet;
        quiet.type = "frame";
        for (int i = 0; i < 10; ++i) {
            quiet.at = Timestamp::fromSeconds(++second);
            model.onFrame(quiet);
        }
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestTopTenants)
#include "test_toptenants.moc"
