// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the README files say shows something is there: each test named in them is a file of that name, or a function
// of that test, and each `./dev` command exists.

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

QString text(const QString &name)
{
    QFile file(QStringLiteral(OBJECTA_SOURCE_DIR "/") + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Test -> its functions.
QMap<QString, QSet<QString>> tests()
{
    static const QRegularExpression slot(QStringLiteral("^    void (\\w+)\\(\\)"), QRegularExpression::MultilineOption);
    QMap<QString, QSet<QString>> out;
    QDirIterator it(QStringLiteral(OBJECTA_SOURCE_DIR "/tests"), {QStringLiteral("test_*.cpp")}, QDir::Files,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        const QString all = QString::fromUtf8(file.readAll());
        auto &functions = out[QFileInfo(file.fileName()).baseName()];
        auto matches = slot.globalMatch(all, qMax(qsizetype(0), all.indexOf(QLatin1String("private slots:"))));
        while (matches.hasNext()) {
            functions << matches.next().captured(1);
        }
    }
    return out;
}

} // namespace

class TestShown : public QObject {
    Q_OBJECT
private slots:
    void everyNamedTestExists()
    {
        const auto known = tests();
        QVERIFY(known.size() > 60);
        QStringList wrong;
        int seen = 0;
        static const QRegularExpression mention(QStringLiteral("(?:\\b(test_[a-z0-9_]+)(?:\\.cpp)?|`)(?:::(\\w+))?"));
        static const QRegularExpression folder(QStringLiteral("tests/[a-z]+/(?:[a-z0-9_]+\\.(?:cpp|h|py|sh))"));
        for (const QString &name : {QStringLiteral("server/README.md"), QStringLiteral("README.md"),
                                    QStringLiteral("ARCHITECTURE.md"), QStringLiteral("CONTRIBUTING.md")}) {
            const QString page = text(name);
            QVERIFY2(!page.isEmpty(), qPrintable(name));
            QString test;
            auto matches = mention.globalMatch(page);
            while (matches.hasNext()) {
                const auto match = matches.next();
                const QString function = match.captured(2);
                if (!match.captured(1).isEmpty()) {
                    test = match.captured(1); // `::function` alone is one of the test named before
                } else if (function.isEmpty()) {
                    continue;
                }
                ++seen;
                if (!known.contains(test)) {
                    wrong << name + QStringLiteral(": there is no ") + test;
                } else if (!function.isEmpty() && !known[test].contains(function)) {
                    wrong << name + QStringLiteral(": %1 has no %2").arg(test, function);
                }
            }
            auto files = folder.globalMatch(page);
            while (files.hasNext()) {
                const QString file = files.next().captured(0);
                if (!QFile::exists(QStringLiteral(OBJECTA_SOURCE_DIR "/") + file)) {
                    wrong << name + QStringLiteral(": there is no ") + file;
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        QVERIFY(seen > 150);
    }

    void everyNamedCommandExists()
    {
        const QString dev = text(QStringLiteral("dev"));
        static const QRegularExpression command(QStringLiteral("\\./dev ([a-z]+)"));
        QStringList wrong;
        auto matches = command.globalMatch(text(QStringLiteral("server/README.md")));
        while (matches.hasNext()) {
            const QString name = matches.next().captured(1);
            const QRegularExpression place(QStringLiteral("(^|[\\s|(])(cmd_)?%1(\\)|\\(\\)|\\|)").arg(name),
                                           QRegularExpression::MultilineOption);
            if (!place.match(dev).hasMatch()) {
                wrong << name;
            }
        }
        // So do the variables that turn a test up.
        static const QRegularExpression variable(
            QStringLiteral("(OBJECTA_[A-Z]+(?:_[A-Z]+)*)=\\w+ build/release/bin/(test_\\w+)"));
        int seen = 0;
        matches = variable.globalMatch(text(QStringLiteral("server/README.md")));
        while (matches.hasNext()) {
            const auto match = matches.next();
            ++seen;
            bool read = false;
            QDirIterator it(QStringLiteral(OBJECTA_SOURCE_DIR "/tests"), {match.captured(2) + QStringLiteral(".cpp")},
                            QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                read = read || (file.open(QIODevice::ReadOnly) && file.readAll().contains(match.captured(1).toUtf8()));
            }
            if (!read) {
                wrong << match.captured(0);
            }
        }
        QVERIFY(seen >= 2);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char(' '))));
    }
};

QTEST_APPLESS_MAIN(TestShown)
#include "test_shown.moc"
