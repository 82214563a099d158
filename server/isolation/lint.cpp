// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/isolation/check.h"
#include "server/isolation/rules.h"

#include <algorithm>
#include <set>

namespace objecta::isolation {

void lint(Session &session, Report &report)
{
    std::set<std::pair<std::string, std::string>> used;
    for (const auto &rule : rules()) {
        const auto seen = session.must(std::string(catalogPrefix) + " SELECT count(*) FROM " + rule.looksAt);
        const auto found = session.must(std::string(catalogPrefix) + rule.finds);
        report.done.push_back({rule.name, std::stoi(seen.value())});
        for (const auto &row : found.rows) {
            const std::string object = row.at(0).value_or("");
            const auto excused = std::ranges::find_if(exceptions(), [&](const Exception &exception) {
                return exception.rule == std::string_view(rule.name) && exception.object == object;
            });
            if (excused != exceptions().end()) {
                used.emplace(rule.name, object);
                continue;
            }
            report.findings.push_back({rule.name, object, row.size() > 1 ? row.at(1).value_or("") : rule.why});
        }
    }
    for (const auto &exception : exceptions()) {
        if (!used.contains({exception.rule, exception.object})) {
            report.findings.push_back(
                {"stale-exception", exception.object, std::string("no longer breaks the rule ") + exception.rule});
        }
    }
    report.done.push_back({"stale-exception", static_cast<int>(exceptions().size())});
}

} // namespace objecta::isolation
