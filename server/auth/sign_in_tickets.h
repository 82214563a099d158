// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/sealer.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::auth {

inline constexpr std::chrono::seconds signInTicketLife{120};

/// What a sign-in on app.<domain> proved: that this address's password is right in these organizations.
struct SignInTicket {
    struct Entry {
        OrganizationId organization;
        std::string slug;
        std::string mark; ///< of the password: another password ends the ticket
    };
    std::string email;
    std::string nonce;
    int64_t expiresAt = 0; ///< Unix time
    std::vector<Entry> entries;

    /// The entry of that slug, nullptr for none.
    [[nodiscard]] const Entry *find(std::string_view slug) const;
    /// The session that the ticket begins there. Always the same one, so that the database refuses a second.
    [[nodiscard]] SessionId session(const Entry &entry) const;
};

/// Seals and opens such tickets; nothing of one can be read or changed outside. Immutable, thread-safe.
class SignInTickets {
public:
    explicit SignInTickets(const TokenKey &key)
        : m_sealer(key, "sign-in ticket")
    {
    }
    /// Sets its nonce and end.
    [[nodiscard]] std::string make(SignInTicket ticket, Timestamp now = Timestamp::now()) const;
    /// nullopt for what is none, or has expired.
    [[nodiscard]] std::optional<SignInTicket> read(std::string_view text, Timestamp now = Timestamp::now()) const;
    /// What a ticket remembers of a password's hash.
    [[nodiscard]] static std::string mark(std::string_view passwordHash);

private:
    Sealer m_sealer;
};

} // namespace objecta::auth
