// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace objecta::player {

/// A sample organization and one of its users.
struct DemoTenant {
    std::string slug;
    OrganizationId id;
    std::string email;
    std::string password;
    bool operator==(const DemoTenant &) const = default;
};

/// What the player takes of demo.json.
struct DemoFile {
    std::string baseUrl;
    std::string domain = "localhost";
    std::vector<DemoTenant> tenants;

    /// The port that base_url ends in; 0 when it names none.
    [[nodiscard]] uint16_t port() const;
};

/// The error is a sentence for the terminal.
tl::expected<DemoFile, std::string> readDemoFile(const std::filesystem::path &path);

} // namespace objecta::player

namespace objecta {

template <>
struct Fields<player::DemoTenant> {
    static constexpr auto table =
        std::tuple{field("slug", &player::DemoTenant::slug), field("id", &player::DemoTenant::id),
                   field("email", &player::DemoTenant::email), field("password", &player::DemoTenant::password)};
};

template <>
struct Fields<player::DemoFile> {
    static constexpr auto table = std::tuple{field("base_url", &player::DemoFile::baseUrl),
                                             field("domain", &player::DemoFile::domain, mayBeMissing()),
                                             field("tenants", &player::DemoFile::tenants)};
};

} // namespace objecta
