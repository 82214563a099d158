// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace objecta::ui {

class MainWindow;

/// Walks the real window through every screen, against the server of the chosen profile, and leaves a picture of each
/// in light and dark: DIR/01-sign-in-light.png and so on, 1440x900. Waits on conditions, each with a time limit.
///
///     window.begin(profileId, false);    // signed out: the tour signs in by the form
///     Tour tour(window, services.context(), dir, email, password);
///     QObject::connect(&tour, &Tour::finished, &app, [](int code) { QCoreApplication::exit(code); });
///     tour.start();
class Tour final : public QObject {
    Q_OBJECT
public:
    Tour(MainWindow &window, stores::AppContext &context, QString directory, QString email, QString password,
         QObject *parent = nullptr);

    void start();

signals:
    /// 0, or 1 after a step failed; which one and why is on stderr then.
    void finished(int exitCode);

private:
    struct Step {
        QString name;
        /// Begins the step; may be empty.
        std::function<void()> act;
        /// True once its outcome is there.
        std::function<bool()> done;
        int timeoutMs;
    };
    void add(const QString &name, std::function<void()> act, std::function<bool()> done = {}, int timeoutMs = 15'000);
    /// A picture in both themes of whatever `target` gives.
    void addPicture(const QString &screen, std::function<QWidget *()> target);
    void addSteps();
    /// Holds the noisiest neighbour until endThrottle().
    void addThrottleSteps();
    void endThrottle();
    void addImpersonationSteps();
    void next();
    void poll();
    void fail(const QString &why);
    void grab(const QString &screen, const QString &theme, QWidget *target);

    MainWindow &m_window;
    stores::AppContext &m_context;
    QString m_directory;
    QString m_email;
    QString m_password;
    std::vector<Step> m_steps;
    size_t m_current = 0;
    QElapsedTimer m_clock;
    QTimer m_poll;
    int m_number = 0;
    QString m_slug;
};

} // namespace objecta::ui
