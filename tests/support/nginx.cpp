// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/nginx.h"

#include "tests/support/waiting.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace objecta::test {

namespace {

using boost::asio::ip::tcp;
using namespace std::chrono_literals;

const QString shipped = QStringLiteral(OBJECTA_SOURCE_DIR "/server/deploy/nginx/");

/// A port that is free on both loopback addresses, now.
uint16_t freePort()
{
    boost::asio::io_context context;
    for (;;) {
        const tcp::acceptor four(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
        boost::system::error_code error;
        tcp::acceptor six(context);
        six.open(tcp::v6(), error);
        if (!error) {
            six.bind({boost::asio::ip::address_v6::loopback(), four.local_endpoint().port()}, error);
        }
        if (error != boost::asio::error::address_in_use) {
            return four.local_endpoint().port();
        }
    }
}

bool listens(uint16_t port)
{
    boost::asio::io_context context;
    tcp::socket socket(context);
    boost::system::error_code error;
    socket.connect({boost::asio::ip::address_v4::loopback(), port}, error);
    return !error;
}

QString read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString listOf(const std::vector<uint16_t> &servers)
{
    QString out;
    for (const uint16_t server : servers) {
        out += QStringLiteral("server 127.0.0.1:%1 max_fails=1 fail_timeout=1s;\n").arg(server);
    }
    return out;
}

bool write(const QString &path, const QString &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

} // namespace

Nginx::Nginx()
    : m_program(QStringLiteral(OBJECTA_SOURCE_DIR "/build/unpacked/usr/sbin/nginx"))
{
    if (!QFile::exists(m_program)) {
        m_program = QStandardPaths::findExecutable(QStringLiteral("nginx"));
    }
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

Nginx::~Nginx()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        m_process.waitForFinished();
    }
}

QStringList Nginx::arguments() const
{
    return {QStringLiteral("-p"), m_folder.path(),      QStringLiteral("-c"),
            path("nginx.conf"),   QStringLiteral("-e"), path("error.log")};
}

bool Nginx::start(const std::vector<uint16_t> &servers, const QString &certificate,
                  const std::vector<uint16_t> &streams)
{
    if (m_program.isEmpty()) {
        m_error = QStringLiteral("There is no nginx: ./dev test unpacks it.");
        return false;
    }
    m_port = freePort();
    QString main =
        QStringLiteral("daemon off;\nworker_processes 2;\npid nginx.pid;\nevents { worker_connections 4096; }\n"
                       "http {\n");
    if (::geteuid() == 0) {
        main.prepend(QStringLiteral("user root;\n")); // the folder is nobody else's
    }
    for (const char *kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
        main += QStringLiteral("%1_temp_path %1;\n").arg(QLatin1String(kind));
    }
    QString site = read(shipped + QStringLiteral("objecta-site.conf"));
    site.replace(QStringLiteral("listen 443 ssl;"), QStringLiteral("listen 127.0.0.1:%1 ssl;").arg(m_port))
        .replace(QStringLiteral("listen [::]:443 ssl;"), QStringLiteral("listen [::1]:%1 ssl;").arg(m_port))
        .replace(QStringLiteral("/var/log/nginx/objecta.log"), QStringLiteral("access.log"))
        .replace(QStringLiteral("/etc/ssl/objecta.crt"), certificate + QStringLiteral(".crt"))
        .replace(QStringLiteral("/etc/ssl/private/objecta.key"), certificate + QStringLiteral(".key"));
    if (certificate.isEmpty()) {
        static const QRegularExpression lines(QStringLiteral("^ssl_.*\n"), QRegularExpression::MultilineOption);
        site.replace(lines, QString()).replace(QStringLiteral(" ssl;"), QStringLiteral(";"));
    }
    if (!write(path("nginx.conf"), main + QStringLiteral("include objecta.conf;\n}\n"))
        || !write(path("objecta-servers.conf"), listOf(servers))
        || !write(path("objecta-stream-servers.conf"),
                  streams.empty() ? read(shipped + QStringLiteral("objecta-stream-servers.conf")) : listOf(streams))
        || !write(path("objecta-site.conf"), site)
        || !QFile::copy(shipped + QStringLiteral("objecta.conf"), path("objecta.conf"))) {
        m_error = QStringLiteral("nginx' files cannot be written.");
        return false;
    }
    m_process.start(m_program, arguments());
    if (within(10s, [this] { return m_process.state() == QProcess::NotRunning || listens(m_port); })
        && m_process.state() != QProcess::NotRunning) {
        return true;
    }
    m_error = QStringLiteral("nginx did not start: ") + QString::fromUtf8(m_process.readAll());
    return false;
}

bool Nginx::rotate(const char *command, uint16_t server)
{
    QProcess rotation;
    rotation.setProcessChannelMode(QProcess::MergedChannels);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("OBJECTA_NGINX"),
                       m_program + QLatin1Char(' ') + arguments().join(QLatin1Char(' ')));
    environment.insert(QStringLiteral("OBJECTA_NGINX_PID"), path("nginx.pid"));
    environment.insert(QStringLiteral("OBJECTA_SERVERS"), path("objecta-servers.conf"));
    environment.insert(QStringLiteral("OBJECTA_PATIENCE"), QStringLiteral("20"));
    rotation.setProcessEnvironment(environment);
    rotation.start(shipped + QStringLiteral("rotation"),
                   {QLatin1String(command), QStringLiteral("127.0.0.1:%1").arg(server)});
    if (within(30s, [&rotation] { return rotation.state() == QProcess::NotRunning; })
        && rotation.exitStatus() == QProcess::NormalExit && rotation.exitCode() == 0) {
        return true;
    }
    m_error = QString::fromUtf8(rotation.readAll());
    return false;
}

std::vector<boost::json::object> Nginx::accessLog() const
{
    std::vector<boost::json::object> out;
    QFile file(path("access.log"));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty()) {
                out.push_back(boost::json::parse(line.toStdString()).as_object());
            }
        }
    }
    return out;
}

} // namespace objecta::test
