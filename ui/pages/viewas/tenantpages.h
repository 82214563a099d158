// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QWidget>

namespace objecta::ui {

class UsageGauges;

/// What a tenant sees of its use, in the window of an impersonation.
class TenantUsagePage final : public QWidget {
    Q_OBJECT
public:
    explicit TenantUsagePage(stores::AppContext &context, QWidget *parent = nullptr);

private:
    void refresh();

    stores::AppContext &m_context;
    UsageGauges *m_gauges;
    class QVBoxLayout *m_lines;
};

/// The tenant's agents.
QWidget *makeTenantAgentsPage(stores::AppContext &context);
/// The tenant's people.
QWidget *makeTenantMembersPage(stores::AppContext &context);

} // namespace objecta::ui
