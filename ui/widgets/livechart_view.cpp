// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/livechart_view.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QTimer>

#include <cmath>

namespace objecta::ui {

/// The charts that wait to be drawn: one in each turn of the event loop, so that a page full of them never holds up
/// the mouse.
class LiveChart::View::DrawQueue final : public QObject {
public:
    static void add(View *view)
    {
        static QPointer<DrawQueue> queue;
        if (!queue) {
            queue = new DrawQueue;
        }
        if (!queue->m_views.contains(view)) {
            queue->m_views.append(view);
        }
        if (!queue->m_turn.isActive()) {
            queue->m_turn.start();
        }
    }

private:
    DrawQueue()
        : QObject(QCoreApplication::instance())
    {
        m_turn.setSingleShot(true);
        m_turn.setInterval(1); // what waits for the screen comes first
        connect(&m_turn, &QTimer::timeout, this, &DrawQueue::drawOne);
    }

    void drawOne()
    {
        bool drawn = false;
        while (!drawn && !m_views.isEmpty()) {
            // A hidden one is drawn when it is shown.
            const QPointer<View> view = m_views.takeFirst();
            if (view && view->isVisible()) {
                view->drawNow();
                drawn = true;
            }
        }
        if (!m_views.isEmpty()) {
            m_turn.start();
        }
    }

    QList<QPointer<View>> m_views;
    QTimer m_turn;
};

LiveChart::View::View(LiveChart *owner)
    : QChartView(new QChart, owner)
    , m_owner(owner)
    , m_x(new QValueAxis(this))
    , m_y(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    // Role-less to screen readers; LiveChart speaks for it.
    setFocusPolicy(Qt::NoFocus);
    viewport()->setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    // Whatever is below is not painted for it.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing);
    setBackgroundBrush(Qt::NoBrush);
    setCacheMode(CacheNone);
    setViewportUpdateMode(FullViewportUpdate);
    QChart *plain = chart();
    plain->setBackgroundVisible(false);
    plain->setPlotAreaBackgroundVisible(false);
    plain->legend()->hide();
    plain->setMargins({});
    plain->setAnimationOptions(QChart::NoAnimation);
    if (plain->layout()) {
        plain->layout()->setContentsMargins(0, 0, 0, 0);
    }
    plain->addAxis(m_x, Qt::AlignBottom);
    plain->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setVisible(false);
    // Points are handed over as parts of the plot, so that a new second changes no axis: each would lay all lines out
    // once more.
    m_x->setRange(0, 1);
    m_y->setRange(0, 1);
    connect(scene(), &QGraphicsScene::changed, this, &View::drawSoon);
}

void LiveChart::View::setSeries(const QList<ChartSeries> &series)
{
    for (Line &line : m_lines) {
        qDeleteAll(line.runs);
    }
    m_lines.clear();
    for (const ChartSeries &look : series) {
        m_lines.append(Line{look, {}, {}});
    }
}

QPen LiveChart::View::penOf(const ChartSeries &look) const
{
    QColor color = currentTokens().*look.color;
    if (look.compared) {
        color.setAlphaF(comparedAlpha);
        // Dashes of a line of hundreds of points would take longer to draw than all the rest.
        return QPen(color, 1, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
    }
    // Rounded joins at each of hundreds of points are most of what a frame would cost.
    return QPen(color, 1.5, Qt::SolidLine, Qt::SquareCap, Qt::BevelJoin);
}

void LiveChart::View::setDimmed(bool dimmed)
{
    if (m_dimmed != dimmed) {
        m_dimmed = dimmed;
        for (const Line &line : std::as_const(m_lines)) {
            for (QLineSeries *run : line.runs) {
                run->setOpacity(dimmed ? 0.4 : 1);
            }
        }
        drawSoon();
    }
}

QLineSeries *LiveChart::View::addRun(Line &line)
{
    auto *run = new QLineSeries(this);
    run->setPen(penOf(line.look));
    run->setOpacity(m_dimmed ? 0.4 : 1);
    chart()->addSeries(run);
    run->attachAxis(m_x);
    run->attachAxis(m_y);
    line.runs.append(run);
    return run;
}

void LiveChart::View::setData(const QList<QList<QPointF>> &points, qint64 endMs, int seconds)
{
    double top = 0;
    for (const auto &line : points) {
        for (const QPointF &point : line) {
            if (point.y() > top) {
                top = point.y();
            }
        }
    }
    m_end = endMs;
    m_seconds = seconds;
    const double highest = top;
    for (const ChartThreshold &threshold : std::as_const(thresholds)) {
        if (shows(threshold) && threshold.value <= 3 * highest) {
            top = std::max(top, threshold.value);
        }
    }
    m_top = std::min(niceMaximum(top), ceiling);
    layoutPlot();
    const double width = seconds * 1000.0;
    const double begin = static_cast<double>(endMs) - width;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        Line &line = m_lines[i];
        line.points = points.value(i);
        qsizetype used = 0;
        QList<QPointF> run;
        const auto flush = [&] {
            if (run.isEmpty()) {
                return;
            }
            QLineSeries *series = used < line.runs.size() ? line.runs.at(used) : addRun(line);
            series->replace(run);
            ++used;
            run.clear();
        };
        for (const QPointF &point : std::as_const(line.points)) {
            if (std::isnan(point.y())) {
                flush();
            } else {
                run.append({(point.x() - begin) / width, point.y() / m_top});
            }
        }
        flush();
        for (qsizetype spare = used; spare < line.runs.size(); ++spare) {
            if (line.runs.at(spare)->count() > 0) {
                line.runs.at(spare)->clear();
            }
        }
    }
    drawSoon();
}

bool LiveChart::View::shows(const ChartThreshold &threshold) const
{
    return m_end != 0 && threshold.until > m_end - m_seconds * 1000LL && threshold.from < m_end;
}

void LiveChart::View::rescale()
{
    QList<QList<QPointF>> points;
    for (const Line &line : std::as_const(m_lines)) {
        points.append(line.points);
    }
    setData(points, m_end, m_seconds);
}

void LiveChart::View::recolor()
{
    for (Line &line : m_lines) {
        for (QLineSeries *run : std::as_const(line.runs)) {
            run->setPen(penOf(line.look));
        }
    }
    forgetPicture(); // on another ground
    drawSoon();
}

void LiveChart::View::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layoutPlot();
    drawSoon();
}

