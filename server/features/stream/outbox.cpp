// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/outbox.h"

#include <algorithm>
#include <utility>

namespace objecta::features {

void Outbox::setSubscription(StreamSubscribe subscription)
{
    m_replay.reset();
    m_subscription = std::move(subscription);
    if (m_subscription.since || !wantsFrames()) {
        m_held.clear(); // they come anew, or are not wanted any more
    }
    m_subscription.since.reset();
    m_key = writeJson(m_subscription);
}

void Outbox::addHello()
{
    StreamMessage hello;
    hello.type = "hello";
    hello.at = Timestamp::now();
    add(std::move(hello));
}

bool Outbox::isSlow() const
{
    return m_replay || !hasRoom() || std::ranges::any_of(m_waiting, &Waiting::frame);
}

bool Outbox::wantsFrames() const
{
    return m_subscription.platform || m_subscription.top > 0 || !m_subscription.organizations.empty();
}

void Outbox::addFrame(const metrics::Moment &moment, FrameTexts &texts, HeldSums &sums)
{
    if (!wantsFrames()) {
        return;
    }
    const bool slow = isSlow();
    if (moment.again) {
        // Those that are held have the second without what came late, so its sum would count twice.
        if (!slow) {
            put(texts.text(m_subscription, m_key, m_seq++), true);
        } else if (!m_replay || !m_replay->tells(moment.second.at())) {
            ++m_frames.held;
            ++m_seq;
        }
        return;
    }
    if (slow) {
        ++m_frames.held;
        hold(moment, sums);
        return;
    }
    if (m_held.empty()) {
        setRate(1);
        put(texts.text(m_subscription, m_key, m_seq++), true);
        return;
    }
    hold(moment, sums);
    tellHeld();
}

void Outbox::tellHeld()
{
    for (const auto &held : std::exchange(m_held, {})) {
        setRate(held->seconds());
        put(held->text(m_subscription, m_key, m_seq++), true);
    }
}

void Outbox::hold(const metrics::Moment &moment, HeldSums &sums)
{
    if (!m_held.empty() && m_held.back()->last() == moment.second.at()) {
        return; // goes on
    }
    m_held.push_back(sums.beginning(moment));
    if (m_held.size() > maxHeld) {
        m_held.pop_front();
        ++m_seq; // it is lost
    }
}

void Outbox::tell(const Replay &replay)
{
    m_replay.emplace(replay);
    flush();
}

void Outbox::setRate(int64_t seconds)
{
    if (seconds == m_rate) {
        return;
    }
    m_rate = seconds;
    StreamMessage rate;
    rate.type = "rate";
    rate.at = Timestamp::now();
    rate.seconds = seconds;
    add(std::move(rate));
}

bool Outbox::wantsEvent(std::string_view event) const
{
    const auto &wanted = m_subscription.events;
    return wanted ? std::ranges::find(*wanted, event) != wanted->end() : event != auditAppended && event != jobChanged;
}

void Outbox::addEvent(const SeqText &event)
{
    const int64_t seq = m_seq++;
    if (m_waiting.size() < maxEvents) {
        put(event.with(seq), false);
    }
}

void Outbox::add(StreamMessage message)
{
    message.seq = m_seq++;
    put(writeJson(message), false);
}

void Outbox::put(std::string text, bool frame)
{
    m_frames.sent += frame ? 1 : 0;
    m_waiting.push_back({std::move(text), frame});
    flush();
}

void Outbox::flush()
{
    // Events wait here rather than overflow the socket's queue, which would close it.
    while (!m_waiting.empty() && hasRoom()) {
        std::string text = std::move(m_waiting.front().text);
        m_waiting.pop_front();
        m_session.send(std::move(text));
    }
    if (m_replay && m_waiting.empty() && hasRoom()) {
        if (auto text = m_replay->next(m_subscription, m_key, m_seq)) {
            ++m_seq;
            m_session.send(std::move(*text));
        }
        if (m_replay->done()) {
            m_replay.reset();
            if (!isSlow()) {
                tellHeld();
            }
        }
    }
}

} // namespace objecta::features
