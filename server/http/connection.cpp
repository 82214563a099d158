// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/connection.h"

#include "server/http/stream_socket.h"
#include "server/http/streamed_body.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace objecta::http {

namespace {

namespace beast = boost::beast;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

bool expectsContinue(const Head &head)
{
    return beast::iequals(head[beast::http::field::expect], "100-continue");
}

/// Only these may belong to a route that takes its body in pieces.
bool mayStream(const Head &head)
{
    return head.method() == beast::http::verb::post || head.method() == beast::http::verb::put;
}

/// Whether a header in what came of a head goes on in the next line (obs-fold, RFC 9112, section 5.2), which servers
/// read differently.
bool folds(std::string_view head)
{
    for (size_t at = head.find('\n'); at != std::string_view::npos && at + 1 < head.size();
         at = head.find('\n', at + 1)) {
        if (head[at + 1] == ' ' || head[at + 1] == '\t') {
            return true;
        }
        if (head[at + 1] == '\r' || head[at + 1] == '\n') {
            return false;
        }
    }
    return false;
}

Problem problemOf(const beast::error_code &error)
{
    using Error = beast::http::error;
    if (error == Error::header_limit) {
        return {ProblemCode::HeadersTooLarge, {}, {}, 0, {}};
    }
    if (error == Error::body_limit) {
        return {ProblemCode::BodyTooLarge, {}, {}, 0, {}};
    }
    return {ProblemCode::InvalidRequest, "The request is not well-formed HTTP/1.1.", {}, 0, {}};
}

} // namespace

std::string peerKey(const asio::ip::address &address)
{
    if (address.is_v6() && !address.to_v6().is_v4_mapped()) {
        const auto bytes = address.to_v6().to_bytes();
        return {bytes.begin(), bytes.begin() + 8};
    }
    const auto bytes =
        (address.is_v4() ? address.to_v4() : asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()))
            .to_bytes();
    return {bytes.begin(), bytes.end()};
}

Connection::Connection(std::shared_ptr<Server::State> state, tcp::socket socket)
    : m_state(std::move(state))
    , m_wire(m_state->tls ? Stream(std::move(socket), *m_state->tls) : Stream(std::move(socket)))
{
    beast::error_code error;
    m_wire.socket().set_option(tcp::no_delay(true), error);
    const auto endpoint = m_wire.socket().remote_endpoint(error);
    if (!error) {
        m_peer = endpoint.address();
        m_peerName = m_peer.to_string();
    }
    m_trusted = m_state->options.trustedProxies.contains(m_peer);
    ++m_state->peers[peerKey(m_peer)];
    m_place = m_state->connections.insert(m_state->connections.end(), this);
}

Connection::~Connection()
{
    m_state->connections.erase(m_place);
    const auto counted = m_state->peers.find(peerKey(m_peer));
    if (--counted->second == 0) {
        m_state->peers.erase(counted);
    }
    if (m_state->connections.empty()) {
        m_state->empty.cancel();
    }
}

Awaitable<void> Connection::run(std::shared_ptr<Connection> self)
{
    try {
        co_await self->serve();
    } catch (const std::exception &exception) {
        pipeline::logInternal({}, exception.what());
    }
}

Awaitable<void> Connection::serve()
{
    const bool opened = co_await handshake();
    if (opened) {
        while (co_await serveOne()) { }
    }
    if (m_wire.secure() && m_wire.socket().is_open()) {
        enter(Phase::Lingering);
        co_await m_wire.async_shutdown(tuple);
    }
    beast::error_code ignored;
    m_wire.socket().shutdown(tcp::socket::shutdown_both, ignored);
    m_wire.socket().close(ignored);
}

Awaitable<bool> Connection::handshake()
{
    if (!m_wire.secure()) {
        co_return true;
    }
    enter(Phase::Handshake);
    const auto [error] = co_await m_wire.async_handshake(tuple);
    co_return !error;
}

