// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An operator's stream as it comes over the wire, without the console.

#include <boost/json.hpp>

#include <QNetworkRequest>
#include <QWebSocket>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace objecta::test {

/// Keeps the newest of what was told of each second. It does not reconnect.
class LiveStream {
public:
    /// At that port of this machine, as the member of staff with that access token; the figures of these organizations
    /// and of the busiest ones.
    LiveStream(uint16_t port, const std::string &token, const std::vector<std::string> &organizations = {},
               int top = 500)
    {
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(port)));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + token));
        const boost::json::object wish{
            {"type", "subscribe"}, {"organizations", boost::json::value_from(organizations)}, {"top", top}};
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) { take(boost::json::parse(text.toStdString()).as_object()); });
        QObject::connect(&m_socket, &QWebSocket::connected, &m_socket, [this, wish] {
            m_socket.sendTextMessage(QString::fromStdString(boost::json::serialize(wish)));
        });
        m_socket.open(request);
    }

    /// Of all seconds that were told.
    [[nodiscard]] int64_t requests(const std::string &organization) const
    {
        int64_t sum = 0;
        for (const auto &[at, counts] : m_seconds) {
            const auto it = counts.find(organization);
            sum += it != counts.end() ? it->second : 0;
        }
        return sum;
    }
    [[nodiscard]] bool ranksFirst(const std::string &organization) const { return m_first == organization; }
    /// By name: whether its figures are in the newest second.
    [[nodiscard]] const std::map<std::string, bool> &servers() const { return m_servers; }
    [[nodiscard]] size_t seconds() const { return m_seconds.size(); }
    [[nodiscard]] bool heard(const std::string &event) const { return m_events.contains(event); }

private:
    void take(const boost::json::object &message)
    {
        const auto &type = message.at("type").as_string();
        if (type == "event") {
            m_events.insert(std::string(message.at("event").as_string()));
        }
        if (type != "frame" && type != "snapshot") {
            return;
        }
        auto &second = m_seconds[std::string(message.at("at").as_string())];
        second.clear();
        for (const auto &one : message.at("organizations").as_array()) {
            second[std::string(one.at("id").as_string())] = one.at("figures").at("requests").as_int64();
        }
        if (message.at("again").as_bool()) {
            return;
        }
        const auto &top = message.at("top").as_array();
        m_first = top.empty() ? std::string() : std::string(top.front().as_string());
        m_servers.clear();
        for (const auto &server : message.at("servers").as_array()) {
            m_servers[std::string(server.at("name").as_string())] = server.at("live").as_bool();
        }
    }

    QWebSocket m_socket;
    std::map<std::string, std::map<std::string, int64_t>> m_seconds;
    std::string m_first;
    std::map<std::string, bool> m_servers;
    std::set<std::string> m_events;
};

} // namespace objecta::test
