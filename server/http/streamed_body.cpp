// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/streamed_body.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace objecta::http {

namespace {

namespace beast = boost::beast;

std::optional<uint64_t> lengthOf(const beast::http::request_parser<beast::http::buffer_body> &parser)
{
    const auto length = parser.content_length();
    return length ? std::optional<uint64_t>(*length) : std::nullopt;
}

} // namespace

StreamedBody::StreamedBody(Connection &connection, HeadParser &&head, bool awaitsContinue)
    : m_connection(connection)
    , m_before(connection.taken())
    , m_parser(std::move(head))
    , m_length(lengthOf(m_parser))
    , m_awaitsContinue(awaitsContinue)
{
    m_parser.body_limit(boost::none);
}

Awaitable<Result<size_t>> StreamedBody::read(std::span<char> into)
{
    if (m_failed) {
        co_return fail(ProblemCode::InvalidRequest, "The request's body broke off.");
    }
    auto got = co_await next(into);
    if (!got) {
        m_failed = true;
    }
    m_connection.enter(Connection::Phase::Handling);
    co_return got;
}

Awaitable<Result<size_t>> StreamedBody::next(std::span<char> into)
{
    if (m_awaitsContinue) {
        m_awaitsContinue = false;
        const bool sent = co_await goOn();
        if (!sent) {
            co_return fail(ProblemCode::InvalidRequest, "The client is gone.");
        }
    }
    for (;;) {
        auto got = take(into);
        if (!got) {
            co_return got;
        }
        if (*got > 0 || m_parser.is_done()) {
            m_taken += *got;
            co_return got;
        }
        if (!m_starved) {
            continue; // the head of a chunk went by
        }
        m_connection.enter(Connection::Phase::Reading);
        m_connection.holdToRate(m_waited, m_taken);
        const auto begun = Clock::now();
        const bool more = co_await m_connection.readMore();
        m_waited += Clock::now() - begun;
        if (!more) {
            if (m_connection.m_timedOut) {
                m_connection.m_timedOut = false;
                co_return fail(ProblemCode::RequestTimeout);
            }
            co_return fail(ProblemCode::InvalidRequest, "The request's body broke off.");
        }
    }
}

Result<size_t> StreamedBody::take(std::span<char> into)
{
    m_starved = false;
    if (m_parser.is_done()) {
        return size_t(0);
    }
    auto &buffer = m_connection.m_buffer;
    if (buffer.size() == 0) {
        m_starved = true;
        return size_t(0);
    }
    auto &body = m_parser.get().body();
    body.data = into.data();
    body.size = into.size();
    body.more = true;
    beast::error_code error;
    const size_t used = m_parser.put(buffer.data(), error);
    buffer.consume(used);
    const size_t got = into.size() - body.size;
    if (error == beast::http::error::need_more) {
        m_starved = got == 0;
        // A chunk's head or trailer without an end.
        if (m_starved && buffer.size() > m_connection.m_state->options.maxHeaderBytes) {
            return fail(ProblemCode::HeadersTooLarge);
        }
    } else if (error && error != beast::http::error::need_buffer) {
        return fail(ProblemCode::InvalidRequest, "The request's body is malformed.");
    }
    return got;
}

Awaitable<bool> StreamedBody::goOn()
{
    if (m_connection.m_buffer.size() > 0) {
        co_return true; // it did not wait
    }
    static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    m_connection.enter(Connection::Phase::Writing);
    const auto [error, size] =
        co_await asio::async_write(m_connection.m_wire, asio::buffer(text), asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

} // namespace objecta::http
