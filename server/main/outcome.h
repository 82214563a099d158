// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <tl/expected.hpp>

#include <exception>
#include <optional>
#include <string>

namespace objecta::app {

/// Exit codes.
inline constexpr int exitFine = 0;
inline constexpr int exitFailed = 1; ///< at run time
inline constexpr int exitConfiguration = 2; ///< wrong usage, or something on this machine is not as it must be

/// Why a command cannot go on: one sentence for the terminal and the exit code.
struct Failure {
    std::string sentence;
    int code = exitFailed;
};

template <class T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> failed(std::string sentence)
{
    return tl::unexpected(Failure{std::move(sentence), exitFailed});
}
inline tl::unexpected<Failure> misconfigured(std::string sentence)
{
    return tl::unexpected(Failure{std::move(sentence), exitConfiguration});
}
/// What a Problem of the database layer means to whoever runs a command.
inline tl::unexpected<Failure> failedWith(const std::string &what, const Problem &problem)
{
    return failed(what + ": " + toDocument(problem, {}).detail + " See the log.");
}

/// Runs the context until the coroutine has ended.
template <class T>
T await(boost::asio::io_context &context, db::Awaitable<T> work)
{
    std::exception_ptr thrown;
    std::optional<T> out;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        thrown = error;
        out.emplace(std::move(value));
        context.stop();
    });
    context.restart();
    context.run();
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    return std::move(*out);
}

} // namespace objecta::app
