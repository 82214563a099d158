// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/commands.h"

#include "server/main/application.h"
#include "server/main/demo.h"
#include "server/main/seed.h"

#include <csignal>
#include <iostream>

namespace objecta::app {

namespace asio = boost::asio;

namespace {

/// A database for a command that runs beside a server, checked.
Outcome<std::unique_ptr<db::Database>> connect(asio::io_context &context, const Installation &installation)
{
    db::DatabaseOptions options;
    options.connection = installation.connection();
    auto out = std::make_unique<db::Database>(context.get_executor(), options);
    if (const auto started = await(context, out->start()); !started) {
        return misconfigured(started.error());
    }
    return out;
}

std::string_view scopeName(pipeline::RouteScope scope)
{
    switch (scope) {
    case pipeline::RouteScope::Public:
        return "public";
    case pipeline::RouteScope::Tenant:
        return "tenant";
    case pipeline::RouteScope::Staff:
        return "staff";
    }
    return {};
}

} // namespace

Outcome<void> runCluster(const Place &place, const std::filesystem::path &readyFile)
{
    // Held back from the start: PostgreSQL is to be stopped however early they come.
    asio::io_context context(1);
    asio::signal_set signals(context, SIGTERM, SIGINT);
    const auto installation = Installation::own({place.dataDir, {}});
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    const auto &address = installation->cluster()->address();
    if (!readyFile.empty()) {
        if (const auto written = cluster::writeAtomically(readyFile, address + '\n', 0644); !written) {
            return failed(written.error());
        }
    }
    std::cout << address << std::endl;
    asio::posix::stream_descriptor end(context, ::dup(installation->cluster()->pidfd()));
    bool died = false;
    signals.async_wait([&context](const boost::system::error_code &, int) { context.stop(); });
    end.async_wait(asio::posix::stream_descriptor::wait_read, [&](const boost::system::error_code &error) {
        died = !error;
        context.stop();
    });
    context.run();
    if (died) {
        return failed("PostgreSQL has ended by itself; its log is in " + installation->directory().log().string()
                      + '.');
    }
    return {};
}

Outcome<void> migrateOnly(const Place &place)
{
    const auto installation = Installation::visit(place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    return installation->migrate();
}

Outcome<void> seedOnly(const Place &place, int64_t organizations)
{
    const auto installation = Installation::visit(place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    if (auto migrated = installation->migrate(); !migrated) {
        return migrated;
    }
    asio::io_context context(1);
    const auto database = connect(context, *installation);
    if (!database) {
        return tl::unexpected(database.error());
    }
    const auto begun = std::chrono::steady_clock::now();
    const bool talk = organizations > 1000;
    const auto made = seed(context, **database, organizations, [talk](int64_t count) {
        if (talk && count % 2500 == 0) {
            std::cout << count << " organizations" << std::endl;
        }
    });
    if (!made) {
        return tl::unexpected(made.error());
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::cout << "Added " << *made << " organizations in " << std::llround(took.count() * 10) / 10.0 << " s"
              << std::endl;
    return {};
}

Outcome<void> addStaff(const Place &place, const std::string &email, const std::string &name, const std::string &role)
{
    if (!isEmail(email)) {
        return misconfigured("\"" + email + "\" is not an e-mail address.");
    }
    const auto installation = Installation::visit(place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    if (auto migrated = installation->migrate(); !migrated) {
        return migrated;
    }
    asio::io_context context(1);
    const auto database = connect(context, *installation);
    if (!database) {
        return tl::unexpected(database.error());
    }
    const auto password = await(context, setStaff(**database, email, name, role));
    if (!password) {
        return failedWith("The account cannot be made", password.error());
    }
    std::cout << *password << std::endl;
    return {};
}

Outcome<void> printRoutes()
{
    asio::io_context context(1);
    // Never connected: the table needs its parts, not their work.
    db::Database database(context.get_executor(), {});
    objects::ObjectStore objects(nullptr, 1);
    const Application application(context, database, objects, auth::TokenKey::random(), {});
    for (const auto &route : application.routes()) {
        std::cout << boost::beast::http::to_string(route.method) << ' ' << route.pattern << ' '
                  << scopeName(route.scope) << ' ' << auth::permissionWord(route.permission) << '\n';
    }
    return {};
}

} // namespace objecta::app
