// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QUuid>

#include <sys/prctl.h>

#include <csignal>
#include <stdexcept>

namespace objecta::test {

namespace {

/// The shared cluster's connection string without user and database, empty when there is none.
QString sharedCluster()
{
    return qEnvironmentVariable("OBJECTA_TEST_CLUSTER");
}

std::string member(const boost::json::value &object, std::string_view name)
{
    return std::string(object.at(boost::json::string_view(name.data(), name.size())).as_string().c_str());
}

} // namespace

const Demo::Tenant &Demo::tenant(std::string_view slug) const
{
    for (const auto &one : tenants) {
        if (one.slug == slug) {
            return one;
        }
    }
    throw std::runtime_error("demo.json has no organization " + std::string(slug));
}

TestServer::TestServer(Cluster cluster, QStringList options)
    : m_cluster(sharedCluster().isEmpty() ? Cluster::Own : cluster)
    , m_options(std::move(options))
    , m_program(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"))
    , m_folder(m_dataDir.path())
{
}

TestServer::TestServer(const TestServer &first, QStringList options)
    : m_cluster(first.m_cluster)
    , m_options(std::move(options))
    , m_program(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"))
    , m_folder(first.m_folder)
    , m_first(first.connection())
{
    QDir().mkpath(m_dataDir.filePath(QStringLiteral("keys")));
    for (const char *file : {"VERSION", "keys/token.key"}) {
        QFile::copy(first.m_dataDir.filePath(QLatin1String(file)), m_dataDir.filePath(QLatin1String(file)));
    }
}

TestServer::~TestServer()
{
    if (running()) {
        stop();
    }
    if (!m_database.isEmpty()) {
        SqlSession admin((sharedCluster() + QStringLiteral(" user=postgres dbname=postgres")).toStdString());
        admin.run("DROP DATABASE IF EXISTS " + m_database.toStdString() + " WITH (FORCE)");
    }
}

bool TestServer::createDatabase()
{
    m_database = QStringLiteral("test_") + QUuid::createUuid().toString(QUuid::Id128);
    SqlSession admin((sharedCluster() + QStringLiteral(" user=postgres dbname=postgres")).toStdString());
    for (const char *sql :
         {"CREATE DATABASE %1 OWNER objecta_owner TEMPLATE template0", "REVOKE ALL ON DATABASE %1 FROM PUBLIC",
          "GRANT CONNECT ON DATABASE %1 TO objecta_app, objecta_app_ro, objecta_platform"}) {
        const auto answer = admin.run(QString::fromLatin1(sql).arg(m_database).toStdString());
        if (!answer.ok()) {
            m_error = QString::fromStdString(answer.message);
            return false;
        }
    }
    return true;
}

bool TestServer::launch()
{
    QStringList arguments{QStringLiteral("serve"), QStringLiteral("--port"), QString::number(m_port),
                          QStringLiteral("--data-dir"), m_dataDir.path()};
    if (!m_first.isEmpty()) {
        arguments << QStringLiteral("--no-migrate") << QStringLiteral("--database") << m_first;
    } else {
        arguments << QStringLiteral("--demo");
    }
    if (m_first.isEmpty() && m_cluster == Cluster::Shared) {
        if (m_database.isEmpty() && !createDatabase()) {
            return false;
        }
        arguments << QStringLiteral("--database") << databaseUrl();
    }
    // Most tests refuse themselves often, all from one address.
    for (const char *rate : {"--sign-in-rate", "--refusal-rate"}) {
        if (!m_options.contains(QLatin1String(rate))) {
            arguments << QLatin1String(rate) << QStringLiteral("100000");
        }
    }
    m_process = std::make_unique<QProcess>();
    m_process->setStandardErrorFile(m_dataDir.filePath(QStringLiteral("server.log")), QIODevice::Append);
    // A test that crashes must not leave its server behind.
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_process->start(m_program, arguments + m_options);
    m_printed.clear();
    return true;
}

bool TestServer::ready()
{
    static const QRegularExpression line(QStringLiteral("ready on https?://[^:]+:(\\d+)"));
    m_printed += m_process->readAllStandardOutput();
    const auto match = line.match(QString::fromUtf8(m_printed));
    if (match.hasMatch()) {
        m_port = match.captured(1).toUShort();
    }
    return match.hasMatch();
}

bool TestServer::start()
{
    if (!launch()) {
        return false;
    }
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < 90'000) {
        if (ready()) {
            return true;
        }
        if (m_process->state() == QProcess::NotRunning) {
            break;
        }
        m_process->waitForReadyRead(200);
    }
    m_error = QString::fromUtf8(m_printed + log());
    return false;
}

void TestServer::terminate()
{
    if (running()) {
        ::kill(static_cast<pid_t>(m_process->processId()), SIGTERM);
    }
}

int TestServer::stop()
{
    terminate();
    if (!m_process->waitForFinished(30'000)) {
        kill();
        return -1;
    }
    return m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
}

void TestServer::kill()
{
    m_process->kill();
    m_process->waitForFinished(30'000);
}

bool TestServer::running() const
{
    return m_process != nullptr && m_process->state() != QProcess::NotRunning;
}

qint64 TestServer::processId() const
{
    return m_process != nullptr ? m_process->processId() : 0;
}

QByteArray TestServer::log() const
{
    QFile file(m_dataDir.filePath(QStringLiteral("server.log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString TestServer::baseUrl() const
{
    return QStringLiteral("http://localhost:%1").arg(m_port);
}

QString TestServer::databaseUrl() const
{
    return m_database.isEmpty() ? QString() : sharedCluster() + QStringLiteral(" dbname=") + m_database;
}

Demo TestServer::demo() const
{
    QFile file(demoFile());
    if (!file.open(QIODevice::ReadOnly)) {
        throw std::runtime_error("no demo.json");
    }
    const auto json = boost::json::parse(file.readAll().toStdString());
    Demo demo{member(json, "base_url"), member(json.at("staff"), "email"), member(json.at("staff"), "password"), {}};
    for (const auto &tenant : json.at("tenants").as_array()) {
        demo.tenants.push_back(
            {member(tenant, "slug"), member(tenant, "id"), member(tenant, "email"), member(tenant, "password")});
    }
    return demo;
}

HttpClient TestServer::anonymousStaff() const
{
    return {m_port, "admin.localhost:" + std::to_string(m_port)};
}

HttpClient TestServer::anonymousTenant(const std::string &slug) const
{
    return {m_port, slug + ".localhost:" + std::to_string(m_port)};
}

HttpClient TestServer::staff() const
{
    auto client = anonymousStaff();
    const Demo d = demo();
    const Reply reply = client.signIn(d.staffEmail, d.staffPassword);
    if (reply.status != 200) {
        throw std::runtime_error("staff sign-in: " + reply.body);
    }
    return client;
}

HttpClient TestServer::tenant(const std::string &slug) const
{
    auto client = anonymousTenant(slug);
    const Demo d = demo();
    const Reply reply = client.signIn(d.tenant(slug).email, d.tenant(slug).password);
    if (reply.status != 200) {
        throw std::runtime_error("tenant sign-in: " + reply.body);
    }
    return client;
}

QString TestServer::connection() const
{
    if (!m_first.isEmpty()) {
        return m_first;
    }
    if (const auto given = m_options.indexOf(QStringLiteral("--database")); given >= 0) {
        return m_options[given + 1];
    }
    return m_database.isEmpty() ? QStringLiteral("host=%1/run dbname=objecta").arg(m_dataDir.path()) : databaseUrl();
}

SqlSession TestServer::sql(const std::string &role) const
{
    return SqlSession(connection().toStdString() + " user=" + role);
}

SqlSession TestServer::tenantSql(const std::string &organization) const
{
    auto session = sql("objecta_app");
    session.run("SELECT set_config('app.current_tenant', $1, false)", {organization});
    return session;
}

} // namespace objecta::test
