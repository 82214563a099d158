// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Three servers behind nginx, Redis or PostgreSQL between: a rolling restart under load that nobody notices, and the
// files of server/deploy/nginx.

#include "tests/faults/fleet.h"

#include "app/api/apiclient.h"
#include "app/api/metricsstream.h"
#include "app/core/log.h"
#include "tests/server/certificate.h"
#include "tests/support/waiting.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QSslSocket>
#include <QTest>

#include <utility>

using namespace objecta;
using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

/// A console's stream, and what an operator gets of it.
class Subscriber {
public:
    Subscriber(const QUrl &url, const QByteArray &token, std::vector<OrganizationId> organizations, core::Log &log)
        : m_client(log)
        , m_stream(m_client, log)
    {
        using State = api::MetricsStream::State;
        m_client.setBaseUrl(url);
        m_client.setAccessToken(token);
        QObject::connect(&m_stream, &api::MetricsStream::frameReceived, &m_stream, [this](const StreamMessage &frame) {
            int64_t &sum = m_seconds[frame.at.seconds()];
            sum = 0;
            for (const auto &one : frame.organizations) {
                sum += one.figures.requests;
            }
        });
        QObject::connect(&m_stream, &api::MetricsStream::stateChanged, &m_stream, [this](State state) {
            if (state == State::Live && m_lost.isValid()) {
                m_longest = std::max(m_longest, m_lost.elapsed());
                m_lost.invalidate();
                ++m_losses;
            } else if (state != State::Live && m_begun && !m_lost.isValid()) {
                m_lost.start();
            }
            m_begun = m_begun || state == State::Live;
        });
        QObject::connect(&m_stream, &api::MetricsStream::gapFound, &m_stream, [this] { ++m_gaps; });
        m_stream.subscribe(&m_stream, std::move(organizations));
        m_stream.start();
    }

    [[nodiscard]] bool live() const { return m_stream.state() == api::MetricsStream::State::Live; }
    /// How often it had to look for another server, the longest time that took in milliseconds, and how often seconds
    /// were missing afterwards.
    [[nodiscard]] int losses() const { return m_losses; }
    [[nodiscard]] qint64 longest() const { return m_longest; }
    [[nodiscard]] int gaps() const { return m_gaps; }
    /// Requests of the organizations by second.
    [[nodiscard]] const std::map<int64_t, int64_t> &seconds() const { return m_seconds; }
    [[nodiscard]] int64_t sum() const
    {
        int64_t out = 0;
        for (const auto &[at, requests] : m_seconds) {
            out += requests;
        }
        return out;
    }

private:
    api::ApiClient m_client;
    api::MetricsStream m_stream;
    std::map<int64_t, int64_t> m_seconds;
    QElapsedTimer m_lost;
    qint64 m_longest = 0;
    int m_losses = 0;
    int m_gaps = 0;
    bool m_begun = false;
};

/// For a failure: who has another sum, and in which seconds it differs from what most of them have.
QString differences(const std::vector<std::unique_ptr<Subscriber>> &subscribers, int64_t passed)
{
    std::map<int64_t, std::map<int64_t, int>> votes;
    for (const auto &one : subscribers) {
        for (const auto &[at, requests] : one->seconds()) {
            ++votes[at][requests];
        }
    }
    QString out = QStringLiteral("%1 passed").arg(passed);
    for (const auto &one : subscribers) {
        if (one->sum() == passed) {
            continue;
        }
        out += QStringLiteral("; one has %1").arg(one->sum());
        for (const auto &[at, counts] : votes) {
            const auto most = std::ranges::max_element(counts, {}, [](const auto &vote) { return vote.second; });
            const auto found = one->seconds().find(at);
            const int64_t had = found == one->seconds().end() ? -1 : found->second;
            if (had != most->first) {
                out += QStringLiteral(", %1 of %2 at %3").arg(had).arg(most->first).arg(at % 1000);
            }
        }
    }
    return out;
}

} // namespace

class TestFleet : public QObject {
    Q_OBJECT

    QStringList m_figures; ///< printed in the end: while a console lives, its log takes what is printed

private slots:
    void cleanup()
    {
        for (const QString &figure : std::exchange(m_figures, {})) {
            qInfo("%s", qPrintable(figure));
        }
    }

