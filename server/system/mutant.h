// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Faults on purpose, to prove that the isolation tests would find them. OBJECTA_MUTANT(name, wrong, right) is `right`
// and nothing else in every program but the tests' objecta-server-mutants, which is `wrong` where the environment's
// OBJECTA_MUTANT says `name`. tests/isolation/test_mutants starts that program once for every name in the sources.

#ifdef OBJECTA_MUTANTS
#include <cstdlib>
#include <string_view>

namespace objecta {

inline bool mutated(std::string_view name)
{
    static const char *const chosen = std::getenv("OBJECTA_MUTANT");
    return chosen != nullptr && name == chosen;
}

/// The value of its type that was the first to come here: what a thing keeps that forgets to change.
template <class T>
T firstOfAll(const T &value)
{
    static const T first = value;
    return first;
}

} // namespace objecta

#define OBJECTA_MUTANT(name, wrong, right) (::objecta::mutated(name) ? (wrong) : (right))
#else
#define OBJECTA_MUTANT(name, wrong, right) (right)
#endif
