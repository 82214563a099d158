// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/documents/parts.h"
#include "server/objects/sha256.h"
#include "server/pipeline/body.h"
#include "server/pipeline/input.h"
#include "server/pipeline/problem_answer.h"
#include "server/system/mutant.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace objecta::features::documents {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;

namespace {

constexpr db::Sql contentText = R"(
    SELECT name, content_type, bytes, encode(sha256, 'hex') FROM documents
    WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'ready')";

/// What a reader gives, cut to what the connection has room for; for as long as the gate lets it pass.
class Content final : public pipeline::BodySource {
public:
    Content(std::unique_ptr<objects::ObjectReader> reader, int64_t size, db::TenantDoor door)
        : m_reader(std::move(reader))
        , m_size(size)
        , m_passage(std::move(door))
    {
    }
    [[nodiscard]] std::optional<uint64_t> size() const override { return static_cast<uint64_t>(m_size); }

    Awaitable<Result<size_t>> read(std::span<char> into) override
    {
        const auto allowed = co_await m_passage.ask();
        if (!allowed) {
            co_return tl::unexpected(allowed.error());
        }
        if (m_taken == m_piece.size()) {
            auto next = co_await m_reader->read();
            if (!next) {
                co_return tl::unexpected(next.error());
            }
            m_piece = std::move(*next);
            m_taken = 0;
        }
        const size_t count = std::min(into.size(), m_piece.size() - m_taken);
        std::memcpy(into.data(), m_piece.data() + m_taken, count);
        m_taken += count;
        co_return count;
    }

private:
    std::unique_ptr<objects::ObjectReader> m_reader;
    int64_t m_size;
    Passage m_passage;
    std::string m_piece;
    size_t m_taken = 0;
};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

/// Digits only; nullopt for anything else and for what no content is long enough for.
std::optional<int64_t> number(std::string_view text)
{
    int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || text.front() == '-' || end != text.data() + text.size()
        || (error != std::errc() && error != std::errc::result_out_of_range)) {
        return std::nullopt;
    }
    return error == std::errc() ? out : INT64_MAX;
}

/// Whether If-None-Match names the ETag, weakly compared (RFC 9110, section 13.1.2).
bool matches(std::string_view header, std::string_view etag)
{
    while (!header.empty()) {
        const auto comma = header.find(',');
        std::string_view one = trimmed(header.substr(0, comma));
        if (one.starts_with("W/")) {
            one.remove_prefix(2);
        }
        if (one == "*" || one == etag) {
            return true;
        }
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    }
    return false;
}

} // namespace

Result<std::optional<objects::ByteRange>> readRange(std::string_view header, int64_t size)
{
    const std::optional<objects::ByteRange> whole;
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit) || header.find(',') != std::string_view::npos) {
        return whole;
    }
    const std::string_view range = trimmed(header.substr(unit.size()));
    const auto dash = range.find('-');
    if (dash == std::string_view::npos) {
        return whole;
    }
    const auto first = number(range.substr(0, dash));
    const auto last = number(range.substr(dash + 1));
    if (dash == 0) {
        if (!last) {
            return whole;
        }
        if (*last == 0 || size == 0) {
            return fail(ProblemCode::RangeNotSatisfiable);
        }
        const int64_t length = std::min(*last, size);
        return objects::ByteRange{size - length, length};
    }
    if (!first || (!last && dash + 1 != range.size()) || (last && *last < *first)) {
        return whole;
    }
    if (*first >= size) {
        return fail(ProblemCode::RangeNotSatisfiable);
    }
    const int64_t end = last ? std::min(*last, size - 1) : size - 1;
    return objects::ByteRange{*first, end - *first + 1};
}

std::string contentDisposition(std::string_view name)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string plain;
    std::string whole;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || c == '-' || c == '_' || c == '.') {
            whole += c;
        } else {
            whole += '%';
            whole += digits[byte >> 4];
            whole += digits[byte & 15];
        }
        if ((byte & 0xC0) == 0x80) {
            continue; // one '_' a letter, not one a byte of it
        }
        plain += letter || c == '-' || c == '_' || c == '.' || c == ' ' ? c : '_';
    }
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + whole;
}

