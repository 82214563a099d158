// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/router.h"

#include "models/contract/json.h"
#include "server/system/mutant.h"

#include <boost/beast/http/verb.hpp>

#include <stdexcept>

namespace objecta::pipeline {

namespace {

using Verb = boost::beast::http::verb;

/// Cuts the next segment off a path that begins with '/'.
std::string_view takeSegment(std::string_view &path)
{
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

} // namespace

HostKind Hosts::of(std::string_view host) const
{
    using Kind = HostKind::Kind;
    if (m_domain == "localhost" && (host == "localhost" || host == "127.0.0.1" || host == "[::1]")) {
        return {Kind::Staff, {}};
    }
    const std::string suffix = "." + m_domain;
    if (OBJECTA_MUTANT("any-domain", host.size() <= suffix.size(), !host.ends_with(suffix))) {
        return {};
    }
    const auto label = host.substr(0, host.size() - suffix.size());
    if (label == "admin") {
        return {Kind::Staff, {}};
    }
    if (label == "app") {
        return {Kind::App, {}};
    }
    return isSlug(label) ? HostKind{Kind::Tenant, std::string(label)} : HostKind{};
}

Router::Router(std::vector<Route> routes, Hosts hosts)
    : m_routes(std::move(routes))
    , m_hosts(std::move(hosts))
{
    for (size_t i = 0; i < m_routes.size(); ++i) {
        add(i);
    }
}

void Router::add(size_t index)
{
    const std::string &pattern = m_routes[index].pattern;
    if (pattern.empty() || pattern.front() != '/') {
        throw std::logic_error("a route's pattern begins with '/': " + pattern);
    }
    std::string_view rest = pattern;
    Node *node = &m_root;
    while (!rest.empty()) {
        const auto segment = takeSegment(rest);
        if (segment.starts_with('{') && segment.ends_with('}')) {
            const auto name = segment.substr(1, segment.size() - 2);
            if (!node->parameter) {
                node->parameter = std::make_unique<Node>();
                node->parameterName = name;
            }
            if (name.empty() || node->parameterName != name) {
                throw std::logic_error("two names for one parameter: " + pattern);
            }
            node = node->parameter.get();
        } else {
            node = &node->children[std::string(segment)];
        }
    }
    for (const auto other : node->routes) {
        if (m_routes[other].method == m_routes[index].method) {
            throw std::logic_error("a route stands twice: " + pattern);
        }
    }
    node->routes.push_back(index);
}

Result<Routed> Router::route(const Request &request) const
{
    Routed routed;
    routed.m_request = &request;
    routed.m_host = m_hosts.of(request.host);

    // A literal segment wins over a parameter; there is no way back up from it.
    std::string_view rest = request.path;
    const Node *node = &m_root;
    while (!rest.empty()) {
        if (rest.front() != '/') {
            return fail(ProblemCode::NotFound);
        }
        auto segment = percentDecode(takeSegment(rest), false);
        if (!segment) {
            return fail(ProblemCode::InvalidRequest, "The request's address is malformed.");
        }
        if (const auto child = node->children.find(*segment); child != node->children.end()) {
            node = &child->second;
        } else if (node->parameter && !segment->empty()) {
            routed.m_parameters.emplace(node->parameterName, std::move(*segment));
            node = node->parameter.get();
        } else {
            return fail(ProblemCode::NotFound);
        }
    }
    if (node->routes.empty()) {
        return fail(ProblemCode::NotFound);
    }

    const Verb wanted = request.method == Verb::head ? Verb::get : request.method;
    std::string allow;
    for (const auto index : node->routes) {
        const Route &candidate = m_routes[index];
        if (candidate.method == wanted) {
            routed.m_route = &candidate;
        }
        if (!allow.empty()) {
            allow += ", ";
        }
        allow += candidate.method == Verb::get ? "GET, HEAD" : std::string(to_string(candidate.method));
    }
    if (routed.m_route == nullptr) {
        return tl::unexpected(Problem{ProblemCode::MethodNotAllowed, {}, {}, 0, allow});
    }
    const bool nobody = routed.m_host.kind == HostKind::Kind::Unknown || routed.m_host.kind == HostKind::Kind::App;
    if (nobody && routed.m_route->scope != RouteScope::Public) {
        return fail(ProblemCode::OrganizationNotFound);
    }
    return routed;
}

} // namespace objecta::pipeline
