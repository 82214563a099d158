// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The house stands as ARCHITECTURE.md draws it: no include runs against an arrow, and a library that belongs to
// one layer is included nowhere else.

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

/// The layer -> the layers it may include from, besides itself.
const QMap<QString, QStringList> &arrows()
{
    static const QMap<QString, QStringList> map{
        {QStringLiteral("models/contract"), {}},
        {QStringLiteral("server/db"), {QStringLiteral("models/contract"), QStringLiteral("server/system")}},
        {QStringLiteral("server/system"), {}},
        {QStringLiteral("server/auth"),
         {QStringLiteral("models/contract"), QStringLiteral("server/db"), QStringLiteral("server/system")}},
        {QStringLiteral("server/objects"), {QStringLiteral("models/contract"), QStringLiteral("server/system")}},
        {QStringLiteral("server/jobs"), {QStringLiteral("models/contract"), QStringLiteral("server/db")}},
        {QStringLiteral("server/limits"), {QStringLiteral("models/contract"), QStringLiteral("server/system")}},
        {QStringLiteral("server/pipeline"),
         {QStringLiteral("models/contract"), QStringLiteral("server/db"), QStringLiteral("server/auth"),
          QStringLiteral("server/limits"), QStringLiteral("server/system")}},
        {QStringLiteral("server/metrics"),
         {QStringLiteral("models/contract"), QStringLiteral("server/db"), QStringLiteral("server/auth"),
          QStringLiteral("server/limits"), QStringLiteral("server/pipeline")}},
        {QStringLiteral("server/http"),
         {QStringLiteral("models/contract"), QStringLiteral("server/pipeline"), QStringLiteral("server/metrics")}},
        {QStringLiteral("server/features"),
         {QStringLiteral("models/contract"), QStringLiteral("server/pipeline"), QStringLiteral("server/metrics"),
          QStringLiteral("server/auth"), QStringLiteral("server/db"), QStringLiteral("server/objects"),
          QStringLiteral("server/jobs"), QStringLiteral("server/system")}},
        {QStringLiteral("server/monitoring"),
         {QStringLiteral("models/contract"), QStringLiteral("server/features"), QStringLiteral("server/pipeline"),
          QStringLiteral("server/metrics"), QStringLiteral("server/db")}},
        {QStringLiteral("server/cluster"),
         {QStringLiteral("models/contract"), QStringLiteral("server/db"), QStringLiteral("server/system")}},
        {QStringLiteral("server/isolation"), {QStringLiteral("models/contract"), QStringLiteral("server/db")}},
        {QStringLiteral("server/player"), {QStringLiteral("models/contract")}},
        {QStringLiteral("app/core"), {QStringLiteral("models/contract")}},
        {QStringLiteral("app/api"), {QStringLiteral("models/contract"), QStringLiteral("app/core")}},
        {QStringLiteral("models/tables"),
         {QStringLiteral("models/contract"), QStringLiteral("app/core"), QStringLiteral("app/api")}},
        {QStringLiteral("models/stores"),
         {QStringLiteral("models/contract"), QStringLiteral("app/core"), QStringLiteral("app/api"),
          QStringLiteral("models/tables")}},
        {QStringLiteral("ui/theme"), {QStringLiteral("models/contract"), QStringLiteral("app/core")}},
    };
    return map;
}

/// The layers above these take from every layer below them.
const QStringList &free()
{
    static const QStringList list{QStringLiteral("server/main"), QStringLiteral("app/main"),
                                  QStringLiteral("ui/widgets"),  QStringLiteral("ui/dialogs"),
                                  QStringLiteral("ui/pages"),    QStringLiteral("ui/shell")};
    return list;
}

QString layerOf(const QString &path)
{
    return path.section(QLatin1Char('/'), 0, 1);
}

struct Include {
    QString file;
    QString target;
    bool quoted;
};

