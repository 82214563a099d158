// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The object store: what holds of a directory holds of a bucket.

#include "tests/server/object_rig.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <malloc.h>
#include <set>

using namespace objecta;
using namespace objecta::objects;
using namespace objecta::test;

namespace {

constexpr int64_t mebibyte = 1024 * 1024;

/// The most memory that this process has held since the peak was last forgotten, in KiB.
int64_t peakKibibytes(bool forget)
{
    if (forget) {
        QFile clear(QStringLiteral("/proc/self/clear_refs"));
        if (clear.open(QIODevice::WriteOnly)) {
            clear.write("5");
        }
    }
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) {
        return -1;
    }
    const auto match =
        QRegularExpression(QStringLiteral("VmHWM:\\s+(\\d+) kB")).match(QString::fromLatin1(status.readAll()));
    return match.captured(1).toLongLong();
}

constexpr bool sanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#else
    false;
#endif

} // namespace

class TestObjects : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<ObjectStore> open()
    {
        QFETCH_GLOBAL(QString, place);
        if (place == QLatin1String("s3")) {
            return std::make_unique<ObjectStore>(openS3Backend(s3Options(m_server)), 8);
        }
        auto backend = openLocalBackend(m_directory.filePath(QStringLiteral("objects")).toStdString());
        return std::make_unique<ObjectStore>(std::move(backend.value()), 4);
    }
    /// What is left of broken uploads, all of which it removes.
    static int64_t broken(ObjectStore &objects)
    {
        return await(objects.removeBroken({Timestamp::now().micros + 3'600'000'000})).value();
    }
    static std::vector<ObjectInfo> listed(ObjectStore &objects, const OrganizationId &organization)
    {
        return await(objects.list(organization, std::nullopt)).value();
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("place");
        QTest::newRow("directory") << QStringLiteral("directory");
        QTest::newRow("s3") << QStringLiteral("s3");
    }

    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void comesBackAsItWent_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("empty") << qint64{0};
        QTest::newRow("one byte") << qint64{1};
        QTest::newRow("some") << qint64{700'001};
        QTest::newRow("one part") << qint64{5 * mebibyte};
        QTest::newRow("a part and a byte") << qint64{5 * mebibyte + 1};
        QTest::newRow("three parts") << qint64{12 * mebibyte + 77};
    }

    void comesBackAsItWent()
    {
        QFETCH(qint64, bytes);
        const auto objects = open();
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        const auto stored = await(store(*objects, key, 1, bytes));
        QVERIFY(stored);
        QCOMPARE(toHex(*stored), toHex(Sha256::of(content(1, 0, bytes))));
        QVERIFY(await(same(*objects, key, 1)).value());
        if (bytes > 100) {
            QVERIFY(await(same(*objects, key, 1, ByteRange{17, 50})).value());
            QVERIFY(await(same(*objects, key, 1, ByteRange{bytes - 1, 1})).value());
            QVERIFY(await(same(*objects, key, 1, ByteRange{bytes / 2, bytes - bytes / 2})).value());
        }
        QVERIFY(await(same(*objects, key, 1, ByteRange{bytes, 0})).value());
        QCOMPARE(await(same(*objects, key, 1, ByteRange{bytes, 1})).error().code, ProblemCode::StorageUnavailable);

        const auto list = listed(*objects, key.organization());
        QCOMPARE(list.size(), size_t{1});
        QCOMPARE(list[0].document, key.document());
        QCOMPARE(list[0].bytes, bytes);
        const int64_t age = Timestamp::now().micros - list[0].modifiedAt.micros;
        QVERIFY2(age > -5'000'000 && age < 60'000'000, qPrintable(QString::number(age)));

        QVERIFY(await(objects->remove(key)));
        QVERIFY(await(objects->remove(key)));
        QCOMPARE(await(same(*objects, key, 1)).error().code, ProblemCode::NotFound);
        QVERIFY(listed(*objects, key.organization()).empty());
    }

    void aBrokenUploadLeavesNothing_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"abandoned", "aborted", "too short", "too long", "other digest"}) {
            QTest::newRow(how) << QString::fromLatin1(how);
        }
    }

    void aBrokenUploadLeavesNothing()
    {
        QFETCH(QString, how);
        const auto objects = open();
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        const auto attempt = [&]() -> Awaitable<Result<void>> {
            auto writer = co_await objects->create(key, 11 * mebibyte);
            const std::string most = content(2, 0, 11 * mebibyte - 1);
            const auto written = co_await (*writer)->write(most);
            if (!written) {
                co_return written;
            }
            if (how == QLatin1String("aborted")) {
                co_await (*writer)->abort();
            } else if (how == QLatin1String("too long")) {
                co_return co_await (*writer)->write("xy");
            } else if (how == QLatin1String("too short")) {
                const auto finished = co_await (*writer)->finish();
                co_return tl::unexpected(finished.error());
            } else if (how == QLatin1String("other digest")) {
                (void)co_await (*writer)->write("x");
                const auto finished = co_await (*writer)->finish(Sha256::of("other"));
                co_return tl::unexpected(finished.error());
            }
            co_return Result<void>();
        };
        const auto ended = await(attempt());
        const QMap<QString, ProblemCode> codes{{QStringLiteral("too long"), ProblemCode::BodyTooLarge},
                                               {QStringLiteral("too short"), ProblemCode::InvalidRequest},
                                               {QStringLiteral("other digest"), ProblemCode::ValidationFailed}};
        QCOMPARE(ended.has_value(), !codes.contains(how));
        if (!ended) {
            QCOMPARE(ended.error().code, codes[how]);
        }
        QCOMPARE(await(same(*objects, key, 2)).error().code, ProblemCode::NotFound);
        QVERIFY(listed(*objects, key.organization()).empty());
        if (how == QLatin1String("abandoned")) {
            return; // that goes in the background: abandonedIsGoneWithTheStore looks
        }
        QCOMPARE(broken(*objects), int64_t{0});
    }

    void abandonedIsGoneWithTheStore()
    {
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        {
            const auto objects = open();
            const auto begin = [&]() -> Awaitable<bool> {
                auto writer = co_await objects->create(key, 11 * mebibyte);
                co_return (co_await (*writer)->write(content(2, 0, 6 * mebibyte))).has_value();
            };
            QVERIFY(await(begin()));
        }
        // A bucket is not spoken to any more by a store that ends: there the sweeper comes after it.
        QFETCH_GLOBAL(QString, place);
        const int64_t left = broken(*open());
        QVERIFY(place == QLatin1String("s3") ? left <= 1 : left == 0);
        QCOMPARE(broken(*open()), int64_t{0});
    }

    void anUnfinishedObjectIsNotSeen()
    {
        const auto objects = open();
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        const auto look = [&]() -> Awaitable<bool> {
            auto writer = co_await objects->create(key, 11 * mebibyte);
            (void)co_await (*writer)->write(content(3, 0, 10 * mebibyte));
            const auto listing = co_await objects->list(key.organization(), std::nullopt);
            const auto reading = co_await objects->open(key);
            const bool hidden = listing->empty() && !reading && reading.error().code == ProblemCode::NotFound;
            (void)co_await (*writer)->write(content(3, 10 * mebibyte, mebibyte));
            const auto finished = co_await (*writer)->finish();
            co_return hidden &&finished.has_value();
        };
        QVERIFY(await(look()));
        QVERIFY(await(same(*objects, key, 3)).value());
    }

    void writersDoNotMix()
    {
        const auto objects = open();
        const auto organization = OrganizationId::random();
        boost::asio::io_context context(1);
        std::vector<ObjectKey> keys;
        int good = 0;
        for (uint64_t i = 0; i < 16; ++i) {
            keys.emplace_back(organization, DocumentId::random());
            boost::asio::co_spawn(
                context, store(*objects, keys.back(), i, 6 * mebibyte + static_cast<int64_t>(i)),
                [&good](const std::exception_ptr &, const Result<Sha256Digest> &stored) { good += stored ? 1 : 0; });
        }
        context.run();
        QCOMPARE(good, 16);
        for (uint64_t i = 0; i < 16; ++i) {
            QVERIFY(await(same(*objects, keys[i], i)).value());
        }
    }

    void tenantsAreApart()
    {
        const auto objects = open();
        const auto document = DocumentId::random();
        const ObjectKey ours(OrganizationId::random(), document);
        const ObjectKey theirs(OrganizationId::random(), document);
        QVERIFY(await(store(*objects, ours, 4, 1000)));
        QCOMPARE(await(same(*objects, theirs, 4)).error().code, ProblemCode::NotFound);
        QVERIFY(await(store(*objects, theirs, 5, 2000)));
        QVERIFY(await(same(*objects, ours, 4)).value());
        QVERIFY(await(same(*objects, theirs, 5)).value());
        QCOMPARE(listed(*objects, ours.organization()).size(), size_t{1});
        QCOMPARE(listed(*objects, ours.organization())[0].bytes, int64_t{1000});
        QCOMPARE(await(objects->erase(ours.organization())).value(), int64_t{1});
        QVERIFY(listed(*objects, ours.organization()).empty());
        QVERIFY(await(same(*objects, theirs, 5)).value());
        QCOMPARE(await(objects->erase(ours.organization())).value(), int64_t{0});
        const auto tenants = await(objects->organizations(std::nullopt)).value();
        QVERIFY(std::find(tenants.begin(), tenants.end(), ours.organization()) == tenants.end());
        QVERIFY(std::find(tenants.begin(), tenants.end(), theirs.organization()) != tenants.end());
    }

    void listsInPages()
    {
        const auto objects = open();
        const auto organization = OrganizationId::random();
        std::set<DocumentId> documents;
        for (int i = 0; i < 25; ++i) {
            const auto document = DocumentId::random();
            documents.insert(document);
            QVERIFY(await(store(*objects, {organization, document}, 6, i)));
        }
        std::vector<DocumentId> seen;
        std::vector<size_t> sizes;
        std::optional<DocumentId> after;
        for (;;) {
            const auto page = await(objects->list(organization, after, 10)).value();
            if (page.empty()) {
                break;
            }
            sizes.push_back(page.size());
            for (const auto &each : page) {
                seen.push_back(each.document);
            }
            after = seen.back();
        }
        QCOMPARE(sizes, (std::vector<size_t>{10, 10, 5}));
        QCOMPARE(seen, std::vector<DocumentId>(documents.begin(), documents.end()));

        std::set<OrganizationId> tenants;
        for (int i = 0; i < 7; ++i) {
            tenants.insert(OrganizationId::random());
        }
        for (const auto &tenant : tenants) {
            QVERIFY(await(store(*objects, {tenant, DocumentId::random()}, 6, 1)));
            QVERIFY(await(store(*objects, {tenant, DocumentId::random()}, 6, 1)));
        }
        std::vector<OrganizationId> found;
        std::optional<OrganizationId> last;
        for (;;) {
            const auto page = await(objects->organizations(last, 3)).value();
            QVERIFY(page.size() <= 3);
            if (page.empty()) {
                break;
            }
            found.insert(found.end(), page.begin(), page.end());
            last = found.back();
        }
        QVERIFY(std::is_sorted(found.begin(), found.end()));
        QVERIFY(std::includes(found.begin(), found.end(), tenants.begin(), tenants.end()));
        QCOMPARE(std::set<OrganizationId>(found.begin(), found.end()).size(), found.size());
    }

    void memoryStaysConstant()
    {
        const auto objects = open();
        QFETCH_GLOBAL(QString, place);
        const int64_t bytes = (place == QLatin1String("s3") ? 256 : 1024) * mebibyte / (sanitized ? 8 : 1);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        const std::string piece = content(7, 0, 65536);
        QVERIFY(await(store(*objects, {key.organization(), DocumentId::random()}, 7, 6 * mebibyte)));
        ::malloc_trim(0);
        const int64_t before = peakKibibytes(true);
        QVERIFY(before > 0);
        const auto run = [&]() -> Awaitable<bool> {
            auto writer = co_await objects->create(key, bytes);
            for (int64_t at = 0; at < bytes; at += 65536) {
                const auto written = co_await (*writer)->write(piece);
                if (!written) {
                    co_return false;
                }
            }
            const auto finished = co_await (*writer)->finish();
            auto reader = co_await objects->open(key);
            int64_t seen = 0;
            while (finished && reader) {
                const auto next = co_await (*reader)->read();
                if (!next || next->empty()) {
                    break;
                }
                seen += static_cast<int64_t>(next->size());
            }
            co_return seen == bytes;
        };
        QVERIFY(await(run()));
        const int64_t grown = (peakKibibytes(false) - before) / 1024;
        qInfo("%lld MiB stored and read: memory grew by %lld MiB", static_cast<long long>(bytes / mebibyte),
              static_cast<long long>(grown));
        if (!sanitized) {
            QVERIFY2(grown <= 32, qPrintable(QString::number(grown)));
        }
        QVERIFY(await(objects->remove(key)));
    }

private:
    S3Server m_server;
    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(TestObjects)
#include "test_objects.moc"
