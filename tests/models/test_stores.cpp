// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The stores against a running server: what the pages of the console do, without their widgets.

#include "tests/models/console_fixture.h"

#include "app/api/apiclient.h"
#include "models/stores/auditstore.h"
#include "models/stores/connectionstore.h"
#include "models/stores/createorganizationstore.h"
#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/planstore.h"
#include "models/stores/tenantswitcherstore.h"
#include "models/tables/auditlistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace objecta;
using namespace objecta::stores;
using namespace objecta::test;

class TestStores : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<Console> m_console;

    AppContext &ctx() { return m_console->ctx; }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_console = std::make_unique<Console>(m_server);
    }

    void cleanupTestCase() { m_console.reset(); }

    void wrongPasswordSaysSo()
    {
        QSignalSpy failed(&ctx().session, &api::Session::signInFailed);
        ctx().session.signIn(QStringLiteral("nobody@example.com"), QStringLiteral("wrong"));
        QCOMPARE(ctx().session.state(), api::Session::State::SigningIn);
        QVERIFY(until([&] { return failed.size() == 1; }));
        QVERIFY(failed[0][0].value<api::ApiError>().is(ProblemCode::InvalidCredentials));
        QCOMPARE(ctx().session.state(), api::Session::State::SignedOut);
    }

    void signingInLoadsTheFirstPage()
    {
        QVERIFY(m_console->signIn());
        QVERIFY(ctx().session.mayChange());
        QVERIFY(ctx().session.mayImpersonate());
        QVERIFY(loaded(ctx().organizations));
        QVERIFY(loaded(ctx().plans));
        QVERIFY(ctx().organizations.total() >= 2);
        QCOMPARE(ctx().plans.name(QStringLiteral("professional")), QStringLiteral("Professional"));
        QVERIFY(ctx().organizations.asOf().isValid());
    }

    void newOrganizationsAreMade()
    {
        QVERIFY(until([&] { return ctx().connection.state() == ConnectionStore::State::Live; }));
        CreateOrganizationStore store(ctx().admin);
        QSignalSpy created(&store, &CreateOrganizationStore::created);
        for (int i = 0; i < 5; ++i) {
            CreateOrganization input;
            input.name = "Paging " + std::to_string(i);
            input.slug = CreateOrganizationStore::suggestSlug(QString::fromStdString(input.name)).toStdString();
            input.plan = "free";
            input.adminEmail = "owner@paging" + std::to_string(i) + ".example";
            store.submit(input);
            QVERIFY(store.isBusy());
            QVERIFY(until([&] { return !store.isBusy(); }));
        }
        QCOMPARE(created.size(), 5);
        QVERIFY(!created[0][0].value<ProvisionedOrganization>().adminPassword.empty());

        // The stream tells the list, which does not move by itself.
        QVERIFY(until([&] { return ctx().organizations.created() == 5; }));
        const int shown = ctx().organizations.shown();
        ctx().organizations.reload();
        QVERIFY(loaded(ctx().organizations));
        QCOMPARE(ctx().organizations.shown(), shown + 5);
        QCOMPARE(ctx().organizations.created(), 0);
    }

    void badInputIsToldByField()
    {
        CreateOrganizationStore store(ctx().admin);
        QSignalSpy failed(&store, &CreateOrganizationStore::failed);
        store.submit({"A b", "", "free", "nobody"});
        QVERIFY(!store.isBusy());
        QCOMPARE(store.fieldErrors().value(QStringLiteral("slug")), QStringLiteral("format"));
        QCOMPARE(store.fieldErrors().value(QStringLiteral("name")), QStringLiteral("required"));
        QCOMPARE(store.fieldErrors().value(QStringLiteral("admin_email")), QStringLiteral("format"));
        store.submit({"admin", "Admin", "free", "a@b.example"});
        QCOMPARE(store.fieldErrors().value(QStringLiteral("slug")), QStringLiteral("slug_reserved"));
        store.submit({"acme-corp", "Acme again", "free", "a@b.example"});
        QVERIFY(until([&] { return !store.isBusy(); }));
        QCOMPARE(store.fieldErrors().value(QStringLiteral("slug")), QStringLiteral("slug_taken"));
        QCOMPARE(failed.size(), 0);
        store.submit({"no-such-plan", "No such plan", "imaginary", "a@b.example"});
        QVERIFY(until([&] { return !store.isBusy(); }));
        QVERIFY(store.fieldErrors().contains(QStringLiteral("plan")));
    }

    void listIsSearchedSortedAndPaged()
    {
        OrganizationListStore &list = ctx().organizations;
        const QAbstractItemModelTester tester(list.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        list.setSearch(QStringLiteral("PAGING"));
        QVERIFY(list.isFiltered());
        QVERIFY(until([&] { return list.total() == 5 && !list.isBusy(); }));
        QCOMPARE(list.shown(), 5);
        list.setSort(QStringLiteral("-name"));
        QVERIFY(loaded(list));
        QCOMPARE(QString::fromStdString(list.model()->at(0).name), QStringLiteral("Paging 4"));
        list.setStatus(QStringLiteral("archived"));
        QVERIFY(loaded(list));
        QCOMPARE(list.state(), PageStore::State::Empty);
        QCOMPARE(list.total(), 0);
        list.clearFilters();
        QVERIFY(loaded(list));
        QCOMPARE(list.state(), PageStore::State::Ready);
        list.setSort(QStringLiteral("name"));
        list.setPlan(QStringLiteral("professional"));
        QVERIFY(loaded(list));
        for (int row = 0; row < list.shown(); ++row) {
            QCOMPARE(list.model()->at(row).plan, std::string("professional"));
        }
        list.clearFilters();
        QVERIFY(loaded(list));
    }

    void cursorsWalkTheWholeList()
    {
        // Pages of two through the same calls that the store makes.
        api::OrganizationQuery query;
        query.limit = 2;
        query.sort = QStringLiteral("-agents");
        QStringList seen;
        bool last = false;
        while (!last) {
            bool done = false;
            ctx().admin.organizations(query).start(this, [&](api::ApiResult<Page<Organization>> result) {
                QVERIFY(result.has_value());
                for (const Organization &row : result->value.items) {
                    seen << QString::fromStdString(row.slug);
                }
                last = !result->value.nextCursor;
                query.cursor = last ? QString() : QString::fromStdString(*result->value.nextCursor);
                done = true;
            });
            QVERIFY(until([&] { return done; }));
        }
        QCOMPARE(seen.size(), ctx().organizations.total());
        QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), seen.size());
    }

    void switcherFindsAndRemembers()
    {
        TenantSwitcherStore &switcher = ctx().switcher;
        switcher.setQuery(QStringLiteral("xyz"));
        QVERIFY(until([&] { return switcher.model()->rowCount() == 1 && !switcher.isBusy(); }));
        QSignalSpy changed(&switcher, &TenantSwitcherStore::currentChanged);
        switcher.choose(switcher.model()->at(0));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(switcher.current().slug, QStringLiteral("xyz-inc"));
        switcher.setQuery({});
        QVERIFY(until([&] { return switcher.model()->rowCount() > 1 && !switcher.isBusy(); }));
        QVERIFY(switcher.model()->at(0).recent);
        TenantSwitcherStore again(ctx().admin, ctx().settings);
        again.setProfile(m_console->profile.id);
        QCOMPARE(again.recent().size(), 1);
        QCOMPARE(again.recent().first().slug, QStringLiteral("xyz-inc"));
    }

    void switcherKnowsWhatItsRowsAnswer()
    {
        api::ApiClient client(ctx().log);
        client.setBaseUrl(QUrl(m_server.baseUrl()));
        client.setAccessToken(ctx().client.accessToken());
        TenantSwitcherStore switcher(api::AdminApi(client), ctx().settings);
        switcher.reload();
        QVERIFY(loaded(switcher));
        QVERIFY(switcher.isAnswered());
        switcher.setQuery(QStringLiteral("acme"));
        QVERIFY(!switcher.isAnswered() && switcher.isSearching());
        QVERIFY(switcher.model()->rowCount() > 1); // those of before
        QVERIFY(until([&] { return switcher.isAnswered(); }));
        QCOMPARE(switcher.model()->rowCount(), 1);
        // A search that fails leaves rows that answer another one.
        client.clearAccessToken();
        switcher.setQuery(QStringLiteral("xyz"));
        QVERIFY(until([&] { return !switcher.isSearching(); }));
        QCOMPARE(switcher.state(), PageStore::State::Stale);
        QVERIFY(!switcher.isAnswered());
    }

    void detailActsAndTellsTheList()
    {
        OrganizationStore &store = ctx().organization;
        const OrganizationId acme = organizationId(m_server, "acme-corp");
        store.setOrganization(acme);
        QCOMPARE(store.state(), PageStore::State::Loading);
        QVERIFY(loaded(store));
        QCOMPARE(store.organization().slug, std::string("acme-corp"));
        QCOMPARE(store.limits().usage.agents.used, 7);
        QVERIFY(until([&] { return store.audit()->rowCount() > 0; }));

        HttpClient tenant = m_server.tenant("acme-corp");
        QSignalSpy done(&store, &OrganizationStore::actDone);
        store.suspend();
        QVERIFY(store.isActing());
        QVERIFY(until([&] { return done.size() == 1; }));
        QCOMPARE(store.organization().status, std::string("suspended"));
        QCOMPARE(tenant.get("/v1/agents").code(), std::string("organization_suspended"));
        QCOMPARE(ctx().organizations.model()->find(acme)->status, std::string("suspended"));
        store.resume();
        QVERIFY(until([&] { return done.size() == 2; }));
        QCOMPARE(tenant.get("/v1/agents").status, 200);

        UpdateOrganization update;
        update.name = std::string("Acme Corporation");
        store.update(update);
        QVERIFY(until([&] { return done.size() == 3; }));
        QCOMPARE(ctx().organizations.model()->find(acme)->name, std::string("Acme Corporation"));
        QVERIFY(until(
            [&] { return store.audit()->rowCount() > 0 && store.audit()->at(0).action == "organization.updated"; }));
    }

    void changesByOthersArrive()
    {
        OrganizationStore &store = ctx().organization;
        QVERIFY(loaded(store));
        const OrganizationId acme = organizationId(m_server, "acme-corp");
        HttpClient staff = m_server.staff();
        const std::string path = "/v1/admin/organizations/" + acme.text();
        const Reply read = staff.get(path);
        QCOMPARE(staff.patch(path, R"({"name":"Acme Corp"})", {{"If-Match", read.header("etag")}}).status, 200);
        QVERIFY(until([&] { return store.organization().name == "Acme Corp"; }));
        QVERIFY(until([&] { return ctx().organizations.model()->find(acme)->name == "Acme Corp"; }));
    }

    void staleUpdateIsRefusedAndReloaded()
    {
        OrganizationStore &store = ctx().organization;
        QVERIFY(loaded(store));
        HttpClient staff = m_server.staff();
        QSignalSpy failed(&store, &OrganizationStore::actFailed);
        // Nothing turns the event loop in between: the store does not know of the change yet.
        QCOMPARE(staff.patch(limitsPath(m_server, "acme-corp"), R"({"maxUsers":40})").status, 200);
        UpdateOrganization update;
        update.name = std::string("Mine");
        store.update(update);
        QVERIFY(until([&] { return failed.size() == 1; }));
        QVERIFY(failed[0][1].value<api::ApiError>().is(ProblemCode::PreconditionFailed));
        QVERIFY(loaded(store));
        QCOMPARE(store.limits().maxUsers.value_or(0), 40);
        QCOMPARE(store.organization().name, std::string("Acme Corp"));
    }

    void tenantIsSeenThroughItsEyes()
    {
        ImpersonationStore &store = ctx().impersonation;
        const OrganizationId xyz = organizationId(m_server, "xyz-inc");
        QSignalSpy failed(&store, &ImpersonationStore::startFailed);
        store.start(xyz, QStringLiteral("x"));
        QVERIFY(until([&] { return failed.size() == 1; }));
        QCOMPARE(failed[0][0].value<api::ApiError>().fields.first().field, QStringLiteral("reason"));
        QCOMPARE(store.phase(), ImpersonationStore::Phase::Inactive);

        QSignalSpy ticks(&store, &ImpersonationStore::tick);
        store.start(xyz, QStringLiteral("SUP-1 looks odd"), 5);
        QCOMPARE(store.phase(), ImpersonationStore::Phase::Starting);
        QVERIFY(until([&] { return store.isActive(); }));
        QVERIFY(loaded(store));
        QCOMPARE(store.agents()->rowCount(), 12);
        QCOMPARE(store.users()->rowCount(), 5);
        QCOMPARE(store.usage().agents.used, 12);
        QCOMPARE(store.organizationSlug(), QStringLiteral("xyz-inc"));
        QVERIFY(store.secondsLeft() <= 300 && store.secondsLeft() > 270);
        const int before = store.secondsLeft();
        QVERIFY(until([&] { return store.secondsLeft() < before && ticks.size() >= 2; }));

        ImpersonationListStore &all = ctx().impersonations;
        all.reload();
        QVERIFY(loaded(all));
        QCOMPARE(all.model()->rowCount(), 1);
        // Revoked by somebody else: the next look ends it here.
        QSignalSpy revoked(&all, &ImpersonationListStore::revoked);
        all.revoke(all.model()->at(0).id);
        QVERIFY(until([&] { return revoked.size() == 1; }));
        store.reload();
        QVERIFY(until([&] { return store.phase() == ImpersonationStore::Phase::Ended; }));
        QCOMPARE(store.agents()->rowCount(), 0);

        store.start(xyz, QStringLiteral("once more"));
        QVERIFY(until([&] { return store.isActive(); }));
        const auto call = store.stop();
        QVERIFY(call);
        QCOMPARE(store.phase(), ImpersonationStore::Phase::Ended);
        QVERIFY(until([&] { return !call; }));
        all.reload();
        QVERIFY(loaded(all));
        QCOMPARE(all.state(), PageStore::State::Empty);
    }

    void auditIsRead()
    {
        AuditStore &audit = ctx().audit;
        audit.setOrganization(organizationId(m_server, "acme-corp"));
        QVERIFY(loaded(audit));
        // Suspended, resumed, renamed twice, other limits.
        const int own = audit.model()->rowCount();
        QVERIFY(own >= 5);
        bool summarized = false;
        for (int row = 0; row < audit.model()->rowCount(); ++row) {
            QVERIFY(audit.model()->at(row).organizationId == organizationId(m_server, "acme-corp"));
            summarized = summarized
                || audit.model()
                       ->index(row, 0)
                       .data(tables::AuditListModel::SummaryRole)
                       .toString()
                       .contains(QStringLiteral("maxUsers"));
        }
        QVERIFY(summarized);
        audit.setOrganization(std::nullopt);
        QVERIFY(loaded(audit));
        QVERIFY(audit.model()->rowCount() > own);
    }

    void unknownOrganizationIsAnError()
    {
        OrganizationStore store(ctx().admin, ctx().stream);
        store.setOrganization(OrganizationId::random());
        QVERIFY(until([&] { return store.state() == PageStore::State::Error; }));
        QVERIFY(store.error().is(ProblemCode::NotFound));
        QVERIFY(!store.error().requestId.isEmpty());
    }

    void signingOutForgetsEverything()
    {
        ctx().session.signOut();
        QCOMPARE(ctx().session.state(), api::Session::State::SignedOut);
        QCOMPARE(ctx().organizations.shown(), 0);
        QCOMPARE(ctx().organizations.state(), PageStore::State::Idle);
        QVERIFY(ctx().client.accessToken().isEmpty());
        ctx().session.restore();
        QVERIFY(until([&] { return ctx().session.state() == api::Session::State::SignedOut; }));
    }
};

QTEST_GUILESS_MAIN(TestStores)
#include "test_stores.moc"
