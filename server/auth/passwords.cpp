// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/passwords.h"

#include "server/auth/sodium.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <stdexcept>

namespace objecta::auth {

namespace {

// OWASP's argon2id choice: 19 MiB, 2 passes, 1 lane.
constexpr unsigned long long passes = 2;
constexpr size_t memoryBytes = size_t{19} * 1024 * 1024;

/// Counts one job in the queue for as long as it lives.
class Place {
public:
    Place(std::atomic<int> &pending, int capacity)
        : m_pending(pending)
        , m_granted(pending.fetch_add(1) < capacity)
    {
    }
    ~Place() { m_pending.fetch_sub(1); }
    Place(const Place &) = delete;
    Place &operator=(const Place &) = delete;
    [[nodiscard]] bool granted() const { return m_granted; }

private:
    std::atomic<int> &m_pending;
    bool m_granted;
};

tl::unexpected<Problem> overloaded()
{
    return tl::unexpected(Problem{ProblemCode::Overloaded, {}, {}, 1, {}});
}

db::Awaitable<bool> verifyOnThread(std::string password, std::string hash)
{
    co_return Passwords::verifyNow(password, hash);
}

db::Awaitable<std::string> hashOnThread(std::string password)
{
    co_return Passwords::hashNow(password);
}

} // namespace

Passwords::Passwords(unsigned threads, int maxWaiting)
    : m_threads(threads)
    , m_capacity(static_cast<int>(threads) + maxWaiting)
{
}

Passwords::~Passwords()
{
    m_threads.stop();
    m_threads.join();
}

db::Awaitable<Result<bool>> Passwords::verify(std::string password, std::optional<std::string> hash)
{
    const Place place(m_pending, m_capacity);
    if (!place.granted()) {
        co_return overloaded();
    }
    if (!hash) {
        co_await db::asio::co_spawn(m_threads, hashOnThread(std::move(password)), db::asio::use_awaitable);
        co_return false;
    }
    co_return co_await db::asio::co_spawn(m_threads, verifyOnThread(std::move(password), std::move(*hash)),
                                          db::asio::use_awaitable);
}

db::Awaitable<Result<std::string>> Passwords::hash(std::string password)
{
    const Place place(m_pending, m_capacity);
    if (!place.granted()) {
        co_return overloaded();
    }
    co_return co_await db::asio::co_spawn(m_threads, hashOnThread(std::move(password)), db::asio::use_awaitable);
}

std::string Passwords::hashNow(std::string_view password)
{
    ensureSodium();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), passes, memoryBytes) != 0) {
        throw std::bad_alloc();
    }
    return out.data();
}

bool Passwords::verifyNow(std::string_view password, const std::string &hash)
{
    ensureSodium();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string Passwords::random()
{
    ensureSodium();
    static constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    std::string out;
    while (out.size() < 20) {
        out += letters[randombytes_uniform(static_cast<uint32_t>(letters.size()))];
    }
    return out;
}

} // namespace objecta::auth
