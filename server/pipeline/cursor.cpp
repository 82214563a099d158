// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/cursor.h"

#include "models/contract/json.h"
#include "server/auth/base64url.h"
#include "server/system/mutant.h"

namespace objecta::pipeline {

namespace {

constexpr size_t maxCursorSize = 4096;

tl::unexpected<Problem> badCursor()
{
    return failFields({{"cursor", "format", "is not a cursor of this list"}});
}

} // namespace

std::string encodeCursor(std::string_view list, const std::vector<std::string> &parts)
{
    std::vector<std::string> all{std::string(list)};
    all.insert(all.end(), parts.begin(), parts.end());
    return auth::toBase64Url(writeJson(all));
}

Result<std::vector<std::string>> decodeCursor(std::string_view list, std::string_view cursor, size_t parts)
{
    if (cursor.size() > maxCursorSize) {
        return badCursor();
    }
    const auto text = auth::fromBase64Url(cursor);
    if (!text) {
        return badCursor();
    }
    auto all = parseJson<std::vector<std::string>>(*text);
    if (!all || all->size() != parts + 1 || OBJECTA_MUTANT("cursor-of-any-list", false, all->front() != list)) {
        return badCursor();
    }
    all->erase(all->begin());
    return std::move(*all);
}

std::string encodePosition(std::string_view list, const Position &position)
{
    return encodeCursor(list, {position.at.text(), formatUuid(position.id)});
}

Result<Position> decodePosition(std::string_view list, std::string_view cursor)
{
    const auto parts = decodeCursor(list, cursor, 2);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    const auto at = Timestamp::parse((*parts)[0]);
    const auto id = parseUuid((*parts)[1]);
    if (!at || !id) {
        return badCursor();
    }
    return Position{*at, *id};
}

} // namespace objecta::pipeline
