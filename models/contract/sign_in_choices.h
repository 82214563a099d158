// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// An organization that one may go on to.
struct SignInChoice {
    std::string slug;
    std::string name;
    /// active, suspended, archived, ...
    std::string status;
};

template <>
struct Fields<SignInChoice> {
    static constexpr auto table = std::tuple{field("slug", &SignInChoice::slug), field("name", &SignInChoice::name),
                                             field("status", &SignInChoice::status)};
};

/// The answer to POST /v1/auth/organizations on app.<domain>: where the address and password are right.
struct SignInChoices {
    /// For POST /v1/auth/exchange on <slug>.<domain>; works once for each of them.
    std::string ticket;
    /// Seconds until the ticket expires.
    int64_t expiresIn = 0;
    std::vector<SignInChoice> organizations;
};

template <>
struct Fields<SignInChoices> {
    static constexpr auto table =
        std::tuple{field("ticket", &SignInChoices::ticket), field("expires_in", &SignInChoices::expiresIn),
                   field("organizations", &SignInChoices::organizations)};
};

/// POST /v1/auth/exchange.
struct ExchangeRequest {
    std::string ticket;
};

template <>
struct Fields<ExchangeRequest> {
    static constexpr auto table = std::tuple{field("ticket", &ExchangeRequest::ticket, textBetween(1, 4096))};
};

} // namespace objecta
