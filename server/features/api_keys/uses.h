// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/pipeline.h"

#include <boost/asio/steady_timer.hpp>

#include <map>

namespace objecta::features {

/// When each API key was last used: collected in memory and written for many keys at once every few seconds, so that
/// no request waits for it. What a crash loses is those seconds. I/O thread.
class KeyUses {
public:
    KeyUses(db::asio::any_io_executor executor, db::Database &database);

    /// Notes the key of a request that its organization's gate let in.
    void note(const pipeline::RequestFacts &facts);

    /// Writes until stop(), and then what is left. The database outlives it.
    db::Awaitable<void> run();
    void stop();

private:
    db::Awaitable<void> write();

    db::Database &m_database;
    db::asio::steady_timer m_timer;
    std::map<std::pair<OrganizationId, ApiKeyId>, Timestamp> m_uses;
    bool m_stopping = false;
};

} // namespace objecta::features
