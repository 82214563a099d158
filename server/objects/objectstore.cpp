// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/objects/objectstore.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::objects {

namespace {

/// Below this, pieces are gathered: a hop to another thread and a call of the kernel cost more than copying them.
constexpr size_t worthAHop = 512 * 1024;

template <class T>
Awaitable<T> call(std::function<T()> work)
{
    co_return work();
}

/// Runs blocking work on one of the threads; what it captures lives until it has run, whoever waits.
template <class T>
Awaitable<T> runOn(asio::thread_pool &threads, std::function<T()> work)
{
    co_return co_await asio::co_spawn(threads, call<T>(std::move(work)), asio::use_awaitable);
}

} // namespace

/// Shared with the call under way, so that the last of the two to go removes an unfinished object; that is always
/// on a thread of the pool.
struct ObjectWriter::State {
    std::unique_ptr<BlockingWrite> write;
    Sha256 hash;
    int64_t expected = 0;
    int64_t taken = 0;
};

ObjectWriter::ObjectWriter(asio::thread_pool &threads, std::shared_ptr<State> state)
    : m_threads(threads)
    , m_state(std::move(state))
{
}

ObjectWriter::~ObjectWriter()
{
    if (m_state) {
        asio::post(m_threads, [state = std::move(m_state)]() mutable { state.reset(); });
    }
}

Awaitable<Result<void>> ObjectWriter::flush()
{
    if (m_gathered.empty()) {
        co_return Result<void>();
    }
    const std::function<Result<void>()> work = [state = m_state, piece = std::move(m_gathered)] {
        state->hash.update(piece);
        return state->write->write(piece);
    };
    m_gathered = std::string();
    co_return co_await runOn(m_threads, work);
}

Awaitable<Result<void>> ObjectWriter::write(std::string_view piece)
{
    if (!m_state) {
        co_return fail(ProblemCode::StorageUnavailable);
    }
    m_state->taken += static_cast<int64_t>(piece.size());
    if (m_state->taken > m_state->expected) {
        co_await abort();
        co_return fail(ProblemCode::BodyTooLarge, "More bytes came than were announced.");
    }
    m_gathered.append(piece);
    if (m_gathered.size() < worthAHop) {
        co_return Result<void>();
    }
    auto written = co_await flush();
    if (!written) {
        co_await abort();
    }
    co_return written;
}

Awaitable<Result<Sha256Digest>> ObjectWriter::finish(std::optional<Sha256Digest> expected)
{
    if (!m_state) {
        co_return fail(ProblemCode::StorageUnavailable);
    }
    if (m_state->taken != m_state->expected) {
        co_await abort();
        co_return fail(ProblemCode::InvalidRequest, "Fewer bytes came than were announced.");
    }
    const auto flushed = co_await flush();
    if (!flushed) {
        co_await abort();
        co_return tl::unexpected(flushed.error());
    }
    const std::function<Result<Sha256Digest>()> work = [state = m_state, expected]() -> Result<Sha256Digest> {
        const Sha256Digest digest = state->hash.finish();
        if (expected && *expected != digest) {
            state->write.reset();
            return fail(ProblemCode::ValidationFailed, "The content does not have the digest that was sent with it.");
        }
        auto finished = state->write->finish();
        state->write.reset();
        if (!finished) {
            return tl::unexpected(finished.error());
        }
        return digest;
    };
    auto digest = co_await runOn(m_threads, work);
    m_state.reset();
    co_return digest;
}

Awaitable<void> ObjectWriter::abort()
{
    if (!m_state) {
        co_return;
    }
    const std::function<bool()> work = [state = std::move(m_state)] {
        state->write.reset();
        return true;
    };
    m_state.reset();
    co_await runOn(m_threads, work);
}

ObjectReader::ObjectReader(asio::thread_pool &threads, std::shared_ptr<BlockingRead> read, ByteRange range)
    : m_threads(threads)
    , m_read(std::move(read))
    , m_range(range)
{
}

int64_t ObjectReader::size() const
{
    return m_read->size();
}

Awaitable<Result<std::string>> ObjectReader::read()
{
    if (m_range.length == 0) {
        co_return std::string();
    }
    const int64_t length = std::min(m_range.length, m_read->pieceSize());
    const std::function<Result<std::string>()> work = [read = m_read, offset = m_range.first, length] {
        return read->read(offset, length);
    };
    auto piece = co_await runOn(m_threads, work);
    if (piece) {
        m_range.first += static_cast<int64_t>(piece->size());
        m_range.length -= static_cast<int64_t>(piece->size());
    }
    co_return piece;
}

