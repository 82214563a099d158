// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/backoff.h"
#include "server/db/pipeconnection.h"

#include <boost/asio/steady_timer.hpp>

#include <deque>

namespace objecta::db {

/// Short reads of many requests on few connections, several in flight on each. A batch is one read transaction of one
/// tenant: between two synchronisation points of libpq's pipeline all statements are one implicit transaction
/// (PostgreSQL docs, "Pipelining"), which ends at the second whatever happened, and with it everything that was set
/// locally. So a failed batch leaves nothing to the next, and no BEGIN or COMMIT is needed. Answers come in the order
/// of the batches: a slow statement holds up those behind it, which is why only single-statement reads go here. Where
/// a connection says nothing for `patience` while others answer, because of such a statement or because its backend
/// gets no CPU, what is in flight on it is asked once more of another, and the first answer counts (a hedged request:
/// Dean and Barroso, "The Tail at Scale"). I/O thread only.
class SharedReads : public std::enable_shared_from_this<SharedReads> {
public:
    using Clock = PipeConnection::Clock;
    struct Options {
        std::string conninfo;
        int connections = 1;
        size_t depth = 8; ///< batches in flight on one connection
        /// Connections that are used while they answer. More backends than processors take turns, and one whose turn is
        /// far holds up all that is in flight on it; fewer that are always busy are quicker, in all and at the tail.
        size_t active = 1;
        std::chrono::milliseconds acquireTimeout{};
        std::chrono::milliseconds batchTimeout{};
        /// Of a connection that answers nothing, before its reads are asked of another.
        std::chrono::milliseconds patience{20};
        /// The same, before what comes next is asked of another.
        std::chrono::milliseconds detour{4};
    };
    struct Statement {
        const char *text;
        Params params;
    };

    SharedReads(asio::any_io_executor executor, Options options);

    /// Runs the statements as one read transaction. Overloaded when none of the connections has room in time,
    /// DatabaseUnavailable when there is none. A statement's failure stands in the outcome.
    Awaitable<Result<PipeConnection::Outcome>> run(std::vector<Statement> statements);

    /// Its places are reads in flight.
    [[nodiscard]] PoolState state(std::string_view name) const;

private:
    struct Batch {
        Batch(const asio::any_io_executor &executor, std::vector<Statement> s)
            : statements(std::move(s))
            , done(executor, Clock::time_point::max())
        {
        }
        std::vector<Statement> statements;
        PipeConnection::Outcome outcome;
        std::optional<Problem> refused;
        int flights = 0; ///< under way: two at the most
        bool hedged = false; ///< a second one was sent
        bool finished = false;
        Clock::time_point since = Clock::now();
        asio::steady_timer done; ///< cancelled when finished: asio owns whoever waits
    };
    using BatchPtr = std::shared_ptr<Batch>;
    /// A batch on a connection.
    struct Flight {
        explicit Flight(BatchPtr b)
            : batch(std::move(b))
        {
            outcome.broken = true;
        }
        BatchPtr batch;
        std::vector<PipeConnection::Step> steps;
        PipeConnection::Outcome outcome;
        size_t step = 0;
        bool between = false;
        Clock::time_point since = Clock::now(); ///< stands first on its connection since then
    };
    /// A connection and what is in flight on it, in order.
    struct Link {
        std::unique_ptr<PipeConnection> pipe;
        std::deque<Flight> flying;
        bool reading = false;
        bool writing = false;
        bool dropped = false;
    };
    using LinkPtr = std::shared_ptr<Link>;

    void pump();
    /// What to ask of this connection next: what is held up on another, else what waits. Null when there is neither.
    BatchPtr next(const LinkPtr &link);
    BatchPtr heldUp(const LinkPtr &except) const;
    LinkPtr roomiest();
    [[nodiscard]] bool silent(const Link &link, Clock::time_point now) const;
    void openOne();
    Awaitable<void> open();
    void submit(const LinkPtr &link, BatchPtr batch);
    void flush(const LinkPtr &link);
    void read(const LinkPtr &link);
    /// Takes the answers that are there; false when the connection cannot be trusted any more.
    bool drain(Link &link);
    void drop(const LinkPtr &link);
    void refuseWaiting(const Problem &problem);
    static void land(Flight &flight);
    static void finish(Batch &batch);
    void watch();
    /// Looks again soon, should a connection fall silent with more in flight or waiting behind it.
    void lookSoon();

    asio::any_io_executor m_executor;
    Options m_options;
    std::vector<LinkPtr> m_links;
    std::deque<BatchPtr> m_waiting;
    bool m_opening = false;
    asio::steady_timer m_watch;
    bool m_watching = false;
    asio::steady_timer m_soon;
    bool m_looking = false;
    BackOff m_backOff;
};

} // namespace objecta::db
