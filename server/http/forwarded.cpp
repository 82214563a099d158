// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/forwarded.h"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/beast/core/string.hpp>

#include <charconv>
#include <optional>

namespace objecta::http {

namespace {

namespace ip = boost::asio::ip;
namespace beast = boost::beast;

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same(std::string_view a, std::string_view b)
{
    return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

ip::address_v6 wide(const ip::address &address)
{
    return address.is_v6() ? address.to_v6() : ip::make_address_v6(ip::v4_mapped, address.to_v4());
}

ip::address narrow(const ip::address &address)
{
    return address.is_v6() && address.to_v6().is_v4_mapped()
        ? ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6()))
        : address;
}

std::optional<ip::address> parseAddress(std::string_view text)
{
    // A zone ("fe80::1%eth0") means nothing to anybody but the machine that wrote it.
    if (text.empty() || text.size() > 45 || text.find('%') != std::string_view::npos) {
        return std::nullopt;
    }
    beast::error_code error;
    const auto address = ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(narrow(address));
}

/// "a.b.c.d", "a.b.c.d:port", "v6", "[v6]" and "[v6]:port"; nullopt for names ("unknown", "_hidden") and nonsense.
std::optional<ip::address> parseNode(std::string_view text)
{
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        return end == std::string_view::npos ? std::nullopt : parseAddress(text.substr(1, end - 1));
    }
    const auto colon = text.find(':');
    return parseAddress(colon != std::string_view::npos && text.rfind(':') == colon ? text.substr(0, colon) : text);
}

/// Splits at `separator` outside of quotes; nullopt when a quote stays open.
std::optional<std::vector<std::string>> split(std::string_view text, char separator)
{
    std::vector<std::string> out(1);
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\' && i + 1 < text.size()) {
            out.back() += text[i];
            out.back() += text[++i];
        } else if (!quoted && text[i] == separator) {
            out.emplace_back();
        } else {
            quoted = quoted != (text[i] == '"');
            out.back() += text[i];
        }
    }
    return quoted ? std::nullopt : std::optional(std::move(out));
}

std::string unquoted(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
        return std::string(text);
    }
    std::string out;
    for (size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size()) {
            ++i;
        }
        out += text[i];
    }
    return out;
}

/// What one hop said of the one before it.
struct Hop {
    std::string node;
    std::string host;
    std::string proto;
};

/// All fields of that name as one list.
std::string joined(const Head &head, std::string_view name)
{
    std::string out;
    const auto [first, last] = head.equal_range({name.data(), name.size()});
    for (auto it = first; it != last; ++it) {
        out += out.empty() ? "" : ",";
        out += view(it->value());
    }
    return out;
}

std::optional<std::vector<Hop>> forwarded(const std::string &text)
{
    const auto elements = split(text, ',');
    if (!elements) {
        return std::nullopt;
    }
    std::vector<Hop> out;
    for (const auto &element : *elements) {
        const auto pairs = split(element, ';');
        Hop hop;
        for (const auto &pair : pairs ? *pairs : std::vector<std::string>{"="}) {
            const auto equals = pair.find('=');
            const auto name = trim(std::string_view(pair).substr(0, equals));
            if (name.empty() && equals == std::string::npos) {
                continue; // ";;" and ", ," are nothing
            }
            std::string *into = same(name, "for") ? &hop.node
                : same(name, "host")              ? &hop.host
                : same(name, "proto")             ? &hop.proto
                                                  : nullptr;
            if (name.empty() || equals == std::string::npos || (into != nullptr && !into->empty())) {
                return std::nullopt;
            }
            if (into != nullptr) {
                *into = unquoted(trim(std::string_view(pair).substr(equals + 1)));
            }
        }
        out.push_back(std::move(hop));
    }
    return out;
}

