// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <tl/expected.hpp>

#include <QString>
#include <QUrl>

namespace objecta::core {

/// What the console needs of the demo.json that `objecta-server serve --demo` writes.
struct DemoFile {
    QUrl baseUrl;
    QString email;
    QString password;
};

/// Reads it; otherwise one sentence that names the file, what is wrong, and the way out.
tl::expected<DemoFile, QString> readDemoFile(const QString &path);

} // namespace objecta::core
