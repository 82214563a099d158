// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"

#include <QWidget>

#include <optional>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace objecta::ui {

class Avatar;
class Badge;
class Banner;
class Commands;
class MetricsTab;
class OverviewTab;
class QuotaEditor;
class StateView;
class Text;
class UsageTab;

/// The inspector: one organization, its state and the acts on it.
class OrganizationDetail final : public QWidget {
    Q_OBJECT
public:
    enum Tab { Overview, Quotas, Usage, Metrics };

    OrganizationDetail(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] QuotaEditor *quotas() const { return m_quotas; }
    [[nodiscard]] UsageTab *usage() const { return m_usage; }
    [[nodiscard]] MetricsTab *metrics() const { return m_metrics; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHeader(Commands &commands);
    void refresh();

    stores::AppContext &m_context;
    /// Whose errors m_actError has.
    std::optional<OrganizationId> m_shown;
    Avatar *m_avatar;
    Text *m_name;
    Badge *m_status;
    Badge *m_plan;
    Badge *m_held;
    Text *m_facts;
    class QPushButton *m_viewAs;
    class QPushButton *m_edit;
    QToolButton *m_menu;
    Banner *m_actError;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    QuotaEditor *m_quotas;
    UsageTab *m_usage;
    MetricsTab *m_metrics;
    StateView *m_states;
};

} // namespace objecta::ui
