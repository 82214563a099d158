// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/toptenantsmodel.h"

#include "app/api/metricsstream.h"
#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/throttlestore.h"

#include <algorithm>
#include <cmath>

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

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

} // namespace

double TopTenantsModel::averageOver(const tables::Sparkline &line)
{
    const QList<double> values = line.values();
    const qsizetype recent = std::min<qsizetype>(values.size(), recentSeconds);
    double sum = 0;
    int known = 0;
    for (auto value = values.end() - recent; value != values.end(); ++value) {
        if (!std::isnan(*value)) {
            sum += *value;
            ++known;
        }
    }
    // Over what is known; but who was told of in a few seconds only was so because they were its best: it is taken for
    // what is certain.
    return known == 0 ? 0 : sum / static_cast<double>(2 * known >= recent ? known : recent);
}

TopTenantsModel::TopTenantsModel(stores::AppContext &context, QObject *parent)
    : QAbstractTableModel(parent)
    , m_context(context)
    , m_scope(this)
{
    connect(&context.stream, &api::MetricsStream::frameReceived, this, &TopTenantsModel::onFrame);
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedOut) {
            reset();
        }
    });
    connect(&context.throttles, &stores::PageStore::dataChanged, this, [this] {
        if (!m_order.empty()) {
            emit dataChanged(index(0, HeldColumn), index(rowCount() - 1, HeldColumn));
        }
    });
}

void TopTenantsModel::setActive(bool active)
{
    m_active = active;
    if (active) {
        subscribe();
    } else {
        m_context.stream.unsubscribe(this);
    }
}

void TopTenantsModel::subscribe()
{
    constexpr std::array<const char *, ByCount> words{"requests", "database_ms", "errors"};
    // The rows, too, in an order that does not change with theirs.
    std::vector<OrganizationId> rows = m_order;
    std::sort(rows.begin(), rows.end());
    m_context.stream.subscribe(this, std::move(rows), told, words[m_by]);
}

void TopTenantsModel::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused) {
        for (const StreamMessage &message : std::exchange(m_kept, {})) {
            onFrame(message);
        }
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
        // What is on its way is still the best by another figure.
        m_turning = 2;
        subscribe();
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
    m_kept.clear();
    m_names.clear();
    m_turning = 0;
    m_platform = {};
    m_platformAverage = 0;
    m_outdated = false;
    m_scope.close();
    endResetModel();
}

