// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/session.h"

#include "app/api/secretstore.h"
#include "app/core/log.h"
#include "app/core/text.h"

namespace objecta::api {

namespace {

const QString signInSlot = QStringLiteral("sign-in");
const QString refreshSlot = QStringLiteral("refresh");
const QString staffSlot = QStringLiteral("staff");

} // namespace

Session::Session(ApiClient &client, SecretStore &secrets, core::Log &log, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_secrets(secrets)
    , m_log(log)
    , m_auth(client)
    , m_admin(client)
    , m_scope(this)
{
    connect(&m_client, &ApiClient::refreshWanted, this, &Session::refresh);
}

void Session::useProfile(const core::ServerProfile &profile)
{
    ++m_generation;
    m_scope.close();
    m_profile = profile;
    m_client.setBaseUrl(profile.baseUrl);
    endSession(State::SignedOut);
    emit profileChanged();
}

void Session::restore()
{
    const int generation = ++m_generation;
    dropCalls();
    m_before = State::SignedOut;
    setState(State::Restoring);
    m_secrets.read(secretKey(), this, [this, generation](tl::expected<std::optional<QByteArray>, SecretError> found) {
        if (generation != m_generation) {
            return;
        }
        if (!found) {
            m_log.warning(found.error().detail);
        }
        if (!found || !*found || (*found)->isEmpty()) {
            setState(State::SignedOut);
            return;
        }
        m_refreshToken = **found;
        m_client.requestRefresh();
    });
}

void Session::signIn(const QString &email, const QString &password)
{
    ++m_generation;
    dropCalls();
    if (m_state != State::SigningIn && m_state != State::Restoring) {
        m_before = m_state == State::SignedIn ? State::SignedOut : m_state;
    }
    setState(State::SigningIn);
    m_scope.run<TokenResponse>(signInSlot, m_auth.signIn(email, password), [this](ApiResult<TokenResponse> result) {
        if (!result) {
            setState(m_before);
            emit signInFailed(result.error());
            return;
        }
        adopt(result->value);
        loadStaff();
    });
}

void Session::cancel()
{
    if (m_state != State::SigningIn && m_state != State::Restoring) {
        return;
    }
    ++m_generation;
    dropCalls();
    m_client.clearAccessToken();
    setState(m_before);
}

void Session::signOut()
{
    ++m_generation;
    dropCalls();
    if (!m_refreshToken.isEmpty()) {
        // Nobody waits for the answer: a server that is not there ends the session when the token expires.
        m_auth.signOut(m_refreshToken).start(&m_client, [](const ApiResult<Nothing> &) {});
    }
    m_secrets.remove(secretKey(), this, [this](tl::expected<void, SecretError> removed) {
        if (!removed) {
            m_log.warning(removed.error().detail);
            m_secrets.forgetFallback();
        }
    });
    endSession(State::SignedOut);
}

void Session::dropCalls()
{
    m_scope.close();
    // A refresh among them will not be answered any more: nothing may wait for it.
    if (m_client.isRefreshing()) {
        m_client.refreshFailed(ApiError::cancelled());
    }
}

bool Session::mayChange() const
{
    return rank() >= 2 && !m_profile.readOnly;
}

bool Session::mayImpersonate() const
{
    return rank() >= 1;
}

int Session::rank() const
{
    static const QStringList ranks{QStringLiteral("viewer"), QStringLiteral("support"), QStringLiteral("operator"),
                                   QStringLiteral("admin"), QStringLiteral("owner")};
    return static_cast<int>(ranks.indexOf(core::text(m_staff.role)));
}

void Session::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        emit stateChanged(state);
    }
}

void Session::refresh()
{
    if (m_refreshToken.isEmpty()) {
        ApiError error;
        error.kind = ApiError::Kind::Unauthorized;
        error.code = QStringLiteral("unauthenticated");
        m_client.refreshFailed(error);
        return;
    }
    m_scope.run<TokenResponse>(refreshSlot, m_auth.refresh(m_refreshToken), [this](ApiResult<TokenResponse> result) {
        if (!result) {
            onRefreshFailed(result.error());
            return;
        }
        adopt(result->value);
        if (m_state == State::Restoring) {
            loadStaff();
        }
    });
}

void Session::onRefreshFailed(const ApiError &error)
{
    const bool refused = error.status == 401 || error.status == 403 || error.status == 422;
    ApiError parked = error;
    if (refused) {
        parked.kind = ApiError::Kind::Unauthorized;
    }
    const bool restoring = m_state == State::Restoring;
    if (refused) {
        m_log.info(QStringLiteral("The server ended the session (%1).").arg(error.code));
        m_secrets.remove(secretKey(), this, [](const tl::expected<void, SecretError> &) {});
        endSession(restoring ? State::SignedOut : State::Expired);
    } else if (restoring) {
        // The token on the disk stays: it is good as soon as the server is back.
        m_refreshToken.clear();
        setState(State::SignedOut);
    }
    m_client.refreshFailed(parked);
    if (restoring && !refused) {
        emit restoreFailed(error);
    }
}

void Session::adopt(const TokenResponse &tokens)
{
    m_refreshToken = QByteArray::fromStdString(tokens.refreshToken);
    store();
    m_client.setAccessToken(QByteArray::fromStdString(tokens.accessToken));
}

void Session::loadStaff()
{
    m_scope.run<StaffProfile>(staffSlot, m_admin.me(), [this](ApiResult<StaffProfile> result) {
        if (!result) {
            const bool restoring = m_state == State::Restoring;
            const State before = m_before;
            m_client.clearAccessToken();
            setState(before);
            restoring ? emit restoreFailed(result.error()) : emit signInFailed(result.error());
            return;
        }
        m_staff = result->value;
        m_log.info(QStringLiteral("Signed in on %1 as %2.").arg(m_profile.name, core::text(m_staff.role)));
        setState(State::SignedIn);
    });
}

void Session::store()
{
    const int generation = m_generation;
    m_secrets.write(secretKey(), m_refreshToken, this, [this, generation](tl::expected<void, SecretError> written) {
        if (written || generation != m_generation) {
            return;
        }
        m_log.warning(written.error().detail);
        if (written.error().kind == SecretError::Kind::Damaged) {
            storeRecovering();
        } else {
            emit tokenNotStored(written.error().detail);
        }
    });
}

void Session::storeRecovering()
{
    // Nothing but refresh tokens is kept there, and none of them can be read any more.
    m_secrets.forgetFallback();
    m_secrets.write(secretKey(), m_refreshToken, this, [this](tl::expected<void, SecretError> written) {
        if (!written) {
            m_log.warning(written.error().detail);
            emit tokenNotStored(written.error().detail);
        }
    });
}

void Session::endSession(State state)
{
    m_refreshToken.clear();
    m_client.clearAccessToken();
    m_before = state;
    if (state == State::SignedOut) {
        m_staff = {};
    }
    setState(state);
}

QString Session::secretKey() const
{
    return secretKey(m_profile);
}

QString Session::secretKey(const core::ServerProfile &profile)
{
    const QUrl &url = profile.baseUrl;
    const int port = url.port(url.scheme() == QStringLiteral("https") ? 443 : 80);
    return QStringLiteral("refresh-token/%1/%2://%3:%4").arg(profile.id, url.scheme(), url.host()).arg(port);
}

void Session::forgetToken(const core::ServerProfile &profile)
{
    m_secrets.remove(secretKey(profile), this, [this](const tl::expected<void, SecretError> &removed) {
        if (!removed) {
            m_log.warning(removed.error().detail);
        }
    });
}

} // namespace objecta::api
