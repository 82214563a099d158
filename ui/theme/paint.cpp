// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/paint.h"

#include <QCache>
#include <QGuiApplication>
#include <QStaticText>
#include <QStyle>
#include <QTextOption>
#include <QtMath>

#include <algorithm>
#include <utility>
#include <vector>

namespace objecta::ui {

namespace {

/// A text in the room that it has.
struct Placed {
    QString text;
    QFont font;
    int room;
    Qt::TextElideMode mode;
    Qt::LayoutDirection direction;

    bool operator==(const Placed &) const = default;
};

size_t qHash(const Placed &placed, size_t seed = 0)
{
    return qHashMulti(seed, placed.text, placed.font, placed.room, static_cast<int>(placed.mode),
                      static_cast<int>(placed.direction));
}

struct LaidOut {
    QStaticText text;
    int width;
    int height;
};

/// Shaping its texts is most of what a table's frame costs, and most of them stand there again in the next one.
const LaidOut &laidOut(const Placed &placed)
{
    static auto *known = new QCache<Placed, LaidOut>(4000); // not destroyed: fonts are gone before
    if (const LaidOut *found = known->object(placed)) {
        return *found;
    }
    const QFontMetrics metrics(placed.font);
    QString shown = placed.text;
    // One line, whatever is in it.
    for (QChar &one : shown) {
        if (one == QLatin1Char('\n') || one == QLatin1Char('\r') || one == QLatin1Char('\t')
            || one == QChar::LineSeparator || one == QChar::ParagraphSeparator) {
            one = QLatin1Char(' ');
        }
    }
    int width = metrics.horizontalAdvance(shown);
    if (width > placed.room) {
        shown = metrics.elidedText(shown, placed.mode, placed.room);
        width = std::min(placed.room, metrics.horizontalAdvance(shown));
    }
    auto *made = new LaidOut{QStaticText(shown), width, metrics.height()};
    made->text.setTextFormat(Qt::PlainText);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(placed.direction);
    made->text.setTextOption(option);
    made->text.prepare({}, placed.font);
    // Characters that the font lacks may come from a taller one.
    made->height = std::max(made->height, qCeil(made->text.size().height()));
    known->insert(placed, made);
    return *made;
}

} // namespace

QFont textFont(TextSize size, QFont::Weight weight)
{
    // Kept: a font that was used once has found its engine. Never destroyed, as the program's fonts are gone before.
    struct Known {
        TextSize size;
        QFont::Weight weight;
        QFont font;
    };
    static auto *known = new std::vector<Known>;
    static auto *base = new QFont;
    if (const QFont now = QGuiApplication::font(); *base != now) {
        known->clear();
        *base = now;
    }
    for (const Known &one : *known) {
        if (one.size == size && one.weight == weight) {
            return one.font;
        }
    }
    QFont result = *base;
    result.setPixelSize(static_cast<int>(size));
    result.setWeight(weight);
    known->push_back({size, weight, result});
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
    const Qt::LayoutDirection direction = painter.layoutDirection();
    const LaidOut &out = laidOut({text, font, rect.width(), mode, direction});
    const Qt::Alignment visual = QStyle::visualAlignment(direction, alignment);
    const int x = visual & Qt::AlignRight ? rect.right() + 1 - out.width
        : visual & Qt::AlignHCenter       ? rect.left() + (rect.width() - out.width) / 2
                                          : rect.left();
    const int y = visual & Qt::AlignBottom ? rect.bottom() + 1 - out.height
        : visual & Qt::AlignVCenter        ? rect.top() + (rect.height() - out.height) / 2
                                           : rect.top();
    painter.drawStaticText(x, y, out.text);
    return out.width;
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
