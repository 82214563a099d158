// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/impersonatedialog.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/organizationstore.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"
#include "ui/widgets/format.h"

#include <QSpinBox>
#include <QVBoxLayout>

namespace objecta::ui {

ImpersonateDialog::ImpersonateDialog(stores::AppContext &context, const Organization &organization, QWidget *parent)
    : FormDialog(tr("View as %1").arg(core::text(organization.name)),
                 tr("You see what this organization sees, read-only, in a window of its own. The reason goes into its "
                    "audit log."),
                 parent),
      m_context(context), m_id(organization.id), m_reason(new QLineEdit), m_minutes(new QSpinBox)
{
    setObjectName(QStringLiteral("impersonateDialog"));
    m_reason->setObjectName(QStringLiteral("impersonationReason"));
    m_reason->setMaxLength(500);
    m_reason->setPlaceholderText(tr("Ticket and what you look for"));
    m_minutes->setRange(1, 60);
    m_minutes->setValue(30);
    //: after a number: minutes
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setMaximumWidth(140);
    m_reasonField = new Field(tr("&Reason"), m_reason, tr("3 to 500 characters."));
    body()->addWidget(m_reasonField);
    body()->addWidget(new Field(tr("&For"), m_minutes, tr("Ends by itself after this time, 60 minutes at most.")));
    m_main = addMain(tr("Start viewing"), ButtonKind::Violet);
    addCancel();
    connect(m_main, &QPushButton::clicked, this, &ImpersonateDialog::submit);
    connect(m_reason, &QLineEdit::textChanged, this, [this] { m_reasonField->setError({}); });
    using Store = stores::ImpersonationStore;
    connect(&context.impersonation, &Store::phaseChanged, this, [this](Store::Phase phase) {
        if (m_starting && phase == Store::Phase::Active) {
            accept();
        }
    });
    connect(&context.impersonation, &Store::startFailed, this, [this](const api::ApiError &error) {
        m_starting = false;
        setBusy(false);
        for (const auto &fault : error.fields) {
            if (fault.field == QLatin1String("reason")) {
                m_reasonField->setError(tr("The reason needs 3 to 500 characters."));
            }
        }
        showError(error);
    });
    m_reason->setFocus();
}

void ImpersonateDialog::submit()
{
    const QString reason = m_reason->text().trimmed();
    if (reason.size() < 3) {
        m_reasonField->setError(tr("Say why, in 3 characters at least."));
        m_reason->setFocus();
        return;
    }
    clearError();
    m_starting = true;
    setBusy(true, tr("Starting\u2026"));
    m_context.impersonation.start(m_id, reason, m_minutes->value());
}

void ImpersonateDialog::reject()
{
    if (m_starting) {
        m_starting = false;
        m_context.impersonation.cancelStart();
    }
    FormDialog::reject();
}

SuspendDialog::SuspendDialog(stores::AppContext &context, const Organization &organization, QWidget *parent)
    : FormDialog(tr("Suspend %1?").arg(core::text(organization.name)), {}, parent), m_context(context),
      m_slug(core::text(organization.slug)), m_typed(new QLineEdit)
{
    setObjectName(QStringLiteral("suspendDialog"));
    auto *impact = new Banner(BannerTone::Warning);
    impact->setMessage(tr("From its very next request on:"),
                       tr("\u2022 %1 and %2 are locked out; nobody can sign in\n"
                          "\u2022 no API call and no message gets through\n"
                          "Nothing is deleted. Resume brings everything back as it is.")
                           .arg(tr("%n user(s)", nullptr, static_cast<int>(organization.usage.users.used)),
                                tr("%n agent(s)", nullptr, static_cast<int>(organization.usage.agents.used))));
    body()->addWidget(impact);
    m_typed->setObjectName(QStringLiteral("suspendSlug"));
    body()->addWidget(new Field(tr("&Type %1 to confirm").arg(isolated(m_slug)), m_typed));
    m_main = addMain(tr("Suspend organization"), ButtonKind::Danger, false);
    m_main->setEnabled(false);
    addCancel();
    connect(m_typed, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_main->setEnabled(!isBusy() && text.trimmed() == m_slug);
    });
    connect(m_main, &QPushButton::clicked, this, [this] {
        clearError();
        setBusy(true, tr("Suspending\u2026"));
        m_context.organization.suspend();
    });
    using Store = stores::OrganizationStore;
    connect(&context.organization, &Store::actDone, this, [this](Store::Act act) {
        if (act == Store::Act::Suspend) {
            accept();
        }
    });
    connect(&context.organization, &Store::actFailed, this, [this](Store::Act act, const api::ApiError &error) {
        if (act == Store::Act::Suspend) {
            setBusy(false);
            showError(error);
        }
    });
    m_typed->setFocus();
}

ReauthDialog::ReauthDialog(stores::AppContext &context, QWidget *parent)
    : FormDialog(tr("Your session has ended"), tr("Sign in again to go on; what you were doing is still here."), parent),
      m_context(context), m_email(core::text(context.session.staff().email)), m_password(new QLineEdit)
{
    setObjectName(QStringLiteral("reauthDialog"));
    auto *email = new QLineEdit(m_email);
    email->setReadOnly(true);
    m_password->setEchoMode(QLineEdit::Password);
    body()->addWidget(new Field(tr("&E-mail"), email));
    body()->addWidget(new Field(tr("&Password"), m_password));
    connect(addMain(tr("Sign in")), &QPushButton::clicked, this, &ReauthDialog::submit);
    addCancel(tr("Sign out"));
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedIn || state == api::Session::State::SignedOut) {
            accept();
        }
    });
    connect(&context.session, &api::Session::signInFailed, this, [this](const api::ApiError &error) {
        setBusy(false);
        showError(error);
        m_password->selectAll();
        m_password->setFocus();
    });
    m_password->setFocus();
}

void ReauthDialog::submit()
{
    clearError();
    setBusy(true, tr("Signing in\u2026"));
    m_context.session.signIn(m_email, m_password->text());
}

void ReauthDialog::reject()
{
    m_context.session.signOut();
    FormDialog::reject();
}

} // namespace objecta::ui