ObjectStore::ObjectStore(std::unique_ptr<ObjectBackend> backend, int threads)
    : m_backend(std::move(backend))
    , m_threads(static_cast<size_t>(threads))
{
}

ObjectStore::~ObjectStore()
{
    if (m_backend) {
        m_backend->stop();
    }
    m_threads.join();
}

Awaitable<Result<std::unique_ptr<ObjectWriter>>> ObjectStore::create(ObjectKey key, int64_t bytes, const Trace *trace)
{
    using State = ObjectWriter::State;
    const Trace sent = trace != nullptr ? *trace : Trace();
    const std::function<Result<std::shared_ptr<State>>()> work = [backend = m_backend, key, bytes,
                                                                  sent]() -> Result<std::shared_ptr<State>> {
        auto write = backend->create(key, bytes, sent);
        if (!write) {
            return tl::unexpected(write.error());
        }
        auto state = std::make_shared<State>();
        state->write = std::move(*write);
        state->expected = bytes;
        return state;
    };
    auto state = co_await runOn(m_threads, work);
    if (!state) {
        co_return tl::unexpected(state.error());
    }
    co_return std::unique_ptr<ObjectWriter>(new ObjectWriter(m_threads, std::move(*state)));
}

Awaitable<Result<std::unique_ptr<ObjectReader>>> ObjectStore::open(ObjectKey key, std::optional<ByteRange> range,
                                                                   const Trace *trace)
{
    const Trace sent = trace != nullptr ? *trace : Trace();
    const std::function<Result<std::shared_ptr<BlockingRead>>()> work =
        [backend = m_backend, key, sent]() -> Result<std::shared_ptr<BlockingRead>> {
        auto opened = backend->open(key, sent);
        if (!opened) {
            return tl::unexpected(opened.error());
        }
        return std::shared_ptr<BlockingRead>(std::move(*opened));
    };
    auto read = co_await runOn(m_threads, work);
    if (!read) {
        co_return tl::unexpected(read.error());
    }
    const int64_t size = (*read)->size();
    const ByteRange whole{0, size};
    const ByteRange wanted = range.value_or(whole);
    if (wanted.first < 0 || wanted.length < 0 || wanted.first > size || wanted.length > size - wanted.first) {
        spdlog::error("object {} has {} bytes; {} from {} were asked for", key.text(), size, wanted.length,
                      wanted.first);
        co_return fail(ProblemCode::StorageUnavailable);
    }
    co_return std::unique_ptr<ObjectReader>(new ObjectReader(m_threads, std::move(*read), wanted));
}

Awaitable<Result<void>> ObjectStore::remove(ObjectKey key)
{
    const std::function<Result<void>()> work = [backend = m_backend, key] { return backend->remove(key); };
    co_return co_await runOn(m_threads, work);
}

Awaitable<Result<std::vector<ObjectInfo>>> ObjectStore::list(OrganizationId organization,
                                                             std::optional<DocumentId> after, int limit)
{
    const std::function<Result<std::vector<ObjectInfo>>()> work = [backend = m_backend, organization, after, limit] {
        return backend->list(organization, after, limit);
    };
    co_return co_await runOn(m_threads, work);
}

Awaitable<Result<std::vector<OrganizationId>>> ObjectStore::organizations(std::optional<OrganizationId> after,
                                                                          int limit)
{
    const std::function<Result<std::vector<OrganizationId>>()> work = [backend = m_backend, after, limit] {
        return backend->organizations(after, limit);
    };
    co_return co_await runOn(m_threads, work);
}

Awaitable<Result<int64_t>> ObjectStore::erase(OrganizationId organization)
{
    const std::function<Result<int64_t>()> work = [backend = m_backend, organization] {
        return backend->erase(organization);
    };
    co_return co_await runOn(m_threads, work);
}

Awaitable<Result<int64_t>> ObjectStore::removeBroken(Timestamp before, std::set<ObjectKey> underWay)
{
    const std::function<Result<int64_t>()> work = [backend = m_backend, before, underWay = std::move(underWay)] {
        return backend->removeBroken(before, underWay);
    };
    co_return co_await runOn(m_threads, work);
}

} // namespace objecta::objects
