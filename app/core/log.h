// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

namespace spdlog {
class logger;
}

namespace objecta::core {

/// Takes tokens and passwords out of a text: bearer tokens, and the values of members and query items whose names
/// end in token or password.
QString redacted(const QString &text);

/// The console's log: three files of 1 MiB in `directory`, oldest dropped. Every text is redacted. Thread-safe.
/// While one lives, Qt's own messages go to it too (and to stderr from warnings up).
class Log {
public:
    enum class Level { Debug, Info, Warning, Error };

    /// Where the folder cannot be written, lines go to stderr only.
    explicit Log(const QString &directory, Level level = Level::Info);
    ~Log();
    Log(const Log &) = delete;
    Log &operator=(const Log &) = delete;

    void write(Level level, const QString &text);
    void debug(const QString &text) { write(Level::Debug, text); }
    void info(const QString &text) { write(Level::Info, text); }
    void warning(const QString &text) { write(Level::Warning, text); }
    void error(const QString &text) { write(Level::Error, text); }

    /// The current file, for "Copy diagnostics"; empty where there is none.
    [[nodiscard]] QString path() const { return m_path; }

private:
    std::shared_ptr<spdlog::logger> m_logger;
    Log *m_former = nullptr; ///< took Qt's messages before this one
    QString m_path;
};

} // namespace objecta::core
