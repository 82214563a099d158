// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "server/auth/tokens.h"
#include "server/db/database.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace objecta::features {

/// The end of a chain of audit entries as it stood at a time: an organization's, or the platform's own under the nil
/// id.
struct AuditCheckpoint {
    std::string organization; ///< id
    int64_t seq = 0;
    std::string hash; ///< hex
    std::string at; ///< RFC 3339
};

/// Checkpoints in a file apart from the database, a JSON object a line, each with a MAC under the server's key. Lines
/// are only ever added, and are on the disk before a call returns. Several processes may share the file. Blocks.
class AuditCheckpoints {
public:
    /// `former`: keys that the server had before, whose lines count as well; new ones are written with `key`.
    AuditCheckpoints(auth::TokenKey key, std::filesystem::path file, std::vector<auth::TokenKey> former = {});

    /// Everything in the file; no file is none. An unfinished last line (a crash) is passed over; a line that the
    /// server did not write is an error, one sentence.
    [[nodiscard]] tl::expected<std::vector<AuditCheckpoint>, std::string> read() const;
    [[nodiscard]] tl::expected<void, std::string> append(const std::vector<AuditCheckpoint> &checkpoints) const;

private:
    [[nodiscard]] bool isOurs(const AuditCheckpoint &checkpoint, const std::string &mac) const;
    auth::TokenKey m_key;
    std::filesystem::path m_file;
    std::vector<auth::TokenKey> m_former;
};

/// What is wrong with a chain, and at which entry it begins.
struct AuditFault {
    std::string organization; ///< id
    std::string slug;
    int64_t seq = 0; ///< of the first entry that is wrong
    std::string entry; ///< its id, empty when it is not there
    std::string what; ///< edited, removed, inserted, cut off, rewritten
};

/// The chains' ends that moved since the checkpoints given.
db::Awaitable<Result<std::vector<AuditCheckpoint>>> auditEnds(db::Database &database,
                                                              std::vector<AuditCheckpoint> known);

/// The slugs of the organizations whose trail was erased with them, as the platform's own trail confirms.
db::Awaitable<Result<std::vector<std::string>>> erasedTrails(db::Database &database,
                                                             std::optional<OrganizationId> organization);

/// Computes every entry's hash again, in PostgreSQL but by this program's own text of it, and compares: numbers,
/// hashes, the chains' ends and the checkpoints. The first fault of each organization; empty when all is well.
db::Awaitable<Result<std::vector<AuditFault>>> verifyAudit(db::Database &database,
                                                           std::optional<OrganizationId> organization,
                                                           std::vector<AuditCheckpoint> checkpoints);

} // namespace objecta::features
