// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "models/stores/pagestore.h"

#include <QElapsedTimer>
#include <QTimer>

#include <optional>
#include <vector>

namespace objecta::stores {

/// The organizations that are held to a lower rate now, and the rate of all others. Follows the stream's events; a
/// throttle whose time is over leaves by itself, as on the server. GUI thread.
class ThrottleStore : public PageStore {
    Q_OBJECT

public:
    ThrottleStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent = nullptr);

    /// The newest first.
    [[nodiscard]] const std::vector<Throttle> &items() const { return m_items; }
    /// Null where it is free.
    [[nodiscard]] const Throttle *find(const OrganizationId &id) const;
    /// What the server grants who is not throttled; nothing as long as that is not known.
    [[nodiscard]] const std::optional<RateLimiterState> &rateLimits() const { return m_rateLimits; }
    /// Somebody looks at them: they are read anew once a minute, since whether servers share them changes with Redis.
    void wantRateLimits();

    /// Holds `id`; ends in setDone() or setFailed().
    void set(const OrganizationId &id, const SetThrottle &wanted);
    /// Ends in lifted() or liftFailed(). One that has ended meanwhile is lifted, too.
    void lift(const OrganizationId &id);
    /// Whether an act on it is under way.
    [[nodiscard]] bool isActing(const OrganizationId &id) const;
    /// Takes an act back; whether the server did it all the same shows after the reload that follows.
    void cancelAct(const OrganizationId &id);
    void reset();

public slots:
    void reload() override;

signals:
    /// `before`: the throttle whose place it took, as it was known here.
    void setDone(const objecta::Throttle &throttle, const std::optional<objecta::Throttle> &before);
    /// `throttle` as it was.
    void lifted(const objecta::Throttle &throttle);
    void setFailed(const objecta::OrganizationId &id, const objecta::api::ApiError &error);
    void liftFailed(const objecta::OrganizationId &id, const objecta::api::ApiError &error);

private:
    void take(std::vector<Throttle> items);
    void dropEnded();
    void readRateLimits();

    api::AdminApi m_admin;
    std::vector<Throttle> m_items;
    std::optional<RateLimiterState> m_rateLimits;
    QElapsedTimer m_rateLimitsRead;
    QTimer m_eventDelay;
    QTimer m_end;
};

} // namespace objecta::stores
