// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/fifo.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::db {

/// Lives in the waiting coroutine's frame; takes itself off the list, and hands on a permit that it was given but
/// never took because the coroutine was destroyed meanwhile.
struct Fifo::Waiter {
    Waiter(std::shared_ptr<Fifo> fifo, const asio::any_io_executor &executor)
        : owner(std::move(fifo))
        , timer(executor)
        , place(owner->m_waiters.insert(owner->m_waiters.end(), this))
    {
    }
    Waiter(const Waiter &) = delete;
    Waiter &operator=(const Waiter &) = delete;
    ~Waiter()
    {
        if (!granted) {
            owner->m_waiters.erase(place);
        } else if (!taken) {
            owner->giveBack();
        }
    }

    std::shared_ptr<Fifo> owner;
    asio::steady_timer timer;
    std::list<Waiter *>::iterator place;
    bool granted = false;
    bool taken = false;
};

void Fifo::Permit::release()
{
    if (m_owner) {
        std::exchange(m_owner, nullptr)->giveBack();
    }
}

void Fifo::giveBack()
{
    if (m_waiters.empty()) {
        ++m_free;
        return;
    }
    Waiter *next = m_waiters.front();
    m_waiters.pop_front();
    next->granted = true;
    next->timer.cancel();
}

Awaitable<Fifo::Permit> Fifo::acquire(std::chrono::milliseconds patience)
{
    if (m_free > 0 && m_waiters.empty()) {
        --m_free;
        co_return Permit(shared_from_this());
    }
    Waiter waiter(shared_from_this(), m_executor);
    waiter.timer.expires_after(patience);
    boost::system::error_code ignored;
    co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (!waiter.granted) {
        co_return Permit();
    }
    waiter.taken = true;
    co_return Permit(shared_from_this());
}

} // namespace objecta::db
