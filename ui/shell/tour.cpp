// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tour.h"

#include "ui/dialogs/formdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/widgets/livechart.h"

#include <QDir>
#include <QPainter>
#include <QSet>

#include <algorithm>
#include <cstdio>

namespace objecta::ui {

namespace {

/// Charts are drawn one in each turn of the event loop.
bool areDrawn(const QWidget &page)
{
    const auto charts = page.findChildren<LiveChart *>();
    return std::all_of(charts.begin(), charts.end(),
                       [](const LiveChart *chart) { return !chart->isVisible() || chart->isDrawn(); });
}

constexpr QSize pictureSize(1440, 900);
constexpr int pollMs = 40;

void print(std::FILE *to, const QString &line)
{
    std::fprintf(to, "%s\n", qPrintable(line));
    std::fflush(to);
}

/// A picture of a screen has many colours; a blank or torn one has a few.
bool isBlank(const QImage &image)
{
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) {
            colors.insert(image.pixel(x, y));
            if (colors.size() > 48) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

Tour::Tour(MainWindow &window, stores::AppContext &context, QString directory, QString email, QString password,
           QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_context(context)
    , m_directory(std::move(directory))
    , m_email(std::move(email))
    , m_password(std::move(password))
{
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &Tour::poll);
}

void Tour::start()
{
    if (!QDir().mkpath(m_directory)) {
        fail(QStringLiteral("cannot make the folder %1").arg(m_directory));
        return;
    }
    m_window.showNormal();
    m_window.resize(pictureSize);
    addSteps();
    QTimer::singleShot(0, this, &Tour::next);
}

void Tour::add(const QString &name, std::function<void()> act, std::function<bool()> done, int timeoutMs)
{
    m_steps.push_back({name, std::move(act), std::move(done), timeoutMs});
}

void Tour::addPicture(const QString &screen, std::function<QWidget *()> target)
{
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        const QString theme = Theme::nameOf(mode);
        add(
            QStringLiteral("%1, %2").arg(screen, theme),
            [this, mode] {
                m_number += mode == ThemeMode::Light ? 1 : 0;
                m_window.theme().setMode(mode);
            },
            [this, mode, target] {
                // One turn of the event loop after the switch, so that layouts and charts have followed.
                return currentTokens().isDark() == (mode == ThemeMode::Dark) && m_clock.elapsed() > pollMs * 3
                    && target() && target()->isVisible() && areDrawn(*target());
            });
        add(QStringLiteral("picture of %1, %2").arg(screen, theme),
            [this, screen, theme, target] { grab(screen, theme, target()); });
    }
}

void Tour::next()
{
    if (m_current >= m_steps.size()) {
        m_poll.stop();
        emit finished(0);
        return;
    }
    m_clock.start();
    const size_t index = m_current;
    if (m_steps[index].act) {
        m_steps[index].act();
    }
    if (m_current == index) {
        m_poll.start();
    }
}

void Tour::poll()
{
    if (m_current >= m_steps.size()) {
        return;
    }
    const Step &step = m_steps[m_current];
    if (!step.done || step.done()) {
        m_poll.stop();
        ++m_current;
        next();
    } else if (m_clock.elapsed() > step.timeoutMs) {
        fail(QStringLiteral("its outcome did not come within %1 s").arg(step.timeoutMs / 1000));
    }
}

void Tour::fail(const QString &why)
{
    m_poll.stop();
    const QString name = m_current < m_steps.size() ? m_steps[m_current].name : QStringLiteral("start");
    print(stderr, QStringLiteral("tour: step \"%1\" failed: %2").arg(name, why));
    m_current = m_steps.size() + 1;
    emit finished(1);
}

void Tour::grab(const QString &screen, const QString &theme, QWidget *target)
{
    const QString path =
        QDir(m_directory)
            .filePath(QStringLiteral("%1-%2-%3.png").arg(m_number, 2, 10, QLatin1Char('0')).arg(screen, theme));
    if (!target) {
        fail(QStringLiteral("there is nothing to take a picture of"));
        return;
    }
    QPixmap picture;
    if (qobject_cast<QDialog *>(target)) {
        // A dialog is a window of its own: it is set into the one that it stands over, as on the screen.
        picture = m_window.grab();
        const QPixmap dialog = target->grab();
        QPainter painter(&picture);
        const QRectF window(QPointF(), QSizeF(m_window.size()));
        painter.fillRect(window, currentTokens().scrim);
        QRectF place(QPointF(), dialog.deviceIndependentSize());
        place.moveCenter(window.center());
        softShadow(painter, place, cardRadius, currentTokens().shadow, 24);
        QPainterPath corners;
        corners.addRoundedRect(place, cardRadius, cardRadius);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setClipPath(corners);
        painter.drawPixmap(place.topLeft(), dialog);
    } else {
        target->resize(pictureSize);
        picture = target->grab();
    }
    if (isBlank(picture.toImage())) {
        fail(QStringLiteral("the picture is blank"));
        return;
    }
    if (!picture.save(path)) {
        fail(QStringLiteral("cannot write %1").arg(path));
        return;
    }
    print(stdout, path);
}

} // namespace objecta::ui
