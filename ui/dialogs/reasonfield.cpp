// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/reasonfield.h"

#include "app/api/apierror.h"

#include <QLineEdit>

#include <algorithm>

namespace objecta::ui {

namespace {

constexpr int minReason = 3;
constexpr int maxReason = 500;

} // namespace

ReasonField::ReasonField(const QString &label, const QString &placeholder, const QString &objectName, QWidget *parent)
    : Field(label, new QLineEdit, tr("Goes into the audit log together with your name."), parent)
    , m_line(static_cast<QLineEdit *>(input()))
{
    m_line->setObjectName(objectName);
    m_line->setMaxLength(maxReason);
    m_line->setPlaceholderText(placeholder);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, [this] { setError({}); });
}

std::optional<QString> ReasonField::reason()
{
    const QString typed = m_line->text().trimmed();
    if (typed.size() < minReason) {
        complain(tr("Say why, in 3 characters at least."));
        return std::nullopt;
    }
    return typed;
}

bool ReasonField::takes(const api::ApiError &error)
{
    const bool ours =
        std::ranges::any_of(error.fields, [](const auto &fault) { return fault.field == QLatin1String("reason"); });
    if (ours) {
        complain(tr("The reason needs 3 to 500 characters, in one line."));
    }
    return ours;
}

void ReasonField::complain(const QString &what)
{
    setError(what);
    m_line->setFocus();
}

} // namespace objecta::ui
