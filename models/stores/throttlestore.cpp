// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/throttlestore.h"

#include "app/core/text.h"

#include <algorithm>

namespace objecta::stores {

namespace {

const QString listSlot = QStringLiteral("list");

QString actSlot(const OrganizationId &id)
{
    return QStringLiteral("act/") + core::text(id.text());
}

} // namespace

ThrottleStore::ThrottleStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    m_eventDelay.setSingleShot(true);
    m_eventDelay.setInterval(150);
    m_end.setSingleShot(true);
    connect(&m_eventDelay, &QTimer::timeout, this, &ThrottleStore::reload);
    connect(&m_end, &QTimer::timeout, this, &ThrottleStore::dropEnded);
    const auto readSoon = [this] {
        if (state() != State::Idle && !m_eventDelay.isActive()) {
            m_eventDelay.start();
        }
    };
    connect(&stream, &api::MetricsStream::eventReceived, this, [readSoon](const StreamMessage &message) {
        if (message.event == "throttle.changed") {
            readSoon();
        }
    });
    connect(&stream, &api::MetricsStream::gapFound, this, readSoon);
}

const Throttle *ThrottleStore::find(const OrganizationId &id) const
{
    const auto found = std::ranges::find(m_items, id, &Throttle::organizationId);
    return found == m_items.end() ? nullptr : &*found;
}

void ThrottleStore::set(const OrganizationId &id, const SetThrottle &wanted)
{
    // As it is now: the list may have read the new one before the answer comes.
    const Throttle *known = find(id);
    const auto before = known ? std::optional(*known) : std::nullopt;
    m_scope.run<Throttle>(actSlot(id), m_admin.setThrottle(id, wanted),
                          [this, id, before](api::ApiResult<Throttle> result) {
                              if (!result) {
                                  emit setFailed(id, result.error());
                                  return;
                              }
                              m_scope.abort(listSlot); // it was asked for before
                              const Throttle throttle = result->value;
                              std::vector<Throttle> items = m_items;
                              std::erase_if(items, [&](const Throttle &item) { return item.organizationId == id; });
                              items.insert(items.begin(), throttle);
                              take(std::move(items));
                              emit setDone(throttle, before);
                          });
}

void ThrottleStore::lift(const OrganizationId &id)
{
    const Throttle *known = find(id);
    if (!known) {
        return;
    }
    m_scope.run<api::Nothing>(
        actSlot(id), m_admin.liftThrottle(id), [this, was = *known](api::ApiResult<api::Nothing> result) {
            if (!result && !result.error().is(ProblemCode::NotFound)) {
                emit liftFailed(was.organizationId, result.error());
                return;
            }
            m_scope.abort(listSlot);
            std::vector<Throttle> items = m_items;
            std::erase_if(items, [&](const Throttle &item) { return item.organizationId == was.organizationId; });
            take(std::move(items));
            emit lifted(was);
        });
}

bool ThrottleStore::isActing(const OrganizationId &id) const
{
    return m_scope.isRunning(actSlot(id));
}

void ThrottleStore::cancelAct(const OrganizationId &id)
{
    m_scope.cancel(actSlot(id));
    reload();
}

void ThrottleStore::reset()
{
    m_eventDelay.stop();
    m_end.stop();
    forget();
    m_items.clear();
    m_rateLimits.reset();
    m_rateLimitsRead.invalidate();
    emit dataChanged();
}

void ThrottleStore::reload()
{
    m_eventDelay.stop();
    begin();
    m_scope.run<Throttles>(listSlot, m_admin.throttles(), [this](api::ApiResult<Throttles> result) {
        if (!result) {
            failWith(result.error());
            return;
        }
        take(std::move(result->value.items));
    });
    readRateLimits();
}

// They are drawn, no more: who may not read them, or cannot now, misses a line and nothing else.
void ThrottleStore::readRateLimits()
{
    m_rateLimitsRead.start();
    m_scope.run<RateLimiterState>(QStringLiteral("rate-limits"), m_admin.rateLimits(),
                                  [this](api::ApiResult<RateLimiterState> result) {
                                      if (result) {
                                          m_rateLimits = result->value;
                                          emit dataChanged();
                                      }
                                  });
}

void ThrottleStore::wantRateLimits()
{
    constexpr qint64 oldMs = 60'000;
    if (m_rateLimitsRead.isValid() && m_rateLimitsRead.elapsed() >= oldMs) {
        readRateLimits();
    }
}

void ThrottleStore::take(std::vector<Throttle> items)
{
    m_items = std::move(items);
    dropEnded();
}

void ThrottleStore::dropEnded()
{
    const QDateTime now = m_admin.client().serverNow();
    std::erase_if(m_items, [&](const Throttle &item) { return core::dateTime(item.until) <= now; });
    m_end.stop();
    if (!m_items.empty()) {
        const Timestamp next = std::ranges::min_element(m_items, {}, &Throttle::until)->until;
        m_end.start(static_cast<int>(std::max<qint64>(1, now.msecsTo(core::dateTime(next)))));
    }
    succeed(m_items.empty());
}

} // namespace objecta::stores
