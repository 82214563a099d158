// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/impersonationstore.h"

#include "app/core/text.h"

#include <algorithm>

namespace objecta::stores {

namespace {

const QString startSlot = QStringLiteral("start");
const QString agentsSlot = QStringLiteral("agents");
const QString usersSlot = QStringLiteral("users");
const QString usageSlot = QStringLiteral("usage");

} // namespace

ImpersonationStore::ImpersonationStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
    , m_control(this)
{
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ImpersonationStore::onSecond);
    connect(&m_agents, &tables::PagedTableModel::fetchMoreWanted, this, &ImpersonationStore::loadMoreAgents);
    connect(&m_users, &tables::PagedTableModel::fetchMoreWanted, this, &ImpersonationStore::loadMoreUsers);
}

ImpersonationStore::~ImpersonationStore() = default;

void ImpersonationStore::start(const OrganizationId &id, const QString &reason, int minutes)
{
    stop();
    CreateImpersonation create;
    create.organizationId = id;
    create.reason = core::utf8(reason.trimmed());
    create.minutes = static_cast<int64_t>(minutes);
    setPhase(Phase::Starting);
    m_control.run<ImpersonationToken>(
        startSlot, m_admin.startImpersonation(create), [this](api::ApiResult<ImpersonationToken> result) {
            if (!result) {
                setPhase(Phase::Inactive);
                emit startFailed(result.error());
                return;
            }
            m_token = result->value;
            m_since.start();
            m_wallEnd = QDateTime::currentDateTimeUtc().addSecs(m_token.expiresIn);
            m_admin.client().noteServerTime(core::dateTime(m_token.expiresAt).addSecs(-m_token.expiresIn));
            m_tenant.emplace(m_admin.client(), core::text(m_token.organizationSlug),
                             QByteArray::fromStdString(m_token.accessToken));
            m_second.start();
            setPhase(Phase::Active);
            emit tick(secondsLeft());
            reload();
        });
}

void ImpersonationStore::cancelStart()
{
    m_control.cancel(startSlot);
}

QPointer<api::PendingCall> ImpersonationStore::stop()
{
    m_control.abort(startSlot);
    QPointer<api::PendingCall> call;
    if (m_phase == Phase::Active) {
        // On its own: neither another start nor the end of this store takes the stop back.
        call =
            m_admin.stopImpersonation(m_token.id).start(&m_admin.client(), [](const api::ApiResult<api::Nothing> &) {});
        wipe();
        setPhase(Phase::Ended);
    } else if (m_phase == Phase::Starting) {
        setPhase(Phase::Inactive);
    }
    return call;
}

void ImpersonationStore::reset()
{
    stop();
    wipe();
    m_token = {};
    setPhase(Phase::Inactive);
}

void ImpersonationStore::wipe()
{
    m_second.stop();
    m_tenant.reset();
    m_token.accessToken.clear();
    forget();
    m_agents.setMore(false);
    m_agents.clear();
    m_users.setMore(false);
    m_users.clear();
    m_usage = {};
    m_agentCursor.clear();
    m_userCursor.clear();
}

QString ImpersonationStore::organizationName() const
{
    return core::text(m_token.organizationName);
}

QString ImpersonationStore::organizationSlug() const
{
    return core::text(m_token.organizationSlug);
}

QString ImpersonationStore::reason() const
{
    return core::text(m_token.reason);
}

QDateTime ImpersonationStore::expiresAt() const
{
    return core::dateTime(m_token.expiresAt);
}

int ImpersonationStore::secondsLeft() const
{
    if (m_phase != Phase::Active) {
        return 0;
    }
    // The steady clock does not run while the machine sleeps, the wall clock may be set: the earlier end counts.
    const qint64 steady = m_token.expiresIn * 1000 - m_since.elapsed();
    const qint64 wall = QDateTime::currentDateTimeUtc().msecsTo(m_wallEnd);
    return static_cast<int>(std::max<qint64>(0, (std::min(steady, wall) + 999) / 1000));
}

