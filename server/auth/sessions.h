// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/auth.h"
#include "server/auth/api_keys.h"
#include "server/auth/refresh_tokens.h"
#include "server/auth/tokens.h"
#include "server/db/database.h"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace objecta::auth {

inline constexpr std::chrono::hours refreshTokenLife{24 * 30};

/// Where a request comes from: for the list of sessions and for the trail.
struct Client {
    std::string peer; ///< its address
    std::string userAgent;
    std::string requestId;
};

/// A member of staff, for signing in.
struct StaffAccount {
    StaffId id;
    std::string email;
    std::string name;
    std::string role;
    bool active = false;
    std::optional<std::string> passwordHash;
};

/// A member of staff as the session check finds it: always the present role.
struct StaffIdentity {
    StaffId id;
    std::string email;
    std::string role;
};
using StaffSessions = std::unordered_map<SessionId, StaffIdentity>;

struct OrganizationAccount {
    OrganizationId id;
    std::string slug;
    std::string status;
};

/// An organization in which an address has an account.
struct Membership {
    OrganizationAccount organization;
    std::string name;
};
/// So many of them a sign-in on app.<domain> tries, and always so many.
inline constexpr size_t mostMemberships = 8;

struct UserAccount {
    UserId id;
    std::string email;
    std::string role;
    bool active = false;
    std::optional<std::string> passwordHash;
};

/// Why nobody signs in to an organization of that status, told once the password proved right; nullopt when they do:
/// an archived one may still be read.
std::optional<ProblemCode> signInRefusal(std::string_view status);

/// Makes the scope that a sign-in on an organization's host works in: its rows, nobody's name.
class TenantSignIn {
public:
    static db::TenantScope scope(const OrganizationAccount &organization);
};

/// Sign-ins of staff and of organizations' users: begun, refreshed (the refresh token rotates; an old one that comes
/// again ends the session) and ended. All calls on the I/O thread.
class Sessions {
public:
    Sessions(db::Database &database, Tokens tokens, RefreshTokens refreshTokens, ApiKeys apiKeys)
        : m_database(database)
        , m_tokens(std::move(tokens))
        , m_refreshTokens(std::move(refreshTokens))
        , m_apiKeys(std::move(apiKeys))
    {
    }

    [[nodiscard]] const Tokens &tokens() const { return m_tokens; }
    [[nodiscard]] const ApiKeys &apiKeys() const { return m_apiKeys; }

    db::Awaitable<Result<std::optional<StaffAccount>>> findStaff(std::string email);
    db::Awaitable<Result<TokenResponse>> beginStaff(StaffAccount staff, Client client);
    db::Awaitable<Result<TokenResponse>> refreshStaff(std::string refreshToken, Client client);
    db::Awaitable<Result<void>> endStaff(std::string refreshToken, Client client);
    /// The member of staff whose session this is; Unauthenticated when it ended, expired or they were disabled.
    db::Awaitable<Result<StaffIdentity>> checkStaff(StaffId staff, SessionId session);
    /// Of many sessions those that checkStaff() would find, in one statement.
    db::Awaitable<Result<StaffSessions>> checkStaff(std::vector<SessionId> sessions);

    /// Whether we issued that refresh token, once. Nothing is looked up for it.
    [[nodiscard]] bool issued(std::string_view refreshToken) const
    {
        return m_refreshTokens.read(refreshToken).has_value();
    }

    /// OrganizationNotFound when no organization that lives has the slug.
    db::Awaitable<Result<OrganizationAccount>> findOrganization(std::string slug);
    /// The organizations where the address has an active account, by slug, mostMemberships at most.
    db::Awaitable<Result<std::vector<Membership>>> findMemberships(std::string email);
    db::Awaitable<Result<std::optional<UserAccount>>> findUser(OrganizationAccount organization, std::string email);
    /// Conflict when the session named is there.
    db::Awaitable<Result<TokenResponse>> beginUser(OrganizationAccount organization, UserAccount user, Client client,
                                                   SessionId session = SessionId::random());
    db::Awaitable<Result<TokenResponse>> refreshUser(OrganizationAccount organization, std::string refreshToken,
                                                     Client client);
    db::Awaitable<Result<void>> endUser(OrganizationAccount organization, std::string refreshToken, Client client);

private:
    db::Database &m_database;
    Tokens m_tokens;
    RefreshTokens m_refreshTokens;
    ApiKeys m_apiKeys;
};

} // namespace objecta::auth
