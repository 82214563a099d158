// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace objecta::contract {

/// openapi.yaml as JSON text, converted at build time: what GET /openapi.json answers.
std::string_view openApiJson();

} // namespace objecta::contract
