// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "models/stores/pagestore.h"
#include "models/tables/impersonationlistmodel.h"

#include <QTimer>

namespace objecta::stores {

/// Active (and on demand past) impersonations; any can be revoked.
class ImpersonationListStore : public PageStore {
    Q_OBJECT

public:
    ImpersonationListStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent = nullptr);

    [[nodiscard]] tables::ImpersonationListModel *model() { return &m_model; }
    /// Default: only active ones. Loads.
    void setActiveOnly(bool activeOnly);
    [[nodiscard]] bool activeOnly() const { return m_activeOnly; }
    /// Ends one; the row changes by itself. Ends in revoked() or revokeFailed().
    void revoke(const ImpersonationId &id);
    void reset();

public slots:
    void reload() override;
    void loadMore();

signals:
    void moreFailed(const objecta::api::ApiError &error);
    void revoked(const objecta::ImpersonationId &id);
    void revokeFailed(const objecta::api::ApiError &error);

private:
    api::AdminApi m_admin;
    tables::ImpersonationListModel m_model;
    QString m_nextCursor;
    QTimer m_eventDelay;
    QTimer m_clock;
    bool m_activeOnly = true;
};

} // namespace objecta::stores
