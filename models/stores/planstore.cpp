// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/planstore.h"

#include "app/core/text.h"

namespace objecta::stores {

namespace {

const QString listSlot = QStringLiteral("list");

} // namespace

PlanStore::PlanStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
}

QString PlanStore::name(const QString &planId) const
{
    const Plan *plan = m_model.find(core::utf8(planId));
    return plan != nullptr ? core::text(plan->name) : planId;
}

QHash<QString, QString> PlanStore::names() const
{
    QHash<QString, QString> out;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        out.insert(core::text(m_model.at(row).id), core::text(m_model.at(row).name));
    }
    return out;
}

void PlanStore::reset()
{
    forget();
    m_model.clear();
}

void PlanStore::reload()
{
    begin();
    m_scope.run<Page<Plan>>(listSlot, m_admin.plans(), [this](api::ApiResult<Page<Plan>> result) {
        if (!result) {
            failWith(result.error());
            return;
        }
        const bool empty = result->value.items.empty();
        m_model.setRows(std::move(result->value.items));
        succeed(empty);
    });
}

} // namespace objecta::stores
