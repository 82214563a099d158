// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stateview.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace objecta::ui {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_title(new Text({}, TextSize::Large, QFont::DemiBold))
    , m_text(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
    , m_button(makeButton({}, ButtonKind::Primary))
    , m_buttons(new QHBoxLayout)
{
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setProse();
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setProse();
    m_text->setMaximumWidth(440);
    m_text->setMinimumWidth(160);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
    m_buttons->setSpacing(space::s);
    m_buttons->addStretch(1);
    m_buttons->addWidget(m_button);
    m_buttons->addStretch(1);
    auto *centre = new QHBoxLayout;
    centre->addStretch(1);
    centre->addWidget(m_text, 100);
    centre->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    layout->addStretch(3);
    layout->addSpacing(68);
    layout->addWidget(m_title);
    layout->addSpacing(space::xs);
    layout->addLayout(centre);
    layout->addSpacing(space::m);
    layout->addLayout(m_buttons);
    layout->addStretch(4);
    m_button->hide();
}

void EmptyState::set(const QString &iconRole, const QString &title, const QString &text, const QString &action)
{
    m_icon = iconRole;
    m_title->setText(title);
    m_text->setText(text);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    m_button->setFocusPolicy(action.isEmpty() ? Qt::NoFocus : Qt::StrongFocus);
    setAccessibleName(title);
    setAccessibleDescription(text);
    update();
}

QPushButton *EmptyState::addButton(const QString &text)
{
    auto *button = makeButton(text);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

void EmptyState::paintEvent(QPaintEvent *)
{
    if (m_icon.isEmpty()) {
        return;
    }
    QPainter painter(this);
    const Tokens &t = currentTokens();
    const QRectF disc(width() / 2.0 - 26, m_title->y() - 68, 52, 52);
    roundRect(painter, disc, 26, t.neutralSoft);
    paintIcon(painter, m_icon, disc.adjusted(14, 14, -14, -14), t.textMuted);
}

StateView::StateView(QWidget *content, Skeleton::Shape shape, QWidget *parent)
    : QWidget(parent)
    , m_content(content)
    , m_skeleton(new Skeleton(shape))
    , m_empty(new EmptyState)
    , m_idle(new EmptyState)
    , m_error(new EmptyState)
    , m_stale(new Banner(BannerTone::Warning))
{
    auto *pages = new QWidget;
    m_stack = new QStackedLayout(pages);
    for (QWidget *page : {m_content, static_cast<QWidget *>(m_skeleton), static_cast<QWidget *>(m_empty),
                          static_cast<QWidget *>(m_idle), static_cast<QWidget *>(m_error)}) {
        m_stack->addWidget(page);
    }
    m_idle->set(QStringLiteral("inbox"), tr("Nothing to show yet"),
                tr("It is loaded as soon as there is something to ask for."));
    m_copy = m_error->addButton(tr("Copy details"));
    m_staleRetry = m_stale->addAction(tr("Retry"));
    m_stale->hide();
    m_stale->setRoom({space::l, space::s, space::l, space::s});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stale);
    layout->addWidget(pages, 1);
}

void StateView::follow(stores::PageStore *store)
{
    if (m_store) {
        m_store->disconnect(this);
        m_skeleton->disconnect(m_store);
        m_error->disconnect(m_store);
        m_staleRetry->disconnect(m_store);
    }
    m_store = store;
    connect(store, &stores::PageStore::stateChanged, this, &StateView::refresh);
    connect(store, &stores::PageStore::dataChanged, this, &StateView::refresh);
    connect(m_skeleton, &Skeleton::cancelWanted, store, &stores::PageStore::cancel);
    connect(m_error, &EmptyState::triggered, store, &stores::PageStore::reload);
    connect(m_staleRetry, &QPushButton::clicked, store, &stores::PageStore::reload);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_store->error().report()); });
    refresh();
}

void StateView::refresh()
{
    using State = stores::PageStore::State;
    const State state = m_store->state();
    const bool stale = state == State::Stale;
    if (stale) {
        const ErrorText words = errorText(m_store->error());
        m_stale->setMessage(
            tr("As of %1: %2")
                .arg(QLocale().toString(m_store->asOf().toLocalTime().time(), QStringLiteral("HH:mm:ss")),
                     words.title));
    }
    m_stale->setVisible(stale);
    switch (state) {
    case State::Idle:
        m_stack->setCurrentWidget(m_idle);
        break;
    case State::Loading:
        m_stack->setCurrentWidget(m_skeleton);
        break;
    case State::Empty:
        m_stack->setCurrentWidget(m_emptyShown ? m_empty : m_content);
        break;
    case State::Ready:
    case State::Stale:
        m_stack->setCurrentWidget(m_content);
        break;
    case State::Error: {
        const api::ApiError &error = m_store->error();
        const ErrorText words = errorText(error);
        QString text = words.text;
        if (!error.requestId.isEmpty()) {
            text += QLatin1Char('\n') + tr("Request %1").arg(error.requestId);
        }
        m_error->set(error.isConnectivity()                 ? QStringLiteral("offline")
                         : error.is(ProblemCode::Forbidden) ? QStringLiteral("denied")
                                                            : QStringLiteral("error"),
                     words.title, text, tr("Retry"));
        m_stack->setCurrentWidget(m_error);
        break;
    }
    }
}

} // namespace objecta::ui
