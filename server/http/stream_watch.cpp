// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whether those who opened WebSockets are still signed in.

#include "server/http/stream_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::http {

namespace {

constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
// With the question to the database well within the second that a revoked session may last.
constexpr std::chrono::milliseconds watchInterval{600};

/// Asks about one session. A database that is silent keeps one question waiting, not one more at each turn.
Awaitable<void> look(std::shared_ptr<Server::State> state, SessionId session, pipeline::StaffActor staff)
{
    std::optional<pipeline::SessionLook> seen;
    try {
        seen = co_await state->pipeline.lookAtSession(staff);
    } catch (const std::exception &exception) {
        pipeline::logInternal({}, exception.what());
    }
    if (auto *sockets = state->streams.of(session); sockets != nullptr) {
        sockets->looking = false;
        for (auto *socket : sockets->all) {
            if (seen && !seen->allows(socket->opened().authorized().staff())) {
                socket->close(pipeline::closeSignedOut, "Sign in again.");
            }
        }
    }
}

} // namespace

void OpenStreams::add(const SessionId &session, StreamSocket *socket)
{
    m_sessions[session].all.insert(socket);
}

void OpenStreams::remove(const SessionId &session, StreamSocket *socket)
{
    const auto found = m_sessions.find(session);
    found->second.all.erase(socket);
    if (found->second.all.empty()) {
        m_sessions.erase(found);
    }
}

OpenStreams::Sockets *OpenStreams::of(const SessionId &session)
{
    const auto found = m_sessions.find(session);
    return found == m_sessions.end() ? nullptr : &found->second;
}

Awaitable<void> watchStreams(std::weak_ptr<Server::State> weak)
{
    for (;;) {
        const auto state = weak.lock();
        if (!state) {
            co_return;
        }
        for (auto &[session, sockets] : state->streams.sessions()) {
            if (!sockets.looking) {
                sockets.looking = true;
                asio::co_spawn(state->context,
                               look(state, session, (*sockets.all.begin())->opened().authorized().staff()),
                               asio::detached);
            }
        }
        state->watcher.expires_after(watchInterval);
        const auto [error] = co_await state->watcher.async_wait(tuple);
        if (error) {
            co_return;
        }
    }
}

} // namespace objecta::http
