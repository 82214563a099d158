// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/requestscope.h"
#include "app/core/profile.h"

#include <QObject>

namespace objecta::core {
class Log;
}

namespace objecta::api {

class SecretStore;

/// The signed-in member of staff on the server of one profile. The refresh token lives in the SecretStore, the access
/// token in memory only. GUI thread.
class Session : public QObject {
    Q_OBJECT

public:
    enum class State {
        SignedOut,
        /// Reading the stored refresh token and trying it.
        Restoring,
        SigningIn,
        SignedIn,
        /// Was signed in; the server ended the session. The UI asks for the password over the open forms.
        Expired,
    };
    Q_ENUM(State)

    Session(ApiClient &client, SecretStore &secrets, core::Log &log, QObject *parent = nullptr);

    /// Goes to another server, signed out. Follow with restore() or signIn().
    void useProfile(const core::ServerProfile &profile);
    [[nodiscard]] const core::ServerProfile &profile() const { return m_profile; }

    /// What a profile's refresh token is stored under. It belongs to the server at this address: under another one the
    /// same profile has none.
    [[nodiscard]] static QString secretKey(const core::ServerProfile &profile);
    /// Removes the stored token of a profile that was removed, or that is about to get another address.
    void forgetToken(const core::ServerProfile &profile);

    /// Signs in with the stored refresh token, if any: ends SignedIn or SignedOut (with restoreFailed() when the
    /// server could not be reached; the stored token then stays).
    void restore();
    /// Ends SignedIn, or as it was with signInFailed().
    void signIn(const QString &email, const QString &password);
    /// Gives up a running signIn() or restore().
    void cancel();
    /// Ends the session here at once and on the server in the background; removes the stored token.
    void signOut();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isSignedIn() const { return m_state == State::SignedIn; }
    /// Meaningful while SignedIn or Expired.
    [[nodiscard]] const StaffProfile &staff() const { return m_staff; }

    /// What the role allows, for enabling actions; the server decides. False on a read-only profile (but looking).
    [[nodiscard]] bool mayChange() const;
    [[nodiscard]] bool mayImpersonate() const;

signals:
    void stateChanged(objecta::api::Session::State state);
    void profileChanged();
    void signInFailed(const objecta::api::ApiError &error);
    void restoreFailed(const objecta::api::ApiError &error);
    /// The stored token could not be kept: the next start asks for the password. The text is English, for details.
    void tokenNotStored(const QString &detail);

private:
    void setState(State state);
    void refresh();
    void dropCalls();
    void adopt(const TokenResponse &tokens);
    void loadStaff();
    void store();
    void storeRecovering();
    void onRefreshFailed(const ApiError &error);
    void endSession(State state);
    [[nodiscard]] QString secretKey() const;
    [[nodiscard]] int rank() const;

    ApiClient &m_client;
    SecretStore &m_secrets;
    core::Log &m_log;
    AuthApi m_auth;
    AdminApi m_admin;
    RequestScope m_scope;
    core::ServerProfile m_profile;
    StaffProfile m_staff;
    QByteArray m_refreshToken;
    State m_state = State::SignedOut;
    /// Where a failed or cancelled sign-in goes back to.
    State m_before = State::SignedOut;
    /// Counts sign-ins and profile changes, so that late answers of the secret store are recognized.
    int m_generation = 0;
};

} // namespace objecta::api
