// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/installation.h"

#include "server/db/migrator.h"

#include <spdlog/spdlog.h>

namespace objecta::app {

Outcome<Installation> Installation::own(const Place &place)
{
    Installation out;
    auto directory = cluster::DataDir::open(place.dataDir);
    if (!directory) {
        return misconfigured(directory.error());
    }
    out.m_directory = std::make_unique<cluster::DataDir>(std::move(*directory));
    const auto locked = out.m_directory->lock();
    if (!locked) {
        return misconfigured(locked.error());
    }
    if (!*locked) {
        return misconfigured("The data directory " + out.m_directory->path().string()
                             + " is in use by another objecta-server; stop that one or name another directory.");
    }
    out.m_connection = place.database;
    if (place.database.empty()) {
        if (auto started = out.startCluster(); !started) {
            return tl::unexpected(started.error());
        }
    }
    return out;
}

Outcome<Installation> Installation::visit(const Place &place)
{
    Installation out;
    if (!place.database.empty()) {
        out.m_connection = place.database;
        return out;
    }
    auto directory = cluster::DataDir::open(place.dataDir);
    if (!directory) {
        return misconfigured(directory.error());
    }
    out.m_directory = std::make_unique<cluster::DataDir>(std::move(*directory));
    const auto locked = out.m_directory->lock();
    if (!locked) {
        return misconfigured(locked.error());
    }
    if (*locked) {
        if (auto started = out.startCluster(); !started) {
            return tl::unexpected(started.error());
        }
        return out;
    }
    const auto running = cluster::EmbeddedCluster::connectionOfRunning(*out.m_directory);
    if (!running) {
        return failed("The server that uses " + out.m_directory->path().string()
                      + " has no database that answers; if it runs with --database, give the same here.");
    }
    out.m_connection = *running;
    return out;
}

Outcome<void> Installation::startCluster()
{
    m_cluster = std::make_unique<cluster::EmbeddedCluster>(*m_directory);
    if (const auto able = m_cluster->check(); !able) {
        return misconfigured(able.error());
    }
    if (const auto started = m_cluster->start(); !started) {
        return failed(started.error());
    }
    m_connection = m_cluster->connection();
    return {};
}

Outcome<void> Installation::migrate() const
{
    const auto report = db::migrate(m_connection);
    if (!report) {
        return misconfigured(report.error());
    }
    if (!report->applied.empty()) {
        spdlog::info("database schema brought from version {} to {}", report->before, report->after);
    }
    return {};
}

} // namespace objecta::app
