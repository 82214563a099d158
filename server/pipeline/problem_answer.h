// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

namespace objecta::pipeline {

/// The problem as an answer: application/problem+json (RFC 9457) with the headers that its status asks for.
Answer problemAnswer(const Problem &problem, const std::string &requestId);

} // namespace objecta::pipeline
