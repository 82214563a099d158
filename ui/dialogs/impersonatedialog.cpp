// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/impersonatedialog.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/organizationstore.h"
#include "ui/dialogs/reasonfield.h"
#include "ui/theme/paint.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"
#include "ui/widgets/format.h"
#include "ui/widgets/segments.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {

/// A small icon and a sentence beside it.
class Note final : public QWidget {
public:
    Note(QString iconRole, const QString &text)
        : m_icon(std::move(iconRole))
    {
        auto *words = new Text(text, TextSize::Body, QFont::Normal, Tone::Muted);
        words->setWordWrap(true);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(26, 0, 0, 0);
        row->addWidget(words);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintIcon(painter, m_icon, QStyle::visualRect(layoutDirection(), rect(), QRect(0, 0, 16, 16)),
                  currentTokens().violet);
    }

private:
    QString m_icon;
};

/// Whose eyes these are going to be.
QWidget *makeIdentity(const Organization &organization)
{
    const QString name = core::text(organization.name);
    const QString slug = core::text(organization.slug);
    auto *whole = new QWidget;
    auto *avatar = new Avatar(40);
    avatar->setName(name, slug);
    auto *title = new Text(name, TextSize::Large, QFont::DemiBold);
    title->setElided(true);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(title);
    texts->addWidget(new Text(slug, TextSize::Small, QFont::Normal, Tone::Muted));
    auto *row = new QHBoxLayout(whole);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);
    row->addWidget(avatar);
    row->addLayout(texts, 1);
    return whole;
}

} // namespace

ImpersonateDialog::ImpersonateDialog(stores::AppContext &context, const Organization &organization, QWidget *parent)
    : FormDialog(tr("View as tenant"), tr("You see what this organization sees, in a window of its own."), parent)
    , m_context(context)
    , m_id(organization.id)
    , m_reason(
          new ReasonField(tr("&Reason"), tr("Ticket and what you look for"), QStringLiteral("impersonationReason")))
    , m_minutes(new Segments({{15, tr("15 min")}, {30, tr("30 min")}, {60, tr("60 min")}}))
{
    setObjectName(QStringLiteral("impersonateDialog"));
    m_minutes->setObjectName(QStringLiteral("impersonationMinutes"));
    m_minutes->setCurrent(30);
    body()->addWidget(makeIdentity(organization));
    body()->addWidget(m_reason);
    body()->addWidget(new Field(tr("Time"), m_minutes));
    auto *notes = new QVBoxLayout;
    notes->setSpacing(space::s);
    notes->addWidget(new Note(QStringLiteral("lock"), tr("Read-only: nothing of the tenant can be changed.")));
    notes->addWidget(new Note(QStringLiteral("members"), tr("The tenant can see this session and its reason.")));
    notes->addWidget(new Note(QStringLiteral("clock"), tr("It ends by itself when the time is up.")));
    if (context.impersonation.isActive()) {
        notes->addWidget(
            new Note(QStringLiteral("impersonation-off"),
                     tr("The running view of %1 is stopped.").arg(isolated(context.impersonation.organizationName()))));
    }
    body()->addLayout(notes);
    connect(addMain(tr("Start viewing"), ButtonKind::Violet), &QPushButton::clicked, this, &ImpersonateDialog::submit);
    m_cancel = addCancel();
    connect(&context.impersonation, &stores::ImpersonationStore::phaseChanged, this, &ImpersonateDialog::onPhase);
    connect(&context.impersonation, &stores::ImpersonationStore::startFailed, this, &ImpersonateDialog::onFailed);
    m_reason->setFocus();
}

void ImpersonateDialog::submit()
{
    const auto reason = m_reason->reason();
    if (!reason) {
        return;
    }
    clearError();
    setWorking(true);
    // A view that runs is stopped first; its phases are not ours.
    m_context.impersonation.start(m_id, *reason, m_minutes->current());
    m_starting = true;
}

void ImpersonateDialog::onPhase(stores::ImpersonationStore::Phase phase)
{
    using Phase = stores::ImpersonationStore::Phase;
    if (!m_starting) {
        return;
    }
    if (phase == Phase::Active) {
        m_starting = false;
        accept();
    } else if (phase != Phase::Starting) {
        // Failed, or the session ended underneath: the form stays for another try.
        m_starting = false;
        setWorking(false);
    }
}

