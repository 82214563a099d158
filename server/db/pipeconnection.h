// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <libpq-fe.h>

#include <unordered_map>
#include <vector>

namespace objecta::db {

/// One libpq connection in pipeline mode inside Asio. Runs one batch at a time: all its commands leave in one
/// flush and are followed by one synchronisation point. Statements are prepared on first use, in that same flush.
/// I/O thread only.
class PipeConnection {
public:
    using Clock = std::chrono::steady_clock;

    struct Command {
        const char *text;
        const Params *params;
    };

    /// What a batch came to. Results stand in the commands' order; those after a failed one are missing.
    struct Outcome {
        std::vector<Rows> rows;
        /// Command tag ("COMMIT") of the last command that ran.
        std::string lastTag;
        /// The first failure.
        std::optional<SqlFailure> failure;
        std::string primary;
        const char *failedText = nullptr;
        /// The answer did not come to its end; nothing is known about the server's side.
        bool broken = false;
        /// How long the connection worked on it: without what stood before it there.
        Clock::duration took{};
    };

    /// Connects without blocking. The error is a line for the log.
    static Awaitable<tl::expected<std::unique_ptr<PipeConnection>, std::string>>
    open(asio::any_io_executor executor, std::string conninfo, std::chrono::milliseconds patience);

    ~PipeConnection();
    PipeConnection(const PipeConnection &) = delete;
    PipeConnection &operator=(const PipeConnection &) = delete;

    /// Runs the commands; gives up (broken) after `patience`. The commands' texts must live as long as the program.
    Awaitable<Outcome> run(std::vector<Command> commands, std::chrono::milliseconds patience);

    /// Whether no transaction is open and no batch is under way, so that another may have it.
    [[nodiscard]] bool idle() const;
    /// Whether the server hung up (or said something) while the connection lay idle. One that was used a moment ago
    /// is taken to be alive.
    [[nodiscard]] bool stale() const;
    /// Takes the socket from the reactor, ending what waits for it. To be done as soon as a connection is given up:
    /// libpq may have closed the descriptor already, and taken away any later, its number would be that of the next
    /// connection, which then goes deaf.
    void leave();
    /// Ends a batch that has run for too long.
    void expire(Clock::time_point now);

    Clock::time_point idleSince{};

private:
    friend class SharedReads;
    explicit PipeConnection(asio::any_io_executor executor, PGconn *pg);
    Awaitable<bool> connect();
    Awaitable<bool> flush();
    Awaitable<bool> waitReadable();
    bool send(const Command &command);
    /// Follows libpq to the socket it uses now; false when there is none.
    bool adoptSocket();

    PGconn *m_pg;
    std::shared_ptr<asio::posix::stream_descriptor> m_socket;
    /// Statement text -> name, for those that the server has surely prepared.
    std::unordered_map<const char *, std::string> m_prepared;
    /// What the flush under way consists of: prepares have no command of their own.
    struct Step {
        const char *text;
        bool prepare;
        std::string name;
    };
    /// Notes what a step came to.
    void take(const Step &step, const std::shared_ptr<PGresult> &answer, Outcome &outcome);
    std::vector<Step> m_steps;
    int m_nextName = 0;
    bool m_running = false;
    Clock::time_point m_deadline{};
};

} // namespace objecta::db
