// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/documents/parts.h"

namespace objecta::features::documents {

namespace {

constexpr std::chrono::milliseconds askEvery{500};
/// Longer than a client may take for one piece, after which the first answer is missed.
constexpr std::chrono::minutes patience{2};

pipeline::Awaitable<Result<bool>> nothing(db::TenantTx &)
{
    co_return true;
}

} // namespace

Passage::Passage(db::TenantDoor door, db::Work kind, Work work)
    : m_door(std::move(door))
    , m_kind(kind)
    , m_work(work ? std::move(work) : Work(nothing))
    , m_due(Clock::now() + askEvery)
    , m_answered(Clock::now())
{
}

pipeline::Awaitable<Result<void>> Passage::ask()
{
    if (Clock::now() < m_due) {
        co_return Result<void>();
    }
    const auto answer = co_await m_door.inTenant<bool>(m_kind, m_work);
    const auto now = Clock::now();
    m_due = now + askEvery;
    if (answer) {
        m_answered = now;
    } else if (problemStatus(answer.error().code) < 500 || now - m_answered > patience) {
        co_return tl::unexpected(answer.error());
    }
    co_return Result<void>();
}

} // namespace objecta::features::documents
