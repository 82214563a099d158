// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/formdialog.h"

#include "ui/theme/paint.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/text.h"

#include <QDialogButtonBox>
#include <QPainter>
#include <QVBoxLayout>

namespace objecta::ui {

FormDialog::FormDialog(const QString &title, const QString &explanation, QWidget *parent)
    : QDialog(parent)
    , m_title(new Text({}, TextSize::Large, QFont::DemiBold))
    , m_explanation(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
    , m_body(new QVBoxLayout)
    , m_error(new Banner(BannerTone::Danger))
    , m_buttons(new QDialogButtonBox)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    m_title->setElided(true); // names may have 255 characters
    m_explanation->setWordWrap(true);
    m_error->hide();
    m_body->setSpacing(space::l);
    auto *content = new QVBoxLayout;
    content->setContentsMargins(space::xl, 20, space::xl, 20);
    content->setSpacing(space::l);
    auto *head = new QVBoxLayout;
    head->setSpacing(space::xs);
    head->addWidget(m_title);
    head->addWidget(m_explanation);
    content->addLayout(head);
    content->addWidget(m_error);
    content->addLayout(m_body);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::xl, space::m, space::xl, space::m);
    foot->addWidget(m_buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(content, 1);
    layout->addWidget(new Rule);
    layout->addLayout(foot);
    layout->addStrut(500); // the size constraint would overwrite a minimum width
    layout->setSizeConstraint(QLayout::SetFixedSize);
    setTitle(title, explanation);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void FormDialog::openOver()
{
    open();
}

void FormDialog::setTitle(const QString &title, const QString &explanation)
{
    setWindowTitle(title);
    m_title->setText(title);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
}

QPushButton *FormDialog::addMain(const QString &text, ButtonKind kind, bool acceptsEnter)
{
    m_main = makeButton(text, kind);
    m_mainText = text;
    m_buttons->addButton(m_main, acceptsEnter ? QDialogButtonBox::AcceptRole : QDialogButtonBox::DestructiveRole);
    m_main->setDefault(acceptsEnter);
    return m_main;
}

QPushButton *FormDialog::addCancel(const QString &text)
{
    auto *button = makeButton(text.isEmpty() ? tr("Cancel") : text);
    m_buttons->addButton(button, QDialogButtonBox::RejectRole);
    return button;
}

QPushButton *FormDialog::addExtra(const QString &text)
{
    auto *button = makeButton(text);
    m_buttons->addButton(button, QDialogButtonBox::ActionRole);
    return button;
}

void FormDialog::setBusy(bool busy, const QString &text)
{
    m_busy = busy;
    if (m_main) {
        m_main->setEnabled(!busy);
        m_main->setText(busy && !text.isEmpty() ? text : m_mainText);
    }
}

void FormDialog::showError(const api::ApiError &error)
{
    m_error->show(); // first, so that it is announced
    m_error->setError(error);
}

void FormDialog::showError(const QString &title, const QString &text)
{
    m_error->show();
    m_error->setTone(BannerTone::Danger);
    m_error->setMessage(title, text);
}

void FormDialog::clearError()
{
    m_error->hide();
}

void FormDialog::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTokens().raised);
}

ConfirmDialog::ConfirmDialog(const QString &title, const QString &text, const QString &verb, ButtonKind kind,
                             QWidget *parent)
    : FormDialog(title, text, parent)
{
    connect(addMain(verb, kind, kind != ButtonKind::Danger), &QPushButton::clicked, this, [this] {
        emit confirmed();
        accept();
    });
    addCancel();
}

} // namespace objecta::ui
