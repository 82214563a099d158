// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/event_hub.h"

#include <algorithm>

namespace objecta::features {

namespace {

void stamp(StreamMessage &event)
{
    event.type = "event";
    event.at = Timestamp::now();
}

} // namespace

void EventHub::publish(std::string_view event, const OrganizationId &organization, int64_t version)
{
    StreamMessage message;
    message.event = event;
    message.organizationId = organization;
    message.version = version;
    stamp(message);
    deliver(message);
    if (m_relay) {
        m_relay(writeJson(message));
    }
}

void EventHub::relayed(std::string_view text)
{
    if (const auto message = parseJson<StreamMessage>(text)) {
        deliver(*message);
    }
}

void EventHub::tell(StreamMessage message)
{
    stamp(message);
    deliver(message);
}

bool EventHub::isWanted(std::string_view event) const
{
    return std::ranges::any_of(m_outboxes, [event](const Outbox *outbox) { return outbox->wantsEvent(event); });
}

void EventHub::deliver(const StreamMessage &message)
{
    std::optional<SeqText> text;
    for (auto *outbox : m_outboxes) {
        if (outbox->wantsEvent(message.event)) {
            outbox->addEvent(text ? *text : text.emplace(message));
        }
    }
}

void EventHub::publish(const metrics::Moment &moment)
{
    const int64_t at = moment.second.at();
    m_rankings.forget(at);
    FrameTexts texts(moment, m_rankings.of(at), "frame");
    if (!moment.again) {
        m_held.add(moment);
    }
    for (auto *outbox : m_outboxes) {
        outbox->addFrame(moment, texts, m_held);
    }
}

void EventHub::subscribe(Outbox &outbox, StreamSubscribe subscription)
{
    const auto since = subscription.since;
    outbox.setSubscription(std::move(subscription));
    if (m_timeline != nullptr && !m_timeline->seconds().empty()) {
        outbox.tell(Replay(*m_timeline, m_rankings, since));
    }
}

size_t EventHub::slowStreams() const
{
    return static_cast<size_t>(std::ranges::count_if(m_outboxes, &Outbox::holds));
}

Outbox::Frames EventHub::frames() const
{
    auto out = m_closed;
    for (const auto *outbox : m_outboxes) {
        out.sent += outbox->frames().sent;
        out.held += outbox->frames().held;
    }
    return out;
}

EventHub::Membership::Membership(EventHub &hub, Outbox &outbox)
    : m_hub(hub)
    , m_outbox(outbox)
{
    m_hub.m_outboxes.push_back(&m_outbox);
}

EventHub::Membership::~Membership()
{
    std::erase(m_hub.m_outboxes, &m_outbox);
    m_hub.m_closed.sent += m_outbox.frames().sent;
    m_hub.m_closed.held += m_outbox.frames().held;
}

} // namespace objecta::features
