// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/usagestore.h"

namespace objecta::stores {

namespace {

constexpr int againMs = 60'000;

} // namespace

UsageStore::UsageStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    m_again.setInterval(againMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        // What could not be read at all says so until somebody tries again.
        if (state() != State::Error) {
            reload();
        }
    });
}

void UsageStore::setOrganization(const std::optional<OrganizationId> &id)
{
    if (id == m_id) {
        return;
    }
    forget();
    m_id = id;
    m_usage = {};
    if (m_active) {
        reload();
    }
}

void UsageStore::setActive(bool active)
{
    if (m_active == active) {
        return;
    }
    m_active = active;
    if (active) {
        m_again.start();
        reload();
    } else {
        m_again.stop();
        if (isBusy()) {
            cancel();
        }
    }
}

void UsageStore::reload()
{
    if (!m_id) {
        return;
    }
    begin();
    m_scope.run<DailyUsage>(QStringLiteral("days"), m_admin.dailyUsage(*m_id),
                            [this](api::ApiResult<DailyUsage> result) {
                                if (!result) {
                                    failWith(result.error());
                                    return;
                                }
                                m_usage = std::move(result->value);
                                succeed(false);
                            });
}

} // namespace objecta::stores
