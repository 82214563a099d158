// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/demofile.h"
#include "app/core/directories.h"
#include "app/core/log.h"
#include "app/core/profile.h"
#include "app/core/settings.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace objecta::core;

namespace {

/// JSON with single quotes for double ones: moc of Qt 6.4 loses its way in raw strings.
QByteArray quoted(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

ServerProfile profile(const QString &url)
{
    return {newProfileId(), QStringLiteral("Main"), QUrl(url), Environment::Production, true};
}

bool put(const QString &path, const QByteArray &data)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(data) == data.size();
}

} // namespace

class TestCore : public QObject {
    Q_OBJECT

private slots:
    void profilesSurviveTheFile()
    {
        const QList<ServerProfile> before{
            {QStringLiteral("a"), QStringLiteral("Zürich"), QUrl(QStringLiteral("https://admin.example.com")),
             Environment::Production, true},
            {QStringLiteral("b"), QStringLiteral("Here"), QUrl(QStringLiteral("http://localhost:8080")),
             Environment::Development, false},
            {QStringLiteral("c"), QStringLiteral("IPv6"), QUrl(QStringLiteral("http://[::1]:1")), Environment::Staging,
             false}};
        const auto after = readProfiles(writeProfiles(before));
        QVERIFY(after.has_value());
        QCOMPARE(*after, before);
    }

    void damagedProfilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no json") << QByteArray("{");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("version") << quoted("{'version':2,'profiles':[]}");
        QTest::newRow("no list") << quoted("{'version':1,'profiles':{}}");
        QTest::newRow("no id") << quoted(
            "{'version':1,'profiles':[{'name':'x','base_url':'https://a.example','environment':'staging'}]}");
        QTest::newRow("bad url") << quoted(
            "{'version':1,'profiles':[{'id':'1','name':'x','base_url':'ftp://a.example'}]}");
    }

