// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/toptenantsmodel.h"

#include "app/api/metricsstream.h"
#include "app/core/text.h"
#include "models/stores/organizationliststore.h"
#include "ui/widgets/format.h"

#include <algorithm>
#include <numeric>

namespace objecta::ui {

TopTenantsModel::TopTenantsModel(stores::AppContext &context, QObject *parent)
    : QAbstractTableModel(parent)
    , m_context(context)
    , m_scope(this)
{
    connect(&context.stream, &api::MetricsStream::frameReceived, this, &TopTenantsModel::onFrame);
}

int TopTenantsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int TopTenantsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TopTenantsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Organization");
    //: requests per second
    case RateColumn:
        return tr("Req/s");
    //: share of answers that were errors
    case ErrorsColumn:
        return tr("Errors");
    //: the 95th percentile of latency
    case LatencyColumn:
        return tr("p95");
    default:
        return {};
    }
}

QVariant TopTenantsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const OrganizationId &id = m_order[static_cast<size_t>(index.row())];
    const Tenant &tenant = m_tenants.at(id);
    const double errors = tenant.last.requests > 0
        ? static_cast<double>(tenant.last.status4xx + tenant.last.status5xx) / static_cast<double>(tenant.last.requests)
        : 0.0;
    switch (role) {
    case IdRole:
        return core::text(id.text());
    case NameRole:
        return tenant.name;
    case SlugRole:
        return tenant.slug;
    case RateRole:
        return tenant.rates.last();
    case SparklineRole:
        return QVariant::fromValue(tenant.rates.values());
    case ErrorsRole:
        return errors;
    case LatencyRole:
        return tenant.last.p95Ms;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case NameColumn:
            return tenant.name;
        case RateColumn:
            return rate(tenant.rates.last());
        case ErrorsColumn:
            return percent(errors);
        case LatencyColumn:
            return milliseconds(tenant.last.p95Ms);
        default:
            return {};
        }
    default:
        return {};
    }
}

void TopTenantsModel::setActive(bool active)
{
    if (active) {
        m_context.stream.subscribe(this, {}, limit);
    } else {
        m_context.stream.unsubscribe(this);
    }
}

void TopTenantsModel::reset()
{
    beginResetModel();
    m_tenants.clear();
    m_order.clear();
    m_frames = 0;
    m_scope.close();
    endResetModel();
}

void TopTenantsModel::onFrame(const StreamMessage &message)
{
    if (m_paused) {
        return;
    }
    std::unordered_map<OrganizationId, const Figures *> seen;
    for (const auto &entry : message.organizations) {
        seen.emplace(entry.id, &entry.figures);
        if (entry.figures.requests > 0 || m_tenants.contains(entry.id)) {
            Tenant &tenant = m_tenants[entry.id];
            if (tenant.name.isEmpty()) {
                learnName(entry.id, tenant);
            }
        }
    }
    for (auto &[id, tenant] : m_tenants) {
        const auto found = seen.find(id);
        tenant.last = found == seen.end() ? Figures{} : *found->second;
        tenant.rates.push(static_cast<double>(tenant.last.requests));
        const QList<double> values = tenant.rates.values();
        tenant.average = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    }
    if (m_frames++ % 5 == 0 || m_order.empty()) {
        rank();
    }
    if (!m_order.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void TopTenantsModel::rank()
{
    std::erase_if(m_tenants, [](const auto &entry) { return entry.second.average <= 0; });
    std::vector<OrganizationId> order;
    order.reserve(m_tenants.size());
    for (const auto &[id, tenant] : m_tenants) {
        order.push_back(id);
    }
    std::sort(order.begin(), order.end(), [this](const OrganizationId &a, const OrganizationId &b) {
        const double one = m_tenants.at(a).average;
        const double two = m_tenants.at(b).average;
        return one != two ? one > two : a < b;
    });
    if (order.size() > limit) {
        order.resize(limit);
    }
    if (order == m_order) {
        return;
    }
    if (order.size() == m_order.size()) {
        emit layoutAboutToBeChanged();
        const QModelIndexList before = persistentIndexList();
        const std::vector<OrganizationId> old = m_order;
        m_order = std::move(order);
        for (const QModelIndex &persistent : before) {
            const auto now = std::find(m_order.begin(), m_order.end(), old[static_cast<size_t>(persistent.row())]);
            changePersistentIndex(persistent,
                                  now == m_order.end()
                                      ? QModelIndex()
                                      : index(static_cast<int>(now - m_order.begin()), persistent.column()));
        }
        emit layoutChanged();
    } else {
        beginResetModel();
        m_order = std::move(order);
        endResetModel();
    }
}

void TopTenantsModel::learnName(const OrganizationId &id, Tenant &tenant)
{
    if (const Organization *row = m_context.organizations.model()->find(id)) {
        tenant.name = core::text(row->name);
        tenant.slug = core::text(row->slug);
        return;
    }
    if (tenant.asked) {
        return;
    }
    tenant.asked = true;
    tenant.slug = core::text(id.text());
    m_scope.run(tenant.slug, m_context.admin.organization(id), [this, id](api::ApiResult<Organization> answer) {
        const auto found = m_tenants.find(id);
        if (answer && found != m_tenants.end()) {
            found->second.name = core::text(answer->value.name);
            found->second.slug = core::text(answer->value.slug);
        }
    });
}

} // namespace objecta::ui