void ImpersonationStore::onSecond()
{
    const int left = secondsLeft();
    emit tick(left);
    if (left == 0) {
        wipe();
        setPhase(Phase::Expired);
    }
}

void ImpersonationStore::setPhase(Phase phase)
{
    if (m_phase != phase) {
        m_phase = phase;
        emit phaseChanged(phase);
    }
}

bool ImpersonationStore::endsHere(const api::ApiError &error)
{
    if (error.kind != api::ApiError::Kind::Unauthorized) {
        return false;
    }
    const bool timeIsUp = secondsLeft() <= 1 || error.is(ProblemCode::TokenExpired);
    wipe();
    setPhase(timeIsUp ? Phase::Expired : Phase::Ended);
    return true;
}

void ImpersonationStore::reload()
{
    if (!m_tenant) {
        return;
    }
    begin();
    m_awaited = 3;
    m_firstError.reset();
    m_scope.run<Page<Agent>>(agentsSlot, m_tenant->agents(), [this](api::ApiResult<Page<Agent>> result) {
        if (result) {
            m_agentCursor = result->value.nextCursor ? core::text(*result->value.nextCursor) : QString();
            m_agents.setRows(std::move(result->value.items));
            m_agents.setMore(!m_agentCursor.isEmpty());
        }
        arrived(result ? nullptr : &result.error());
    });
    m_scope.run<Page<User>>(usersSlot, m_tenant->users(), [this](api::ApiResult<Page<User>> result) {
        if (result) {
            m_userCursor = result->value.nextCursor ? core::text(*result->value.nextCursor) : QString();
            m_users.setRows(std::move(result->value.items));
            m_users.setMore(!m_userCursor.isEmpty());
        }
        arrived(result ? nullptr : &result.error());
    });
    m_scope.run<Usage>(usageSlot, m_tenant->usage(), [this](api::ApiResult<Usage> result) {
        if (result) {
            m_usage = result->value;
        }
        arrived(result ? nullptr : &result.error());
    });
}

void ImpersonationStore::arrived(const api::ApiError *error)
{
    if (error != nullptr && endsHere(*error)) {
        return;
    }
    if (error != nullptr && !m_firstError) {
        m_firstError = *error;
    }
    if (--m_awaited > 0) {
        return;
    }
    if (m_firstError) {
        failWith(*m_firstError);
    } else {
        succeed(false);
    }
}

void ImpersonationStore::loadMoreAgents()
{
    if (!m_tenant || m_agentCursor.isEmpty() || m_scope.isRunning(agentsSlot)) {
        return;
    }
    m_scope.run<Page<Agent>>(agentsSlot, m_tenant->agents(m_agentCursor), [this](api::ApiResult<Page<Agent>> result) {
        if (!result) {
            if (!endsHere(result.error())) {
                m_agents.setMore(true);
            }
            return;
        }
        m_agentCursor = result->value.nextCursor ? core::text(*result->value.nextCursor) : QString();
        m_agents.append(std::move(result->value.items));
        m_agents.setMore(!m_agentCursor.isEmpty());
    });
}

void ImpersonationStore::loadMoreUsers()
{
    if (!m_tenant || m_userCursor.isEmpty() || m_scope.isRunning(usersSlot)) {
        return;
    }
    m_scope.run<Page<User>>(usersSlot, m_tenant->users(m_userCursor), [this](api::ApiResult<Page<User>> result) {
        if (!result) {
            if (!endsHere(result.error())) {
                m_users.setMore(true);
            }
            return;
        }
        m_userCursor = result->value.nextCursor ? core::text(*result->value.nextCursor) : QString();
        m_users.append(std::move(result->value.items));
        m_users.setMore(!m_userCursor.isEmpty());
    });
}

} // namespace objecta::stores
