// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/message.h"

#include "server/pipeline/router.h"

#include <charconv>
#include <algorithm>
#include <ctime>

namespace objecta::http {

namespace {

namespace beast = boost::beast;
using Field = beast::http::field;

tl::unexpected<Problem> malformed(std::string detail)
{
    return fail(ProblemCode::InvalidRequest, std::move(detail));
}

bool isDigits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// The target without "http://authority", which may stand before it (RFC 9112, section 3.2.2) when it names the
/// same host; nullopt otherwise. "https://" when the client came that way.
std::optional<std::string_view> originForm(std::string_view target, std::string_view host, bool secure)
{
    const std::string_view scheme = secure ? "https://" : "http://";
    if (target.size() <= scheme.size() || lower(target.substr(0, scheme.size())) != scheme) {
        return target;
    }
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find_first_of("/?"), target.size());
    if (lower(target.substr(0, end)) != lower(host)) {
        return std::nullopt;
    }
    target.remove_prefix(end);
    return target.empty() ? std::string_view("/") : target;
}

} // namespace

std::optional<std::string> hostName(std::string_view host)
{
    std::string name;
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == std::string_view::npos || end < 3
            || host.substr(1, end - 1).find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) {
            return std::nullopt;
        }
        name = lower(host.substr(0, end + 1));
        host.remove_prefix(end + 1);
    } else {
        const auto end = std::min(host.find(':'), host.size());
        name = lower(host.substr(0, end));
        host.remove_prefix(end);
        if (name.empty() || name.size() > 253
            || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") != std::string::npos) {
            return std::nullopt;
        }
    }
    if (!host.empty() && (host.size() > 6 || !isDigits(host.substr(1)) || host.front() != ':')) {
        return std::nullopt;
    }
    return name;
}

Result<void> checkHead(const Head &head)
{
    if (head.version() != 10 && head.version() != 11) {
        return malformed("The version is neither HTTP/1.0 nor HTTP/1.1.");
    }
    const auto hosts = head.count(Field::host);
    if (hosts != 1) {
        return malformed(hosts == 0 ? "The Host header is missing." : "The Host header is given twice.");
    }
    if (!hostName(view(head[Field::host]))) {
        return malformed("The Host header is malformed.");
    }
    const auto lengths = head.count(Field::content_length);
    const auto encodings = head.count(Field::transfer_encoding);
    if (lengths + encodings > 1 || (lengths == 1 && !isDigits(view(head[Field::content_length])))) {
        return malformed("The length of the body is given twice.");
    }
    if (encodings == 1 && head.version() < 11) {
        return malformed("HTTP/1.0 knows no transfer encoding.");
    }
    if (encodings == 1 && !beast::iequals(head[Field::transfer_encoding], "chunked")) {
        return malformed("The transfer encoding is not supported.");
    }
    if (head.count(Field::authorization) > 1 || head.count(Field::content_type) > 1 || head.count(Field::if_match) > 1
        || head.count(Field::if_none_match) > 1 || head.count(Field::range) > 1 || head.count("Idempotency-Key") > 1
        || head.count("Content-Digest") > 1) {
        return malformed("A header is given twice.");
    }
    return {};
}

Result<void> checkUpgrade(const Head &head)
{
    if (head.count(Field::content_length) + head.count(Field::transfer_encoding) > 0
        && view(head[Field::content_length]) != "0") {
        return malformed("A WebSocket is opened by a request without a body.");
    }
    if (head.count(Field::sec_websocket_version) != 1 || view(head[Field::sec_websocket_version]) != "13") {
        return malformed("The WebSocket's version is not 13.");
    }
    // Sixteen bytes in base64.
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";
    const auto key = view(head[Field::sec_websocket_key]);
    if (head.count(Field::sec_websocket_key) != 1 || key.size() != 24 || !key.ends_with("==")
        || key.substr(0, 22).find_first_not_of(allowed) != std::string_view::npos) {
        return malformed("The WebSocket's key is missing or malformed.");
    }
    return {};
}

std::string requestIdOf(const Head &head)
{
    const auto given = view(head["X-Request-Id"]);
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (!given.empty() && given.size() <= 64 && given.find_first_not_of(allowed) == std::string_view::npos) {
        return std::string(given);
    }
    return formatUuid(randomUuid());
}

