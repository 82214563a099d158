// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QPainter>
#include <QWidget>

namespace objecta::ui {

/// Text sizes in pixels.
enum class TextSize { Tiny = 11, Small = 12, Body = 13, Large = 15, Title = 20 };

/// The program's font. Weights: Normal, Medium, DemiBold, Bold.
QFont textFont(TextSize size = TextSize::Body, QFont::Weight weight = QFont::Normal);

/// Saves and restores a painter's state in a block.
class PainterState {
public:
    explicit PainterState(QPainter &painter)
        : m_painter(painter)
    {
        m_painter.save();
    }
    ~PainterState() { m_painter.restore(); }
    PainterState(const PainterState &) = delete;
    PainterState &operator=(const PainterState &) = delete;

private:
    QPainter &m_painter;
};

/// A rounded rectangle whose border lies wholly inside `rect`. Invalid colours are left out.
void roundRect(QPainter &painter, const QRectF &rect, double radius, const QColor &fill, const QColor &border = {},
               double width = 1);

/// Text in one line, cut at the end with an ellipsis, mirrored in right-to-left layouts.
/// Returns the width that was used.
int elidedText(QPainter &painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
               Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter, Qt::TextElideMode mode = Qt::ElideRight);

/// The soft shadow under popups, painted around `rect`.
void softShadow(QPainter &painter, const QRectF &rect, double radius, const QColor &shadow, int spread = 12);

} // namespace objecta::ui