    void damagedProfilesAreRefused()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!readProfiles(json).has_value());
    }

    void unknownEnvironmentIsTreatedAsProduction()
    {
        const auto read = readProfiles(quoted(
            "{'version':1,'profiles':[{'id':'1','name':'x','base_url':'https://a.example','environment':'moon'}]}"));
        QVERIFY(read.has_value());
        QCOMPARE(read->first().environment, Environment::Production);
    }

    void profileFaults_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("fault");
        const auto row = [](const char *url, ProfileFault fault) {
            QTest::newRow(url) << QString::fromLatin1(url) << static_cast<int>(fault);
        };
        row("https://admin.example.com", ProfileFault::None);
        row("https://admin.example.com/", ProfileFault::None);
        row("http://localhost:8080", ProfileFault::None);
        row("http://admin.localhost:8080", ProfileFault::None);
        row("http://127.0.0.1:1", ProfileFault::None);
        row("http://[::1]:1", ProfileFault::None);
        row("http://admin.example.com", ProfileFault::UrlInsecure);
        row("http://localhost.example.com", ProfileFault::UrlInsecure);
        row("http://127.0.0.1.example.com", ProfileFault::UrlInsecure);
        row("https://user@admin.example.com", ProfileFault::UrlInvalid);
        row("https://admin.example.com/path", ProfileFault::UrlInvalid);
        row("https://admin.example.com?x=1", ProfileFault::UrlInvalid);
        row("file:///etc/passwd", ProfileFault::UrlInvalid);
        row("admin.example.com", ProfileFault::UrlInvalid);
        row("", ProfileFault::UrlInvalid);
    }

    void profileFaults()
    {
        QFETCH(QString, url);
        QFETCH(int, fault);
        QCOMPARE(static_cast<int>(checkProfile(profile(url))), fault);
    }

    void storeKeepsADamagedFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("profiles.json"));
        QVERIFY(put(path, "not json"));
        ProfileStore store(folder.path());
        const auto loaded = store.load();
        QVERIFY(!loaded.has_value());
        QVERIFY2(loaded.error().contains(path), qPrintable(loaded.error()));
        QVERIFY(store.save(profile(QStringLiteral("https://admin.example.com"))).has_value());
        QFile damaged(path + QStringLiteral(".damaged"));
        QVERIFY(damaged.open(QIODevice::ReadOnly));
        QCOMPARE(damaged.readAll(), QByteArray("not json"));
        ProfileStore again(folder.path());
        QVERIFY(again.load().has_value());
        QCOMPARE(again.profiles().size(), 1);
    }

    void storeReplacesAndRemoves()
    {
        const QTemporaryDir folder;
        ProfileStore store(folder.path());
        QVERIFY(store.load().has_value());
        QSignalSpy changed(&store, &ProfileStore::changed);
        ServerProfile one = profile(QStringLiteral("https://admin.example.com"));
        QVERIFY(store.save(one).has_value());
        one.name = QStringLiteral("Other");
        QVERIFY(store.save(one).has_value());
        QCOMPARE(store.profiles().size(), 1);
        QCOMPARE(store.find(one.id)->name, QStringLiteral("Other"));
        QVERIFY(!store.save(profile(QStringLiteral("http://evil.example"))).has_value());
        QVERIFY(store.remove(one.id).has_value());
        QVERIFY(store.profiles().isEmpty());
        QCOMPARE(changed.size(), 3);
    }

    void storeSaysWhenTheDiskRefuses()
    {
        const QTemporaryDir folder;
        // A file where the folder should be: no user, not even root, can write below it.
        QVERIFY(put(folder.filePath(QStringLiteral("file")), "x"));
        ProfileStore store(folder.filePath(QStringLiteral("file")));
        const auto saved = store.save(profile(QStringLiteral("https://admin.example.com")));
        QVERIFY(!saved.has_value());
        QVERIFY(store.profiles().isEmpty());
    }

    void settingsSurviveARestart()
    {
        const QTemporaryDir folder;
        {
            Settings settings(folder.path());
            QSignalSpy theme(&settings, &Settings::themeChanged);
            settings.setTheme(Settings::Theme::Dark);
            settings.setTheme(Settings::Theme::Dark);
            QCOMPARE(theme.size(), 1);
            settings.setLanguage(QStringLiteral("de"));
            settings.setGeometry(QStringLiteral("p"), "geometry");
            settings.setViewState(QStringLiteral("p"), QStringLiteral("list"), 2, "state");
            settings.setText(QStringLiteral("p"), QStringLiteral("page"), QStringLiteral("metrics"));
            settings.setLastProfile(QStringLiteral("p"));
            QVERIFY(settings.flush());
        }
        Settings settings(folder.path());
        QCOMPARE(settings.theme(), Settings::Theme::Dark);
        QCOMPARE(settings.language(), QStringLiteral("de"));
        QCOMPARE(settings.geometry(QStringLiteral("p")), QByteArray("geometry"));
        QCOMPARE(settings.viewState(QStringLiteral("p"), QStringLiteral("list"), 2), QByteArray("state"));
        QVERIFY(settings.viewState(QStringLiteral("p"), QStringLiteral("list"), 3).isEmpty());
        QCOMPARE(settings.text(QStringLiteral("p"), QStringLiteral("page")), QStringLiteral("metrics"));
        settings.forgetProfile(QStringLiteral("p"));
        QVERIFY(settings.geometry(QStringLiteral("p")).isEmpty());
        QVERIFY(settings.lastProfile().isEmpty());
        QCOMPARE(settings.theme(), Settings::Theme::Dark);
    }

    void damagedSettingsFallBack()
    {
        const QTemporaryDir folder;
        QVERIFY(put(folder.filePath(QStringLiteral("console.ini")), "[appearance]\ntheme=Pink\n\xff\xfe=="));
        const Settings settings(folder.path());
        QCOMPARE(settings.theme(), Settings::Theme::System);
    }

    void secretsAreTakenOutOfTexts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("bearer") << QStringLiteral("Authorization: Bearer s3cr3t.a-b_c~x+y/z=");
        QTest::newRow("json") << QString::fromUtf8(quoted("{'access_token':'s3cr3t','refresh_token' : 's3cr3t'}"));
        QTest::newRow("password") << QStringLiteral("{\"email\":\"a@b\",\"password\":\"s3cr\\\"3t s3cr3t\"}");
        QTest::newRow("initial") << QString::fromUtf8(quoted("'admin_password':'s3cr3t'"));
        QTest::newRow("query") << QStringLiteral("GET /x?token=s3cr3t&y=1");
    }

    void secretsAreTakenOutOfTexts()
    {
        QFETCH(QString, text);
        const QString out = redacted(text);
        QVERIFY2(!out.contains(QStringLiteral("s3cr")), qPrintable(out));
        QVERIFY(out.contains(QStringLiteral("***")));
    }

    void logWritesRedactedSingleLines()
    {
        const QTemporaryDir folder;
        QString path;
        {
            Log log(folder.path());
            path = log.path();
            log.info(QStringLiteral("first Bearer s3cr3t\nforged"));
            qWarning("from Qt token=s3cr3t");
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(!text.contains("s3cr3t"));
        QCOMPARE(text.count('\n'), 2);
        QVERIFY((file.permissions() & (QFile::ReadOther | QFile::ReadGroup)) == 0);
    }

    void logStaysAliveWithoutADisk()
    {
        const QTemporaryDir folder;
        QVERIFY(put(folder.filePath(QStringLiteral("file")), "x"));
        Log log(folder.filePath(QStringLiteral("file")));
        QVERIFY(log.path().isEmpty());
        log.info(QStringLiteral("nowhere to go"));
    }

    void foldersArePrivate()
    {
        const QTemporaryDir folder;
        QString error;
        const auto directories = Directories::under(folder.filePath(QStringLiteral("a/b")));
        QVERIFY(directories.make(&error));
        QVERIFY((QFile::permissions(directories.data) & (QFile::ReadOther | QFile::ReadGroup)) == 0);
        QVERIFY(put(folder.filePath(QStringLiteral("file")), "x"));
        QVERIFY(!Directories::under(folder.filePath(QStringLiteral("file"))).make(&error));
        QVERIFY(error.endsWith(u'.'));
    }

    void demoFileIsRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("demo.json"));
        QVERIFY(put(
            path,
            quoted("{'base_url':'http://localhost:81','staff':{'email':'a@b.example','password':'p'},'tenants':[]}")));
        const auto demo = readDemoFile(path);
        QVERIFY(demo.has_value());
        QCOMPARE(demo->baseUrl.port(), 81);
        QCOMPARE(demo->email, QStringLiteral("a@b.example"));
    }

    void corruptDemoFileGivesOneSentence_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << quoted("{'base_url':'http://localhost:81','staff':{'email'");
        QTest::newRow("array") << QByteArray("[1]");
        QTest::newRow("no staff") << quoted("{'base_url':'http://localhost:81'}");
        QTest::newRow("elsewhere") << quoted(
            "{'base_url':'http://evil.example','staff':{'email':'a@b','password':'p'}}");
        QTest::newRow("binary") << QByteArray("\0\xff\x7f", 3);
        QTest::newRow("huge") << QByteArray(2 * 1024 * 1024, '[');
    }

    void corruptDemoFileGivesOneSentence()
    {
        QFETCH(QByteArray, json);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("demo.json"));
        QVERIFY(put(path, json));
        const auto demo = readDemoFile(path);
        QVERIFY(!demo.has_value());
        QVERIFY(demo.error().contains(path));
        QVERIFY(demo.error().endsWith(u'.'));
        QVERIFY(!demo.error().contains(u'\n'));
        QVERIFY(!readDemoFile(folder.filePath(QStringLiteral("none"))).has_value());
    }
};

QTEST_GUILESS_MAIN(TestCore)
#include "test_core.moc"
