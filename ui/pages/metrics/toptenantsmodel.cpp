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

namespace {

double figureOf(const Figures &figures, TopTenantsModel::By by)
{
    switch (by) {
    case TopTenantsModel::ByDatabase:
        return figures.databaseMs;
    case TopTenantsModel::ByErrors:
        return static_cast<double>(figures.status4xx + figures.status5xx);
    default:
        return static_cast<double>(figures.requests);
    }
}

double averageOver(const tables::Sparkline &line)
{
    const QList<double> values = line.values();
    // What happens now is what a noisy neighbour is known by.
    const qsizetype recent = std::min<qsizetype>(values.size(), 10);
    return recent == 0 ? 0 : std::accumulate(values.end() - recent, values.end(), 0.0) / static_cast<double>(recent);
}

} // namespace

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
    //: part of the platform's total
    case ShareColumn:
        return tr("Share");
    //: time in the database, each second
    case DatabaseColumn:
        return tr("Database");
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
    case DatabaseRole:
        return tenant.last.databaseMs;
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
            return percent(errors);
        case LatencyColumn:
            return milliseconds(tenant.last.p95Ms);
        case ShareColumn:
            return percent(data(index, ShareRole).toDouble());
        case DatabaseColumn:
            return milliseconds(tenant.last.databaseMs);
        default:
            return {};
        }
    default:
        return {};
    }
}

void TopTenantsModel::setActive(bool active)
{
    m_active = active;
    if (active) {
        constexpr std::array<const char *, ByCount> words{"requests", "database_ms", "errors"};
        m_context.stream.subscribe(this, {}, limit, words[m_by]);
    } else {
        m_context.stream.unsubscribe(this);
    }
}

void TopTenantsModel::setBy(By by)
{
    if (m_by == by) {
        return;
    }
    m_by = by;
    m_platformAverage = averageOver(m_platform[by]);
    for (auto &[id, tenant] : m_tenants) {
        tenant.average = averageOf(tenant);
    }
    rank();
    setOutdated(false);
    if (m_active) {
        setActive(true);
    }
    if (!m_order.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void TopTenantsModel::setHeld(bool held)
{
    m_held = held;
    if (!held && m_outdated) {
        rank();
        setOutdated(false);
    }
}

void TopTenantsModel::setOutdated(bool outdated)
{
    if (m_outdated != outdated) {
        m_outdated = outdated;
        emit orderHeldChanged(outdated);
    }
}

double TopTenantsModel::averageOf(const Tenant &tenant) const
{
    return averageOver(tenant.figures[m_by]);
}

void TopTenantsModel::reset()
{
    beginResetModel();
    m_tenants.clear();
    m_order.clear();
    m_frames = 0;
    m_platform = {};
    m_platformAverage = 0;
    m_outdated = false;
    m_scope.close();
    endResetModel();
}

void TopTenantsModel::onFrame(const StreamMessage &message)
{
    if (m_paused || !m_active || message.again || message.type == "snapshot") {
        return;
    }
    const auto seconds = static_cast<double>(std::max<int64_t>(message.seconds, 1));
    for (int by = 0; by < ByCount; ++by) {
        m_platform[static_cast<size_t>(by)].push(figureOf(message.platform, static_cast<By>(by)) / seconds);
    }
    m_platformAverage = averageOver(m_platform[m_by]);
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
        tenant.rates.push(static_cast<double>(tenant.last.requests) / seconds);
        for (int by = 0; by < ByCount; ++by) {
            tenant.figures[static_cast<size_t>(by)].push(figureOf(tenant.last, static_cast<By>(by)) / seconds);
        }
        tenant.average = averageOf(tenant);
    }
    if (m_held && !m_order.empty()) {
        setOutdated(true);
    } else {
        // A burst is to be seen at once where tenants are ranked; rows move only while no mouse is over them.
        rank();
        ++m_frames;
    }
    if (!m_order.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void TopTenantsModel::rank()
{
    std::erase_if(m_tenants, [](const auto &entry) {
        const auto &figures = entry.second.figures;
        return entry.second.rates.size() > 0
            && std::all_of(figures.begin(), figures.end(), [](const auto &line) { return averageOver(line) <= 0; });
    });
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
