// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/export.h"

#include <algorithm>
#include <cstring>

namespace objecta::features {

namespace {

/// The batches one after the other; never more than one in memory.
class ExportBody final : public pipeline::BodySource {
public:
    ExportBody(ReadBatch read, ExportBatch first)
        : m_read(std::move(read))
        , m_batch(std::move(first))
    {
    }
    [[nodiscard]] std::optional<uint64_t> size() const override { return std::nullopt; }

    db::Awaitable<Result<size_t>> read(std::span<char> into) override
    {
        while (m_taken == m_batch.text.size()) {
            if (!m_batch.after) {
                co_return size_t(0);
            }
            auto next = co_await m_read(*m_batch.after);
            if (!next) {
                co_return tl::unexpected(next.error());
            }
            m_batch = std::move(*next);
            m_taken = 0;
        }
        const size_t count = std::min(into.size(), m_batch.text.size() - m_taken);
        std::memcpy(into.data(), m_batch.text.data() + m_taken, count);
        m_taken += count;
        co_return count;
    }

private:
    ReadBatch m_read;
    ExportBatch m_batch;
    size_t m_taken = 0;
};

} // namespace

Result<ExportFormat> readExportFormat(const pipeline::Routed &request)
{
    const auto word = queryWord(request, "format", "csv|jsonl");
    if (!word) {
        return tl::unexpected(word.error());
    }
    return word->value_or("csv") == "csv" ? ExportFormat::Csv : ExportFormat::JsonLines;
}

std::string_view exportWord(ExportFormat format)
{
    return format == ExportFormat::Csv ? "csv" : "jsonl";
}

ExportBatch ExportBatch::of(const std::vector<AuditEntry> &entries, ExportFormat format)
{
    ExportBatch out;
    for (const auto &entry : entries) {
        out.text += format == ExportFormat::Csv ? auditCsvLine(entry) : writeJson(entry) + '\n';
    }
    if (static_cast<int64_t>(entries.size()) == exportBatch) {
        out.after = Position<AuditEntryId>{entries.back().at, entries.back().id};
    }
    return out;
}

db::Awaitable<Result<pipeline::Answer>> exportAnswer(ReadBatch read, ExportFormat format)
{
    auto first = co_await read(Position<AuditEntryId>());
    if (!first) {
        co_return tl::unexpected(first.error());
    }
    pipeline::Answer answer;
    answer.contentType = format == ExportFormat::Csv ? "text/csv; charset=utf-8; header=present" : "application/jsonl";
    if (format == ExportFormat::Csv) {
        first->text.insert(0, auditCsvHead());
    }
    answer.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"audit." + std::string(exportWord(format)) + "\"");
    answer.stream = std::make_shared<ExportBody>(std::move(read), std::move(*first));
    co_return answer;
}

} // namespace objecta::features
