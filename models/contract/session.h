// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// A sign-in of the user who asks.
struct UserSession {
    SessionId id;
    /// Whether it is the one that asks.
    bool current = false;
    Timestamp createdAt;
    /// When it got its present tokens.
    Timestamp lastUsedAt;
    Timestamp expiresAt;
    /// The address and the program that it was begun from.
    std::string peer;
    std::string userAgent;
};

template <>
struct Fields<UserSession> {
    static constexpr auto table = std::tuple{field("id", &UserSession::id),
                                             field("current", &UserSession::current),
                                             field("created_at", &UserSession::createdAt),
                                             field("last_used_at", &UserSession::lastUsedAt),
                                             field("expires_at", &UserSession::expiresAt),
                                             field("peer", &UserSession::peer),
                                             field("user_agent", &UserSession::userAgent)};
};

} // namespace objecta
