// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// All of Boost.Beast that is no template: see BOOST_BEAST_SEPARATE_COMPILATION in its documentation.
#include <boost/beast/src.hpp>
