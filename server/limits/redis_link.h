// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/limits/redis_url.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace objecta::limits {

namespace asio = boost::asio;
template <class T>
using Awaitable = asio::awaitable<T>;

/// What Redis answered, as far as our one script goes: integers, or an error's text.
struct RedisReply {
    std::vector<int64_t> integers;
    std::string text; ///< of a string, a status or an error
    bool error = false;
};

/// Where to connect to; nothing when the name is not found.
Awaitable<std::vector<asio::generic::stream_protocol::endpoint>> redisEndpoints(asio::any_io_executor executor,
                                                                                RedisAddress address);
/// A command as the protocol writes it (RESP2, an array of bulk strings).
void appendCommand(std::string &out, const std::vector<std::string_view> &words);

/// One connection to Redis that runs one Lua script: commands are pipelined, each has a time limit, and the connection
/// comes back by itself. hiredis speaks the protocol, Asio moves the bytes. Never blocks. I/O thread.
class RedisLink : public std::enable_shared_from_this<RedisLink> {
public:
    struct Options {
        RedisAddress address;
        std::string script;
        std::chrono::milliseconds answerTimeout{20};
        /// Without an answer for so long, the connection is taken for dead.
        std::chrono::milliseconds deadTimeout{1000};
        std::chrono::milliseconds retryMin{50};
        std::chrono::milliseconds retryMax{1000};
        /// For the log: what goes through it, and what becomes of that without it.
        std::string use = "rate limits are shared";
        std::string without = "each server limits by itself";
    };
    RedisLink(asio::any_io_executor executor, Options options);
    ~RedisLink();
    RedisLink(const RedisLink &) = delete;
    RedisLink &operator=(const RedisLink &) = delete;

    /// Connects, and again whenever the connection is lost, until stop().
    void start();
    void stop();

    /// Whether a command would be sent now. False while Redis is away, and while it owes an answer past its time.
    [[nodiscard]] bool up() const { return m_ready && !m_late; }
    /// How often it went away or fell behind.
    [[nodiscard]] int64_t outages() const { return m_outages; }

    /// Runs the script. nullopt: no answer in time, or none to expect.
    Awaitable<std::optional<RedisReply>> run(std::vector<std::string> keys, std::vector<std::string> arguments);
    /// The same, where nobody waits for the answer.
    void post(const std::vector<std::string> &keys, const std::vector<std::string> &arguments);

private:
    using Clock = std::chrono::steady_clock;
    using Handler = std::function<void(std::optional<RedisReply>)>;
    struct Pending {
        Handler handler; ///< empty once nobody waits any more
        Clock::time_point sent;
    };
    using Socket = asio::generic::stream_protocol::socket;

    static Awaitable<void> keep(std::shared_ptr<RedisLink> self);
    static Awaitable<void> sweep(std::shared_ptr<RedisLink> self);
    static Awaitable<void> flush(std::shared_ptr<RedisLink> self, uint64_t generation);
    Awaitable<bool> connect();
    Awaitable<bool> greet();
    Awaitable<void> receive();
    /// Reads until the oldest command is answered; nullopt when the connection broke.
    Awaitable<std::optional<RedisReply>> readReply();
    void command(const std::vector<std::string_view> &words, Handler handler);
    void runScript(const std::vector<std::string> &keys, const std::vector<std::string> &arguments, Handler handler);
    void wantFlush();
    void answered(RedisReply reply);
    void drop();
    void setReady(bool ready, std::string_view why);
    void setLate(bool late);

    asio::any_io_executor m_executor;
    Options m_options;
    Socket m_socket;
    asio::steady_timer m_pause;
    asio::steady_timer m_tick;
    std::unique_ptr<redisReader, void (*)(redisReader *)> m_reader;
    std::vector<char> m_in;
    std::string m_sha;
    std::string m_out;
    std::string m_writing;
    std::deque<Pending> m_pending;
    uint64_t m_generation = 0; ///< of the connection
    int64_t m_outages = 0;
    bool m_flushing = false;
    bool m_ready = false;
    bool m_late = false;
    bool m_everReady = false;
    bool m_stopped = false;
};

} // namespace objecta::limits
