// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/problem.h"
#include "server/db/database.h"

#include <cstdint>
#include <optional>
#include <span>

namespace objecta::pipeline {

/// A request's body, pulled in pieces by a handler, so that memory stays constant whatever its size. I/O thread.
class BodyReader {
public:
    virtual ~BodyReader() = default;
    /// The bytes announced by Content-Length; nullopt for a chunked body.
    [[nodiscard]] virtual std::optional<uint64_t> contentLength() const = 0;
    /// The next bytes, at most into.size(); 0 at the end. The first call sends "100 Continue" to a client that waits
    /// for it. RequestTimeout when nothing comes for too long, InvalidRequest when the client vanished or the body is
    /// malformed: then every later call fails too.
    virtual db::Awaitable<Result<size_t>> read(std::span<char> into) = 0;
    /// The bytes that came in for it since its head was read, whoever announced how many.
    [[nodiscard]] virtual int64_t received() const = 0;
};

/// An answer's body, pulled in pieces while it is written. I/O thread.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// The bytes that read() will give in all: the answer's Content-Length. nullopt when nobody knows: the answer is
    /// chunked, or ends with its connection for a client of HTTP/1.0.
    [[nodiscard]] virtual std::optional<uint64_t> size() const = 0;
    /// The next bytes, at most into.size(); 0 at the end. A failure cuts the connection: the head has been sent.
    virtual db::Awaitable<Result<size_t>> read(std::span<char> into) = 0;
};

} // namespace objecta::pipeline
