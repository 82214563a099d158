// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/createorganizationstore.h"
#include "ui/dialogs/formdialog.h"

#include <QPointer>

class QComboBox;
class QLineEdit;
class QStackedWidget;

namespace objecta::ui {

class Field;
class Text;

/// Name, slug, plan and administrator; then the initial password, shown this once. What was typed survives every
/// error. While the server works, Cancel takes the request back; otherwise it closes the dialog.
class NewOrganizationDialog final : public FormDialog {
    Q_OBJECT
public:
    NewOrganizationDialog(stores::AppContext &context, QWidget *parent);

signals:
    /// The organization exists; the dialog stays open to show the password.
    void created(const objecta::Organization &organization);

public slots:
    void reject() override;

private:
    QWidget *makeForm();
    QWidget *makeResult();
    void connectForm();
    void fillPlans();
    void showPlanLimits();
    [[nodiscard]] CreateOrganization input() const;
    /// Says what is wrong with one field already while it is edited; `done` once the user has left it.
    void checkEarly(const QString &field, bool done);
    void submit();
    void setWorking(bool working);
    void showFieldErrors();
    void showFailure(const api::ApiError &error);
    void showResult(const ProvisionedOrganization &organization);
    void copyPassword();

    stores::AppContext &m_context;
    stores::CreateOrganizationStore m_store;
    QStackedWidget *m_pages;
    QLineEdit *m_name;
    QLineEdit *m_slug;
    QComboBox *m_plan;
    QLineEdit *m_email;
    QHash<QString, Field *> m_fields;
    /// What checkEarly() found, by field.
    QHash<QString, QString> m_early;
    Text *m_host;
    QLineEdit *m_resultEmail;
    QLineEdit *m_password;
    QPushButton *m_copy;
    QPushButton *m_main;
    QPushButton *m_cancel;
    QPointer<QWidget> m_focusBefore;
    bool m_slugTyped = false;
    /// The next field errors answer a submit: the first wrong field gets the focus.
    bool m_submitted = false;
    bool m_done = false;
    bool m_copied = false;
};

} // namespace objecta::ui
