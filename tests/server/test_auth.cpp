// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Passwords, permissions and the limit on guesses.

#include "server/auth/attempts.h"
#include "server/auth/passwords.h"
#include "server/auth/permissions.h"

#include <QElapsedTimer>
#include <QTest>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <vector>

using namespace objecta;
using namespace objecta::auth;

namespace {

/// Runs the awaitable to its end on a context of its own.
template <class T>
T wait(db::Awaitable<T> awaitable)
{
    boost::asio::io_context context;
    std::optional<T> out;
    std::exception_ptr failed;
    boost::asio::co_spawn(context, std::move(awaitable), [&](std::exception_ptr e, T value) {
        failed = e;
        out.emplace(std::move(value));
    });
    context.run();
    if (failed) {
        std::rethrow_exception(failed);
    }
    return std::move(*out);
}

} // namespace

class TestAuth : public QObject {
    Q_OBJECT

private slots:
    void aHashFitsItsPasswordOnly()
    {
        Passwords passwords;
        const auto hash = wait(passwords.hash("correct horse"));
        QVERIFY(hash.has_value());
        QVERIFY(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        QVERIFY(*wait(passwords.verify("correct horse", *hash)));
        QVERIFY(!*wait(passwords.verify("correct horse ", *hash)));
        QVERIFY(!*wait(passwords.verify("correct horse", std::nullopt)));
        QVERIFY(!*wait(passwords.verify("correct horse", "not a hash")));
    }

    void anUnknownUserTakesAsLong()
    {
        Passwords passwords;
        const auto hash = wait(passwords.hash("correct horse"));
        std::vector<qint64> wrong;
        std::vector<qint64> unknown;
        QElapsedTimer timer;
        for (int i = 0; i < 9; ++i) {
            timer.start();
            wait(passwords.verify("guess", *hash));
            wrong.push_back(timer.nsecsElapsed());
            timer.start();
            wait(passwords.verify("guess", std::nullopt));
            unknown.push_back(timer.nsecsElapsed());
        }
        std::ranges::sort(wrong);
        std::ranges::sort(unknown);
        const double ratio = double(unknown[4]) / double(wrong[4]);
        QVERIFY2(ratio > 0.5 && ratio < 2, qPrintable(QString::number(ratio)));
    }

    void tooManyAtOnceAreTurnedAway()
    {
        Passwords passwords(1, 1);
        boost::asio::io_context context;
        int done = 0;
        int refused = 0;
        for (int i = 0; i < 8; ++i) {
            boost::asio::co_spawn(context, passwords.verify("x", std::nullopt),
                                  [&](std::exception_ptr, const Result<bool> &result) {
                                      if (result) {
                                          ++done;
                                      } else if (result.error().code == ProblemCode::Overloaded) {
                                          ++refused;
                                      }
                                  });
        }
        context.run();
        QCOMPARE(done, 2);
        QCOMPARE(refused, 6);
    }

    void randomPasswordsDiffer()
    {
        const std::string one = Passwords::random();
        QCOMPARE(one.size(), size_t(20));
        QVERIFY(one != Passwords::random());
    }

    void rolesAllowWhatTheTableSays()
    {
        using enum Permission;
        QVERIFY(staffMay("viewer", ReadOrganizations) && staffMay("viewer", ReadAudit));
        QVERIFY(!staffMay("viewer", Impersonate) && !staffMay("viewer", ChangeLimits));
        QVERIFY(staffMay("support", Impersonate) && !staffMay("support", SuspendOrganizations));
        for (const char *role : {"operator", "admin", "owner"}) {
            for (const auto permission : {ProvisionOrganizations, ChangeOrganizations, ChangeLimits,
                                          SuspendOrganizations, Impersonate, ReadMetrics}) {
                QVERIFY(staffMay(role, permission));
            }
        }
        QVERIFY(tenantMay("member", ReadAgents) && tenantMay("member", WriteAgents)
                && !tenantMay("member", WriteUsers));
        QVERIFY(tenantMay("admin", WriteUsers) && tenantMay("owner", WriteUsers));
        // The tables do not mix, and an unknown role has nothing.
        for (const char *role : {"", "root", "OWNER", "owner "}) {
            QVERIFY(!staffMay(role, None) && !tenantMay(role, None));
        }
        QVERIFY(!tenantMay("owner", ReadOrganizations) && !staffMay("owner", ReadAgents));
    }

    void bucketsFillAgainAndForgetTheOldest()
    {
        Buckets buckets({.perSecond = 2, .burst = 3, .maxNames = 2});
        const auto start = Buckets::Clock::time_point(std::chrono::hours(1));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(buckets.take("a", start));
        }
        QVERIFY(!buckets.take("a", start));
        QCOMPARE(buckets.retryAfter("a", start), 1);
        QVERIFY(buckets.take("a", start + std::chrono::milliseconds(500)));
        QVERIFY(!buckets.take("a", start + std::chrono::milliseconds(500)));
        buckets.giveBack("a");
        QVERIFY(buckets.take("a", start + std::chrono::milliseconds(500)));
        // A clock that stands still or goes back gives nothing.
        QVERIFY(!buckets.take("a", start));
        QVERIFY(buckets.take("b", start));
        QVERIFY(buckets.take("c", start)); // "a" is forgotten
        QVERIFY(buckets.take("a", start));
    }
};

QTEST_GUILESS_MAIN(TestAuth)
#include "test_auth.moc"
