// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/player/marks.h"
#include "server/player/tenantplayer.h"

#include <algorithm>
#include <array>

namespace objecta::player {

namespace {

using boost::beast::http::verb;

constexpr std::array agentNames = {"Invoice Reader",   "Contract Summariser", "Support Triage", "Lead Qualifier",
                                   "Release Notes",    "Meeting Minutes",     "Travel Desk",    "Expense Checker",
                                   "Onboarding Guide", "Stock Watcher",       "Survey Analyst", "Policy Finder"};
constexpr std::array agentModels = {"objecta-standard", "objecta-fast", "objecta-deep"};
constexpr std::array questions = {"Which invoices are still open from last week?",
                                  "Summarise the new contract in five sentences.",
                                  "Draft a friendly answer to the last complaint.",
                                  "What changed in the price list since October?",
                                  "List the tickets that wait for more than two days.",
                                  "Who has not handed in a travel report yet?",
                                  "Turn these notes into minutes, please.",
                                  "Which of our suppliers deliver on Saturdays?",
                                  "How many days of leave are left this year?",
                                  "Write a short status for Monday's meeting."};

/// Above this share of the month's messages nobody writes any more; well before it they write less and less.
constexpr double messagesUpTo = 0.6;
constexpr size_t maxMade = 2;
constexpr size_t maxTalks = 24;

} // namespace

double TenantPlayer::random(double low, double high)
{
    return std::uniform_real_distribution<double>(low, high)(m_random);
}

double TenantPlayer::messageShare() const
{
    constexpr double usual = 0.07;
    if (!m_usage.messages.limit) {
        return usual;
    }
    const double bound = static_cast<double>(*m_usage.messages.limit) * messagesUpTo;
    const double left = bound - static_cast<double>(m_usage.messages.used);
    return bound <= 0 || left <= 0 ? 0 : usual * left / bound;
}

Awaitable<void> TenantPlayer::act(Connection &connection)
{
    double dice = random(0, 1);
    const auto within = [&dice](double share) {
        dice -= share;
        return dice < 0;
    };
    const bool endOfLife = !m_made.empty() && Clock::now() > m_made.front().until;
    if (endOfLife) {
        co_await deleteAgent(connection);
    } else if (within(messageShare())) {
        co_await writeMessage(connection);
    } else if (within(0.004)) {
        co_await createAgent(connection);
    } else if (within(0.012)) {
        co_await changeAgent(connection);
    } else if (within(0.12)) {
        co_await lookAtUsage(connection);
    } else {
        co_await readSomething(connection, random(0, 1));
    }
}

Awaitable<void> TenantPlayer::readSomething(Connection &connection, double dice)
{
    std::string path = "/v1/agents";
    if (dice < 0.015) {
        path += '/' + AgentId::random().text(); // a bookmark of something long gone
    } else if (dice < 0.30 && !m_agents.empty()) {
        path += '/' + pick(m_agents).text();
    } else if (dice < 0.42) {
        path = "/v1/users";
    } else if (dice < 0.50 && !m_users.empty()) {
        path = "/v1/users/" + pick(m_users).text();
    } else if (dice < 0.70) {
        path += "?limit=5";
    }
    const auto reply = co_await call(connection, verb::get, path);
    if (reply && reply->status == 404 && dice >= 0.015) {
        m_settled = false; // somebody deleted it: look around at the next turn
        std::erase_if(m_agents, [&path](const AgentId &id) { return path.ends_with(id.text()); });
        std::erase_if(m_users, [&path](const UserId &id) { return path.ends_with(id.text()); });
    }
}

Awaitable<void> TenantPlayer::lookAtUsage(Connection &connection)
{
    const auto reply = co_await call(connection, verb::get, "/v1/usage");
    if (reply && reply->ok()) {
        const auto usage = parseJson<Usage>(reply->body);
        if (usage) {
            m_usage = *usage;
        }
    }
}

Awaitable<void> TenantPlayer::writeMessage(Connection &connection)
{
    if (m_agents.empty()) {
        co_return;
    }
    CreateMessage message;
    message.agentId = pick(m_agents);
    message.content = pick(questions);
    if (!m_talks.empty() && random(0, 1) < 0.85) {
        const Talk talk = pick(m_talks);
        message.agentId = talk.agent;
        message.conversationId = talk.conversation;
    }
    const auto reply = co_await call(connection, verb::post, "/v1/messages", writeJson(message));
    if (!reply) {
        co_return;
    }
    const auto made = reply->ok() ? parseJson<Message>(reply->body) : tl::unexpected(std::vector<FieldError>());
    if (made && !message.conversationId) {
        m_talks.push_back({made->agentId, made->conversationId});
    }
    // A conversation ends one day, or its agent is gone.
    const bool over = !made || m_talks.size() > maxTalks || random(0, 1) < 0.03;
    if (over && message.conversationId) {
        std::erase_if(m_talks, [&](const Talk &talk) { return talk.conversation == message.conversationId.value; });
    }
}

Awaitable<void> TenantPlayer::createAgent(Connection &connection)
{
    // At the limit it may be tried (it is refused); next to it never, so that the last place stays the owner's.
    const auto &quota = m_usage.agents;
    const int64_t left = quota.limit ? *quota.limit - quota.used : 1'000;
    if (m_creating || m_made.size() >= maxMade || left == 1) {
        co_return;
    }
    m_creating = true;
    CreateAgent agent;
    agent.name = pick(agentNames);
    agent.description = mark;
    agent.model = pick(agentModels);
    const auto reply = co_await call(connection, verb::post, "/v1/agents", writeJson(agent));
    const auto made = reply && reply->ok() ? parseJson<Agent>(reply->body) : tl::unexpected(std::vector<FieldError>());
    if (made) {
        ++m_usage.agents.used;
        const auto life = std::chrono::milliseconds(static_cast<int64_t>(random(8'000, 45'000)));
        m_made.push_back({made->id, Clock::now() + life});
    }
    m_creating = false;
}

Awaitable<void> TenantPlayer::changeAgent(Connection &connection)
{
    if (m_made.empty()) {
        co_await createAgent(connection);
        co_return;
    }
    const std::string path = "/v1/agents/" + pick(m_made).id.text();
    UpdateAgent change;
    if (random(0, 1) < 0.5) {
        change.status = std::string(random(0, 1) < 0.6 ? "active" : "paused");
    } else {
        change.name = std::string(pick(agentNames));
    }
    co_await call(connection, verb::patch, path, writeJson(change));
}

Awaitable<void> TenantPlayer::deleteAgent(Connection &connection)
{
    const Made made = m_made.front();
    m_made.pop_front();
    const bool gone = co_await remove(connection, made.id);
    if (!gone && !m_stopping) {
        // Tried again a little later, or found by its mark.
        m_made.push_back({made.id, Clock::now() + std::chrono::seconds(5)});
    } else if (!gone) {
        m_made.push_back(made);
    }
}

Awaitable<bool> TenantPlayer::remove(Connection &connection, AgentId id)
{
    const auto reply = co_await call(connection, verb::delete_, "/v1/agents/" + id.text());
    const bool gone = reply && (reply->ok() || reply->status == 404);
    if (gone && m_usage.agents.used > 0) {
        --m_usage.agents.used;
    }
    co_return gone;
}

} // namespace objecta::player
