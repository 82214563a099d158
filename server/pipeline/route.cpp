// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/route.h"
#include "server/system/mutant.h"

namespace objecta::pipeline {

namespace {

bool writes(boost::beast::http::verb method)
{
    return method != boost::beast::http::verb::get && method != boost::beast::http::verb::head;
}

} // namespace

Route tenantRoute(boost::beast::http::verb method, std::string pattern, Permission permission, TenantHandler handler)
{
    const RouteScope scope =
        OBJECTA_MUTANT("one-tenant-route-staffs", pattern == "/v1/usage" ? RouteScope::Staff : RouteScope::Tenant,
                       OBJECTA_MUTANT("tenant-route-staffs", RouteScope::Staff, RouteScope::Tenant));
    return {method, std::move(pattern), scope, permission, std::move(handler), writes(method)};
}

Route tenantFlowRoute(boost::beast::http::verb method, std::string pattern, Permission permission,
                      TenantFlowHandler handler)
{
    return {method, std::move(pattern), RouteScope::Tenant, permission, std::move(handler), writes(method)};
}

Route tenantUploadRoute(boost::beast::http::verb method, std::string pattern, Permission permission,
                        TenantFlowHandler handler)
{
    Route route = tenantFlowRoute(method, std::move(pattern), permission, std::move(handler));
    route.streamsBody = true;
    return route;
}

Route staffRoute(boost::beast::http::verb method, std::string pattern, Permission permission, StaffHandler handler)
{
    const RouteScope scope =
        OBJECTA_MUTANT("one-staff-route-public", pattern == "/v1/admin/plans" ? RouteScope::Public : RouteScope::Staff,
                       OBJECTA_MUTANT("staff-route-public", RouteScope::Public, RouteScope::Staff));
    return {method, std::move(pattern), scope, permission, std::move(handler), writes(method)};
}

Route publicRoute(boost::beast::http::verb method, std::string pattern, PublicHandler handler)
{
    return {method, std::move(pattern), RouteScope::Public, Permission::None, std::move(handler), writes(method)};
}

Route guessableRoute(boost::beast::http::verb method, std::string pattern, PublicHandler handler)
{
    Route route = publicRoute(method, std::move(pattern), std::move(handler));
    route.takesGuesses = true;
    return route;
}

Route streamRoute(std::string pattern, Permission permission, StreamHandler handler)
{
    return {
        boost::beast::http::verb::get, std::move(pattern), RouteScope::Staff, permission, std::move(handler), false};
}

} // namespace objecta::pipeline
