// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// What an invited user sets the first password with. Shown to the inviter this once.
struct Invitation {
    std::string token;
    Timestamp expiresAt;
};

template <>
struct Fields<Invitation> {
    static constexpr auto table =
        std::tuple{field("token", &Invitation::token), field("expires_at", &Invitation::expiresAt)};
};

/// The answer to POST /v1/users. Without a password the user was invited.
struct CreatedUser {
    UserId id;
    std::string email;
    std::string name;
    std::string role;
    std::string status;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
    /// Of an invited user.
    Patch<Invitation> invitation;
};

template <>
struct Fields<CreatedUser> {
    static constexpr auto table = std::tuple{field("id", &CreatedUser::id),
                                             field("email", &CreatedUser::email),
                                             field("name", &CreatedUser::name),
                                             field("role", &CreatedUser::role),
                                             field("status", &CreatedUser::status),
                                             field("version", &CreatedUser::version),
                                             field("created_at", &CreatedUser::createdAt),
                                             field("updated_at", &CreatedUser::updatedAt),
                                             field("invitation", &CreatedUser::invitation)};
};

/// POST /v1/auth/accept-invitation.
struct AcceptInvitation {
    std::string token;
    std::string password;
    /// How to be called; the inviter's word for it when missing.
    Patch<std::string> name;
};

template <>
struct Fields<AcceptInvitation> {
    static constexpr auto table = std::tuple{field("token", &AcceptInvitation::token, textBetween(1, 256)),
                                             field("password", &AcceptInvitation::password, textBetween(12, 1024)),
                                             field("name", &AcceptInvitation::name, lineBetween(1, 255))};
};

} // namespace objecta
