// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/cluster/binaries.h"
#include "server/cluster/datadir.h"

namespace objecta::cluster {

struct ClusterOptions {
    std::vector<std::filesystem::path> binaryFolders = cluster::binaryFolders();
    /// Lines for postgresql.conf after our own; for tests.
    std::vector<std::string> settings;
};

/// PostgreSQL of our own inside a data directory whose lock is held: made at first start, reached through a socket
/// that nobody else may open, stopped with us. If this process is killed the kernel sends PostgreSQL a fast
/// shutdown; the next start waits for that to end.
///
/// start() forks, and the kernel takes the end of the forking thread for ours: call it on the main thread, or on
/// one that lives as long as the cluster. All functions block; errors are one sentence for the terminal.
class EmbeddedCluster {
public:
    EmbeddedCluster(const DataDir &directory, ClusterOptions options = {});
    ~EmbeddedCluster();
    EmbeddedCluster(const EmbeddedCluster &) = delete;
    EmbeddedCluster &operator=(const EmbeddedCluster &) = delete;

    /// Whether there is a PostgreSQL that can do it, and somebody to run it as. start() asks this when nobody has.
    tl::expected<void, std::string> check();

    /// initdb if there is no cluster yet, start, wait until it answers, roles and database.
    tl::expected<void, std::string> start();
    /// Fast shutdown; waits for it.
    void stop();

    /// For DatabaseOptions::connection and migrate().
    [[nodiscard]] std::string connection() const { return m_address + " dbname=objecta"; }
    /// The same without the database.
    [[nodiscard]] const std::string &address() const { return m_address; }
    /// Readable when PostgreSQL ends by itself; -1 when it does not run.
    [[nodiscard]] int pidfd() const { return m_server.pidfd(); }
    [[nodiscard]] pid_t pid() const { return m_server.pid(); }
    /// The superuser's name inside the cluster.
    static constexpr const char *superuser = "postgres";

    /// How a second process (seed) reaches the cluster that the directory's running server has started. Empty
    /// when it does not answer.
    static std::optional<std::string> connectionOfRunning(const DataDir &directory);

private:
    tl::expected<void, std::string> initialize();
    tl::expected<void, std::string> configure();
    tl::expected<void, std::string> awaitPredecessor();
    tl::expected<void, std::string> launch();
    [[nodiscard]] std::string lastLogLine() const;

    std::filesystem::path m_root;
    std::filesystem::path m_data;
    std::filesystem::path m_run;
    std::filesystem::path m_log;
    ClusterOptions m_options;
    Identity m_identity;
    Binaries m_binaries;
    FileDescriptor m_runFolder;
    Process m_server;
    std::optional<int> m_major; ///< of the cluster there is
    std::string m_address;
};

} // namespace objecta::cluster
