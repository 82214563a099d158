// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/contract/ids.h"
#include "ui/widgets/popup.h"

namespace objecta::ui {

/// Ctrl+O: search as you type over all organizations, the recent ones first.
class TenantSwitcher final : public Popup {
    Q_OBJECT
public:
    TenantSwitcher(stores::AppContext &context, QWidget *window);

signals:
    void chosen(const objecta::OrganizationId &id);

protected:
    void choose(const QModelIndex &index) override;
    [[nodiscard]] bool isChoosable(const QModelIndex &index) const override;
    [[nodiscard]] bool isWaiting() const override;

private:
    void refresh();

    stores::AppContext &m_context;
};

} // namespace objecta::ui
