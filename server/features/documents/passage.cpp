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
    co_return false;
}

} // namespace

Passage::Passage(db::TenantDoor door)
    : Passage(std::move(door), nothing, nothing)
{
}

Passage::Passage(db::TenantDoor door, Work isDue, Work renew)
    : m_door(std::move(door))
    , m_isDue(std::move(isDue))
    , m_renew(std::move(renew))
    , m_due(Clock::now() + askEvery)
    , m_answered(Clock::now())
{
}

pipeline::Awaitable<Result<void>> Passage::ask()
{
    if (Clock::now() < m_due) {
        co_return Result<void>();
    }
    auto answer = co_await m_door.inTenant<bool>(db::Work::Read, m_isDue);
    if (answer && *answer) {
        answer = co_await m_door.inTenant<bool>(db::Work::Write, m_renew);
    }
    const auto now = Clock::now();
    m_due = now + askEvery;
    // Another slug is no other organization: only who asks anew has to ask there.
    if (answer || answer.error().code == ProblemCode::OrganizationMoved) {
        m_answered = now;
    } else if (problemStatus(answer.error().code) < 500 || now - m_answered > patience) {
        co_return tl::unexpected(answer.error());
    }
    co_return Result<void>();
}

} // namespace objecta::features::documents
