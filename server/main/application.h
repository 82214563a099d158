// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/organizations/changes.h"
#include "server/features/stream/event_hub.h"
#include "server/http/server.h"
#include "server/limits/redis_url.h"
#include "server/metrics/recorder.h"
#include "server/objects/objectstore.h"

#include <memory>

namespace objecta::app {

struct ApplicationOptions {
    http::ServerOptions http;
    std::string domain = "localhost";
    /// The database, without user, to hear what other servers change.
    std::string connection;
    pipeline::RateLimits rates;
    /// How long a deleted organization can be restored.
    std::chrono::seconds deletionGrace = features::defaultDeletionGrace;
    /// Whether the API and the live stream are served; health always is.
    bool api = true;
    bool stream = true;
    /// Carries figures and events between servers; empty: PostgreSQL does.
    std::optional<limits::RedisAddress> redis{};
    /// As other servers and the console show this one; empty: host and port.
    std::string name{};
    /// Whether requests are counted.
    bool metering = true;
    /// Where Prometheus may ask; unset: nowhere.
    std::optional<http::ServerOptions> monitoring{};
    /// Whether this process runs jobs, too: only to say so there.
    bool worker = true;
};

/// Everything of the server but its process: routes, pipeline, listener, metrics, wired. I/O thread. The context, the
/// database and the object store outlive it.
class Application {
public:
    Application(boost::asio::io_context &context, db::Database &database, objects::ObjectStore &objects,
                auth::TokenKey key, ApplicationOptions options);
    ~Application();
    Application(const Application &) = delete;
    Application &operator=(const Application &) = delete;

    /// Begins to serve; the port, or a sentence.
    tl::expected<uint16_t, std::string> start();
    /// Reads the certificate again; a sentence when it stays as it was.
    tl::expected<void, std::string> reloadCertificate();
    /// Finishes requests and closes sockets.
    db::Awaitable<void> drain();
    /// After drain(): stores what was measured.
    db::Awaitable<void> stop();

    [[nodiscard]] const std::vector<pipeline::Route> &routes() const;
    /// By what monitoring tells jobs apart.
    void setJobKinds(std::vector<std::string> kinds);
    /// What tells the open streams of changes.
    [[nodiscard]] features::EventHub &events();

private:
    struct Parts;
    boost::asio::io_context &m_context;
    std::unique_ptr<Parts> m_parts;
};

} // namespace objecta::app
