// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/sealer.h"
#include "server/pipeline/route.h"

#include <optional>
#include <string>

namespace objecta::pipeline {

/// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) on a tenant's POSTs: the first answer is kept for 24
/// hours with the change itself and replayed, with `Idempotency-Replayed: true`. Keys are one actor's own. Kept are
/// successes and refusals that say something about the request (4xx but 401, 408 and 429); anything else may be tried
/// again. The same key with another request is refused. I/O thread.
class Idempotency {
public:
    explicit Idempotency(auth::Sealer sealer)
        : m_sealer(std::move(sealer))
    {
    }

    /// Whether the request asks for it; ValidationFailed for a key that is none, and for a streamed body without the
    /// digest by which it is known again.
    static Result<bool> wanted(const Authorized &request);

    /// Runs the handler in `tx` unless the key was used before. Two of the same key at once: the second waits for the
    /// first, since the key's row is inserted before the handler runs. The handler's last statement does not commit
    /// yet: its answer is stored in the same transaction.
    Awaitable<Result<Answer>> once(const Authorized &request, db::TenantTx &tx, const TenantHandler &handler) const;

    /// Keeps a refusal, after its transaction was rolled back. Best effort: what is lost is only repeated.
    Awaitable<void> keepRefusal(const Authorized &request, db::Database &database, const Problem &problem) const;

    /// The same for a handler of several transactions. While the first is under way the second is told so (409).
    Awaitable<Result<Answer>> onceFlow(const Authorized &request, db::Database &database, db::TenantDoor &door,
                                       const TenantFlowHandler &handler) const;

    /// For such a handler, in the transaction that makes the change: keeps its answer with it, so that no crash comes
    /// in between. IdempotencyInProgress when the key is another request's meanwhile: then nothing is to be committed.
    /// Nothing happens without a key, here and in renew().
    Awaitable<Result<void>> keep(const Authorized &request, db::TenantTx &tx, const Answer &answer) const;

    /// For such a handler while it takes long: its key is not taken over (as after 15 minutes of silence).
    Awaitable<Result<void>> renew(const Authorized &request, db::TenantTx &tx) const;

private:
    struct Asked;
    Asked asked(const Authorized &request) const;
    [[nodiscard]] std::string sealed(const Answer &answer) const;
    [[nodiscard]] std::optional<Answer> opened(std::string_view text) const;
    Awaitable<Result<std::optional<Answer>>> reserve(const Asked &asked, db::TenantTx &tx) const;

    auth::Sealer m_sealer;
};

} // namespace objecta::pipeline
