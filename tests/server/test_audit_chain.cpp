// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The audit trail's hash chain against somebody with every right in the database: each way to tamper is found, and
// the entry it begins at is named.

#include "server/features/audit/chain.h"
#include "tests/server/dbfixture.h"

#include <QElapsedTimer>
#include <QFile>

using namespace objecta;
using namespace objecta::test;
using features::AuditCheckpoint;
using features::AuditFault;

class TestAuditChain : public QObject, private DbFixture {
    Q_OBJECT

private:
    /// SQL that computes an entry's hash, as somebody who knows the form would.
    static std::string hashOf(const std::string &seq)
    {
        return "UPDATE audit_log a SET hash = sha256(convert_to(jsonb_build_array(a.organization_id, a.seq, a.id, "
               "(extract(epoch FROM a.at) * 1000000)::bigint, a.actor_type, a.actor, a.action, a.target_type, "
               "a.target_id, a.before::text, a.after::text, a.request_id, a.peer, a.on_behalf_of, "
               "encode(a.previous_hash, 'hex'))::text, 'UTF8')) WHERE seq = "
            + seq;
    }

    void fill(const OrganizationId &organization, int entries) const
    {
        sudo(
            "INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after) SELECT '"
            + text(organization)
            + "', 'user', 'u@example.com', 'agent.created', 'agent', n::text, '{\"n\": 1}' FROM generate_series(1, "
            + std::to_string(entries) + ") n");
    }

    std::vector<AuditFault> verify(const std::vector<AuditCheckpoint> &checkpoints = {})
    {
        std::vector<AuditFault> out;
        DatabaseOptions long_ = options();
        long_.statementTimeout = std::chrono::minutes(2);
        drive(
            [&](Database &database) -> Awaitable<void> {
                auto found = co_await features::verifyAudit(database, std::nullopt, checkpoints);
                holds(found.has_value(), "verify failed");
                out = std::move(*found);
            },
            long_);
        return out;
    }
    std::vector<AuditCheckpoint> ends(const std::vector<AuditCheckpoint> &known = {})
    {
        std::vector<AuditCheckpoint> out;
        drive([&](Database &database) -> Awaitable<void> {
            auto found = co_await features::auditEnds(database, known);
            holds(found.has_value(), "no ends");
            out = std::move(*found);
        });
        return out;
    }

