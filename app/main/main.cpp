// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/main/options.h"

#include "app/api/apiclient.h"
#include "app/api/metricsstream.h"
#include "app/api/session.h"
#include "app/core/log.h"
#include "app/core/profile.h"
#include "app/core/translations.h"
#include "models/stores/appservices.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationstore.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/tour.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

using namespace objecta;

namespace {

constexpr int usageError = 2;
/// How long the end of the program waits for changes on their way to the server.
constexpr std::chrono::milliseconds farewellTime{2000};

int complain(const QString &sentence, int code)
{
    std::fprintf(stderr, "objecta-console: %s\n", qPrintable(sentence));
    return code;
}

/// Qt would abort with a core dump.
bool displayIsMissing(const QStringList &arguments)
{
#if defined(Q_OS_LINUX)
    return qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && !arguments.contains(QStringLiteral("-platform"));
#else
    Q_UNUSED(arguments)
    return false;
#endif
}

/// The profile that the command line names, saved among the others; nothing without one.
tl::expected<QString, QString> chosenProfile(const console::Options &options, core::ProfileStore &profiles)
{
    core::ServerProfile profile;
    if (options.demo) {
        profile = {QStringLiteral("demo"), QStringLiteral("Demo"), options.demo->baseUrl,
                   core::Environment::Development, false};
        if (profiles.find(profile.id) == profile) {
            return profile.id;
        }
    } else if (!options.profileUrl.isEmpty()) {
        for (const core::ServerProfile &known : profiles.profiles()) {
            if (known.baseUrl == options.profileUrl) {
                return known.id;
            }
        }
        const QString host = options.profileUrl.host();
        profile = {core::newProfileId(), host, options.profileUrl,
                   core::isLoopbackHost(host) ? core::Environment::Development : core::Environment::Production, false};
    } else {
        return QString();
    }
    if (const auto saved = profiles.save(profile); !saved) {
        return tl::unexpected(saved.error());
    }
    return profile.id;
}

/// Ends the program once the last window is closed and what it still had to tell the server is told.
void leaveWithTheLastWindow(QApplication &application, stores::AppContext &context)
{
    QApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(&application, &QGuiApplication::lastWindowClosed, &application, [&application, &context] {
        context.impersonation.stop();
        context.stream.stop();
        const auto leave = [&context] {
            if (context.client.writesRunning() == 0) {
                QCoreApplication::quit();
            }
        };
        QObject::connect(&context.client, &api::ApiClient::callEnded, &application, leave);
        QTimer::singleShot(farewellTime, &application, &QCoreApplication::quit);
        leave();
    });
}

int run(QApplication &application, const console::Options &options)
{
    const core::Directories directories = options.profileDirectory.isEmpty()
        ? core::Directories::standard()
        : core::Directories::under(options.profileDirectory);
    QString error;
    if (!directories.make(&error)) {
        return complain(error, usageError);
    }
    stores::AppServices services({.directories = directories});
    stores::AppContext &context = services.context();
    context.translations.install(options.language.isEmpty() ? context.settings.language() : options.language);
    context.client.setLanguage(context.translations.language());

    const auto profile = chosenProfile(options, context.profiles);
    if (!profile) {
        return complain(profile.error(), usageError);
    }
    ui::Theme theme(application);
    ui::MainWindow window(context, theme);
    window.begin(*profile, !options.demo);
    if (options.theme) {
        theme.setMode(static_cast<ui::ThemeMode>(*options.theme));
    }
    window.show();
    leaveWithTheLastWindow(application, context);
    // Back from sleep, or from another window after a change of networks: no reason to wait for the next attempt.
    QObject::connect(&application, &QGuiApplication::applicationStateChanged, &application,
                     [&context](Qt::ApplicationState state) {
                         if (state == Qt::ApplicationActive) {
                             context.connection.retryNow();
                         }
                     });

    std::unique_ptr<ui::Tour> tour;
    if (!options.tourDirectory.isEmpty()) {
        tour = std::make_unique<ui::Tour>(window, context, options.tourDirectory, options.demo->email,
                                          options.demo->password);
        QObject::connect(tour.get(), &ui::Tour::finished, &application, [](int code) { QCoreApplication::exit(code); });
        tour->start();
    } else if (options.demo) {
        context.session.signIn(options.demo->email, options.demo->password);
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setOrganizationName(QStringLiteral("Objecta"));
    QCoreApplication::setApplicationName(QStringLiteral("objecta-console"));
    QCoreApplication::setApplicationVersion(QStringLiteral(OBJECTA_VERSION));
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    {
        // Help and mistakes on the command line need no display.
        int count = 1;
        const QCoreApplication plain(count, argv);
        const auto options = console::readOptions(arguments);
        if (!options) {
            return complain(options.error(), usageError);
        }
        if (!options->answer.isEmpty()) {
            std::fputs(qPrintable(options->answer), stdout);
            return 0;
        }
    }
    if (displayIsMissing(arguments)) {
        return complain(QStringLiteral("There is no display; set DISPLAY, or run it under Xvfb."), 1);
    }
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Objecta Console"));
    const auto options = console::readOptions(arguments);
    return options ? run(application, *options) : complain(options.error(), usageError);
}
