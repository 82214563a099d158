// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "models/stores/pagestore.h"

#include <QTimer>

#include <vector>

namespace objecta::stores {

/// What staff should look at: the open alerts, the newest first. Follows the stream's events. GUI thread.
class AlertStore : public PageStore {
    Q_OBJECT

public:
    AlertStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent = nullptr);

    /// One page of them.
    [[nodiscard]] const std::vector<Alert> &items() const { return m_items; }
    /// Whether there are more than those.
    [[nodiscard]] bool hasMore() const { return m_more; }
    /// Notes that somebody has seen it; ends in acknowledged() or acknowledgeFailed().
    void acknowledge(const AlertId &id);
    [[nodiscard]] bool isActing(const AlertId &id) const;
    void reset();

public slots:
    void reload() override;

signals:
    void acknowledged(const objecta::AlertId &id);
    void acknowledgeFailed(const objecta::AlertId &id, const objecta::api::ApiError &error);

private:
    api::AdminApi m_admin;
    std::vector<Alert> m_items;
    QTimer m_eventDelay;
    bool m_more = false;
};

} // namespace objecta::stores
