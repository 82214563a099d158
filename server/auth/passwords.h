// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

/// argon2id hashes (19 MiB, 2 passes: about 25 ms each), made on threads of their own so that sign-ins neither
/// stop the I/O thread nor take all memory. The awaitables resume on the caller's executor.
class Passwords {
public:
    /// At most `threads` hashes run at once and `maxWaiting` more wait; beyond that Overloaded.
    explicit Passwords(unsigned threads = 2, int maxWaiting = 64);
    ~Passwords();
    Passwords(const Passwords &) = delete;
    Passwords &operator=(const Passwords &) = delete;

    /// Whether the password fits. Without a hash (unknown user, no password set) it hashes all the same and
    /// answers false, so that both take the same time.
    db::Awaitable<Result<bool>> verify(std::string password, std::optional<std::string> hash);
    db::Awaitable<Result<std::string>> hash(std::string password);

    /// Blocking, for start-up and threads that may wait. Thread-safe.
    static std::string hashNow(std::string_view password);
    static bool verifyNow(std::string_view password, const std::string &hash);
    /// 20 random characters (~118 bits) without ones that look alike.
    static std::string random();

private:
    db::asio::thread_pool m_threads;
    int m_capacity;
    std::atomic<int> m_pending{0};
};

} // namespace objecta::auth
