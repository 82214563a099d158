// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/timestamp.h"

#include <QDateTime>
#include <QString>

#include <string>

namespace objecta::core {

/// UTF-8 text of the contract as a QString.
inline QString text(const std::string &utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

inline std::string utf8(const QString &value)
{
    return value.toStdString();
}

/// A moment of the contract in UTC; the UI shows it in local time with its zone.
inline QDateTime dateTime(const Timestamp &at)
{
    return QDateTime::fromMSecsSinceEpoch(at.micros / 1000, Qt::UTC);
}

} // namespace objecta::core
