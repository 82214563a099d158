// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Holding an organization to a lower rate, as two consoles see it, and what it does for the others.

#include "tests/models/console_fixture.h"

#include "app/api/metricsstream.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/throttleeffect.h"
#include "models/stores/throttlestore.h"

#include <QSignalSpy>

using namespace objecta;
using namespace objecta::stores;
using namespace objecta::test;

class TestThrottleStore : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<Console> m_mine;
    std::unique_ptr<Console> m_theirs;

    OrganizationId acme() const { return organizationId(m_server, "acme-corp"); }

    /// Whether the second console comes to see it held, or free.
    bool theySee(bool held)
    {
        return until([&] { return (m_theirs->ctx.throttles.find(acme()) != nullptr) == held; });
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_mine = std::make_unique<Console>(m_server);
        m_theirs = std::make_unique<Console>(m_server);
        for (Console *console : {m_mine.get(), m_theirs.get()}) {
            QVERIFY(console->signIn());
            QVERIFY(until([&] { return console->ctx.connection.state() == ConnectionStore::State::Live; }));
            QVERIFY(loaded(console->ctx.throttles));
            QVERIFY(console->ctx.throttles.items().empty());
        }
    }
    void cleanupTestCase()
    {
        m_theirs.reset();
        m_mine.reset();
    }

    void everyConsoleSeesItAndItsEnd()
    {
        ThrottleStore &store = m_mine->ctx.throttles;
        QSignalSpy done(&store, &ThrottleStore::setDone);
        store.set(acme(), {25, 15, "SUP-7 import runs wild"});
        QVERIFY(store.isActing(acme()));
        QVERIFY(until([&] { return done.size() == 1; }));
        QVERIFY(!store.isActing(acme()));
        QCOMPARE(store.items().size(), size_t(1));
        QCOMPARE(store.find(acme())->perSecond, 25);
        QCOMPARE(store.find(acme())->reason, std::string("SUP-7 import runs wild"));
        QVERIFY(theySee(true));
        // Another takes its place.
        store.set(acme(), {30, 15, "SUP-7 a little more"});
        QVERIFY(until([&] { return done.size() == 2; }));
        QVERIFY(!done.at(0).at(1).value<std::optional<Throttle>>());
        QCOMPARE(done.at(1).at(1).value<std::optional<Throttle>>()->perSecond, 25);
        QVERIFY(until([&] { return m_theirs->ctx.throttles.find(acme())->perSecond == 30; }));

        QSignalSpy lifted(&store, &ThrottleStore::lifted);
        store.lift(acme());
        QVERIFY(until([&] { return lifted.size() == 1; }));
        QVERIFY(store.items().empty());
        QVERIFY(store.state() == PageStore::State::Empty);
        QVERIFY(theySee(false));
    }

    void itLeavesWhenItsTimeIsOver()
    {
        ThrottleStore &store = m_mine->ctx.throttles;
        QSignalSpy done(&store, &ThrottleStore::setDone);
        store.set(acme(), {25, 1, "SUP-8 for a moment"});
        QVERIFY(until([&] { return done.size() == 1; }));
        QVERIFY(m_server.sql("objecta_platform").run("UPDATE throttles SET until = now() + interval '5 seconds'").ok());
        store.reload();
        QVERIFY(loaded(store));
        QVERIFY(store.find(acme()));
        QVERIFY(until([&] { return !store.find(acme()); }));
        QVERIFY(m_mine->ctx.client.serverNow().secsTo(QDateTime::currentDateTimeUtc()) < 30);
    }

    void whatIsGoneIsLiftedAndWhatIsRefusedIsSaid()
    {
        ThrottleStore &store = m_mine->ctx.throttles;
        QSignalSpy done(&store, &ThrottleStore::setDone);
        QSignalSpy failed(&store, &ThrottleStore::setFailed);
        QSignalSpy lifted(&store, &ThrottleStore::lifted);
        QSignalSpy notLifted(&store, &ThrottleStore::liftFailed);
        store.set(acme(), {25, 15, "x"});
        QVERIFY(until([&] { return failed.size() == 1; }));
        QCOMPARE(failed.first().at(1).value<api::ApiError>().fields.first().field, QStringLiteral("reason"));
        store.set(acme(), {25, 15, "SUP-9"});
        QVERIFY(until([&] { return done.size() == 1; }));
        // Somebody else's row went away unseen: lifting what is free is no error.
        QVERIFY(m_server.sql("objecta_platform").run("DELETE FROM throttles").ok());
        store.lift(acme());
        QVERIFY(until([&] { return lifted.size() == 1; }));
        QCOMPARE(notLifted.size(), 0);
        store.lift(acme()); // nothing to lift
        QVERIFY(!store.isActing(acme()));

        store.set(acme(), {25, 15, "SUP-10"});
        QVERIFY(until([&] { return done.size() == 2; }));
        auto sql = m_server.sql("objecta_platform");
        const std::string who = m_server.demo().staffEmail;
        QVERIFY(sql.run("UPDATE staff SET role = 'viewer' WHERE email = $1", {who}).ok());
        store.lift(acme());
        QVERIFY(until([&] { return notLifted.size() == 1; }));
        QVERIFY(notLifted.first().at(1).value<api::ApiError>().is(ProblemCode::Forbidden));
        QVERIFY(store.find(acme()));
        QVERIFY(sql.run("UPDATE staff SET role = 'owner' WHERE email = $1", {who}).ok());
        store.lift(acme());
        QVERIFY(until([&] { return lifted.size() == 2; }));
    }

    void windowsAreWholeStepsOfOneLength()
    {
        // Nothing is over yet.
        QCOMPARE(EffectWindows::of(1003, 1012), (EffectWindows{10, 990, 0}));
        QCOMPARE(EffectWindows::of(1003, 1020), (EffectWindows{10, 990, 1010}));
        QCOMPARE(EffectWindows::of(1003, 1079), (EffectWindows{10, 990, 1060}));
        QCOMPARE(EffectWindows::of(1003, 1080), (EffectWindows{60, 900, 1020}));
        QCOMPARE(EffectWindows::of(1003, 1500), (EffectWindows{60, 900, 1440}));
        // A week later that of before is still the minute in which somebody acted.
        QCOMPARE(EffectWindows::of(1200, 606'000), (EffectWindows{60, 1140, 605'940}));
    }

    void theOthersLatenciesComeFromTheServersHistory()
    {
        const OrganizationId other = organizationId(m_server, "xyz-inc");
        HttpClient tenant = m_server.tenant("xyz-inc");
        ThrottleStore &store = m_mine->ctx.throttles;
        // It asks until ten whole seconds with it are over.
        HttpClient staff = m_server.staff();
        const std::string history = "/v1/admin/metrics?seconds=60&step=10&organization_id=" + other.text();
        QVERIFY(until([&] {
            if (tenant.get("/v1/agents").status != 200) {
                return false;
            }
            const auto series = parseJson<MetricSeries>(staff.get(history).body);
            const auto counted = [](const auto &requests) { return requests.value_or(0) > 0; };
            return series && series->requests.size() > 1
                && std::any_of(series->requests.begin(), series->requests.end() - 1, counted);
        }));
        QSignalSpy done(&store, &ThrottleStore::setDone);
        store.set(acme(), {25, 15, "SUP-11"});
        QVERIFY(until([&] { return done.size() == 1; }));
        ThrottleEffectStore effect(m_mine->ctx.admin);
        effect.show(*store.find(acme()), {other});
        effect.setActive(true);
        QVERIFY(loaded(effect));
        QCOMPARE(effect.lines().size(), size_t(2));
        // It reads anew by itself, until a step since the beginning is over.
        QVERIFY(until([&] {
            if (tenant.get("/v1/agents").status != 200) {
                return false;
            }
            const auto &line = effect.lines()[1];
            return effect.windows().since > 0 && line.since.p99 && *line.since.p99 > 0 && *line.since.p50 > 0;
        }));
        const auto &before = effect.lines()[1].before;
        QVERIFY(before.p99 && *before.p99 > 0 && before.p50 && *before.p50 <= *before.p99);
        QVERIFY(effect.windows().since >= store.find(acme())->startedAt.seconds());
        QVERIFY(effect.windows().before + effect.windows().step <= store.find(acme())->startedAt.seconds());
        QVERIFY(effect.lines()[0].since.p99.has_value());
        // Those who come later keep what is known of the others.
        effect.show(*store.find(acme()), {other, *OrganizationId::parse("00000000-0000-4000-8000-000000000009")});
        QVERIFY(effect.lines()[1].since.p99.has_value());
        QVERIFY(!effect.lines()[2].since.p99.has_value());
    }
};

QTEST_GUILESS_MAIN(TestThrottleStore)
#include "test_throttlestore.moc"
