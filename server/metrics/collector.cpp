// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/collector.h"

#include <algorithm>

namespace objecta::metrics {

namespace {

/// A tick that comes later than this did not run slow: the clock or the machine jumped.
constexpr int64_t longestStall = 60;
/// Tallies kept for use again; more than are ever busy in one second only after a flood.
constexpr size_t maxSpare = 1024;

} // namespace

Figures Second::platform() const
{
    Tally tally;
    mergeInto(tally, std::nullopt);
    return tally.figures();
}

Figures Second::figures(const OrganizationId &organization) const
{
    Tally tally;
    mergeInto(tally, organization);
    return tally.figures();
}

std::vector<OrganizationId> Second::busiest(size_t count) const
{
    std::vector<const Entry *> order;
    order.reserve(m_entries.size());
    for (const auto &entry : m_entries) {
        order.push_back(&entry);
    }
    const auto wanted = std::min(count, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(),
                      [](const Entry *a, const Entry *b) {
                          return a->requests != b->requests ? a->requests > b->requests
                                                            : a->organization < b->organization;
                      });
    std::vector<OrganizationId> ids;
    ids.reserve(wanted);
    for (size_t i = 0; i < wanted; ++i) {
        ids.push_back(order[i]->organization);
    }
    return ids;
}

bool Second::mergeInto(Tally &tally, const std::optional<OrganizationId> &organization, double weight) const
{
    if (!organization) {
        tally.mergePacked(std::string_view(m_packed).substr(0, m_platformEnd), weight);
        return true;
    }
    const Entry *entry = find(*organization);
    if (entry == nullptr) {
        return false;
    }
    tally.mergePacked(packedOf(static_cast<size_t>(entry - m_entries.data())), weight);
    return true;
}

void Second::forEach(const std::function<void(const OrganizationId &, std::string_view)> &visit) const
{
    for (size_t i = 0; i < m_entries.size(); ++i) {
        visit(m_entries[i].organization, packedOf(i));
    }
}

size_t Second::bytes() const
{
    return sizeof(Second) + m_entries.size() * sizeof(Entry) + m_packed.size();
}

std::string_view Second::packedOf(size_t entry) const
{
    const size_t begin = m_entries[entry].offset;
    const size_t end = entry + 1 < m_entries.size() ? m_entries[entry + 1].offset : m_packed.size();
    return std::string_view(m_packed).substr(begin, end - begin);
}

const Second::Entry *Second::find(const OrganizationId &organization) const
{
    const auto it =
        std::lower_bound(m_entries.begin(), m_entries.end(), organization,
                         [](const Entry &entry, const OrganizationId &id) { return entry.organization < id; });
    return it != m_entries.end() && it->organization == organization ? &*it : nullptr;
}

Collector::Collector()
    : Collector(Options{})
{
}

Collector::Collector(Options options)
    : m_options(options)
{
}

Collector::~Collector() = default;

void Collector::record(const RequestSample &sample)
{
    m_platform.add(sample);
    if (!sample.organization) {
        return;
    }
    auto &tally = m_open[*sample.organization];
    if (!tally) {
        if (m_spare.empty()) {
            tally = std::make_unique<Tally>();
        } else {
            tally = std::move(m_spare.back());
            m_spare.pop_back();
        }
    }
    tally->add(sample);
}

void Collector::closeBefore(int64_t now, const std::function<void(const Second &)> &closed)
{
    if (m_running == 0) {
        m_running = now;
        return;
    }
    if (now < m_running) {
        // The clock was set back: what it will measure again must not stand there twice.
        while (!m_seconds.empty() && m_seconds.back().at() >= now) {
            m_bytes -= m_seconds.back().bytes();
            m_seconds.pop_back();
        }
        m_running = now;
        return;
    }
    if (now - m_running > longestStall) {
        m_running = now - 1;
    }
    while (m_running < now) {
        keep(take(m_running));
        ++m_running;
        if (closed) {
            closed(m_seconds.back());
        }
    }
}

int64_t Collector::firstSecond() const
{
    return m_seconds.empty() ? m_running : m_seconds.front().at();
}

Second Collector::take(int64_t at)
{
    Second second;
    second.m_at = at;
    m_platform.pack(second.m_packed);
    m_platform.clear();
    second.m_platformEnd = static_cast<uint32_t>(second.m_packed.size());
    std::vector<std::pair<OrganizationId, std::unique_ptr<Tally>>> open;
    open.reserve(m_open.size());
    for (auto &[id, tally] : m_open) {
        open.emplace_back(id, std::move(tally));
    }
    m_open.clear();
    std::sort(open.begin(), open.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    second.m_entries.reserve(open.size());
    for (auto &[id, tally] : open) {
        second.m_entries.push_back(
            {id, static_cast<uint32_t>(second.m_packed.size()), static_cast<uint32_t>(tally->requests)});
        tally->pack(second.m_packed);
        if (m_spare.size() < maxSpare) {
            tally->clear();
            m_spare.push_back(std::move(tally));
        }
    }
    second.m_packed.shrink_to_fit();
    return second;
}

void Collector::keep(Second second)
{
    m_bytes += second.bytes();
    m_seconds.push_back(std::move(second));
    const int64_t oldest = m_seconds.back().at() - m_options.keepSeconds;
    while (m_seconds.size() > 1 && (m_seconds.front().at() <= oldest || m_bytes > m_options.maxBytes)) {
        m_bytes -= m_seconds.front().bytes();
        m_seconds.pop_front();
    }
}

} // namespace objecta::metrics
