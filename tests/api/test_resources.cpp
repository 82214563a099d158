// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every collection of a tenant's, read from the served OpenAPI document, has the same shape: list, get, create, change
// and delete, pages by a cursor, ETags and If-Match, Idempotency-Key. One that differs is named here with its reason.

#include "tests/support/testserver.h"

#include <QSet>
#include <QStringList>
#include <QTest>

#include <map>
#include <set>

using namespace objecta::test;
namespace json = boost::json;

class TestResources : public QObject {
    Q_OBJECT

    TestServer m_server;
    json::value m_document;

    struct Shape {
        QSet<QString> operations; ///< list, get, post, patch, delete
        QString reason;
    };
    static const std::map<std::string, Shape> &special()
    {
        static const std::map<std::string, Shape> all{
            {"sessions",
             {{QStringLiteral("list"), QStringLiteral("delete")},
              QStringLiteral("signing in makes one, and nothing of it can be changed")}},
            {"audit",
             {{QStringLiteral("list"), QStringLiteral("get")}, QStringLiteral("entries are added by what is done")}},
            {"impersonations",
             {{QStringLiteral("list"), QStringLiteral("get")}, QStringLiteral("staff's to begin and to end")}},
            {"messages",
             {{QStringLiteral("get"), QStringLiteral("post"), QStringLiteral("patch"), QStringLiteral("delete")},
              QStringLiteral("listed within their conversation")}},
        };
        return all;
    }

    static bool isTenants(const std::string &path)
    {
        return path.starts_with("/v1/") && !path.starts_with("/v1/admin") && !path.starts_with("/v1/auth");
    }
    /// "agents" of "/v1/agents/{id}"
    static std::string collectionOf(const std::string &path) { return path.substr(4, path.find('/', 4) - 4); }
    const json::object &operationsOf(const std::string &path) const
    {
        static const json::object none;
        const auto *found = m_document.at("paths").as_object().if_contains(path);
        return found != nullptr ? found->as_object() : none;
    }
    static bool hasParameter(const json::value &operation, std::string_view name)
    {
        const auto *parameters = operation.as_object().if_contains("parameters");
        if (parameters == nullptr) {
            return false;
        }
        for (const auto &parameter : parameters->as_array()) {
            const auto *own = parameter.as_object().if_contains("name");
            if (own != nullptr && own->as_string() == json::string_view(name.data(), name.size())) {
                return true;
            }
            const auto *reference = parameter.as_object().if_contains("$ref");
            if (reference != nullptr && name == "Idempotency-Key"
                && reference->as_string().ends_with("/IdempotencyKey")) {
                return true;
            }
        }
        return false;
    }
    static bool answersWithEtag(const json::value &operation)
    {
        for (const auto &response : operation.at("responses").as_object()) {
            if (response.key().starts_with("2")) {
                const auto *headers = response.value().as_object().if_contains("headers");
                return headers != nullptr && headers->as_object().contains("ETag");
            }
        }
        return false;
    }
    std::set<std::string> collections() const
    {
        std::set<std::string> out;
        for (const auto &path : m_document.at("paths").as_object()) {
            const std::string name(path.key());
            if (isTenants(name)
                && (operationsOf("/v1/" + collectionOf(name) + "/{id}").size() > 0
                    || (operationsOf(name).contains("get") && hasParameter(operationsOf(name).at("get"), "limit")))) {
                out.insert(collectionOf(name));
            }
        }
        return out;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_document = m_server.anonymousStaff().get("/openapi.json").json();
    }

