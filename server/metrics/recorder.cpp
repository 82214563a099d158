// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/recorder.h"

#include "server/auth/base64url.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

namespace objecta::metrics {

namespace {

constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
/// Ten minutes of seconds: what the others remember of a server.
constexpr size_t maxUntold = 600;
constexpr std::chrono::milliseconds tellAgain{250};
constexpr size_t maxServers = 1000;

// What a text is, before the server's id, a blank, its name, a line feed, and the rest.
constexpr char secondText = 's';
constexpr char eventText = 'e';
constexpr char goodbyeText = 'b';
constexpr char wantText = 'w';
constexpr char storedText = 'k';

} // namespace

Recorder::Recorder(db::asio::any_io_executor executor, Collector &collector, Timeline &timeline, db::Database &database,
                   Bus &bus, auth::Sealer sealer, Options options)
    : m_collector(collector)
    , m_timeline(timeline)
    , m_database(database)
    , m_bus(bus)
    , m_sealer(std::move(sealer))
    , m_options(options)
    , m_tick(executor)
    , m_store(executor)
    , m_tell(executor)
    , m_inherit(executor)
    , m_look(executor)
    , m_ended(executor, std::chrono::steady_clock::time_point::max())
    , m_backlog(collector)
{
    m_bus.onText([this](std::string_view text) { hear(text); });
}

db::Awaitable<void> Recorder::run()
{
    using namespace boost::asio::experimental::awaitable_operators;
    m_collector.closeBefore(Timestamp::now().seconds());
    m_backlog.begin();
    m_running = true;
    co_await (tick() && store() && tell() && inherit() && lookForTheSilent());
    m_running = false;
    m_ended.cancel();
}

db::Awaitable<void> Recorder::ended()
{
    if (m_running) {
        co_await m_ended.async_wait(tuple);
    }
}

void Recorder::stop()
{
    m_stopping = true;
    m_tick.cancel();
    m_store.cancel();
    m_tell.cancel();
    m_inherit.cancel();
    m_look.cancel();
}

db::Awaitable<void> Recorder::tick()
{
    while (!m_stopping) {
        // A second ends with the wall clock's, not some time after it; what waits for other servers is looked at twice
        // more.
        constexpr int64_t third = 1'000'000 / 3 + 1;
        const int64_t into = Timestamp::now().micros % 1'000'000;
        m_tick.expires_after(std::chrono::microseconds(std::min(third - into % third, 1'000'000 - into)));
        co_await m_tick.async_wait(tuple);
        tellWanted();
        close(Timestamp::now().seconds());
    }
}

void Recorder::close(int64_t end)
{
    m_collector.closeBefore(end, [this](const Second &second) {
        if (m_options.counts) {
            add(secondText, second.frame());
            m_timeline.add(m_timeline.id(), m_name, second, Timestamp::now());
        }
    });
    m_backlog.look();
    if (!m_bus.up()) {
        m_timeline.deaf(Timestamp::now());
        m_orphans.deaf(Timestamp::now());
    }
    m_timeline.settle(Timestamp::now());
}

void Recorder::noteSecond(const std::string &server, int64_t at)
{
    if (m_newest.size() > maxServers) {
        m_newest.clear(); // of servers that are gone
    }
    int64_t &newest = m_newest[server];
    // Each tells one after the other, so a second that is passed over was lost on the way. What it has not itself it
    // does not tell.
    if (newest > 0 && at > newest + 1 && at - newest <= static_cast<int64_t>(maxUntold)) {
        add(wantText, server + ' ' + std::to_string(newest + 1) + ' ' + std::to_string(at - 1));
    }
    newest = std::max(newest, at);
}

void Recorder::noteWanted(std::string_view text)
{
    std::istringstream words{std::string(text)};
    std::string server;
    int64_t first = 0;
    int64_t last = 0;
    if (!(words >> server >> first >> last) || server != m_timeline.id()) {
        return;
    }
    // Several ask for the same: it is told once, a moment later.
    m_wanted =
        m_wanted ? Wanted{std::min(m_wanted->first, first), std::max(m_wanted->last, last)} : Wanted{first, last};
}

void Recorder::tellWanted()
{
    const auto wanted = std::exchange(m_wanted, std::nullopt);
    if (!wanted || !m_options.counts) {
        return;
    }
    const auto &seconds = m_collector.seconds();
    const int64_t first = std::max(wanted->first, wanted->last - static_cast<int64_t>(maxUntold));
    for (auto it = std::lower_bound(seconds.begin(), seconds.end(), first,
                                    [](const Second &second, int64_t at) { return second.at() < at; });
         it != seconds.end() && it->at() <= wanted->last; ++it) {
        add(secondText, it->frame());
    }
}

void Recorder::add(char kind, std::string_view body)
{
    std::string text(1, kind);
    text += m_timeline.id() + ' ' + m_name + '\n';
    text += body;
    m_untold.push_back(auth::toBase64Url(m_sealer.seal(text)));
    if (m_untold.size() > maxUntold) {
        m_untold.pop_front();
        ++m_lost;
    }
    m_tell.cancel();
}

void Recorder::tellEvent(std::string_view text)
{
    add(eventText, text);
}

db::Awaitable<void> Recorder::tell()
{
    while (!m_stopping) {
        if (m_untold.empty()) {
            m_tell.expires_at(std::chrono::steady_clock::time_point::max());
            co_await m_tell.async_wait(tuple);
            continue;
        }
        std::string first = m_untold.front();
        m_untold.pop_front();
        std::string again = first;
        const bool told = co_await m_bus.publish(std::move(first));
        if (!told) {
            m_untold.push_front(std::move(again));
            m_tell.expires_after(tellAgain);
            co_await m_tell.async_wait(tuple);
        }
    }
}

void Recorder::hear(std::string_view text)
{
    const auto sealed = auth::fromBase64Url(text);
    const auto opened = sealed ? m_sealer.open(*sealed) : std::nullopt;
    if (!opened) {
        return; // of another installation
    }
    std::string_view rest = *opened;
    const auto blank = rest.find(' ');
    const auto line = rest.find('\n');
    if (rest.empty() || blank == std::string_view::npos || line == std::string_view::npos || blank > line) {
        return;
    }
    const char kind = rest.front();
    const std::string server(rest.substr(1, blank - 1));
    const std::string name(rest.substr(blank + 1, line - blank - 1));
    rest.remove_prefix(line + 1);
    if (server == m_timeline.id()) {
        return;
    }
    if (kind == secondText) {
        if (auto second = Second::fromFrame(rest)) {
            noteSecond(server, second->at());
            if (m_options.inherits) {
                m_orphans.add(server, *second, Timestamp::now());
            }
            m_timeline.add(server, name, std::move(*second), Timestamp::now());
        }
    } else if (kind == wantText) {
        noteWanted(rest);
    } else if (kind == goodbyeText) {
        m_newest.erase(server);
        m_timeline.leave(server, Timestamp::now());
        m_orphans.leave(server);
    } else if (kind == storedText) {
        noteStored(server, rest);
    } else if (kind == eventText && m_onEvent) {
        m_onEvent(rest);
    }
}

void Recorder::noteStored(const std::string &server, std::string_view text)
{
    int64_t before = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), before).ec == std::errc()) {
        m_orphans.stored(server, before);
    }
}

