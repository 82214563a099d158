// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/httpclient.h"

#include "models/contract/auth.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <stdexcept>

namespace objecta::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

struct HttpClient::Connection {
    asio::io_context io;
    beast::tcp_stream stream{io};
    beast::flat_buffer buffer;
    bool silent = true; ///< no byte of the answer that was waited for has come

    explicit Connection(uint16_t port)
    {
        stream.expires_after(std::chrono::seconds(20));
        run([&](auto handler) {
            stream.async_connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port), handler);
        });
        stream.socket().set_option(asio::ip::tcp::no_delay(true));
    }

    /// Runs one asynchronous operation to its end, so that the stream's timeout holds.
    template <class Start>
    void run(Start start)
    {
        beast::error_code result;
        start([&](beast::error_code error, auto &&...) { result = error; });
        io.restart();
        io.run();
        if (result) {
            throw beast::system_error(result);
        }
    }

    Reply read(bool headOnly)
    {
        http::response_parser<http::string_body> parser;
        parser.body_limit(256 * 1024 * 1024);
        parser.skip(headOnly);
        silent = true;
        try {
            run([&](auto handler) { http::async_read(stream, buffer, parser, handler); });
        } catch (const beast::system_error &) {
            silent = !parser.got_some() && buffer.size() == 0;
            throw;
        }
        Reply reply;
        reply.status = parser.get().result_int();
        for (const auto &field : parser.get()) {
            std::string name(field.name_string());
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
            reply.headers[name] = std::string(field.value());
        }
        reply.body = parser.get().body();
        return reply;
    }
};

std::string Reply::code() const
{
    return header("content-type").starts_with("application/problem+json") ? text("code") : std::string();
}

std::string Reply::text(std::string_view member) const
{
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (error || !value.is_object()) {
        return {};
    }
    const auto *found = value.get_object().if_contains(boost::json::string_view(member.data(), member.size()));
    return found != nullptr && found->is_string() ? std::string(found->get_string().c_str()) : std::string();
}

HttpClient::HttpClient(uint16_t port, std::string host)
    : m_port(port)
    , m_host(std::move(host))
{
}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient &&) noexcept = default;
HttpClient &HttpClient::operator=(HttpClient &&) noexcept = default;

Reply HttpClient::send(const std::string &method, const std::string &target, const std::string &body,
                       const Headers &headers)
{
    http::request<http::string_body> request;
    request.method_string(method);
    request.target(target);
    request.version(11);
    request.set(http::field::host, m_host);
    if (!m_token.empty()) {
        request.set(http::field::authorization, "Bearer " + m_token);
    }
    if (!body.empty()) {
        request.set(http::field::content_type, "application/json");
    }
    for (const auto &[name, value] : headers) {
        request.set(name, value);
    }
    request.body() = body;
    if (!body.empty() || method == "POST" || method == "PATCH") {
        request.prepare_payload();
    }
    const bool fresh = m_connection == nullptr;
    try {
        if (fresh) {
            m_connection = std::make_unique<Connection>(m_port);
        }
        m_connection->stream.expires_after(std::chrono::seconds(60));
        m_connection->run([&](auto handler) { http::async_write(m_connection->stream, request, handler); });
        Reply reply = m_connection->read(method == "HEAD");
        if (reply.header("connection") == "close") {
            m_connection.reset();
        }
        return reply;
    } catch (const beast::system_error &error) {
        // A kept connection may have been closed while idle; only then is nothing lost by asking again.
        const bool closed = !fresh && m_connection->silent && error.code() != beast::error::timeout;
        m_connection.reset();
        if (!closed) {
            throw;
        }
    }
    ++m_repeats;
    return send(method, target, body, headers);
}

Reply HttpClient::raw(uint16_t port, std::string_view bytes)
{
    Connection connection(port);
    try {
        connection.run([&](auto handler) {
            asio::async_write(connection.stream, asio::buffer(bytes.data(), bytes.size()), handler);
        });
    } catch (const beast::system_error &) {
        // The server may answer and close before it read everything; its answer is what counts.
    }
    try {
        return connection.read(false);
    } catch (const beast::system_error &error) {
        if (error.code() == beast::error::timeout) {
            throw;
        }
        return {};
    }
}

Reply HttpClient::signIn(const std::string &email, const std::string &password)
{
    m_token.clear();
    Reply reply = post("/v1/auth/sign-in", writeJson(SignInRequest{email, password}));
    if (reply.status == 200) {
        m_token = reply.text("access_token");
    }
    return reply;
}

} // namespace objecta::test