    // Documents of any size pass in pieces: a server has the first bytes before its client sends the last. And the
    // site's example speaks TLS.
    void theFilesThatAreShippedWork()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(1, 1), qPrintable(fleet.error()));
        const Tenant &tenant = fleet.tenants().front();
        const std::string content(size_t{8} * 1024 * 1024, 'd');
        const std::string head = "POST /v1/documents?name=big HTTP/1.1\r\nHost: " + tenant.slug
            + ".localhost\r\nAuthorization: Bearer " + tenant.token
            + "\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: " + std::to_string(content.size())
            + "\r\n\r\n";
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, fleet.nginx().port());
        QVERIFY(client.waitForConnected());
        client.write(QByteArray::fromStdString(head + content.substr(content.size() / 2)));
        const auto arrived = [&] {
            qint64 sum = 0;
            QDirIterator files(fleet.server(0).dataDir() + QStringLiteral("/objects"), QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                sum += QFileInfo(files.next()).size();
            }
            return sum;
        };
        QVERIFY(within(10s, [&] { return arrived() > static_cast<qint64>(content.size() / 4); }));
        client.write(QByteArray::fromStdString(content.substr(content.size() / 2)));
        QVERIFY(within(10s, [&] { return client.state() == QAbstractSocket::UnconnectedState; }));
        const QByteArray answer = client.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 201 "), answer.constData());
        const auto id = boost::json::parse(answer.mid(answer.indexOf("\r\n\r\n") + 4).toStdString()).at("id");
        auto reader = fleet.client(tenant);
        QCOMPARE(reader.get("/v1/documents/" + std::string(id.as_string()) + "/content").body, content);

        QTemporaryDir folder;
        writeCertificate(folder.path().toStdString(), "objecta");
        Nginx secure;
        QVERIFY2(secure.start({fleet.server(0).port()}, folder.filePath(QStringLiteral("objecta"))),
                 qPrintable(secure.error()));
        QSslSocket visitor;
        visitor.setPeerVerifyMode(QSslSocket::VerifyNone);
        visitor.connectToHostEncrypted(QStringLiteral("localhost"), secure.port());
        QVERIFY2(visitor.waitForEncrypted(), qPrintable(visitor.errorString()));
        visitor.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QVERIFY(within(10s, [&] { return visitor.state() == QAbstractSocket::UnconnectedState; }));
        QVERIFY(visitor.readAll().startsWith("HTTP/1.1 200 "));
    }

    void aRollingRestartIsNoticedByNobody_data()
    {
        QTest::addColumn<Fleet::Bus>("bus");
        QTest::newRow("Redis between") << Fleet::Bus::Redis;
        QTest::newRow("PostgreSQL between") << Fleet::Bus::Postgres;
    }
    void aRollingRestartIsNoticedByNobody()
    {
        QFETCH(Fleet::Bus, bus);
        Fleet fleet(bus);
        QVERIFY2(fleet.start(3, 60), qPrintable(fleet.error()));
        QTemporaryDir folder;
        core::Log log(folder.path());
        std::vector<OrganizationId> organizations;
        for (const auto &tenant : fleet.tenants()) {
            organizations.push_back(*OrganizationId::parse(tenant.id));
        }
        const auto token = QByteArray::fromStdString(fleet.server(0).staff().token());
        std::vector<std::unique_ptr<Subscriber>> subscribers;
        for (int i = 0; i < 30; ++i) {
            subscribers.push_back(std::make_unique<Subscriber>(fleet.url(), token, organizations, log));
        }
        const auto all = [&](auto holds) {
            return std::ranges::all_of(subscribers, [&](const auto &one) { return holds(*one); });
        };
        QVERIFY(within(10s, [&] { return all([](const Subscriber &one) { return one.seconds().size() >= 2; }); }));

        Load load(fleet, {4, 400, 50});
        QVERIFY(within(10s, [&] { return load.asked().size() > 200; }));
        for (size_t i = 0; i < fleet.servers(); ++i) {
            TestServer &server = fleet.server(i);
            const size_t before = load.asked().size();
            QVERIFY2(fleet.nginx().rotate("out", server.port()), qPrintable(fleet.nginx().error()));
            server.terminate();
            QVERIFY(within(20s, [&] { return !server.running(); }));
            QVERIFY(server.launch());
            QVERIFY2(within(60s, [&] { return server.ready() || !server.running(); }) && server.running(),
                     server.log().right(2000).constData());
            QVERIFY2(fleet.nginx().rotate("in", server.port()), qPrintable(fleet.nginx().error()));
            // The load went on, and comes here, too.
            const size_t until = load.asked().size() + 100;
            QVERIFY(until > before + 150);
            QVERIFY(within(10s, [&] { return load.asked().size() > until; }));
        }
        load.stop();
        const auto asked = load.asked();
        QCOMPARE(load.failures({}, Load::Clock::now()), std::string());
        const auto writes = std::ranges::count_if(asked, [](const Load::Asked &one) { return one.write; });
        QVERIFY(writes > 100);
        auto sql = fleet.superuser();
        QCOMPARE(sql.run("SELECT count(*) FROM agents WHERE name = $1", {std::string(Load::name)}).value(),
                 std::to_string(writes));

        // What was sent twice came once. nginx logs a request after it is answered.
        const auto passed = static_cast<int64_t>(asked.size());
        QVERIFY(within(5s, [&] { return Fleet::sum(fleet.witnessed()) >= passed; }));
        QCOMPARE(Fleet::sum(fleet.witnessed()), passed);
        const bool whole = within(5s, [&] { return all([&](const Subscriber &one) { return one.sum() == passed; }); });
        QVERIFY2(whole, qPrintable(differences(subscribers, passed)));
        qint64 longest = 0;
        int losses = 0;
        for (const auto &one : subscribers) {
            longest = std::max(longest, one->longest());
            losses += one->losses();
        }
        m_figures << QStringLiteral("%1 requests, %2 of them POST, none failed (%3 had to be sent twice); %4 times a "
                                    "subscriber had to look for another server, %5 ms at the most")
                         .arg(asked.size())
                         .arg(writes)
                         .arg(load.repeats())
                         .arg(losses)
                         .arg(longest);
        for (const auto &one : subscribers) {
            QVERIFY(one->live());
            const auto &seconds = one->seconds();
            QCOMPARE(static_cast<int64_t>(seconds.size()), seconds.rbegin()->first - seconds.begin()->first + 1);
            QCOMPARE(one->gaps(), 0);
        }
        QVERIFY(losses >= 30);
        QVERIFY2(longest < 3000, qPrintable(QString::number(longest)));
    }
};

QTEST_GUILESS_MAIN(TestFleet)
#include "test_fleet.moc"
