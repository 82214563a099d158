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

/// Asks about all sessions at once. A database that is silent keeps one question waiting, not one more at each turn.
Awaitable<void> look(std::shared_ptr<Server::State> state)
{
    std::vector<SessionId> asked;
    asked.reserve(state->streams.sessions().size());
    for (const auto &[session, sockets] : state->streams.sessions()) {
        asked.push_back(session);
    }
    std::optional<pipeline::SessionLook> seen;
    try {
        seen = co_await state->pipeline.lookAtSessions(asked);
    } catch (const std::exception &exception) {
        pipeline::logInternal({}, exception.what());
    }
    state->streams.looking = false;
    for (const auto &session : asked) {
        const auto *sockets = seen ? state->streams.of(session) : nullptr;
        if (sockets == nullptr) {
            continue;
        }
        for (auto *socket : *sockets) {
            if (!seen->allows(socket->opened().authorized().staff())) {
                socket->close(pipeline::closeSignedOut, "Sign in again.");
            }
        }
    }
}

} // namespace

void OpenStreams::add(const SessionId &session, StreamSocket *socket)
{
    m_sessions[session].insert(socket);
}

void OpenStreams::remove(const SessionId &session, StreamSocket *socket)
{
    const auto found = m_sessions.find(session);
    found->second.erase(socket);
    if (found->second.empty()) {
        m_sessions.erase(found);
    }
}

const OpenStreams::Sockets *OpenStreams::of(const SessionId &session) const
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
        if (!state->streams.looking && !state->streams.sessions().empty()) {
            state->streams.looking = true;
            asio::co_spawn(state->context, look(state), asio::detached);
        }
        state->watcher.expires_after(watchInterval);
        const auto [error] = co_await state->watcher.async_wait(tuple);
        if (error) {
            co_return;
        }
    }
}

} // namespace objecta::http
