// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <QFile>
#include <QRegularExpression>

#include <atomic>

namespace objecta::core {

namespace {

// Qt's message handler takes no context, so the log that lives is found here.
std::atomic<Log *> qtMessagesTo{nullptr};
QtMessageHandler formerHandler = nullptr;

void handleQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    Log *log = qtMessagesTo.load();
    if (log == nullptr) {
        return;
    }
    Log::Level level = Log::Level::Debug;
    switch (type) {
    case QtDebugMsg:
        break;
    case QtInfoMsg:
        level = Log::Level::Info;
        break;
    case QtWarningMsg:
        level = Log::Level::Warning;
        break;
    case QtCriticalMsg:
    case QtFatalMsg:
        level = Log::Level::Error;
        break;
    }
    const QString category = QString::fromLatin1(context.category);
    log->write(level,
               category.isEmpty() || category == QStringLiteral("default") ? message
                                                                           : category + QStringLiteral(": ") + message);
}

} // namespace

QString redacted(const QString &text)
{
    static const QRegularExpression bearer(QStringLiteral("(Bearer\\s+)[A-Za-z0-9._~+/=-]+"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression member(
        QStringLiteral("(\"[a-z_]*(?:token|password)\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\""),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression item(QStringLiteral("([a-z_]*(?:token|password)=)[^&\\s\"]+"),
                                         QRegularExpression::CaseInsensitiveOption);
    QString out = text;
    out.replace(bearer, QStringLiteral("\\1***"));
    out.replace(member, QStringLiteral("\\1\"***\""));
    out.replace(item, QStringLiteral("\\1***"));
    return out;
}

Log::Log(const QString &directory, Level level)
{
    std::vector<spdlog::sink_ptr> sinks;
    auto console = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    const QString path = directory + QStringLiteral("/console.log");
    try {
        auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(QFile::encodeName(path).toStdString(),
                                                                           1024 * 1024, 2);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        sinks.push_back(std::move(file));
        m_path = path;
        console->set_level(spdlog::level::warn);
    } catch (const spdlog::spdlog_ex &) {
        // stderr is what is left.
    }
    sinks.push_back(std::move(console));
    m_logger = std::make_shared<spdlog::logger>("console", sinks.begin(), sinks.end());
    m_logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    m_logger->set_level(level == Level::Debug      ? spdlog::level::debug
                            : level == Level::Info ? spdlog::level::info
                                                   : spdlog::level::warn);
    m_logger->flush_on(spdlog::level::info);
    m_former = qtMessagesTo.exchange(this);
    if (m_former == nullptr) {
        formerHandler = qInstallMessageHandler(handleQtMessage);
    }
}

Log::~Log()
{
    // Several may live at a time; the newest is the first to go.
    qtMessagesTo.store(m_former);
    if (m_former == nullptr) {
        qInstallMessageHandler(formerHandler);
    }
    m_logger->flush();
}

void Log::write(Level level, const QString &text)
{
    // A line break would let a text forge a line.
    const std::string line = redacted(text).replace(u'\n', u' ').toStdString();
    switch (level) {
    case Level::Debug:
        m_logger->log(spdlog::level::debug, line);
        break;
    case Level::Info:
        m_logger->log(spdlog::level::info, line);
        break;
    case Level::Warning:
        m_logger->log(spdlog::level::warn, line);
        break;
    case Level::Error:
        m_logger->log(spdlog::level::err, line);
        break;
    }
}

} // namespace objecta::core
