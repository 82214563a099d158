// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A new organization is there within a tenth of a second, as the server itself measures.

#include "tests/support/testserver.h"

#include <QTest>

#include <algorithm>

using namespace objecta::test;

class TestProvisioningTime : public QObject {
    Q_OBJECT

    TestServer m_server;

    /// From the request read to the answer made, in milliseconds (Server-Timing); negative for no organization.
    static double provision(HttpClient &staff, const std::string &slug)
    {
        const Reply made = staff.post("/v1/admin/organizations",
                                      "{\"slug\":\"" + slug + "\",\"name\":\"" + slug
                                          + "\",\"plan\":\"team\",\"admin_email\":\"admin@" + slug + ".example\"}");
        const std::string timing = made.header("server-timing");
        const auto at = timing.find("dur=");
        return made.status == 201 && at != std::string::npos ? std::stod(timing.substr(at + 4)) : -1;
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    /// In the median of 21, in the best of a few rounds: what else the machine does comes and goes.
    void itTakesUnderAHundredMilliseconds()
    {
        auto staff = m_server.staff();
        double best = 1e9;
        for (int round = 0; round < 5 && best >= 100; ++round) {
            std::vector<double> times;
            for (int i = 0; i < 21; ++i) {
                times.push_back(provision(staff, "quick-" + std::to_string(round) + '-' + std::to_string(i)));
                QVERIFY(times.back() >= 0);
            }
            std::ranges::sort(times);
            qInfo("provisioning: median %.1f ms, worst %.1f ms of 21", times[10], times.back());
            best = std::min(best, times[10]);
        }
        QVERIFY2(best < 100, qPrintable(QString::number(best)));
    }
};

QTEST_GUILESS_MAIN(TestProvisioningTime)
#include "test_provisioning_time.moc"
