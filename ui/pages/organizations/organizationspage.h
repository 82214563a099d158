// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "models/stores/appcontext.h"

#include <QWidget>

class QSplitter;

namespace objecta::ui {

class Commands;
class ConfirmDialog;
class OrganizationDetail;
class OrganizationList;

/// The list at the left, the chosen organization at the right.
class OrganizationsPage final : public QWidget {
    Q_OBJECT
public:
    OrganizationsPage(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);
    ~OrganizationsPage() override;

    /// Goes to an organization, in the list or not. Asks first where quota edits would be lost.
    void open(const OrganizationId &id, const Organization *known = nullptr);
    /// Asks whether the quota edits may be lost; what then happens is up to who listens to the dialog.
    ConfirmDialog *askToDiscard();
    void focusSearch();
    /// The quota editor of the chosen organization.
    void showQuotas();
    void showOverview();
    [[nodiscard]] OrganizationDetail *detail() const { return m_detail; }
    [[nodiscard]] OrganizationList *list() const { return m_list; }

signals:
    /// An organization was chosen here.
    void chosen(const objecta::Organization &organization);
    /// Another one was to be opened, but the edits of this one were not to be discarded.
    void stayed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void go(const OrganizationId &id, const Organization *known);
    void refreshCommands();

    stores::AppContext &m_context;
    Commands &m_commands;
    OrganizationList *m_list;
    OrganizationDetail *m_detail;
    QSplitter *m_splitter;
};

} // namespace objecta::ui
