// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace objecta::isolation {

/// One rule of the catalog's lint.
struct Rule {
    const char *name;
    /// What could happen when it is broken.
    const char *why;
    /// A relation of catalogPrefix, or a catalog, whose rows the rule looks at.
    const char *looksAt;
    /// Gives the objects that break it: its name and, if there is more to say, that.
    const char *finds;
};

/// The common table expressions that the rules share; goes before `finds`.
extern const char *const catalogPrefix;
const std::vector<Rule> &rules();

} // namespace objecta::isolation
