// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/field.h"

#include <QString>

#include <optional>

class QLineEdit;

namespace objecta::api {
struct ApiError;
}

namespace objecta::ui {

/// Asks why something is done to an organization: the reason that the audit log is going to have.
class ReasonField final : public Field {
    Q_OBJECT
public:
    /// `objectName` is the input's.
    ReasonField(const QString &label, const QString &placeholder, const QString &objectName, QWidget *parent = nullptr);

    /// What was typed; nullopt when it is too short, which it then says itself.
    [[nodiscard]] std::optional<QString> reason();
    /// Whether the server's refusal is about the reason; it then says so itself.
    bool takes(const api::ApiError &error);

private:
    void complain(const QString &what);

    QLineEdit *m_line;
};

} // namespace objecta::ui
