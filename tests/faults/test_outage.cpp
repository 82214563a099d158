// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the database cannot do for a while: every connection busy, PostgreSQL gone, the disk full. Requests are answered
// 503 with Retry-After and soon, /healthz answers throughout, and all is well again without anybody's help.

#include "server/db/database.h"
#include "tests/support/postgrescluster.h"
#include "tests/support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <limits>
#include <sched.h>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>

using namespace objecta::test;

namespace {

constexpr int soon = 5000; // milliseconds

/// Whether the answer says "not now" the way clients and proxies understand.
bool isLater(const Reply &reply)
{
    return reply.status == 503 && !reply.header("retry-after").empty()
        && reply.header("content-type") == "application/problem+json";
}

/// A process and its children, stopped (SIGSTOP) until thaw().
class Frozen {
public:
    explicit Frozen(pid_t parent)
        : m_all{parent}
    {
        ::kill(parent, SIGSTOP); // it forks no more
        for (const auto &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            QFile status(QStringLiteral("/proc/%1/stat").arg(entry));
            if (entry.toInt() > 0 && status.open(QIODevice::ReadOnly)) {
                const QByteArray text = status.readAll();
                const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
                if (fields.size() > 1 && fields[1].toInt() == parent) {
                    m_all.push_back(entry.toInt());
                    ::kill(m_all.back(), SIGSTOP);
                }
            }
        }
    }
    ~Frozen() { thaw(); }
    Frozen(const Frozen &) = delete;
    Frozen &operator=(const Frozen &) = delete;

    [[nodiscard]] size_t count() const { return m_all.size(); }
    void thaw() const
    {
        for (const pid_t one : m_all) {
            ::kill(one, SIGCONT);
        }
    }

private:
    std::vector<pid_t> m_all;
};

} // namespace

class TestOutage : public QObject {
    Q_OBJECT

    /// Until a new agent is made, which says how long that took.
    static qint64 untilWritable(HttpClient &client, int patience)
    {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < patience) {
            if (client.post("/v1/agents", R"({"name":"Back again"})").status == 201) {
                return waited.elapsed();
            }
            QTest::qWait(50);
        }
        return -1;
    }

    /// How soon /healthz answers, in milliseconds: the quickest of three, since a machine may pause.
    static qint64 healthyWithin(HttpClient &nobody)
    {
        qint64 quickest = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 3 && quickest >= 500; ++i) {
            QElapsedTimer took;
            took.start();
            if (nobody.get("/healthz").status == 200) {
                quickest = std::min(quickest, took.elapsed());
            }
        }
        return quickest;
    }