Awaitable<bool> Connection::serveOne()
{
    enter(Phase::Idle);
    if (!co_await waitForBytes()) {
        co_return false;
    }
    enter(Phase::Reading);
    m_fresh = false;
    m_received = static_cast<int64_t>(m_buffer.size());
    m_parser.emplace();
    m_parser->header_limit(m_state->options.maxHeaderBytes);
    m_parser->body_limit(boost::none); // whether there is one, the route says

    Fed fed = co_await readUntil(false);
    if (fed == Fed::Closed) {
        co_return false;
    }
    const Head &head = m_parser->get();
    const bool isHead = head.method() == beast::http::verb::head;
    m_chunks = head.version() >= 11;
    const std::string requestId = requestIdOf(head);
    m_client = {m_peerName, {}, m_wire.secure()};
    auto request = fed == Fed::Done ? understand(head, requestId) : tl::unexpected(m_problem);
    if (!request) {
        // What no rule lets through may hide a second request: nothing more is read here.
        co_await refuse(request.error(), requestId, isHead);
        co_return false;
    }
    // Of the head alone: what stands behind a chunked body (trailers) changes nothing any more.
    const bool keepAlive = head.version() >= 11 && m_parser->keep_alive();
    const bool isUpgrade = beast::websocket::is_upgrade(head);
    if (mayStream(head) && m_state->pipeline.streamsBody(*request)) {
        co_return co_await serveUpload(std::move(*request), keepAlive);
    }
    if (m_parser->content_length().value_or(0) > m_state->options.maxBodyBytes) {
        m_problem = {ProblemCode::BodyTooLarge, {}, {}, 0, {}};
        co_await refuse(m_problem, requestId, isHead);
        co_return false;
    }
    // A parser looks at its limit when it has read the head, and then at each chunk.
    m_parser->body_limit(m_state->options.maxBodyBytes);
    if (!m_parser->is_done()) {
        fed = co_await readBody();
        if (fed == Fed::Closed) {
            co_return false;
        }
        if (fed == Fed::Failed) {
            co_await refuse(m_problem, requestId, isHead);
            co_return false;
        }
    }

    enter(Phase::Handling);
    request->body = std::move(m_parser->get().body());
    if (isUpgrade) {
        co_return co_await upgrade(std::move(*request), keepAlive);
    }
    const auto answer = co_await m_state->pipeline.handle(std::move(*request), taken());
    co_return co_await write(answer, isHead, keepAlive);
}

Result<pipeline::Request> Connection::understand(const Head &head, const std::string &requestId)
{
    if (const auto checked = checkHead(head); !checked) {
        return tl::unexpected(checked.error());
    }
    if (m_trusted) {
        auto client = clientOf(head, m_peer, m_wire.secure(), m_state->options.trustedProxies);
        if (!client) {
            return tl::unexpected(client.error());
        }
        m_client = std::move(*client);
    } else {
        m_client.host = std::string(head[beast::http::field::host]);
    }
    return toRequest(head, requestId, m_client);
}

Awaitable<Connection::Fed> Connection::readBody()
{
    if (expectsContinue(m_parser->get()) && m_buffer.size() == 0) {
        static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [error, size] = co_await asio::async_write(m_wire, asio::buffer(goOn), tuple);
        if (error) {
            co_return Fed::Closed;
        }
    }
    co_return co_await readUntil(true);
}

Awaitable<bool> Connection::serveUpload(pipeline::Request request, bool keepAlive)
{
    const std::string requestId = request.requestId;
    StreamedBody body(*this, std::move(*m_parser), expectsContinue(m_parser->get()));
    request.stream = &body;
    enter(Phase::Handling);
    const auto answer = co_await m_state->pipeline.handle(std::move(request), taken());
    if (body.finished()) {
        co_return co_await write(answer, false, keepAlive);
    }
    // What is still under way is no request: the connection ends with this answer.
    co_await write(answer, false, false);
    co_await linger();
    co_return false;
}

