// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/alert.h"
#include "models/stores/appcontext.h"

#include <QWidget>

class QVBoxLayout;

namespace objecta::ui {

class Banner;
struct InfoLook;
class Text;

/// How an alert presents itself: what it is about in words, whose, since when.
InfoLook alertLook(const Alert &alert);

/// The newest open alerts. A click leads to the organization; a button notes that somebody has seen it.
class AlertList final : public QWidget {
    Q_OBJECT
public:
    explicit AlertList(stores::AppContext &context, QWidget *parent = nullptr);

    static constexpr int rowsAtMost = 7;

signals:
    void openWanted(const objecta::OrganizationId &id);
    /// What it uses of a resource (of the contract): the alert is about a limit.
    void usageWanted(const objecta::OrganizationId &id, const QString &resource);

private:
    void refresh();
    void refreshButtons();

    stores::AppContext &m_context;
    QVBoxLayout *m_rows;
    Text *m_note;
    Banner *m_error;
};

} // namespace objecta::ui
