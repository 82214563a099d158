// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/appservices.h"

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "app/api/secretstore.h"
#include "app/api/session.h"
#include "app/core/log.h"
#include "app/core/profile.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "app/core/translations.h"
#include "models/stores/alertstore.h"
#include "models/stores/auditstore.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/planstore.h"
#include "models/stores/quotastore.h"
#include "models/stores/tenantswitcherstore.h"
#include "models/stores/throttlestore.h"

namespace objecta::stores {

/// In the order of construction; destroyed the other way round, so nothing outlives what it uses.
struct AppServices::Parts {
    explicit Parts(const AppServicesOptions &options)
        : log(options.directories.data)
        , settings(options.directories.config)
        , profiles(options.directories.config)
        , secrets({.directory = options.directories.data, .useKeychain = options.useKeychain})
        , client(log)
        , admin(client)
        , session(client, secrets, log)
        , stream(client, log)
        , connection(client, session, stream)
        , plans(admin)
        , organizations(admin, stream)
        , organization(admin, stream)
        , quota(admin)
        , metrics(admin, stream)
        , organizationMetrics(admin, stream)
        , switcher(admin, settings)
        , impersonation(admin)
        , impersonations(admin, stream)
        , audit(admin)
        , throttles(admin, stream)
        , alerts(admin, stream)
        , context{settings,     profiles,      translations,   log,
                  secrets,      client,        session,        admin,
                  stream,       connection,    plans,          organizations,
                  organization, quota,         metrics,        organizationMetrics,
                  switcher,     impersonation, impersonations, audit,
                  throttles,    alerts}
    {
        if (const auto loaded = profiles.load(); !loaded) {
            profilesError = loaded.error();
            log.warning(profilesError);
        }
        wireSession();
        wireStores();
    }

    void wireSession();
    void wireStores();
    void resetStores();
    void reloadStale();

    core::Log log;
    core::Settings settings;
    core::ProfileStore profiles;
    core::Translations translations;
    api::SecretStore secrets;
    api::ApiClient client;
    api::AdminApi admin;
    api::Session session;
    api::MetricsStream stream;
    ConnectionStore connection;
    PlanStore plans;
    OrganizationListStore organizations;
    OrganizationStore organization;
    QuotaStore quota;
    MetricsStore metrics;
    MetricsStore organizationMetrics;
    TenantSwitcherStore switcher;
    ImpersonationStore impersonation;
    ImpersonationListStore impersonations;
    AuditStore audit;
    ThrottleStore throttles;
    AlertStore alerts;
    AppContext context;
    QString profilesError;
    bool storesLoaded = false;
};

void AppServices::Parts::wireSession()
{
    QObject::connect(&session, &api::Session::profileChanged, &settings, [this] {
        settings.setLastProfile(session.profile().id);
        switcher.setProfile(session.profile().id);
    });
    QObject::connect(&session, &api::Session::stateChanged, &settings, [this](api::Session::State state) {
        if (state == api::Session::State::SignedIn) {
            settings.setLastEmail(session.profile().id, core::text(session.staff().email));
            if (storesLoaded) {
                // Signed in again over open pages: what failed meanwhile is read anew, edits stay.
                reloadStale();
                return;
            }
            storesLoaded = true;
            switcher.setProfile(session.profile().id);
            plans.reload();
            organizations.reload();
            switcher.reload();
            throttles.reload();
            alerts.reload();
        } else if (state == api::Session::State::SignedOut) {
            storesLoaded = false;
            resetStores();
        } else if (state == api::Session::State::Expired) {
            impersonation.reset();
        }
    });
    QObject::connect(&settings, &core::Settings::languageChanged, &settings, [this](const QString &language) {
        translations.install(language);
        client.setLanguage(translations.language());
    });
    client.setLanguage(translations.language());
}

void AppServices::Parts::wireStores()
{
    QObject::connect(&plans, &PageStore::dataChanged, organizations.model(),
                     [this] { organizations.model()->setPlanNames(plans.names()); });
    QObject::connect(&organization, &OrganizationStore::organizationChanged, &organizations, [this] {
        if (organization.id() && organization.organization().id == *organization.id()) {
            organizations.noteChanged(organization.organization());
            // Whatever raised the version may have been the limits; what is being edited stays.
            if (quota.id() == organization.id() && quota.hasData()
                && quota.saved().version < organization.organization().version) {
                quota.reload();
            }
        }
    });
    QObject::connect(&quota, &QuotaStore::saveDone, &organization, [this] {
        if (organization.id() && organization.id() == quota.id()) {
            organization.reload();
        }
    });
    QObject::connect(&organization, &OrganizationStore::organizationChanged, &organizationMetrics, [this] {
        if (organizationMetrics.organization() != organization.id()) {
            organizationMetrics.setOrganization(organization.id());
        }
    });
    QObject::connect(&connection, &ConnectionStore::restored, &connection, [this] { reloadStale(); });
}

void AppServices::Parts::resetStores()
{
    impersonation.reset();
    organizations.reset();
    organization.reset();
    quota.reset();
    metrics.reset();
    organizationMetrics.reset();
    switcher.reset();
    impersonations.reset();
    audit.reset();
    throttles.reset();
    alerts.reset();
    plans.reset();
}

void AppServices::Parts::reloadStale()
{
    // These may have missed events; the others only if a load of theirs failed.
    organizations.reload();
    organization.reload();
    throttles.reload();
    alerts.reload();
    const auto again = [](PageStore &store) {
        if (store.state() == PageStore::State::Stale || store.state() == PageStore::State::Error) {
            store.reload();
        }
    };
    for (PageStore *store : std::initializer_list<PageStore *>{&plans, &quota, &metrics, &organizationMetrics,
                                                               &switcher, &impersonation, &impersonations, &audit}) {
        again(*store);
    }
}

AppServices::AppServices(AppServicesOptions options)
    : m_parts(std::make_unique<Parts>(options))
{
}

AppServices::~AppServices()
{
    // Stores that die announce nothing to stores that are dead already.
    m_parts->session.disconnect();
    m_parts->stream.stop();
}

AppContext &AppServices::context()
{
    return m_parts->context;
}

QString AppServices::profilesError() const
{
    return m_parts->profilesError;
}

} // namespace objecta::stores