    std::vector<AuditCheckpoint> m_points;

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }
    void init()
    {
        sudo("DELETE FROM audit_log; DELETE FROM audit_heads");
        fill(m_a, 6);
        fill(m_b, 4);
        m_points = ends();
        fill(m_a, 4);
    }

    void anUntouchedTrailIsWhole()
    {
        QCOMPARE(m_points.size(), size_t(2));
        QCOMPARE(ends(m_points).size(), size_t(1));
        QVERIFY(verify(m_points).empty());
        QCOMPARE(sudo("SELECT seq FROM audit_heads WHERE organization_id = '" + text(m_a) + "'")[0][0].as<int>(), 10);
        // The form depends on no setting of whoever writes.
        sudo("SET timezone = 'Asia/Tokyo'; SET datestyle = 'German'; SET extra_float_digits = 0;"
             "INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after) "
             "VALUES ('"
             + text(m_a) + "', 'user', 'ü\"\\', 'x', 'y', E'a\\nb', '{\"f\": 1.50, \"a\": null}')");
        QVERIFY(verify(m_points).empty());
    }

    void tampering_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("seq");
        QTest::addColumn<QString>("what");
        const auto a = QString::fromStdString("organization_id = '" + text(m_a) + "'");
        const auto row = [&](const char *name, const QString &sql, int seq, const char *what) {
            QTest::newRow(name) << QString(sql).replace(QLatin1String("$A"), a) << seq << QString::fromLatin1(what);
        };
        for (const char *column :
             {"actor", "action", "target_type", "target_id", "request_id", "peer", "on_behalf_of"}) {
            row(column,
                QStringLiteral("UPDATE audit_log SET %1 = 'forged' WHERE $A AND seq = 3").arg(QLatin1String(column)), 3,
                "edited");
        }
        row("actor type", QStringLiteral("UPDATE audit_log SET actor_type = 'system' WHERE $A AND seq = 3"), 3,
            "edited");
        row("at", QStringLiteral("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE $A AND seq = 3"), 3,
            "edited");
        row("before", QStringLiteral("UPDATE audit_log SET before = '{}' WHERE $A AND seq = 3"), 3, "edited");
        row("after", QStringLiteral("UPDATE audit_log SET after = NULL WHERE $A AND seq = 3"), 3, "edited");
        row("id", QStringLiteral("UPDATE audit_log SET id = gen_random_uuid() WHERE $A AND seq = 3"), 3, "edited");
        row("edited and hashed anew",
            QStringLiteral("UPDATE audit_log SET actor = 'forged' WHERE $A AND seq = 8;")
                + QString::fromStdString(hashOf("8")) + QStringLiteral(" AND $A"),
            8, "edited");
        row("last one edited and hashed anew",
            QStringLiteral("UPDATE audit_log SET actor = 'forged' WHERE $A AND seq = 10;")
                + QString::fromStdString(hashOf("10")) + QStringLiteral(" AND $A"),
            10, "edited");
        row("removed", QStringLiteral("DELETE FROM audit_log WHERE $A AND seq = 4"), 4, "removed");
        row("first removed", QStringLiteral("DELETE FROM audit_log WHERE $A AND seq = 1"), 1, "removed");
        row("removed and numbered anew",
            QStringLiteral(
                "DELETE FROM audit_log WHERE $A AND seq = 4; UPDATE audit_log SET seq = -seq WHERE $A AND seq "
                "> 4; UPDATE audit_log SET seq = -seq - 1 WHERE $A AND seq < 0"),
            4, "edited");
        row("cut off", QStringLiteral("DELETE FROM audit_log WHERE $A AND seq > 7"), 8, "cut off");
        row("cut off, end rewritten",
            QStringLiteral(
                "DELETE FROM audit_log WHERE $A AND seq > 4; UPDATE audit_heads h SET seq = a.seq, hash = "
                "a.hash, previous_hash = a.previous_hash FROM audit_log a WHERE h.$A AND a.$A AND a.seq = 4"),
            5, "cut off");
        row("all gone", QStringLiteral("DELETE FROM audit_log WHERE $A; DELETE FROM audit_heads WHERE $A"), 1,
            "cut off");
        row("inserted past the trigger",
            QStringLiteral(
                "SET LOCAL session_replication_role = replica; INSERT INTO audit_log (organization_id, "
                "actor_type, actor, action, target_type, target_id, seq, previous_hash, hash) SELECT "
                "organization_id, 'user', 'x', 'y', 'z', '', 11, hash, hash FROM audit_log WHERE $A AND seq = "
                "10"),
            11, "inserted");
        row("end removed", QStringLiteral("DELETE FROM audit_heads WHERE $A"), 10, "rewritten");
        // Everything computed anew and the end made to fit: only the checkpoint of entry 6 knows.
        row("whole chain forged",
            QStringLiteral(
                "UPDATE audit_log SET actor = 'forged' WHERE $A AND seq = 2;"
                "DO $do$ DECLARE n int; BEGIN FOR n IN 1..10 LOOP "
                "UPDATE audit_log SET previous_hash = coalesce((SELECT p.hash FROM audit_log p WHERE p.$A AND "
                "p.seq = n - 1), '') WHERE $A AND seq = n;")
                + QString::fromStdString(hashOf("n"))
                + QStringLiteral(" AND $A; END LOOP; UPDATE audit_heads h SET hash = a.hash, previous_hash = "
                                 "a.previous_hash FROM audit_log a WHERE h.$A AND a.$A AND a.seq = 10; END $do$"),
            1, "rewritten");
    }

    void tampering()
    {
        QFETCH(QString, sql);
        QFETCH(int, seq);
        QFETCH(QString, what);
        sudo(sql.toStdString());
        const auto faults = verify(m_points);
        QCOMPARE(faults.size(), size_t(1));
        QCOMPARE(faults[0].organization, text(m_a));
        QCOMPARE(faults[0].slug, std::string("org-a"));
        QCOMPARE(QString::fromStdString(faults[0].what), what);
        QCOMPARE(faults[0].seq, int64_t(seq));
    }

    void checkpointsAreSigned()
    {
        const auto file = m_folder.filePath(QStringLiteral("audit/points.jsonl"));
        const auto key = auth::TokenKey::random();
        const features::AuditCheckpoints store(key, file.toStdString());
        QVERIFY(store.read() && store.read()->empty());
        QVERIFY(store.append(m_points).has_value());
        // What a crash leaves of a line is neither read nor in the next one's way.
        QFile raw(file);
        QVERIFY(raw.open(QIODevice::Append));
        raw.write("{\"organization\":\"");
        raw.close();
        QCOMPARE(store.read().value().size(), size_t(2));
        QVERIFY(store.append(ends(m_points)).has_value());
        QCOMPARE(store.read().value().size(), size_t(3));
        QCOMPARE(store.read().value()[0].hash, m_points[0].hash);
        const auto next = auth::TokenKey::random();
        QVERIFY(!features::AuditCheckpoints(next, file.toStdString()).read());
        // The server has another key since: it keeps the old one, and both its lines and the new ones count.
        const features::AuditCheckpoints later(next, file.toStdString(), {key});
        const auto kept = later.read();
        QVERIFY2(kept.has_value(), kept.has_value() ? "" : kept.error().c_str());
        QVERIFY(later.append({kept->front()}).has_value());
        QCOMPARE(later.read()->size(), kept->size() + 1);
        QVERIFY(!store.read());
        QVERIFY(features::AuditCheckpoints(key, file.toStdString(), {next}).read().has_value());
        QVERIFY(raw.open(QIODevice::ReadWrite));
        QByteArray whole = raw.readAll();
        whole.replace("\"seq\":6", "\"seq\":5");
        raw.seek(0);
        raw.write(whole);
        raw.close();
        QVERIFY(!store.read());
    }

    void theAppCannotTouchTheChain()
    {
        const auto tenant = text(m_a);
        for (const char *role : {"objecta_app", "objecta_app_ro"}) {
            QCOMPARE(run(role, tenant, "SELECT * FROM audit_heads"), std::string("42501"));
            QCOMPARE(run(role, tenant, "UPDATE audit_heads SET seq = 1"), std::string("42501"));
        }
        QCOMPARE(run("objecta_platform", {}, "UPDATE audit_heads SET seq = 1"), std::string("42501"));
        // Numbers and hashes are the trigger's, whatever a statement says.
        QCOMPARE(run("objecta_app", tenant,
                     "INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, seq, "
                     "hash, previous_hash) VALUES ('"
                         + tenant + "', 'user', 'x', 'y', 'z', '', 4711, '\\x00', '\\x00')"),
                 std::string());
        QVERIFY(verify(m_points).empty());
        // Nobody gets into another organization's chain.
        QCOMPARE(
            run("objecta_app", tenant,
                "INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id) VALUES "
                "('" + text(m_b)
                    + "', 'user', 'x', 'y', 'z', '')"),
            std::string("42501"));
        QCOMPARE(sudo("SELECT seq FROM audit_heads WHERE organization_id = '" + text(m_b) + "'")[0][0].as<int>(), 4);
    }

    void thePlatformsOwnTrailIsAChainToo()
    {
        const std::string nil = "00000000-0000-0000-0000-000000000000";
        sudo("DELETE FROM platform_audit; DELETE FROM platform_audit_head");
        const auto add = [&](int entries) {
            sudo(
                "INSERT INTO platform_audit (actor_type, actor, action, target_type, target_id, after) SELECT 'staff', "
                "'s@example.com', 'staff.changed', 'staff', n::text, '{\"n\": 1}' FROM generate_series(1, "
                + std::to_string(entries) + ") n");
        };
        add(6);
        const auto points = ends();
        QCOMPARE(points.front().organization, nil);
        QCOMPARE(points.front().seq, int64_t(6));
        add(4);
        QVERIFY(verify(points).empty());
        const auto one = [&](const std::string &sql) {
            sudo("CREATE TABLE kept AS SELECT * FROM platform_audit");
            sudo(sql);
            const auto faults = verify(points);
            sudo("ALTER TABLE platform_audit DISABLE TRIGGER platform_chain; DELETE FROM platform_audit; "
                 "INSERT INTO platform_audit SELECT * FROM kept; ALTER TABLE platform_audit ENABLE TRIGGER "
                 "platform_chain; DROP TABLE kept");
            return faults.size() == 1 ? faults[0].organization + ' ' + faults[0].slug + ' '
                    + std::to_string(faults[0].seq) + ' ' + faults[0].what
                                      : std::to_string(faults.size()) + " faults";
        };
        const std::string here = nil + " the platform ";
        QCOMPARE(one("UPDATE platform_audit SET actor = 'forged' WHERE seq = 3"), here + "3 edited");
        QCOMPARE(one("DELETE FROM platform_audit WHERE seq = 4"), here + "4 removed");
        QCOMPARE(one("DELETE FROM platform_audit WHERE seq > 8"), here + "9 cut off");
        QVERIFY(verify(points).empty());
        // And the end with it: the checkpoint tells.
        QCOMPARE(one("DELETE FROM platform_audit WHERE seq > 5; UPDATE platform_audit_head SET seq = 5, hash = (SELECT "
                     "hash FROM platform_audit WHERE seq = 5)"),
                 here + "6 cut off");
        QCOMPARE(run("objecta_platform", {}, "UPDATE platform_audit_head SET seq = 1"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "SELECT * FROM platform_audit_head"), std::string("42501"));
        sudo("DELETE FROM platform_audit; DELETE FROM platform_audit_head");
    }

    void aHundredThousandEntriesTakeSeconds()
    {
        QElapsedTimer timer;
        timer.start();
        for (int batch = 0; batch < 500; ++batch) {
            fill(batch % 2 == 0 ? m_a : m_b, 200);
        }
        const auto filled = timer.restart();
        QVERIFY(verify(m_points).empty());
        const auto took = timer.elapsed();
        qInfo("100,000 entries: %lld ms to write, %lld ms to verify", static_cast<long long>(filled),
              static_cast<long long>(took));
        QVERIFY(took < 10'000);
    }
};

QTEST_GUILESS_MAIN(TestAuditChain)
#include "test_audit_chain.moc"
