// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/problem.h"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace objecta::http {

using Head = boost::beast::http::request_header<>;

/// Networks in CIDR notation. An IPv4 address in IPv6 clothes (::ffff:a.b.c.d) is the IPv4 one.
class Networks {
public:
    /// "10.0.0.0/8, ::1": addresses and prefixes, separated by commas. A sentence when one of them is none.
    static tl::expected<Networks, std::string> parse(std::string_view list);

    [[nodiscard]] bool empty() const { return m_ranges.empty(); }
    [[nodiscard]] bool contains(const boost::asio::ip::address &address) const;

private:
    struct Range {
        boost::asio::ip::address_v6 first; ///< IPv4 as ::ffff:a.b.c.d
        unsigned bits; ///< of 128
    };
    std::vector<Range> m_ranges;
};

/// Who sent a request, and to which host.
struct Client {
    std::string address;
    std::string host; ///< as a Host header has it
    bool secure = false; ///< by TLS, to us or to the first proxy
};

/// The client of a request whose connection comes from `peer`. Only when that is one of the trusted proxies do its
/// Forwarded (RFC 7239) or X-Forwarded-For, -Host and -Proto count, read from the right: the first address that is no
/// trusted proxy is the client, and what stands left of it is hearsay. A proxy that lets a client's own header of the
/// other kind pass is found by their disagreement: that is an InvalidRequest, and so is what cannot be read.
Result<Client> clientOf(const Head &head, const boost::asio::ip::address &peer, bool secure, const Networks &trusted);

} // namespace objecta::http
