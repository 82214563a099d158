// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/pagestore.h"
#include "models/tables/planlistmodel.h"

namespace objecta::stores {

/// The plans; loaded once after signing in.
class PlanStore : public PageStore {
    Q_OBJECT

public:
    explicit PlanStore(const api::AdminApi &admin, QObject *parent = nullptr);

    [[nodiscard]] tables::PlanListModel *model() { return &m_model; }
    /// The plan's name, or the id itself where it is not known.
    [[nodiscard]] QString name(const QString &planId) const;
    /// Names by id.
    [[nodiscard]] QHash<QString, QString> names() const;
    void reset();

public slots:
    void reload() override;

private:
    api::AdminApi m_admin;
    tables::PlanListModel m_model;
};

} // namespace objecta::stores
