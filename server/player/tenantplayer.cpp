// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/player/tenantplayer.h"

#include "models/contract/auth.h"
#include "server/player/marks.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

namespace objecta::player {

namespace {

using boost::beast::http::verb;
constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr int workers = 3;
constexpr double firstWait = 0.5;
constexpr double longestWait = 8;
constexpr double suspendedWait = 3;

/// FNV-1a: an organization has the same temper in every run.
unsigned seedOf(std::string_view text)
{
    uint32_t hash = 2166136261U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    return hash;
}

} // namespace

TenantPlayer::TenantPlayer(boost::asio::any_io_executor executor, DemoTenant tenant, Target target, double averageRate,
                           std::function<void()> reload)
    : m_executor(executor)
    , m_tenant(std::move(tenant))
    , m_target(std::move(target))
    , m_averageRate(averageRate)
    , m_reload(std::move(reload))
    , m_random(std::random_device{}())
    , m_rhythm(seedOf(m_tenant.slug), Clock::now())
    , m_changed(executor, Clock::time_point::max())
{
}

Awaitable<void> TenantPlayer::play()
{
    using namespace boost::asio::experimental::awaitable_operators;
    static_assert(workers == 3);
    co_await (keep() && work() && work() && work());
    Connection connection(m_executor, m_target);
    co_await leave(connection);
}

void TenantPlayer::stop()
{
    m_stopping = true;
    m_changed.cancel();
}

void TenantPlayer::update(const DemoTenant &tenant, Target target)
{
    if (!(tenant == m_tenant)) {
        m_accessToken.clear();
        m_refreshToken.clear();
    }
    m_tenant = tenant;
    m_target = std::move(target);
}

void TenantPlayer::become(State state, const char *why)
{
    if (m_state != state) {
        m_state = state;
        spdlog::info("player: {} {}", m_tenant.slug, why);
        m_changed.cancel();
    }
}

Awaitable<void> TenantPlayer::pause(double seconds)
{
    // Short enough that nobody waits for it at the end.
    boost::asio::steady_timer timer(m_executor);
    const auto until = Clock::now() + std::chrono::microseconds(std::llround(seconds * 1e6));
    while (!m_stopping && Clock::now() < until) {
        timer.expires_at(std::min(until, Clock::now() + std::chrono::milliseconds(200)));
        co_await timer.async_wait(tuple);
    }
}

Awaitable<void> TenantPlayer::keep()
{
    Connection connection(m_executor, m_target);
    double wait = firstWait;
    while (!m_stopping) {
        const bool due = Clock::now() >= m_refreshAt;
        if (m_state == State::Ready && !due) {
            const double left = std::chrono::duration<double>(m_refreshAt - Clock::now()).count();
            co_await pause(std::min(left, 1.0));
            continue;
        }
        if (due) {
            m_accessToken.clear();
        }
        bool signedIn = !m_accessToken.empty();
        if (!signedIn && !m_refreshToken.empty()) {
            signedIn = co_await refresh(connection);
        }
        if (!signedIn) {
            signedIn = co_await signIn(connection);
        }
        bool ready = false;
        if (signedIn) {
            ready = co_await lookAround(connection);
        }
        connection.close();
        if (ready) {
            wait = firstWait;
            become(State::Ready, "is playing");
        } else if (m_state == State::Suspended) {
            co_await pause(suspendedWait * random(0.8, 1.2));
        } else {
            co_await pause(wait * random(0.5, 1.0));
            wait = std::min(wait * 2, longestWait);
            m_reload();
        }
    }
}

bool TenantPlayer::takeTokens(const std::optional<Reply> &reply)
{
    if (!reply) {
        become(State::SignedOut, "waits for the server");
        return false;
    }
    auto tokens = reply->ok() ? parseJson<TokenResponse>(reply->body) : tl::unexpected(std::vector<FieldError>());
    if (!tokens) {
        const auto code = reply->code();
        if (code == "organization_suspended") {
            become(State::Suspended, "is suspended");
        } else {
            become(State::SignedOut, "cannot sign in");
        }
        return false;
    }
    m_accessToken = std::move(tokens->accessToken);
    m_refreshToken = std::move(tokens->refreshToken);
    m_refreshAt = Clock::now() + std::chrono::seconds(std::max<int64_t>(tokens->expiresIn * 2 / 3, 1));
    return true;
}

Awaitable<bool> TenantPlayer::signIn(Connection &connection)
{
    const SignInRequest body{m_tenant.email, m_tenant.password};
    const auto reply = co_await connection.send(verb::post, "/v1/auth/sign-in", writeJson(body), {});
    co_return takeTokens(reply);
}

Awaitable<bool> TenantPlayer::refresh(Connection &connection)
{
    // It works once: whatever comes of it, the next time is a sign-in.
    const RefreshRequest body{std::exchange(m_refreshToken, {})};
    const auto reply = co_await connection.send(verb::post, "/v1/auth/refresh", writeJson(body), {});
    co_return reply && reply->ok() && takeTokens(reply);
}

Awaitable<std::optional<Reply>> TenantPlayer::call(Connection &connection, verb method, std::string path,
                                                   std::string body)
{
    const std::string token = m_accessToken;
    auto reply = co_await connection.send(method, std::move(path), std::move(body), token);
    if (!reply) {
        become(State::SignedOut, "waits for the server");
    } else if (reply->status == 401 && token == m_accessToken) {
        m_accessToken.clear();
        become(State::SignedOut, "signs in again");
    } else if (reply->status == 403 && reply->code() == "organization_suspended") {
        become(State::Suspended, "is suspended");
    } else if (reply->status == 429 || reply->status == 503) {
        co_await pause(std::clamp(reply->retryAfter, 1, 5));
    }
    co_return reply;
}

Awaitable<bool> TenantPlayer::lookAround(Connection &connection)
{
    const auto usage = co_await call(connection, verb::get, "/v1/usage");
    const auto figures =
        usage && usage->ok() ? parseJson<Usage>(usage->body) : tl::unexpected(std::vector<FieldError>());
    if (!figures) {
        co_return false;
    }
    m_usage = *figures;
    if (m_settled) {
        co_return true;
    }
    std::string path = "/v1/agents?limit=200";
    m_agents.clear();
    std::vector<AgentId> left;
    while (!path.empty()) {
        const auto reply = co_await call(connection, verb::get, path);
        const auto page =
            reply && reply->ok() ? parseJson<Page<Agent>>(reply->body) : tl::unexpected(std::vector<FieldError>());
        if (!page) {
            co_return false;
        }
        for (const auto &agent : page->items) {
            (agent.description == mark ? left : m_agents).push_back(agent.id);
        }
        path = page->nextCursor ? "/v1/agents?limit=200&cursor=" + *page->nextCursor : std::string();
    }
    const auto users = co_await call(connection, verb::get, "/v1/users?limit=200");
    const auto people =
        users && users->ok() ? parseJson<Page<User>>(users->body) : tl::unexpected(std::vector<FieldError>());
    if (!people) {
        co_return false;
    }
    m_users.clear();
    for (const auto &user : people->items) {
        m_users.push_back(user.id);
    }
    for (const auto &id : left) {
        co_await remove(connection, id);
    }
    m_settled = true;
    co_return true;
}

Awaitable<void> TenantPlayer::work()
{
    Connection connection(m_executor, m_target);
    boost::asio::steady_timer timer(m_executor);
    while (!m_stopping) {
        if (m_state != State::Ready) {
            connection.close();
            co_await m_changed.async_wait(tuple);
            continue;
        }
        const double rate = m_averageRate * m_rhythm.at(Clock::now()) / workers;
        const double gap = std::exponential_distribution<double>(rate)(m_random);
        timer.expires_after(std::chrono::microseconds(std::llround(std::min(gap, 1.0) * 1e6)));
        co_await timer.async_wait(tuple);
        if (!m_stopping && m_state == State::Ready) {
            co_await act(connection);
        }
    }
}

Awaitable<void> TenantPlayer::leave(Connection &connection)
{
    if (m_accessToken.empty()) {
        co_return;
    }
    while (!m_made.empty()) {
        const AgentId id = m_made.front().id;
        m_made.pop_front();
        co_await remove(connection, id);
    }
    const RefreshRequest body{m_refreshToken};
    co_await connection.send(verb::post, "/v1/auth/sign-out", writeJson(body), {});
}

} // namespace objecta::player
