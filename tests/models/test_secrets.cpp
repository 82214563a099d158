// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/secretstore.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace objecta::api;

namespace {

const QString key = QStringLiteral("refresh-token/main");

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const QString &path, const QByteArray &data)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(data), data.size());
}

} // namespace

class TestSecrets : public QObject {
    Q_OBJECT

private slots:
    void fileKeepsSecretsApart()
    {
        const QTemporaryDir folder;
        SecretFile file(folder.path());
        QVERIFY(!file.read(key)->has_value());
        QVERIFY(file.write(key, QByteArray("to\0ken", 6)).has_value());
        QVERIFY(file.write(QStringLiteral("other"), "second").has_value());
        QCOMPARE(**file.read(key), QByteArray("to\0ken", 6));
        QVERIFY(file.remove(key).has_value());
        QVERIFY(!file.read(key)->has_value());
        QCOMPARE(**SecretFile(folder.path()).read(QStringLiteral("other")), QByteArray("second"));
    }

    void fileIsSealedAndPrivate()
    {
        const QTemporaryDir folder;
        SecretFile file(folder.path());
        QVERIFY(file.write(key, "a-very-visible-token").has_value());
        const QByteArray first = contents(file.path());
        QVERIFY(!first.contains("a-very-visible-token"));
        QVERIFY(!first.contains("refresh-token"));
        for (const QString &path : {file.path(), folder.filePath(QStringLiteral("secrets.key"))}) {
            QCOMPARE(QFile::permissions(path)
                         & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                     QFile::Permissions());
        }
        // A nonce is never used twice.
        QVERIFY(file.write(key, "a-very-visible-token").has_value());
        QVERIFY(contents(file.path()) != first);
    }

    void everyChangedByteIsNoticed()
    {
        const QTemporaryDir folder;
        SecretFile file(folder.path());
        QVERIFY(file.write(key, "token").has_value());
        const QByteArray good = contents(file.path());
        for (qsizetype i = 0; i < good.size(); ++i) {
            QByteArray bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 1);
            put(file.path(), bad);
            const auto read = file.read(key);
            QVERIFY2(!read.has_value(), qPrintable(QString::number(i)));
            QCOMPARE(read.error().kind, SecretError::Kind::Damaged);
            QVERIFY(read.error().detail.contains(file.path()));
        }
        for (qsizetype size = 0; size < good.size(); ++size) {
            put(file.path(), good.left(size));
            QVERIFY(!file.read(key).has_value());
        }
        // A damaged file is never written over by itself.
        QVERIFY(!file.write(key, "new").has_value());
        file.forget();
        QVERIFY(file.write(key, "new").has_value());
        QCOMPARE(**file.read(key), QByteArray("new"));
    }

    void anotherKeyOpensNothing()
    {
        const QTemporaryDir folder;
        SecretFile file(folder.path());
        QVERIFY(file.write(key, "token").has_value());
        const QString keyFile = folder.filePath(QStringLiteral("secrets.key"));
        put(keyFile, QByteArray(32, 'k'));
        QCOMPARE(file.read(key).error().kind, SecretError::Kind::Damaged);
        put(keyFile, QByteArray(31, 'k'));
        QCOMPARE(file.read(key).error().kind, SecretError::Kind::Damaged);
        QVERIFY(QFile::remove(keyFile));
        QCOMPARE(file.read(key).error().kind, SecretError::Kind::Damaged);
    }

    void refusingDiskIsAnError()
    {
        const QTemporaryDir folder;
        put(folder.filePath(QStringLiteral("file")), "x");
        SecretFile file(folder.filePath(QStringLiteral("file")));
        QCOMPARE(file.write(key, "token").error().kind, SecretError::Kind::Io);
    }

    void storeAnswersFromTheEventLoop()
    {
        const QTemporaryDir folder;
        SecretStore store({.directory = folder.path(), .useKeychain = false});
        QVERIFY(store.isFallback());
        QVERIFY(!store.warning().isEmpty());
        QStringList order;
        store.write(key, "token", this, [&](const auto &result) {
            QVERIFY(result.has_value());
            order << QStringLiteral("written");
        });
        store.read(key, this, [&](const auto &result) {
            QCOMPARE(**result, QByteArray("token"));
            order << QStringLiteral("read");
        });
        store.remove(key, this, [&](const auto &result) {
            QVERIFY(result.has_value());
            order << QStringLiteral("removed");
        });
        store.read(key, this, [&](const auto &result) {
            QVERIFY(!result->has_value());
            order << QStringLiteral("gone");
        });
        QVERIFY(order.isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return order.size() == 4; }));
        QCOMPARE(order,
                 QStringList({QStringLiteral("written"), QStringLiteral("read"), QStringLiteral("removed"),
                              QStringLiteral("gone")}));
    }

    void storeForgetsADeadReceiver()
    {
        const QTemporaryDir folder;
        SecretStore store({.directory = folder.path(), .useKeychain = false});
        bool called = false;
        bool done = false;
        {
            QObject receiver;
            store.read(key, &receiver, [&](const auto &) { called = true; });
        }
        store.read(key, this, [&](const auto &) { done = true; });
        QVERIFY(QTest::qWaitFor([&] { return done; }));
        QVERIFY(!called);
    }

    void noSessionBusMeansTheFileAtOnce()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
        const QTemporaryDir folder;
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
        SecretStore store({.directory = folder.path()});
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
        qputenv("XDG_RUNTIME_DIR", runtime);
        QVERIFY(store.isFallback());
        bool done = false;
        store.write(key, "token", this, [&](const auto &result) { done = result.has_value(); });
        QVERIFY(QTest::qWaitFor([&] { return done; }));
        QVERIFY(QFileInfo::exists(store.fallbackPath()));
    }

    void busThatDoesNotAnswerIsBounded()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const QTemporaryDir folder;
        // A bus address where nobody listens.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder.filePath(QStringLiteral("bus")).toUtf8());
        SecretStore store({.directory = folder.path(), .timeout = std::chrono::milliseconds(2000)});
        QVERIFY(!store.isFallback());
        QSignalSpy fallback(&store, &SecretStore::fallbackChanged);
        bool done = false;
        QElapsedTimer clock;
        clock.start();
        store.write(key, "token", this, [&](const auto &result) { done = result.has_value(); });
        QVERIFY(QTest::qWaitFor([&] { return done; }, 30000));
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
        QVERIFY2(clock.elapsed() < 15000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(fallback.size(), 1);
        QVERIFY(store.isFallback());
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "test_secrets.moc"
