// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/event_hub.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <unordered_set>

namespace objecta::features {

namespace {

constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

/// What each stream subscribed to, and the busiest of that second.
std::vector<OrganizationFigures> figuresFor(const StreamSubscribe &subscription, const metrics::Second &second)
{
    std::vector<OrganizationFigures> out;
    std::unordered_set<OrganizationId> seen;
    const auto add = [&](const OrganizationId &id) {
        if (seen.insert(id).second) {
            out.push_back({id, second.figures(id)});
        }
    };
    std::ranges::for_each(subscription.organizations, add);
    std::ranges::for_each(second.busiest(static_cast<size_t>(subscription.top)), add);
    return out;
}

} // namespace

Outbox::Outbox(db::asio::any_io_executor executor)
    : m_wake(std::move(executor), std::chrono::steady_clock::time_point::max())
{
}

void Outbox::addHello()
{
    StreamMessage hello;
    hello.type = "hello";
    hello.at = Timestamp::now();
    add(std::move(hello), false);
}

void Outbox::addFrame(StreamMessage message)
{
    const bool waiting = std::ranges::any_of(m_waiting, &Waiting::frame);
    if (waiting || (m_session != nullptr && m_session->queuedBytes() > maxSocketBytes)) {
        ++m_seq;
        return;
    }
    add(std::move(message), true);
}

void Outbox::addEvent(StreamMessage message)
{
    if (m_waiting.size() >= maxEvents) {
        ++m_seq;
        return;
    }
    add(std::move(message), false);
}

void Outbox::add(StreamMessage message, bool frame)
{
    message.seq = m_seq++;
    m_waiting.push_back({writeJson(message), frame});
    m_wake.cancel();
}

void Outbox::close()
{
    m_closed = true;
    m_wake.cancel();
}

db::Awaitable<void> Outbox::pump(pipeline::StreamSession &session)
{
    m_session = &session;
    while (!m_closed) {
        if (m_waiting.empty()) {
            co_await m_wake.async_wait(tuple);
            continue;
        }
        if (session.queuedBytes() > maxSocketBytes) {
            // Events wait here rather than overflow the socket's queue, which would close it.
            m_wake.expires_after(std::chrono::milliseconds(100));
            co_await m_wake.async_wait(tuple);
            m_wake.expires_at(std::chrono::steady_clock::time_point::max());
            continue;
        }
        std::string text = std::move(m_waiting.front().text);
        m_waiting.pop_front();
        const bool open = co_await session.send(std::move(text));
        if (!open) {
            break;
        }
    }
    m_session = nullptr;
    m_closed = true;
}

void EventHub::publish(std::string_view event, const OrganizationId &organization, int64_t version)
{
    StreamMessage message;
    message.type = "event";
    message.at = Timestamp::now();
    message.event = event;
    message.organizationId = organization;
    message.version = version;
    for (auto *outbox : m_outboxes) {
        outbox->addEvent(message);
    }
}

void EventHub::publish(const metrics::Second &second)
{
    if (m_outboxes.empty()) {
        return;
    }
    StreamMessage message;
    message.type = "frame";
    message.at = Timestamp::fromSeconds(second.at());
    message.platform = second.platform();
    for (auto *outbox : m_outboxes) {
        message.organizations = figuresFor(outbox->subscription(), second);
        outbox->addFrame(message);
    }
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
}

} // namespace objecta::features
