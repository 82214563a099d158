// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the ranking say.
#include "app/core/text.h"
#include "models/stores/throttlestore.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/words.h"

#include <cmath>

namespace objecta::ui {

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
        return static_cast<int>((section == NameColumn || section == HeldColumn ? Qt::AlignLeft : Qt::AlignRight)
                                | Qt::AlignVCenter);
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
    //: part of the platform's total
    case ShareColumn:
        return tr("Share");
    //: time in the database, each second
    case DatabaseColumn:
        return tr("Database");
    //: whether the organization is held to a lower rate
    case HeldColumn:
        return tr("Throttle");
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
    const Figures last = tenant.last.value_or(Figures{.databaseMs = std::nan(""), .p95Ms = std::nan("")});
    const double errors = !tenant.last ? std::nan("")
        : last.requests > 0 ? static_cast<double>(last.status4xx + last.status5xx) / static_cast<double>(last.requests)
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
        return last.p95Ms;
    case DatabaseRole:
        return last.databaseMs;
    case AverageRateRole:
        return averageOver(tenant.rates);
    case HeldRole: {
        const Throttle *throttle = m_context.throttles.find(id);
        return throttle ? throttleText(*throttle) : QString();
    }
    case ShareRole:
        return m_platformAverage > 0 ? std::min(1.0, tenant.average / m_platformAverage) : 0.0;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case NameColumn:
            return tenant.name;
        case RateColumn:
            return rate(tenant.rates.last());
        case ErrorsColumn:
            return std::isnan(errors) ? rate(errors) : percent(errors);
        case LatencyColumn:
            return milliseconds(last.p95Ms);
        case ShareColumn:
            return percent(data(index, ShareRole).toDouble());
        case DatabaseColumn:
            return milliseconds(last.databaseMs);
        case HeldColumn:
            return data(index, HeldRole);
        default:
            return {};
        }
    default:
        return {};
    }
}

} // namespace objecta::ui
