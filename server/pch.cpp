// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Boost.JSON is compiled in its library; this unit only carries the precompiled header.
