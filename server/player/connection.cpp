// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/player/connection.h"

#include "models/contract/problem.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

#include <charconv>

namespace objecta::player {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;
constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::chrono::seconds deadline{5};
/// Shorter than the server keeps an idle connection, so that a request never meets its closing.
constexpr std::chrono::seconds reuseFor{30};

} // namespace

std::string Reply::code() const
{
    const auto document = parseJson<ProblemDocument>(body);
    return document ? document->code : std::string();
}

Connection::Connection(boost::asio::any_io_executor executor, const Target &target)
    : m_target(target)
    , m_stream(std::move(executor))
{
}

void Connection::close()
{
    m_stream.close();
    m_buffer.clear();
    m_port = 0;
}

Awaitable<bool> Connection::connect()
{
    close();
    const uint16_t port = m_target.port;
    const tcp::endpoint endpoint(boost::asio::ip::address_v4::loopback(), port);
    m_stream.expires_after(deadline);
    const auto [error] = co_await m_stream.async_connect(endpoint, tuple);
    if (error) {
        close();
        co_return false;
    }
    m_stream.socket().set_option(tcp::no_delay(true));
    m_port = port;
    co_return true;
}

Awaitable<std::optional<Reply>> Connection::send(http::verb method, std::string path, std::string body,
                                                 std::string token)
{
    const auto now = std::chrono::steady_clock::now();
    if (m_port == 0 || m_port != m_target.port || now - m_lastUsed > reuseFor) {
        const bool connected = co_await connect();
        if (!connected) {
            co_return std::nullopt;
        }
    }
    m_lastUsed = now;
    http::request<http::string_body> request(method, path, 11);
    request.set(http::field::host, m_target.host);
    request.set(http::field::accept, "application/json");
    request.set(http::field::user_agent, "objecta-player/" OBJECTA_VERSION);
    if (!token.empty()) {
        request.set(http::field::authorization, "Bearer " + token);
    }
    if (!body.empty()) {
        request.set(http::field::content_type, "application/json");
        request.body() = std::move(body);
    }
    request.prepare_payload();
    m_stream.expires_after(deadline);
    const auto [writeError, written] = co_await http::async_write(m_stream, request, tuple);
    if (writeError) {
        close();
        co_return std::nullopt;
    }
    http::response<http::string_body> response;
    const auto [readError, read] = co_await http::async_read(m_stream, m_buffer, response, tuple);
    if (readError) {
        close();
        co_return std::nullopt;
    }
    Reply reply;
    reply.status = response.result_int();
    const auto retryAfter = response[http::field::retry_after];
    std::from_chars(retryAfter.data(), retryAfter.data() + retryAfter.size(), reply.retryAfter);
    reply.body = std::move(response.body());
    if (!response.keep_alive()) {
        close();
    }
    co_return reply;
}

} // namespace objecta::player
