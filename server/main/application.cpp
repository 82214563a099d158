// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/application.h"

#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/features/admin/routes.h"
#include "server/features/agents/routes.h"
#include "server/features/api_keys/routes.h"
#include "server/features/api_keys/uses.h"
#include "server/features/auth/routes.h"
#include "server/features/conversations/routes.h"
#include "server/features/documents/routes.h"
#include "server/features/health/routes.h"
#include "server/features/messages/routes.h"
#include "server/features/organizations/former_slugs.h"
#include "server/features/passwords/routes.h"
#include "server/features/rate_limits/routes.h"
#include "server/features/sessions/routes.h"
#include "server/features/stream/change_watch.h"
#include "server/features/table_watch.h"
#include "server/features/throttles/throttles.h"
#include "server/features/trail/routes.h"
#include "server/features/usage/routes.h"
#include "server/features/users/routes.h"
#include "server/metrics/observer.h"
#include "server/main/background.h"
#include "server/monitoring/monitor.h"

namespace objecta::app {

/// In the order they need each other; torn down the other way round.
struct Application::Parts {
    Parts(boost::asio::io_context &context, db::Database &database, objects::ObjectStore &store, auth::TokenKey key,
          ApplicationOptions options)
        : serves{options.api, options.stream, options.metering}
        , name(options.name)
        , deletionGrace(options.deletionGrace)
        , objects(store)
        , sessions(database, auth::Tokens(key, options.domain), auth::RefreshTokens(key), auth::ApiKeys(key))
        , invitations(key)
        , timeline(formatUuid(randomUuid()))
        , bus(makeBus(context, database, options))
        , recorder(context.get_executor(), collector, timeline, database, *bus, auth::Sealer(key, "frames"),
                   {options.api, options.worker})
        , keyUses(context.get_executor(), database)
        , hub(timeline)
        , changeWatch(context.get_executor(), database, hub)
        , pipeline(pipeline::Router(allRoutes(key, database), pipeline::Hosts(options.domain)), database, sessions,
                   auth::Sealer(key, "idempotency"), options.rates, observer(), &formerSlugs)
        , slugWatch(context.get_executor(), database, options.connection, features::slugsChannel, "former slugs",
                    [this, &database] { return features::readFormerSlugs(database, formerSlugs); })
        , throttleWatch(context.get_executor(), database, options.connection, features::throttlesChannel, "throttles",
                        [this, &database] { return features::readThrottles(database, pipeline.limiter()); })
        , server(context, std::move(options.http), pipeline)
        , monitor(context.get_executor(),
                  {database,
                   pipeline,
                   timeline,
                   recorder,
                   *bus,
                   hub,
                   [this] { return server.connections(); },
                   options.redis.has_value(),
                   {{"api", options.api}, {"stream", options.stream}, {"worker", options.worker}}})
        , background(context)
    {
        if (options.monitoring) {
            door.emplace(context, std::move(*options.monitoring),
                         pipeline::Router(monitor.routes(), pipeline::Hosts(options.domain)), database, sessions,
                         auth::Sealer(key, "idempotency"));
        }
        pipeline.setMetered(serves.metering);
        timeline.listen([this](const metrics::Moment &moment) { hub.publish(moment); });
        hub.relayTo([this](std::string_view event) { recorder.tellEvent(event); });
        recorder.onEvent([this](std::string_view event) { hub.relayed(event); });
    }

    static std::unique_ptr<metrics::Bus> makeBus(boost::asio::io_context &context, db::Database &database,
                                                 const ApplicationOptions &options)
    {
        if (options.redis) {
            return std::make_unique<metrics::RedisBus>(context.get_executor(), *options.redis);
        }
        return std::make_unique<metrics::PgBus>(context.get_executor(), database, options.connection);
    }

    pipeline::Observer observer()
    {
        return [this, measure = metrics::observer(collector)](const pipeline::RequestFacts &facts) {
            if (serves.metering) {
                measure(facts);
                monitor.note(facts);
            }
            keyUses.note(facts);
        };
    }

