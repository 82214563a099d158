// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/organizationdetail.h"

#include "app/core/text.h"
#include "models/stores/organizationstore.h"
#include "models/stores/planstore.h"
#include "models/stores/throttlestore.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/metricstab.h"
#include "ui/pages/organizations/overviewtab.h"
#include "ui/pages/organizations/quotaeditor.h"
#include "ui/pages/organizations/usagetab.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace objecta::ui {

OrganizationDetail::OrganizationDetail(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_avatar(new Avatar(48))
    , m_name(new Text({}, TextSize::Title, QFont::DemiBold))
    , m_status(new Badge)
    , m_plan(new Badge)
    , m_held(new Badge({}, BadgeTone::Warning))
    , m_facts(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
    , m_actError(new Banner(BannerTone::Danger))
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_quotas(new QuotaEditor(context, commands))
    , m_usage(new UsageTab(context))
    , m_metrics(new MetricsTab(context, commands))
{
    setMinimumWidth(380);
    m_tabs->setObjectName(QStringLiteral("organizationTabs"));
    m_tabs->setAccessibleName(tr("Organization"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Overview"));
    m_tabs->addTab(tr("Quotas"));
    //: a tab: what is used of the limits, day by day
    m_tabs->addTab(tr("Usage"));
    m_tabs->addTab(tr("Metrics"));
    m_stack->addWidget(new OverviewTab(context));
    m_stack->addWidget(m_quotas);
    m_stack->addWidget(m_usage);
    m_stack->addWidget(m_metrics);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);

    auto *tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(space::m, 0, space::m, 0);
    tabRow->addWidget(m_tabs);
    tabRow->addStretch(1);
    m_actError->hide();
    m_actError->setObjectName(QStringLiteral("actError"));
    m_actError->setRoom({space::l, 0, space::l, space::s});
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader(commands));
    column->addWidget(m_actError);
    column->addLayout(tabRow);
    column->addWidget(new Rule);
    column->addWidget(m_stack, 1);

    m_states = new StateView(content, Skeleton::Shape::Cards);
    m_states->idle()->set(QStringLiteral("organizations"), tr("No organization chosen"),
                          tr("Choose one in the list, or press Ctrl+O to search for it."));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
    m_states->follow(&context.organization);

    using Store = stores::OrganizationStore;
    connect(&context.organization, &Store::organizationChanged, this, &OrganizationDetail::refresh);
    connect(&context.organization, &stores::PageStore::dataChanged, this, &OrganizationDetail::refresh);
    connect(&context.plans, &stores::PageStore::dataChanged, this, &OrganizationDetail::refresh);
    connect(&context.organization, &Store::actFailed, this, [this](Store::Act act, const api::ApiError &error) {
        // The dialog of a suspension shows its own.
        if (act != Store::Act::Suspend && !error.isCancelled()) {
            m_actError->setError(error);
            m_actError->show();
        }
    });
    connect(&context.organization, &Store::actDone, m_actError, &QWidget::hide);
    using Throttles = stores::ThrottleStore;
    connect(&context.throttles, &stores::PageStore::dataChanged, this, &OrganizationDetail::refresh);
    connect(&context.throttles, &Throttles::lifted, m_actError, &QWidget::hide);
    connect(&context.throttles, &Throttles::liftFailed, this,
            [this](const OrganizationId &id, const api::ApiError &error) {
                if (m_context.organization.id() == id && !error.isCancelled()) {
                    m_actError->setError(error);
                    m_actError->show();
                }
            });
    refresh();
}

QWidget *OrganizationDetail::makeHeader(Commands &commands)
{
    auto *header = new QWidget;
    m_name->setElided(true);
    m_facts->setElided(true);
    m_facts->setTextInteractionFlags(Qt::NoTextInteraction);
    auto *facts = new QHBoxLayout;
    facts->setSpacing(6);
    facts->addWidget(m_status);
    facts->addWidget(m_plan);
    facts->addWidget(m_held);
    facts->addSpacing(2);
    facts->addWidget(m_facts, 1);
    m_viewAs = makeButton(tr("View as\u2026"), ButtonKind::Default, QStringLiteral("impersonation"));
    bind(m_viewAs, commands.viewAs);
    m_edit = makeButton(tr("Edit quotas"), ButtonKind::Default, QStringLiteral("edit"));
    m_edit->setObjectName(QStringLiteral("editQuotas"));
    bind(m_edit, commands.editQuotas);
    m_menu = makeIconButton(QStringLiteral("more"), tr("More acts"));
    m_menu->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_menu);
    menu->addAction(commands.throttle);
    menu->addAction(commands.liftThrottle);
    menu->addSeparator();
    menu->addAction(commands.suspend);
    menu->addAction(commands.resume);
    menu->addSeparator();
    menu->addAction(commands.copyId);
    m_menu->setMenu(menu);
    auto *first = new QHBoxLayout;
    first->setSpacing(space::s);
    first->addWidget(m_name, 1);
    first->addWidget(m_viewAs);
    first->addWidget(m_edit);
    first->addWidget(m_menu);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(2);
    lines->addLayout(first);
    lines->addLayout(facts);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(20, 14, space::l, space::xs);
    row->setSpacing(space::m);
    row->addWidget(m_avatar, 0, Qt::AlignVCenter);
    row->addLayout(lines, 1);
    return header;
}

void OrganizationDetail::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

OrganizationDetail::Tab OrganizationDetail::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void OrganizationDetail::refresh()
{
    if (m_shown != m_context.organization.id()) {
        m_shown = m_context.organization.id();
        m_actError->hide();
    }
    if (!m_context.organization.id()) {
        return;
    }
    const Organization &organization = m_context.organization.organization();
    const QString name = core::text(organization.name);
    const QString slug = core::text(organization.slug);
    const QString status = core::text(organization.status);
    m_avatar->setName(name, slug);
    m_name->setText(name);
    m_status->setText(organizationStatus(status).text);
    m_status->setTone(organizationBadgeTone(status));
    m_plan->setText(m_context.plans.name(core::text(organization.plan)));
    const Throttle *throttle = m_context.throttles.find(organization.id);
    m_held->setText(throttle ? throttleText(*throttle) : QString());
    m_held->setVisible(throttle);
    const QDateTime created = core::dateTime(organization.createdAt);
    m_facts->setText(
        QStringList{slug, tr("since %1").arg(QLocale().toString(created.toLocalTime().date(), QLocale::ShortFormat))}
            .join(QStringLiteral(" \u00b7 ")));
}

void OrganizationDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // In a narrow pane the buttons shrink to their icons before the name vanishes.
    const bool narrow = width() < 470;
    m_viewAs->setText(narrow ? QString() : tr("View as\u2026"));
    m_edit->setText(narrow ? QString() : tr("Edit quotas"));
    m_viewAs->setAccessibleName(tr("View as\u2026"));
    m_edit->setAccessibleName(tr("Edit quotas"));
}

void OrganizationDetail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    painter.fillRect(rect(), t.canvas);
    // The head stands on the surface, what it is about on the canvas.
    if (m_stack->isVisible()) {
        painter.fillRect(QRect(0, 0, width(), m_stack->mapTo(this, QPoint()).y()), t.surface);
    }
}

} // namespace objecta::ui
