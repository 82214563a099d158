// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/throttleeffect.h"

#include <QHash>
#include <QWidget>

class QGridLayout;

namespace objecta::ui {

class Banner;
class Text;
class ThrottleList;
class TopTenantsModel;

/// The throttles that hold, and what the chosen one does for the others: their latencies before it began and now.
class ThrottlePanel final : public QWidget {
    Q_OBJECT
public:
    /// The others are those that `tenants` ranks.
    ThrottlePanel(stores::AppContext &context, TopTenantsModel *tenants, QWidget *parent = nullptr);

    [[nodiscard]] ThrottleList *list() const { return m_list; }
    [[nodiscard]] const stores::ThrottleEffectStore &effect() const { return m_effect; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Row {
        Text *name;
        Text *p50;
        Text *p99;
    };
    void follow();
    void refresh();
    [[nodiscard]] std::vector<OrganizationId> others(const OrganizationId &held) const;

    stores::AppContext &m_context;
    stores::ThrottleEffectStore m_effect;
    TopTenantsModel *m_tenants;
    ThrottleList *m_list;
    QGridLayout *m_grid;
    Text *m_when;
    Banner *m_error;
    QList<Row> m_rows;
    QHash<QString, QString> m_names;
};

} // namespace objecta::ui
