// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/paint.h"

#include <QGuiApplication>
#include <QStyle>

namespace objecta::ui {

QFont textFont(TextSize size, QFont::Weight weight)
{
    QFont result = QGuiApplication::font();
    result.setPixelSize(static_cast<int>(size));
    result.setWeight(weight);
    return result;
}

void roundRect(QPainter &painter, const QRectF &rect, double radius, const QColor &fill, const QColor &border,
               double width)
{
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    QRectF inner = rect;
    if (border.isValid()) {
        painter.setPen(QPen(border, width));
        const double half = width / 2;
        inner.adjust(half, half, -half, -half);
        radius -= half;
    } else {
        painter.setPen(Qt::NoPen);
    }
    painter.drawRoundedRect(inner, radius, radius);
}

int elidedText(QPainter &painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
               Qt::Alignment alignment, Qt::TextElideMode mode)
{
    if (rect.width() <= 0) {
        return 0;
    }
    painter.setFont(font);
    painter.setPen(color);
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, mode, rect.width());
    painter.drawText(
        rect, static_cast<int>(QStyle::visualAlignment(painter.layoutDirection(), alignment)) | Qt::TextSingleLine,
        shown);
    return std::min(rect.width(), metrics.horizontalAdvance(shown));
}

void softShadow(QPainter &painter, const QRectF &rect, double radius, const QColor &shadow, int spread)
{
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    // Stacked translucent frames fall off like a blur at a fraction of its cost.
    for (int i = spread; i > 0; i -= 2) {
        QColor color = shadow;
        color.setAlphaF(
            static_cast<float>(shadow.alphaF() * 2.0 / spread * (1.0 - static_cast<double>(i) / (spread + 2))));
        painter.setBrush(color);
        painter.drawRoundedRect(rect.adjusted(-i, -i + spread / 3.0, i, i + spread / 3.0), radius + i, radius + i);
    }
}

} // namespace objecta::ui
