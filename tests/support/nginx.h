// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json.hpp>

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <vector>

namespace objecta::test {

/// A real nginx on a free port of the loopback addresses, with the configuration that server/deploy/nginx ships before
/// the servers; gone with the object. `./dev test` unpacks the program; another one is found by its name.
class Nginx {
public:
    Nginx();
    ~Nginx();
    Nginx(const Nginx &) = delete;
    Nginx &operator=(const Nginx &) = delete;

    /// Starts it before servers on those ports of 127.0.0.1, and waits until it listens; with TLS and the certificate
    /// in that path's .crt and .key, if there is one. WebSockets go to `streams`, if there are any. False with what it
    /// printed in error().
    bool start(const std::vector<uint16_t> &servers, const QString &certificate = {},
               const std::vector<uint16_t> &streams = {});
    /// server/deploy/nginx/rotation with "out" or "in", to its end; events of this thread go on meanwhile. False with
    /// what it printed in error().
    bool rotate(const char *command, uint16_t server);
    [[nodiscard]] uint16_t port() const { return m_port; }
    /// The lines of its access log so far.
    [[nodiscard]] std::vector<boost::json::object> accessLog() const;
    [[nodiscard]] QString error() const { return m_error; }

private:
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    [[nodiscard]] QStringList arguments() const;
    QTemporaryDir m_folder;
    QString m_program;
    QProcess m_process;
    QString m_error;
    uint16_t m_port = 0;
};

} // namespace objecta::test
