// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

namespace objecta::db {

/// How long one request waited for PostgreSQL, connections included. Shared by the request and the transactions of it,
/// which may outlive it. I/O thread.
struct Meter {
    std::chrono::steady_clock::duration waited{};
};

/// Adds the time from its making to its end; null: none.
class Waiting {
public:
    explicit Waiting(std::shared_ptr<Meter> meter)
        : m_meter(std::move(meter))
    {
    }
    ~Waiting()
    {
        if (m_meter) {
            m_meter->waited += std::chrono::steady_clock::now() - m_begun;
        }
    }
    Waiting(const Waiting &) = delete;
    Waiting &operator=(const Waiting &) = delete;

private:
    std::shared_ptr<Meter> m_meter;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
};

} // namespace objecta::db
