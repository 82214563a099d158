// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <cstdint>
#include <optional>

namespace objecta::ui {

// Numbers, sizes and times as the program shows them, by the default QLocale.

/// "10,000".
QString count(qint64 value);
/// At most about five characters: "950", "12.4 K", "6.4 M".
QString compactCount(qint64 value);
/// Powers of 1024 with their own names, as plans are counted: "4.1 TiB".
QString bytes(qint64 value);
/// A share of 0.824 as "82%"; shares between 99.5 and 100 % stay "99%", so that only a full thing reads 100.
QString percent(double share);
/// A level of a scale in percent, told from those beside it: up to three significant digits, "22.5%".
QString percentLevel(double percent);
/// Requests a second: one decimal below 1000, none above; "–" for NaN.
QString rate(double value);
/// "62 ms", "1.24 s"; "–" for NaN.
QString milliseconds(double value);
/// "27:14" or "1:02:09".
QString countdown(int seconds);
/// "just now", "12 min ago", "2 h ago", "Yesterday 17:42", else the date. `now` in any zone.
QString ago(const QDateTime &at, const QDateTime &now = QDateTime::currentDateTimeUtc());
/// Local date and time with its zone.
QString localTime(const QDateTime &at);
/// ISO 8601 in UTC, for tooltips and copies.
QString utcTime(const QDateTime &at);

/// Wraps a foreign text (a name, a slug) so that it cannot turn the direction of the sentence around it.
QString isolated(const QString &text);

} // namespace objecta::ui
