// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <string>

namespace objecta::test {

/// A real S3 server (tests/support/s3server.py) with one empty bucket, gone with the object.
class S3Server {
public:
    static constexpr const char *bucket = "documents";
    static constexpr const char *accessKeyId = "objecta:tests";
    static constexpr const char *secretAccessKey = "not-a-secret";

    S3Server();
    ~S3Server();
    S3Server(const S3Server &) = delete;
    S3Server &operator=(const S3Server &) = delete;

    /// Starts it and waits for the bucket. False with what it printed in error().
    bool start();
    /// SIGKILL; start() begins anew, with an empty bucket.
    void kill();
    /// "http://127.0.0.1:PORT"
    [[nodiscard]] std::string endpoint() const { return m_endpoint; }
    /// "METHOD TRACEPARENT TRACESTATE" of each request that had one, a line each.
    [[nodiscard]] QByteArray traces() const;
    [[nodiscard]] QString error() const { return m_error; }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QString m_error;
    std::string m_endpoint;
    int m_starts = 0;
};

} // namespace objecta::test
