// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/pagestore.h"
#include "models/tables/agenttablemodel.h"
#include "models/tables/usertablemodel.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTimer>

namespace objecta::stores {

/// Looking through one organization's eyes: the impersonation, its countdown, and what the tenant sees. Nothing of it
/// is ever stored.
class ImpersonationStore : public PageStore {
    Q_OBJECT

public:
    enum class Phase {
        Inactive,
        Starting,
        Active,
        /// Its time ran out; the view is to be covered.
        Expired,
        /// Stopped, here or by somebody else.
        Ended,
    };
    Q_ENUM(Phase)

    ImpersonationStore(const api::AdminApi &admin, QObject *parent = nullptr);
    ~ImpersonationStore() override;

    /// Asks for an impersonation of 1 to 60 minutes with a reason of 3 to 500 characters. Ends in phase Active (and
    /// loads the tenant's data), or back with startFailed(). A running impersonation is stopped first: no nesting.
    void start(const OrganizationId &id, const QString &reason, int minutes = 30);
    void cancelStart();
    /// Ends it, here at once and on the server in the background; the call, if there is one, to wait for at the end of
    /// the program, and before signing out: without the session's token it would not be sent any more.
    QPointer<api::PendingCall> stop();

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] bool isActive() const { return m_phase == Phase::Active; }
    [[nodiscard]] QString organizationName() const;
    [[nodiscard]] QString organizationSlug() const;
    /// The impersonation's own id, of all that run; meaningful while Active.
    [[nodiscard]] ImpersonationId id() const { return m_token.id; }
    [[nodiscard]] OrganizationId organizationId() const { return m_token.organizationId; }
    [[nodiscard]] QString reason() const;
    /// UTC, by the server's clock.
    [[nodiscard]] QDateTime expiresAt() const;
    /// By the clock of the server, whatever this machine's says; 0 when over.
    [[nodiscard]] int secondsLeft() const;

    /// What the tenant sees. PageStore's state is of these together.
    [[nodiscard]] tables::AgentTableModel *agents() { return &m_agents; }
    [[nodiscard]] tables::UserTableModel *users() { return &m_users; }
    [[nodiscard]] const Usage &usage() const { return m_usage; }

    void reset();

public slots:
    /// The tenant's agents, users and usage.
    void reload() override;

signals:
    void phaseChanged(objecta::stores::ImpersonationStore::Phase phase);
    /// Each second while Active.
    void tick(int secondsLeft);
    void startFailed(const objecta::api::ApiError &error);

private:
    void setPhase(Phase phase);
    void onSecond();
    void arrived(const api::ApiError *error);
    void loadMoreAgents();
    void loadMoreUsers();
    /// Whether the error says that the impersonation is over.
    bool endsHere(const api::ApiError &error);
    void wipe();

    api::AdminApi m_admin;
    std::optional<api::TenantApi> m_tenant;
    /// Keeps the stop call apart: reset() must not abort it.
    api::RequestScope m_control;
    ImpersonationToken m_token;
    tables::AgentTableModel m_agents;
    tables::UserTableModel m_users;
    Usage m_usage;
    QString m_agentCursor;
    QString m_userCursor;
    QTimer m_second;
    QElapsedTimer m_since;
    /// This machine's wall clock when it ends: the other clock stands still while the machine sleeps.
    QDateTime m_wallEnd;
    int m_awaited = 0;
    std::optional<api::ApiError> m_firstError;
    Phase m_phase = Phase::Inactive;
};

} // namespace objecta::stores
