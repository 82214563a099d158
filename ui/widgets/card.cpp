// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>

namespace objecta::ui {

Card::Card(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(space::l, space::m, space::l, space::m);
    m_body->setSpacing(space::s);
    m_header = new QHBoxLayout;
    m_header->setSpacing(space::m);
    m_body->addLayout(m_header);
    setTitle(title);
}

void Card::setTitle(const QString &title)
{
    if (title.isEmpty()) {
        return;
    }
    if (!m_title) {
        m_title = new Text({}, TextSize::Body, QFont::DemiBold);
        m_header->insertWidget(0, m_title);
        m_header->addStretch(1);
    }
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = currentTokens();
    roundRect(painter, rect(), cardRadius, tokens.raised, tokens.border);
}

} // namespace objecta::ui
