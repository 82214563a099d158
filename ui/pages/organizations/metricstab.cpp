// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/metricstab.h"

#include "app/api/session.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/widgets/stateview.h"

#include <QHideEvent>
#include <QVBoxLayout>

namespace objecta::ui {

MetricsTab::MetricsTab(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_store(new stores::MetricsStore(context.admin, context.stream, this))
    , m_board(new ChartBoard(context, *m_store))
    , m_pause(commands.pauseMetrics)
{
    auto *states = new StateView(m_board, Skeleton::Shape::Cards);
    states->setEmptyShown(false);
    states->idle()->set(QStringLiteral("metrics"), tr("Nothing measured yet"),
                        tr("Figures appear with the first requests."));
    states->follow(m_store);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(states);
    connect(&context.organization, &stores::OrganizationStore::organizationChanged, this, [this] {
        if (m_context.organization.id() != m_store->organization()) {
            if (isVisible()) {
                endPause();
            }
            m_board->setCompared({});
            m_store->setOrganization(m_context.organization.id());
        }
    });
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedOut) {
            m_store->reset();
        }
    });
    m_board->offerPause(m_pause);
    // The live metrics have the same command.
    connect(m_pause, &QAction::toggled, this, [this](bool paused) { m_store->setPaused(paused && isVisible()); });
    connect(m_board, &ChartBoard::timeChosen, this, [this] {
        if (isVisible()) {
            endPause();
        }
        emit pausableChanged();
    });
}

bool MetricsTab::isPausable() const
{
    return isVisible() && m_board->follows();
}

bool MetricsTab::isPaused() const
{
    return m_store->isPaused();
}

void MetricsTab::endPause()
{
    if (m_pause) {
        m_pause->setChecked(false);
    }
}

void MetricsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_store->setOrganization(m_context.organization.id());
    m_store->setActive(m_context.organization.id().has_value());
    emit pausableChanged();
}

void MetricsTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_store->setActive(false);
    // A window that is put away comes back as it was.
    if (!event->spontaneous()) {
        endPause();
    }
    emit pausableChanged();
}

} // namespace objecta::ui
