// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What becomes of a deleted organization when its grace period is over: restorable until then, gone afterwards, row by
// row and object by object, however often the server is killed over it; and nobody else loses a row.

#include "tests/support/s3server.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QThread>

#include <boost/json.hpp>

#include <map>

using namespace objecta::test;

class TestErasure : public QObject {
    Q_OBJECT

private:
    /// Has the cluster, and no worker.
    TestServer m_server{TestServer::Cluster::Shared, {QStringLiteral("--role"), QStringLiteral("api")}};
    /// Has the documents, and erases at once what it deletes. The one that is killed.
    std::unique_ptr<TestServer> m_worker;

    /// The organization's rows by table, as its own role sees them.
    std::map<std::string, int> rows(const std::string &id) const
    {
        auto sql = m_server.tenantSql(id);
        sql.run("BEGIN");
        const auto tables = sql.run("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                                    "AND a.attname = 'organization_id' AND NOT a.attisdropped WHERE c.relkind = 'r' "
                                    "AND c.relnamespace = 'public'::regnamespace "
                                    "AND has_column_privilege('objecta_app', c.oid, a.attnum, 'SELECT')");
        if (tables.rows.empty()) {
            throw std::runtime_error("no tables: " + tables.message);
        }
        std::map<std::string, int> out;
        for (const auto &row : tables.rows) {
            const int count = std::stoi(
                sql.run("SELECT count(organization_id) FROM " + *row[0] + " WHERE organization_id = $1", {id}).value());
            if (count > 0) {
                out[*row[0]] = count;
            }
        }
        sql.run("ROLLBACK");
        return out;
    }
    std::string checksum(const std::string &id) const
    {
        auto sql = m_server.tenantSql(id);
        sql.run("BEGIN");
        std::string out;
        for (const char *table : {"users", "agents", "conversations", "messages", "documents", "usage_counters",
                                  "audit_log", "user_sessions", "api_keys"}) {
            out += sql.run(std::string("SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM ")
                           + table + " t")
                       .value();
        }
        sql.run("ROLLBACK");
        return out;
    }
    std::string status(const std::string &id) const
    {
        return m_server.sql("objecta_platform").run("SELECT status FROM organizations WHERE id = $1", {id}).value();
    }
    int objects(const std::string &id) const
    {
        int out = 0;
        QDirIterator files(m_worker->dataDir(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            out += files.next().contains(QString::fromStdString(id)) ? 1 : 0;
        }
        return out;
    }
    /// Waits for a status; false after half a minute.
    bool becomes(const std::string &id, const std::string &wanted) const
    {
        return within(std::chrono::seconds(30), [&] { return status(id) == wanted; });
    }
    /// A worker that was killed holds its jobs until their lease ends.
    void forgetLeases() const
    {
        m_server.sql("objecta_platform").run("UPDATE jobs SET run_at = now() WHERE status = 'running'");
        m_server.sql("objecta_platform").run("SELECT pg_notify('objecta_jobs', '')");
    }
    /// An organization with so many messages, some documents, a key and sessions.
    std::string make(const std::string &slug, int messages)
    {
        const Reply made = m_server.staff().post("/v1/admin/organizations",
                                                 "{\"slug\":\"" + slug
                                                     + "\",\"name\":\"Doomed\",\"plan\":\"enterprise\",\"admin_email\":"
                                                       "\"a@doomed.example\"}");
        if (made.status != 201) {
            throw std::runtime_error(made.body);
        }
        const std::string id = made.text("id");
        auto owner = m_worker->anonymousTenant(slug);
        // A creation answers after a while, also where it is not done yet.
        const std::string path = "/v1/admin/organizations/" + id;
        if (!within(std::chrono::seconds(10), [&] { return m_server.staff().get(path).text("status") == "active"; })) {
            throw std::runtime_error("it is not active");
        }
        owner.signIn("a@doomed.example", made.text("admin_password"));
        const std::string agent = owner.post("/v1/agents", R"({"name":"A"})").text("id");
        for (int i = 0; i < 3; ++i) {
            const Reply sent = owner.send("POST", "/v1/documents?name=d" + std::to_string(i), std::string(5000, 'x'),
                                          {{"Content-Type", "text/plain"}});
            if (sent.status != 201) {
                throw std::runtime_error(sent.body);
            }
        }
        owner.post("/v1/api-keys", R"({"name":"K","scopes":["agents:read"]})", {{"Idempotency-Key", "one"}});
        const Reply looked = m_server.staff().post(
            "/v1/admin/impersonations", "{\"organization_id\":\"" + id + "\",\"reason\":\"Ticket of " + slug + "\"}");
        if (looked.status != 201) {
            throw std::runtime_error(looked.body);
        }
        auto sql = m_server.tenantSql(id);
        sql.run("BEGIN");
        const auto talked =
            sql.run("WITH talk AS (INSERT INTO conversations (organization_id, agent_id, user_id) "
                    "SELECT $1::uuid, $2::uuid, id FROM users RETURNING id, user_id) "
                    "INSERT INTO messages (organization_id, conversation_id, user_id, role, content) "
                    "SELECT $1::uuid, talk.id, talk.user_id, 'user', 'm' || n FROM talk, generate_series(1, $3::int) n",
                    {id, agent, std::to_string(messages)});
        if (!talked.ok()) {
            throw std::runtime_error(talked.message);
        }
        sql.run("COMMIT");
        return id;
    }
    QByteArray audit(const QStringList &command) const
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        QStringList arguments{QStringLiteral("audit")};
        arguments += command;
        arguments += {QStringLiteral("--data-dir"), m_server.dataDir()};
        if (!m_server.databaseUrl().isEmpty()) {
            arguments += {QStringLiteral("--database"), m_server.databaseUrl()};
        }
        process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), arguments);
        process.waitForFinished(60'000);
        return process.readAll() + "exit " + QByteArray::number(process.exitCode());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_worker = std::make_unique<TestServer>(m_server,
                                                QStringList{QStringLiteral("--deletion-grace"), QStringLiteral("0s")});
        QVERIFY2(m_worker->start(), qPrintable(m_worker->error()));
    }

    void noTableIsForgotten()
    {
        // A partitioned table keeps no rows itself; each of its partitions is a table here.
        const auto open = m_server.sql("objecta_owner")
                              .run("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                                   "AND a.attname = 'organization_id' AND NOT a.attisdropped "
                                   "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
                                   "AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid "
                                   "AND p.polname = 'definer_erase') ORDER BY 1");
        QVERIFY2(open.ok(), open.message.c_str());
        std::string names;
        for (const auto &row : open.rows) {
            names += *row[0] + ' ';
        }
        // Kept by right; another table here wants SELECT let_erase('...') in its migration.
        QCOMPARE(names, std::string("audit_heads organization_slugs "));
    }

    void restorableUntilItBegins()
    {
        std::string id;
        try {
            id = make("regretted", 100);
        } catch (const std::exception &error) {
            QFAIL(error.what());
        }
        auto staff = m_server.staff();
        const std::string path = "/v1/admin/organizations/" + id;
        auto before = rows(id);
        QVERIFY(before.at("messages") == 100 && before.at("documents") == 3 && objects(id) == 3);
        QCOMPARE(staff.post(path + "/delete", "{}").status, 200);
        QCOMPARE(staff.post(path + "/restore", "{}").text("status"), std::string("active"));
        auto after = rows(id);
        // The trail has the two acts.
        QCOMPARE(after.at("audit_log"), before.at("audit_log") + 2);
        after.erase("audit_log");
        before.erase("audit_log");
        QVERIFY(after == before);
        QCOMPARE(objects(id), 3);
        // Begun: no way back, and a tenant's role or the platform's cannot begin it early.
        QCOMPARE(staff.post(path + "/delete", "{}").status, 200);
        auto sql = m_server.sql("objecta_platform");
        const auto early = sql.run("SELECT erase_rows($1, 1000)", {id});
        QVERIFY2(early.ok(), early.message.c_str());
        QCOMPARE(early.value(), std::string("0"));
        QCOMPARE(rows(id).at("messages"), 100);
        QVERIFY(sql.run("UPDATE organizations SET erasing_since = now() WHERE id = $1", {id}).ok());
        const Reply refused = staff.post(path + "/restore", "{}");
        QCOMPARE(refused.status, 409);
        QVERIFY(sql.run("UPDATE organizations SET erasing_since = NULL WHERE id = $1", {id}).ok());
        QCOMPARE(staff.post(path + "/restore", "{}").status, 200);
        QCOMPARE(rows(id).at("messages"), 100);
    }

    void tenThousandRowsThroughKills()
    {
        const std::string acme = m_server.demo().tenant("acme-corp").id;
        const std::string xyz = m_server.demo().tenant("xyz-inc").id;
        const std::string others = checksum(acme) + checksum(xyz);
        std::string id;
        try {
            id = make("doomed-inc", 10'000);
        } catch (const std::exception &error) {
            QFAIL(error.what());
        }
        QCOMPARE(m_server.staff()
                     .patch("/v1/admin/organizations/" + id, R"({"slug":"doomed-two"})", {{"If-Match", "*"}})
                     .status,
                 200);
        QVERIFY(audit({QStringLiteral("checkpoint")}).endsWith("exit 0"));
        const auto before = rows(id);
        QVERIFY(before.at("messages") == 10'000 && before.size() >= 10 && objects(id) == 3);

        QElapsedTimer timer;
        timer.start();
        QCOMPARE(m_worker->staff().post("/v1/admin/organizations/" + id + "/delete", "{}").status, 200);
        int kills = 0;
        int last = 10'001;
        while (status(id) == "deleting" && timer.elapsed() < 40'000) {
            const auto now = rows(id);
            const auto messages = now.contains("messages") ? now.at("messages") : 0;
            if (kills < 4 && messages < last && messages < 10'000) {
                last = messages;
                m_worker->kill();
                ++kills;
                // Half a trail is no cut one: the platform's says that it is being erased.
                const QByteArray half = audit({QStringLiteral("verify")});
                QVERIFY2(half.endsWith("The audit trail is whole\nexit 0"), half.constData());
                QVERIFY(status(id) == "deleting" || status(id) == "erased");
                QVERIFY2(m_worker->start(), qPrintable(m_worker->error()));
                forgetLeases();
            }
        }
        qInfo("10,000 messages and the rest erased after %d kills in %lld ms", kills,
              static_cast<long long>(timer.elapsed()));
        QCOMPARE(status(id), std::string("erased"));
        QVERIFY(kills > 0);
        const auto left = rows(id);
        QVERIFY2(left.empty(), left.empty() ? "" : left.begin()->first.c_str());
        QCOMPARE(objects(id), 0);
        QCOMPARE(checksum(acme) + checksum(xyz), others);
    }

    void aBucketIsEmptiedToo()
    {
        S3Server bucket;
        QVERIFY2(bucket.start(), qPrintable(bucket.error()));
        qputenv("AWS_ACCESS_KEY_ID", S3Server::accessKeyId);
        qputenv("AWS_SECRET_ACCESS_KEY", S3Server::secretAccessKey);
        const QStringList store{QStringLiteral("--objects"),
                                QStringLiteral("s3://") + QString::fromLatin1(S3Server::bucket),
                                QStringLiteral("--s3-endpoint"), QString::fromStdString(bucket.endpoint())};
        QCOMPARE(m_worker->stop(), 0);
        auto directory = std::move(m_worker);
        m_worker = std::make_unique<TestServer>(
            m_server, QStringList{QStringLiteral("--deletion-grace"), QStringLiteral("0s")} + store);
        QVERIFY2(m_worker->start(), qPrintable(m_worker->error()));
        const std::string id = make("bucket-inc", 10);
        const auto sweep = [&] {
            QProcess process;
            QStringList arguments{QStringLiteral("sweep"), QStringLiteral("--grace"), QStringLiteral("0"),
                                  QStringLiteral("--data-dir"), m_server.dataDir()};
            if (!m_server.databaseUrl().isEmpty()) {
                arguments += {QStringLiteral("--database"), m_server.databaseUrl()};
            }
            process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), arguments + store);
            process.waitForFinished(60'000);
            return process.readAllStandardOutput();
        };
        // The test bucket's listings come late, and the erasure reads them: what it did not see, the sweeper does.
        QCOMPARE(m_worker->staff().post("/v1/admin/organizations/" + id + "/delete", "{}").status, 200);
        QVERIFY(becomes(id, "erased"));
        const auto counted = [&] {
            return std::stoi(m_server.sql("objecta_platform")
                                 .run("SELECT (result->>'objects')::int FROM jobs WHERE kind = 'organizations.erase' "
                                      "AND result IS NOT NULL ORDER BY finished_at DESC LIMIT 1")
                                 .value());
        };
        QElapsedTimer timer;
        timer.start();
        while (m_server.sql("objecta_platform")
                       .run("SELECT count(*) FROM jobs WHERE kind = 'organizations.erase' AND status = 'running'")
                       .value()
                   != "0"
               && timer.elapsed() < 10'000) {
            QThread::msleep(20);
        }
        static const QRegularExpression orphans(QStringLiteral("orphan objects (\\d+)"));
        int removed = counted();
        QByteArray said;
        while (removed < 3 && timer.elapsed() < 30'000) {
            said = sweep();
            removed += orphans.match(QString::fromUtf8(said)).captured(1).toInt();
        }
        QVERIFY2(removed >= 3, said.constData());
        m_worker.reset();
        m_worker = std::move(directory);
        QVERIFY2(m_worker->start(), qPrintable(m_worker->error()));
    }

    void whatRemainsOfIt()
    {
        auto staff = m_server.staff();
        const auto found = staff.get("/v1/admin/organizations?search=doomed-two&status=erased").json();
        QCOMPARE(found.at("items").as_array().size(), size_t(1));
        const std::string id(found.at("items").at(0).at("id").as_string().c_str());
        QCOMPARE(found.at("items").at(0).at("name").as_string().c_str(), "Erased");
        const std::string path = "/v1/admin/organizations/" + id;
        for (const char *act : {"/restore", "/resume", "/unarchive", "/delete"}) {
            QCOMPARE(staff.post(path + act, "{}").status, 409);
        }
        // Its slugs are nobody's, and answer as if they had never been.
        for (const char *slug : {"doomed-inc", "doomed-two"}) {
            QCOMPARE(staff
                         .post("/v1/admin/organizations",
                               std::string("{\"slug\":\"") + slug
                                   + "\",\"name\":\"N\",\"plan\":\"free\",\"admin_email\":\"a@b.example\"}")
                         .code(),
                     std::string("slug_taken"));
            QElapsedTimer timer;
            timer.start();
            while (m_server.anonymousTenant(slug).get("/v1/agents").status != 401 && timer.elapsed() < 5000) { }
            QCOMPARE(m_server.anonymousTenant(slug).get("/v1/agents").status, 401);
        }
        // The platform's trail tells, and the chains are whole: erased is not cut off.
        const auto trail = staff.get("/v1/admin/audit?action=organization.erased&target=" + id).json();
        const auto &entry = trail.at("items").as_array().at(0);
        QCOMPARE(entry.at("target_id").as_string().c_str(), id.c_str());
        QCOMPARE(entry.at("after").at("slug").as_string().c_str(), "doomed-two");
        // So does it tell who of staff looked at it.
        const auto looks = staff.get("/v1/admin/audit?action=impersonation.kept&platform=true").json();
        int ofIt = 0;
        for (const auto &look : looks.at("items").as_array()) {
            const auto &after = look.at("after");
            ofIt += after.at("organization_id").as_string() == id ? 1 : 0;
            if (after.at("organization_id").as_string() == id) {
                QCOMPARE(after.at("reason").as_string().c_str(), "Ticket of doomed-inc");
                QCOMPARE(look.at("actor").as_string().c_str(), m_server.demo().staffEmail.c_str());
                QVERIFY(!after.at("started_at").as_string().empty());
            }
        }
        QCOMPARE(ofIt, 1);
        const QByteArray whole = audit({QStringLiteral("verify")});
        QVERIFY2(whole.contains("doomed-two: erased, and its trail with it"), whole.constData());
        QVERIFY2(whole.endsWith("The audit trail is whole\nexit 0"), whole.constData());
        // Somebody who only says so: an organization whose rows were taken is cut off all the same.
        auto sql = m_server.sql("objecta_platform");
        const std::string xyz = m_server.demo().tenant("xyz-inc").id;
        QVERIFY(
            sql.run("UPDATE organizations SET status = 'deleting', erasing_since = now() WHERE id = $1", {xyz}).ok());
        QCOMPARE(sql.run("SELECT erase_rows($1, 100000) > 0", {xyz}).value(), std::string("t"));
        const QByteArray cut = audit({QStringLiteral("verify")});
        QVERIFY2(cut.contains("xyz-inc: entry 1 was cut off"), cut.constData());
    }
};

QTEST_GUILESS_MAIN(TestErasure)
#include "test_erasure.moc"
