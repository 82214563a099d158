// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace objecta::test {

/// An answer as it came over the socket.
struct Reply {
    int status = 0;
    /// Names in lower case.
    std::map<std::string, std::string> headers;
    std::string body;

    [[nodiscard]] boost::json::value json() const { return boost::json::parse(body); }
    [[nodiscard]] std::string header(const std::string &name) const
    {
        const auto it = headers.find(name);
        return it == headers.end() ? std::string() : it->second;
    }
    /// The problem's code, empty when the answer is none.
    [[nodiscard]] std::string code() const;
    /// A string member of the answer's object, empty when there is none.
    [[nodiscard]] std::string text(std::string_view member) const;
};

using Headers = std::map<std::string, std::string>;

/// A blocking HTTP/1.1 client on one kept-alive connection to 127.0.0.1. Where that was closed before a byte of an
/// answer came, it asks once more on a new one (RFC 9112, section 9.3.1), as clients do. One thread at a time. Throws
/// std::runtime_error when there is no answer within 20 seconds.
class HttpClient {
public:
    HttpClient(uint16_t port, std::string host);
    ~HttpClient();
    HttpClient(HttpClient &&) noexcept;
    HttpClient &operator=(HttpClient &&) noexcept;

    /// Sent as a bearer token from now on; empty for none.
    void setToken(std::string token) { m_token = std::move(token); }
    [[nodiscard]] const std::string &token() const { return m_token; }
    void setHost(std::string host) { m_host = std::move(host); }

    Reply get(const std::string &target, const Headers &headers = {}) { return send("GET", target, {}, headers); }
    Reply post(const std::string &target, const std::string &json, const Headers &headers = {})
    {
        return send("POST", target, json, headers);
    }
    Reply patch(const std::string &target, const std::string &json, const Headers &headers = {})
    {
        return send("PATCH", target, json, headers);
    }
    Reply del(const std::string &target, const Headers &headers = {}) { return send("DELETE", target, {}, headers); }
    Reply send(const std::string &method, const std::string &target, const std::string &body,
               const Headers &headers = {});
    /// How often it asked once more.
    [[nodiscard]] int repeats() const { return m_repeats; }
    /// Writes bytes as they are on a new connection and reads one answer; status 0 when the server just closed.
    static Reply raw(uint16_t port, std::string_view bytes);

    /// Signs in on this client's host and keeps the access token. Returns the whole answer.
    Reply signIn(const std::string &email, const std::string &password);

private:
    struct Connection;
    uint16_t m_port;
    std::string m_host;
    std::string m_token;
    std::unique_ptr<Connection> m_connection;
    int m_repeats = 0;
};

} // namespace objecta::test
