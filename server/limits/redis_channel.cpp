// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/limits/redis_channel.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <hiredis/hiredis.h>

namespace objecta::limits {

namespace {

constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds pingEvery{1};
constexpr std::chrono::milliseconds silence{2500};
constexpr std::chrono::milliseconds retry{200};

/// The text of ["message", channel, text].
std::optional<std::string_view> messageOf(const redisReply &reply)
{
    const auto text = [](const redisReply *element) { return std::string_view(element->str, element->len); };
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3 || reply.element[0]->type != REDIS_REPLY_STRING
        || text(reply.element[0]) != "message" || reply.element[2]->type != REDIS_REPLY_STRING) {
        return std::nullopt;
    }
    return text(reply.element[2]);
}

} // namespace

RedisChannel::RedisChannel(asio::any_io_executor executor, RedisAddress address, std::string channel,
                           std::function<void(std::string_view)> said)
    : m_executor(std::move(executor))
    , m_address(std::move(address))
    , m_channel(std::move(channel))
    , m_said(std::move(said))
    , m_socket(m_executor)
    , m_pause(m_executor)
    , m_tick(m_executor)
{
}

void RedisChannel::stop()
{
    m_stopped = true;
    m_pause.cancel();
    m_tick.cancel();
    boost::system::error_code ignored;
    m_socket.close(ignored);
}

Awaitable<void> RedisChannel::run()
{
    using namespace asio::experimental::awaitable_operators;
    co_await (listen() && keepAlive());
}

Awaitable<bool> RedisChannel::connect()
{
    m_heard = std::chrono::steady_clock::now();
    m_connected = true; // for keepAlive(): an attempt that hangs is ended, too
    const auto endpoints = co_await redisEndpoints(m_executor, m_address);
    for (const auto &endpoint : endpoints) {
        boost::system::error_code ignored;
        m_socket.close(ignored);
        if (m_stopped) {
            co_return false;
        }
        const auto [error] = co_await m_socket.async_connect(endpoint, tuple);
        if (error) {
            continue;
        }
        std::string greeting;
        if (!m_address.password.empty()) {
            std::vector<std::string_view> words{"AUTH"};
            if (!m_address.user.empty()) {
                words.emplace_back(m_address.user);
            }
            words.emplace_back(m_address.password);
            appendCommand(greeting, words);
        }
        appendCommand(greeting, {"SUBSCRIBE", m_channel});
        const auto [failed, size] = co_await asio::async_write(m_socket, asio::buffer(greeting), tuple);
        co_return !failed;
    }
    co_return false;
}

Awaitable<void> RedisChannel::listen()
{
    std::vector<char> in(size_t{64} * 1024);
    while (!m_stopped) {
        const bool connected = co_await connect();
        const std::unique_ptr<redisReader, void (*)(redisReader *)> reader(redisReaderCreate(), redisReaderFree);
        bool good = connected;
        while (good && !m_stopped) {
            const auto [error, size] = co_await m_socket.async_read_some(asio::buffer(in), tuple);
            good = !error && redisReaderFeed(reader.get(), in.data(), size) == REDIS_OK;
            void *raw = nullptr;
            while (good && (good = redisReaderGetReply(reader.get(), &raw) == REDIS_OK) && raw != nullptr) {
                const std::unique_ptr<redisReply, void (*)(void *)> reply(static_cast<redisReply *>(raw),
                                                                          freeReplyObject);
                m_heard = std::chrono::steady_clock::now();
                good = reply->type != REDIS_REPLY_ERROR;
                m_up = good;
                if (const auto text = messageOf(*reply)) {
                    m_said(*text);
                }
            }
        }
        m_up = false;
        m_connected = false;
        boost::system::error_code ignored;
        m_socket.close(ignored);
        if (!m_stopped) {
            m_pause.expires_after(retry);
            co_await m_pause.async_wait(tuple);
        }
    }
}

Awaitable<void> RedisChannel::keepAlive()
{
    // After SUBSCRIBE the protocol takes PING still.
    std::string ping;
    appendCommand(ping, {"PING"});
    while (!m_stopped) {
        m_tick.expires_after(pingEvery);
        co_await m_tick.async_wait(tuple);
        boost::system::error_code ignored;
        if (m_connected && std::chrono::steady_clock::now() - m_heard > silence) {
            m_socket.close(ignored);
        } else if (m_up) {
            co_await asio::async_write(m_socket, asio::buffer(ping), tuple);
        }
    }
}

} // namespace objecta::limits
