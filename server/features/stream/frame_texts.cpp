// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/frame_texts.h"

#include <algorithm>
#include <unordered_set>

namespace objecta::features {

namespace {

constexpr std::string_view seqMember = R"("seq":0)";

} // namespace

SeqText::SeqText(const StreamMessage &message)
{
    // The type, which is a word of ours, and the seq come first.
    const std::string all = writeJson(message);
    const auto at = all.find(seqMember) + seqMember.size() - 1;
    m_before = all.substr(0, at);
    m_after = all.substr(at + 1);
}

FrameTexts::FrameTexts(const metrics::Moment &moment, metrics::Ranking &ranking, std::string type, int64_t seconds)
    : m_moment(moment)
    , m_ranking(ranking)
    , m_type(std::move(type))
    , m_seconds(seconds)
{
}

StreamMessage FrameTexts::message(const StreamSubscribe &subscription)
{
    const metrics::Second &second = m_moment.second;
    StreamMessage out;
    out.type = m_type;
    out.at = Timestamp::fromSeconds(second.at());
    out.seconds = m_seconds;
    out.measured = m_moment.measured;
    out.again = m_moment.again;
    if (subscription.platform) {
        out.platform = second.platform();
    }
    out.servers = m_moment.servers;
    std::unordered_set<OrganizationId> seen;
    const auto add = [&](const OrganizationId &id) {
        if (seen.insert(id).second) {
            out.organizations.push_back({id, m_ranking.figures(second, id)});
        }
    };
    std::ranges::for_each(subscription.organizations, add);
    const auto top = m_ranking.top(second, static_cast<size_t>(subscription.top),
                                   metrics::figureNamed(subscription.by).value_or(metrics::Figure::Requests));
    out.top.assign(top.begin(), top.end());
    std::ranges::for_each(out.top, add);
    return out;
}

std::string FrameTexts::text(const StreamSubscribe &subscription, const std::string &key, int64_t seq)
{
    auto it = m_texts.find(key);
    if (it == m_texts.end()) {
        it = m_texts.emplace(key, message(subscription)).first;
    }
    return it->second.with(seq);
}

} // namespace objecta::features
