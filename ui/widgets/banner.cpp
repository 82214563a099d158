// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "app/api/apierror.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>

namespace objecta::ui {

namespace {

struct Look {
    QColor fill;
    QColor edge;
    QString icon;
};

Look lookOf(BannerTone tone)
{
    const Tokens &t = currentTokens();
    switch (tone) {
    case BannerTone::Info:
        return {t.infoSoft, t.accentText, QStringLiteral("info")};
    case BannerTone::Warning:
        return {t.warningSoft, t.warning, QStringLiteral("warning")};
    case BannerTone::Danger:
        return {t.dangerSoft, t.danger, QStringLiteral("error")};
    case BannerTone::Success:
        return {t.successSoft, t.success, QStringLiteral("success")};
    }
    return {};
}

} // namespace

Banner::Banner(BannerTone tone, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
    , m_title(new Text({}, TextSize::Body, QFont::DemiBold))
    , m_text(new Text({}, TextSize::Body, QFont::Normal))
    , m_row(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_actions(new QHBoxLayout)
{
    m_title->setProse();
    m_text->setProse();
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    m_actions->setSpacing(space::s);
    m_row->setContentsMargins(42, 10, space::m, 10);
    m_row->setSpacing(space::s);
    m_row->addLayout(texts, 1);
    m_row->addLayout(m_actions);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void Banner::setMessage(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
    if (m_copy) {
        m_copy->hide();
    }
    if (isVisible()) {
        // Qt 6.4 has no announcement event; Alert makes screen readers speak up.
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void Banner::setTone(BannerTone tone)
{
    m_tone = tone;
    update();
}

void Banner::setRoom(const QMargins &room)
{
    m_room = room;
    layout()->setContentsMargins(QMargins(42, 10, space::m, 10) + room);
}

void Banner::setError(const api::ApiError &error, const QString &what)
{
    const ErrorText words = errorText(error);
    setTone(BannerTone::Danger);
    QString text = what.isEmpty() ? words.text : words.title + QStringLiteral(". ") + words.text;
    if (!error.requestId.isEmpty()) {
        text += QLatin1Char(' ') + tr("Request %1").arg(error.requestId);
    }
    setMessage(what.isEmpty() ? words.title : what, text);
    m_report = error.report();
    if (!m_copy) {
        m_copy = addAction(tr("Copy details"));
        connect(m_copy, &QPushButton::clicked, this, [this] {
            QGuiApplication::clipboard()->setText(m_report);
            emit copied();
        });
    }
    m_copy->show();
}

QPushButton *Banner::addAction(const QString &text)
{
    auto *button = makeButton(text);
    m_actions->addWidget(button);
    return button;
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // In a narrow place the buttons go below, or the text would stand in a column of single words.
    const bool wide = m_actions->sizeHint().width() > width() * 2 / 5;
    const bool narrow = (width() < 440 || wide) && m_actions->count() > 0;
    m_row->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_actions->setAlignment(narrow ? Qt::AlignLeft : Qt::AlignVCenter);
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Look look = lookOf(m_tone);
    const QRect panel = rect().marginsRemoved(m_room);
    roundRect(painter, panel, radius, look.fill);
    paintIcon(
        painter, look.icon,
        QStyle::visualRect(layoutDirection(), panel,
                           QRect(panel.left() + 14, m_title->y() + m_title->fontMetrics().height() / 2 - 9, 18, 18)),
        look.edge);
}

} // namespace objecta::ui
