// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/outbox.h"

#include <algorithm>
#include <unordered_set>

namespace objecta::features {

namespace {

constexpr std::string_view seqMember = R"("seq":0)";

} // namespace

SeqText::SeqText(const StreamMessage &message)
{
    // The type, which is a word of ours, and the seq come first.
    const std::string all = writeJson(message);
    const auto at = all.find(seqMember) + seqMember.size() - 1;
    m_before = all.substr(0, at);
    m_after = all.substr(at + 1);
}

FrameTexts::FrameTexts(const metrics::Moment &moment, std::string type, int64_t seconds)
    : m_moment(moment)
    , m_type(std::move(type))
    , m_seconds(seconds)
{
}

StreamMessage FrameTexts::message(const StreamSubscribe &subscription) const
{
    const metrics::Second &second = m_moment.second;
    StreamMessage out;
    out.type = m_type;
    out.at = Timestamp::fromSeconds(second.at());
    out.seconds = m_seconds;
    out.measured = m_moment.measured;
    out.again = m_moment.again;
    if (subscription.platform) {
        out.platform = second.platform();
    }
    out.servers = m_moment.servers;
    std::unordered_set<OrganizationId> seen;
    const auto add = [&](const OrganizationId &id) {
        if (seen.insert(id).second) {
            out.organizations.push_back({id, second.figures(id)});
        }
    };
    std::ranges::for_each(subscription.organizations, add);
    out.top = second.top(static_cast<size_t>(subscription.top),
                         metrics::figureNamed(subscription.by).value_or(metrics::Figure::Requests));
    std::ranges::for_each(out.top, add);
    return out;
}

std::string FrameTexts::text(const StreamSubscribe &subscription, const std::string &key, int64_t seq)
{
    auto it = m_texts.find(key);
    if (it == m_texts.end()) {
        it = m_texts.emplace(key, message(subscription)).first;
    }
    return it->second.with(seq);
}

void Outbox::setSubscription(StreamSubscribe subscription)
{
    m_subscription = std::move(subscription);
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
    return std::ranges::any_of(m_waiting, &Waiting::frame) || m_session.queuedBytes() > maxSocketBytes;
}

bool Outbox::wantsFrames() const
{
    return m_subscription.platform || m_subscription.top > 0 || !m_subscription.organizations.empty();
}

void Outbox::addFrame(const metrics::Moment &moment, FrameTexts &texts)
{
    if (!wantsFrames()) {
        return;
    }
    if (isSlow()) {
        ++m_frames.held;
        if (moment.again) {
            ++m_seq; // its sum would count twice
        } else if (m_held) {
            m_held->add(moment.second);
            ++m_heldSeconds;
        } else {
            m_held = std::make_unique<metrics::Second>(moment.second);
            m_heldSeconds = 1;
        }
        return;
    }
    if (!m_held || moment.again) {
        if (!m_held && !moment.again) {
            setRate(1);
        }
        put(texts.text(m_subscription, m_key, m_seq++), true);
        return;
    }
    m_held->add(moment.second);
    const int64_t seconds = m_heldSeconds + 1;
    setRate(seconds);
    m_held->moveTo(moment.second.at());
    const metrics::Moment all{*m_held, moment.measured, false, moment.servers};
    FrameTexts own(all, "frame", seconds);
    put(own.text(m_subscription, m_key, m_seq++), true);
    m_held.reset();
}

void Outbox::addAsked(FrameTexts &texts)
{
    put(texts.text(m_subscription, m_key, m_seq++), false);
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
    while (!m_waiting.empty() && m_session.queuedBytes() <= maxSocketBytes) {
        std::string text = std::move(m_waiting.front().text);
        m_waiting.pop_front();
        m_session.send(std::move(text));
    }
}

} // namespace objecta::features
