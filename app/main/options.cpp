// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/main/options.h"

#include "app/core/profile.h"

#include <QCommandLineParser>

namespace objecta::console {

namespace {

/// Without the options that QGuiApplication takes for itself.
QStringList withoutQtsOwn(const QStringList &arguments)
{
    static const QStringList withValue{QStringLiteral("-platform"),        QStringLiteral("-platformpluginpath"),
                                       QStringLiteral("-platformtheme"),   QStringLiteral("-plugin"),
                                       QStringLiteral("-qwindowgeometry"), QStringLiteral("-qwindowicon"),
                                       QStringLiteral("-qwindowtitle"),    QStringLiteral("-display"),
                                       QStringLiteral("-geometry"),        QStringLiteral("-fontengine"),
                                       QStringLiteral("-style"),           QStringLiteral("-stylesheet")};
    static const QStringList alone{QStringLiteral("-reverse"), QStringLiteral("-nograb"), QStringLiteral("-dograb"),
                                   QStringLiteral("-sync")};
    QStringList out;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (withValue.contains(arguments.at(i))) {
            ++i;
        } else if (!alone.contains(arguments.at(i))) {
            out.append(arguments.at(i));
        }
    }
    return out;
}

} // namespace

tl::expected<Options, QString> readOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.setApplicationDescription(QStringLiteral("The console of an Objecta server."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Print this help."));
    const QCommandLineOption version(QStringLiteral("version"), QStringLiteral("Print the version."));
    const QCommandLineOption profileUrl(
        QStringLiteral("profile-url"),
        QStringLiteral("Use the server at this URL; its profile is made where there is none."), QStringLiteral("URL"));
    const QCommandLineOption demoFile(QStringLiteral("demo-file"),
                                      QStringLiteral("Sign in on the demo server that wrote this demo.json."),
                                      QStringLiteral("PATH"));
    const QCommandLineOption tour(
        QStringLiteral("tour"),
        QStringLiteral("Walk through every screen, leave pictures in DIR and end; needs --demo-file."),
        QStringLiteral("DIR"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light, dark or system."),
                                   QStringLiteral("THEME"));
    const QCommandLineOption language(QStringLiteral("language"),
                                      QStringLiteral("The language to use for this run, e.g. de."),
                                      QStringLiteral("CODE"));
    const QCommandLineOption profileDir(
        QStringLiteral("profile-dir"),
        QStringLiteral("Keep settings, profiles, logs and secrets below DIR instead of in the user's own folders."),
        QStringLiteral("DIR"));
    parser.addOptions({help, version, profileUrl, demoFile, tour, theme, language, profileDir});

    if (!parser.parse(withoutQtsOwn(arguments))) {
        QString text = parser.errorText();
        return tl::unexpected(text.endsWith(u'.') ? text : text + u'.');
    }
    Options options;
    if (parser.isSet(help)) {
        options.answer = parser.helpText();
        return options;
    }
    if (parser.isSet(version)) {
        options.answer = QStringLiteral("objecta-console " OBJECTA_VERSION "\n");
        return options;
    }
    if (!parser.positionalArguments().isEmpty()) {
        return tl::unexpected(QStringLiteral("Unexpected argument '%1'.").arg(parser.positionalArguments().first()));
    }
    if (parser.isSet(theme)) {
        const QString word = parser.value(theme);
        if (word == QStringLiteral("light")) {
            options.theme = core::Settings::Theme::Light;
        } else if (word == QStringLiteral("dark")) {
            options.theme = core::Settings::Theme::Dark;
        } else if (word == QStringLiteral("system")) {
            options.theme = core::Settings::Theme::System;
        } else {
            return tl::unexpected(QStringLiteral("--theme takes light, dark or system, not '%1'.").arg(word));
        }
    }
    options.language = parser.value(language);
    options.profileDirectory = parser.value(profileDir);
    options.tourDirectory = parser.value(tour);
    if (parser.isSet(profileUrl)) {
        options.profileUrl = QUrl(parser.value(profileUrl), QUrl::StrictMode);
        const core::ServerProfile profile{QStringLiteral("x"), QStringLiteral("x"), options.profileUrl,
                                          core::Environment::Development, false};
        if (core::checkProfile(profile) == core::ProfileFault::UrlInsecure) {
            return tl::unexpected(QStringLiteral("--profile-url wants https for a server on another machine."));
        }
        if (core::checkProfile(profile) != core::ProfileFault::None) {
            return tl::unexpected(QStringLiteral("--profile-url wants a URL like https://admin.example.com, not '%1'.")
                                      .arg(parser.value(profileUrl)));
        }
    }
    if (parser.isSet(demoFile)) {
        auto demo = core::readDemoFile(parser.value(demoFile));
        if (!demo) {
            return tl::unexpected(demo.error());
        }
        options.demo = std::move(*demo);
    }
    if (parser.isSet(tour) && !options.demo) {
        return tl::unexpected(QStringLiteral("--tour needs --demo-file, whose password it signs in with."));
    }
    return options;
}

} // namespace objecta::console
