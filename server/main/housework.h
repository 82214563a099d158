// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/listener.h"
#include "server/features/stream/event_hub.h"
#include "server/jobs/worker.h"
#include "server/main/background.h"
#include "server/objects/objectstore.h"

namespace objecta::app {

/// The worker's role: takes jobs from the queue and runs them. I/O thread; the rest outlives it.
class Housework {
public:
    /// `connection`: the database, without user. `hub`: who hears of what jobs change. `checksIsolation`: every night,
    /// for which the database's superuser must let us in.
    Housework(boost::asio::io_context &context, db::Database &database, objects::ObjectStore &store,
              features::EventHub &hub, const std::string &connection, bool checksIsolation);

    /// The names of the jobs that there are.
    [[nodiscard]] std::vector<std::string> jobKinds() const;

    void start();
    /// Takes nothing more, and has what is under way come to its end.
    void stop();
    /// After stop(): until that is so, or the worker has waited long enough.
    db::Awaitable<void> ended();

private:
    jobs::Worker m_worker;
    db::Listener m_listener;
    Background m_background;
};

} // namespace objecta::app
