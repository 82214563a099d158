// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "models/contract/tenant.h"
#include "server/player/connection.h"
#include "server/player/demofile.h"
#include "server/player/rhythm.h"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace objecta::player {

/// Plays one organization's users: a keeper stays signed in, some workers send requests at the rhythm's rate.
/// Everything on one thread. What it creates carries a mark in its description, so that a run that was killed is
/// cleaned up by the next.
class TenantPlayer {
public:
    /// `reload` reads demo.json again (the server may be back on another port, or with new passwords).
    TenantPlayer(boost::asio::any_io_executor executor, DemoTenant tenant, Target target, double averageRate,
                 std::function<void()> reload);

    /// Plays until stop(), then deletes what it made and signs out.
    Awaitable<void> play();
    void stop();
    /// What demo.json says now.
    void update(const DemoTenant &tenant, Target target);
    [[nodiscard]] const std::string &slug() const { return m_tenant.slug; }

private:
    using Clock = std::chrono::steady_clock;
    enum class State { SignedOut, Ready, Suspended };
    struct Made {
        AgentId id;
        Clock::time_point until;
    };
    struct Talk {
        AgentId agent;
        ConversationId conversation;
    };

    // tenantplayer.cpp: staying signed in
    Awaitable<void> keep();
    Awaitable<bool> signIn(Connection &connection);
    Awaitable<bool> refresh(Connection &connection);
    Awaitable<bool> lookAround(Connection &connection);
    Awaitable<void> leave(Connection &connection);
    Awaitable<void> work();
    Awaitable<void> pause(double seconds);
    Awaitable<std::optional<Reply>> call(Connection &connection, boost::beast::http::verb method, std::string path,
                                         std::string body = {});
    bool takeTokens(const std::optional<Reply> &reply);
    void become(State state, const char *why);

    // actions.cpp: what users do
    Awaitable<void> act(Connection &connection);
    Awaitable<void> readSomething(Connection &connection, double dice);
    Awaitable<void> lookAtUsage(Connection &connection);
    Awaitable<void> writeMessage(Connection &connection);
    Awaitable<void> createAgent(Connection &connection);
    Awaitable<void> changeAgent(Connection &connection);
    Awaitable<void> deleteAgent(Connection &connection);
    Awaitable<bool> remove(Connection &connection, AgentId id);
    [[nodiscard]] double messageShare() const;
    double random(double low, double high);
    template <class List>
    const auto &pick(const List &list)
    {
        return list[std::uniform_int_distribution<size_t>(0, list.size() - 1)(m_random)];
    }

    boost::asio::any_io_executor m_executor;
    DemoTenant m_tenant;
    Target m_target;
    double m_averageRate;
    std::function<void()> m_reload;
    std::mt19937 m_random;
    Rhythm m_rhythm;
    boost::asio::steady_timer m_changed; ///< never expires: woken when the state changes
    State m_state = State::SignedOut;
    bool m_stopping = false;
    bool m_settled = false; ///< looked around since the start
    std::string m_accessToken;
    std::string m_refreshToken;
    Clock::time_point m_refreshAt;
    std::vector<AgentId> m_agents; ///< not ours
    std::vector<UserId> m_users;
    std::deque<Made> m_made;
    std::deque<Talk> m_talks;
    Usage m_usage;
    bool m_creating = false;
};

} // namespace objecta::player
