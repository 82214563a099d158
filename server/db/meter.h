// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

namespace objecta::db {

/// How long PostgreSQL worked for one request, the way there and back included, but not what that waited behind
/// others or for a connection: that is theirs. Shared by the request and the transactions of it, which may outlive it.
/// I/O thread.
struct Meter {
    std::chrono::steady_clock::duration worked{};
};

/// Adds the time from its making to its end; null: none.
class Working {
public:
    explicit Working(std::shared_ptr<Meter> meter)
        : m_meter(std::move(meter))
    {
    }
    ~Working()
    {
        if (m_meter) {
            m_meter->worked += std::chrono::steady_clock::now() - m_begun;
        }
    }
    Working(const Working &) = delete;
    Working &operator=(const Working &) = delete;

private:
    std::shared_ptr<Meter> m_meter;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
};

} // namespace objecta::db
