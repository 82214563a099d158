// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An operator's stream over a connection that takes nothing for a while: the server says that it tells several seconds
// at once, forgets none of them, keeps no queue and makes nobody else wait.

#include "tests/support/exposition.h"
#include "tests/support/relay.h"
#include "tests/support/waiting.h"

#include <boost/json.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

/// All that a stream is told of one organization, beside as many others as one may subscribe to.
class Stream {
public:
    Stream(uint16_t port, const std::string &token, std::string organization)
        : m_organization(std::move(organization))
    {
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(port)));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + token));
        boost::json::array organizations{m_organization};
        boost::uuids::random_generator random;
        while (organizations.size() < 500) {
            organizations.emplace_back(to_string(random()));
        }
        QObject::connect(&m_socket, &QWebSocket::connected, &m_socket, [this, organizations] {
            const boost::json::object wish{{"type", "subscribe"}, {"organizations", organizations}};
            m_socket.sendTextMessage(QString::fromStdString(boost::json::serialize(wish)));
        });
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) { take(boost::json::parse(text.toStdString()).as_object()); });
        m_socket.open(request);
    }

    /// Seconds that frames told, and the requests of the organization in them.
    [[nodiscard]] int64_t seconds() const { return m_seconds; }
    [[nodiscard]] int64_t requests() const { return m_requests; }
    /// Of how many seconds the frame of the most was; and how many a frame is of now, as the server said.
    [[nodiscard]] int64_t longest() const { return m_longest; }
    [[nodiscard]] int64_t rate() const { return m_rate; }
    /// Whether each frame followed the one before, and had as many seconds as was said.
    [[nodiscard]] bool inOrder() const { return m_inOrder; }

private:
    void take(const boost::json::object &message)
    {
        const auto &type = message.at("type").as_string();
        if (type == "rate") {
            m_rate = message.at("seconds").as_int64();
        } else if (type == "frame" && !message.at("again").as_bool()) {
            const int64_t seconds = message.at("seconds").as_int64();
            const auto at =
                QDateTime::fromString(QString::fromUtf8(message.at("at").as_string().c_str()), Qt::ISODateWithMs);
            m_inOrder = m_inOrder && seconds == m_rate && (!m_last.isValid() || m_last.addSecs(seconds) == at);
            m_last = at;
            m_seconds += seconds;
            m_longest = std::max(m_longest, seconds);
            for (const auto &one : message.at("organizations").as_array()) {
                if (one.at("id").as_string() == m_organization) {
                    m_requests += one.at("figures").at("requests").as_int64();
                }
            }
        }
    }

    QWebSocket m_socket;
    std::string m_organization;
    int64_t m_seconds = 0;
    int64_t m_requests = 0;
    int64_t m_longest = 0;
    int64_t m_rate = 1;
    bool m_inOrder = true;
    QDateTime m_last;
};

} // namespace

class TestSlowStream : public QObject {
    Q_OBJECT

private slots:
    void whoReadsTooSlowlyIsToldLessOftenAndLosesNothing()
    {
        TestServer server(TestServer::Cluster::Shared, withMetrics);
        QVERIFY2(server.start(), qPrintable(server.error()));
        const std::string token = server.staff().token();
        const std::string acme = server.demo().tenant("acme-corp").id;
        auto tenant = server.tenant("acme-corp");
        Relay relay(server.port(), 4096);
        Stream slow(relay.port(), token, acme);
        Stream quick(server.port(), token, acme);
        QVERIFY(within(10s, [&] { return slow.seconds() >= 2 && quick.seconds() >= 2; }));
        QCOMPARE(slow.longest(), int64_t(1));

        const int64_t slowBefore = slow.requests();
        const int64_t quickBefore = quick.requests();
        relay.setHeld(true);
        int64_t asked = 0;
        const auto slowStreams = [&] {
            asked += tenant.get("/v1/agents?limit=1").status == 200;
            return scrape(server).value("objecta_streams_slow");
        };
        // What the buffers of the system hold comes first, some megabytes.
        QVERIFY(within(120s, [&] { return slowStreams() == 1.0; }));
        const int64_t told = quick.seconds();
        QVERIFY(within(10s, [&] { return slowStreams() == 1.0 && quick.seconds() >= told + 4; }));
        QCOMPARE(quick.longest(), int64_t(1)); // nobody else waits
        const double held = scrape(server).value("objecta_stream_frames_total{outcome=\"held\"}").value_or(0);
        QVERIFY2(held >= 3, qPrintable(QString::number(held)));

        relay.setHeld(false);
        QVERIFY(within(60s, [&] { return slow.longest() >= 4 && slow.rate() == 1 && slowStreams() == 0.0; }));
        QVERIFY(within(
            10s, [&] { return slow.requests() - slowBefore == asked && quick.requests() - quickBefore == asked; }));
        QVERIFY(slow.inOrder());
        QVERIFY(quick.inOrder());
        QCOMPARE(server.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(TestSlowStream)
#include "test_slow_stream.moc"
