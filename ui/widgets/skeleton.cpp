// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/skeleton.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/controls.h"

#include <QPainter>
#include <QVBoxLayout>

namespace objecta::ui {

Skeleton::Skeleton(Shape shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_cancel(makeButton(tr("Cancel"), ButtonKind::Default, {}, this))
{
    setAccessibleName(tr("Loading"));
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    m_cancelDelay.setSingleShot(true);
    m_cancelDelay.setInterval(2000);
    connect(&m_cancelDelay, &QTimer::timeout, m_cancel, &QWidget::show);
    m_cancel->hide();
    connect(m_cancel, &QPushButton::clicked, this, &Skeleton::cancelWanted);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(m_cancel, 0, Qt::AlignCenter);
    layout->addStretch(1);
}

void Skeleton::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_cancel->hide();
    m_delay.start();
    m_cancelDelay.start();
}

void Skeleton::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_delay.stop();
    m_cancelDelay.stop();
}

void Skeleton::paintEvent(QPaintEvent *)
{
    if (m_delay.isActive()) {
        return;
    }
    QPainter painter(this);
    const QColor shade = currentTokens().track;
    if (m_shape == Shape::Rows) {
        for (int y = 12, row = 0; y < height() - 12; y += rowHeight, ++row) {
            const int first = 120 + (row * 53) % 90;
            roundRect(painter, QRectF(20, y, 22, 22), 5, shade);
            roundRect(painter, QRectF(52, y + 6, first, 10), 5, shade);
            for (int x = 320; x + 70 < width(); x += 130) {
                roundRect(painter, QRectF(x, y + 6, 70, 10), 5, shade);
            }
        }
    } else if (m_shape == Shape::Cards) {
        const double side = (width() - 32 - 36) / 4.0;
        for (int i = 0; i < 4; ++i) {
            roundRect(painter, QRectF(16 + i * (side + 12), 16, side, 112), cardRadius, shade);
        }
        const int rest = (height() - 112 - 16 * 4) / 2;
        roundRect(painter, QRectF(16, 144, width() - 32, rest), cardRadius, shade);
        roundRect(painter, QRectF(16, 160 + rest, width() - 32, rest), cardRadius, shade);
    } else {
        for (int y = 20; y < std::min(height(), 420); y += 74) {
            roundRect(painter, QRectF(20, y, 110, 10), 5, shade);
            roundRect(painter, QRectF(20, y + 20, std::max(80, width() - 40), controlHeight), radius, shade);
        }
    }
}

} // namespace objecta::ui