Result<std::optional<objects::Sha256Digest>> readContentDigest(std::string_view header)
{
    std::optional<objects::Sha256Digest> out;
    while (!header.empty()) {
        const auto comma = header.find(',');
        const std::string_view one = trimmed(header.substr(0, comma));
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
        constexpr std::string_view begin = "sha-256=:";
        if (!one.starts_with("sha-256=")) {
            continue; // of another algorithm
        }
        if (one.starts_with(begin) && one.size() > begin.size() && one.ends_with(':')) {
            out = objects::fromBase64(one.substr(begin.size(), one.size() - begin.size() - 1));
        }
        if (!out) {
            return failFields({{"Content-Digest", "format", "must be sha-256=:BASE64:"}});
        }
    }
    return out;
}

objects::Trace objectTrace(const pipeline::Authorized &request)
{
    const auto &trace = request.request().trace;
    return {trace.traceparent(), trace.state};
}

Awaitable<Result<Answer>> download(objects::ObjectStore &objects, const Authorized &request, db::TenantDoor &door)
{
    const auto id = pipeline::pathId<DocumentId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const objects::ObjectKey key(
        OBJECTA_MUTANT("download-from-another-prefix", OrganizationId::random(), door.scope().organization()), *id);
    const std::function<Awaitable<Result<db::Rows>>(db::TenantTx &)> look =
        [&key](db::TenantTx &tx) -> Awaitable<Result<db::Rows>> {
        co_return co_await tx.queryAndCommit(contentText, db::Params(key.organization(), key.document()));
    };
    const auto rows = co_await door.inTenant<db::Rows>(db::Work::Read, look);
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    const auto row = (*rows)[0];
    const int64_t size = row.integer(2);
    const std::string hex = row.string(3);
    const std::string etag = '"' + hex + '"';
    if (matches(request.request().ifNoneMatch, etag)) {
        Answer unchanged;
        unchanged.status = boost::beast::http::status::not_modified;
        co_return std::move(unchanged).with("ETag", etag);
    }
    const auto range = readRange(request.request().range, size);
    if (!range) {
        co_return pipeline::problemAnswer(range.error(), request.request().requestId)
            .with("Content-Range", "bytes */" + std::to_string(size));
    }
    const objects::Trace trace = objectTrace(request);
    auto reader = co_await objects.open(key, *range, &trace);
    if (!reader) {
        if (reader.error().code == ProblemCode::NotFound) {
            spdlog::error("document {} has no object", key.text());
            co_return fail(ProblemCode::StorageUnavailable);
        }
        co_return tl::unexpected(reader.error());
    }
    if ((*reader)->size() != size) {
        spdlog::error("document {} has {} bytes but its object {}", key.text(), size, (*reader)->size());
        co_return fail(ProblemCode::StorageUnavailable);
    }
    const int64_t length = *range ? (*range)->length : size;
    Answer answer;
    answer.contentType = row.string(1);
    answer.stream = std::make_shared<Content>(std::move(*reader), length, door);
    const std::string digest = "sha-256=:" + objects::toBase64(objects::fromHex(hex).value()) + ':';
    answer.headers = {{"ETag", etag},
                      {"Accept-Ranges", "bytes"},
                      {"Repr-Digest", digest},
                      {"Content-Disposition", contentDisposition(row.text(0))},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"}};
    if (*range) {
        answer.status = boost::beast::http::status::partial_content;
        answer.headers.emplace_back("Content-Range",
                                    "bytes " + std::to_string((*range)->first) + '-'
                                        + std::to_string((*range)->first + length - 1) + '/' + std::to_string(size));
    } else {
        answer.headers.emplace_back("Content-Digest", digest);
    }
    co_return answer;
}

} // namespace objecta::features::documents
