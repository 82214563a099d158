// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"
#include "server/metrics/collector.h"
#include "server/pipeline/websocket.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::features {

/// Names of events on the stream.
inline constexpr std::string_view organizationCreated = "organization.created";
inline constexpr std::string_view organizationUpdated = "organization.updated";
inline constexpr std::string_view impersonationStarted = "impersonation.started";
inline constexpr std::string_view impersonationEnded = "impersonation.ended";

/// One open stream's messages on their way to the socket. A reader who is too slow gets fewer frames (the gap in seq
/// says so), never a longer queue; events are kept as long as there is room for them.
class Outbox {
public:
    explicit Outbox(db::asio::any_io_executor executor);
    Outbox(const Outbox &) = delete;
    Outbox &operator=(const Outbox &) = delete;

    void setSubscription(StreamSubscribe subscription) { m_subscription = std::move(subscription); }
    [[nodiscard]] const StreamSubscribe &subscription() const { return m_subscription; }

    void addHello();
    /// Not added while the frame before still waits, or while the socket holds `maxSocketBytes`.
    void addFrame(StreamMessage message);
    void addEvent(StreamMessage message);
    void close();

    /// Sends what is added until the socket is closed or close() was called.
    db::Awaitable<void> pump(pipeline::StreamSession &session);

    static constexpr size_t maxEvents = 1000;
    static constexpr size_t maxSocketBytes = size_t{256} * 1024;

private:
    struct Waiting {
        std::string text;
        bool frame = false;
    };
    void add(StreamMessage message, bool frame);

    StreamSubscribe m_subscription;
    std::deque<Waiting> m_waiting;
    db::asio::steady_timer m_wake; ///< never expires: a condition
    const pipeline::StreamSession *m_session = nullptr;
    int64_t m_seq = 0;
    bool m_closed = false;
};

/// Tells every open stream what happened: each second's figures, and what staff changed. Handlers publish after their
/// transaction is committed, so whoever reads anew upon an event sees the change. I/O thread.
class EventHub {
public:
    /// `version` is the resource's new one, 0 where it has none.
    void publish(std::string_view event, const OrganizationId &organization, int64_t version);
    /// A second is over.
    void publish(const metrics::Second &second);

    /// While it lives, the outbox gets what is published.
    class Membership {
    public:
        Membership(EventHub &hub, Outbox &outbox);
        ~Membership();
        Membership(const Membership &) = delete;
        Membership &operator=(const Membership &) = delete;

    private:
        EventHub &m_hub;
        Outbox &m_outbox;
    };
    [[nodiscard]] size_t streams() const { return m_outboxes.size(); }

private:
    std::vector<Outbox *> m_outboxes;
};

} // namespace objecta::features