    void everyCollectionIsWhole()
    {
        const auto all = collections();
        for (const char *known : {"agents", "users", "conversations", "messages", "api-keys", "audit"}) {
            QVERIFY2(all.contains(known), known);
        }
        const QSet<QString> usual{QStringLiteral("list"), QStringLiteral("get"), QStringLiteral("post"),
                                  QStringLiteral("patch"), QStringLiteral("delete")};
        QStringList wrong;
        for (const auto &name : all) {
            const auto &collection = operationsOf("/v1/" + name);
            const auto &item = operationsOf("/v1/" + name + "/{id}");
            QSet<QString> found;
            if (collection.contains("get")) {
                found.insert(QStringLiteral("list"));
            }
            if (collection.contains("post")) {
                found.insert(QStringLiteral("post"));
            }
            for (const char *method : {"get", "patch", "delete"}) {
                if (item.contains(method)) {
                    found.insert(QString::fromLatin1(method));
                }
            }
            const auto exception = special().find(name);
            const auto &wanted = exception != special().end() ? exception->second.operations : usual;
            if (found != wanted) {
                QStringList has(found.begin(), found.end());
                has.sort();
                wrong << QString::fromStdString(name) + QStringLiteral(" has only: ") + has.join(QLatin1Char(' '));
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        for (const auto &[name, shape] : special()) {
            QVERIFY2(all.contains(name), ("no longer there: " + name).c_str());
            QVERIFY(!shape.reason.isEmpty());
        }
    }

    void everyOperationSaysHowItIsAsked()
    {
        QStringList wrong;
        for (const auto &path : m_document.at("paths").as_object()) {
            const std::string name(path.key());
            if (!isTenants(name)) {
                continue;
            }
            for (const auto &operation : path.value().as_object()) {
                const std::string method(operation.key());
                const auto &what = operation.value();
                const QString label = QString::fromStdString(method + ' ' + name + ": ");
                const bool one = name.ends_with("/{id}");
                const bool versioned =
                    special().find(collectionOf(name)) == special().end() || collectionOf(name) == "messages";
                if (method == "get" && hasParameter(what, "limit") != hasParameter(what, "cursor")) {
                    wrong << label + QStringLiteral("limit and cursor go together");
                }
                const auto &ok = what.at("responses").as_object();
                if (method == "get" && ok.contains("200")
                    && json::serialize(ok.at("200")).find("Page\"") != std::string::npos
                    && !hasParameter(what, "cursor")) {
                    wrong << label + QStringLiteral("a list has no cursor");
                }
                if (one && versioned && (method == "patch" || method == "delete") && !hasParameter(what, "If-Match")) {
                    wrong << label + QStringLiteral("takes no If-Match");
                }
                if (one && versioned && (method == "patch" || method == "get") && !answersWithEtag(what)) {
                    wrong << label + QStringLiteral("answers without ETag");
                }
                if (method == "post" && !hasParameter(what, "Idempotency-Key")) {
                    wrong << label + QStringLiteral("takes no Idempotency-Key");
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    /// What the document says, the server does.
    void listsAndVersionsAreAsDescribed()
    {
        auto acme = m_server.tenant("acme-corp");
        const std::string agent(acme.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        const Reply said = acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}");
        QCOMPARE(said.status, 201);
        QCOMPARE(acme.post("/v1/api-keys", R"({"name":"CI","scopes":["agents:read"]})").status, 201);
        const auto agents = acme.get("/v1/agents?limit=1").json();
        const std::string agentsCursor(agents.at("next_cursor").as_string().c_str());
        for (const auto &name : collections()) {
            std::string list = "/v1/" + name;
            if (name == "messages") {
                list = "/v1/conversations/" + said.text("conversation_id") + "/messages";
            }
            for (const char *bad : {"?limit=0", "?limit=201", "?limit=x", "?cursor=x", "?cursor=WyJhIl0"}) {
                QVERIFY2(acme.get(list + bad).status == 422, (list + bad).c_str());
            }
            if (name != "agents") {
                QVERIFY2(acme.get(list + "?cursor=" + agentsCursor).status == 422, list.c_str());
            }
            const auto page = acme.get(list + "?limit=1").json();
            const auto &items = page.at("items").as_array();
            const auto &one = operationsOf("/v1/" + name + "/{id}");
            if (items.empty() || !one.contains("patch")) {
                continue;
            }
            const std::string path = "/v1/" + name + '/' + items[0].at("id").as_string().c_str();
            const Reply read = acme.get(path);
            QVERIFY2(read.status == 200, path.c_str());
            QCOMPARE(read.header("etag"), '"' + std::to_string(read.json().at("version").as_int64()) + '"');
            for (const char *other : {"\"999999\"", "W/\"1\"", "nonsense", "\"\""}) {
                QVERIFY2(acme.patch(path, "{}", {{"If-Match", other}}).status == 412, path.c_str());
                QVERIFY2(acme.del(path, {{"If-Match", other}}).status == 412, path.c_str());
            }
            // Nothing asked for is nothing changed.
            const Reply same = acme.patch(path, "{}", {{"If-Match", read.header("etag")}});
            QVERIFY2(same.status == 200, (path + same.body).c_str());
            QCOMPARE(same.header("etag"), read.header("etag"));
        }
    }
};

QTEST_GUILESS_MAIN(TestResources)
#include "test_resources.moc"
