// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/problem.h"

#include <QList>
#include <QString>

#include <optional>

namespace objecta::api {

/// One member of an input that the server did not take. `code` is the contract's word (required, too_long, ...).
struct FieldFault {
    QString field;
    QString code;
    /// The server's English sentence; for logs and "Copy details", the UI translates `code`.
    QString message;
};

/// Why a call brought no value.
struct ApiError {
    enum class Kind {
        Network, ///< The server was not reached, or the connection broke.
        Timeout, ///< It did not answer in time.
        Cancelled, ///< The user cancelled.
        Unauthorized, ///< The session (or impersonation) is over; signing in anew helps.
        Problem, ///< The server said no; see code.
        Protocol, ///< An answer that this console does not understand: another program or version.
    };

    Kind kind = Kind::Network;
    /// The contract's word for a Problem or Unauthorized, e.g. "quota_exceeded"; for the others network, timeout,
    /// cancelled, protocol. Texts are translated from it.
    QString code;
    /// The HTTP status; 0 without an answer.
    int status = 0;
    /// Helps to find the request in the server's log; empty without an answer.
    QString requestId;
    QList<FieldFault> fields;
    /// English, for "Copy details" and logs only.
    QString detail;
    /// Seconds after which the server wants to be asked again; 0 for none said.
    int retryAfter = 0;

    [[nodiscard]] bool isCancelled() const { return kind == Kind::Cancelled; }
    /// Whether the server could not be reached or could not serve for now: the offline bar instead of an error.
    [[nodiscard]] bool isConnectivity() const;
    /// The same call may work later without any change by the user.
    [[nodiscard]] bool isRetryable() const;
    [[nodiscard]] std::optional<ProblemCode> problem() const;
    [[nodiscard]] bool is(ProblemCode which) const { return problem() == which; }
    /// What "Copy details" copies: kind, code, status, request id, detail, fields; one a line.
    [[nodiscard]] QString report() const;

    static ApiError cancelled();
    static ApiError network(const QString &detail);
    static ApiError timeout();
    static ApiError protocol(const QString &detail, int status = 0, const QString &requestId = {});
};

} // namespace objecta::api
