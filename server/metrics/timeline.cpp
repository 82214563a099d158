// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/timeline.h"

#include <algorithm>

namespace objecta::metrics {

namespace {

constexpr int64_t perSecond = 1'000'000;
/// So long after this one was deaf whoever is new may have run before.
constexpr int64_t backAfter = 60 * perSecond;
/// What is newer and was lost on the way comes again.
constexpr int64_t onItsWay = 5;
/// A gap that is longer was a jump of the clock; nobody wants to be told all of it.
constexpr int64_t longestGap = 120;
/// A server that lives is heard each second.
constexpr int64_t replacedAfter = 2 * perSecond;

} // namespace

Timeline::Timeline(std::string id)
    : Timeline(std::move(id), Options{})
{
}

Timeline::Timeline(std::string id, Options options)
    : m_id(std::move(id))
    , m_options(options)
    , m_kept({options.keepSeconds, options.maxBytes})
{
}

void Timeline::add(const std::string &server, const std::string &name, Second part, Timestamp now)
{
    const int64_t at = part.at();
    noticeSetBack(now);
    replace(server, name, at, now);
    const auto [found, fresh] = m_servers.try_emplace(server);
    Server &from = found->second;
    if (fresh) {
        const bool wasDeaf = m_deafTo.micros > 0 && now.micros - m_deafTo.micros < backAfter;
        from.since = wasDeaf ? std::min(at, m_deafFrom.seconds()) : at;
    }
    from.name = name;
    from.heard = now;
    from.known = now;
    const bool apart = at > now.seconds() + m_options.aheadSeconds;
    from.last = apart || from.apart ? at : std::max(from.last, at);
    from.apart = apart;
    if (apart) {
        return;
    }
    if (!from.had.add(at)) {
        return;
    }
    from.had.eraseBefore(from.last - m_options.keepSeconds);
    if (m_next == 0) {
        m_next = std::min(at, now.seconds());
    }
    if (at < m_next) {
        addLate(std::move(part), server, now);
        return;
    }
    const auto [it, first] = m_open.try_emplace(at);
    if (first) {
        it->second.sum = std::move(part);
    } else {
        it->second.sum.add(part);
    }
    it->second.from.insert(server);
    settle(now);
}

void Timeline::replace(const std::string &server, const std::string &name, int64_t at, Timestamp now)
{
    // One that crashed said no goodbye; begun anew it has another id, and is the same to everybody who reads its name.
    for (auto it = m_servers.begin(); it != m_servers.end();) {
        if (it->first != server && it->first != m_id && it->second.name == name
            && now.micros - it->second.heard.micros > replacedAfter) {
            m_former.push_back({it->first, std::move(it->second), at});
            it = m_servers.erase(it);
        } else {
            ++it;
        }
    }
}

void Timeline::leave(const std::string &server, Timestamp now)
{
    if (const auto found = m_servers.find(server); found != m_servers.end()) {
        const int64_t to = found->second.last + 1;
        m_former.push_back({server, std::move(found->second), to});
        m_servers.erase(found);
    }
    settle(now);
}

void Timeline::deaf(Timestamp now)
{
    if (now.micros - m_deafTo.micros > 2 * perSecond) {
        m_deafFrom = now;
    }
    m_deafTo = now;
    for (auto &[id, server] : m_servers) {
        server.known = now;
    }
}

void Timeline::lives(const std::string &server, Timestamp now)
{
    if (const auto found = m_servers.find(server); found != m_servers.end()) {
        found->second.known = now;
    }
}

void Timeline::settle(Timestamp now)
{
    std::erase_if(m_servers, [&](const auto &entry) {
        return entry.first != m_id && now.micros - entry.second.known.micros > m_options.forget.count();
    });
    std::erase_if(m_former, [&](const Former &former) { return former.to <= now.seconds() - m_options.keepSeconds; });
    if (m_next == 0) {
        m_next = now.seconds();
    }
    noticeSetBack(now);
    m_next = std::max(m_next, now.seconds() - longestGap);
    m_open.erase(m_open.begin(), m_open.lower_bound(m_next));
    while ((m_next + 1) * perSecond <= now.micros) {
        const auto it = m_open.find(m_next);
        if (!complete(m_next, it != m_open.end() ? &it->second : nullptr, now)) {
            break;
        }
        tell(m_next++, now);
    }
}

void Timeline::noticeSetBack(Timestamp now)
{
    if (now.seconds() + 1 >= m_next) {
        return;
    }
    m_next = now.seconds();
    m_open.clear();
    m_kept.forgetFrom(m_next);
    for (auto &[id, server] : m_servers) {
        server.had.eraseFrom(m_next);
        server.last = std::min(server.last, m_next - 1);
    }
}

bool Timeline::complete(int64_t at, const Open *open, Timestamp now) const
{
    if (now.micros >= (at + 1) * perSecond + m_options.patience.count()) {
        return true;
    }
    return open != nullptr && std::all_of(m_servers.begin(), m_servers.end(), [&](const auto &entry) {
               return open->from.contains(entry.first) || entry.second.apart
                   || now.micros - entry.second.heard.micros > m_options.silence.count();
           });
}

void Timeline::tell(int64_t at, Timestamp now)
{
    const auto it = m_open.find(at);
    const bool measured = it != m_open.end();
    Open open;
    if (measured) {
        open = std::move(it->second);
        m_open.erase(it);
    } else {
        open.sum = Second(at, Tally(), {});
    }
    if (measured) {
        m_kept.push(open.sum);
    }
    const Moment moment{open.sum, measured, false, servers(now, &open.from)};
    for (const auto &listener : m_listeners) {
        listener(moment);
    }
}

void Timeline::addLate(Second part, const std::string &server, Timestamp now)
{
    const Second *whole = m_kept.addLate(std::move(part));
    if (whole == nullptr) {
        return;
    }
    const std::set<std::string> in{server};
    const Moment moment{*whole, true, true, servers(now, &in)};
    for (const auto &listener : m_listeners) {
        listener(moment);
    }
}

int64_t Timeline::firstSecond() const
{
    return seconds().empty() ? m_next : seconds().front().at();
}

bool Timeline::isSilent(const std::string &server, Timestamp now) const
{
    const auto found = m_servers.find(server);
    return found == m_servers.end() || now.micros - found->second.heard.micros > m_options.silence.count();
}

std::vector<Unheard> Timeline::unheard(int64_t from, int64_t to, Timestamp now) const
{
    std::vector<Unheard> out;
    const auto add = [&](const std::string &id, const Server &server, int64_t end, bool silent) {
        for (const auto &[first, last] : server.had.gaps(std::max({server.since, firstSecond(), from}), end)) {
            out.push_back({id, server.name, first, last, silent && last == end});
        }
    };
    for (const auto &[id, server] : m_servers) {
        if (id != m_id && !server.apart) {
            const bool silent = isSilent(id, now);
            add(id, server, silent ? to : std::min(server.last, to - onItsWay), silent);
        }
    }
    for (const auto &former : m_former) {
        add(former.id, former.server, std::min(former.to, to), false);
    }
    return out;
}

std::vector<ServerState> Timeline::servers(Timestamp now) const
{
    return servers(now, nullptr);
}

std::vector<ServerState> Timeline::servers(Timestamp now, const std::set<std::string> *in) const
{
    std::vector<ServerState> out;
    for (const auto &[id, server] : m_servers) {
        const int64_t lag = now.micros - (server.last + 1) * perSecond;
        const bool silent = isSilent(id, now);
        // Less than a second ahead is on time.
        const int64_t shown = lag > -perSecond ? std::max<int64_t>(0, lag) : lag;
        out.push_back({id, server.name, shown / 1000, in != nullptr ? in->contains(id) : !silent && !server.apart});
    }
    return out;
}

} // namespace objecta::metrics
