// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/createorganizationstore.h"

#include "app/core/text.h"

namespace objecta::stores {

namespace {

const QString createSlot = QStringLiteral("create");
const QString slugField = QStringLiteral("slug");

} // namespace

CreateOrganizationStore::CreateOrganizationStore(const api::AdminApi &admin, QObject *parent)
    : QObject(parent)
    , m_admin(admin)
    , m_scope(this)
{
}

QString CreateOrganizationStore::suggestSlug(const QString &name)
{
    QString plain = name.toLower();
    // As these are written where the letters are missing; taking the dots off alone would change the word.
    plain.replace(u'ä', QStringLiteral("ae")).replace(u'ö', QStringLiteral("oe")).replace(u'ü', QStringLiteral("ue"));
    plain.replace(u'ß', QStringLiteral("ss")).replace(u'æ', QStringLiteral("ae")).replace(u'ø', QStringLiteral("oe"));
    plain = plain.normalized(QString::NormalizationForm_KD);
    QString slug;
    for (const QChar c : plain) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9')) {
            slug += c;
        } else if (!c.isMark() && c != u'\'' && !slug.isEmpty() && !slug.endsWith(u'-')) {
            slug += u'-';
        }
    }
    slug.truncate(63);
    while (slug.endsWith(u'-')) {
        slug.chop(1);
    }
    return slug.size() < 2 ? QString() : slug;
}

QHash<QString, QString> CreateOrganizationStore::check(const CreateOrganization &input)
{
    QHash<QString, QString> faults;
    // The contract's own table, as the server reads it.
    const auto read = parseJson<CreateOrganization>(writeJson(input), Unknown::Refuse);
    if (!read) {
        for (const FieldError &error : read.error()) {
            faults.insert(core::text(error.field), core::text(error.code));
        }
    }
    const auto require = [&faults](const QString &field, const std::string &value) {
        if (QString::fromStdString(value).trimmed().isEmpty()) {
            faults.insert(field, QStringLiteral("required"));
        }
    };
    require(slugField, input.slug);
    require(QStringLiteral("name"), input.name);
    require(QStringLiteral("plan"), input.plan);
    require(QStringLiteral("admin_email"), input.adminEmail);
    if (!faults.contains(slugField) && isReservedSlug(input.slug)) {
        faults.insert(slugField, QStringLiteral("slug_reserved"));
    }
    return faults;
}

void CreateOrganizationStore::submit(const CreateOrganization &input)
{
    if (m_busy) {
        return;
    }
    m_fieldErrors = check(input);
    emit fieldErrorsChanged();
    if (!m_fieldErrors.isEmpty()) {
        return;
    }
    setBusy(true);
    m_scope.run<ProvisionedOrganization>(
        createSlot, m_admin.createOrganization(input), [this](api::ApiResult<ProvisionedOrganization> result) {
            setBusy(false);
            if (result) {
                emit created(result->value);
                return;
            }
            const api::ApiError &error = result.error();
            for (const api::FieldFault &fault : error.fields) {
                m_fieldErrors.insert(fault.field, fault.code);
            }
            if (error.is(ProblemCode::SlugTaken) || error.is(ProblemCode::SlugReserved)) {
                m_fieldErrors.insert(slugField, error.code);
            }
            if (m_fieldErrors.isEmpty()) {
                emit failed(error);
            } else {
                emit fieldErrorsChanged();
            }
        });
}

void CreateOrganizationStore::cancel()
{
    m_scope.cancel(createSlot);
}

void CreateOrganizationStore::clearFieldError(const QString &field)
{
    if (m_fieldErrors.remove(field)) {
        emit fieldErrorsChanged();
    }
}

void CreateOrganizationStore::setBusy(bool busy)
{
    if (m_busy != busy) {
        m_busy = busy;
        emit busyChanged(busy);
    }
}

Organization toOrganization(const ProvisionedOrganization &provisioned)
{
    return {provisioned.id,     provisioned.slug,  provisioned.name,    provisioned.plan,      provisioned.status,
            provisioned.limits, provisioned.usage, provisioned.version, provisioned.createdAt, provisioned.updatedAt};
}

} // namespace objecta::stores
