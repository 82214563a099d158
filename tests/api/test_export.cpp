// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The audit trail leaves as one answer of any size: constant memory, no database connection held by a slow reader,
// nothing left of one who went away, and the export itself in the trail.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QThread>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <functional>

using namespace objecta::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

/// One answer, read as it comes.
class Reader {
public:
    Reader(uint16_t port, const std::string &host, const std::string &token, const std::string &target)
        : m_socket(m_context)
    {
        m_socket.connect({asio::ip::make_address("127.0.0.1"), port});
        asio::write(m_socket,
                    asio::buffer("GET " + target + " HTTP/1.1\r\nHost: " + host + ":" + std::to_string(port)
                                 + "\r\nAuthorization: Bearer " + token + "\r\n\r\n"));
        m_parser.body_limit(boost::none);
        beast::http::read_header(m_socket, m_buffer, m_parser);
    }
    [[nodiscard]] int status() const { return static_cast<int>(m_parser.get().result_int()); }
    [[nodiscard]] bool chunked() const { return m_parser.get().chunked(); }
    /// The next piece; empty at the end. Throws when the answer breaks off.
    std::string_view next()
    {
        if (m_parser.is_done()) {
            return {};
        }
        m_parser.get().body().data = m_piece;
        m_parser.get().body().size = sizeof m_piece;
        beast::error_code error;
        beast::http::read(m_socket, m_buffer, m_parser, error);
        if (error && error != beast::http::error::need_buffer) {
            throw std::runtime_error(error.message());
        }
        return {m_piece, sizeof m_piece - m_parser.get().body().size};
    }

private:
    asio::io_context m_context;
    asio::ip::tcp::socket m_socket;
    beast::flat_buffer m_buffer;
    beast::http::response_parser<beast::http::buffer_body> m_parser;
    char m_piece[65536];
};

} // namespace

class TestExport : public QObject {
    Q_OBJECT

    static constexpr int entries = 1'000'000;

private:
    TestServer m_server;
    std::string m_acme;
    std::string m_xyz;

