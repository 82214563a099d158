// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/apierror.h"

#include "app/core/text.h"

#include <QStringList>

namespace objecta::api {

bool ApiError::isConnectivity() const
{
    if (kind == Kind::Network || kind == Kind::Timeout) {
        return true;
    }
    return is(ProblemCode::Overloaded) || is(ProblemCode::DatabaseUnavailable) || is(ProblemCode::ShuttingDown);
}

bool ApiError::isRetryable() const
{
    return isConnectivity() || kind == Kind::Cancelled || is(ProblemCode::RateLimited)
        || is(ProblemCode::RequestTimeout) || is(ProblemCode::Internal);
}

std::optional<ProblemCode> ApiError::problem() const
{
    if (kind != Kind::Problem && kind != Kind::Unauthorized) {
        return std::nullopt;
    }
    return problemFromCode(code.toStdString());
}

QString ApiError::report() const
{
    QStringList lines{QStringLiteral("error: ") + code};
    if (status != 0) {
        lines << QStringLiteral("status: %1").arg(status);
    }
    if (!requestId.isEmpty()) {
        lines << QStringLiteral("request id: ") + requestId;
    }
    if (!detail.isEmpty()) {
        lines << QStringLiteral("detail: ") + detail;
    }
    for (const FieldFault &fault : fields) {
        lines << QStringLiteral("field: %1 (%2) %3").arg(fault.field, fault.code, fault.message);
    }
    return lines.join(u'\n');
}

ApiError ApiError::cancelled()
{
    return {Kind::Cancelled, QStringLiteral("cancelled"), 0, {}, {}, {}, 0};
}

ApiError ApiError::network(const QString &detail)
{
    return {Kind::Network, QStringLiteral("network"), 0, {}, {}, detail, 0};
}

ApiError ApiError::timeout()
{
    return {Kind::Timeout, QStringLiteral("timeout"), 0, {}, {}, {}, 0};
}

ApiError ApiError::protocol(const QString &detail, int status, const QString &requestId)
{
    return {Kind::Protocol, QStringLiteral("protocol"), status, requestId, {}, detail, 0};
}

} // namespace objecta::api
