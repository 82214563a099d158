// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// POST /v1/auth/sign-in. The host says whether staff or which organization.
struct SignInRequest {
    std::string email;
    std::string password;
};

template <>
struct Fields<SignInRequest> {
    static constexpr auto table = std::tuple{field("email", &SignInRequest::email, textBetween(1, 254)),
                                             field("password", &SignInRequest::password, textBetween(1, 1024))};
};

/// POST /v1/auth/refresh and /v1/auth/sign-out. A refresh token works once; its use a second time ends the session.
struct RefreshRequest {
    std::string refreshToken;
};

template <>
struct Fields<RefreshRequest> {
    static constexpr auto table =
        std::tuple{field("refresh_token", &RefreshRequest::refreshToken, textBetween(1, 512))};
};

///
struct TokenResponse {
    std::string accessToken;
    std::string refreshToken;
    std::string tokenType = "Bearer";
    /// Seconds until the access token expires.
    int64_t expiresIn = 0;
};

template <>
struct Fields<TokenResponse> {
    static constexpr auto table = std::tuple{
        field("access_token", &TokenResponse::accessToken), field("refresh_token", &TokenResponse::refreshToken),
        field("token_type", &TokenResponse::tokenType), field("expires_in", &TokenResponse::expiresIn)};
};

/// GET /v1/admin/me: the member of staff that is signed in.
struct StaffProfile {
    StaffId id;
    std::string email;
    std::string name;
    /// viewer, support, operator, admin or owner.
    std::string role;
};

template <>
struct Fields<StaffProfile> {
    static constexpr auto table = std::tuple{field("id", &StaffProfile::id), field("email", &StaffProfile::email),
                                             field("name", &StaffProfile::name), field("role", &StaffProfile::role)};
};

} // namespace objecta
