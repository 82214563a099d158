// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// A program's way in, in the name of the user who made it.
struct ApiKey {
    ApiKeyId id;
    UserId userId;
    std::string name;
    /// The key's first characters.
    std::string prefix;
    std::vector<std::string> scopes;
    /// active, expired or revoked.
    std::string status;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
    /// Within a few seconds.
    std::optional<Timestamp> lastUsedAt;
    std::optional<Timestamp> expiresAt;
    std::optional<Timestamp> revokedAt;
};

template <>
struct Fields<ApiKey> {
    static constexpr auto table = std::tuple{field("id", &ApiKey::id),
                                             field("user_id", &ApiKey::userId),
                                             field("name", &ApiKey::name),
                                             field("prefix", &ApiKey::prefix),
                                             field("scopes", &ApiKey::scopes),
                                             field("status", &ApiKey::status),
                                             field("version", &ApiKey::version),
                                             field("created_at", &ApiKey::createdAt),
                                             field("updated_at", &ApiKey::updatedAt),
                                             field("last_used_at", &ApiKey::lastUsedAt),
                                             field("expires_at", &ApiKey::expiresAt),
                                             field("revoked_at", &ApiKey::revokedAt)};
};

/// POST /v1/api-keys.
struct CreateApiKey {
    std::string name;
    std::vector<std::string> scopes;
    /// null or missing: until it is revoked.
    std::optional<Timestamp> expiresAt;
};

template <>
struct Fields<CreateApiKey> {
    static constexpr auto table =
        std::tuple{field("name", &CreateApiKey::name, lineBetween(1, 255)), field("scopes", &CreateApiKey::scopes),
                   field("expires_at", &CreateApiKey::expiresAt)};
};

/// The answer to CreateApiKey. The key itself is shown this once.
struct CreatedApiKey {
    ApiKey apiKey;
    std::string key;
};

template <>
struct Fields<CreatedApiKey> {
    static constexpr auto table =
        std::tuple{field("api_key", &CreatedApiKey::apiKey), field("key", &CreatedApiKey::key)};
};

/// PATCH /v1/api-keys/{id}.
struct UpdateApiKey {
    Patch<std::string> name;
    Patch<std::vector<std::string>> scopes;
    Patch<std::optional<Timestamp>> expiresAt;
};

template <>
struct Fields<UpdateApiKey> {
    static constexpr auto table =
        std::tuple{field("name", &UpdateApiKey::name, lineBetween(1, 255)), field("scopes", &UpdateApiKey::scopes),
                   field("expires_at", &UpdateApiKey::expiresAt)};
};

} // namespace objecta
