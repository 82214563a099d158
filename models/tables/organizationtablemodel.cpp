// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/organizationtablemodel.h"

#include "app/core/text.h"

#include <QLocale>

#include <cmath>
#include <limits>

namespace objecta::tables {

using core::text;

void Sparkline::push(qint64 second, double value, qint64 seconds)
{
    if (m_size > 0) {
        if (second <= m_second) {
            return;
        }
        seconds = std::min(seconds, second - m_second);
        for (qint64 missed = std::min<qint64>(second - seconds - m_second, capacity); missed > 0; --missed) {
            put(std::numeric_limits<double>::quiet_NaN());
        }
    }
    for (qint64 i = std::min<qint64>(seconds, capacity); i > 0; --i) {
        put(value);
    }
    m_second = second;
}

void Sparkline::put(double value)
{
    m_values[static_cast<size_t>(m_next)] = value;
    m_next = (m_next + 1) % capacity;
    m_size = std::min(m_size + 1, capacity);
}

double Sparkline::last() const
{
    return m_size == 0 ? 0 : m_values[static_cast<size_t>((m_next + capacity - 1) % capacity)];
}

QList<double> Sparkline::values() const
{
    QList<double> out;
    out.reserve(m_size);
    for (int i = 0; i < m_size; ++i) {
        out.append(m_values[static_cast<size_t>((m_next + capacity - m_size + i) % capacity)]);
    }
    return out;
}

double quotaShare(const Quota &quota)
{
    if (!quota.limit) {
        return -1;
    }
    return *quota.limit <= 0 ? 1 : static_cast<double>(quota.used) / static_cast<double>(*quota.limit);
}

OrganizationTableModel::OrganizationTableModel(QObject *parent)
    : KeyedTableModel(parent)
{
}

int OrganizationTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const Quota *OrganizationTableModel::quotaOf(const Organization &row, int column) const
{
    switch (column) {
    case AgentsColumn:
        return &row.usage.agents;
    case UsersColumn:
        return &row.usage.users;
    case MessagesColumn:
        return &row.usage.messages;
    case StorageColumn:
        return &row.usage.storage;
    default:
        return nullptr;
    }
}

QVariant OrganizationTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Organization &row = at(index.row());
    const int column = index.column();
    const Quota *quota = quotaOf(row, column);
    switch (role) {
    case Qt::DisplayRole:
        if (quota != nullptr) {
            return static_cast<qint64>(quota->used);
        }
        switch (column) {
        case NameColumn:
            return text(row.name);
        case PlanColumn:
            return m_planNames.value(text(row.plan), text(row.plan));
        case StatusColumn:
            return text(row.status);
        case RequestsColumn:
            return data(index, RateRole);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return column >= AgentsColumn ? QVariant(Qt::AlignTrailing | Qt::AlignVCenter)
                                      : QVariant(Qt::AlignLeading | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return accessibleText(row, column);
    case IdRole:
        return text(row.id.text());
    case SlugRole:
        return text(row.slug);
    case NameRole:
        return text(row.name);
    case PlanRole:
        return text(row.plan);
    case StatusRole:
        return text(row.status);
    case UsedRole:
        return quota != nullptr ? QVariant(static_cast<qint64>(quota->used)) : QVariant();
    case LimitRole:
        return quota != nullptr && quota->limit ? QVariant(static_cast<qint64>(*quota->limit)) : QVariant();
    case ShareRole:
        return quota != nullptr ? QVariant(quotaShare(*quota)) : QVariant();
    case SourceRole:
        return quota != nullptr ? QVariant(text(quota->source)) : QVariant();
    case RateRole: {
        const auto rate = m_rates.find(row.id);
        return rate != m_rates.end() && rate->second.size() > 0 ? QVariant(rate->second.last()) : QVariant();
    }
    case SparklineRole: {
        const auto rate = m_rates.find(row.id);
        return QVariant::fromValue(rate != m_rates.end() ? rate->second.values() : QList<double>());
    }
    case CreatedRole:
        return core::dateTime(row.createdAt);
    case UpdatedRole:
        return core::dateTime(row.updatedAt);
    default:
        return {};
    }
}

QString OrganizationTableModel::accessibleText(const Organization &row, int column) const
{
    const QLocale locale;
    const auto share = [&](const QString &name, const Quota &quota) {
        if (!quota.limit) {
            //: Read by screen readers: what is counted, and how many.
            return tr("%1 %2, no limit").arg(name, locale.toString(static_cast<qlonglong>(quota.used)));
        }
        const double part = quotaShare(quota);
        const int percent = static_cast<int>(std::floor(std::min(part, 1000.0) * 100));
        if (part >= 1) {
            //: Read by screen readers: a resource's name and how much of its limit is used.
            return tr("%1 %2% of limit, limit reached").arg(name).arg(percent);
        }
        if (part >= 0.8) {
            return tr("%1 %2% of limit, near limit").arg(name).arg(percent);
        }
        return tr("%1 %2% of limit").arg(name).arg(percent);
    };
    switch (column) {
    case NameColumn:
        //: Read by screen readers: an organization's name and its address.
        return tr("%1, address %2").arg(text(row.name), text(row.slug));
    case PlanColumn:
        return tr("Plan %1").arg(m_planNames.value(text(row.plan), text(row.plan)));
    case StatusColumn:
        return tr("Status %1").arg(text(row.status));
    case AgentsColumn:
        return share(tr("Agents"), row.usage.agents);
    case UsersColumn:
        return share(tr("Users"), row.usage.users);
    case MessagesColumn:
        return share(tr("Messages"), row.usage.messages);
    case StorageColumn:
        return share(tr("Storage"), row.usage.storage);
    case RequestsColumn: {
        const auto rate = m_rates.find(row.id);
        return rate == m_rates.end() || rate->second.size() == 0 || std::isnan(rate->second.last())
            ? tr("Requests per second not measured")
            : tr("%1 requests per second").arg(locale.toString(rate->second.last(), 'f', 0));
    }
    default:
        return {};
    }
}

QVariant OrganizationTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == SortKeyHeaderRole) {
        return sortKey(section);
    }
    if (role == Qt::TextAlignmentRole) {
        return section >= AgentsColumn ? QVariant(Qt::AlignTrailing | Qt::AlignVCenter)
                                       : QVariant(Qt::AlignLeading | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Organization");
    case PlanColumn:
        return tr("Plan");
    case StatusColumn:
        return tr("Status");
    case AgentsColumn:
        return tr("Agents");
    case UsersColumn:
        return tr("Users");
    case MessagesColumn:
        return tr("Messages");
    case StorageColumn:
        return tr("Storage");
    case RequestsColumn:
        //: Column heading: requests per second.
        return tr("Req/s");
    default:
        return {};
    }
}

QHash<int, QByteArray> OrganizationTableModel::roleNames() const
{
    QHash<int, QByteArray> names = KeyedTableModel::roleNames();
    names.insert(IdRole, "id");
    names.insert(SlugRole, "slug");
    names.insert(NameRole, "name");
    names.insert(PlanRole, "plan");
    names.insert(StatusRole, "status");
    names.insert(UsedRole, "used");
    names.insert(LimitRole, "limit");
    names.insert(ShareRole, "share");
    names.insert(SourceRole, "source");
    names.insert(RateRole, "rate");
    names.insert(SparklineRole, "sparkline");
    names.insert(CreatedRole, "created");
    names.insert(UpdatedRole, "updated");
    return names;
}

QString OrganizationTableModel::sortKey(int column)
{
    switch (column) {
    case NameColumn:
        return QStringLiteral("name");
    case PlanColumn:
        return QStringLiteral("plan");
    case StatusColumn:
        return QStringLiteral("status");
    case AgentsColumn:
        return QStringLiteral("agents");
    case UsersColumn:
        return QStringLiteral("users");
    case MessagesColumn:
        return QStringLiteral("messages");
    case StorageColumn:
        return QStringLiteral("storage");
    default:
        return {};
    }
}

void OrganizationTableModel::setPlanNames(const QHash<QString, QString> &names)
{
    if (names == m_planNames) {
        return;
    }
    m_planNames = names;
    if (rowCount() > 0) {
        emit dataChanged(index(0, PlanColumn), index(rowCount() - 1, PlanColumn),
                         {Qt::DisplayRole, Qt::AccessibleTextRole});
    }
}

void OrganizationTableModel::applyFrame(const StreamMessage &frame)
{
    if (frame.again || frame.type == "snapshot") {
        return; // a line has one point for each second
    }
    const int64_t seconds = std::max<int64_t>(frame.seconds, 1);
    // Organizations that are no longer in the list lose their line.
    std::erase_if(m_rates, [&](const auto &entry) { return rowOf(entry.first) < 0; });
    std::vector<int> touched;
    for (const OrganizationFigures &organization : frame.organizations) {
        const int row = rowOf(organization.id);
        if (row >= 0) {
            m_rates[organization.id].push(frame.at.seconds(),
                                          frame.measured ? static_cast<double>(organization.figures.requests)
                                                  / static_cast<double>(seconds)
                                                         : std::numeric_limits<double>::quiet_NaN(),
                                          seconds);
            touched.push_back(row);
        }
    }
    std::sort(touched.begin(), touched.end());
    // One signal for each run of neighbours.
    for (size_t i = 0; i < touched.size();) {
        size_t end = i + 1;
        while (end < touched.size() && touched[end] <= touched[end - 1] + 1) {
            ++end;
        }
        emit dataChanged(index(touched[i], RequestsColumn), index(touched[end - 1], RequestsColumn),
                         {Qt::DisplayRole, Qt::AccessibleTextRole, RateRole, SparklineRole});
        i = end;
    }
}

void OrganizationTableModel::clearRates()
{
    if (m_rates.empty()) {
        return;
    }
    m_rates.clear();
    if (rowCount() > 0) {
        emit dataChanged(index(0, RequestsColumn), index(rowCount() - 1, RequestsColumn),
                         {Qt::DisplayRole, Qt::AccessibleTextRole, RateRole, SparklineRole});
    }
}

} // namespace objecta::tables