void ImpersonateDialog::onFailed(const api::ApiError &error)
{
    m_starting = false;
    setWorking(false);
    if (!m_reason->takes(error) && !error.isCancelled()) {
        showError(error);
    }
}

void ImpersonateDialog::setWorking(bool working)
{
    if (working) {
        m_cancel->setFocus();
    }
    m_reason->setEnabled(!working);
    m_minutes->setEnabled(!working);
    setBusy(working, tr("Starting\u2026"));
    if (!working) {
        m_reason->setFocus();
    }
}

void ImpersonateDialog::reject()
{
    if (m_starting) {
        m_context.impersonation.cancelStart();
        return;
    }
    FormDialog::reject();
}

SuspendDialog::SuspendDialog(stores::AppContext &context, const Organization &organization, QWidget *parent)
    : FormDialog(tr("Suspend %1?").arg(core::text(organization.name)), {}, parent)
    , m_context(context)
    , m_id(organization.id)
    , m_slug(core::text(organization.slug))
    , m_typed(new QLineEdit)
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
    m_main->setObjectName(QStringLiteral("suspendConfirm"));
    addCancel();
    connect(m_typed, &QLineEdit::textChanged, this, &SuspendDialog::refresh);
    connect(m_main, &QPushButton::clicked, this, &SuspendDialog::submit);
    using Store = stores::OrganizationStore;
    connect(&context.organization, &Store::actDone, this, [this](Store::Act act, const Organization &done) {
        if (act == Store::Act::Suspend && done.id == m_id) {
            setWorking(false);
            accept();
        }
    });
    connect(&context.organization, &Store::actFailed, this, [this](Store::Act act, const api::ApiError &error) {
        if (act != Store::Act::Suspend) {
            return;
        }
        setWorking(false);
        if (error.isCancelled()) {
            m_context.organization.reload(); // it may have got through all the same
        } else {
            showError(error);
        }
    });
    refresh();
    m_typed->setFocus();
}

void SuspendDialog::refresh()
{
    m_main->setEnabled(!isBusy() && m_typed->text().trimmed() == m_slug);
}

void SuspendDialog::setWorking(bool working)
{
    setBusy(working, tr("Suspending\u2026"));
    m_typed->setReadOnly(working);
    refresh();
}

void SuspendDialog::submit()
{
    clearError();
    auto &store = m_context.organization;
    if (store.id() != m_id || store.isActing()) {
        showError(tr("Another change is on its way"), tr("Wait a moment, then try again."));
        return;
    }
    setWorking(true);
    store.suspend();
}

void SuspendDialog::reject()
{
    if (isBusy()) {
        m_context.organization.cancelAct();
        return;
    }
    FormDialog::reject();
}

ReauthDialog::ReauthDialog(stores::AppContext &context, QWidget *parent)
    : FormDialog(tr("Your session has ended"), tr("Sign in again to go on; what you were doing is still here."), parent)
    , m_context(context)
    , m_email(core::text(context.session.staff().email))
    , m_password(new QLineEdit)
    , m_passwordField(new Field(tr("&Password"), m_password))
{
    setObjectName(QStringLiteral("reauthDialog"));
    auto *email = new QLineEdit(m_email);
    email->setReadOnly(true);
    email->setFocusPolicy(Qt::ClickFocus);
    m_password->setObjectName(QStringLiteral("reauthPassword"));
    m_password->setEchoMode(QLineEdit::Password);
    body()->addWidget(new Field(tr("&E-mail"), email));
    body()->addWidget(m_passwordField);
    connect(addMain(tr("Sign in")), &QPushButton::clicked, this, &ReauthDialog::submit);
    addCancel(tr("Sign out"))->setToolTip(tr("Drops what is not saved yet"));
    connect(m_password, &QLineEdit::textChanged, this, [this] { m_passwordField->setError({}); });
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
    if (m_password->text().isEmpty()) {
        m_passwordField->setError(tr("The password is needed."));
        m_password->setFocus();
        return;
    }
    clearError();
    setBusy(true, tr("Signing in\u2026"));
    m_context.session.signIn(m_email, m_password->text());
}

void ReauthDialog::reject()
{
    m_context.session.signOut();
    FormDialog::reject();
}

void ReauthDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Cancel)) {
        event->accept();
        return;
    }
    FormDialog::keyPressEvent(event);
}

} // namespace objecta::ui
