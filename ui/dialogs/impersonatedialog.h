// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/impersonationstore.h"
#include "ui/dialogs/formdialog.h"

class QLineEdit;
class QSpinBox;

namespace objecta::ui {

class Field;

/// Asks why and for how long, then starts the impersonation; closes itself once it is active.
class ImpersonateDialog final : public FormDialog {
    Q_OBJECT
public:
    ImpersonateDialog(stores::AppContext &context, const Organization &organization, QWidget *parent);

public slots:
    void reject() override;

private:
    void submit();

    stores::AppContext &m_context;
    OrganizationId m_id;
    QLineEdit *m_reason;
    QSpinBox *m_minutes;
    Field *m_reasonField;
    QPushButton *m_main;
    bool m_starting = false;
};

/// Says what stops, and asks for the slug. Closes itself once the organization is suspended.
class SuspendDialog final : public FormDialog {
    Q_OBJECT
public:
    SuspendDialog(stores::AppContext &context, const Organization &organization, QWidget *parent);

private:
    stores::AppContext &m_context;
    QString m_slug;
    QLineEdit *m_typed;
    QPushButton *m_main;
};

/// The session ended while forms were open: the password, over them.
class ReauthDialog final : public FormDialog {
    Q_OBJECT
public:
    ReauthDialog(stores::AppContext &context, QWidget *parent);

public slots:
    /// Not signing in again means signing out.
    void reject() override;

private:
    void submit();

    stores::AppContext &m_context;
    QString m_email;
    QLineEdit *m_password;
};

} // namespace objecta::ui
