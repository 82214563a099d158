// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parts that documentRoutes() joins, a file each.

#include "models/contract/tenant.h"
#include "server/db/rows.h"
#include "server/objects/objectstore.h"
#include "server/pipeline/idempotency.h"
#include "server/pipeline/route.h"

#include <chrono>

namespace objecta::features::documents {

/// A row of id, agent_id, user_id, name, content_type, bytes, sha256 in hexadecimal, version, created_at, updated_at.
Document toDocument(const db::Row &row);

/// What uploads need besides their request. Of the server, not of a request.
struct UploadParts {
    objects::ObjectStore &objects;
    db::Database &database;
    pipeline::Idempotency idempotency;
};

/// A transfer may take hours, and what it stands on (session, key, impersonation, organization) end meanwhile. So it
/// asks the gate anew as its bytes go by, at most twice a second.
class Passage {
public:
    using Work = std::function<pipeline::Awaitable<Result<bool>>(db::TenantTx &)>;
    explicit Passage(db::TenantDoor door);
    /// `isDue` is asked in the transaction that asks the gate, which may read only, whether `renew` is to be done, in
    /// one that may write.
    Passage(db::TenantDoor door, Work isDue, Work renew);
    /// The refusal, if asking was due. A database that does not answer refuses nobody, unless it is silent for long.
    pipeline::Awaitable<Result<void>> ask();

private:
    using Clock = std::chrono::steady_clock;
    db::TenantDoor m_door;
    Work m_isDue;
    Work m_renew;
    Clock::time_point m_due;
    Clock::time_point m_answered;
};

/// POST /v1/documents.
pipeline::Awaitable<Result<pipeline::Answer>> upload(const UploadParts &parts, const pipeline::Authorized &request,
                                                     db::TenantDoor &door);
/// GET /v1/documents/{id}/content.
pipeline::Awaitable<Result<pipeline::Answer>> download(objects::ObjectStore &objects,
                                                       const pipeline::Authorized &request, db::TenantDoor &door);
/// DELETE /v1/documents/{id}.
pipeline::Awaitable<Result<pipeline::Answer>> remove(objects::ObjectStore &objects, const pipeline::Authorized &request,
                                                     db::TenantDoor &door);

/// What goes with the requests that the store makes for this one.
objects::Trace objectTrace(const pipeline::Authorized &request);

/// A Range header (RFC 9110, section 14) against a content of `size` bytes: nullopt when the whole is to be sent (no
/// range, several, or none that is understood), RangeNotSatisfiable when it has no such bytes.
Result<std::optional<objects::ByteRange>> readRange(std::string_view header, int64_t size);

/// "attachment" with a name (RFC 6266): a plain one for old clients and the whole one in UTF-8 (RFC 8187).
std::string contentDisposition(std::string_view name);

/// The SHA-256 in a Content-Digest header (RFC 9530); nullopt when it names none. ValidationFailed for a malformed one.
Result<std::optional<objects::Sha256Digest>> readContentDigest(std::string_view header);

} // namespace objecta::features::documents
