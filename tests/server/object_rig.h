// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs the object store's coroutines from a test.

#include "server/objects/local.h"
#include "server/objects/objectstore.h"
#include "server/objects/s3.h"
#include "tests/support/s3server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace objecta::test {

/// Runs a coroutine to its end on a context of its own.
template <class T>
T await(boost::asio::awaitable<T> work)
{
    boost::asio::io_context context(1);
    std::optional<T> out;
    boost::asio::co_spawn(context, std::move(work), [&out](const std::exception_ptr &error, T value) {
        if (error) {
            std::rethrow_exception(error);
        }
        out.emplace(std::move(value));
    });
    context.run();
    return std::move(*out);
}

inline objects::S3Options s3Options(const S3Server &server)
{
    objects::S3Options out =
        objects::readS3Location(std::string("s3://") + S3Server::bucket + "/some/where", server.endpoint(), "us-east-1")
            .value();
    out.accessKeyId = S3Server::accessKeyId;
    out.secretAccessKey = S3Server::secretAccessKey;
    out.partSize = 5 * 1024 * 1024;
    out.firstBackoff = std::chrono::milliseconds(10);
    return out;
}

/// `length` bytes from `offset` of a text without end that `seed` chooses.
inline std::string content(uint64_t seed, int64_t offset, int64_t length)
{
    std::string out(static_cast<size_t>(length), '\0');
    for (int64_t i = 0; i < length; ++i) {
        const auto at = static_cast<uint64_t>(offset + i);
        const uint64_t word = (at / 8 + seed * 0x9E3779B97F4A7C15U + 1) * 0xD6E8FEB86659FD93U;
        out[static_cast<size_t>(i)] = static_cast<char>(word >> (at % 8 * 8));
    }
    return out;
}

/// Stores content(seed, 0, bytes) in pieces of 64 KiB, as a body arrives.
inline objects::Awaitable<Result<objects::Sha256Digest>> store(objects::ObjectStore &objects, objects::ObjectKey key,
                                                               uint64_t seed, int64_t bytes)
{
    auto writer = co_await objects.create(key, bytes);
    if (!writer) {
        co_return tl::unexpected(writer.error());
    }
    for (int64_t at = 0; at < bytes; at += 65536) {
        const std::string piece = content(seed, at, std::min<int64_t>(65536, bytes - at));
        const auto written = co_await (*writer)->write(piece);
        if (!written) {
            co_return tl::unexpected(written.error());
        }
    }
    co_return co_await (*writer)->finish();
}

/// Reads an object or a part of it. Whether it is content(seed, ...).
inline objects::Awaitable<Result<bool>> same(objects::ObjectStore &objects, objects::ObjectKey key, uint64_t seed,
                                             std::optional<objects::ByteRange> range = std::nullopt)
{
    auto reader = co_await objects.open(key, range);
    if (!reader) {
        co_return tl::unexpected(reader.error());
    }
    int64_t at = range ? range->first : 0;
    const int64_t end = range ? range->first + range->length : (*reader)->size();
    for (;;) {
        const auto piece = co_await (*reader)->read();
        if (!piece) {
            co_return tl::unexpected(piece.error());
        }
        if (piece->empty()) {
            co_return at == end;
        }
        if (*piece != content(seed, at, static_cast<int64_t>(piece->size()))) {
            co_return false;
        }
        at += static_cast<int64_t>(piece->size());
    }
}

} // namespace objecta::test