Awaitable<bool> Connection::upgrade(pipeline::Request request, bool keepAlive)
{
    auto checked = checkUpgrade(m_parser->get());
    if (checked && m_buffer.size() > 0) {
        checked = fail(ProblemCode::InvalidRequest, "A WebSocket's client speaks when it was answered.");
    }
    if (!checked) {
        co_await refuse(checked.error(), request.requestId, false);
        co_return false;
    }
    auto opened = co_await m_state->pipeline.open(std::move(request), taken());
    if (const auto *answer = std::get_if<pipeline::Answer>(&opened)) {
        co_return co_await write(*answer, false, keepAlive);
    }
    const auto stream = std::make_shared<StreamSocket>(*m_state, std::get<pipeline::OpenedStream>(std::move(opened)),
                                                       std::move(m_wire));
    m_stream = stream;
    m_buffer.shrink_to_fit(); // empty, and of no more use: there may be thousands of idle sockets
    enter(Phase::Stream);
    if (m_state->draining) {
        drain();
    }
    const bool accepted = co_await stream->accept(m_parser->get());
    m_parser.reset();
    if (accepted) {
        stream->start(shared_from_this());
    }
    co_return false;
}

Awaitable<Connection::Fed> Connection::readUntil(bool whole)
{
    size_t headBytes = 0;
    for (;;) {
        beast::error_code error;
        // put() stops after the head, since the parser is not eager; the body needs further calls.
        if (!whole && folds({static_cast<const char *>(m_buffer.data().data()), m_buffer.size()})) {
            m_problem = {ProblemCode::InvalidRequest, "A header goes on in a second line.", {}, 0, {}};
            co_return Fed::Failed;
        }
        while (!(whole ? m_parser->is_done() : m_parser->is_header_done()) && m_buffer.size() > 0) {
            const size_t used = m_parser->put(m_buffer.data(), error);
            m_buffer.consume(used);
            const bool starved = error == beast::http::error::need_more;
            if (error && !starved) {
                m_problem = problemOf(error);
                co_return Fed::Failed;
            }
            // The parser holds its limit against what it has not taken yet: line by line there would be none.
            headBytes += whole ? 0 : used;
            if (headBytes > m_state->options.maxHeaderBytes) {
                m_problem = {ProblemCode::HeadersTooLarge, {}, {}, 0, {}};
                co_return Fed::Failed;
            }
            if (starved || used == 0) {
                break;
            }
        }
        if (whole ? m_parser->is_done() : m_parser->is_header_done()) {
            co_return Fed::Done;
        }
        // What the parser cannot go on with: a chunk's head or trailer without an end.
        if (m_buffer.size() > m_state->options.maxHeaderBytes) {
            m_problem = {ProblemCode::HeadersTooLarge, {}, {}, 0, {}};
            co_return Fed::Failed;
        }
        if (!co_await readMore()) {
            if (m_timedOut) {
                m_timedOut = false;
                m_problem = {ProblemCode::RequestTimeout, {}, {}, 0, {}};
                co_return Fed::Failed;
            }
            co_return Fed::Closed;
        }
    }
}

Awaitable<bool> Connection::waitForBytes()
{
    if (m_buffer.size() > 0) {
        co_return true;
    }
    if (m_state->draining && !m_fresh) {
        co_return false;
    }
    co_return co_await readMore();
}

Awaitable<bool> Connection::readMore()
{
    const auto [error, size] = co_await m_wire.async_read_some(m_buffer.prepare(readChunk), tuple);
    if (error) {
        co_return false;
    }
    m_buffer.commit(size);
    m_received += static_cast<int64_t>(size);
    co_return true;
}

void Connection::drain()
{
    if (const auto stream = m_stream.lock()) {
        stream->close(pipeline::closeGoingAway, "The server is stopping.");
        return;
    }
    beast::error_code ignored;
    const bool expected = m_fresh || m_wire.socket().available(ignored) > 0;
    if (m_phase == Phase::Lingering || (m_phase == Phase::Idle && !expected)) {
        abort();
    } else if (m_phase == Phase::Handshake || m_phase == Phase::Idle) {
        enter(m_phase);
    }
}

void Connection::abort()
{
    if (const auto stream = m_stream.lock()) {
        stream->abort();
        return;
    }
    beast::error_code ignored;
    m_wire.socket().close(ignored);
}

} // namespace objecta::http
