// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/cluster/embedded.h"
#include "server/main/outcome.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace objecta::app {

/// Where the data is, as the command line says.
struct Place {
    std::filesystem::path dataDir = cluster::DataDir::defaultPath();
    /// A libpq connection string or URL; empty for the embedded cluster.
    std::string database;
    /// "s3://bucket[/prefix]" for documents; empty for a folder in the data directory.
    std::string objects{};
    std::string s3Endpoint{}; ///< empty for AWS
    std::string s3Region = "us-east-1";
};

/// The data directory and the database that goes with it, for as long as a command runs.
class Installation {
public:
    /// For the server itself: nobody else may have the directory.
    static Outcome<Installation> own(const Place &place);
    /// For commands beside a server: uses the cluster that runs, or starts it for the time. With an address of a
    /// database the directory is not touched.
    static Outcome<Installation> visit(const Place &place);

    /// For DatabaseOptions and migrate().
    [[nodiscard]] const std::string &connection() const { return m_connection; }
    [[nodiscard]] const cluster::DataDir &directory() const { return *m_directory; }
    /// Null when the database is somebody else's to run.
    [[nodiscard]] cluster::EmbeddedCluster *cluster() const { return m_cluster.get(); }

    /// Brings the schema up to date.
    [[nodiscard]] Outcome<void> migrate() const;

private:
    Outcome<void> startCluster();

    std::unique_ptr<cluster::DataDir> m_directory;
    std::unique_ptr<cluster::EmbeddedCluster> m_cluster; ///< stops before the directory's lock goes
    std::string m_connection;
};

} // namespace objecta::app
