// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/health/routes.h"

#include "models/contract/openapi.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using Verb = boost::beast::http::verb;

Answer ok()
{
    Answer answer;
    answer.body = R"({"status":"ok"})";
    return answer;
}

Awaitable<Result<Answer>> alive(const Authorized &, db::Database &)
{
    co_return ok();
}

Awaitable<Result<Answer>> ready(const Authorized &, db::Database &database)
{
    const auto reachable = co_await database.ready();
    if (!reachable) {
        co_return tl::unexpected(reachable.error());
    }
    co_return ok();
}

Awaitable<Result<Answer>> openApi(const Authorized &, db::Database &)
{
    Answer answer;
    answer.body = contract::openApiJson();
    co_return answer;
}

} // namespace

std::vector<pipeline::Route> healthRoutes()
{
    return {pipeline::publicRoute(Verb::get, "/healthz", alive), pipeline::publicRoute(Verb::get, "/readyz", ready),
            pipeline::publicRoute(Verb::get, "/openapi.json", openApi)};
}

} // namespace objecta::features
