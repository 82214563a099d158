// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/signin/signinpage.h"

#include "app/api/secretstore.h"
#include "app/api/session.h"
#include "app/core/profile.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"

#include <QComboBox>
#include <QPainter>
#include <QProgressBar>
#include <QScrollArea>
#include <QSvgRenderer>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {

class Logo final : public QWidget {
public:
    Logo() { setFixedSize(44, 44); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QSvgRenderer(QStringLiteral(":/branding/objecta.svg")).render(&painter, rect());
    }
};

} // namespace

SignInPage::SignInPage(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new Text({}, TextSize::Title, QFont::DemiBold))
    , m_intro(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
    , m_profileRow(new QWidget)
    , m_profiles(new QComboBox)
    , m_environment(new EnvironmentPill)
    , m_address(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
    , m_url(new QLineEdit)
    , m_email(new QLineEdit)
    , m_password(new QLineEdit)
    , m_progress(new QProgressBar)
    , m_error(new Banner(BannerTone::Danger))
    , m_keychain(new Banner(BannerTone::Warning))
{
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    auto *inside = new QWidget;
    inside->setAutoFillBackground(false);
    auto *centre = new QVBoxLayout(inside);
    // Not by alignment: an aligned item forgets that its height depends on its width.
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(makeCard());
    middle->addStretch(1);
    centre->addStretch(2);
    centre->addLayout(middle);
    centre->addStretch(3);
    auto *version =
        new Text(tr("Version %1").arg(QStringLiteral(OBJECTA_VERSION)), TextSize::Small, QFont::Normal, Tone::Subtle);
    version->setAlignment(Qt::AlignCenter);
    centre->addWidget(version);
    scroll->setWidget(inside);
    inside->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    fillProfiles();
    connect(&context.profiles, &core::ProfileStore::changed, this, &SignInPage::fillProfiles);
    connect(m_profiles, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling) {
            selectProfile(true);
        }
    });
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        // Not at SignedOut: a failed sign-in ends there too, and keeps what was typed.
        if (state == api::Session::State::SignedIn) {
            forgetPassword();
        }
        refresh();
    });
    connect(&context.session, &api::Session::signInFailed, this, &SignInPage::showError);
    connect(&context.session, &api::Session::restoreFailed, this, &SignInPage::showError);
    connect(&context.secrets, &api::SecretStore::fallbackChanged, this, &SignInPage::refresh);
    refresh();
}

