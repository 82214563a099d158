// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a place for objects has to be able to do. Blocking: ObjectStore (objectstore.h) calls it on its own threads,
// several at once. Errors are StorageUnavailable unless a line says otherwise; why stands in the log.

#include "models/contract/ids.h"
#include "models/contract/problem.h"
#include "models/contract/timestamp.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace objecta::objects {

/// Names one object. Made from two ids alone, so there is none without a tenant and none that a user chose.
class ObjectKey {
public:
    ObjectKey(const OrganizationId &organization, const DocumentId &document)
        : m_organization(organization)
        , m_document(document)
    {
    }
    [[nodiscard]] const OrganizationId &organization() const { return m_organization; }
    [[nodiscard]] const DocumentId &document() const { return m_document; }
    /// "<organization>/<document>"
    [[nodiscard]] std::string text() const { return m_organization.text() + '/' + m_document.text(); }
    friend bool operator<(const ObjectKey &a, const ObjectKey &b)
    {
        return std::tie(a.m_organization, a.m_document) < std::tie(b.m_organization, b.m_document);
    }

private:
    OrganizationId m_organization;
    DocumentId m_document;
};

/// The headers of the request for which an object is written or read (W3C Trace Context); empty for none.
struct Trace {
    std::string parent; ///< traceparent
    std::string state; ///< tracestate
};

/// From `first`, `length` bytes; within the object.
struct ByteRange {
    int64_t first = 0;
    int64_t length = 0;
};

/// What a listing says of an object.
struct ObjectInfo {
    DocumentId document;
    int64_t bytes = 0;
    Timestamp modifiedAt;
};

/// An object on its way in. Going away unfinished removes whatever of it was stored.
class BlockingWrite {
public:
    virtual ~BlockingWrite() = default;
    virtual Result<void> write(std::string_view piece) = 0;
    /// Durable and visible under its key when this returns; before, it is neither listed nor read.
    virtual Result<void> finish() = 0;
};

/// An object on its way out.
class BlockingRead {
public:
    virtual ~BlockingRead() = default;
    /// Bytes of the whole object.
    [[nodiscard]] virtual int64_t size() const = 0;
    /// At most `length` bytes from `offset`, and at least one of them; never beyond the end.
    virtual Result<std::string> read(int64_t offset, int64_t length) = 0;
    /// How much to ask for at a time.
    [[nodiscard]] virtual int64_t pieceSize() const = 0;
};

class ObjectBackend {
public:
    virtual ~ObjectBackend() = default;

    /// `bytes` is the size that it will have. `trace` goes with what is asked of others for it.
    virtual Result<std::unique_ptr<BlockingWrite>> create(const ObjectKey &key, int64_t bytes, const Trace &trace) = 0;
    /// NotFound when there is none.
    virtual Result<std::unique_ptr<BlockingRead>> open(const ObjectKey &key, const Trace &trace) = 0;
    /// No error when there was none.
    virtual Result<void> remove(const ObjectKey &key) = 0;
    /// A tenant's objects in the order of their ids, at most `limit`, those after `after`.
    virtual Result<std::vector<ObjectInfo>> list(const OrganizationId &organization,
                                                 const std::optional<DocumentId> &after, int limit) = 0;
    /// The tenants that have (or had) objects, in the order of their ids, at most `limit`, those after `after`.
    virtual Result<std::vector<OrganizationId>> organizations(const std::optional<OrganizationId> &after,
                                                              int limit) = 0;
    /// Removes all that a tenant has here; how many objects that were. May be repeated after a failure.
    virtual Result<int64_t> erase(const OrganizationId &organization) = 0;
    /// Removes what uploads left behind that broke off and began, or last moved, before `before`; how many. Those of
    /// `underWay` have not broken off, however long ago they began.
    virtual Result<int64_t> removeBroken(Timestamp before, const std::set<ObjectKey> &underWay) = 0;
    /// From any thread: calls under way end soon, with an error.
    virtual void stop() { }
};

} // namespace objecta::objects
