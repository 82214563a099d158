// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/conninfo.h"
#include "server/isolation/check.h"
#include "server/main/commands.h"

#include <iostream>

namespace objecta::app {

Outcome<void> isolationCheck(const Place &place, const std::string &superuser, bool json)
{
    const auto installation = Installation::visit(place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    try {
        isolation::Session session(
            db::connectionFor(installation->connection(), superuser, std::chrono::milliseconds(0)));
        const auto report = isolation::check(session);
        std::cout << (json ? isolation::asJson(report) + '\n' : isolation::asTable(report)) << std::flush;
        if (!report.clean()) {
            return failed("A tenant can meet another's rows: " + std::to_string(report.findings.size()) + " findings.");
        }
    } catch (const std::runtime_error &e) {
        return failed(std::string("The check could not be made: ") + e.what());
    }
    return {};
}

} // namespace objecta::app
