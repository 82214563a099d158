// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/core/settings.h"
#include "models/stores/pagestore.h"
#include "models/tables/tenantchoicemodel.h"

#include <QTimer>

namespace objecta::stores {

/// The tenant switcher: search as you type, and the organizations chosen lately (remembered by profile).
class TenantSwitcherStore : public PageStore {
    Q_OBJECT

public:
    static constexpr int maxRecent = 8;

    TenantSwitcherStore(const api::AdminApi &admin, core::Settings &settings, QObject *parent = nullptr);

    /// Reads this profile's recent ones.
    void setProfile(const QString &profileId);

    /// An empty text lists the recent ones first, then the first organizations by name. Takes effect after 150 ms.
    void setQuery(const QString &text);
    [[nodiscard]] const QString &query() const { return m_query; }
    /// Whether the rows belong to query(). Until then they are those of an earlier one: not to be chosen.
    [[nodiscard]] bool isAnswered() const { return m_answered == m_query; }
    /// Whether an answer to query() is on its way. Neither this nor isAnswered(): the search failed with error().
    [[nodiscard]] bool isSearching() const { return m_delay.isActive() || isBusy(); }
    [[nodiscard]] tables::TenantChoiceModel *model() { return &m_model; }
    /// How many the search matches on the server; the model holds the first 20.
    [[nodiscard]] qint64 total() const { return m_total; }

    /// The chosen one; a null id for none.
    [[nodiscard]] const tables::TenantChoice &current() const { return m_current; }
    [[nodiscard]] bool hasCurrent() const { return !m_current.id.isNull(); }
    /// Chooses, and remembers it among the recent ones.
    void choose(const tables::TenantChoice &choice);
    void choose(const Organization &organization);
    [[nodiscard]] const QList<tables::TenantChoice> &recent() const { return m_recent; }

    void reset();

public slots:
    void reload() override;

signals:
    void currentChanged();

private:
    void show(const QString &query, const std::vector<Organization> &found);
    void remember();

    api::AdminApi m_admin;
    core::Settings &m_settings;
    tables::TenantChoiceModel m_model;
    tables::TenantChoice m_current;
    QList<tables::TenantChoice> m_recent;
    QString m_profileId;
    QString m_query;
    /// What the rows were found with.
    QString m_answered;
    QTimer m_delay;
    qint64 m_total = 0;
};

} // namespace objecta::stores
