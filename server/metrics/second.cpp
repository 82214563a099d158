// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/second.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace objecta::metrics {

namespace {

constexpr size_t idBytes = 16;

double value(const Tally &tally, Figure by)
{
    switch (by) {
    case Figure::Requests:
        return tally.requests;
    case Figure::Errors:
        return tally.status4xx + tally.status5xx;
    case Figure::Status2xx:
        return tally.status2xx;
    case Figure::Status3xx:
        return tally.status3xx;
    case Figure::Status4xx:
        return tally.status4xx;
    case Figure::Status5xx:
        return tally.status5xx;
    case Figure::DatabaseMs:
        return tally.databaseMicros;
    case Figure::Bytes:
        return tally.bytes;
    case Figure::StoredBytes:
        return tally.storedBytes;
    case Figure::Messages:
        return tally.messages;
    case Figure::RateLimited:
        return tally.rateLimited;
    case Figure::QuotaRefused:
        return tally.quotaRefused;
    case Figure::P50Ms:
        return tally.latency.percentileMs(0.50);
    case Figure::P95Ms:
        return tally.latency.percentileMs(0.95);
    case Figure::P99Ms:
        return tally.latency.percentileMs(0.99);
    }
    return 0;
}

void putBytes(std::string &out, std::string_view bytes)
{
    putVarint(out, bytes.size());
    out += bytes;
}

std::optional<std::string_view> takeBytes(std::string_view &in)
{
    const auto size = takeVarint(in);
    if (!size || *size > in.size()) {
        return std::nullopt;
    }
    const auto out = in.substr(0, *size);
    in.remove_prefix(*size);
    return out;
}

} // namespace

std::optional<Figure> figureNamed(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, Figure>, 15> names{{{"requests", Figure::Requests},
                                                                                {"errors", Figure::Errors},
                                                                                {"status2xx", Figure::Status2xx},
                                                                                {"status3xx", Figure::Status3xx},
                                                                                {"status4xx", Figure::Status4xx},
                                                                                {"status5xx", Figure::Status5xx},
                                                                                {"database_ms", Figure::DatabaseMs},
                                                                                {"bytes", Figure::Bytes},
                                                                                {"stored_bytes", Figure::StoredBytes},
                                                                                {"messages", Figure::Messages},
                                                                                {"rate_limited", Figure::RateLimited},
                                                                                {"quota_refused", Figure::QuotaRefused},
                                                                                {"p50_ms", Figure::P50Ms},
                                                                                {"p95_ms", Figure::P95Ms},
                                                                                {"p99_ms", Figure::P99Ms}}};
    for (const auto &[known, figure] : names) {
        if (known == name) {
            return figure;
        }
    }
    return std::nullopt;
}

Second::Second(int64_t at, const Tally &platform, const Entries &entries)
    : m_at(at)
{
    platform.pack(m_packed);
    m_platformEnd = static_cast<uint32_t>(m_packed.size());
    m_entries.reserve(entries.size());
    for (const auto &[id, tally] : entries) {
        append(id, *tally);
    }
    m_packed.shrink_to_fit();
}

void Second::append(const OrganizationId &organization, const Tally &tally)
{
    m_entries.push_back({organization, static_cast<uint32_t>(m_packed.size()), static_cast<uint32_t>(tally.requests)});
    tally.pack(m_packed);
}

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