void TopTenantsModel::onFrame(const StreamMessage &message)
{
    if (message.type == "snapshot") {
        m_turning = 0;
    }
    if (!m_active || message.again || message.type == "snapshot") {
        return;
    }
    if (m_paused) {
        // What comes meanwhile is shown when it goes on, as far as lines reach back.
        m_kept.push_back(message);
        if (m_kept.size() > tables::Sparkline::capacity) {
            m_kept.pop_front();
        }
        return;
    }
    const int64_t seconds = std::max<int64_t>(message.seconds, 1);
    const auto put = [&](tables::Sparkline &line, double sum) {
        line.push(message.at.seconds(), message.measured ? sum / static_cast<double>(seconds) : unknown, seconds);
    };
    for (int by = 0; by < ByCount; ++by) {
        put(m_platform[static_cast<size_t>(by)], figureOf(message.platform, static_cast<By>(by)));
    }
    m_platformAverage = averageOver(m_platform[m_by]);
    // Of one that a full list leaves out nothing is known; where it has room, there is nothing to rank it by.
    const bool full = message.top.size() >= told || std::exchange(m_turning, std::max(0, m_turning - 1)) > 0;
    std::unordered_map<OrganizationId, const Figures *> seen;
    for (const auto &entry : message.organizations) {
        seen.emplace(entry.id, &entry.figures);
        if (entry.figures.requests > 0 || m_tenants.contains(entry.id)) {
            const auto [found, fresh] = m_tenants.try_emplace(entry.id);
            Tenant &tenant = found->second;
            if (fresh && full) {
                const int64_t before = message.at.seconds() - seconds;
                tenant.rates.push(before, unknown, recentSeconds);
                for (auto &line : tenant.figures) {
                    line.push(before, unknown, recentSeconds);
                }
            }
        }
    }
    for (auto &[id, tenant] : m_tenants) {
        const auto found = seen.find(id);
        tenant.last.reset();
        if (found != seen.end()) {
            tenant.last = *found->second;
        } else if (!full && message.measured && m_by == ByRequests) {
            tenant.last.emplace();
        }
        for (int by = 0; by < ByCount; ++by) {
            const double rest = !full && by == m_by ? 0 : unknown;
            put(tenant.figures[static_cast<size_t>(by)],
                tenant.last ? figureOf(*tenant.last, static_cast<By>(by)) : rest);
        }
        put(tenant.rates, tenant.last ? static_cast<double>(tenant.last->requests) : unknown);
        tenant.average = averageOf(tenant);
    }
    if (m_held && !m_order.empty()) {
        setOutdated(true);
    } else {
        // A burst is to be seen at once where tenants are ranked; rows move only while no mouse is over them.
        rank();
    }
    if (!m_order.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void TopTenantsModel::rank()
{
    const auto isQuiet = [](const Tenant &tenant) {
        return tenant.rates.size() > 0
            && std::all_of(tenant.figures.begin(), tenant.figures.end(),
                           [](const auto &line) { return averageOver(line) <= 0; });
    };
    std::vector<OrganizationId> order;
    order.reserve(m_tenants.size());
    for (const auto &[id, tenant] : m_tenants) {
        if (!isQuiet(tenant)) {
            order.push_back(id);
        }
    }
    std::sort(order.begin(), order.end(), [this](const OrganizationId &a, const OrganizationId &b) {
        const double one = m_tenants.at(a).average;
        const double two = m_tenants.at(b).average;
        return one != two ? one > two : a < b;
    });
    if (order.size() > limit) {
        order.resize(limit);
    }
    for (const OrganizationId &id : order) {
        learnName(id, m_tenants.at(id));
    }
    if (order != m_order) {
        arrange(std::move(order));
        if (m_active) {
            subscribe();
        }
    }
    std::erase_if(m_tenants, [&](const auto &entry) {
        return isQuiet(entry.second) && std::find(m_order.begin(), m_order.end(), entry.first) == m_order.end();
    });
}

void TopTenantsModel::arrange(std::vector<OrganizationId> order)
{
    const auto in = [](const std::vector<OrganizationId> &list, const OrganizationId &id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (!in(order, m_order[static_cast<size_t>(row)])) {
            beginRemoveRows({}, row, row);
            m_order.erase(m_order.begin() + row);
            endRemoveRows();
        }
    }
    std::vector<OrganizationId> fresh;
    std::copy_if(order.begin(), order.end(), std::back_inserter(fresh),
                 [&](const auto &id) { return !in(m_order, id); });
    if (!fresh.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
        m_order.insert(m_order.end(), fresh.begin(), fresh.end());
        endInsertRows();
    }
    if (order == m_order) {
        return;
    }
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    const std::vector<OrganizationId> old = std::exchange(m_order, std::move(order));
    for (const QModelIndex &persistent : before) {
        const auto now = std::find(m_order.begin(), m_order.end(), old[static_cast<size_t>(persistent.row())]);
        changePersistentIndex(persistent, index(static_cast<int>(now - m_order.begin()), persistent.column()));
    }
    emit layoutChanged();
}

void TopTenantsModel::learnName(const OrganizationId &id, Tenant &tenant)
{
    if (!tenant.name.isEmpty()) {
        return;
    }
    if (const Organization *row = m_context.organizations.model()->find(id)) {
        tenant.name = core::text(row->name);
        tenant.slug = core::text(row->slug);
        return;
    }
    if (m_names.size() > namesAtMost) {
        m_names.clear();
    }
    const auto [known, fresh] = m_names.try_emplace(id);
    tenant.name = known->second.name;
    tenant.slug = known->second.slug.isEmpty() ? core::text(id.text()) : known->second.slug;
    if (!fresh) {
        return; // it is known, or on its way
    }
    m_scope.run(tenant.slug, m_context.admin.organization(id), [this, id](api::ApiResult<Organization> answer) {
        const auto asked = m_names.find(id);
        if (asked == m_names.end()) {
            return;
        }
        if (!answer) {
            if (answer.error().isConnectivity()) {
                m_names.erase(asked);
            }
            return;
        }
        asked->second = {core::text(answer->value.name), core::text(answer->value.slug)};
        if (const auto found = m_tenants.find(id); found != m_tenants.end()) {
            found->second.name = asked->second.name;
            found->second.slug = asked->second.slug;
        }
    });
}

} // namespace objecta::ui
