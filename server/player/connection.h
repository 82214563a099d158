// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/verb.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace objecta::player {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// Where an organization's API answers. Changes when the server comes back on another port.
struct Target {
    uint16_t port = 0;
    std::string host; ///< for the Host header
};

struct Reply {
    int status = 0;
    std::string body;
    int retryAfter = 0; ///< seconds, 0 when the answer says nothing

    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
    /// The problem's code, empty when the answer is none.
    [[nodiscard]] std::string code() const;
};

/// One kept-alive HTTP/1.1 connection to this machine. One request at a time.
class Connection {
public:
    Connection(boost::asio::any_io_executor executor, const Target &target);

    /// nullopt when the server is not there or does not answer within five seconds.
    Awaitable<std::optional<Reply>> send(boost::beast::http::verb method, std::string path, std::string body,
                                         std::string token);
    void close();

private:
    Awaitable<bool> connect();

    const Target &m_target;
    boost::beast::tcp_stream m_stream;
    boost::beast::flat_buffer m_buffer;
    std::chrono::steady_clock::time_point m_lastUsed;
    uint16_t m_port = 0; ///< that it is connected to
};

} // namespace objecta::player
