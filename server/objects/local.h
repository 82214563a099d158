// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/objects/backend.h"

#include <filesystem>

namespace objecta::objects {

/// Keeps objects below a directory: <root>/<organization>/<2 hex digits>/<document>, folders 0700, files 0600, and
/// beside it <document>.part while it is being written. Follows no symbolic link below the root.
tl::expected<std::unique_ptr<ObjectBackend>, std::string> openLocalBackend(const std::filesystem::path &root);

} // namespace objecta::objects