std::vector<OrganizationId> Second::top(size_t count, Figure by) const
{
    std::vector<std::pair<double, size_t>> order;
    if (count == 0) {
        return {};
    }
    order.reserve(m_entries.size());
    Tally tally;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        double figure = m_entries[i].requests;
        if (by != Figure::Requests) {
            tally.clear();
            tally.mergePacked(packedOf(i));
            figure = value(tally, by);
        }
        if (figure > 0) {
            order.emplace_back(figure, i);
        }
    }
    const auto wanted = std::min(count, order.size());
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(),
        [](const auto &a, const auto &b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
    std::vector<OrganizationId> ids;
    ids.reserve(wanted);
    for (size_t i = 0; i < wanted; ++i) {
        ids.push_back(m_entries[order[i].second].organization);
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

void Second::add(const Second &other)
{
    Second sum;
    sum.m_at = m_at;
    Tally tally;
    mergeInto(tally, std::nullopt);
    other.mergeInto(tally, std::nullopt);
    tally.pack(sum.m_packed);
    sum.m_platformEnd = static_cast<uint32_t>(sum.m_packed.size());
    const auto copy = [&sum](const Second &from, size_t entry) {
        const auto &one = from.m_entries[entry];
        sum.m_entries.push_back({one.organization, static_cast<uint32_t>(sum.m_packed.size()), one.requests});
        sum.m_packed += from.packedOf(entry);
    };
    size_t i = 0;
    size_t k = 0;
    while (i < m_entries.size() || k < other.m_entries.size()) {
        if (k == other.m_entries.size()
            || (i < m_entries.size() && m_entries[i].organization < other.m_entries[k].organization)) {
            copy(*this, i++);
        } else if (i == m_entries.size() || other.m_entries[k].organization < m_entries[i].organization) {
            copy(other, k++);
        } else {
            tally.clear();
            tally.mergePacked(packedOf(i));
            tally.mergePacked(other.packedOf(k));
            sum.append(m_entries[i].organization, tally);
            ++i;
            ++k;
        }
    }
    *this = std::move(sum);
}

std::string Second::frame() const
{
    std::string out;
    putVarint(out, static_cast<uint64_t>(m_at));
    putBytes(out, std::string_view(m_packed).substr(0, m_platformEnd));
    putVarint(out, m_entries.size());
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const auto &bytes = m_entries[i].organization.value().data;
        out.append(reinterpret_cast<const char *>(bytes), idBytes);
        putBytes(out, packedOf(i));
    }
    return out;
}

std::optional<Second> Second::fromFrame(std::string_view bytes)
{
    const auto at = takeVarint(bytes);
    const auto platform = at ? takeBytes(bytes) : std::nullopt;
    const auto count = platform ? takeVarint(bytes) : std::nullopt;
    Tally tally;
    if (!count || *count > bytes.size() / idBytes || !tally.mergePacked(*platform)) {
        return std::nullopt;
    }
    Second out;
    out.m_at = static_cast<int64_t>(*at);
    out.m_packed = *platform;
    out.m_platformEnd = static_cast<uint32_t>(out.m_packed.size());
    out.m_entries.reserve(*count);
    for (uint64_t i = 0; i < *count; ++i) {
        if (bytes.size() < idBytes) {
            return std::nullopt;
        }
        boost::uuids::uuid id;
        std::memcpy(id.data, bytes.data(), idBytes);
        bytes.remove_prefix(idBytes);
        const auto packed = takeBytes(bytes);
        tally.clear();
        if (!packed || !tally.mergePacked(*packed)
            || (!out.m_entries.empty() && !(out.m_entries.back().organization < OrganizationId(id)))) {
            return std::nullopt;
        }
        out.m_entries.push_back(
            {OrganizationId(id), static_cast<uint32_t>(out.m_packed.size()), static_cast<uint32_t>(tally.requests)});
        out.m_packed += *packed;
    }
    return bytes.empty() ? std::optional(std::move(out)) : std::nullopt;
}

void KeptSeconds::push(Second second)
{
    m_bytes += second.bytes();
    m_seconds.push_back(std::move(second));
    const int64_t oldest = m_seconds.back().at() - m_bounds.seconds;
    while (m_seconds.size() > 1 && (m_seconds.front().at() <= oldest || m_bytes > m_bounds.bytes)) {
        m_bytes -= m_seconds.front().bytes();
        m_seconds.pop_front();
    }
}

void KeptSeconds::forgetFrom(int64_t at)
{
    while (!m_seconds.empty() && m_seconds.back().at() >= at) {
        m_bytes -= m_seconds.back().bytes();
        m_seconds.pop_back();
    }
}

const Second *KeptSeconds::addLate(Second part)
{
    auto it = std::lower_bound(m_seconds.begin(), m_seconds.end(), part.at(),
                               [](const Second &second, int64_t at) { return second.at() < at; });
    const bool there = it != m_seconds.end() && it->at() == part.at();
    if (it == m_seconds.begin() && !there) {
        return nullptr;
    }
    if (there) {
        m_bytes -= it->bytes();
        it->add(part);
    } else {
        it = m_seconds.insert(it, std::move(part));
    }
    m_bytes += it->bytes();
    return &*it;
}

} // namespace objecta::metrics