private slots:
    void aFullPoolIsSaidAtOnce_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<int>("many");
        QTest::addColumn<int>("connections"); // all that there are for it
        const objecta::db::DatabaseOptions options;
        QTest::newRow("reads") << QByteArray("GET") << QByteArray("agents") << 48 << options.sharedReadConnections;
        QTest::newRow("writes") << QByteArray("POST") << QByteArray("agents") << 48 << options.tenantWriteConnections;
        QTest::newRow("staff and sign-in")
            << QByteArray("GET") << QByteArray("staff_sessions") << 24 << options.platformConnections;
    }
    void aFullPoolIsSaidAtOnce()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, table);
        QFETCH(int, many);
        QFETCH(int, connections);
        const bool ofStaff = table == "staff_sessions";
        TestServer server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto staff = server.staff();
        auto tenant = server.tenant("acme-corp");
        const std::string token = ofStaff ? staff.token() : tenant.token();
        const std::string acme = server.demo().tenant("acme-corp").id;
        QCOMPARE(staff.patch("/v1/admin/organizations/" + acme + "/limits", R"({"maxAgents":1000000})").status, 200);
        auto owner = server.sql("objecta_owner");
        QVERIFY(owner.run("BEGIN").ok());
        QVERIFY(owner.run(("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE").toStdString()).ok());

        const auto timed = [](HttpClient client, const std::string &verb, const char *target, const char *body) {
            QElapsedTimer took;
            took.start();
            const Reply reply = client.send(verb, target, body);
            return std::pair(reply, took.elapsed());
        };
        const auto ask = [&] {
            auto client = ofStaff ? server.anonymousStaff() : server.anonymousTenant("acme-corp");
            client.setToken(token);
            return timed(std::move(client), method.toStdString(), ofStaff ? "/v1/admin/organizations" : "/v1/agents",
                         method == "POST" ? R"({"name":"x"})" : "");
        };
        std::vector<std::future<std::pair<Reply, qint64>>> waiting;
        for (int i = 0; i < many; ++i) {
            waiting.push_back(std::async(std::launch::async, ask));
        }
        auto look = server.sql("postgres");
        QTRY_VERIFY_WITH_TIMEOUT(std::stoi(look.run("SELECT count(*) FROM pg_stat_activity WHERE datname = "
                                                    "current_database() AND wait_event_type = 'Lock'")
                                               .value())
                                     >= connections,
                                 4000);
        const auto [reply, took] = ask();
        QVERIFY2(isLater(reply), reply.body.c_str());
        QVERIFY2(took < 2000,
                 std::to_string(took).c_str()); // a second, and what a busy machine adds
        if (ofStaff) {
            // Who signs in needs the same connections; tenants who are signed in need none of them.
            const auto [signIn, waited] = timed(server.anonymousTenant("acme-corp"), "POST", "/v1/auth/sign-in",
                                                R"({"email":"a@b.example","password":"x"})");
            QVERIFY2(isLater(signIn), signIn.body.c_str());
            QVERIFY2(waited < 2000, std::to_string(waited).c_str());
            QCOMPARE(tenant.get("/v1/agents").status, 200);
        }
        auto health = server.anonymousStaff();
        for (int i = 0; i < 10; ++i) {
            const auto healthy = healthyWithin(health);
            QVERIFY2(healthy < 500, std::to_string(healthy).c_str());
        }
        QVERIFY(owner.run("ROLLBACK").ok());
        for (auto &one : waiting) {
            const auto got = one.get().first;
            QVERIFY2(got.status / 100 == 2 || isLater(got), got.body.c_str());
        }
        QCOMPARE(ask().first.status / 100, 2);
        QCOMPARE(server.stop(), 0);
    }

    void postgresGoesAndComesBack()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeOther));
        PostgresCluster cluster(folder.path());
        QVERIFY(cluster.start());
        TestServer server(TestServer::Cluster::Own,
                          {QStringLiteral("--database"), cluster.address() + QStringLiteral(" dbname=objecta"),
                           // Refusals come as fast as they are asked for.
                           QStringLiteral("--organization-rate"), QStringLiteral("1000000"),
                           QStringLiteral("--actor-rate"), QStringLiteral("1000000")});
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto tenant = server.tenant("acme-corp");
        auto staff = server.staff();
        auto nobody = server.anonymousStaff();
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(tenant.get("/v1/agents").status, 200);
            cluster.stop();
            const Reply signIn = nobody.post("/v1/auth/sign-in", R"({"email":"a@b.example","password":"x"})");
            QVERIFY2(isLater(signIn), signIn.body.c_str());
            // What it found is its answer for a second.
            QTRY_VERIFY_WITH_TIMEOUT(isLater(nobody.get("/readyz")), 1500);
            QElapsedTimer gone;
            gone.start();
            while (gone.elapsed() < 1500) {
                for (const Reply &reply : {tenant.get("/v1/agents"), tenant.post("/v1/agents", R"({"name":"x"})"),
                                           staff.get("/v1/admin/me"), nobody.get("/readyz")}) {
                    QVERIFY2(isLater(reply), (std::to_string(reply.status) + reply.body).c_str());
                }
                QCOMPARE(nobody.get("/healthz").status, 200);
            }
            QVERIFY(cluster.start());
            const auto took = untilWritable(tenant, soon);
            QVERIFY(took >= 0);
            QTRY_COMPARE_WITH_TIMEOUT(tenant.get("/v1/agents").status, 200, soon);
            QTRY_COMPARE_WITH_TIMEOUT(staff.get("/v1/admin/me").status, 200, soon);
            QTRY_COMPARE_WITH_TIMEOUT(nobody.get("/readyz").status, 200, soon);
            qInfo("writable %lld ms after PostgreSQL was", static_cast<long long>(took));
        }
        QCOMPARE(server.stop(), 0);
    }

    // As behind a cable that was pulled: nothing is refused, nothing answers.
    void aSilentPostgresIsSaidInTime()
    {
        TestServer server(TestServer::Cluster::Own);
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto tenant = server.tenant("acme-corp");
        auto nobody = server.anonymousStaff();
        auto staff = server.staff();
        const std::string staffs = staff.token();
        // What was on its way to PostgreSQL may still be done when it wakes, whatever its client was told.
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + server.demo().tenant("acme-corp").id + "/limits",
                            R"({"maxAgents":1000000})")
                     .status,
                 200);
        QCOMPARE(tenant.get("/v1/agents").status, 200);
        QFile file(server.dataDir() + QStringLiteral("/postgres/postmaster.pid"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Frozen frozen(file.readLine().trimmed().toInt());
        QVERIFY(frozen.count() > 5);
        const auto timed = [&](const char *method, const char *target, const char *body) {
            const bool platform = std::string_view(target).starts_with("/v1/admin/");
            return std::async(std::launch::async, [=, &server, token = platform ? staffs : tenant.token()] {
                auto client = platform ? server.anonymousStaff() : server.anonymousTenant("acme-corp");
                client.setToken(token);
                QElapsedTimer took;
                took.start();
                const Reply reply = client.send(method, target, body);
                return std::pair(reply, took.elapsed());
            });
        };
        std::vector<std::future<std::pair<Reply, qint64>>> asked;
        for (int i = 0; i < 4; ++i) {
            asked.push_back(timed("GET", "/v1/agents", ""));
            asked.push_back(timed("POST", "/v1/agents", R"({"name":"x"})"));
            asked.push_back(timed("GET", "/v1/usage", ""));
            asked.push_back(timed("GET", "/v1/admin/organizations", ""));
        }
        for (int i = 0; i < 20; ++i) {
            const auto healthy = healthyWithin(nobody);
            QVERIFY2(healthy < 500, std::to_string(healthy).c_str());
            QTest::qWait(20);
        }
        qint64 longest = 0;
        for (auto &one : asked) {
            const auto [reply, took] = one.get();
            QVERIFY2(isLater(reply), (std::to_string(reply.status) + reply.body).c_str());
            longest = std::max(longest, took);
        }
        qInfo("the last of them was answered after %lld ms", static_cast<long long>(longest));
        QVERIFY2(longest < 9000, std::to_string(longest).c_str());
        frozen.thaw();
        const auto took = untilWritable(tenant, 2 * soon);
        QVERIFY2(took >= 0, server.log().right(2000).constData());
        QCOMPARE(tenant.get("/v1/agents").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(staff.get("/v1/admin/organizations").status, 200, soon);
        qInfo("writable %lld ms after PostgreSQL answered again", static_cast<long long>(took));
        QCOMPARE(server.stop(), 0);
    }

    // A network between server and PostgreSQL that drops everything: in a network namespace of our own, where the
    // database's address is taken away.
    void aNetworkThatDropsEverythingIsSaidWithinTwoSeconds()
    {
        const auto ip = [](const char *words) {
            QProcess command;
            command.start(QStringLiteral("ip"), QString::fromLatin1(words).split(QLatin1Char(' ')));
            return command.waitForFinished() && command.exitStatus() == QProcess::NormalExit && command.exitCode() == 0;
        };
        const int before = ::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
        const auto back = qScopeGuard([before] {
            ::setns(before, CLONE_NEWNET);
            ::close(before);
        });
        if (::unshare(CLONE_NEWNET) != 0 || !ip("link set lo up") || !ip("addr add 10.9.9.9/32 dev lo")) {
            QSKIP("only root may make a network, with the program ip");
        }
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeOther));
        PostgresCluster cluster(folder.path());
        QVERIFY(cluster.start());
        cluster.stop();
        const auto write = [&folder](const char *name, const QByteArray &text) {
            QFile file(folder.path() + QLatin1String(name));
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size()
                && file.setPermissions(file.permissions() | QFile::ReadOther);
        };
        QVERIFY(write("/access.conf", "local all all trust\nhost all all 10.9.9.9/32 trust\n"));
        QVERIFY(
            write("/data/postgres/custom.conf",
                  "listen_addresses = '*'\nport = 5432\nhba_file = '" + folder.path().toUtf8() + "/access.conf'\n"));
        QVERIFY(cluster.start());
        TestServer server(TestServer::Cluster::Own,
                          {QStringLiteral("--database"), QStringLiteral("host=10.9.9.9 port=5432 dbname=objecta")});
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto tenant = server.tenant("acme-corp");
        auto staff = server.staff();
        auto nobody = server.anonymousStaff();
        QCOMPARE(tenant.get("/v1/agents").status, 200);

        QVERIFY(ip("addr del 10.9.9.9/32 dev lo"));
        qint64 longest = 0;
        const auto refused = [&longest](HttpClient &client, const char *method, const char *target, const char *body) {
            QElapsedTimer took;
            took.start();
            const Reply reply = client.send(method, target, body);
            longest = std::max(longest, took.elapsed());
            return isLater(reply);
        };
        for (int i = 0; i < 3; ++i) {
            QVERIFY(refused(tenant, "GET", "/v1/agents", ""));
            QVERIFY(refused(tenant, "POST", "/v1/agents", R"({"name":"x"})"));
            QVERIFY(refused(staff, "GET", "/v1/admin/organizations", ""));
            const auto healthy = healthyWithin(nobody);
            QVERIFY2(healthy < 500, std::to_string(healthy).c_str());
        }
        qInfo("the longest of them took %lld ms", static_cast<long long>(longest));
        QVERIFY2(longest <= 2500, std::to_string(longest).c_str()); // two seconds, and what a busy machine adds
        QVERIFY(ip("addr add 10.9.9.9/32 dev lo"));
        const auto took = untilWritable(tenant, 2 * soon);
        QVERIFY2(took >= 0, server.log().right(2000).constData());
        QTRY_COMPARE_WITH_TIMEOUT(staff.get("/v1/admin/organizations").status, 200, soon);
        qInfo("writable %lld ms after the network was there again", static_cast<long long>(took));
        QCOMPARE(server.stop(), 0);
    }

    void theEmbeddedPostgresIsStartedAgain()
    {
        TestServer server(TestServer::Cluster::Own);
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto tenant = server.tenant("acme-corp");
        QFile file(server.dataDir() + QStringLiteral("/postgres/postmaster.pid"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const pid_t pid = file.readLine().trimmed().toInt();
        QVERIFY(pid > 1);
        ::kill(pid, SIGKILL);
        // Recovery takes PostgreSQL as long as it takes; meanwhile the server answers.
        QElapsedTimer since;
        since.start();
        auto nobody = server.anonymousStaff();
        for (bool back = false; !back && since.elapsed() < 60'000;) {
            QElapsedTimer asked;
            asked.start();
            const Reply reply = tenant.post("/v1/agents", R"({"name":"Back again"})");
            back = reply.status == 201;
            QVERIFY2(back || isLater(reply), reply.body.c_str());
            QVERIFY2(asked.elapsed() < 2000, std::to_string(asked.elapsed()).c_str());
            const auto healthy = healthyWithin(nobody);
            QVERIFY2(healthy < 500, std::to_string(healthy).c_str());
            QTest::qWait(20);
        }
        // What was open may have served once more before it noticed.
        const auto took = untilWritable(tenant, 60'000) < 0 ? -1 : since.elapsed();
        QVERIFY2(took >= 0, server.log().right(3000).constData());
        qInfo("writable %lld ms after PostgreSQL was killed", static_cast<long long>(took));
        QCOMPARE(server.stop(), 0);
    }

    void aFullDiskIsSaidAndSurvived()
    {
        QTemporaryDir folder;
        // In a mount namespace of our own: nobody else sees the file system, and it goes with this process.
        if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
            || ::mount("tmpfs", folder.path().toLocal8Bit().constData(), "tmpfs", 0, "size=160m,mode=0755") != 0) {
            QSKIP("only root may mount a small file system");
        }
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", folder.path().toLocal8Bit());
        {
            TestServer server(TestServer::Cluster::Own);
            QVERIFY2(server.start(), qPrintable(server.error()));
            auto tenant = server.tenant("acme-corp");
            auto staff = server.staff();
            const std::string acme = server.demo().tenant("acme-corp").id;
            QCOMPARE(staff.patch("/v1/admin/organizations/" + acme + "/limits", R"({"maxAgents":1000000})").status,
                     200);
            auto nobody = server.anonymousStaff();
            const QByteArray ballast = folder.filePath(QStringLiteral("ballast")).toLocal8Bit();

            for (int round = 0; round < 2; ++round) {
                const int file = ::open(ballast.constData(), O_WRONLY | O_CREAT, 0600);
                const std::vector<char> piece(1024 * 1024, 'x');
                for (size_t size = piece.size(); size > 0; size /= 2) {
                    while (::write(file, piece.data(), size) == static_cast<ssize_t>(size)) { }
                }
                ::close(file);

                const std::string body = "{\"name\":\"Big\",\"description\":\"" + std::string(2000, 'd') + "\"}";
                QElapsedTimer written;
                written.start();
                Reply reply;
                int made = 0;
                while (written.elapsed() < 60'000) {
                    reply = tenant.post("/v1/agents", body);
                    if (reply.status != 201) {
                        break;
                    }
                    ++made;
                }
                QVERIFY2(isLater(reply), (std::to_string(reply.status) + reply.body).c_str());
                for (int i = 0; i < 20; ++i) {
                    const Reply again = tenant.post("/v1/agents", body);
                    QCOMPARE(tenant.get("/v1/agents?limit=20").status, 200); // what is there is there
                    QVERIFY2(again.status == 201 || isLater(again),
                             (std::to_string(again.status) + again.body).c_str());
                    made += again.status == 201;
                    QCOMPARE(nobody.get("/healthz").status, 200);
                }
                QVERIFY(::unlink(ballast.constData()) == 0);
                const auto took = untilWritable(tenant, 2 * soon);
                QVERIFY2(took >= 0, server.log().right(2000).constData());
                qInfo("%d agents until the disk was full; writable %lld ms after it was not", made,
                      static_cast<long long>(took));
                auto app = server.tenantSql(acme);
                app.run("BEGIN");
                QCOMPARE(app.run("SELECT count(*) FROM agents").value(),
                         app.run("SELECT used FROM usage_counters WHERE resource = 'agents'").value());
            }
            QCOMPARE(server.stop(), 0);
        }
        qputenv("TMPDIR", before);
        QVERIFY(::umount(folder.path().toLocal8Bit().constData()) == 0);
    }
};

QTEST_GUILESS_MAIN(TestOutage)
#include "test_outage.moc"
