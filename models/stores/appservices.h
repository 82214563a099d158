// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/directories.h"
#include "models/stores/appcontext.h"

#include <QString>

#include <memory>

namespace objecta::stores {

struct AppServicesOptions {
    core::Directories directories;
    /// False: secrets go to the encrypted file at once (tests, portable installations).
    bool useKeychain = true;
};

/// Builds and owns the console below its UI; no singletons. GUI thread. The UI includes appcontext.h only.
class AppServices {
public:
    explicit AppServices(AppServicesOptions options);
    ~AppServices();
    AppServices(const AppServices &) = delete;
    AppServices &operator=(const AppServices &) = delete;

    [[nodiscard]] AppContext &context();
    /// Empty, or why the profiles could not be read; a sentence to show once.
    [[nodiscard]] QString profilesError() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace objecta::stores
