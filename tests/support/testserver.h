// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/httpclient.h"
#include "tests/support/sql.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace objecta::test {

/// What demo.json holds.
struct Demo {
    struct Tenant {
        std::string slug;
        std::string id;
        std::string email;
        std::string password;
    };
    std::string baseUrl;
    std::string staffEmail;
    std::string staffPassword;
    std::vector<Tenant> tenants;

    [[nodiscard]] const Tenant &tenant(std::string_view slug) const;
};

/// A real objecta-server on a free port with the sample data, gone with the object. In a run of ./dev test all of
/// them share one throw-away cluster (OBJECTA_TEST_CLUSTER names it), each in a database of its own; by hand, each
/// brings a cluster of its own.
class TestServer {
public:
    enum class Cluster { Shared, Own };
    explicit TestServer(Cluster cluster = Cluster::Shared, QStringList options = {});
    /// A second server on the first one's database, with its keys; the first was started and outlives it.
    TestServer(const TestServer &first, QStringList options);
    ~TestServer();
    TestServer(const TestServer &) = delete;
    TestServer &operator=(const TestServer &) = delete;

    /// Another program than objecta-server, of the same options. Before start().
    void setProgram(const QString &path) { m_program = path; }

    /// Starts it and waits until it says that it is ready. False with what it printed in error().
    bool start();
    /// The same in parts, for whoever has events to attend to meanwhile: begins to start it, and says whether it is
    /// ready. False from launch() as from start().
    bool launch();
    bool ready();
    /// SIGTERM, and waits. The exit code.
    int stop();
    /// Only the SIGTERM; running() says when it ended.
    void terminate();
    /// SIGKILL, and waits.
    void kill();
    [[nodiscard]] bool running() const;
    [[nodiscard]] QString error() const { return m_error; }
    [[nodiscard]] qint64 processId() const;
    /// Everything it logged so far.
    [[nodiscard]] QByteArray log() const;

    [[nodiscard]] uint16_t port() const { return m_port; }
    /// "http://localhost:PORT"
    [[nodiscard]] QString baseUrl() const;
    [[nodiscard]] QString dataDir() const { return m_dataDir.path(); }
    /// The connection string of its database in the shared cluster, empty when it brought its own.
    [[nodiscard]] QString databaseUrl() const;
    /// The connection string of its database, whoever's cluster it is in, without user.
    [[nodiscard]] QString connection() const;
    [[nodiscard]] QString demoFile() const { return m_folder + QStringLiteral("/demo.json"); }
    [[nodiscard]] Demo demo() const;

    /// A client on the staff host, not signed in.
    [[nodiscard]] HttpClient anonymousStaff() const;
    /// A client on an organization's host, not signed in.
    [[nodiscard]] HttpClient anonymousTenant(const std::string &slug) const;
    /// Signed in as the demo's member of staff. Throws when that fails.
    [[nodiscard]] HttpClient staff() const;
    /// Signed in as the demo's user of that organization. Throws when that fails.
    [[nodiscard]] HttpClient tenant(const std::string &slug) const;
    /// SQL as a database role: objecta_app, objecta_app_ro, objecta_platform, objecta_owner.
    [[nodiscard]] SqlSession sql(const std::string &role) const;
    /// SQL as objecta_app with that organization as its tenant, outside transactions, too.
    [[nodiscard]] SqlSession tenantSql(const std::string &organization) const;

private:
    bool createDatabase();
    QTemporaryDir m_dataDir;
    Cluster m_cluster;
    QStringList m_options;
    QString m_program;
    QString m_folder; ///< of the server that made the sample data
    QString m_first; ///< connection string of the first server's database, when this is a second one
    QString m_database; ///< in the shared cluster; empty with an own one
    std::unique_ptr<QProcess> m_process;
    QByteArray m_printed;
    QString m_error;
    uint16_t m_port = 0;
};

} // namespace objecta::test
