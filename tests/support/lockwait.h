// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

namespace objecta::test {

/// Until a statement of the server's waits for a lock that somebody holds; false after four seconds, which is less than
/// it may take.
inline bool oneWaitsForALock(const TestServer &server)
{
    auto look = server.sql("postgres");
    return within(std::chrono::seconds(4), [&] {
        return look.run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                        "wait_event_type = 'Lock'")
                   .value()
            == "1";
    });
}

} // namespace objecta::test
