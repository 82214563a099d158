// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace objecta::api {
struct ApiError;
}

namespace objecta::ui {

class Banner;
class EnvironmentPill;
class Field;
class Text;

/// The first screen: which server, who. On a fresh machine it asks for the server's address instead of a profile.
class SignInPage final : public QWidget {
    Q_OBJECT
public:
    explicit SignInPage(stores::AppContext &context, QWidget *parent = nullptr);

    /// Goes to a profile, signed out; an empty id chooses the last one, or the first. With `restore` its stored session
    /// is tried.
    void chooseProfile(const QString &profileId, bool restore);
    /// Shows a profile that is in use already; the session stays as it is.
    void showProfile(const QString &profileId);
    /// Types in the form, as a person would.
    void fill(const QString &email, const QString &password);
    void submit();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeCard();
    void fillProfiles();
    void setCurrentProfile(const QString &profileId);
    void selectProfile(bool restore);
    void focusForm();
    void reveal(bool shown);
    void forgetPassword();
    bool addFirstProfile();
    void refresh();
    void showError(const api::ApiError &error);
    void editProfile(bool fresh);

    stores::AppContext &m_context;
    Text *m_title;
    Text *m_intro;
    QWidget *m_profileRow;
    QComboBox *m_profiles;
    EnvironmentPill *m_environment;
    Text *m_address;
    Field *m_urlField;
    QLineEdit *m_url;
    Field *m_emailField;
    QLineEdit *m_email;
    Field *m_passwordField;
    QLineEdit *m_password;
    QAction *m_reveal;
    QToolButton *m_edit;
    QPushButton *m_signIn;
    QPushButton *m_cancel;
    QProgressBar *m_progress;
    Banner *m_error;
    Banner *m_keychain;
    bool m_filling = false;
};

} // namespace objecta::ui
