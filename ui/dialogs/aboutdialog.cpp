// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/aboutdialog.h"

#include "ui/theme/paint.h"
#include "ui/theme/paint.h"
#include "ui/widgets/controls.h"

#include <QClipboard>
#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QSysInfo>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {

QString textOf(const QString &resource)
{
    QFile file(resource);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QTextBrowser *makeReader(const QString &name)
{
    auto *reader = new QTextBrowser;
    reader->setAccessibleName(name);
    reader->setOpenExternalLinks(true);
    reader->setFrameShape(QFrame::NoFrame);
    reader->setTabChangesFocus(true);
    reader->document()->setDocumentMargin(space::m);
    return reader;
}

/// A licence: its own line breaks are kept, longer lines are broken.
QTextBrowser *makePlain(const QString &name, const QString &text)
{
    auto *reader = makeReader(name);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(static_cast<int>(TextSize::Tiny));
    reader->setFont(fixed);
    reader->setPlainText(text);
    return reader;
}

/// What to tell with a question about the program.
QString versions()
{
    return QStringLiteral("Objecta Console %1, Qt %2, %3, %4")
        .arg(QStringLiteral(OBJECTA_VERSION), QString::fromLatin1(qVersion()), QSysInfo::prettyProductName(),
             QSysInfo::currentCpuArchitecture());
}

} // namespace

AboutDialog::AboutDialog(QWidget *parent)
    : FormDialog(tr("Objecta Console"),
                 tr("Version %1 with Qt %2").arg(QStringLiteral(OBJECTA_VERSION), QString::fromLatin1(qVersion())),
                 parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    auto *about = makeReader(tr("About"));
    about->setHtml(
        QStringLiteral("<p>%1</p><p>%2</p><p>%3</p><ul><li>%4</li><li>%5</li><li>Qt, Qt Charts: GPL-3.0</li>"
                       "<li>QtKeychain: BSD-3-Clause</li><li>libsodium: ISC</li><li>Boost: BSL-1.0</li>"
                       "<li>spdlog, fmt: MIT</li><li>tl::expected: CC0-1.0</li></ul>")
            .arg(tr("Looks after the tenants of a multi-tenant server: organizations, quotas, live metrics, and what a "
                    "tenant sees."),
                 tr("Free software under the GNU General Public License, version 3 or later. It comes without any "
                    "warranty."),
                 tr("Made with:"), tr("Lucide icons: ISC, some of them from Feather: MIT"),
                 tr("Objecta Sans, made from Inter: SIL Open Font License 1.1")));
    auto *tabs = new QTabWidget;
    tabs->setAccessibleName(tr("About"));
    tabs->setDocumentMode(true);
    tabs->addTab(about, tr("&About"));
    tabs->addTab(makePlain(tr("Notices"), textOf(QStringLiteral(":/licences/THIRD-PARTY.md"))), tr("&Notices"));
    tabs->addTab(makePlain(tr("Font licence"), textOf(QStringLiteral(":/licences/OFL.txt"))), tr("&Font licence"));
    tabs->addTab(makePlain(tr("Licence"), textOf(QStringLiteral(":/licences/LICENSE"))), tr("&Licence"));
    tabs->setMinimumSize(620, 340);
    body()->addWidget(tabs);
    auto *copy = addExtra(tr("&Copy version"));
    connect(copy, &QPushButton::clicked, this, [copy] {
        QGuiApplication::clipboard()->setText(versions());
        copy->setText(tr("Copied"));
    });
    addCancel(tr("Close"))->setDefault(true);
}

} // namespace objecta::ui
