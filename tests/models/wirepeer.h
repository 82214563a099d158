// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QHostAddress>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace objecta::test {

/// What a client sent.
struct WireRequest {
    QByteArray method;
    QByteArray target;
    /// By lower-case name.
    QHash<QByteArray, QByteArray> headers;
    QByteArray body;
};

/// The other end of a connection, on a free port of this machine, that sends exactly the bytes a test wants: cut off,
/// slow, or no HTTP at all. For what a well-behaved server never does.
class WirePeer : public QObject {
    Q_OBJECT

public:
    /// The bytes to send; an empty answer keeps the client waiting; closing() ends the connection after them.
    using Script = std::function<QByteArray(const WireRequest &)>;

    explicit WirePeer(Script script)
        : m_script(std::move(script))
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onBytes(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort())); }
    [[nodiscard]] const QList<WireRequest> &requests() const { return m_requests; }
    /// Stops listening; the port stays free for nobody in particular.
    void close() { m_server.close(); }

    static QByteArray answer(int status, const QByteArray &body, const QByteArray &type = "application/json",
                             const QByteArray &more = {})
    {
        return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: " + type
            + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more + "\r\n" + body;
    }
    static QByteArray problem(int status, const QByteArray &code, const QByteArray &more = {})
    {
        return answer(status,
                      R"({"type":"x","title":"t","status":)" + QByteArray::number(status) + R"(,"detail":"d","code":")"
                          + code
                          + R"(","request_id":"r-1","errors":[{"field":"name","code":"too_long","message":"m"}]})",
                      "application/problem+json", more);
    }
    /// Marks an answer after which the connection is closed.
    static QByteArray closing(const QByteArray &bytes) { return "\x01" + bytes; }

signals:
    void received();

private:
    void onBytes(QTcpSocket *socket)
    {
        QByteArray &buffer = m_buffers[socket];
        buffer += socket->readAll();
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        WireRequest request;
        const QList<QByteArray> lines = buffer.left(end).split('\n');
        const QList<QByteArray> first = lines.first().trimmed().split(' ');
        request.method = first.value(0);
        request.target = first.value(1);
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
        }
        const qsizetype length = request.headers.value("content-length", "0").toLongLong();
        if (buffer.size() < end + 4 + length) {
            return;
        }
        request.body = buffer.mid(end + 4, length);
        buffer.clear();
        m_requests.append(request);
        QByteArray bytes = m_script(request);
        const bool last = bytes.startsWith('\x01');
        if (last) {
            bytes.remove(0, 1);
        }
        socket->write(bytes);
        if (last) {
            socket->disconnectFromHost();
        }
        emit received();
    }

    QTcpServer m_server;
    Script m_script;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    QList<WireRequest> m_requests;
};

} // namespace objecta::test
