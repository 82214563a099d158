// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace objecta::core {

/// Where the console keeps its files. All folders exist with mode 0700 after make().
struct Directories {
    /// Settings and server profiles.
    QString config;
    /// Log files, the fallback for secrets.
    QString data;

    /// The user's own, by QStandardPaths.
    static Directories standard();
    /// Everything below one folder: tests and portable installations.
    static Directories under(const QString &root);

    /// Creates the folders. False, with a sentence in `error`, where that is not possible.
    [[nodiscard]] bool make(QString *error) const;
};

} // namespace objecta::core
