// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"

#include <QWidget>

namespace objecta::ui {

class Badge;
class DataTable;
class Segments;
class TopTenantsModel;

/// Who takes the most of the platform, ranked each second by the last ten: share of requests, of database time or of
/// errors, and what can be done about it. Rows stay in their place while the mouse is over them.
class NoisyPage final : public QWidget {
    Q_OBJECT
public:
    explicit NoisyPage(stores::AppContext &context, QWidget *parent = nullptr);

    [[nodiscard]] TopTenantsModel *model() const { return m_model; }
    [[nodiscard]] DataTable *table() const { return m_table; }

signals:
    void openWanted(const objecta::OrganizationId &id);
    /// Its metrics.
    void metricsWanted(const objecta::OrganizationId &id);
    void viewAsWanted(const objecta::OrganizationId &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeTable();

    TopTenantsModel *m_model;
    DataTable *m_table;
    Segments *m_by;
    Badge *m_heldBadge;
};

} // namespace objecta::ui