QList<Include> includes()
{
    QList<Include> found;
    const QDir root(QStringLiteral(OBJECTA_SOURCE_DIR));
    static const QRegularExpression line(QStringLiteral("^#include ([<\"])([^>\"]+)[>\"]"),
                                         QRegularExpression::MultilineOption);
    for (const auto *top : {"app", "models", "server", "ui"}) {
        QDirIterator it(root.filePath(QString::fromLatin1(top)), {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                        QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.open(QIODevice::ReadOnly)) {
                continue;
            }
            auto matches = line.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext()) {
                const auto match = matches.next();
                found.append({root.relativeFilePath(file.fileName()), match.captured(2),
                              match.captured(1) == QLatin1String("\"")});
            }
        }
    }
    return found;
}

} // namespace

class TestLayers : public QObject {
    Q_OBJECT
private slots:
    void noIncludeRunsAgainstAnArrow()
    {
        QStringList wrong;
        int seen = 0;
        for (const auto &include : includes()) {
            const QString from = layerOf(include.file);
            const QString to = layerOf(include.target);
            if (!include.quoted || from == to || include.file.count(QLatin1Char('/')) < 2) {
                continue;
            }
            ++seen;
            const bool known = arrows().contains(from);
            if (!known && !free().contains(from)) {
                wrong << from + QStringLiteral(" is no layer of the house: ") + include.file;
            } else if (known && !arrows()[from].contains(to)) {
                wrong << include.file + QStringLiteral(" includes ") + include.target;
            } else if (from.startsWith(QLatin1String("ui/")) && to.startsWith(QLatin1String("server/"))) {
                wrong << include.file + QStringLiteral(" includes ") + include.target;
            }
        }
        QVERIFY(seen > 50);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void librariesStayInTheirLayer()
    {
        const QList<QPair<QRegularExpression, QStringList>> owners{
            {QRegularExpression(QStringLiteral("^pqxx/")), {QStringLiteral("server/db")}},
            {QRegularExpression(QStringLiteral("^libpq")),
             {QStringLiteral("server/db"), QStringLiteral("server/isolation")}},
            {QRegularExpression(QStringLiteral("^curl/")), {QStringLiteral("server/objects")}},
            {QRegularExpression(QStringLiteral("^prometheus/")), {QStringLiteral("server/monitoring")}},
            {QRegularExpression(QStringLiteral("keychain")), {QStringLiteral("app/api")}},
            {QRegularExpression(QStringLiteral("^(QtCharts|QChart|QLineSeries|QValueAxis|QDateTimeAxis)")),
             {QStringLiteral("ui/widgets")}},
            {QRegularExpression(QStringLiteral("^QtWidgets|^QWidget")),
             {QStringLiteral("ui/theme"), QStringLiteral("ui/widgets"), QStringLiteral("ui/dialogs"),
              QStringLiteral("ui/pages"), QStringLiteral("ui/shell"), QStringLiteral("app/main"),
              QStringLiteral("app/pch.h")}},
            {QRegularExpression(QStringLiteral("^(Qt[A-Z]|Q[A-Z])")),
             {QStringLiteral("app/"), QStringLiteral("ui/"), QStringLiteral("models/tables"),
              QStringLiteral("models/stores")}},
        };
        QStringList wrong;
        for (const auto &include : includes()) {
            for (const auto &[pattern, layers] : owners) {
                if (!include.quoted && pattern.match(include.target).hasMatch()
                    && std::none_of(layers.begin(), layers.end(),
                                    [&](const QString &layer) { return include.file.startsWith(layer); })) {
                    wrong << include.file + QStringLiteral(" includes ") + include.target;
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void everySourceCarriesItsLicence()
    {
        QStringList wrong;
        for (const auto *top : {"app", "models", "server", "ui", "tests"}) {
            QDirIterator it(
                QStringLiteral(OBJECTA_SOURCE_DIR "/") + QString::fromLatin1(top),
                {QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("*.sql"), QStringLiteral("*.py")},
                QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                if (file.open(QIODevice::ReadOnly)
                    && !file.read(300).contains("SPDX-License-Identifier: GPL-3.0-or-later")) {
                    wrong << file.fileName();
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }
};

QTEST_APPLESS_MAIN(TestLayers)
#include "test_layers.moc"
