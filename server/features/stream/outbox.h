// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"
#include "server/metrics/timeline.h"
#include "server/pipeline/websocket.h"

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace objecta::features {

/// Kinds of events of which there are so many that only those who name them get them.
inline constexpr std::string_view auditAppended = "audit.appended";
inline constexpr std::string_view jobChanged = "job.changed";

/// A message's text but for its seq, made once for all streams.
class SeqText {
public:
    explicit SeqText(const StreamMessage &message);
    [[nodiscard]] std::string with(int64_t seq) const { return m_before + std::to_string(seq) + m_after; }

private:
    std::string m_before;
    std::string m_after;
};

/// The texts of one moment: made once for all streams that subscribed to the same.
class FrameTexts {
public:
    /// `type` is "frame" or "snapshot"; the figures are of `seconds` seconds, the last of which is the moment's.
    FrameTexts(const metrics::Moment &moment, std::string type, int64_t seconds = 1);
    /// With that seq.
    std::string text(const StreamSubscribe &subscription, const std::string &key, int64_t seq);

private:
    [[nodiscard]] StreamMessage message(const StreamSubscribe &subscription) const;
    const metrics::Moment &m_moment;
    std::string m_type;
    int64_t m_seconds;
    std::map<std::string, SeqText> m_texts;
};

/// One open stream's messages on their way to the socket. A reader who is too slow gets fewer frames, each of which
/// then is of several seconds (a message of type rate says so), never a longer queue; events are kept as long as there
/// is room for them, and a gap in seq says where there was none.
class Outbox {
public:
    /// The session outlives it.
    explicit Outbox(pipeline::StreamSession &session)
        : m_session(session)
    {
    }
    Outbox(const Outbox &) = delete;
    Outbox &operator=(const Outbox &) = delete;

    void setSubscription(StreamSubscribe subscription);
    [[nodiscard]] const StreamSubscribe &subscription() const { return m_subscription; }

    void addHello();
    /// `texts` are those of the moment.
    void addFrame(const metrics::Moment &moment, FrameTexts &texts);
    /// What was asked for: whatever waits already.
    void addAsked(FrameTexts &texts);
    [[nodiscard]] bool wantsEvent(std::string_view event) const;
    /// One that it wants.
    void addEvent(const SeqText &event);
    /// Sends what waits, as far as the socket takes it: whenever the peer took something.
    void flush();

    /// Frames that were added for the socket, and seconds that were held back for a slow reader.
    struct Frames {
        int64_t sent = 0;
        int64_t held = 0;
    };
    [[nodiscard]] const Frames &frames() const { return m_frames; }
    [[nodiscard]] bool holds() const { return m_held != nullptr; }

    static constexpr size_t maxEvents = 1000;
    static constexpr size_t maxSocketBytes = size_t{256} * 1024;

private:
    struct Waiting {
        std::string text;
        bool frame = false;
    };
    [[nodiscard]] bool isSlow() const;
    /// Whether it subscribed to figures at all.
    [[nodiscard]] bool wantsFrames() const;
    void setRate(int64_t seconds);
    void add(StreamMessage message);
    void put(std::string text, bool frame);

    StreamSubscribe m_subscription;
    std::string m_key; ///< of the subscription: the same for the same
    std::list<Waiting> m_waiting; ///< empty but for those whose socket's queue is full
    std::unique_ptr<metrics::Second> m_held; ///< seconds that the reader was too slow for
    int64_t m_heldSeconds = 0;
    int64_t m_rate = 1;
    pipeline::StreamSession &m_session;
    int64_t m_seq = 0;
    Frames m_frames;
};

} // namespace objecta::features