db::Awaitable<void> Recorder::lookForTheSilent()
{
    constexpr std::chrono::seconds often(30);
    while (!m_stopping) {
        const auto now = Timestamp::now();
        std::vector<std::string> silent;
        for (const auto &server : m_timeline.servers(now)) {
            if (!server.live && server.id != m_timeline.id()) {
                silent.push_back(server.id);
            }
        }
        if (!silent.empty() && m_bus.up()) {
            const auto storing = co_await storingSince(m_database, silent, now.seconds() - 2 * often.count());
            for (size_t i = 0; storing && i < storing->size(); ++i) {
                m_timeline.lives((*storing)[i], Timestamp::now());
            }
        }
        if (!m_stopping) { // which stop() may have set meanwhile, with nothing to cancel
            m_look.expires_after(often);
            co_await m_look.async_wait(tuple);
        }
    }
}

db::Awaitable<void> Recorder::inherit()
{
    for (bool last = false; m_options.inherits && !last;) {
        last = m_stopping;
        while (auto estate = m_orphans.take(Timestamp::now(), last)) {
            const auto stored = co_await storeOrphans(m_database, *estate);
            if (!stored) {
                m_orphans.giveBack(std::move(*estate));
                break;
            }
            if (*stored > 0) {
                m_inherited += *stored;
                spdlog::info("metrics: a server ended without storing its last {} s, they are stored now", *stored);
            }
        }
        if (!last && !m_stopping) {
            m_inherit.expires_after(std::chrono::seconds(1));
            co_await m_inherit.async_wait(tuple);
        }
    }
}

db::Awaitable<void> Recorder::store()
{
    for (bool last = false; !last;) {
        last = m_stopping;
        if (last) {
            // The running second, too: nothing is served any more, and what it counted so far goes with this process.
            close(Timestamp::now().seconds() + 1);
        }
        const auto part = m_options.counts ? m_backlog.next(last) : std::nullopt;
        if (part) {
            const auto stored = co_await storePoints(m_database, m_collector.seconds(), m_timeline.id(), *part);
            if (stored) {
                m_backlog.stored(*part);
                add(storedText, std::to_string(part->to));
                if (const int64_t lost = m_backlog.lost() - std::exchange(m_lostSeconds, m_backlog.lost()); lost > 0) {
                    spdlog::warn("metrics: {} s of history are lost, memory had no room for more", lost);
                }
            } else {
                ++m_failures;
                spdlog::warn("metrics: history could not be written ({}), kept in memory",
                             problemCode(stored.error().code));
            }
        }
        if (!last && !m_stopping) {
            m_store.expires_after(std::chrono::seconds(1));
            co_await m_store.async_wait(tuple);
        }
    }
    // The last seconds, and that there are no more; once, since nobody waits for a bus that is away.
    add(goodbyeText, {});
    while (!m_untold.empty()) {
        std::string text = std::move(m_untold.front());
        m_untold.pop_front(); // others may tell something meanwhile
        const bool told = co_await m_bus.publish(std::move(text));
        if (!told) {
            break;
        }
    }
}

Recorder::State Recorder::state() const
{
    const int64_t pending = m_options.counts && m_running ? m_backlog.pending() : 0;
    return {m_backlog.stored(), m_failures, pending, m_untold.size(), m_lost, m_inherited};
}

} // namespace objecta::metrics
