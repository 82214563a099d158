// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Many members of staff have a stream open: whoever is out is out within a second, and the database hears of all of
// them in one question. And who subscribes without end.

#include "server/auth/tokens.h"
#include "tests/support/livestream.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <array>

using namespace objecta;
using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

constexpr int sessions = 200;

/// One session each, of members of staff s1, s2, ...
constexpr std::array makeAll{
    "INSERT INTO staff (id, email, name, role, password_hash) "
    "SELECT md5('staff' || n)::uuid, 's' || n || '@staff.example', 'S', 'viewer', 'none' "
    "FROM generate_series(1, $1::integer) n",
    "INSERT INTO staff_sessions (id, staff_id, refresh_hash, expires_at) "
    "SELECT md5('session' || n)::uuid, md5('staff' || n)::uuid, decode(md5('token' || n), 'hex'), "
    "now() + interval '1 day' FROM generate_series(1, $1::integer) n"};
constexpr const char *readAll = "SELECT md5('staff' || n)::uuid, md5('session' || n)::uuid, "
                                "'s' || n || '@staff.example' FROM generate_series(1, $1::integer) n";

struct Member {
    std::string id;
    std::string token;
};

} // namespace

class TestManySessions : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::vector<Member> m_members;

    std::unique_ptr<QWebSocket> stream(const std::string &token)
    {
        auto socket = std::make_unique<QWebSocket>();
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(m_server.port())));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + token));
        socket->open(request);
        return socket;
    }
    int64_t transactions() const
    {
        return std::stoll(m_server.sql("objecta_platform")
                              .run("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
                              .value());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        auto sql = m_server.sql("objecta_platform");
        for (const char *statement : makeAll) {
            const auto made = sql.run(statement, {std::to_string(sessions)});
            QVERIFY2(made.ok(), made.message.c_str());
        }
        const auto key =
            auth::TokenKey::loadOrCreate((m_server.dataDir() + QStringLiteral("/keys/token.key")).toStdString());
        QVERIFY(key.has_value());
        const auth::Tokens tokens(*key, "localhost");
        for (const auto &row : sql.run(readAll, {std::to_string(sessions)}).rows) {
            m_members.push_back(
                {*row[0], tokens.forStaff(*StaffId::parse(*row[0]), *SessionId::parse(*row[1]), *row[2], "viewer")});
        }
        QCOMPARE(m_members.size(), size_t(sessions));
    }

    void oneOfManyIsOutWithinASecond()
    {
        auto owner = m_server.staff();
        std::vector<std::unique_ptr<QWebSocket>> sockets;
        for (const auto &member : m_members) {
            sockets.push_back(stream(member.token));
        }
        const auto open = [&] {
            return std::ranges::count_if(
                sockets, [](const auto &socket) { return socket->state() == QAbstractSocket::ConnectedState; });
        };
        QVERIFY(within(20s, [&] { return open() == sessions; }));

        // Five seconds, as frames tell them: eight turns of 200 sessions would be 1,600 transactions.
        const LiveStream clock(m_server.port(), owner.token());
        QVERIFY(within(10s, [&] { return clock.seconds() >= 2; }));
        const int64_t before = transactions();
        const size_t from = clock.seconds();
        QVERIFY(within(20s, [&] { return clock.seconds() >= from + 5; }));
        const int64_t asked = transactions() - before;
        qInfo("%lld transactions in five seconds", static_cast<long long>(asked));
        QVERIFY2(asked < 400, qPrintable(QString::number(asked)));

        const size_t gone = 123;
        QElapsedTimer since;
        since.start();
        QCOMPARE(owner.patch("/v1/admin/staff/" + m_members[gone].id, R"({"status":"disabled"})").status, 200);
        QVERIFY(within(5s, [&] { return sockets[gone]->state() == QAbstractSocket::UnconnectedState; }));
        QVERIFY2(since.elapsed() <= 1000, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(static_cast<int>(sockets[gone]->closeCode()), 4401);

        // So is who has another role; and whose session ended, all the others at once.
        QCOMPARE(owner.patch("/v1/admin/staff/" + m_members[7].id, R"({"role":"support"})").status, 200);
        QVERIFY(within(5s, [&] { return sockets[7]->state() == QAbstractSocket::UnconnectedState; }));
        QCOMPARE(static_cast<int>(sockets[7]->closeCode()), 4401);
        QCOMPARE(open(), sessions - 2);
        since.restart();
        QVERIFY(m_server.sql("objecta_platform")
                    .run("UPDATE staff_sessions SET revoked_at = now() WHERE refresh_hash <> decode(md5('token1'), "
                         "'hex')")
                    .ok());
        QVERIFY(within(5s, [&] { return open() == 1; }));
        QVERIFY2(since.elapsed() <= 1500, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(sockets[0]->state(), QAbstractSocket::ConnectedState);
    }

    /// Each subscription costs the server something: whoever sends them without end is closed, and nobody else.
    void whoSubscribesWithoutEndIsClosed()
    {
        const auto token = m_members[0].token;
        const LiveStream other(m_server.port(), token);
        QVERIFY(within(10s, [&] { return other.seconds() > 0; }));
        const auto flood = stream(token);
        QVERIFY(within(5s, [&] { return flood->state() == QAbstractSocket::ConnectedState; }));
        const QString subscribe = QStringLiteral(R"({"type":"subscribe","top":500,"since":"%1"})")
                                      .arg(QDateTime::currentDateTimeUtc().addSecs(-900).toString(Qt::ISODate));
        for (int i = 0; i < 1000; ++i) {
            flood->sendTextMessage(subscribe);
        }
        QVERIFY(within(5s, [&] { return flood->state() == QAbstractSocket::UnconnectedState; }));
        QCOMPARE(static_cast<int>(flood->closeCode()), 1008);
        const size_t told = other.seconds();
        QVERIFY(within(5s, [&] { return other.seconds() >= told + 2; }));
        // A hundred at once are nobody's flood.
        const auto busy = stream(token);
        QVERIFY(within(5s, [&] { return busy->state() == QAbstractSocket::ConnectedState; }));
        int snapshots = 0;
        QObject::connect(busy.get(), &QWebSocket::textMessageReceived, busy.get(),
                         [&](const QString &text) { snapshots += text.contains(QStringLiteral("\"snapshot\"")); });
        for (int i = 0; i < 100; ++i) {
            busy->sendTextMessage(QStringLiteral(R"({"type":"subscribe"})"));
        }
        QVERIFY(within(5s, [&] { return snapshots == 100; }));
        QCOMPARE(busy->state(), QAbstractSocket::ConnectedState);
    }
};

QTEST_GUILESS_MAIN(TestManySessions)
#include "test_many_sessions.moc"
