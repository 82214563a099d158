// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What becomes of operators who are no longer there.

#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QNetworkRequest>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

using namespace objecta::test;

class TestDeadPeers : public QObject {
    Q_OBJECT

    TestServer m_server;

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    /// One opened a stream and then said nothing more, as behind a cable that was pulled. It is asked with a ping after
    /// half of the 40 seconds that the server waits for a sign of life. Who answers pings stays.
    void whoSaysNothingIsGoneWithinAMinute()
    {
        const QByteArray token = QByteArray::fromStdString(m_server.staff().token());
        QWebSocket answering;
        QSignalSpy opened(&answering, &QWebSocket::connected);
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(m_server.port())));
        request.setRawHeader("Authorization", "Bearer " + token);
        answering.open(request);
        QVERIFY(opened.wait(10'000));

        QTcpSocket silent;
        QByteArray came;
        connect(&silent, &QTcpSocket::readyRead, &silent, [&] { came += silent.readAll(); });
        QSignalSpy closed(&silent, &QTcpSocket::disconnected);
        silent.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server.port());
        silent.write("GET /v1/admin/stream HTTP/1.1\r\nHost: admin.localhost\r\nUpgrade: websocket\r\nConnection: "
                     "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Authorization: Bearer "
                     + token + "\r\n\r\n");
        QElapsedTimer since;
        since.start();
        QVERIFY(closed.wait(75'000));
        const qint64 took = since.elapsed();
        qInfo("hung up on after %lld ms", took);
        QVERIFY2(came.startsWith("HTTP/1.1 101 "), came.constData());
        QVERIFY(came.mid(came.indexOf("\r\n\r\n") + 4).contains('\x89'));
        QVERIFY2(took > 20'000 && took <= 60'000, std::to_string(took).c_str());
        QCOMPARE(answering.state(), QAbstractSocket::ConnectedState);
    }
};

QTEST_GUILESS_MAIN(TestDeadPeers)
#include "test_dead_peers.moc"
