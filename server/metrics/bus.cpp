// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/bus.h"

#include <charconv>

namespace objecta::metrics {

namespace {

constexpr const char *pgChannel = "objecta_frames";
constexpr const char *redisChannel = "objecta:frames";
constexpr size_t pieceBytes = 7800;

// In the order of the array: notifications of one transaction come as they were made.
constexpr db::Sql notify("SELECT pg_notify('objecta_frames', t) FROM unnest($1::text[]) WITH ORDINALITY AS p (t, n) "
                         "ORDER BY n");

limits::RedisLink::Options publishing(const limits::RedisAddress &address)
{
    limits::RedisLink::Options out;
    out.address = address;
    out.script = "return redis.call('PUBLISH', KEYS[1], ARGV[1])";
    out.answerTimeout = std::chrono::milliseconds(500);
    out.use = "live figures go";
    out.without = "servers do not see each other's figures";
    return out;
}

std::optional<int64_t> takeNumber(std::string_view &text)
{
    int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end == text.data() + text.size() || *end != '.') {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<size_t>(end - text.data()) + 1);
    return out;
}

} // namespace

PgBus::PgBus(db::asio::any_io_executor executor, db::Database &database, const std::string &connection)
    : m_database(database)
    , m_listener(std::move(executor), database, connection, pgChannel,
                 std::function<void(std::string_view)>([this](std::string_view payload) { piece(payload); }))
    , m_sender(formatUuid(randomUuid()))
{
}

db::Awaitable<bool> PgBus::publish(std::string text)
{
    // SENDER.TEXT.PIECE.PIECES.BYTES; the texts are base64, so nothing in the array needs quotes.
    const size_t pieces = std::max<size_t>(1, (text.size() + pieceBytes - 1) / pieceBytes);
    const std::string number = std::to_string(m_next++);
    std::string all = "{";
    for (size_t i = 0; i < pieces; ++i) {
        all += (i > 0 ? "," : "") + m_sender + '.' + number + '.' + std::to_string(i) + '.' + std::to_string(pieces)
            + '.' + text.substr(i * pieceBytes, pieceBytes);
    }
    all += '}';
    const std::function<Result<int>(db::PlatformTx &)> work = [&all](db::PlatformTx &tx) -> Result<int> {
        return tx.query(notify, db::Params(all)).affected();
    };
    const auto sent = co_await m_database.platform<int>(work);
    co_return sent.has_value();
}

void PgBus::piece(std::string_view payload)
{
    const auto dot = payload.find('.');
    if (dot == std::string_view::npos) {
        return;
    }
    const auto sender = payload.substr(0, dot);
    payload.remove_prefix(dot + 1);
    const auto text = takeNumber(payload);
    const auto index = text ? takeNumber(payload) : std::nullopt;
    const auto pieces = index ? takeNumber(payload) : std::nullopt;
    if (!pieces) {
        return;
    }
    if (m_parts.size() > 1000) {
        m_parts.clear(); // of servers that are gone
    }
    auto it = m_parts.find(sender);
    if (it == m_parts.end()) {
        it = m_parts.emplace(std::string(sender), Part()).first;
    }
    Part &part = it->second;
    if (*index == 0) {
        part = {*text, 0, {}};
    }
    if (part.text != *text || static_cast<int64_t>(part.pieces) != *index) {
        part = Part(); // one was missed
        return;
    }
    part.got += payload;
    if (static_cast<int64_t>(++part.pieces) == *pieces) {
        const std::string whole = std::move(part.got);
        part = Part();
        heard(whole);
    }
}

RedisBus::RedisBus(db::asio::any_io_executor executor, const limits::RedisAddress &address)
    : m_link(std::make_shared<limits::RedisLink>(executor, publishing(address)))
    , m_channel(executor, address, redisChannel, [this](std::string_view text) { heard(text); })
{
    m_link->start();
}

RedisBus::~RedisBus()
{
    m_link->stop();
}

void RedisBus::stop()
{
    m_channel.stop();
    m_link->stop();
}

db::Awaitable<bool> RedisBus::publish(std::string text)
{
    // Told where nobody hears it, least of all this server itself, it would be lost.
    if (!m_channel.up()) {
        co_return false;
    }
    std::vector<std::string> keys{redisChannel};
    std::vector<std::string> arguments{std::move(text)};
    const auto reply = co_await m_link->run(std::move(keys), std::move(arguments));
    co_return reply.has_value();
}

} // namespace objecta::metrics