    std::vector<pipeline::Route> allRoutes(const auth::TokenKey &key, db::Database &database)
    {
        std::vector<pipeline::Route> out;
        const auto add = [&out](std::vector<pipeline::Route> routes) {
            std::move(routes.begin(), routes.end(), std::back_inserter(out));
        };
        add(features::healthRoutes());
        const auto health = static_cast<std::ptrdiff_t>(out.size());
        add(features::authRoutes(sessions, passwords, auth::SignInTickets(key)));
        add(features::agentRoutes());
        add(features::invitationRoutes(sessions, passwords, invitations));
        add(features::userRoutes(passwords, invitations));
        add(features::apiKeyRoutes(sessions.apiKeys()));
        add(features::sessionRoutes());
        add(features::documentRoutes(objects, database, pipeline::Idempotency(auth::Sealer(key, "idempotency"))));
        add(features::usageRoutes());
        add(features::conversationRoutes());
        add(features::messageRoutes());
        add(features::trailRoutes(database));
        add(features::passwordRoutes(passwords));
        add(features::rateLimitRoutes([this] { return pipeline.limiter().counts(); }));
        add(features::adminRoutes({passwords, sessions.tokens(), recorder, hub, objects, deletionGrace}));
        out.erase(std::remove_if(out.begin() + health, out.end(),
                                 [this](const pipeline::Route &route) {
                                     const bool live = std::holds_alternative<pipeline::StreamHandler>(route.handler);
                                     return live ? !serves.stream : !serves.api;
                                 }),
                  out.end());
        return out;
    }

    struct Serves {
        bool api;
        bool stream;
        bool metering;
    };
    /// A listener beside the API's, with routes of its own.
    struct Door {
        Door(boost::asio::io_context &context, http::ServerOptions options, pipeline::Router router,
             db::Database &database, auth::Sessions &sessions, auth::Sealer sealer)
            : pipeline(std::move(router), database, sessions, std::move(sealer))
            , server(context, std::move(options), pipeline)
        {
        }
        pipeline::Pipeline pipeline;
        http::Server server;
    };
    Serves serves;
    std::string name;
    std::chrono::seconds deletionGrace;
    objects::ObjectStore &objects;
    auth::Passwords passwords;
    auth::Sessions sessions;
    auth::Invitations invitations;
    metrics::Collector collector;
    metrics::Timeline timeline;
    std::unique_ptr<metrics::Bus> bus;
    metrics::Recorder recorder;
    features::KeyUses keyUses;
    features::EventHub hub;
    features::ChangeWatch changeWatch; ///< of servers with streams
    pipeline::FormerSlugs formerSlugs;
    pipeline::Pipeline pipeline;
    features::TableWatch slugWatch;
    features::TableWatch throttleWatch;
    http::Server server;
    monitoring::Monitor monitor;
    std::optional<Door> door; ///< the monitor's
    Background background; ///< recorder, keyUses, the watches, the monitor
};

Application::Application(boost::asio::io_context &context, db::Database &database, objects::ObjectStore &objects,
                         auth::TokenKey key, ApplicationOptions options)
    : m_context(context)
    , m_parts(std::make_unique<Parts>(context, database, objects, std::move(key), std::move(options)))
{
}

Application::~Application() = default;

tl::expected<uint16_t, std::string> Application::start()
{
    const auto port = m_parts->server.start();
    if (port && m_parts->door) {
        const auto monitoring = m_parts->door->server.start();
        if (!monitoring) {
            return tl::unexpected(monitoring.error());
        }
        spdlog::info("metrics on port {}", *monitoring);
        m_parts->background.spawn(m_parts->monitor.run());
    }
    if (port) {
        m_parts->recorder.setName(m_parts->name.empty() ? boost::asio::ip::host_name() + ':' + std::to_string(*port)
                                                        : m_parts->name);
        m_parts->background.spawn(m_parts->bus->run());
        m_parts->background.spawn(m_parts->recorder.run());
        m_parts->background.spawn(m_parts->slugWatch.run());
        m_parts->background.spawn(m_parts->throttleWatch.run());
        m_parts->background.spawn(m_parts->keyUses.run());
        if (m_parts->serves.stream) {
            m_parts->background.spawn(m_parts->changeWatch.run());
        }
    }
    return port;
}

tl::expected<void, std::string> Application::reloadCertificate()
{
    return m_parts->server.reloadCertificate();
}

db::Awaitable<void> Application::drain()
{
    co_await m_parts->server.drain();
    if (m_parts->door) {
        co_await m_parts->door->server.drain();
    }
}

db::Awaitable<void> Application::stop()
{
    m_parts->monitor.stop();
    m_parts->recorder.stop();
    m_parts->keyUses.stop();
    m_parts->changeWatch.stop();
    m_parts->slugWatch.stop();
    m_parts->throttleWatch.stop();
    co_await m_parts->recorder.ended();
    m_parts->bus->stop();
    co_await m_parts->background.ended();
}

void Application::setJobKinds(std::vector<std::string> kinds)
{
    m_parts->monitor.setJobKinds(std::move(kinds));
}

features::EventHub &Application::events()
{
    return m_parts->hub;
}

const std::vector<pipeline::Route> &Application::routes() const
{
    return m_parts->pipeline.router().routes();
}

} // namespace objecta::app
