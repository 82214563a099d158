// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/metricstab.h"

#include "app/api/session.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationstore.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/widgets/stateview.h"

#include <QVBoxLayout>

namespace objecta::ui {

MetricsTab::MetricsTab(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_store(new stores::MetricsStore(context.admin, context.stream, this))
    , m_board(new ChartBoard(context, *m_store))
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
            m_board->setCompared({});
            m_store->setOrganization(m_context.organization.id());
        }
    });
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedOut) {
            m_store->reset();
        }
    });
}

void MetricsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_store->setOrganization(m_context.organization.id());
    m_store->setActive(m_context.organization.id().has_value());
}

void MetricsTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_store->setActive(false);
}

} // namespace objecta::ui
