// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/player/player.h"

#include "server/player/demofile.h"
#include "server/player/tenantplayer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <vector>

namespace objecta::player {

namespace {

namespace asio = boost::asio;
/// For cleaning up once the signal came; the rest is found by its mark next time.
constexpr std::chrono::seconds longestLeave{5};

Target targetOf(const DemoFile &demo, const DemoTenant &tenant)
{
    return {demo.port(), tenant.slug + '.' + demo.domain + ':' + std::to_string(demo.port())};
}

/// All players of one demo.json.
class Band {
public:
    Band(asio::io_context &context, const Options &options, const DemoFile &demo)
        : m_context(context)
        , m_file(options.demoFile)
    {
        const double each = options.averageRate / static_cast<double>(demo.tenants.size());
        for (const auto &tenant : demo.tenants) {
            m_players.push_back(std::make_unique<TenantPlayer>(context.get_executor(), tenant, targetOf(demo, tenant),
                                                               each, [this] { reload(); }));
        }
    }

    void start()
    {
        for (auto &player : m_players) {
            ++m_playing;
            asio::co_spawn(m_context, player->play(), [this](const std::exception_ptr &thrown) {
                if (thrown) {
                    std::rethrow_exception(thrown);
                }
                if (--m_playing == 0) {
                    m_context.stop();
                }
            });
        }
    }

    void stop()
    {
        for (auto &player : m_players) {
            player->stop();
        }
    }

private:
    void reload()
    {
        const auto demo = readDemoFile(m_file);
        if (!demo) {
            return; // being written, or the server is being set up anew
        }
        for (const auto &tenant : demo->tenants) {
            for (auto &player : m_players) {
                if (player->slug() == tenant.slug) {
                    player->update(tenant, targetOf(*demo, tenant));
                }
            }
        }
    }

    asio::io_context &m_context;
    std::filesystem::path m_file;
    std::vector<std::unique_ptr<TenantPlayer>> m_players;
    size_t m_playing = 0;
};

} // namespace

int run(const Options &options)
{
    const auto demo = readDemoFile(options.demoFile);
    if (!demo) {
        std::fprintf(stderr, "%s\n", demo.error().c_str());
        return 2;
    }
    asio::io_context context(1);
    Band band(context, options, *demo);
    asio::signal_set signals(context, SIGTERM, SIGINT);
    asio::steady_timer lastMoment(context);
    signals.async_wait([&](const boost::system::error_code &error, int) {
        if (error) {
            return;
        }
        spdlog::info("player: stopping");
        band.stop();
        lastMoment.expires_after(longestLeave);
        lastMoment.async_wait([&context](const boost::system::error_code &) { context.stop(); });
    });
    spdlog::info("player: playing {} organizations on port {}", demo->tenants.size(), demo->port());
    band.start();
    context.run();
    return 0;
}

} // namespace objecta::player
