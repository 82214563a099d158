// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/toptenantstable.h"

#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"

#include <QStackedLayout>

#include <cmath>

namespace objecta::ui {

QWidget *showTopTenants(DataTable *table, TopTenantsModel *model)
{
    using Model = TopTenantsModel;
    table->setModel(model);
    table->setItemDelegateForColumn(Model::NameColumn, new NameDelegate(Model::NameRole, Model::SlugRole, table));
    table->setItemDelegateForColumn(Model::RateColumn, new RateDelegate(Model::RateRole, Model::SparklineRole, table));
    const auto share = [](const QVariant &v) {
        return std::isnan(v.toDouble()) ? QStringLiteral("\u2013") : percent(v.toDouble());
    };
    const auto time = [](const QVariant &v) {
        return v.toDouble() > 0 ? milliseconds(v.toDouble()) : QStringLiteral("\u2013");
    };
    table->setItemDelegateForColumn(Model::ErrorsColumn, new ValueDelegate(Model::ErrorsRole, share, table, true));
    table->setItemDelegateForColumn(Model::LatencyColumn, new ValueDelegate(Model::LatencyRole, time, table, true));
    table->setItemDelegateForColumn(Model::DatabaseColumn, new ValueDelegate(Model::DatabaseRole, time, table, true));
    table->setItemDelegateForColumn(Model::ShareColumn, new UsageDelegate(Model::ShareRole, table));
    table->setItemDelegateForColumn(Model::HeldColumn, new BadgeDelegate(Model::HeldRole, BadgeTone::Warning, table));

    auto *empty = new EmptyState;
    empty->set(QStringLiteral("metrics"), MetricsPage::tr("All quiet"),
               MetricsPage::tr("No organization made a request in the last minute."));
    auto *body = new QWidget;
    auto *stack = new QStackedLayout(body);
    stack->addWidget(table);
    stack->addWidget(empty);
    const auto follow = [model, stack] { stack->setCurrentIndex(model->rowCount() > 0 ? 0 : 1); };
    QObject::connect(model, &QAbstractItemModel::modelReset, body, follow);
    QObject::connect(model, &QAbstractItemModel::rowsInserted, body, follow);
    QObject::connect(model, &QAbstractItemModel::rowsRemoved, body, follow);
    follow();
    return body;
}

} // namespace objecta::ui