QWidget *SignInPage::makeCard()
{
    auto *card = new Card;
    card->setFixedWidth(420);
    QVBoxLayout *body = card->body();
    body->setContentsMargins(32, 28, 32, 28);
    body->setSpacing(space::l);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_intro);
    m_intro->setWordWrap(true);
    auto *head = new QHBoxLayout;
    head->setSpacing(14);
    head->addWidget(new Logo, 0, Qt::AlignTop);
    head->addLayout(texts, 1);
    body->addLayout(head);

    m_error->hide();
    m_error->setObjectName(QStringLiteral("signInError"));
    body->addWidget(m_error);

    m_profiles->setObjectName(QStringLiteral("profiles"));
    m_edit = makeIconButton(QStringLiteral("edit"), tr("Edit this server"));
    connect(m_edit, &QToolButton::clicked, this, [this] { editProfile(false); });
    auto *add = makeIconButton(QStringLiteral("add"), tr("Add a server"));
    connect(add, &QToolButton::clicked, this, [this] { editProfile(true); });
    auto *choose = new QHBoxLayout;
    choose->setSpacing(space::xs);
    choose->addWidget(new Field(tr("Ser&ver"), m_profiles), 1);
    choose->addWidget(m_edit, 0, Qt::AlignBottom);
    choose->addWidget(add, 0, Qt::AlignBottom);
    m_address->setElided(true);
    auto *facts = new QHBoxLayout;
    facts->setSpacing(space::s);
    facts->addWidget(m_environment);
    facts->addWidget(m_address, 1);
    auto *server = new QVBoxLayout(m_profileRow);
    server->setContentsMargins(0, 0, 0, 0);
    server->setSpacing(space::s);
    server->addLayout(choose);
    server->addLayout(facts);
    body->addWidget(m_profileRow);

    m_url->setObjectName(QStringLiteral("serverAddress"));
    m_url->setPlaceholderText(QStringLiteral("https://admin.example.com"));
    m_urlField =
        new Field(tr("Server &address"), m_url, tr("Whoever runs the server tells you the address of its staff host."));
    body->addWidget(m_urlField);

    m_email->setObjectName(QStringLiteral("email"));
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    m_emailField = new Field(tr("&E-mail"), m_email);
    body->addWidget(m_emailField);
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_reveal = m_password->addAction(icon("show"), QLineEdit::TrailingPosition);
    m_reveal->setToolTip(tr("Show the password"));
    for (auto *button : m_password->findChildren<QToolButton *>()) {
        button->setAccessibleName(tr("Show the password"));
    }
    connect(m_reveal, &QAction::triggered, this, [this] { reveal(m_password->echoMode() == QLineEdit::Password); });
    m_passwordField = new Field(tr("&Password"), m_password);
    body->addWidget(m_passwordField);

    m_signIn = makeButton(tr("Sign in"), ButtonKind::Primary);
    m_signIn->setObjectName(QStringLiteral("signIn"));
    m_cancel = makeButton(tr("Cancel"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Signing in"));
    body->addWidget(m_progress);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::s);
    buttons->addWidget(m_signIn, 1);
    buttons->addWidget(m_cancel);
    body->addLayout(buttons);
    m_keychain->hide();
    body->addWidget(m_keychain);

    connect(m_signIn, &QPushButton::clicked, this, &SignInPage::submit);
    connect(m_email, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(m_password, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(m_cancel, &QPushButton::clicked, &m_context.session, &api::Session::cancel);
    connect(m_email, &QLineEdit::textChanged, this, [this] { m_emailField->setError({}); });
    connect(m_password, &QLineEdit::textChanged, this, [this] { m_passwordField->setError({}); });
    connect(m_url, &QLineEdit::textChanged, this, [this] { m_urlField->setError({}); });
    return card;
}

void SignInPage::fillProfiles()
{
    m_filling = true;
    const QString chosen = m_profiles->currentData().toString();
    m_profiles->clear();
    for (const auto &profile : m_context.profiles.profiles()) {
        m_profiles->addItem(icon("server"), profile.name, profile.id);
    }
    m_profiles->setCurrentIndex(std::max(m_profiles->count() > 0 ? 0 : -1, m_profiles->findData(chosen)));
    m_filling = false;
    refresh();
}

void SignInPage::reveal(bool shown)
{
    m_password->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    m_reveal->setIcon(icon(shown ? "impersonation-off" : "show"));
}

void SignInPage::forgetPassword()
{
    // Not clear(), which Undo takes back.
    m_password->setText({});
    reveal(false);
}

void SignInPage::setCurrentProfile(const QString &profileId)
{
    const QString wanted = profileId.isEmpty() ? m_context.settings.lastProfile() : profileId;
    m_filling = true;
    m_profiles->setCurrentIndex(std::max(m_profiles->count() > 0 ? 0 : -1, m_profiles->findData(wanted)));
    m_filling = false;
}

void SignInPage::chooseProfile(const QString &profileId, bool restore)
{
    setCurrentProfile(profileId);
    selectProfile(restore);
}

void SignInPage::showProfile(const QString &profileId)
{
    setCurrentProfile(profileId);
    m_email->setText(m_context.settings.lastEmail(m_profiles->currentData().toString()));
    refresh();
    if (isVisible()) {
        focusForm();
    }
}

void SignInPage::selectProfile(bool restore)
{
    const auto profile = m_context.profiles.find(m_profiles->currentData().toString());
    m_error->hide();
    if (profile) {
        m_context.session.useProfile(*profile);
        m_email->setText(m_context.settings.lastEmail(profile->id));
        forgetPassword();
        if (restore) {
            m_context.session.restore();
        }
    }
    refresh();
    focusForm();
}

void SignInPage::focusForm()
{
    (m_email->text().isEmpty() ? m_email : m_password)->setFocus();
}

void SignInPage::refresh()
{
    const auto profile = m_context.profiles.find(m_profiles->currentData().toString());
    const bool first = m_profiles->count() == 0;
    const auto state = m_context.session.state();
    const bool busy = state == api::Session::State::SigningIn || state == api::Session::State::Restoring;
    m_title->setText(first ? tr("Welcome to Objecta Console") : tr("Sign in"));
    m_intro->setText(first ? tr("Connect to your first server to begin.") : tr("Objecta Console, for staff only."));
    m_profileRow->setVisible(!first);
    m_urlField->setVisible(first);
    if (profile) {
        m_environment->setKind(static_cast<EnvironmentKind>(profile->environment));
        m_address->setText(profile->baseUrl.toString());
    }
    for (QWidget *input :
         {static_cast<QWidget *>(m_profiles), static_cast<QWidget *>(m_edit), static_cast<QWidget *>(m_url),
          static_cast<QWidget *>(m_email), static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_signIn)}) {
        input->setEnabled(!busy);
    }
    m_signIn->setText(state == api::Session::State::Restoring ? tr("Continuing your session\u2026")
                          : busy                              ? tr("Signing in\u2026")
                                                              : tr("Sign in"));
    m_progress->setVisible(busy);
    m_cancel->setVisible(busy);
    if (m_context.secrets.isFallback()) {
        m_keychain->setMessage(tr("No keychain on this machine"), m_context.secrets.warning());
    }
    m_keychain->setVisible(m_context.secrets.isFallback());
}

void SignInPage::fill(const QString &email, const QString &password)
{
    m_email->setText(email);
    m_password->setText(password);
}

void SignInPage::submit()
{
    m_error->hide();
    if (m_profiles->count() == 0 && !addFirstProfile()) {
        return;
    }
    m_emailField->setError(m_email->text().trimmed().isEmpty() ? tr("Enter your e-mail address.") : QString());
    m_passwordField->setError(m_password->text().isEmpty() ? tr("Enter your password.") : QString());
    if (m_emailField->hasError() || m_passwordField->hasError()) {
        (m_emailField->hasError() ? m_email : m_password)->setFocus();
        return;
    }
    m_context.session.signIn(m_email->text().trimmed(), m_password->text());
}

bool SignInPage::addFirstProfile()
{
    core::ServerProfile profile;
    profile.id = core::newProfileId();
    profile.baseUrl = QUrl::fromUserInput(m_url->text().trimmed());
    profile.name = profile.baseUrl.host();
    // Unknown servers count as production: the careful guess.
    profile.environment =
        core::isLoopbackHost(profile.baseUrl.host()) ? core::Environment::Development : core::Environment::Production;
    const core::ProfileFault fault = core::checkProfile(profile);
    if (fault != core::ProfileFault::None) {
        m_urlField->setError(
            profileFaultText(fault == core::ProfileFault::NameMissing ? core::ProfileFault::UrlInvalid : fault));
        m_url->setFocus();
        return false;
    }
    const QString email = m_email->text();
    const QString password = m_password->text();
    if (const auto kept = m_context.profiles.save(profile); !kept) {
        m_error->setMessage(tr("The server list could not be saved"), kept.error());
        m_error->show();
        return false;
    }
    chooseProfile(profile.id, false);
    fill(email, password);
    return true;
}

void SignInPage::showError(const api::ApiError &error)
{
    refresh();
    if (error.isCancelled()) {
        return;
    }
    m_error->setError(error);
    m_error->show();
    m_password->selectAll();
    m_password->setFocus();
}

void SignInPage::editProfile(bool fresh)
{
    const auto profile = fresh ? std::nullopt : m_context.profiles.find(m_profiles->currentData().toString());
    auto *dialog = new ProfileDialog(m_context, profile, window());
    connect(dialog, &ProfileDialog::saved, this, [this](const QString &id) { chooseProfile(id, true); });
    connect(dialog, &ProfileDialog::removed, this, [this] { chooseProfile({}, false); });
    dialog->openOver();
}

void SignInPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTokens().chrome);
}

} // namespace objecta::ui
