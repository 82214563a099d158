// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands under server/deploy/monitoring works on what /metrics really says: the alerts, their tests, the example
// and the dashboard.

#include "tests/support/exposition.h"
#include "tests/support/redisserver.h"
#include "tests/support/waiting.h"

#include "models/contract/alert_bounds.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

QString place(const char *name)
{
    return QStringLiteral(OBJECTA_SOURCE_DIR "/server/deploy/monitoring/") + QString::fromLatin1(name);
}

QString text(const char *name)
{
    QFile file(place(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// All expressions of a dashboard, wherever they are in it.
QStringList expressions(const QJsonValue &value)
{
    QStringList out;
    if (value.isArray()) {
        for (const auto &one : value.toArray()) {
            out += expressions(one);
        }
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        out += it.key() == QLatin1String("expr") || it.key() == QLatin1String("definition")
            ? QStringList{it.value().toString()}
            : expressions(it.value());
    }
    return out;
}

/// The names that stand behind a word, in order.
QStringList after(const char *word, const QString &text)
{
    const QRegularExpression pattern(QStringLiteral("\\b%1: (\\w+)").arg(QLatin1String(word)));
    QStringList out;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) {
        out << matches.next().captured(1);
    }
    return out;
}

} // namespace

class TestAlertRules : public QObject {
    Q_OBJECT

    RedisServer m_redis;
    std::string m_page;
    QSet<QString> m_names; ///< of series, without labels
    std::map<std::string, std::string> m_families;

    /// What of an expression does not exist: names of series, and values of their labels.
    [[nodiscard]] QStringList strange(const QString &expression) const
    {
        static const QRegularExpression series(
            QStringLiteral("\\b((?:objecta|process)_[a-z0-9_]+)(?:\\{([^}]*)\\})?(?=[^\"\\w])"));
        static const QRegularExpression matcher(QStringLiteral("(\\w+)(=~?)\"([^\"]*)\""));
        QStringList out;
        auto found = series.globalMatch(expression + QLatin1Char(' '));
        while (found.hasNext()) {
            const auto one = found.next();
            const QString name = one.captured(1);
            if (!m_names.contains(name)) {
                out << name;
            }
            auto labels = matcher.globalMatch(one.captured(2));
            while (labels.hasNext()) {
                const auto label = labels.next();
                if (label.captured(1) == QLatin1String("job") || label.captured(1) == QLatin1String("instance")) {
                    continue; // Prometheus' own
                }
                for (const auto &value : label.captured(3).split(QLatin1Char('|'))) {
                    const QRegularExpression line(
                        QStringLiteral("^%1\\{[^\\n]*\\b%2=\"%3\"").arg(name, label.captured(1), value),
                        QRegularExpression::MultilineOption);
                    if (!line.match(QString::fromStdString(m_page)).hasMatch()) {
                        out << one.captured(0);
                    }
                }
            }
        }
        return out;
    }

private slots:
    /// One that has all there is: Redis, and a database that answered.
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), qPrintable(m_redis.error()));
        TestServer server(TestServer::Cluster::Shared,
                          withMetrics + QStringList{QStringLiteral("--redis"), m_redis.url()});
        QVERIFY2(server.start(), qPrintable(server.error()));
        QVERIFY(within(20s, [&] { return scrape(server).families().contains("objecta_jobs"); }));
        const Exposition page = scrape(server);
        m_page = page.text();
        m_families = page.families();
        for (const auto &series : page.series()) {
            m_names << QString::fromStdString(series.substr(0, series.find('{')));
        }
        QVERIFY(m_families.size() > 30);
    }

    void rulesAreRules()
    {
        QCOMPARE(promtool({QStringLiteral("check"), QStringLiteral("rules"), QStringLiteral("--lint-fatal"),
                           place("rules.yml")}),
                 QByteArray());
        QCOMPARE(promtool({QStringLiteral("check"), QStringLiteral("config"), place("prometheus.yml")}), QByteArray());
        // The check can fail.
        QVERIFY(!promtool({QStringLiteral("check"), QStringLiteral("rules"), place("dashboard.json")}).isEmpty());
    }

    void rulesDoWhatTheirTestsSay()
    {
        QCOMPARE(promtool({QStringLiteral("test"), QStringLiteral("rules"), place("rules_test.yml")}), QByteArray());
        const QString tests = text("rules_test.yml");
        QStringList alerts = after("alert", text("rules.yml"));
        QVERIFY(alerts.size() > 15);
        for (const auto &alert : alerts) {
            const QString begin = QStringLiteral("alertname: %1\n        exp_alerts:").arg(alert);
            QVERIFY2(tests.contains(begin + QLatin1String("\n")), qPrintable(alert + QStringLiteral(" never fires")));
            QVERIFY2(tests.contains(begin + QLatin1String(" []")), qPrintable(alert + QStringLiteral(" always fires")));
        }
        alerts.removeDuplicates();
        QCOMPARE(alerts.size(), after("alert", text("rules.yml")).size());
    }

    /// The console draws some of the bounds: those that stand here.
    void boundsAreThoseThatTheConsoleDraws()
    {
        namespace bounds = objecta::alert_bounds;
        const QString rules = text("rules.yml");
        for (const auto &[alert, bound] : std::initializer_list<std::pair<const char *, double>>{
                 {"ObjectaSlow", bounds::slowP99Ms / 1000},
                 {"ObjectaErrors", bounds::errorPercent / 100},
                 {"ObjectaManyErrors", bounds::manyErrorsPercent / 100},
                 {"ObjectaRefusesMany", bounds::refusedPercent / 100}}) {
            const QRegularExpression pattern(
                QStringLiteral("- alert: %1\\n +expr: >-\\n((?:(?! +for:).*\\n)*?.*) > ([0-9.]+)\\n +for:")
                    .arg(QLatin1String(alert)));
            const auto found = pattern.match(rules);
            QVERIFY2(found.hasMatch(), alert);
            QCOMPARE(found.captured(2).toDouble(), bound);
            // Each is of as much of the past as the charts take.
            static_assert(bounds::seconds % 60 == 0);
            const QString window = QStringLiteral("[%1m]").arg(bounds::seconds / 60);
            QVERIFY2(found.captured(1).contains(window), alert);
            QCOMPARE(found.captured(1).count(QLatin1Char('[')), found.captured(1).count(window));
        }
    }

    void everyAlertSaysWhatToDo()
    {
        for (const QString &alert : text("rules.yml").split(QStringLiteral("- alert: ")).mid(1)) {
            for (const char *member : {"severity: (critical|warning)\\n", "summary: \".{10,}\"\\n",
                                       "description: \".{20,}\"\\n", "runbook: \".{20,}\"\\n"}) {
                const QRegularExpression wanted(QStringLiteral("\\n +%1").arg(QLatin1String(member)));
                QVERIFY2(wanted.match(alert).hasMatch(), qPrintable(alert));
            }
        }
    }

    void whatRulesAndDashboardNameIsThere()
    {
        QStringList wrong = strange(text("rules.yml"));
        QJsonParseError error{};
        const auto dashboard = QJsonDocument::fromJson(text("dashboard.json").toUtf8(), &error);
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        const QStringList all = expressions(dashboard.object());
        QVERIFY(all.size() > 30);
        for (const auto &expression : all) {
            wrong += strange(expression);
            QVERIFY2(expression.contains(QLatin1String("job=\"objecta\"")), qPrintable(expression));
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        // The search can find something.
        QCOMPARE(strange(QStringLiteral("sum(rate(objecta_http_request_total[5m]))")).size(), 1);
        QCOMPARE(strange(QStringLiteral("objecta_jobs{state=\"dead\"} > 0")).size(), 1);
        QVERIFY(strange(QStringLiteral("objecta_jobs{state=~\"failed|queued\"} > 0")).isEmpty());
    }

    /// The dashboard's expressions, as rules: promtool parses them.
    void theDashboardsExpressionsAreExpressions()
    {
        const auto dashboard = QJsonDocument::fromJson(text("dashboard.json").toUtf8());
        QByteArray rules = "groups:\n  - name: dashboard\n    rules:\n";
        int number = 0;
        for (QString expression : expressions(dashboard.object())) {
            if (expression.startsWith(QLatin1String("label_values"))) {
                continue;
            }
            expression.replace(QLatin1String("$__rate_interval"), QLatin1String("1m"));
            rules += "      - record: dashboard:panel:" + QByteArray::number(++number)
                + "\n        expr: |-\n          " + expression.toUtf8() + '\n';
        }
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("dashboard.yml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(rules) == rules.size());
        file.close();
        QCOMPARE(promtool({QStringLiteral("check"), QStringLiteral("rules"), file.fileName()}), QByteArray());
    }

    void everyFigureIsDescribed()
    {
        const QString page = text("README.md");
        QStringList wrong;
        for (const auto &[family, type] : m_families) {
            const QString name = QString::fromStdString(family);
            if (!page.contains(QStringLiteral("`%1").arg(name))) {
                wrong << name;
            }
        }
        static const QRegularExpression mention(QStringLiteral("`((?:objecta|process)_[a-z0-9_]+)"));
        auto matches = mention.globalMatch(page);
        while (matches.hasNext()) {
            const QString name = matches.next().captured(1);
            if (!m_families.contains(name.toStdString())) {
                wrong << name;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }
};

QTEST_GUILESS_MAIN(TestAlertRules)
#include "test_alert_rules.moc"