void LiveChart::View::showEvent(QShowEvent *event)
{
    QChartView::showEvent(event);
    drawSoon();
}

QSize LiveChart::View::pictureSize() const
{
    return (QSizeF(viewport()->size()) * devicePixelRatioF()).toSize();
}

void LiveChart::View::drawSoon()
{
    m_outdated = true;
    DrawQueue::add(this);
}

void LiveChart::View::forgetPicture()
{
    m_picture = {};
    m_crosshair.reset();
    viewport()->update();
}

void LiveChart::View::drawNow()
{
    if (!m_outdated && m_picture.size() == pictureSize()) {
        return;
    }
    m_outdated = false;
    if (m_picture.size() != pictureSize()) {
        m_picture = QPixmap(pictureSize());
    }
    m_picture.setDevicePixelRatio(devicePixelRatioF());
    m_picture.fill(currentTokens().raised);
    QPainter painter(&m_picture);
    painter.setRenderHints(renderHints());
    render(&painter, viewport()->rect(), viewport()->rect());
    placeCrosshair();
    viewport()->update();
}

void LiveChart::View::paintEvent(QPaintEvent *event)
{
    if (m_picture.size() != pictureSize()) {
        drawSoon(); // another screen
    }
    QPainter painter(viewport());
    // Whole pixels of a picture may leave a part of one over at a scale of 125 %.
    painter.fillRect(event->rect(), currentTokens().raised);
    if (!m_picture.isNull()) {
        painter.drawPixmap(0, 0, m_picture);
    }
    paintCrosshair(painter);
}

double LiveChart::View::xOf(qint64 ms) const
{
    return m_plot.right() - static_cast<double>(m_end - ms) / (m_seconds * 1000.0) * m_plot.width();
}

double LiveChart::View::yOf(double value) const
{
    return m_plot.bottom() - value / m_top * m_plot.height();
}

void LiveChart::View::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_drag && m_end != 0) {
        const double byMs = (*m_drag - x) / m_plot.width() * m_seconds * 1000;
        m_drag = x;
        emit hovered(-1);
        emit panWanted(static_cast<qint64>(byMs));
        return;
    }
    if (x < m_plot.left() || x > m_plot.right() || m_end == 0) {
        emit hovered(-1);
        return;
    }
    emit hovered(timeAt(x));
}

qint64 LiveChart::View::timeAt(double x) const
{
    return m_end - static_cast<qint64>((m_plot.right() - x) / m_plot.width() * m_seconds * 1000);
}

void LiveChart::View::wheelEvent(QWheelEvent *event)
{
    const int turned = event->angleDelta().y();
    if (!navigable || m_end == 0 || turned == 0 || !m_plot.contains(event->position())) {
        event->ignore();
        return;
    }
    emit zoomWanted(std::pow(0.8, turned / 120.0), timeAt(event->position().x()));
    event->accept();
}

void LiveChart::View::mousePressEvent(QMouseEvent *event)
{
    if (navigable && event->button() == Qt::LeftButton && m_plot.contains(event->position())) {
        m_drag = event->position().x();
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
}

void LiveChart::View::mouseReleaseEvent(QMouseEvent *)
{
    m_drag.reset();
    viewport()->unsetCursor();
}

void LiveChart::View::mouseDoubleClickEvent(QMouseEvent *)
{
    if (navigable) {
        emit liveWanted();
    }
}

void LiveChart::View::leaveEvent(QEvent *)
{
    emit hovered(-1);
}

void LiveChart::View::setHover(qint64 ms)
{
    if (m_hover != ms) {
        // Only what changes: the mouse moves often, and all charts of a page follow it.
        QRegion area = crosshairArea();
        m_hover = ms;
        placeCrosshair();
        area += crosshairArea();
        if (!area.isEmpty()) {
            viewport()->update(area);
        }
    }
}

} // namespace objecta::ui
