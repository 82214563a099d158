// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/pagestore.h"

#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace objecta::stores {

/// Two stretches of the same length, the last before a moment and the newest since, each a whole step of the history:
/// so it holds one percentile that the server merged from its histograms, and none is ever averaged. Unix times.
struct EffectWindows {
    qint64 step = 10;
    /// The beginning of the step before.
    qint64 before = 0;
    /// The beginning of the newest whole step since; 0 while there is none.
    qint64 since = 0;

    /// `started` is when it began. Ten seconds, and a minute once one is over: however long it lasts, what was before
    /// is what made somebody act, not the quiet of an hour earlier.
    static EffectWindows of(qint64 started, qint64 now);
    bool operator==(const EffectWindows &) const = default;
};

/// Median and 99th percentile of a stretch, in milliseconds; nothing where there were no requests.
struct EffectLatency {
    std::optional<double> p50;
    std::optional<double> p99;
};

/// What a throttle does for those beside the one that it holds: the platform's and others' latencies in the minutes
/// before it began and in the newest minutes since. Read anew every ten seconds while active. GUI thread.
class ThrottleEffectStore : public PageStore {
    Q_OBJECT

public:
    struct Line {
        /// Nothing: the whole platform.
        std::optional<OrganizationId> organization;
        EffectLatency before;
        EffectLatency since;
        /// Whether that of before was read: it does not change any more.
        bool knowsBefore = false;
    };

    explicit ThrottleEffectStore(const api::AdminApi &admin, QObject *parent = nullptr);

    /// Another throttle, or another one in its place, drops what is shown.
    void show(const Throttle &throttle, const std::vector<OrganizationId> &others);
    void setActive(bool active);
    void reset();

    [[nodiscard]] const std::vector<Line> &lines() const { return m_lines; }
    [[nodiscard]] const EffectWindows &windows() const { return m_windows; }

public slots:
    void reload() override;

private:
    void read(std::size_t line);
    /// Of one step.
    void readStep(std::size_t line, qint64 at, std::function<void(const EffectLatency &)> done);

    api::AdminApi m_admin;
    QTimer m_again;
    OrganizationId m_held;
    qint64 m_started = 0;
    std::vector<Line> m_lines;
    /// Those of the lines, and of what is being read.
    EffectWindows m_windows;
    EffectWindows m_asked;
    std::vector<Line> m_read;
    bool m_active = false;
};

} // namespace objecta::stores
