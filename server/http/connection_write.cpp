// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a connection's answers leave.

#include "server/http/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace objecta::http {

namespace {

namespace beast = boost::beast;

constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr size_t streamPiece = 256 * 1024;
constexpr size_t endlessPiece = 64 * 1024;
constexpr size_t lingerBytes = 4 * 1024 * 1024;

} // namespace

Awaitable<bool> Connection::write(const pipeline::Answer &answer, bool head, bool keepAlive)
{
    enter(Phase::Writing);
    keepAlive = keepAlive && !m_state->draining && (m_chunks || !isEndless(answer));
    m_out = serialize(answer, head, keepAlive, m_state->date.now(), m_chunks);
    const auto [error, size] = co_await asio::async_write(m_wire, asio::buffer(m_out), tuple);
    if (error) {
        co_return false;
    }
    if (answer.stream && !head) {
        bool whole = false;
        if (isEndless(answer)) {
            whole = co_await writeEndless(*answer.stream);
        } else {
            whole = co_await writeStream(*answer.stream);
        }
        if (!whole) {
            abort();
            co_return false;
        }
    }
    co_return keepAlive;
}

Awaitable<bool> Connection::writeStream(pipeline::BodySource &source)
{
    uint64_t left = source.size().value_or(0);
    std::vector<char> piece(static_cast<size_t>(std::min<uint64_t>(left, streamPiece)));
    while (left > 0) {
        enter(Phase::Handling);
        const auto got = co_await source.read(std::span(piece.data(), std::min<uint64_t>(left, piece.size())));
        if (!got || *got == 0) {
            co_return false;
        }
        left -= *got;
        // The client has writeTimeout for each piece.
        enter(Phase::Writing);
        const auto [error, size] = co_await asio::async_write(m_wire, asio::buffer(piece.data(), *got), tuple);
        if (error) {
            co_return false;
        }
    }
    co_return true;
}

Awaitable<bool> Connection::writeEndless(pipeline::BodySource &source)
{
    // RFC 9112, section 7.1. The chunk's head stands right before its bytes, so that a piece is one write.
    constexpr size_t headRoom = 16;
    std::vector<char> piece(headRoom + endlessPiece + 2);
    for (;;) {
        enter(Phase::Handling);
        const auto got = co_await source.read(std::span(piece.data() + headRoom, endlessPiece));
        if (!got) {
            co_return false; // cut off: without the last chunk it is no whole answer
        }
        enter(Phase::Writing);
        size_t begin = headRoom;
        size_t end = headRoom + *got;
        if (m_chunks) {
            char head[headRoom];
            const int length = std::snprintf(head, sizeof head, "%zx\r\n", *got);
            begin -= static_cast<size_t>(length);
            std::copy_n(head, length, piece.data() + begin);
            piece[end++] = '\r';
            piece[end++] = '\n';
        }
        const auto [error, size] =
            co_await asio::async_write(m_wire, asio::buffer(piece.data() + begin, end - begin), tuple);
        if (error) {
            co_return false;
        }
        if (*got == 0) {
            co_return true;
        }
    }
}

Awaitable<void> Connection::refuse(const Problem &problem, const std::string &requestId, bool head)
{
    const auto answer = m_state->pipeline.refuse(problem, requestId, m_client.address, taken());
    co_await write(answer, head, false);
    co_await linger();
}

Awaitable<void> Connection::linger()
{
    enter(Phase::Lingering);
    if (m_wire.secure()) {
        co_await m_wire.async_shutdown(tuple);
    }
    beast::error_code error;
    m_wire.socket().shutdown(tcp::socket::shutdown_send, error);
    size_t total = 0;
    m_out.resize(readChunk);
    while (!error && total < lingerBytes) {
        const auto [failed, size] = co_await m_wire.socket().async_read_some(asio::buffer(m_out), tuple);
        error = failed;
        total += size;
    }
}

} // namespace objecta::http
