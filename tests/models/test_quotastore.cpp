// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The quota editor against a running server: edits, their effect, and changes by somebody else meanwhile.

#include "tests/models/console_fixture.h"

#include "models/stores/connectionstore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"

#include <QSignalSpy>

using namespace objecta;
using namespace objecta::stores;
using namespace objecta::test;

class TestQuotaStore : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<Console> m_console;

    AppContext &ctx() { return m_console->ctx; }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QCOMPARE(m_server.staff().patch(limitsPath(m_server, "acme-corp"), R"({"maxUsers":40})").status, 200);
        m_console = std::make_unique<Console>(m_server);
        QVERIFY(m_console->signIn());
        ctx().organization.setOrganization(organizationId(m_server, "acme-corp"));
        QVERIFY(loaded(ctx().organization));
    }

    void cleanupTestCase() { m_console.reset(); }

    void quotasAreEdited()
    {
        QuotaStore &quota = ctx().quota;
        quota.setOrganization(organizationId(m_server, "acme-corp"));
        QVERIFY(loaded(quota));
        QVERIFY(!quota.isDirty());
        QCOMPARE(quota.line(Resource::Users).value.value_or(0), 40);
        QVERIFY(!quota.line(Resource::Agents).overridden);
        QCOMPARE(quota.line(Resource::Agents).planLimit.value_or(0), 10);

        QSignalSpy dirty(&quota, &QuotaStore::dirtyChanged);
        quota.setOverridden(Resource::Agents, true);
        QCOMPARE(quota.line(Resource::Agents).value.value_or(0), 10);
        quota.setValue(Resource::Agents, std::nullopt);
        QVERIFY(!quota.isValid());
        quota.setValue(Resource::Agents, -1);
        QCOMPARE(quota.line(Resource::Agents).fault(), QuotaLine::Fault::Negative);
        quota.setValue(Resource::Agents, maxLimit + 1);
        QCOMPARE(quota.line(Resource::Agents).fault(), QuotaLine::Fault::TooLarge);
        quota.save();
        QVERIFY(!quota.isSaving());
        quota.setValue(Resource::Agents, 5);
        QCOMPARE(quota.impacts(), QList<Resource>{Resource::Agents});
        quota.setValue(Resource::Agents, 7);
        QVERIFY(quota.impacts().isEmpty());
        QCOMPARE(dirty.size(), 1);

        HttpClient tenant = m_server.tenant("acme-corp");
        QSignalSpy saved(&quota, &QuotaStore::saveDone);
        quota.save();
        QVERIFY(until([&] { return saved.size() == 1; }));
        QVERIFY(!quota.isDirty());
        QCOMPARE(tenant.post("/v1/agents", R"({"name":"Eighth"})").code(), std::string("quota_exceeded"));

        quota.setOverridden(Resource::Agents, false);
        quota.setOverridden(Resource::Users, false);
        quota.save();
        QVERIFY(until([&] { return saved.size() == 2; }));
        QCOMPARE(quota.saved().effective.maxAgents.value_or(0), 10);
        QVERIFY(!quota.saved().maxUsers);
        // The detail page follows.
        QVERIFY(until([&] { return !ctx().organization.limits().maxUsers && !ctx().organization.isBusy(); }));
    }

    void renamedMeanwhileIsNoConflict()
    {
        QuotaStore &quota = ctx().quota;
        HttpClient staff = m_server.staff();
        const std::string path = "/v1/admin/organizations/" + m_server.demo().tenant("acme-corp").id;
        quota.setValue(Resource::Messages, 60'000);
        QCOMPARE(staff.patch(path, R"({"name":"Acme"})", {{"If-Match", staff.get(path).header("etag")}}).status, 200);
        QSignalSpy saved(&quota, &QuotaStore::saveDone);
        quota.save();
        QVERIFY(until([&] { return saved.size() == 1; }));
        QVERIFY(!quota.hasConflict());
        QCOMPARE(quota.saved().maxMessages.value_or(0), 60'000);
    }

    void conflictIsMerged()
    {
        QuotaStore &quota = ctx().quota;
        HttpClient staff = m_server.staff();
        quota.setValue(Resource::Agents, 20);
        quota.setValue(Resource::Messages, 70'000);
        QCOMPARE(staff.patch(limitsPath(m_server, "acme-corp"), R"({"maxAgents":30,"maxStorage":123456})").status, 200);
        // The event reaches other stores; the edit stays.
        QSignalSpy conflict(&quota, &QuotaStore::conflictChanged);
        quota.save();
        QVERIFY(until([&] { return quota.hasConflict(); }));
        QVERIFY(!quota.isSaving());
        QCOMPARE(quota.conflicts().size(), 3);
        const auto of = [&](Resource resource) {
            for (const QuotaConflict &one : quota.conflicts()) {
                if (one.resource == resource) {
                    return one;
                }
            }
            return QuotaConflict{};
        };
        QVERIFY(of(Resource::Agents).overlaps);
        QCOMPARE(of(Resource::Agents).theirs.value_or(0), 30);
        QCOMPARE(of(Resource::Agents).mine.value_or(0), 20);
        QVERIFY(!of(Resource::Messages).overlaps);
        QVERIFY(of(Resource::Messages).useMine);
        QVERIFY(!of(Resource::Storage).useMine);
        QVERIFY(until([&] { return !quota.conflictActor().isEmpty(); }));
        QCOMPARE(quota.conflictActor().toStdString(), m_server.demo().staffEmail);
        // Reading anew in between takes nothing away.
        quota.reload();
        QVERIFY(loaded(quota));
        QCOMPARE(quota.line(Resource::Agents).value.value_or(0), 20);
        quota.choose(Resource::Agents, true);
        QSignalSpy saved(&quota, &QuotaStore::saveDone);
        quota.saveMerged();
        QVERIFY(until([&] { return saved.size() == 1; }));
        QVERIFY(!quota.hasConflict());
        QCOMPARE(quota.saved().maxAgents.value_or(0), 20);
        QCOMPARE(quota.saved().maxMessages.value_or(0), 70'000);
        QCOMPARE(quota.saved().maxStorage.value_or(0), 123'456);

        quota.setValue(Resource::Agents, 21);
        QCOMPARE(staff.patch(limitsPath(m_server, "acme-corp"), R"({"maxAgents":31})").status, 200);
        quota.save();
        QVERIFY(until([&] { return quota.hasConflict(); }));
        quota.takeTheirs();
        QVERIFY(!quota.hasConflict());
        QVERIFY(!quota.isDirty());
        QCOMPARE(quota.line(Resource::Agents).value.value_or(0), 31);
    }

    void changesByOthersAreReadAtOnce()
    {
        QVERIFY(until([&] { return ctx().connection.state() == ConnectionStore::State::Live; }));
        QuotaStore &quota = ctx().quota;
        HttpClient staff = m_server.staff();
        const auto raise = [&](const std::string &agents) {
            return staff.patch(limitsPath(m_server, "acme-corp"), "{\"maxAgents\":" + agents + '}').status == 200;
        };
        const auto agents = [&] { return quota.line(Resource::Agents).value.value_or(0); };
        QVERIFY(!quota.isDirty());
        QVERIFY(raise("50"));
        QVERIFY(until([&] { return agents() == 50; }));
        QVERIFY(!quota.isDirty() && !quota.isOutdated());

        // Edits stay, and it shows that saving them will ask.
        const auto messages = quota.line(Resource::Messages).value;
        quota.setValue(Resource::Messages, 80'000);
        QVERIFY(raise("60"));
        QVERIFY(until([&] { return quota.isOutdated(); }));
        QCOMPARE(agents(), 50);
        QCOMPARE(quota.line(Resource::Messages).value.value_or(0), 80'000);
        // With the last edit taken back by hand nothing holds on to what was read before.
        quota.setValue(Resource::Messages, messages);
        QVERIFY(until([&] { return agents() == 60 && !quota.isOutdated(); }));

        // Discarded in the middle of a conflict, too.
        quota.setValue(Resource::Agents, 61);
        QVERIFY(raise("70"));
        quota.save();
        QVERIFY(until([&] { return quota.hasConflict(); }));
        quota.revert();
        QVERIFY(until([&] { return agents() == 70 && !quota.isDirty(); }));
    }

    void signingOutDropsTheEditor()
    {
        ctx().session.signOut();
        QVERIFY(!ctx().quota.id());
        QVERIFY(!ctx().quota.isDirty());
        QCOMPARE(ctx().quota.state(), PageStore::State::Idle);
    }
};

QTEST_GUILESS_MAIN(TestQuotaStore)
#include "test_quotastore.moc"
