// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/main/installation.h"
#include "server/objects/objectstore.h"

#include <memory>

namespace objecta::app {

/// The place that documents are kept in, as the command line says: a directory below the data directory, or a bucket.
/// The credentials of a bucket come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and perhaps
/// AWS_SESSION_TOKEN) or from the files that AWS_ACCESS_KEY_ID_FILE and AWS_SECRET_ACCESS_KEY_FILE name.
Outcome<std::unique_ptr<objects::ObjectStore>> openObjects(const Place &place);

/// Removes what broken uploads left behind, gives their bytes back, and prints a line about each kind. Works beside a
/// running server. Fails when documents have lost their content.
Outcome<void> sweepOnly(const Place &place, int64_t graceSeconds);

} // namespace objecta::app
