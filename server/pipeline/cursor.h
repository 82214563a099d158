// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/problem.h"

#include <string>
#include <string_view>
#include <vector>

namespace objecta::pipeline {

/// A keyset position as clients see it: opaque, URL-safe, and good for the list that made it only. `list` names
/// that list and its order ("agents", "organizations:-name"); the parts are the last row's sort values.
std::string encodeCursor(std::string_view list, const std::vector<std::string> &parts);

/// The parts again. ValidationFailed (field "cursor") when the text was not made by encodeCursor for this list with
/// that many parts. The parts are still a client's input: parse ids and times, bind them, never paste them.
Result<std::vector<std::string>> decodeCursor(std::string_view list, std::string_view cursor, size_t parts);

/// A position in a list ordered by (created_at DESC, id).
struct Position {
    Timestamp at;
    boost::uuids::uuid id{};
};
std::string encodePosition(std::string_view list, const Position &position);
Result<Position> decodePosition(std::string_view list, std::string_view cursor);

} // namespace objecta::pipeline
