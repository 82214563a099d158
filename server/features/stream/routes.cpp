// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/routes.h"

#include <algorithm>
#include <chrono>

namespace objecta::features {

namespace {

constexpr size_t maxSubscribed = 500;
/// A console that is scrolled subscribes a few times a second; so many it may at once, and then one each interval.
constexpr int64_t subscribesAtOnce = 100;
constexpr std::chrono::milliseconds subscribeInterval{50};

/// One open stream: takes subscriptions until the socket is closed.
class Subscriber final : public pipeline::StreamClient {
public:
    Subscriber(EventHub &hub, pipeline::StreamSession &session)
        : m_hub(hub)
        , m_session(session)
        , m_outbox(session)
        , m_membership(hub, m_outbox)
    {
        m_outbox.addHello();
    }
    void received(std::string_view text) override
    {
        auto subscription = parseJson<StreamSubscribe>(text, Unknown::Refuse);
        if (!subscription || subscription->organizations.size() > maxSubscribed) {
            m_session.close(pipeline::closePolicy, "Send a subscribe message.");
            return;
        }
        if (!mayAgain()) {
            m_session.close(pipeline::closePolicy, "Subscribe less often.");
            return;
        }
        m_hub.subscribe(m_outbox, std::move(*subscription));
    }
    void sent() override { m_outbox.flush(); }

private:
    using Clock = std::chrono::steady_clock;
    /// Each subscription puts off the time at which it may have all of them at once again.
    bool mayAgain()
    {
        const auto now = Clock::now();
        m_freeAt = std::max(m_freeAt, now) + subscribeInterval;
        return m_freeAt - now <= subscribesAtOnce * subscribeInterval;
    }

    EventHub &m_hub;
    pipeline::StreamSession &m_session;
    Outbox m_outbox;
    EventHub::Membership m_membership;
    Clock::time_point m_freeAt;
};

} // namespace

std::vector<pipeline::Route> streamRoutes(EventHub &hub)
{
    return {pipeline::streamRoute("/v1/admin/stream", pipeline::Permission::ReadMetrics,
                                  [&hub](const pipeline::Authorized &, pipeline::StreamSession &session) {
                                      return std::make_unique<Subscriber>(hub, session);
                                  })};
}

} // namespace objecta::features
