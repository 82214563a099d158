// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/exposition.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <sstream>
#include <stdexcept>

namespace objecta::test {

Exposition::Exposition(std::string text)
    : m_text(std::move(text))
{
    std::istringstream lines(m_text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) {
            const auto blank = line.find(' ', 7);
            m_families[line.substr(7, blank - 7)] = line.substr(blank + 1);
        } else if (!line.empty() && !line.starts_with('#')) {
            const auto blank = line.rfind(' ');
            const std::string series = line.substr(0, blank);
            if (!m_values.emplace(series, std::stod(line.substr(blank + 1))).second) {
                throw std::runtime_error("stands twice: " + series);
            }
        }
    }
}

std::optional<double> Exposition::value(const std::string &series) const
{
    const auto found = m_values.find(series);
    return found != m_values.end() ? std::optional(found->second) : std::nullopt;
}

std::set<std::string> Exposition::series() const
{
    std::set<std::string> out;
    for (const auto &[series, value] : m_values) {
        out.insert(series);
    }
    return out;
}

uint16_t metricsPort(const TestServer &server)
{
    static const QRegularExpression said(QStringLiteral("metrics on port (\\d+)"));
    uint16_t port = 0;
    auto matches = said.globalMatch(QString::fromUtf8(server.log()));
    while (matches.hasNext()) {
        port = matches.next().captured(1).toUShort();
    }
    return port;
}

Exposition scrape(const TestServer &server)
{
    const Reply reply = HttpClient(metricsPort(server), "monitoring.example").get("/metrics");
    if (reply.status != 200) {
        throw std::runtime_error("a scrape was answered " + std::to_string(reply.status) + ": " + reply.body);
    }
    return Exposition(reply.body);
}

QByteArray promtool(const QStringList &arguments, const QByteArray &input)
{
    QString program = QStringLiteral(OBJECTA_SOURCE_DIR "/build/unpacked/usr/bin/promtool");
    if (!QFile::exists(program)) {
        program = QStandardPaths::findExecutable(QStringLiteral("promtool"));
    }
    if (program.isEmpty()) {
        return "there is no promtool: ./dev test fetches it";
    }
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(240'000)) {
        return "promtool did not end: " + process.errorString().toUtf8();
    }
    const QByteArray said = process.readAll();
    const bool fine = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    return fine ? QByteArray() : said + "\nexit code " + QByteArray::number(process.exitCode());
}

} // namespace objecta::test
