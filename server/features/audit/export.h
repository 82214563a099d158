// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/audit/query.h"
#include "server/pipeline/body.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace objecta::features {

enum class ExportFormat { Csv, JsonLines };

/// ?format=csv (when it is missing) or jsonl.
Result<ExportFormat> readExportFormat(const pipeline::Routed &request);
/// "csv", "jsonl"
std::string_view exportWord(ExportFormat format);

/// Entries of one transaction of an export.
inline constexpr int64_t exportBatch = 1000;

/// Some entries as text, and where the next ones begin; nothing there: these were the last.
struct ExportBatch {
    std::string text;
    std::optional<Position<AuditEntryId>> after;

    /// Of what was read with a limit of exportBatch.
    static ExportBatch of(const std::vector<AuditEntry> &entries, ExportFormat format);
};

/// Reads the batch that begins after a position. Each batch is a transaction of its own, so that a slow reader holds
/// none, and a reader who is gone is the end of it.
using ReadBatch = std::function<db::Awaitable<Result<ExportBatch>>(Position<AuditEntryId>)>;

/// The answer, of any length, once its first batch could be read.
db::Awaitable<Result<pipeline::Answer>> exportAnswer(ReadBatch read, ExportFormat format);

} // namespace objecta::features
