// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/problem_answer.h"

namespace objecta::pipeline {

Answer problemAnswer(const Problem &problem, const std::string &requestId)
{
    Answer answer;
    answer.status = static_cast<boost::beast::http::status>(problemStatus(problem.code));
    answer.body = writeJson(toDocument(problem, requestId));
    answer.contentType = "application/problem+json";
    if (problem.retryAfter > 0) {
        answer.headers.emplace_back("Retry-After", std::to_string(problem.retryAfter));
    } else if (answer.status == boost::beast::http::status::service_unavailable) {
        answer.headers.emplace_back("Retry-After", "1");
    }
    if (!problem.allow.empty()) {
        answer.headers.emplace_back("Allow", problem.allow);
    }
    if (answer.status == boost::beast::http::status::unauthorized) {
        answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    }
    return answer;
}

} // namespace objecta::pipeline
