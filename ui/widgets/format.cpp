// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <cmath>

namespace objecta::ui {

namespace {

struct Format {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

const QString dash = QStringLiteral("\u2013");
/// Keeps number and unit on one line.
const QChar noBreak(0x00A0);

QString scaled(double value, int decimalsBelow)
{
    return QLocale().toString(value, 'f', value < decimalsBelow ? 1 : 0);
}

/// "4.0" reads as a measurement, "4" as what it is.
QString trimmed(double value)
{
    const double rounded = std::round(value * 10) / 10;
    const bool whole = std::abs(rounded - std::round(rounded)) < 1e-9 || value >= 100;
    return QLocale().toString(value, 'f', whole ? 0 : 1);
}

} // namespace

QString count(qint64 value)
{
    return QLocale().toString(value);
}

QString compactCount(qint64 value)
{
    if (value < 10'000) {
        return count(value);
    }
    if (value < 1'000'000) {
        //: thousands: 12.4 K
        return Format::tr("%1 K").arg(trimmed(static_cast<double>(value) / 1e3)).replace(QLatin1Char(' '), noBreak);
    }
    if (value < 1'000'000'000) {
        //: millions: 6.4 M
        return Format::tr("%1 M").arg(trimmed(static_cast<double>(value) / 1e6)).replace(QLatin1Char(' '), noBreak);
    }
    //: billions (10^9): 2.1 B
    return Format::tr("%1 B").arg(trimmed(static_cast<double>(value) / 1e9)).replace(QLatin1Char(' '), noBreak);
}

QString bytes(qint64 value)
{
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double amount = static_cast<double>(value);
    size_t unit = 0;
    while (amount >= 1024 && unit + 1 < units.size()) {
        amount /= 1024;
        ++unit;
    }
    return (unit == 0 ? count(value) : trimmed(amount)) + noBreak + QLatin1String(units[unit]);
}

QString percent(double share)
{
    const double hundred = share * 100;
    const int shown = hundred < 100 ? std::min(99, static_cast<int>(std::lround(hundred)))
                                    : static_cast<int>(std::lround(std::min(hundred, 99999.0)));
    //: share of a limit: 82%
    return Format::tr("%1%").arg(QLocale().toString(shown));
}

QString percentLevel(double percent)
{
    constexpr int significant = 3;
    constexpr int most = 9;
    const int whole = percent > 0 ? static_cast<int>(std::floor(std::log10(percent))) + 1 : significant;
    int decimals = std::clamp(significant - whole, 0, most);
    const double tick = std::pow(10, decimals);
    // Zeros at the end say nothing.
    for (auto shown = std::llround(percent * tick); decimals > 0 && shown % 10 == 0; shown /= 10) {
        --decimals;
    }
    return Format::tr("%1%").arg(QLocale().toString(percent, 'f', decimals));
}

QString rate(double value)
{
    return std::isnan(value) ? dash : scaled(value, 1000);
}

QString milliseconds(double value)
{
    if (std::isnan(value)) {
        return dash;
    }
    if (value >= 1000) {
        return QLocale().toString(value / 1000, 'f', 2) + noBreak + QLatin1Char('s');
    }
    return scaled(value, 10) + noBreak + QLatin1String("ms");
}

QString countdown(int seconds)
{
    const int hours = seconds / 3600;
    const int minutes = seconds / 60 % 60;
    const auto two = [](int part) { return QStringLiteral("%1").arg(part, 2, 10, QLatin1Char('0')); };
    return hours > 0 ? QStringLiteral("%1:%2:%3").arg(hours).arg(two(minutes), two(seconds % 60))
                     : QStringLiteral("%1:%2").arg(minutes).arg(two(seconds % 60));
}

QString ago(const QDateTime &at, const QDateTime &now)
{
    if (!at.isValid()) {
        return dash;
    }
    const qint64 seconds = at.secsTo(now);
    if (seconds < 60) {
        return Format::tr("just now");
    }
    if (seconds < 3600) {
        return Format::tr("%1 min ago").arg(seconds / 60);
    }
    const QDateTime local = at.toLocalTime();
    const QDate today = now.toLocalTime().date();
    if (local.date() == today) {
        //: hours
        return Format::tr("%1 h ago").arg(seconds / 3600);
    }
    const QString time = QLocale().toString(local.time(), QStringLiteral("HH:mm"));
    if (local.date().addDays(1) == today) {
        return Format::tr("Yesterday %1").arg(time);
    }
    return QLocale().toString(local.date(), QLocale::ShortFormat) + QLatin1Char(' ') + time;
}

QString localTime(const QDateTime &at)
{
    const QDateTime local = at.toLocalTime();
    return QLocale().toString(local.date(), QLocale::ShortFormat) + local.time().toString(QStringLiteral(" HH:mm "))
        + local.timeZoneAbbreviation();
}

QString utcTime(const QDateTime &at)
{
    return at.toUTC().toString(Qt::ISODate);
}

QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069);
}

} // namespace objecta::ui