/// Host and Proto are of the whole way, so they may be said once only.
std::optional<std::vector<Hop>> legacy(const Head &head, const std::string &chain)
{
    const auto host = joined(head, "X-Forwarded-Host");
    const auto proto = joined(head, "X-Forwarded-Proto");
    if (host.find(',') != std::string::npos || proto.find(',') != std::string::npos) {
        return std::nullopt;
    }
    std::vector<Hop> out;
    const auto nodes = split(chain, ',');
    for (const auto &node : nodes ? *nodes : std::vector<std::string>{""}) {
        out.push_back({std::string(trim(node)), std::string(trim(host)), std::string(trim(proto))});
    }
    return out;
}

tl::unexpected<Problem> unreadable(const char *detail)
{
    return fail(ProblemCode::InvalidRequest, detail);
}

/// The chain from its right end: the last hop that a trusted proxy vouches for.
Result<Client> walk(const std::vector<Hop> &hops, Client client, const Networks &trusted)
{
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        if (!hop->host.empty()) {
            client.host = hop->host;
        }
        if (!hop->proto.empty()) {
            if (!same(hop->proto, "http") && !same(hop->proto, "https")) {
                return unreadable("The proxy names a protocol that is neither http nor https.");
            }
            client.secure = same(hop->proto, "https");
        }
        const auto address = parseNode(hop->node);
        if (!address) {
            break; // the proxy will not say, or did not: it stands for its client
        }
        client.address = address->to_string();
        if (!trusted.contains(*address)) {
            break;
        }
    }
    return client;
}

} // namespace

tl::expected<Networks, std::string> Networks::parse(std::string_view list)
{
    Networks out;
    for (size_t at = 0; at <= list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        const auto text = trim(list.substr(at, end - at));
        at = end + 1;
        const auto slash = text.find('/');
        const auto address = parseAddress(text.substr(0, slash));
        const std::string wrong = "\"" + std::string(text) + "\" is neither an address nor a network in CIDR notation.";
        if (!address) {
            return tl::unexpected(wrong);
        }
        const unsigned most = address->is_v4() ? 32 : 128;
        unsigned bits = most;
        if (slash != std::string_view::npos) {
            const auto digits = text.substr(slash + 1);
            const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
            if (error != std::errc() || rest != digits.data() + digits.size() || bits > most) {
                return tl::unexpected(wrong);
            }
        }
        out.m_ranges.push_back({wide(*address), bits + 128 - most});
    }
    return out;
}

bool Networks::contains(const ip::address &address) const
{
    if (m_ranges.empty()) {
        return false;
    }
    const auto bytes = wide(address).to_bytes();
    return std::ranges::any_of(m_ranges, [&bytes](const Range &range) {
        const auto first = range.first.to_bytes();
        for (unsigned bit = 0; bit < range.bits; bit += 8) {
            const unsigned kept = std::min(range.bits - bit, 8U);
            const auto mask = static_cast<unsigned char>(0xff00U >> kept);
            if (((bytes[bit / 8] ^ first[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    });
}

Result<Client> clientOf(const Head &head, const ip::address &peer, bool secure, const Networks &trusted)
{
    Client direct{narrow(peer).to_string(), std::string(view(head[beast::http::field::host])), secure};
    if (!trusted.contains(peer)) {
        return direct;
    }
    const auto modern = joined(head, "Forwarded");
    const auto chain = joined(head, "X-Forwarded-For");
    const bool old = !chain.empty() || head.count("X-Forwarded-Host") > 0 || head.count("X-Forwarded-Proto") > 0;
    if (modern.empty() && !old) {
        return direct;
    }
    std::optional<Client> found;
    for (const bool isModern : {true, false}) {
        if (isModern ? modern.empty() : !old) {
            continue;
        }
        const auto hops = isModern ? forwarded(modern) : legacy(head, chain);
        if (!hops) {
            return unreadable("What the proxy says of the client cannot be read.");
        }
        auto client = walk(*hops, direct, trusted);
        if (!client) {
            return client;
        }
        if (found
            && (found->address != client->address || found->host != client->host || found->secure != client->secure)) {
            return unreadable("Forwarded and X-Forwarded-For name two clients.");
        }
        found = std::move(*client);
    }
    return *found;
}

} // namespace objecta::http
