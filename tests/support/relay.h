// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHostAddress>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace objecta::test {

/// A way to a port of this machine that can be cut or held, as a network's may be, while the server lives on.
class Relay : public QObject {
public:
    /// `room`: how many bytes it takes from the server before somebody reads them; 0: as many as the system wants.
    explicit Relay(quint16 to, int room = 0)
        : m_to(to)
        , m_room(room)
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
    /// From now on it reads nothing of what the server sends, or all again.
    void setHeld(bool held)
    {
        m_held = held;
        for (const auto &socket : std::as_const(m_sockets)) {
            if (auto *far = socket ? socket->findChild<QTcpSocket *>() : nullptr) {
                far->setReadBufferSize(held ? 1 : 0);
                if (!held) {
                    socket->write(far->readAll());
                }
            }
        }
    }

private:
    void join(QTcpSocket *near)
    {
        auto *far = new QTcpSocket(near);
        if (m_room > 0) {
            far->bind(QHostAddress::LocalHost); // before it there is no socket that could have an option
            far->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, m_room);
        }
        far->connectToHost(QHostAddress::LocalHost, m_to);
        connect(near, &QTcpSocket::readyRead, far, [near, far] { far->write(near->readAll()); });
        connect(far, &QTcpSocket::connected, near, [near, far] { far->write(near->readAll()); });
        connect(far, &QTcpSocket::readyRead, near, [this, near, far] {
            if (!m_held) {
                near->write(far->readAll());
            }
        });
        connect(far, &QTcpSocket::disconnected, near, &QTcpSocket::disconnectFromHost);
        connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
        m_sockets.append(near);
    }

    quint16 m_to;
    int m_room;
    QTcpServer m_server;
    QList<QPointer<QTcpSocket>> m_sockets;
    bool m_cut = false;
    bool m_held = false;
};

} // namespace objecta::test
