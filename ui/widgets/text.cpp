// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text.h"

#include "ui/theme/style.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace objecta::ui {

Text::Text(const QString &text, TextSize size, QFont::Weight weight, Tone tone, QWidget *parent)
    : QLabel(text, parent)
    , m_tone(tone)
{
    setFont(textFont(size, weight));
    setTextFormat(Qt::PlainText);
    recolor();
}

void Text::setTone(Tone tone)
{
    m_tone = tone;
    recolor();
}

void Text::setElided(bool elided)
{
    m_elided = elided;
    setSizePolicy(elided ? QSizePolicy::Ignored : QSizePolicy::Preferred, QSizePolicy::Preferred);
    updateGeometry();
}

void Text::setProse()
{
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
}

QSize Text::minimumSizeHint() const
{
    const QSize base = QLabel::minimumSizeHint();
    return m_elided ? QSize(24, base.height()) : base;
}

void Text::paintEvent(QPaintEvent *event)
{
    if (!m_elided) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const QColor color = palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText);
    elidedText(painter, contentsRect(), text(), font(), color, alignment());
    const bool cut = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
    if (cut != (toolTip() == text() && !text().isEmpty())) {
        setToolTip(cut ? text() : QString());
    }
}

void Text::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange) {
        recolor();
    }
}

void Text::recolor()
{
    const QColor color = toneColor(currentTokens(), m_tone);
    if (palette().color(QPalette::Active, QPalette::WindowText) == color) {
        return;
    }
    QPalette mine = palette();
    mine.setColor(QPalette::Active, QPalette::WindowText, color);
    mine.setColor(QPalette::Inactive, QPalette::WindowText, color);
    mine.setColor(QPalette::Disabled, QPalette::WindowText, currentTokens().textDisabled);
    setPalette(mine);
}

Text *sectionLabel(const QString &text, QWidget *parent)
{
    auto *label = new Text(text.toUpper(), TextSize::Tiny, QFont::DemiBold, Tone::Subtle, parent);
    label->setAccessibleName(text);
    return label;
}

QHBoxLayout *headline(const QString &title, Text *beside)
{
    auto *large = new Text(title, TextSize::Title, QFont::DemiBold);
    const int drop = large->fontMetrics().descent() - beside->fontMetrics().descent();
    beside->setContentsMargins(0, 0, 0, drop);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(large, 0, Qt::AlignBottom);
    row->addWidget(beside, 0, Qt::AlignBottom);
    auto *column = new QVBoxLayout;
    column->addStretch(1);
    column->addLayout(row);
    column->addStretch(1);
    auto *whole = new QHBoxLayout;
    whole->addLayout(column);
    return whole;
}

void Surface::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTokens().*m_fill);
}

Rule::Rule(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
{
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
    } else {
        setFixedWidth(1);
    }
}

void Rule::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTokens().border);
}

} // namespace objecta::ui
