// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/contract/timestamp.h"

#include <tl/expected.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

/// The 32-byte secret that access tokens are signed with. Wiped from memory when it goes.
class TokenKey {
public:
    static TokenKey random();
    /// Reads the key file; makes it (mode 0600, random) when there is none. The error is one sentence.
    static tl::expected<TokenKey, std::string> loadOrCreate(const std::filesystem::path &file);
    ~TokenKey();
    TokenKey(const TokenKey &) = default;
    TokenKey &operator=(const TokenKey &) = default;

    [[nodiscard]] const unsigned char *data() const { return m_bytes.data(); }
    static constexpr size_t size = 32;

private:
    TokenKey() = default;
    std::array<unsigned char, size> m_bytes{};
};

enum class TokenKind { Staff, User, Impersonation };

/// What an access token says. Each kind has exactly its own claims; one missing or one more is a forgery.
struct Claims {
    TokenKind kind = TokenKind::User;
    boost::uuids::uuid subject{}; ///< sub: StaffId or UserId; for an impersonation the StaffId
    SessionId session; ///< sid: of the subject's sign-in
    std::string role; ///< of the subject when the token was made
    std::string email; ///< of the subject
    std::optional<OrganizationId> organization; ///< org: User and Impersonation
    std::string slug; ///< User and Impersonation
    std::optional<ImpersonationId> impersonation; ///< imp: Impersonation
    Timestamp issuedAt; ///< whole seconds
    Timestamp expiresAt; ///< whole seconds
    std::string tokenId; ///< jti
};

enum class TokenFault { Invalid, Expired };

inline constexpr std::chrono::seconds accessTokenLife{300};
/// How far two clocks may be apart before a token "from the future" is refused.
inline constexpr std::chrono::seconds clockSkew{60};

/// Makes and checks access tokens: JWS compact form, one fixed header compared byte for byte (so no algorithm can
/// be chosen by a client), HMAC-SHA-256. Thread-safe; does no I/O.
class Tokens {
public:
    /// The issuer names this installation: its domain.
    Tokens(TokenKey key, std::string issuer);

    [[nodiscard]] std::string forStaff(StaffId staff, SessionId session, std::string_view email, std::string_view role,
                                       Timestamp now = Timestamp::now()) const;
    [[nodiscard]] std::string forUser(UserId user, SessionId session, std::string_view email, std::string_view role,
                                      OrganizationId organization, std::string_view slug,
                                      Timestamp now = Timestamp::now()) const;
    /// A token for the tenant API on the organization's host. Lives as long as the impersonation itself: every
    /// transaction checks in the database that the impersonation still stands.
    [[nodiscard]] std::string forImpersonation(ImpersonationId impersonation, StaffId staff, SessionId staffSession,
                                               std::string_view staffEmail, std::string_view staffRole,
                                               OrganizationId organization, std::string_view slug, Timestamp expiresAt,
                                               Timestamp now = Timestamp::now()) const;

    [[nodiscard]] tl::expected<Claims, TokenFault> verify(std::string_view token,
                                                          Timestamp now = Timestamp::now()) const;

private:
    [[nodiscard]] std::string sign(const std::string &payload) const;
    TokenKey m_key;
    std::string m_issuer;
};

} // namespace objecta::auth
