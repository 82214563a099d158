// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/held_sums.h"

namespace objecta::features {

HeldSum::HeldSum(const metrics::Moment &moment)
    : m_sum(moment.second)
    , m_measured(moment.measured)
    , m_servers(moment.servers)
{
}

void HeldSum::add(const metrics::Moment &moment)
{
    m_telling.reset();
    m_sum.add(moment.second);
    m_sum.moveTo(moment.second.at());
    ++m_seconds;
    m_servers = moment.servers;
}

std::string HeldSum::text(const StreamSubscribe &subscription, const std::string &key, int64_t seq)
{
    if (!m_telling) {
        m_telling = std::make_unique<Telling>(*this);
    }
    return m_telling->texts.text(subscription, key, seq);
}

void HeldSums::add(const metrics::Moment &moment)
{
    for (auto it = m_sums.begin(); it != m_sums.end();) {
        const auto sum = it->lock();
        if (sum && sum->m_measured == moment.measured) {
            sum->add(moment);
            ++it;
        } else {
            it = m_sums.erase(it); // told, or what follows is another frame
        }
    }
    m_newest.reset();
}

std::shared_ptr<HeldSum> HeldSums::beginning(const metrics::Moment &moment)
{
    auto out = m_newest.lock();
    if (!out) {
        out = std::make_shared<HeldSum>(moment);
        m_newest = out;
        m_sums.emplace_back(out);
    }
    return out;
}

} // namespace objecta::features
