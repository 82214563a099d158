// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/outbox.h"

#include <functional>
#include <string_view>
#include <vector>

namespace objecta::features {

/// Names of events on the stream.
inline constexpr std::string_view organizationCreated = "organization.created";
inline constexpr std::string_view organizationUpdated = "organization.updated";
inline constexpr std::string_view throttleChanged = "throttle.changed";
inline constexpr std::string_view impersonationStarted = "impersonation.started";
inline constexpr std::string_view impersonationEnded = "impersonation.ended";
inline constexpr std::string_view alertRaised = "alert.raised";
inline constexpr std::string_view alertAcknowledged = "alert.acknowledged";
inline constexpr std::string_view alertClosed = "alert.closed";
inline constexpr std::string_view quotaThreshold = "quota.threshold";

/// Tells every open stream what happened: each second's figures, and what staff changed. Handlers publish after their
/// transaction is committed, so whoever reads anew upon an event sees the change. I/O thread.
class EventHub {
public:
    EventHub() = default;
    /// With a timeline, what a subscription wants of the past comes from there; it outlives the hub.
    explicit EventHub(const metrics::Timeline &timeline)
        : m_timeline(&timeline)
    {
    }
    /// Gets every event that is published here, as JSON: for the other servers.
    void relayTo(std::function<void(std::string_view)> relay) { m_relay = std::move(relay); }

    /// `version` is the resource's new one, 0 where it has none.
    void publish(std::string_view event, const OrganizationId &organization, int64_t version);
    /// A second is over.
    void publish(const metrics::Moment &moment);
    /// An event of another server, as that one relayed it.
    void relayed(std::string_view text);
    /// An event that every server finds out by itself: its kind, and what it is about.
    void tell(StreamMessage message);
    /// Whether a stream would get events of that kind.
    [[nodiscard]] bool isWanted(std::string_view event) const;

    /// What the stream gets from now on; before that it gets what it missed since, or the newest second.
    void subscribe(Outbox &outbox, StreamSubscribe subscription);

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
    /// Of them those whose readers are too slow now.
    [[nodiscard]] size_t slowStreams() const;
    /// Of all streams, those that are closed among them.
    [[nodiscard]] Outbox::Frames frames() const;

private:
    void deliver(const StreamMessage &message);

    const metrics::Timeline *m_timeline = nullptr;
    metrics::Rankings m_rankings;
    std::function<void(std::string_view)> m_relay;
    HeldSums m_held;
    std::vector<Outbox *> m_outboxes;
    Outbox::Frames m_closed; ///< of streams that are
};

} // namespace objecta::features
