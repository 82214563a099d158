// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>

namespace objecta::ui {

/// One figure as it is now, and below it the line of its last minutes: "Requests/s  412". A second that was not
/// measured is a break in the line.
class StatTile final : public QWidget {
    Q_OBJECT
public:
    StatTile(const QString &title, QColor Tokens::*color, QWidget *parent = nullptr);

    /// `values` oldest first; the line ends at the right, `span` of them fill it. `beside` is a quieter word about the
    /// value.
    void set(const QString &value, const QString &beside, const QList<double> &values, int span);
    /// Old figures: faint.
    void setDimmed(bool dimmed);
    [[nodiscard]] const QString &value() const { return m_value; }

    [[nodiscard]] QSize sizeHint() const override { return {150, 104}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {110, 104}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_value;
    QString m_beside;
    QList<double> m_values;
    QColor Tokens::*m_color;
    int m_span = 300;
    bool m_dimmed = false;
};

} // namespace objecta::ui
