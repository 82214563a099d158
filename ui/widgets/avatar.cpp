// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/avatar.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QTextBoundaryFinder>

namespace objecta::ui {

namespace {

QString initial(const QString &name)
{
    // The first letter as a reader sees it: a combined character is one.
    const QString trimmed = name.trimmed();
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, trimmed);
    const qsizetype end = finder.toNextBoundary();
    return end > 0 ? trimmed.left(end).toUpper() : QStringLiteral("?");
}

} // namespace

void paintAvatar(QPainter &painter, const QRectF &rect, const QString &name, const QString &key)
{
    const auto [fill, text] = currentTokens().avatar(key);
    const double side = rect.height();
    roundRect(painter, rect, side >= 32 ? 8 : side >= 24 ? 6 : 5, fill);
    QFont letter = textFont(TextSize::Body, QFont::DemiBold);
    letter.setPixelSize(std::max(9, static_cast<int>(side * 0.46)));
    elidedText(painter, rect.toAlignedRect(), initial(name), letter, text, Qt::AlignCenter);
}

Avatar::Avatar(int side, QWidget *parent)
    : QWidget(parent)
{
    setFixedSize(side, side);
}

void Avatar::setName(const QString &name, const QString &key)
{
    m_name = name;
    m_key = key;
    update();
}

void Avatar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintAvatar(painter, rect(), m_name, m_key);
}

} // namespace objecta::ui
