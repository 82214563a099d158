// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/application.h"
#include "server/main/audit_command.h"
#include "server/main/commands.h"
#include "server/main/demo.h"
#include "server/main/housework.h"
#include "server/main/storage.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include <charconv>
#include <csignal>
#include <iostream>
#include <unistd.h>

namespace objecta::app {

namespace asio = boost::asio;

namespace {

/// Starts the embedded PostgreSQL again should it ever end by itself. That blocks (recovery after a crash takes
/// seconds), so it has a thread, while the server answers 503; one that stays, since PostgreSQL ends with the thread it
/// was started by.
class ClusterGuard {
public:
    ClusterGuard(asio::io_context &context, cluster::EmbeddedCluster &cluster)
        : m_context(context)
        , m_cluster(cluster)
        , m_end(context)
        , m_retry(context)
    {
        watch();
    }
    ~ClusterGuard() { stop(); }
    ClusterGuard(const ClusterGuard &) = delete;
    ClusterGuard &operator=(const ClusterGuard &) = delete;
    /// Afterwards the cluster is the caller's again.
    void stop()
    {
        m_stopping = true;
        m_end.close();
        m_retry.cancel();
        m_thread.join();
    }

private:
    void watch()
    {
        m_end.assign(::dup(m_cluster.pidfd()));
        m_end.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code &error) {
            if (!error) {
                m_end.close();
                spdlog::error("the embedded PostgreSQL has ended by itself; starting it again");
                restart();
            }
        });
    }
    void restart()
    {
        asio::post(m_thread, [this] {
            m_cluster.stop();
            asio::post(m_context, [this, started = m_cluster.start()] { restarted(started); });
        });
    }
    void restarted(const tl::expected<void, std::string> &started)
    {
        if (m_stopping) {
            return;
        }
        if (started) {
            spdlog::info("the embedded PostgreSQL runs again");
            watch();
            return;
        }
        spdlog::error("the embedded PostgreSQL does not start: {}", started.error());
        m_retry.expires_after(std::chrono::seconds(1));
        m_retry.async_wait([this](const boost::system::error_code &error) {
            if (!error && !m_stopping) {
                restart();
            }
        });
    }

    asio::io_context &m_context;
    cluster::EmbeddedCluster &m_cluster;
    asio::posix::stream_descriptor m_end;
    asio::steady_timer m_retry;
    asio::thread_pool m_thread{1};
    bool m_stopping = false; ///< I/O thread
};

/// Reads the certificate again at each SIGHUP.
void reloadOnHangup(asio::signal_set &signals, Application &application)
{
    signals.async_wait([&signals, &application](const boost::system::error_code &error, int) {
        if (error) {
            return;
        }
        if (const auto loaded = application.reloadCertificate(); loaded) {
            spdlog::info("read the certificate again");
        } else {
            spdlog::error("the old certificate stays: {}", loaded.error());
        }
        reloadOnHangup(signals, application);
    });
}

Outcome<void> announce(const ServeOptions &options, uint16_t port)
{
    const std::string url = std::string(options.tlsCertificate.empty() ? "http" : "https") + "://" + options.domain
        + ':' + std::to_string(port);
    if (!options.readyFile.empty()) {
        if (const auto written = cluster::writeAtomically(options.readyFile, url + '\n', 0644); !written) {
            return failed(written.error());
        }
    }
    if (options.readyFd >= 0) {
        const std::string line = url + '\n';
        if (::write(options.readyFd, line.data(), line.size()) < 0) {
            return misconfigured("The descriptor given with --ready-fd cannot be written.");
        }
        ::close(options.readyFd);
    }
    std::cout << "objecta-server is ready on " << url << std::endl;
    return {};
}

Outcome<http::ServerOptions> httpOptions(const ServeOptions &options)
{
    http::ServerOptions out;
    out.host = options.host;
    out.port = options.port;
    if (!options.tlsCertificate.empty()) {
        out.tls = http::TlsFiles{options.tlsCertificate, options.tlsKey};
        // Before the database is started, since that takes longer than to find a wrong name.
        if (const auto loaded = http::loadTls(*out.tls); !loaded) {
            return misconfigured(loaded.error());
        }
    }
    if (!options.trustedProxies.empty()) {
        auto networks = http::Networks::parse(options.trustedProxies);
        if (!networks) {
            return misconfigured("--trusted-proxy: " + networks.error());
        }
        out.trustedProxies = std::move(*networks);
    }
    return out;
}

/// "PORT", "ADDRESS:PORT" or "[V6]:PORT".
Outcome<http::ServerOptions> monitoringOptions(const std::string &listen)
{
    http::ServerOptions out;
    const auto colon = listen.rfind(':');
    const std::string port = listen.substr(colon + 1);
    out.host = listen.substr(0, colon == std::string::npos ? 0 : colon);
    if (out.host.starts_with('[') && out.host.ends_with(']')) {
        out.host = out.host.substr(1, out.host.size() - 2);
    }
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (error != std::errc() || end != port.data() + port.size()) {
        return misconfigured("--metrics-listen wants [ADDRESS:]PORT, not \"" + listen + "\".");
    }
    // A few Prometheus servers ask, each on one connection; nobody sends anything.
    out.maxConnections = 64;
    out.maxBodyBytes = 0;
    return out;
}

