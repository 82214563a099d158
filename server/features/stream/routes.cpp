// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/routes.h"

namespace objecta::features {

namespace {

constexpr size_t maxSubscribed = 500;

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
        m_hub.subscribe(m_outbox, std::move(*subscription));
    }
    void sent() override { m_outbox.flush(); }

private:
    EventHub &m_hub;
    pipeline::StreamSession &m_session;
    Outbox m_outbox;
    EventHub::Membership m_membership;
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