    /// A value of /proc/PID/status, in KiB.
    int64_t memory(const char *name) const
    {
        QFile file(QStringLiteral("/proc/%1/status").arg(m_server.processId()));
        if (!file.open(QIODevice::ReadOnly)) {
            return -1;
        }
        const QRegularExpression line(QStringLiteral("%1:\\s+(\\d+)").arg(QLatin1String(name)));
        return line.match(QString::fromUtf8(file.readAll())).captured(1).toLongLong();
    }
    /// Clients' connections that the server has not closed: its descriptors also count the database's, of which it
    /// opens more when it is busy.
    int connections() const
    {
        const auto port = QByteArray::number(m_server.port(), 16).toUpper().rightJustified(4, '0');
        int out = 0;
        for (const char *path : {"/proc/net/tcp", "/proc/net/tcp6"}) {
            QFile file{QLatin1String(path)};
            if (file.open(QIODevice::ReadOnly)) {
                const auto lines = file.readAll().split('\n');
                for (const auto &line : lines) {
                    const auto words = line.simplified().split(' ');
                    const bool ours = words.size() > 3 && words[1].endsWith(':' + port);
                    out += ours && (words[3] == "01" || words[3] == "08") ? 1 : 0; // established, close-wait
                }
            }
        }
        return out;
    }
    /// The platform's transactions that are under way.
    int busy() const
    {
        return std::stoi(m_server.sql("postgres")
                             .run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                  "AND usename IN ('objecta_platform', 'objecta_app') AND state <> 'idle'")
                             .value());
    }
    int exported(const std::string &organization) const
    {
        return std::stoi(m_server.sql("objecta_platform")
                             .run("SELECT count(*) FROM audit_log WHERE organization_id = $1 AND action = "
                                  "'audit.exported'",
                                  {organization})
                             .value());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        m_xyz = m_server.demo().tenant("xyz-inc").id;
        // Past the trigger, whose chain these entries are none of.
        auto sql = m_server.sql("postgres");
        sql.run("SET session_replication_role = replica");
        const auto made = sql.run(
            "INSERT INTO audit_log (organization_id, at, actor_type, actor, action, target_type, target_id, after, "
            "seq, "
            "previous_hash, hash) SELECT CASE WHEN n % 10 = 0 THEN $2::uuid ELSE $1::uuid END, "
            "timestamptz '2020-01-01' + n * interval '1 second', 'user', '=u' || n || '@example.com', 'agent.created', "
            "'agent', n::text, jsonb_build_object('n', n), 1000000 + n, '', '' FROM generate_series(1, $3::int) n",
            {m_acme, m_xyz, std::to_string(entries)});
        QVERIFY2(made.ok(), made.message.c_str());
        sql.run("ANALYZE audit_log");
    }

    void aMillionEntriesInConstantMemory()
    {
        auto staff = m_server.staff();
        for (const char *format : {"csv", "jsonl"}) {
            QCOMPARE(staff.get("/v1/admin/audit/export?to=2019-01-01T00:00:00Z&format=" + std::string(format)).status,
                     200);
        }
        for (const char *format : {"csv", "jsonl"}) {
            const bool csv = format == std::string("csv");
            const int64_t before = memory("VmRSS");
            int64_t most = before;
            int64_t lines = 0;
            int64_t bytes = 0;
            int64_t wrong = 0;
            char last = '\n';
            QElapsedTimer timer;
            timer.start();
            Reader reader(m_server.port(), "admin.localhost", staff.token(),
                          "/v1/admin/audit/export?to=2040-01-01T00:00:00Z&format=" + std::string(format));
            QCOMPARE(reader.status(), 200);
            QVERIFY(reader.chunked());
            int pieces = 0;
            for (auto piece = reader.next(); !piece.empty(); piece = reader.next()) {
                for (const char c : piece) {
                    wrong += last == '\n' && c != (csv ? '"' : '{') && bytes > 0 ? 1 : 0;
                    lines += c == '\n' ? 1 : 0;
                    last = c;
                    ++bytes;
                }
                if (++pieces % 50 == 0) {
                    most = std::max(most, memory("VmRSS"));
                }
            }
            qInfo("%s: %lld lines, %lld MB in %lld ms, memory grew by %lld KiB", format, static_cast<long long>(lines),
                  static_cast<long long>(bytes / 1'000'000), static_cast<long long>(timer.elapsed()),
                  static_cast<long long>(most - before));
            QVERIFY(lines >= entries + (csv ? 1 : 0));
            QCOMPARE(wrong, int64_t(0));
            QVERIFY(most - before < 16 * 1024);
        }
        // Both organizations have it in their trails, once an export that took of them; the platform all.
        QCOMPARE(exported(m_acme), 2);
        QCOMPARE(exported(m_xyz), 2);
        const auto own = staff.get("/v1/admin/audit?platform=true&action=audit.exported").json();
        QCOMPARE(own.at("items").as_array().size(), size_t(4));
        QVERIFY(own.at("items").at(0).at("seq").as_int64() > 0);
        QVERIFY(own.at("items").at(0).at("organization_id").is_null());
    }

    void filtersAndFormulas()
    {
        auto staff = m_server.staff();
        const Reply one = staff.get("/v1/admin/audit/export?from=2020-01-01T00:00:07Z&to=2020-01-01T00:00:12Z");
        QCOMPARE(one.status, 200);
        const auto lines = QByteArray::fromStdString(one.body).split('\n');
        QCOMPARE(lines.size(), 7); // the head, five, and what stands behind the last line's end
        QVERIFY(lines.at(1).contains("\"'=u11@example.com\""));
        const Reply some =
            staff.get("/v1/admin/audit/export?format=jsonl&organization_id=" + m_xyz + "&to=2020-01-01T00:01:00Z");
        QCOMPARE(QByteArray::fromStdString(some.body).count('\n'), 5);
        const Reply platform = staff.get("/v1/admin/audit/export?format=jsonl&platform=true");
        QCOMPARE(platform.status, 200);
        QVERIFY(QByteArray::fromStdString(platform.body).count("\"organization_id\":null")
                == QByteArray::fromStdString(platform.body).count('\n'));
        QCOMPARE(staff.get("/v1/admin/audit/export?platform=true&organization_id=" + m_xyz).status, 422);
        QCOMPARE(staff.get("/v1/admin/audit/export?platform=perhaps").status, 422);
        QCOMPARE(staff.get("/v1/admin/audit/export?format=xml").status, 422);
    }

    // OWASP ASVS 1.2.10. A NUL cannot be in the database's text to begin with.
    void noCellIsAFormula()
    {
        auto sql = m_server.sql("postgres");
        sql.run("SET session_replication_role = replica");
        const std::vector<std::pair<std::string, std::string>> cells{
            {"=1+1", "\"'=1+1\""},         {"+1", "\"'+1\""},   {"-1", "\"'-1\""},
            {"@SUM(A1)", "\"'@SUM(A1)\""}, {"\tx", "\"'\tx\""}, {"\rx", "\"'\rx\""},
            {"a\"b,c", "\"a\"\"b,c\""},    {"a=b", "\"a=b\""},  {"\"=x", "\"\"\"=x\""}};
        for (size_t i = 0; i < cells.size(); ++i) {
            const auto made = sql.run(
                "INSERT INTO audit_log (organization_id, at, actor_type, actor, action, target_type, target_id, seq, "
                "previous_hash, hash) VALUES ($1, timestamptz '2018-01-01' + $2::int * interval '1 second', 'user', "
                "$3, "
                "'agent.created', 'agent', $3, 5000000 + $2::int, '', '')",
                {m_xyz, std::to_string(i), cells[i].first});
            QVERIFY2(made.ok(), made.message.c_str());
        }
        const Reply csv = m_server.staff().get("/v1/admin/audit/export?to=2018-06-01T00:00:00Z");
        QCOMPARE(csv.status, 200);
        for (const auto &[text, cell] : cells) {
            const auto first = csv.body.find(',' + cell + ',');
            QVERIFY2(first != std::string::npos && csv.body.find(',' + cell, first + 1) != std::string::npos,
                     (cell + " in\n" + csv.body).c_str());
        }
        QCOMPARE(sql.run("SELECT 'a' || chr(0)").state, std::string("54000"));
    }

    void anOrganizationsOwn()
    {
        auto owner = m_server.tenant("xyz-inc");
        const int before = exported(m_xyz);
        Reader reader(m_server.port(), "xyz-inc.localhost", owner.token(), "/v1/audit/export?format=jsonl");
        QCOMPARE(reader.status(), 200);
        int64_t lines = 0;
        int64_t foreign = 0;
        std::string rest;
        for (auto piece = reader.next(); !piece.empty(); piece = reader.next()) {
            rest += piece;
            size_t begin = 0;
            for (size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', begin)) {
                ++lines;
                foreign +=
                    std::string_view(rest).substr(begin, end - begin).find(m_xyz) == std::string_view::npos ? 1 : 0;
                begin = end + 1;
            }
            rest.erase(0, begin);
        }
        QVERIFY(lines >= entries / 10);
        QCOMPARE(foreign, int64_t(0));
        QCOMPARE(exported(m_xyz), before + 1);
        const Reply csv = owner.get("/v1/audit/export?action=audit.exported");
        QVERIFY(csv.body.starts_with("organization_id,seq,at,"));
        QCOMPARE(owner.get("/v1/audit/export?format=xml").status, 422);
        // Its session ends in the middle: so does the export.
        Reader broken(m_server.port(), "xyz-inc.localhost", owner.token(), "/v1/audit/export?format=jsonl");
        QVERIFY(!broken.next().empty());
        auto sql = m_server.sql("postgres");
        QVERIFY(sql.run("UPDATE user_sessions SET revoked_at = now() WHERE organization_id = $1", {m_xyz}).ok());
        bool cut = false;
        try {
            while (!broken.next().empty()) { }
        } catch (const std::exception &) {
            cut = true;
        }
        QVERIFY(cut);
    }

    /// Who may read no more gets no more, however long ago it began.
    void itEndsWithItsSession()
    {
        auto staff = m_server.staff();
        Reader reader(m_server.port(), "admin.localhost", staff.token(), "/v1/admin/audit/export?format=jsonl");
        QCOMPARE(reader.status(), 200);
        QVERIFY(!reader.next().empty());
        const auto sessions = staff.get("/v1/admin/sessions").json();
        for (const auto &session : sessions.at("items").as_array()) {
            if (session.at("current").as_bool()) {
                const std::string id(session.at("id").as_string().c_str());
                QCOMPARE(m_server.staff().del("/v1/admin/sessions/" + id).status, 204);
            }
        }
        size_t more = 0;
        const auto readAll = [&] {
            for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) {
                more += piece.size();
            }
        };
        // What had been written by then still arrives; it is no whole answer.
        QVERIFY_EXCEPTION_THROWN(readAll(), std::runtime_error);
        QVERIFY(more < 50'000'000);
    }

    void slowReadersHoldNothingAndGoneOnesLeaveNothing()
    {
        auto staff = m_server.staff();
        QVERIFY(within(5s, [this] { return busy() == 0; }));
        const int before = connections();
        QVERIFY(before > 0);
        {
            std::vector<std::unique_ptr<Reader>> slow;
            for (int i = 0; i < 12; ++i) {
                slow.push_back(std::make_unique<Reader>(m_server.port(), "admin.localhost", staff.token(),
                                                        "/v1/admin/audit/export?format=jsonl"));
                QCOMPARE(slow.back()->status(), 200);
                QVERIFY(!slow.back()->next().empty());
            }
            QVERIFY(connections() >= before + 12);
            // Nobody reads on: the sockets fill, and no transaction waits for them.
            QVERIFY(within(10s, [this] { return busy() == 0; }));
            QCOMPARE(staff.get("/v1/admin/organizations").status, 200);
            QVERIFY(within(5s, [this] { return busy() == 0; }));
            // One of them goes on where it stood.
            int64_t more = 0;
            for (int i = 0; i < 100; ++i) {
                more += static_cast<int64_t>(slow.front()->next().size());
            }
            QVERIFY(more > 1'000'000);
        }
        QVERIFY(within(10s, [&] { return connections() <= before; }));
        QVERIFY(within(5s, [this] { return busy() == 0; }));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "test_export.moc"
