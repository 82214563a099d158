// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testserver.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace objecta::test {

/// What /metrics said, taken apart.
class Exposition {
public:
    explicit Exposition(std::string text);

    /// Of the series as it stands there: `name{label="value"}`.
    [[nodiscard]] std::optional<double> value(const std::string &series) const;
    [[nodiscard]] std::set<std::string> series() const;
    /// Family -> counter, gauge or histogram.
    [[nodiscard]] const std::map<std::string, std::string> &families() const { return m_families; }
    [[nodiscard]] const std::string &text() const { return m_text; }

private:
    std::string m_text;
    std::map<std::string, double> m_values;
    std::map<std::string, std::string> m_families;
};

/// Have a server of tests answer Prometheus on a free port.
inline const QStringList withMetrics{QStringLiteral("--metrics-listen"), QStringLiteral("127.0.0.1:0")};
/// The port that the server was started with last.
uint16_t metricsPort(const TestServer &server);
/// Throws when the answer is not 200.
Exposition scrape(const TestServer &server);

/// Runs promtool, which ./dev test fetches: what it printed where it failed or found something to say, empty when all
/// is well.
QByteArray promtool(const QStringList &arguments, const QByteArray &input = {});

} // namespace objecta::test
