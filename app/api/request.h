// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apierror.h"

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>
#include <QUrlQuery>

namespace objecta::api {

/// Whose token a request carries.
enum class Credentials {
    None,
    /// The client's access token. A refused one is refreshed once and the request replayed.
    Staff,
    /// The request's own (an impersonation); a refused one is the answer.
    Bearer,
};

/// What to ask the server.
struct ApiRequest {
    QByteArray method = "GET";
    /// Absolute, e.g. "/v1/admin/me".
    QString path;
    QUrlQuery query = {};
    /// JSON; empty for none.
    QByteArray body = {};
    /// An ETag as it was received, quotes included.
    QByteArray ifMatch = {};
    /// The host to ask, without port; empty for the base URL's own.
    QString host = {};
    Credentials credentials = Credentials::Staff;
    QByteArray bearer = {};

    /// Only such requests are retried on network errors.
    [[nodiscard]] bool isIdempotent() const { return method == "GET"; }
};

/// A successful (2xx) answer before it is read.
struct RawAnswer {
    int status = 0;
    QByteArray body;
    QByteArray etag;
    QString requestId;
};

using RawResult = tl::expected<RawAnswer, ApiError>;

/// For answers without a body (204).
struct Nothing { };

/// A value with what came along.
template <class T>
struct Answer {
    T value{};
    /// For If-Match; empty where the resource has none.
    QByteArray etag;
    QString requestId;
};

template <class T>
using ApiResult = tl::expected<Answer<T>, ApiError>;

} // namespace objecta::api
