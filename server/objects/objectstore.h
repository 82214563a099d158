// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where the bytes of documents are kept: a local directory or an S3 bucket, one prefix a tenant. Nothing here blocks
// the I/O thread, and neither way holds more of an object in memory than a piece (reading) or a part (writing).

#include "server/objects/backend.h"
#include "server/objects/sha256.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace objecta::objects {

namespace asio = boost::asio;
template <class T>
using Awaitable = asio::awaitable<T>;

/// An object on its way in. Going away before finish() removes what was stored of it, in the background. One call at
/// a time; not to outlive its store.
class ObjectWriter {
public:
    ~ObjectWriter();
    ObjectWriter(const ObjectWriter &) = delete;
    ObjectWriter &operator=(const ObjectWriter &) = delete;

    /// Takes the next piece, of any length; returns when there is room for more. BodyTooLarge once more comes than
    /// was announced.
    Awaitable<Result<void>> write(std::string_view piece);

    /// Makes the object durable and visible; its digest. InvalidRequest when bytes are missing, ValidationFailed when
    /// `expected` is another digest; then, as after any error, nothing remains of it.
    Awaitable<Result<Sha256Digest>> finish(std::optional<Sha256Digest> expected = std::nullopt);

    /// Removes what was stored, and returns when that is done.
    Awaitable<void> abort();

private:
    friend class ObjectStore;
    struct State;
    ObjectWriter(asio::thread_pool &threads, std::shared_ptr<State> state);
    Awaitable<Result<void>> flush();

    asio::thread_pool &m_threads;
    std::shared_ptr<State> m_state;
    std::string m_gathered; ///< small pieces, until they are worth a hop to another thread
};

/// An object on its way out. One call at a time; not to outlive its store.
class ObjectReader {
public:
    /// Bytes of the whole object.
    [[nodiscard]] int64_t size() const;
    /// The next piece; empty at the end of the range. Never fewer bytes than the range has without an error.
    Awaitable<Result<std::string>> read();

private:
    friend class ObjectStore;
    ObjectReader(asio::thread_pool &threads, std::shared_ptr<BlockingRead> read, ByteRange range);

    asio::thread_pool &m_threads;
    std::shared_ptr<BlockingRead> m_read;
    ByteRange m_range; ///< what is still to come
};

/// The door to a backend, for coroutines on any executor; they resume on their own.
class ObjectStore {
public:
    ObjectStore(std::unique_ptr<ObjectBackend> backend, int threads);
    /// Ends what is under way and waits for it.
    ~ObjectStore();
    ObjectStore(const ObjectStore &) = delete;
    ObjectStore &operator=(const ObjectStore &) = delete;

    /// Begins an object of exactly `bytes` bytes. `trace`, where there is one, is read before the first wait. (A
    /// pointer, since GCC 12 destroys a temporary of a default argument twice in what waits for a coroutine.)
    Awaitable<Result<std::unique_ptr<ObjectWriter>>> create(ObjectKey key, int64_t bytes, const Trace *trace = nullptr);
    /// NotFound when there is none. `range` lies within the object; without it, all of it.
    Awaitable<Result<std::unique_ptr<ObjectReader>>> open(ObjectKey key, std::optional<ByteRange> range = std::nullopt,
                                                          const Trace *trace = nullptr);
    Awaitable<Result<void>> remove(ObjectKey key);
    /// See ObjectBackend for these.
    Awaitable<Result<std::vector<ObjectInfo>>> list(OrganizationId organization, std::optional<DocumentId> after,
                                                    int limit = 1000);
    Awaitable<Result<std::vector<OrganizationId>>> organizations(std::optional<OrganizationId> after, int limit = 1000);
    Awaitable<Result<int64_t>> erase(OrganizationId organization);
    Awaitable<Result<int64_t>> removeBroken(Timestamp before, std::set<ObjectKey> underWay = {});

private:
    std::shared_ptr<ObjectBackend> m_backend;
    asio::thread_pool m_threads;
};

} // namespace objecta::objects
