// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/organizationliststore.h"

#include "app/core/text.h"

#include <algorithm>

namespace objecta::stores {

namespace {

const QString listSlot = QStringLiteral("list");
const QString moreSlot = QStringLiteral("more");
constexpr int pageSize = 100;
/// Beyond this many changed rows one page is cheaper than the rows.
constexpr size_t rowsAtMost = 20;
/// What a screen of any size shows; beyond that somebody asked for more than can be looked at.
constexpr int subscribeAtMost = 200;

} // namespace

OrganizationListStore::OrganizationListStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
    , m_stream(stream)
{
    m_query.limit = pageSize;
    for (QTimer *timer : {&m_searchDelay, &m_eventDelay, &m_subscribeDelay}) {
        timer->setSingleShot(true);
        timer->setInterval(150);
    }
    connect(&m_searchDelay, &QTimer::timeout, this, &OrganizationListStore::load);
    connect(&m_eventDelay, &QTimer::timeout, this, &OrganizationListStore::refreshChanged);
    connect(&m_subscribeDelay, &QTimer::timeout, this, &OrganizationListStore::subscribe);
    connect(&m_model, &tables::PagedTableModel::fetchMoreWanted, this, &OrganizationListStore::loadMore);
    connect(&m_stream, &api::MetricsStream::eventReceived, this, &OrganizationListStore::onEvent);
    connect(&m_stream, &api::MetricsStream::frameReceived, this, &OrganizationListStore::onFrame);
    connect(&m_stream, &api::MetricsStream::gapFound, &m_model, &tables::OrganizationTableModel::clearRates);
}

void OrganizationListStore::setSearch(const QString &search)
{
    const QString wanted = search.trimmed().left(200);
    if (wanted != m_query.search) {
        m_query.search = wanted;
        emit queryChanged();
        m_searchDelay.start();
    }
}

void OrganizationListStore::setStatus(const QString &status)
{
    if (status != m_query.status) {
        m_query.status = status;
        emit queryChanged();
        load();
    }
}

void OrganizationListStore::setPlan(const QString &plan)
{
    if (plan != m_query.plan) {
        m_query.plan = plan;
        emit queryChanged();
        load();
    }
}

void OrganizationListStore::setSort(const QString &sort)
{
    if (!sort.isEmpty() && sort != m_query.sort) {
        m_query.sort = sort;
        emit queryChanged();
        load();
    }
}

void OrganizationListStore::clearFilters()
{
    if (isFiltered()) {
        m_query.search.clear();
        m_query.status.clear();
        m_query.plan.clear();
        emit queryChanged();
        load();
    }
}

bool OrganizationListStore::isFiltered() const
{
    return !m_query.search.isEmpty() || !m_query.status.isEmpty() || !m_query.plan.isEmpty();
}

void OrganizationListStore::setVisibleRows(int first, int last)
{
    if (first != m_firstVisible || last != m_lastVisible) {
        m_firstVisible = first;
        m_lastVisible = last;
        m_subscribeDelay.start();
    }
}

void OrganizationListStore::setActive(bool active)
{
    if (m_active != active) {
        m_active = active;
        m_model.clearRates();
        subscribe();
    }
}

void OrganizationListStore::noteChanged(const Organization &organization)
{
    m_model.update(organization);
}

void OrganizationListStore::reset()
{
    m_searchDelay.stop();
    m_eventDelay.stop();
    m_subscribeDelay.stop();
    forget();
    m_query = {};
    m_query.limit = pageSize;
    m_nextCursor.clear();
    m_changed.clear();
    m_model.setMore(false);
    m_model.clear();
    m_model.clearRates();
    m_stream.unsubscribe(this);
    if (!m_created.empty()) {
        m_created.clear();
        emit createdChanged(0);
    }
    setTotal(0);
    emit queryChanged();
}

void OrganizationListStore::reload()
{
    load();
}

void OrganizationListStore::load()
{
    m_searchDelay.stop();
    m_scope.abort(moreSlot);
    begin();
    api::OrganizationQuery query = m_query;
    query.cursor.clear();
    // A refresh keeps what is loaded, as far as one page reaches.
    query.limit = std::clamp(m_model.rowCount(), pageSize, static_cast<int>(maxPageSize));
    m_scope.run<Page<Organization>>(listSlot, m_admin.organizations(query),
                                    [this](api::ApiResult<Page<Organization>> result) {
                                        if (!result) {
                                            m_model.setMore(!m_nextCursor.isEmpty());
                                            failWith(result.error());
                                            return;
                                        }
                                        Page<Organization> &page = result->value;
                                        const bool empty = page.items.empty();
                                        m_nextCursor = page.nextCursor ? core::text(*page.nextCursor) : QString();
                                        m_model.setRows(std::move(page.items));
                                        m_model.setMore(!m_nextCursor.isEmpty());
                                        m_changed.clear();
                                        if (!m_created.empty()) {
                                            m_created.clear();
                                            emit createdChanged(0);
                                        }
                                        setTotal(page.total.present ? page.total.value : m_model.rowCount());
                                        subscribe();
                                        succeed(empty);
                                    });
}

void OrganizationListStore::loadMore()
{
    if (m_nextCursor.isEmpty() || m_scope.isRunning(listSlot) || m_scope.isRunning(moreSlot)) {
        return;
    }
    api::OrganizationQuery query = m_query;
    query.cursor = m_nextCursor;
    query.limit = maxPageSize;
    m_scope.run<Page<Organization>>(moreSlot, m_admin.organizations(query),
                                    [this](api::ApiResult<Page<Organization>> result) {
                                        if (!result) {
                                            m_model.setMore(true);
                                            emit moreFailed(result.error());
                                            return;
                                        }
                                        Page<Organization> &page = result->value;
                                        m_nextCursor = page.nextCursor ? core::text(*page.nextCursor) : QString();
                                        m_model.append(std::move(page.items));
                                        m_model.setMore(!m_nextCursor.isEmpty());
                                        if (page.total.present) {
                                            setTotal(page.total.value);
                                        }
                                        emit dataChanged();
                                    });
}

void OrganizationListStore::setTotal(qint64 total)
{
    if (m_total != total) {
        m_total = total;
        emit totalChanged(total);
    }
}

void OrganizationListStore::onEvent(const StreamMessage &message)
{
    if (!message.organizationId || !hasData()) {
        return;
    }
    const OrganizationId id = *message.organizationId;
    const Organization *row = m_model.find(id);
    if (message.event == "organization.created" && row == nullptr) {
        if (std::find(m_created.begin(), m_created.end(), id) == m_created.end()) {
            m_created.push_back(id);
            emit createdChanged(created());
        }
    } else if (message.event == "organization.updated" && row != nullptr && row->version < message.version) {
        if (std::find(m_changed.begin(), m_changed.end(), id) == m_changed.end()) {
            m_changed.push_back(id);
        }
        if (!m_eventDelay.isActive()) {
            m_eventDelay.start();
        }
    }
}

void OrganizationListStore::refreshChanged()
{
    const auto changed = std::exchange(m_changed, {});
    if (changed.size() > rowsAtMost) {
        load();
        return;
    }
    for (const OrganizationId &id : changed) {
        m_scope.run<Organization>(QStringLiteral("row/") + core::text(id.text()), m_admin.organization(id),
                                  [this](api::ApiResult<Organization> result) {
                                      // A row that could not be read stays as it is; the next load brings it.
                                      if (result) {
                                          m_model.update(result->value);
                                      }
                                  });
    }
}

void OrganizationListStore::onFrame(const StreamMessage &message)
{
    if (m_active) {
        m_model.applyFrame(message);
    }
}

void OrganizationListStore::subscribe()
{
    m_subscribeDelay.stop();
    if (!m_active || m_model.rowCount() == 0) {
        m_stream.unsubscribe(this);
        return;
    }
    const int first = std::max(0, m_firstVisible);
    const int last = std::min({m_model.rowCount() - 1, m_lastVisible, first + subscribeAtMost - 1});
    std::vector<OrganizationId> wanted;
    for (int row = first; row <= last; ++row) {
        wanted.push_back(m_model.at(row).id);
    }
    m_stream.subscribe(this, std::move(wanted));
}

} // namespace objecta::stores
