// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/tenantswitcherstore.h"

#include "app/core/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace objecta::stores {

namespace {

using core::text;

const QString searchSlot = QStringLiteral("search");
const QString recentKey = QStringLiteral("recent-organizations");
constexpr int resultsAtMost = 20;

tables::TenantChoice toChoice(const Organization &organization)
{
    return {organization.id,         text(organization.slug),   text(organization.name),
            text(organization.plan), text(organization.status), false};
}

} // namespace

TenantSwitcherStore::TenantSwitcherStore(const api::AdminApi &admin, core::Settings &settings, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
    , m_settings(settings)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(150);
    connect(&m_delay, &QTimer::timeout, this, &TenantSwitcherStore::reload);
}

void TenantSwitcherStore::setProfile(const QString &profileId)
{
    m_profileId = profileId;
    m_recent.clear();
    const QJsonArray rows = QJsonDocument::fromJson(m_settings.text(profileId, recentKey).toUtf8()).array();
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        const auto id = OrganizationId::parse(row.value(QStringLiteral("id")).toString().toStdString());
        if (id && m_recent.size() < maxRecent) {
            m_recent.append({*id,
                             row.value(QStringLiteral("slug")).toString(),
                             row.value(QStringLiteral("name")).toString(),
                             {},
                             {},
                             true});
        }
    }
    show({}, {});
}

void TenantSwitcherStore::setQuery(const QString &query)
{
    const QString wanted = query.trimmed().left(200);
    if (wanted != m_query) {
        m_query = wanted;
        m_delay.start();
    }
}

void TenantSwitcherStore::reload()
{
    m_delay.stop();
    begin();
    api::OrganizationQuery query;
    query.search = m_query;
    query.limit = resultsAtMost;
    m_scope.run<Page<Organization>>(
        searchSlot, m_admin.organizations(query), [this, asked = m_query](api::ApiResult<Page<Organization>> result) {
            if (!result) {
                failWith(result.error());
                return;
            }
            const auto &page = result->value;
            m_total = page.total.present ? page.total.value : static_cast<qint64>(page.items.size());
            show(asked, page.items);
            succeed(m_model.rowCount() == 0);
        });
}

void TenantSwitcherStore::show(const QString &query, const std::vector<Organization> &found)
{
    m_answered = query;
    QList<tables::TenantChoice> rows;
    if (query.isEmpty()) {
        rows = m_recent;
    }
    const auto recentCount = rows.size();
    for (const Organization &organization : found) {
        const tables::TenantChoice choice = toChoice(organization);
        bool listed = false;
        for (qsizetype i = 0; i < recentCount; ++i) {
            if (rows[i].id == choice.id) {
                // Looked up just now: its name may be newer.
                rows[i] = choice;
                rows[i].recent = true;
                listed = true;
            }
        }
        if (!listed) {
            rows.append(choice);
        }
    }
    m_model.setRows(rows);
}

void TenantSwitcherStore::choose(const Organization &organization)
{
    choose(toChoice(organization));
}

void TenantSwitcherStore::choose(const tables::TenantChoice &choice)
{
    tables::TenantChoice remembered = choice;
    remembered.recent = true;
    m_recent.removeIf([&choice](const tables::TenantChoice &row) { return row.id == choice.id; });
    m_recent.prepend(remembered);
    while (m_recent.size() > maxRecent) {
        m_recent.removeLast();
    }
    remember();
    const bool changed = !(m_current.id == choice.id) || m_current.name != choice.name;
    m_current = choice;
    if (changed) {
        emit currentChanged();
    }
}

void TenantSwitcherStore::remember()
{
    QJsonArray rows;
    for (const tables::TenantChoice &choice : m_recent) {
        rows.append(QJsonObject{{QStringLiteral("id"), text(choice.id.text())},
                                {QStringLiteral("slug"), choice.slug},
                                {QStringLiteral("name"), choice.name}});
    }
    m_settings.setText(m_profileId, recentKey, QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact)));
}

void TenantSwitcherStore::reset()
{
    m_delay.stop();
    forget();
    m_query.clear();
    m_answered.clear();
    m_total = 0;
    m_model.setRows({});
    if (hasCurrent()) {
        m_current = {};
        emit currentChanged();
    }
}

} // namespace objecta::stores
