// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/held_sums.h"
#include "server/features/stream/replay.h"
#include "server/pipeline/websocket.h"

#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace objecta::features {

/// Kinds of events of which there are so many that only those who name them get them.
inline constexpr std::string_view auditAppended = "audit.appended";
inline constexpr std::string_view jobChanged = "job.changed";

/// One open stream's messages on their way to the socket. A reader who is too slow gets fewer frames, each of which
/// then is of several seconds (a message of type rate says so), never a longer queue; what was asked for of the past is
/// made as the reader takes it; events are kept as long as there is room for them, and a gap in seq says where there
/// was none.
class Outbox {
public:
    /// The session outlives it.
    explicit Outbox(pipeline::StreamSession &session)
        : m_session(session)
    {
    }
    Outbox(const Outbox &) = delete;
    Outbox &operator=(const Outbox &) = delete;

    /// What it asked for before is over.
    void setSubscription(StreamSubscribe subscription);
    [[nodiscard]] const StreamSubscribe &subscription() const { return m_subscription; }

    void addHello();
    /// `texts` are those of the moment, which `sums` has.
    void addFrame(const metrics::Moment &moment, FrameTexts &texts, HeldSums &sums);
    /// What the subscription asked for. Seconds that come meanwhile are held back until it is told.
    void tell(const Replay &replay);
    [[nodiscard]] bool wantsEvent(std::string_view event) const;
    /// One that it wants.
    void addEvent(const SeqText &event);
    /// Sends what waits, as far as the socket takes it, and one more of what was asked for: whenever the peer took
    /// something.
    void flush();

    /// Frames that were added for the socket, and seconds that were held back for a slow reader.
    struct Frames {
        int64_t sent = 0;
        int64_t held = 0;
    };
    [[nodiscard]] const Frames &frames() const { return m_frames; }
    [[nodiscard]] bool holds() const { return !m_held.empty(); }

    static constexpr size_t maxEvents = 1000;
    /// Merged frames that wait for a slow reader: one for each time that nothing was measured, and the ones between.
    static constexpr size_t maxHeld = 16;
    static constexpr size_t maxSocketBytes = size_t{256} * 1024;

private:
    struct Waiting {
        std::string text;
        bool frame = false;
    };
    [[nodiscard]] bool hasRoom() const { return m_session.queuedBytes() <= maxSocketBytes; }
    [[nodiscard]] bool isSlow() const;
    /// Whether it subscribed to figures at all.
    [[nodiscard]] bool wantsFrames() const;
    void hold(const metrics::Moment &moment, HeldSums &sums);
    void tellHeld();
    void setRate(int64_t seconds);
    void add(StreamMessage message);
    void put(std::string text, bool frame);

    StreamSubscribe m_subscription;
    std::string m_key; ///< of the subscription: the same for the same
    std::list<Waiting> m_waiting; ///< empty but for those whose socket's queue is full
    std::deque<std::shared_ptr<HeldSum>> m_held; ///< seconds that the reader was too slow for
    std::optional<Replay> m_replay; ///< that is being told
    int64_t m_rate = 1;
    pipeline::StreamSession &m_session;
    int64_t m_seq = 0;
    Frames m_frames;
};

} // namespace objecta::features
