// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// 64 uploads at once where three still fit: never a byte over the limit, never one lost, a hundred times; counter, rows
// and objects come to the same.

#include "tests/support/testserver.h"

#include <QDirIterator>
#include <QTest>

#include <array>
#include <atomic>
#include <thread>

using namespace objecta::test;

class TestDocumentLimit : public QObject {
    Q_OBJECT

    static constexpr size_t clients = 64;
    static constexpr int rounds = 100;

private slots:
    void sixtyFourAtOnceAtTheLimit()
    {
        TestServer server(TestServer::Cluster::Shared,
                          {QStringLiteral("--organization-rate"), QStringLiteral("100000"),
                           QStringLiteral("--actor-rate"), QStringLiteral("100000")});
        QVERIFY2(server.start(), qPrintable(server.error()));
        const std::string organization = server.demo().tenant("acme-corp").id;
        auto staff = server.staff();
        auto acme = server.tenant("acme-corp");
        const auto used = [&acme] { return acme.get("/v1/usage").json().at("storage").at("used").as_int64(); };
        auto sql = server.tenantSql(organization);
        const auto rows = [&sql] {
            return std::stoll(sql.run("SELECT coalesce(sum(bytes), 0) FROM documents").value());
        };
        const auto objects = [&] {
            int64_t bytes = 0;
            QDirIterator files(server.dataDir() + QStringLiteral("/objects"), QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                bytes += files.next().contains(QString::fromStdString(organization)) ? files.fileInfo().size() : 0;
            }
            return bytes;
        };
        const int64_t before = used();
        // What is there from the start may be counted without rows, and kept elsewhere.
        const int64_t rowsBefore = rows();
        const int64_t objectsBefore = objects();
        // Room for three of ten bytes and a rest of nine.
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + organization + "/limits",
                            "{\"maxStorage\":" + std::to_string(before + 39) + "}")
                     .status,
                 200);
        std::vector<HttpClient> all;
        for (size_t i = 0; i < clients; ++i) {
            all.push_back(server.anonymousTenant("acme-corp"));
            all.back().setToken(acme.token());
        }
        for (int round = 0; round < rounds; ++round) {
            std::atomic<int> refused{0};
            std::array<std::string, clients> made;
            std::atomic<size_t> waiting{clients};
            std::vector<std::thread> threads;
            for (size_t i = 0; i < clients; ++i) {
                threads.emplace_back([&, i] {
                    --waiting;
                    while (waiting > 0) {
                        std::this_thread::yield();
                    }
                    Reply reply;
                    do { // whoever is told that the server is too busy asks again, as clients do
                        reply =
                            all[i].send("POST", "/v1/documents?name=n", "0123456789", {{"Content-Type", "text/plain"}});
                    } while (reply.code() == "overloaded");
                    if (reply.status == 201) {
                        made[i] = reply.text("id");
                    } else if (reply.code() == "quota_exceeded") {
                        ++refused;
                    }
                });
            }
            for (auto &thread : threads) {
                thread.join();
            }
            QCOMPARE(refused.load(), 61);
            QCOMPARE(used(), before + 30);
            QCOMPARE(rows(), rowsBefore + 30);
            QTRY_COMPARE(objects(), objectsBefore + 30); // no part of a refused one stays
            for (const auto &id : made) {
                if (!id.empty()) {
                    QCOMPARE(acme.del("/v1/documents/" + id).status, 204);
                }
            }
            QCOMPARE(used(), before);
            QCOMPARE(rows(), rowsBefore);
            QTRY_COMPARE(objects(), objectsBefore);
        }
    }
};

QTEST_GUILESS_MAIN(TestDocumentLimit)
#include "test_document_limit.moc"
