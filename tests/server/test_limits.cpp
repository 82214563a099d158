// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Token buckets by themselves, with a clock that the test moves.

#include "server/limits/token_buckets.h"

#include <QTest>

using namespace objecta::limits;
using namespace std::chrono_literals;

namespace {

Key key(uint8_t number)
{
    Key out{};
    out[15] = number;
    return out;
}

} // namespace

class TestLimits : public QObject {
    Q_OBJECT

    TokenBuckets::Clock::time_point m_now = TokenBuckets::Clock::now();

private slots:
    void aBucketHoldsItsBurstAndFillsAtItsRate()
    {
        TokenBuckets buckets({.perSecond = 2, .burst = 4});
        for (int left = 3; left >= 0; --left) {
            const auto taken = buckets.take(key(1), m_now);
            QVERIFY(taken.granted);
            QCOMPARE(taken.level.remaining, left);
            QCOMPARE(taken.level.reset, (4 - left + 1) / 2);
            QCOMPARE(taken.level.retryAfter, 0);
        }
        const auto refused = buckets.take(key(1), m_now);
        QVERIFY(!refused.granted);
        QCOMPARE(refused.level.remaining, 0);
        QCOMPARE(refused.level.retryAfter, 1);
        QVERIFY(buckets.spent(key(1), m_now));
        QVERIFY(!buckets.take(key(1), m_now + 499ms).granted);
        QVERIFY(buckets.take(key(1), m_now + 500ms).granted);
        // Never more than the burst, however long it rests.
        int granted = 0;
        while (buckets.take(key(1), m_now + 1h).granted) {
            ++granted;
        }
        QCOMPARE(granted, 4);
        QVERIFY(buckets.take(key(2), m_now).granted);
    }

    void overTimeNoneIsLostAndNoneIsGained()
    {
        TokenBuckets buckets({.perSecond = 7, .burst = 3});
        int granted = 0;
        for (int i = 0; i < 10'000; ++i) {
            granted += buckets.take(key(1), m_now + i * 1ms).granted ? 1 : 0;
        }
        QVERIFY2(granted == 72 || granted == 73, qPrintable(QString::number(granted)));
    }

    void aSlowBucketSaysHowLong()
    {
        TokenBuckets buckets({.perSecond = 0.1, .burst = 1});
        QVERIFY(buckets.take(key(1), m_now).granted);
        QCOMPARE(buckets.take(key(1), m_now).level.retryAfter, 10);
        QCOMPARE(buckets.take(key(1), m_now + 8500ms).level.retryAfter, 2);
    }

    void aTokenComesBackButNeverAboveTheBurst()
    {
        TokenBuckets buckets({.perSecond = 1, .burst = 2});
        buckets.take(key(1), m_now);
        buckets.take(key(1), m_now);
        buckets.giveBack(key(1), m_now);
        QCOMPARE(buckets.level(key(1), m_now).remaining, 1);
        buckets.giveBack(key(1), m_now);
        buckets.giveBack(key(1), m_now);
        buckets.giveBack(key(9), m_now); // nobody's
        QCOMPARE(buckets.level(key(1), m_now).remaining, 2);
        QCOMPARE(buckets.size(), size_t(1));
    }

    void whatAnotherStoreSaysCounts()
    {
        TokenBuckets buckets({.perSecond = 10, .burst = 10});
        buckets.mirror(key(1), 950ms, m_now);
        QVERIFY(!buckets.take(key(1), m_now).granted);
        QVERIFY(buckets.take(key(1), m_now + 50ms).granted);
        buckets.mirror(key(1), -1ms, m_now);
        QCOMPARE(buckets.level(key(1), m_now).remaining, 10);
    }

    void memoryIsBounded()
    {
        TokenBuckets buckets({.perSecond = 1, .burst = 1}, 2);
        buckets.take(key(1), m_now);
        buckets.take(key(2), m_now);
        buckets.take(key(1), m_now); // the second is the oldest now
        buckets.take(key(3), m_now);
        QCOMPARE(buckets.size(), size_t(2));
        QVERIFY(buckets.spent(key(1), m_now));
        QVERIFY(!buckets.spent(key(2), m_now));
        QVERIFY(buckets.spent(key(3), m_now));
    }

    void anIpv6ClientIsItsNetwork()
    {
        QVERIFY(peerKey("2001:db8:1:2::1") == peerKey("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        QVERIFY(peerKey("2001:db8:1:2::1") != peerKey("2001:db8:1:3::1"));
        QVERIFY(peerKey("192.0.2.1") == peerKey("::ffff:192.0.2.1"));
        QVERIFY(peerKey("192.0.2.1") != peerKey("192.0.2.2"));
        QVERIFY(peerKey("") == peerKey("nonsense"));
        QVERIFY(peerKey("") != peerKey("127.0.0.1"));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "test_limits.moc"
