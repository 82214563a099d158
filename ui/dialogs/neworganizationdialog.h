// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/createorganizationstore.h"
#include "ui/dialogs/formdialog.h"

class QComboBox;
class QLineEdit;
class QStackedWidget;

namespace objecta::ui {

class Field;
class Text;

/// Name, slug, plan and administrator; then the initial password, shown this once.
class NewOrganizationDialog final : public FormDialog {
    Q_OBJECT
public:
    NewOrganizationDialog(stores::AppContext &context, QWidget *parent);

signals:
    void created(const objecta::Organization &organization);

public slots:
    void reject() override;

private:
    QWidget *makeForm();
    QWidget *makeResult();
    void fillPlans();
    void submit();
    void showFieldErrors();
    void showResult(const ProvisionedOrganization &organization);

    stores::AppContext &m_context;
    stores::CreateOrganizationStore m_store;
    QStackedWidget *m_pages;
    QLineEdit *m_name;
    QLineEdit *m_slug;
    QComboBox *m_plan;
    QLineEdit *m_email;
    QHash<QString, Field *> m_fields;
    Text *m_host;
    QLineEdit *m_resultEmail;
    QLineEdit *m_password;
    QPushButton *m_main;
    QPushButton *m_cancel;
    bool m_slugTyped = false;
    bool m_done = false;
    bool m_copied = false;
};

} // namespace objecta::ui
