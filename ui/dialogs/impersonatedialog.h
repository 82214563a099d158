// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/impersonationstore.h"
#include "ui/dialogs/formdialog.h"

class QLineEdit;

namespace objecta::ui {

class Field;
class ReasonField;
class Segments;

/// Asks why and for how long, then starts the impersonation; closes itself once it is active. While the server works,
/// Cancel takes the request back.
class ImpersonateDialog final : public FormDialog {
    Q_OBJECT
public:
    ImpersonateDialog(stores::AppContext &context, const Organization &organization, QWidget *parent);

public slots:
    void reject() override;

private:
    void submit();
    void onPhase(stores::ImpersonationStore::Phase phase);
    void onFailed(const api::ApiError &error);
    void setWorking(bool working);

    stores::AppContext &m_context;
    OrganizationId m_id;
    ReasonField *m_reason;
    Segments *m_minutes;
    QPushButton *m_cancel;
    bool m_starting = false;
};

/// Says what stops, and asks for the slug. Closes itself once the organization is suspended. `organization` is the one
/// that the organization store shows.
class SuspendDialog final : public FormDialog {
    Q_OBJECT
public:
    SuspendDialog(stores::AppContext &context, const Organization &organization, QWidget *parent);

public slots:
    void reject() override;

private:
    void submit();
    void setWorking(bool working);
    void refresh();

    stores::AppContext &m_context;
    OrganizationId m_id;
    QString m_slug;
    QLineEdit *m_typed;
    QPushButton *m_main;
};

/// The session ended while forms were open: the password, over them. Esc is passed over, because signing out drops
/// what was not saved; the button for that says so.
class ReauthDialog final : public FormDialog {
    Q_OBJECT
public:
    ReauthDialog(stores::AppContext &context, QWidget *parent);

public slots:
    /// Not signing in again means signing out.
    void reject() override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void submit();

    stores::AppContext &m_context;
    QString m_email;
    QLineEdit *m_password;
    Field *m_passwordField;
};

} // namespace objecta::ui
