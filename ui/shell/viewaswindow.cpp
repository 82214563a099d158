// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/viewaswindow.h"

#include "app/api/session.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/viewas/tenantpages.h"
#include "ui/shell/navigation.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/countdown.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QCloseEvent>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace objecta::ui {

using Phase = stores::ImpersonationStore::Phase;

namespace {

constexpr int frame = 3;

class VioletBar final : public QWidget {
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        painter.fillRect(rect(), t.violetSoft);
        painter.fillRect(QRect(0, height() - 1, width(), 1), t.violet);
        paintIcon(painter, QStringLiteral("impersonation"),
                  QStyle::visualRect(layoutDirection(), rect(), QRect(14, height() / 2 - 10, 20, 20)), t.violet);
    }
};

} // namespace

ViewAsWindow::ViewAsWindow(stores::AppContext &context, Commands &commands)
    : QWidget(nullptr, Qt::Window)
    , m_context(context)
    , m_offline(new Banner(BannerTone::Warning))
    , m_title(new Text({}, TextSize::Body, QFont::DemiBold, Tone::Violet))
    , m_reason(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
    , m_countdown(new CountdownLabel)
    , m_navigation(new Navigation)
    , m_pages(new QStackedWidget)
    , m_root(new QStackedWidget)
    , m_ended(new EmptyState)
{
    setObjectName(QStringLiteral("viewAsWindow"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowIcon(icon("impersonation", Tone::Violet));
    setMinimumSize(820, 520);
    resize(1180, 760);
    addAction(commands.stopViewing);
    addAction(commands.about);

    m_navigation->addGroup(tr("Tenant"));
    const auto place = [this](Page page, const QString &text, const char *role) {
        auto *action = new QAction(icon(role), text, this);
        m_places.append(action);
        m_navigation->addPage(page, text, action);
    };
    place(OverviewIndex, tr("Overview"), "usage");
    place(AgentsIndex, tr("Agents"), "agents");
    place(MembersIndex, tr("Members"), "members");
    m_pages->addWidget(new TenantUsagePage(context));
    m_pages->addWidget(makeTenantAgentsPage(context));
    m_pages->addWidget(makeTenantMembersPage(context));
    auto *states = new StateView(m_pages, Skeleton::Shape::Cards);
    states->setEmptyShown(false);
    states->follow(&context.impersonation);

    auto *body = new QWidget;
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(new Rule(Qt::Vertical));
    row->addWidget(states, 1);
    m_root->addWidget(body);
    m_root->addWidget(m_ended);
    m_banner = makeBanner(commands);
    m_offline->setRoom({space::m, space::s, space::m, space::s});
    m_offline->hide();
    connect(m_offline->addAction(tr("Try now")), &QPushButton::clicked, &context.connection,
            &stores::ConnectionStore::retryNow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(frame, frame, frame, frame);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_offline);
    column->addWidget(m_root, 1);

    connect(m_navigation, &Navigation::chosen, this, [this](int page) { goTo(static_cast<Page>(page)); });
    connect(m_ended, &EmptyState::triggered, this, &QWidget::close);
    connect(&context.impersonation, &stores::ImpersonationStore::phaseChanged, this, &ViewAsWindow::follow);
    connect(&context.impersonation, &stores::ImpersonationStore::tick, m_countdown, &CountdownLabel::setSeconds);
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &ViewAsWindow::followConnection);
    addKeys();
    goTo(OverviewIndex);
    follow();
    followConnection();
}

void ViewAsWindow::addKeys()
{
    const auto key = [this](const QList<QKeySequence> &keys, auto run) {
        auto *action = new QAction(this);
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, this, run);
        addAction(action);
    };
    key(QKeySequence::keyBindings(QKeySequence::Refresh), [this] { m_context.impersonation.reload(); });
    key(QKeySequence::keyBindings(QKeySequence::Close), [this] { close(); });
    key({QKeySequence(Qt::CTRL | Qt::Key_1)}, [this] { goTo(OverviewIndex); });
    key({QKeySequence(Qt::CTRL | Qt::Key_2)}, [this] { goTo(AgentsIndex); });
    key({QKeySequence(Qt::CTRL | Qt::Key_3)}, [this] { goTo(MembersIndex); });
}

QWidget *ViewAsWindow::makeBanner(Commands &commands)
{
    auto *bar = new VioletBar;
    bar->setFixedHeight(48);
    m_reason->setElided(true);
    //: on a badge: nothing can be changed
    auto *badge = new Badge(tr("READ-ONLY"), BadgeTone::VioletFull);
    auto *stop = makeButton(tr("Stop viewing"), ButtonKind::Violet);
    stop->setObjectName(QStringLiteral("stopViewing"));
    bind(stop, commands.stopViewing);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(46, 0, space::m, 0);
    row->setSpacing(space::m);
    row->addWidget(m_title);
    row->addWidget(badge);
    row->addWidget(m_reason, 1);
    row->addWidget(m_countdown);
    row->addWidget(stop);
    return bar;
}

void ViewAsWindow::goTo(Page page)
{
    m_pages->setCurrentIndex(page);
    m_navigation->setCurrent(page);
}

void ViewAsWindow::follow()
{
    const auto &store = m_context.impersonation;
    switch (store.phase()) {
    case Phase::Active:
        m_title->setText(tr("Viewing as %1").arg(store.organizationName()));
        m_reason->setText(tr("Reason: %1").arg(isolated(store.reason())) + QStringLiteral(" \u00b7 ")
                          + tr("the tenant can see this session"));
        m_countdown->setSeconds(store.secondsLeft());
        setWindowTitle(tr("Viewing as %1, read-only \u2013 Objecta Console").arg(store.organizationName()));
        m_banner->show();
        m_root->setCurrentIndex(0);
        break;
    case Phase::Expired:
        m_ended->set(QStringLiteral("clock"), tr("The time of this view is up"),
                     tr("Nothing of the tenant is shown any more. Start another view with a reason to look again."),
                     tr("Close"));
        m_banner->hide();
        m_root->setCurrentIndex(1);
        break;
    case Phase::Ended:
        if (m_context.session.isSignedIn()) {
            m_ended->set(QStringLiteral("impersonation-off"), tr("This view was stopped"),
                         tr("You stopped it, or somebody of the staff did. Nothing of the tenant is shown any more."),
                         tr("Close"));
        } else {
            m_ended->set(QStringLiteral("lock"), tr("Your session has ended"),
                         tr("The view ended with it. Sign in again, then start another view with a reason."),
                         tr("Close"));
        }
        m_banner->hide();
        m_root->setCurrentIndex(1);
        break;
    case Phase::Inactive:
    case Phase::Starting:
        break;
    }
    followConnection();
}

void ViewAsWindow::followConnection()
{
    using State = stores::ConnectionStore::State;
    const State state = m_context.connection.state();
    const bool lost = m_context.impersonation.isActive() && (state == State::Offline || state == State::Reconnecting);
    m_offline->setVisible(lost);
    if (lost) {
        m_offline->setMessage(tr("The connection to the server is lost"),
                              tr("You see the last data; the time of the view runs on."));
    }
}

void ViewAsWindow::closeEvent(QCloseEvent *event)
{
    if (m_context.impersonation.isActive()) {
        disconnect(&m_context.impersonation, nullptr, this, nullptr);
        m_context.impersonation.stop();
    }
    event->accept();
}

void ViewAsWindow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    painter.fillRect(rect(), t.violetFill);
    painter.fillRect(rect().adjusted(frame, frame, -frame, -frame), t.surface);
}

} // namespace objecta::ui
