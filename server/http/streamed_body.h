// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/connection.h"

#include <boost/beast/http/buffer_body.hpp>

namespace objecta::http {

/// The body of a request whose head was read: takes the connection's bytes as the handler asks for them. A client
/// must keep up a minimum rate (ServerOptions::minBodyRate) over the time that it is waited for.
class StreamedBody final : public pipeline::BodyReader {
public:
    using HeadParser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    /// Nothing of the body has been parsed yet. The connection outlives this.
    StreamedBody(Connection &connection, HeadParser &&head, bool awaitsContinue);

    [[nodiscard]] std::optional<uint64_t> contentLength() const override { return m_length; }
    Awaitable<Result<size_t>> read(std::span<char> into) override;
    [[nodiscard]] int64_t received() const override { return m_connection.taken() - m_before; }

    /// Whether the connection stands at the next request.
    [[nodiscard]] bool finished() const { return m_parser.is_done(); }

private:
    Awaitable<Result<size_t>> next(std::span<char> into);
    Awaitable<bool> goOn();
    Result<size_t> take(std::span<char> into);

    Connection &m_connection;
    int64_t m_before; ///< what the connection had taken of this request
    boost::beast::http::request_parser<boost::beast::http::buffer_body> m_parser;
    std::optional<uint64_t> m_length;
    bool m_awaitsContinue;
    bool m_starved = false; ///< what was received is not enough for a next piece
    bool m_failed = false;
    Clock::duration m_waited{}; ///< for the client; what the handler takes is not its fault
    uint64_t m_taken = 0;
};

} // namespace objecta::http
