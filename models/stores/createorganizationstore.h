// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/requestscope.h"

#include <QHash>
#include <QObject>

namespace objecta::stores {

/// The new-organization dialog's state. Made by the dialog, one a dialog.
class CreateOrganizationStore : public QObject {
    Q_OBJECT

public:
    explicit CreateOrganizationStore(const api::AdminApi &admin, QObject *parent = nullptr);

    /// A slug for a name: "Ärger & Söhne GmbH" gives "aerger-soehne-gmbh"; empty where nothing is left.
    static QString suggestSlug(const QString &name);

    /// Checks what can be checked here: codes by field (slug, name, plan, admin_email); empty: all good. Codes are the
    /// contract's: required, too_short, too_long, format, slug_reserved.
    [[nodiscard]] static QHash<QString, QString> check(const CreateOrganization &input);

    /// Checks, then asks the server. Ends in created() or failed(). Never sent twice by itself.
    void submit(const CreateOrganization &input);
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_busy; }

    /// By field: the code of what is wrong with it (the contract's words, slug_taken and slug_reserved included).
    [[nodiscard]] const QHash<QString, QString> &fieldErrors() const { return m_fieldErrors; }
    void clearFieldError(const QString &field);

signals:
    void busyChanged(bool busy);
    void fieldErrorsChanged();
    /// The initial password is in it, this once.
    void created(const objecta::ProvisionedOrganization &organization);
    /// Not for field errors alone: those come by fieldErrorsChanged(). After a Network or Timeout error the
    /// organization may exist all the same.
    void failed(const objecta::api::ApiError &error);

private:
    void setBusy(bool busy);

    api::AdminApi m_admin;
    api::RequestScope m_scope;
    QHash<QString, QString> m_fieldErrors;
    bool m_busy = false;
};

/// The row of a list for a fresh organization.
Organization toOrganization(const ProvisionedOrganization &provisioned);

} // namespace objecta::stores
