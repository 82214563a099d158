// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "models/stores/pagestore.h"
#include "models/tables/organizationtablemodel.h"

#include <QSet>
#include <QTimer>

namespace objecta::stores {

/// The organization list: search, filters, sort, pages by keyset, rows kept current by the stream.
class OrganizationListStore : public PageStore {
    Q_OBJECT

public:
    OrganizationListStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent = nullptr);

    [[nodiscard]] tables::OrganizationTableModel *model() { return &m_model; }
    [[nodiscard]] const api::OrganizationQuery &query() const { return m_query; }

    /// Takes effect 150 ms after the last call; the list goes back to its first page.
    void setSearch(const QString &search);
    /// Empty for any. At once.
    void setStatus(const QString &status);
    void setPlan(const QString &plan);
    /// A sort key of the API, '-' in front for descending.
    void setSort(const QString &sort);
    /// Search, status and plan to "any".
    void clearFilters();
    [[nodiscard]] bool isFiltered() const;

    /// How many organizations the filter matches on the server, loaded or not.
    [[nodiscard]] qint64 total() const { return m_total; }
    /// How many are loaded.
    [[nodiscard]] int shown() const { return m_model.rowCount(); }
    /// Organizations created since the load, not in the list: "3 new".
    [[nodiscard]] int created() const { return static_cast<int>(m_created.size()); }

    /// Which rows are on screen; the stream is asked for their figures and for no others.
    void setVisibleRows(int first, int last);
    /// No live figures while the page is hidden.
    void setActive(bool active);

    /// Another store changed an organization.
    void noteChanged(const Organization &organization);
    /// Forgets all: signed out or another server.
    void reset();

public slots:
    void reload() override;
    /// The next page; the model's fetchMore() ends here.
    void loadMore();

signals:
    void queryChanged();
    void totalChanged(qint64 total);
    void createdChanged(int created);
    /// The next page could not be loaded; the list stays, loadMore() retries.
    void moreFailed(const objecta::api::ApiError &error);

private:
    void load();
    void onEvent(const StreamMessage &message);
    void onFrame(const StreamMessage &message);
    void refreshChanged();
    void subscribe();
    void setTotal(qint64 total);

    api::AdminApi m_admin;
    api::MetricsStream &m_stream;
    tables::OrganizationTableModel m_model;
    api::OrganizationQuery m_query;
    QTimer m_searchDelay;
    QTimer m_eventDelay;
    QTimer m_subscribeDelay;
    std::vector<OrganizationId> m_changed;
    std::vector<OrganizationId> m_created;
    QString m_nextCursor;
    qint64 m_total = 0;
    int m_firstVisible = 0;
    int m_lastVisible = 40;
    bool m_active = true;
};

} // namespace objecta::stores
