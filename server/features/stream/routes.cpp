// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/routes.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

namespace objecta::features {

namespace {

using db::Awaitable;

constexpr size_t maxSubscribed = 500;

/// Takes subscriptions until the socket is closed.
Awaitable<void> listen(pipeline::StreamSession &session, EventHub &hub, Outbox &outbox)
{
    for (;;) {
        auto text = co_await session.receive();
        if (!text) {
            break;
        }
        auto subscription = parseJson<StreamSubscribe>(*text, Unknown::Refuse);
        if (!subscription || subscription->organizations.size() > maxSubscribed) {
            co_await session.close(pipeline::closePolicy, "Send a subscribe message.");
            break;
        }
        hub.subscribe(outbox, std::move(*subscription));
    }
    outbox.close();
}

Awaitable<void> serve(pipeline::StreamSession &session, EventHub &hub)
{
    using namespace boost::asio::experimental::awaitable_operators;
    Outbox outbox(co_await db::asio::this_coro::executor);
    outbox.addHello();
    const EventHub::Membership membership(hub, outbox);
    // Each ends with the socket, so neither has to cancel the other.
    co_await (listen(session, hub, outbox) && outbox.pump(session));
}

} // namespace

std::vector<pipeline::Route> streamRoutes(EventHub &hub)
{
    return {pipeline::streamRoute(
        "/v1/admin/stream", pipeline::Permission::ReadMetrics,
        [&hub](const pipeline::Authorized &, pipeline::StreamSession &session) { return serve(session, hub); })};
}

} // namespace objecta::features
