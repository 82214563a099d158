// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/permissions.h"
#include "server/db/database.h"
#include "server/db/tenant_door.h"
#include "server/pipeline/proofs.h"
#include "server/pipeline/websocket.h"

#include <boost/beast/http/status.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace objecta::pipeline {

template <class T>
using Awaitable = db::Awaitable<T>;

/// Whose route it is: decides which hosts serve it, which tokens it takes and which transaction it gets.
enum class RouteScope { Public, Tenant, Staff };

using auth::Permission;

/// A finished answer. The body is JSON unless contentType says otherwise.
struct Answer {
    boost::beast::http::status status = boost::beast::http::status::ok;
    std::string body;
    std::string contentType = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    /// Written instead of `body` when there is one.
    std::shared_ptr<BodySource> stream{};

    template <class T>
    static Answer json(const T &dto, boost::beast::http::status status = boost::beast::http::status::ok)
    {
        return {status, writeJson(dto), "application/json", {}, {}};
    }
    static Answer noContent() { return {boost::beast::http::status::no_content, {}, {}, {}, {}}; }
    Answer &&with(std::string name, std::string value) &&
    {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
};

using TenantHandler = std::function<Awaitable<Result<Answer>>(const Authorized &, db::TenantTx &)>;
/// For what takes several transactions of the organization, with something slow in between.
using TenantFlowHandler = std::function<Awaitable<Result<Answer>>(const Authorized &, db::TenantDoor &)>;
using StaffHandler = std::function<Awaitable<Result<Answer>>(const Authorized &, db::Database &)>;
using PublicHandler = std::function<Awaitable<Result<Answer>>(const Authorized &, db::Database &)>;

/// One row of the route table. Made only by the functions below, so none lacks a scope or a permission.
struct Route {
    boost::beast::http::verb method{};
    std::string pattern; ///< "/v1/agents/{id}"
    RouteScope scope{};
    Permission permission{};
    std::variant<TenantHandler, TenantFlowHandler, StaffHandler, StreamHandler>
        handler; ///< Public routes hold a StaffHandler too
    /// GET, HEAD and streams read; all else writes. A tenant route that only reads gets a read connection and a
    /// read-only transaction.
    bool writes = false;
    /// The handler pulls the body from Request::stream; it is of any type and size.
    bool streamsBody = false;
    /// Public, and answers to a secret: those that fail are limited for each client address.
    bool takesGuesses = false;
};

Route tenantRoute(boost::beast::http::verb method, std::string pattern, Permission permission, TenantHandler handler);
Route tenantFlowRoute(boost::beast::http::verb method, std::string pattern, Permission permission,
                      TenantFlowHandler handler);
/// The same, with the body in pieces.
Route tenantUploadRoute(boost::beast::http::verb method, std::string pattern, Permission permission,
                        TenantFlowHandler handler);
Route staffRoute(boost::beast::http::verb method, std::string pattern, Permission permission, StaffHandler handler);
Route publicRoute(boost::beast::http::verb method, std::string pattern, PublicHandler handler);
/// The same, for what takes passwords, tokens and other secrets from anyone.
Route guessableRoute(boost::beast::http::verb method, std::string pattern, PublicHandler handler);
/// A WebSocket of staff: GET with an upgrade, through the same stages before the upgrade is answered.
Route streamRoute(std::string pattern, Permission permission, StreamHandler handler);

} // namespace objecta::pipeline
