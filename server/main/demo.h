// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"
#include "server/main/content.h"

#include <filesystem>

namespace objecta::app {

struct DemoAccount {
    std::string email;
    std::string password;
};

struct DemoOrganization {
    std::string slug;
    OrganizationId id;
    std::string email;
    std::string password;
};

/// demo.json: what scripts, tests and the console need to get in. Mode 0600.
struct DemoDocument {
    std::string baseUrl;
    std::string adminHost;
    std::string domain;
    DemoAccount staff;
    std::vector<DemoOrganization> tenants;
};

/// Makes sure that the sample data is there: a member of staff (owner), Acme Corp and XYZ Inc. What demo.json
/// names and the database has is left as it is; what is missing there is made; what is missing in the file gets
/// a new password. The answer is not written yet: see writeDemo().
Outcome<DemoDocument> prepareDemo(boost::asio::io_context &context, db::Database &database,
                                  const std::filesystem::path &file);

/// Writes the file for a server that listens on `port`, atomically.
Outcome<void> writeDemo(const std::filesystem::path &file, DemoDocument document, const std::string &domain,
                        uint16_t port);

/// A member of staff with a new password, which is returned; an account that there is gets it and is enabled.
db::Awaitable<Result<std::string>> setStaff(db::Database &database, std::string email, std::string name,
                                            std::string role);

} // namespace objecta::app

namespace objecta {

template <>
struct Fields<app::DemoAccount> {
    static constexpr auto table =
        std::tuple{field("email", &app::DemoAccount::email), field("password", &app::DemoAccount::password)};
};

template <>
struct Fields<app::DemoOrganization> {
    static constexpr auto table =
        std::tuple{field("slug", &app::DemoOrganization::slug), field("id", &app::DemoOrganization::id),
                   field("email", &app::DemoOrganization::email), field("password", &app::DemoOrganization::password)};
};

template <>
struct Fields<app::DemoDocument> {
    static constexpr auto table =
        std::tuple{field("base_url", &app::DemoDocument::baseUrl), field("admin_host", &app::DemoDocument::adminHost),
                   field("domain", &app::DemoDocument::domain), field("staff", &app::DemoDocument::staff),
                   field("tenants", &app::DemoDocument::tenants)};
};

} // namespace objecta
