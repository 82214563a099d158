// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/text.h"

namespace objecta::ui {

/// Label above, input, and below it a hint or what is wrong. The label is the input's buddy.
class Field : public QWidget {
    Q_OBJECT
public:
    Field(const QString &label, QWidget *input, const QString &hint = {}, QWidget *parent = nullptr);

    /// Empty: all good.
    void setError(const QString &error);
    void setHint(const QString &hint);
    [[nodiscard]] bool hasError() const { return !m_error.isEmpty(); }
    [[nodiscard]] QWidget *input() const { return m_input; }

private:
    void refresh();

    QWidget *m_input;
    Text *m_below;
    QString m_hint;
    QString m_error;
};

} // namespace objecta::ui
