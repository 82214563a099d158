// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/audit/chain.h"
#include "server/main/installation.h"

#include <boost/asio/steady_timer.hpp>

namespace objecta::app {

struct AuditOptions {
    Place place;
    std::filesystem::path checkpoints; ///< empty: audit/checkpoints.jsonl in the data directory
    std::string organization; ///< verify only this one; empty: all
};

/// Notes where every organization's chain of audit entries ends now.
Outcome<void> auditCheckpoint(const AuditOptions &options);
/// Checks all chains against themselves and the checkpoints; names the first entry that is wrong of each organization.
Outcome<void> auditVerify(const AuditOptions &options);

/// The keys that a data directory's server had before: every other *.key beside token.key. A sentence for one that is
/// none.
tl::expected<std::vector<auth::TokenKey>, std::string> formerKeys(const std::filesystem::path &dataDir);

/// Where a data directory has its checkpoints.
std::filesystem::path checkpointsFile(const std::filesystem::path &dataDir);

/// Notes checkpoints every ten minutes while the server runs. I/O thread; the database outlives it, and the context
/// runs until it has ended.
class AuditKeeper {
public:
    AuditKeeper(boost::asio::io_context &context, db::Database &database, features::AuditCheckpoints checkpoints);
    void start();
    void stop();

private:
    db::Awaitable<void> run();

    boost::asio::io_context &m_context;
    db::Database &m_database;
    features::AuditCheckpoints m_checkpoints;
    boost::asio::steady_timer m_timer;
    bool m_stopping = false;
};

} // namespace objecta::app
