// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHostAddress>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace objecta::test {

/// A way to a port of this machine that can be cut, as a network's may be, while the server lives on.
class Relay : public QObject {
public:
    explicit Relay(quint16 to)
        : m_to(to)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *near = m_server.nextPendingConnection()) {
                if (m_cut) {
                    near->abort();
                    near->deleteLater();
                } else {
                    join(near);
                }
            }
        });
    }

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

    /// Ends what there is, and takes nothing more.
    void cut()
    {
        m_cut = true;
        for (const auto &socket : std::exchange(m_sockets, {})) {
            if (socket) {
                socket->abort();
            }
        }
    }
    void restore() { m_cut = false; }

private:
    void join(QTcpSocket *near)
    {
        auto *far = new QTcpSocket(near);
        far->connectToHost(QHostAddress::LocalHost, m_to);
        connect(near, &QTcpSocket::readyRead, far, [near, far] { far->write(near->readAll()); });
        connect(far, &QTcpSocket::connected, near, [near, far] { far->write(near->readAll()); });
        connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        connect(far, &QTcpSocket::disconnected, near, &QTcpSocket::disconnectFromHost);
        connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
        m_sockets.append(near);
    }

    quint16 m_to;
    QTcpServer m_server;
    QList<QPointer<QTcpSocket>> m_sockets;
    bool m_cut = false;
};

} // namespace objecta::test
