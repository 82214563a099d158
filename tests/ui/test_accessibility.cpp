// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Everything that can take the focus has a name and a role, on every screen and in every dialog.
#include "models/stores/appservices.h"
#include "ui/dialogs/impersonatedialog.h"
#include "ui/dialogs/neworganizationdialog.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/dialogs/throttledialog.h"
#include "ui/pages/commands.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/viewaswindow.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace objecta;
using namespace objecta::ui;

namespace {

QStringList unspeakable(const QWidget &root)
{
    QStringList found;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->inherits("QAbstractScrollAreaContainer")) {
            continue;
        }
        // Nobody meets a button or a label without words while it is hidden; it gets both when it is shown.
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const auto *label = qobject_cast<const QLabel *>(widget);
        if (!widget->isVisible() && ((button && button->text().isEmpty()) || (label && label->text().isEmpty()))) {
            continue;
        }
        // A line edit inside a spin or combo box is spoken through its box; viewports through their views.
        const QWidget *parent = widget->parentWidget();
        if (parent && (parent->inherits("QAbstractSpinBox") || parent->inherits("QComboBox"))) {
            continue;
        }
        if (widget->inherits("QMenu") || widget->inherits("QComboBoxPrivateContainer")
            || widget->inherits("QComboBoxListView") || widget->inherits("QHeaderView")) {
            continue;
        }
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        const bool role = interface && interface->role() != QAccessible::NoRole;
        const bool name = interface && !interface->text(QAccessible::Name).trimmed().isEmpty();
        if (!role || !name) {
            found.append(QStringLiteral("%1 \"%2\" in %3")
                             .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                  QLatin1String(parent ? parent->metaObject()->className() : "nothing")));
        }
    }
    return found;
}

} // namespace

class TestAccessibility : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        const auto directories = core::Directories::under(m_directory->path());
        QString error;
        QVERIFY2(directories.make(&error), qPrintable(error));
        m_services = std::make_unique<stores::AppServices>(
            stores::AppServicesOptions{.directories = directories, .useKeychain = false});
        m_theme = std::make_unique<Theme>(*qApp);
        m_window = std::make_unique<MainWindow>(m_services->context(), *m_theme);
        m_window->begin({}, false);
        m_window->show();
    }

    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
        m_services.reset();
        m_directory.reset();
    }

    void windowSpeaks()
    {
        const QStringList silent = unspeakable(*m_window);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
    }

    void dialogsSpeak()
    {
        auto &context = m_services->context();
        Organization organization;
        organization.name = "Acme Corp";
        organization.slug = "acme-corp";
        organization.status = "active";
        const QList<QDialog *> dialogs{
            new NewOrganizationDialog(context, m_window.get()),
            new ImpersonateDialog(context, organization, m_window.get()),
            new SuspendDialog(context, organization, m_window.get()),
            new SettingsDialog(context, m_window.get()),
            new ThrottleDialog(context, {{}, QStringLiteral("Acme Corp"), {}, 90}, m_window.get()),
            new ProfileDialog(context, std::nullopt, m_window.get()),
            new AboutDialog(m_window.get()),
            new ShortcutSheet(m_window->commands(), m_window.get())};
        for (QDialog *dialog : dialogs) {
            dialog->show();
            QVERIFY(!dialog->windowTitle().isEmpty());
            const QStringList silent = unspeakable(*dialog);
            QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
            QVERIFY(!dialog->grab().isNull());
        }
        qDeleteAll(dialogs);
    }

    void viewAsSpeaks()
    {
        ViewAsWindow window(m_services->context(), m_window->commands());
        window.setAttribute(Qt::WA_DeleteOnClose, false);
        window.show();
        const QStringList silent = unspeakable(window);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
    }

    void commandsAreUnique()
    {
        QHash<QKeySequence, QString> keys;
        for (const auto &[menu, actions] : m_window->commands().menus()) {
            QSet<QString> mnemonics;
            for (const QAction *action : actions) {
                if (!action) {
                    continue;
                }
                QVERIFY2(!action->icon().isNull(), qPrintable(action->text()));
                const qsizetype at = action->text().indexOf(QLatin1Char('&'));
                QVERIFY2(at >= 0, qPrintable(action->text()));
                const QString mnemonic = action->text().mid(at + 1, 1).toLower();
                QVERIFY2(!mnemonics.contains(mnemonic), qPrintable(menu + action->text()));
                mnemonics.insert(mnemonic);
                for (const QKeySequence &key : action->shortcuts()) {
                    QVERIFY2(!keys.contains(key), qPrintable(keys.value(key) + QStringLiteral(" / ") + action->text()));
                    keys.insert(key, action->text());
                }
            }
        }
    }

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<stores::AppServices> m_services;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestAccessibility)
#include "test_accessibility.moc"