Result<pipeline::Request> toRequest(const Head &head, const std::string &requestId, const Client &client)
{
    const auto origin = originForm(view(head.target()), view(head[Field::host]), client.secure);
    if (!origin) {
        return malformed("The address and the Host header name two hosts.");
    }
    auto target = pipeline::parseTarget(*origin);
    if (!target) {
        return tl::unexpected(target.error());
    }
    pipeline::Request out;
    out.method = head.method();
    auto host = hostName(client.host);
    if (!host) {
        return malformed("The forwarded host is malformed.");
    }
    if (const auto colon = client.host.find(':', host->size()); colon != std::string::npos) {
        out.port = client.host.substr(colon);
    }
    out.secure = client.secure;
    out.host = std::move(*host);
    if (const auto question = origin->find('?'); question != std::string_view::npos) {
        out.search = origin->substr(question);
    }
    out.path = std::move(target->path);
    out.query = std::move(target->query);
    out.authorization = view(head[Field::authorization]);
    out.ifMatch = view(head[Field::if_match]);
    out.ifNoneMatch = view(head[Field::if_none_match]);
    if (const auto key = head.find("Idempotency-Key"); key != head.end()) {
        out.idempotencyKey = view(key->value());
    }
    out.contentType = view(head[Field::content_type]);
    out.contentDigest = view(head["Content-Digest"]);
    out.range = view(head[Field::range]);
    out.userAgent = view(head[Field::user_agent]).substr(0, 255);
    if (const auto length = view(head[Field::content_length]); !length.empty()) {
        uint64_t bytes = 0;
        if (std::from_chars(length.data(), length.data() + length.size(), bytes).ec == std::errc()) {
            out.contentLength = bytes;
        }
    }
    // Given twice it is none (W3C Trace Context, section 3.2); tracestate's are one list, of which the first part will
    // do.
    out.trace = pipeline::traceContext(head.count("traceparent") == 1 ? view(head["traceparent"]) : std::string_view(),
                                       view(head["tracestate"]));
    out.requestId = requestId;
    out.peer = client.address;
    return out;
}

/// Whether the status allows one (RFC 9110, section 6.4.1).
bool hasBody(const pipeline::Answer &answer)
{
    return answer.status != beast::http::status::no_content && answer.status != beast::http::status::not_modified;
}

bool isEndless(const pipeline::Answer &answer)
{
    return answer.stream && !answer.stream->size();
}

std::string serialize(const pipeline::Answer &answer, bool head, bool keepAlive, std::string_view date, bool chunks)
{
    const auto reason = beast::http::obsolete_reason(answer.status);
    std::string out;
    out.reserve(512 + (head ? 0 : answer.body.size()));
    out += "HTTP/1.1 ";
    out += std::to_string(static_cast<int>(answer.status));
    out += ' ';
    out.append(reason.data(), reason.size());
    out += "\r\nDate: ";
    out += date;
    if (hasBody(answer)) {
        if (!answer.contentType.empty()) {
            out += "\r\nContent-Type: ";
            out += answer.contentType;
        }
        if (!isEndless(answer)) {
            out += "\r\nContent-Length: ";
            out += std::to_string(answer.stream ? *answer.stream->size() : answer.body.size());
        } else if (chunks) {
            out += "\r\nTransfer-Encoding: chunked";
        }
    }
    for (const auto &[name, value] : answer.headers) {
        out += "\r\n";
        out += name;
        out += ": ";
        out += value;
    }
    if (!keepAlive) {
        out += "\r\nConnection: close";
    }
    out += "\r\n\r\n";
    if (!head && hasBody(answer) && !answer.stream) {
        out += answer.body;
    }
    return out;
}

const std::string &DateClock::now()
{
    const auto second = Timestamp::now().seconds();
    if (second != m_second) {
        m_second = second;
        const auto time = static_cast<std::time_t>(second);
        std::tm parts{};
        gmtime_r(&time, &parts);
        // Never strftime's names: those follow the locale.
        static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        char text[64];
        const int size = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                       days[static_cast<size_t>(parts.tm_wday)], parts.tm_mday,
                                       months[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour,
                                       parts.tm_min, parts.tm_sec);
        m_text.assign(text, static_cast<size_t>(size));
    }
    return m_text;
}

} // namespace objecta::http
