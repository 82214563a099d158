// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/pagestore.h"

#include <QTimer>

#include <optional>

namespace objecta::stores {

/// What an organization used of each limit, day by day over thirty days, and when it will reach it. Read while active:
/// at once and every minute. GUI thread.
class UsageStore : public PageStore {
    Q_OBJECT

public:
    explicit UsageStore(const api::AdminApi &admin, QObject *parent = nullptr);

    /// Another one drops what is shown.
    void setOrganization(const std::optional<OrganizationId> &id);
    void setActive(bool active);
    [[nodiscard]] bool isActive() const { return m_active; }
    /// Meaningful with hasData().
    [[nodiscard]] const DailyUsage &usage() const { return m_usage; }
    void reset() { setOrganization(std::nullopt); }

public slots:
    void reload() override;

private:
    api::AdminApi m_admin;
    QTimer m_again;
    std::optional<OrganizationId> m_id;
    DailyUsage m_usage;
    bool m_active = false;
};

} // namespace objecta::stores
