// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/demofile.h"
#include "app/core/settings.h"

#include <tl/expected.hpp>

#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace objecta::console {

/// What the command line asks for.
struct Options {
    /// --help or --version: this text on stdout, and done.
    QString answer;
    std::optional<core::DemoFile> demo;
    QUrl profileUrl;
    QString tourDirectory;
    QString profileDirectory;
    std::optional<core::Settings::Theme> theme;
    /// Empty: as in the settings.
    QString language;
};

/// Reads the command line (with the program's name first; options of Qt's own are passed over), and the demo file that
/// it names. The error is one sentence; the program then ends with code 2.
tl::expected<Options, QString> readOptions(const QStringList &arguments);

} // namespace objecta::console
