// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/proofs.h"
#include "server/pipeline/route.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::pipeline {

/// Which host serves whom. admin.<domain> is staff's, app.<domain> that of users who pick an organization, any other
/// single label before the domain an organization's. On the domain "localhost" (demo, tests) the bare loopback names
/// are staff's too.
class Hosts {
public:
    explicit Hosts(std::string domain)
        : m_domain(std::move(domain))
    {
    }
    /// The host is in lower case and without its port.
    [[nodiscard]] HostKind of(std::string_view host) const;
    [[nodiscard]] const std::string &domain() const { return m_domain; }

private:
    std::string m_domain;
};

/// A request target in parts, percent-decoded once. Path segments are decoded after they were split, so "%2F" never
/// makes a segment.
struct Target {
    std::string path; ///< as sent, without the query
    std::map<std::string, std::string, std::less<>> query;
};

/// nullopt for a bad escape, and for what decodes to invalid UTF-8 or a control character.
std::optional<std::string> percentDecode(std::string_view text, bool plusIsSpace);

/// InvalidRequest for a bad escape, invalid UTF-8, a control character, or a query name given twice.
Result<Target> parseTarget(std::string_view target);

/// The first stage: finds the route. All routes are given at once, so the table can be enumerated and compared with
/// openapi.yaml. Two routes of the same method and pattern, or a pattern that is not "/a/{b}", are a bug (throws).
class Router {
public:
    Router(std::vector<Route> routes, Hosts hosts);
    Router(Router &&) = default;
    Router &operator=(Router &&) = default;

    [[nodiscard]] const std::vector<Route> &routes() const { return m_routes; }
    [[nodiscard]] const Hosts &hosts() const { return m_hosts; }

    /// NotFound, MethodNotAllowed with `allow`, or OrganizationNotFound on a host that serves nobody.
    /// HEAD finds GET's route. The request outlives the proof.
    [[nodiscard]] Result<Routed> route(const Request &request) const;

private:
    struct Node {
        std::map<std::string, Node, std::less<>> children;
        std::unique_ptr<Node> parameter;
        std::string parameterName;
        std::vector<size_t> routes; ///< indexes into m_routes, one a method
    };
    void add(size_t index);

    std::vector<Route> m_routes;
    Hosts m_hosts;
    Node m_root;
};

} // namespace objecta::pipeline
