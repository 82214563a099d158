// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/main/installation.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::app {

struct ServeOptions {
    Place place;
    bool demo = false;
    bool migrate = true;
    std::string host;
    uint16_t port = 8080;
    std::string domain = "localhost";
    /// What this process does: "api", "stream", "worker".
    std::vector<std::string> roles{"api", "stream", "worker"};
    [[nodiscard]] bool serves(std::string_view role) const
    {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    }
    /// Requests a second that one organization may send; unset for the built-in rate.
    std::optional<double> organizationRate;
    /// The same for one user, API key or member of staff.
    std::optional<double> actorRate;
    /// Failed sign-ins a second of one client address.
    std::optional<double> signInRate;
    /// Other requests a second of one client address whose token is refused.
    std::optional<double> refusalRate;
    /// Both or none: the server speaks TLS with them.
    std::filesystem::path tlsCertificate;
    std::filesystem::path tlsKey;
    /// Networks in CIDR notation, separated by commas, whose word on the client counts.
    std::string trustedProxies;
    /// Seconds that a deleted organization can be restored, then it is erased.
    int64_t deletionGrace = 30 * 24 * 3600;
    /// Where servers share their rate limits and tell their figures; empty: each has its own limits, and PostgreSQL
    /// carries the figures.
    std::string redis;
    /// As the console shows it; empty: host and port.
    std::string name;
    /// Off only to measure what it costs.
    bool metering = true;
    /// [ADDRESS:]PORT where Prometheus may ask; empty: nowhere.
    std::string metricsListen;
    /// Told the address once the server takes requests.
    std::filesystem::path readyFile;
    int readyFd = -1;
};

/// Runs the server until SIGTERM or SIGINT.
Outcome<void> serve(const ServeOptions &options);
/// Runs the embedded cluster alone until SIGTERM or SIGINT; its address goes to the file and to stdout.
Outcome<void> runCluster(const Place &place, const std::filesystem::path &readyFile);
Outcome<void> migrateOnly(const Place &place);
Outcome<void> seedOnly(const Place &place, int64_t organizations);
/// Makes an account of staff, or gives it a new password; prints that.
Outcome<void> addStaff(const Place &place, const std::string &email, const std::string &name, const std::string &role);
/// Tries whether any tenant can meet another's rows; prints the report. The probe needs a superuser of the database.
Outcome<void> isolationCheck(const Place &place, const std::string &superuser, bool json);
/// Prints "METHOD /pattern scope permission" a line.
Outcome<void> printRoutes();

} // namespace objecta::app
