// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace objecta::core {
class Log;
class ProfileStore;
class Settings;
class Translations;
} // namespace objecta::core
namespace objecta::api {
class AdminApi;
class ApiClient;
class MetricsStream;
class SecretStore;
class Session;
} // namespace objecta::api

namespace objecta::stores {

class AlertStore;
class AuditStore;
class ConnectionStore;
class ImpersonationListStore;
class ImpersonationStore;
class MetricsStore;
class OrganizationListStore;
class OrganizationStore;
class PlanStore;
class QuotaStore;
class TenantSwitcherStore;
class ThrottleStore;

/// Everything the UI is built on, by reference; AppServices owns it and outlives the UI. The UI makes only dialogs'
/// own stores (CreateOrganizationStore) itself.
///
/// What AppServices does by itself: after signing in it loads plans, the organization list and the switcher and starts
/// the stream; after signing out it resets every store; changes of an organization in one store reach the others (the
/// quota editor's limits too, its edits stay); ConnectionStore::restored() reloads what is stale.
struct AppContext {
    core::Settings &settings;
    core::ProfileStore &profiles;
    core::Translations &translations;
    core::Log &log;
    api::SecretStore &secrets;
    api::ApiClient &client;
    api::Session &session;
    api::AdminApi &admin;
    api::MetricsStream &stream;
    ConnectionStore &connection;
    PlanStore &plans;
    OrganizationListStore &organizations;
    /// The organization that the detail page shows.
    OrganizationStore &organization;
    QuotaStore &quota;
    /// The live metrics page: the platform, or the organization chosen there.
    MetricsStore &metrics;
    /// The charts of the detail page; follows `organization`.
    MetricsStore &organizationMetrics;
    TenantSwitcherStore &switcher;
    ImpersonationStore &impersonation;
    ImpersonationListStore &impersonations;
    AuditStore &audit;
    /// Who is held to a lower rate now.
    ThrottleStore &throttles;
    /// What staff should look at.
    AlertStore &alerts;
};

} // namespace objecta::stores
