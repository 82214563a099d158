// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What tests of the live stream share.

#include "server/features/stream/event_hub.h"

#include <algorithm>
#include <stdexcept>

namespace objecta::test {

/// A peer whose queue is as full as the test says.
class Peer final : public pipeline::StreamSession {
public:
    bool send(std::string text) override
    {
        auto message = parseJson<StreamMessage>(text);
        if (!message) {
            throw std::logic_error("no stream message");
        }
        queued += reads ? 0 : text.size();
        largest = std::max(largest, text.size());
        received.push_back(std::move(*message));
        return open;
    }
    void close(int, std::string) override { open = false; }
    [[nodiscard]] bool isOpen() const override { return open; }
    [[nodiscard]] size_t queuedBytes() const override { return queued; }

    std::vector<StreamMessage> received;
    bool reads = true;
    size_t queued = 0;
    size_t largest = 0;
    bool open = true;
};

/// A second in which each of the organizations had one request, and a slow one each.
inline metrics::Second secondOf(int64_t at, const std::vector<OrganizationId> &organizations)
{
    metrics::Tally platform;
    metrics::Second::Entries entries;
    for (const auto &id : organizations) {
        auto tally = std::make_unique<metrics::Tally>();
        tally->add({id, 200, 1'000, 10, false, false, false});
        tally->add({id, 500, 1'000'000, 10, false, false, false});
        platform.merge(*tally);
        entries.emplace_back(id, std::move(tally));
    }
    std::ranges::sort(entries, [](const auto &a, const auto &b) { return a.first < b.first; });
    return {at, platform, entries};
}

} // namespace objecta::test