pipeline::RateLimits rates(const ServeOptions &options)
{
    pipeline::RateLimits out;
    const auto set = [](limits::Rate &rate, const std::optional<double> &perSecond, double seconds) {
        if (perSecond) {
            rate = {*perSecond, std::max(1.0, *perSecond * seconds)};
        }
    };
    set(out.organization, options.organizationRate, 2);
    set(out.actor, options.actorRate, 2);
    set(out.signIn, options.signInRate, 60);
    set(out.refusal, options.refusalRate, 10);
    return out;
}

/// Requests and jobs at once, so that neither waits for the other; what they tell of to the last goes after them.
db::Awaitable<void> stopAll(Application &application, Housework &housework)
{
    housework.stop();
    co_await application.drain();
    co_await housework.ended();
    co_await application.stop();
}

} // namespace

Outcome<void> serve(const ServeOptions &options)
{
    auto listening = httpOptions(options);
    if (!listening) {
        return tl::unexpected(listening.error());
    }
    std::optional<http::ServerOptions> monitoring;
    if (!options.metricsListen.empty()) {
        auto parsed = monitoringOptions(options.metricsListen);
        if (!parsed) {
            return tl::unexpected(parsed.error());
        }
        monitoring = std::move(*parsed);
    }
    auto installation = Installation::own(options.place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    if (options.migrate) {
        if (auto migrated = installation->migrate(); !migrated) {
            return migrated;
        }
    }
    const auto keyFile = installation->directory().tokenKeyFile();
    if (!keyFile) {
        return misconfigured(keyFile.error());
    }
    auto key = auth::TokenKey::loadOrCreate(*keyFile);
    if (!key) {
        return misconfigured(key.error());
    }
    auto former = formerKeys(options.place.dataDir);
    if (!former) {
        return misconfigured(former.error());
    }

    asio::io_context context(1);
    const auto objects = openObjects(options.place);
    if (!objects) {
        return tl::unexpected(objects.error());
    }
    pipeline::RateLimits rateLimits = rates(options);
    std::optional<limits::RedisAddress> redis;
    if (!options.redis.empty()) {
        const auto address = limits::parseRedisUrl(options.redis);
        if (!address) {
            return misconfigured(address.error());
        }
        redis = *address;
        rateLimits.shared = std::make_shared<limits::SharedBuckets>(context.get_executor(), *address);
        rateLimits.shared->start();
    }
    db::DatabaseOptions databaseOptions;
    databaseOptions.connection = installation->connection();
    db::Database database(context.get_executor(), databaseOptions);
    if (const auto started = await(context, database.start()); !started) {
        return misconfigured(started.error());
    }
    const auto demoFile = installation->directory().demoFile();
    std::optional<DemoDocument> demo;
    if (options.demo) {
        auto prepared = prepareDemo(context, database, demoFile);
        if (!prepared) {
            return tl::unexpected(prepared.error());
        }
        demo = std::move(*prepared);
    }

    Application application(context, database, **objects, *key,
                            {std::move(*listening), options.domain, installation->connection(), rateLimits,
                             std::chrono::seconds(options.deletionGrace), options.serves("api"),
                             options.serves("stream"), redis, options.name, options.metering, std::move(monitoring),
                             options.serves("worker")});
    const auto port = application.start();
    if (!port) {
        return misconfigured(port.error());
    }
    if (demo) {
        if (auto written = writeDemo(demoFile, *demo, options.domain, *port); !written) {
            return written;
        }
    }

    std::optional<ClusterGuard> guard;
    if (installation->cluster() != nullptr) {
        guard.emplace(context, *installation->cluster());
    }
    AuditKeeper keeper(context, database, {*key, checkpointsFile(options.place.dataDir), std::move(*former)});
    keeper.start();
    Housework housework(context, database, **objects, application.events(), installation->connection(),
                        installation->cluster() != nullptr);
    // Declared behind all that they may be at work for.
    const std::shared_ptr<void> joined(nullptr, [&database](void *) { database.join(); });
    application.setJobKinds(housework.jobKinds());
    if (options.serves("worker")) {
        housework.start();
    }
    asio::signal_set signals(context, SIGTERM, SIGINT);
    bool stopping = false;
    std::exception_ptr fault;
    const std::function<void(const boost::system::error_code &, int)> onSignal =
        [&](const boost::system::error_code &error, int number) {
            if (error) {
                return;
            }
            if (stopping) {
                spdlog::warn("stopping at once");
                context.stop();
                return;
            }
            stopping = true;
            spdlog::info("stopping on signal {}: finishing what is under way", number);
            keeper.stop();
            asio::co_spawn(context, stopAll(application, housework), [&](std::exception_ptr thrown) {
                fault = thrown;
                context.stop();
            });
            signals.async_wait(onSignal);
        };
    signals.async_wait(onSignal);
    asio::signal_set hangups(context, SIGHUP);
    reloadOnHangup(hangups, application);
    if (auto announced = announce(options, *port); !announced) {
        return announced;
    }
    spdlog::info("ready on port {}", *port);
    context.restart();
    context.run();
    if (guard) {
        guard->stop();
    }
    if (fault) {
        std::rethrow_exception(fault);
    }
    spdlog::info("stopped");
    return {};
}

} // namespace objecta::app
