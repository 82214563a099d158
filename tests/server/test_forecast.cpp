// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The day on which a limit will be reached: of what grows, falls, stands still and jumps.

#include "server/features/usage/history.h"

#include <QTest>

#include <functional>

using namespace objecta;
using namespace objecta::features;

namespace {

constexpr int64_t today = 20'786; // 2026-11-29

/// One point a day, the last one today.
std::vector<UsedOn> days(int count, const std::function<int64_t(int)> &used)
{
    std::vector<UsedOn> out;
    for (int i = 0; i < count; ++i) {
        out.push_back({today - count + 1 + i, used(i)});
    }
    return out;
}

} // namespace

class TestForecast : public QObject {
    Q_OBJECT
private slots:
    void whatGrowsReachesItsLimit()
    {
        // 3 a day, 57 today: 43 more are 15 days.
        const auto forecast = forecastTrend(days(20, [](int i) { return 3 * i; }), 100);
        QCOMPARE(forecast.basis, std::string_view("trend"));
        QCOMPARE(forecast.perDay, 3.0);
        QCOMPARE(forecast.days, int64_t(20));
        QVERIFY(forecast.reachedOn == today + 15);
        // One more is tomorrow, however fast it grows.
        QVERIFY(forecastTrend(days(20, [](int i) { return 3 * i; }), 58).reachedOn == today + 1);
    }

    void whatStandsStillOrFallsNeverDoes()
    {
        const auto flat = forecastTrend(days(28, [](int) { return 50; }), 51);
        QCOMPARE(flat.basis, std::string_view("trend"));
        QCOMPARE(flat.perDay, 0.0);
        QVERIFY(!flat.reachedOn);
        const auto falling = forecastTrend(days(28, [](int i) { return 90 - i; }), 91);
        QCOMPARE(falling.perDay, -1.0);
        QVERIFY(!falling.reachedOn);
    }

    void tooLittleIsNoTrend()
    {
        QCOMPARE(forecastTrend({}, 10).basis, std::string_view("short"));
        const auto single = forecastTrend({{today, 5}}, 10);
        QCOMPARE(single.basis, std::string_view("short"));
        QCOMPARE(single.perDay, 0.0);
        QCOMPARE(single.days, int64_t(1));
        QVERIFY(!single.reachedOn);
        QCOMPARE(forecastTrend(days(6, [](int i) { return i; }), 10).basis, std::string_view("short"));
        QCOMPARE(forecastTrend(days(7, [](int i) { return i; }), 10).basis, std::string_view("trend"));
    }

    void daysThatStandOutMoveNothing()
    {
        // 2 a day with some up and down, and three days on which an import came and went.
        const auto noisy = [](int i) {
            return 2 * i + (i % 3 == 0 ? 1 : -1) + (i == 5 || i == 12 || i == 20 ? 5'000 : 0);
        };
        const auto forecast = forecastTrend(days(28, noisy), 100);
        QVERIFY2(forecast.perDay > 1.8 && forecast.perDay < 2.2, qPrintable(QString::number(forecast.perDay)));
        QVERIFY(forecast.reachedOn && *forecast.reachedOn >= today + 21 && *forecast.reachedOn <= today + 27);
    }

    void gapsAndOldDaysAreNotCounted()
    {
        auto points = days(20, [](int i) { return 3 * i; });
        points.erase(points.begin() + 4, points.begin() + 11);
        const auto forecast = forecastTrend(points, 100);
        QCOMPARE(forecast.perDay, 3.0);
        QCOMPARE(forecast.days, int64_t(13));
        QVERIFY(forecast.reachedOn == today + 15);
        // Steep until a month ago, flat since.
        const auto calm = forecastTrend(days(100, [](int i) { return std::min(i, 70) * 10; }), 710);
        QCOMPARE(calm.days, trendDays);
        QVERIFY(!calm.reachedOn);
    }

    void overTheLimitIsNow()
    {
        for (const int64_t limit : {0, 57, 12}) {
            const auto forecast = forecastTrend(days(20, [](int i) { return 3 * i; }), limit);
            QCOMPARE(forecast.basis, std::string_view("reached"));
            QVERIFY(forecast.reachedOn == today);
            QCOMPARE(forecast.perDay, 3.0);
        }
        QVERIFY(forecastMonth({today, 10}, 5, 25, 10).reachedOn == today);
    }

    void withoutALimitThereIsNoDay()
    {
        for (const auto &points : {days(20, [](int i) { return 3 * i; }), std::vector<UsedOn>()}) {
            const auto forecast = forecastTrend(points, {});
            QCOMPARE(forecast.basis, std::string_view("unlimited"));
            QVERIFY(!forecast.reachedOn);
        }
        QCOMPARE(forecastMonth({today, 10}, 5, 25, {}).basis, std::string_view("unlimited"));
    }

    void nothingFartherThanAYear()
    {
        const auto slow = [](int i) { return i; };
        QVERIFY(forecastTrend(days(28, slow), 27 + 365).reachedOn == today + 365);
        QVERIFY(!forecastTrend(days(28, slow), 27 + 366).reachedOn);
        QVERIFY(!forecastTrend(days(28, slow), std::numeric_limits<int64_t>::max()).reachedOn);
    }

    /// Messages begin anew each month: its rate so far, and nothing beyond its end.
    void aMonthsRate()
    {
        const auto forecast = forecastMonth({today, 200}, 10, 20, 300); // 20 a day, 100 more: today and four days
        QCOMPARE(forecast.basis, std::string_view("month"));
        QCOMPARE(forecast.perDay, 20.0);
        QVERIFY(forecast.reachedOn == today + 4);
        QVERIFY(!forecastMonth({today, 200}, 10, 3, 300).reachedOn);
        QVERIFY(forecastMonth({today, 200}, 10, 0, 201).reachedOn == today);
        QVERIFY(forecastMonth({today, 200}, 10, 0, 220).reachedOn == today);
        QVERIFY(!forecastMonth({today, 200}, 10, 0, 221).reachedOn);
        QVERIFY(!forecastMonth({today, 0}, 10, 20, 300).reachedOn);
        QCOMPARE(forecastMonth({today, 200}, 0.5, 29, 300).basis, std::string_view("short"));
        // Noon of 29 November: 28.5 days are over, one is left.
        const Timestamp noon = Timestamp::fromSeconds(today * 86'400 + 43'200);
        const auto late = forecastOf("messages", {{today - 40, 9'000}, {today, 2'850}}, 2'950, noon);
        QCOMPARE(late.perDay, 100.0);
        QVERIFY(late.reachedOn == today + 1);
        QVERIFY(forecastOf("messages", {{today, 2'850}}, 2'900, noon).reachedOn == today);
        QVERIFY(forecastOf("messages", {{today, 2'850}}, 3'000, noon).reachedOn == today + 1);
        QVERIFY(!forecastOf("messages", {{today, 2'850}}, 3'001, noon).reachedOn);
        QCOMPARE(forecastOf("agents", days(20, [](int i) { return 3 * i; }), 100, noon).basis,
                 std::string_view("trend"));
    }

    void daysAreWritten()
    {
        QCOMPARE(dayText(0), std::string("1970-01-01"));
        QCOMPARE(dayText(today), std::string("2026-11-29"));
        QCOMPARE(dayText(today + 2), std::string("2026-12-01"));
    }
};

QTEST_GUILESS_MAIN(TestForecast)
#include "test_forecast.moc"
