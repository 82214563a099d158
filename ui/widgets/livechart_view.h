// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/livechart.h"

#include <QPixmap>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <optional>

namespace objecta::ui {

/// How strong the colour of a line is that is only compared with.
inline constexpr double comparedAlpha = 0.75;

/// The Qt Charts side of LiveChart. Lines are Qt Charts'; axes, grid and crosshair are painted here, because
/// QDateTimeAxis cannot put its ticks on whole minutes. The chart is drawn into a picture when its data changes, one
/// chart in each turn of the event loop: the screen's frames and the mouse's moves copy pictures only.
class LiveChart::View final : public QChartView {
    Q_OBJECT
public:
    explicit View(LiveChart *owner);

    void setSeries(const QList<ChartSeries> &series);
    void setData(const QList<QList<QPointF>> &points, qint64 endMs, int seconds);
    /// What the scale follows has changed.
    void rescale();
    /// The picture is to be drawn anew, soon.
    void drawSoon();
    /// Whether the picture is as it should be.
    [[nodiscard]] bool isDrawn() const { return !m_outdated && !m_picture.isNull(); }
    /// Shows nothing until it is drawn anew.
    void forgetPicture();
    /// Draws the picture now, if it is not as it should be.
    void drawNow();
    void recolor();
    void setHover(qint64 ms);
    [[nodiscard]] QList<QPointF> points(qsizetype line) const { return m_lines.value(line).points; }
    [[nodiscard]] QRectF plot() const { return m_plot; }

    LiveChart::Format axisFormat;
    LiveChart::Format valueFormat;
    QList<ChartThreshold> thresholds;
    QList<std::pair<qint64, qint64>> gaps;
    QList<std::pair<qint64, qint64>> partial;
    LiveChart::Lacks lacks = LiveChart::Lacks::Servers;
    bool navigable = false;
    double ceiling = std::numeric_limits<double>::infinity();
    void setDimmed(bool dimmed);
    [[nodiscard]] bool isDimmed() const { return m_dimmed; }

signals:
    void hovered(qint64 ms);
    void zoomWanted(double factor, qint64 aroundMs);
    void panWanted(qint64 byMs);
    void liveWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    class DrawQueue;
    struct Line {
        ChartSeries look;
        /// One for each run between breaks.
        QList<QLineSeries *> runs;
        QList<QPointF> points;
    };
    /// The line under the mouse, a dot on each line of the chart and the values beside them.
    struct Crosshair {
        struct Row {
            QColor color;
            QString name;
            QString value;
        };
        struct Dot {
            double y;
            QColor color;
        };
        double x = 0;
        QList<Dot> dots;
        QString time;
        QList<Row> rows;
        QRect box;
    };
    void layoutPlot();
    void paintStretches(QPainter &painter) const;
    [[nodiscard]] double xOf(qint64 ms) const;
    [[nodiscard]] double yOf(double value) const;
    [[nodiscard]] QPen penOf(const ChartSeries &look) const;
    [[nodiscard]] qint64 timeAt(double x) const;
    void paintThresholds(QPainter &painter) const;
    [[nodiscard]] bool shows(const ChartThreshold &threshold) const;
    /// What stands at m_hover, by the newest data.
    void placeCrosshair();
    void paintCrosshair(QPainter &painter) const;
    [[nodiscard]] QRegion crosshairArea() const;
    [[nodiscard]] QSize pictureSize() const;
    QLineSeries *addRun(Line &line);

    LiveChart *m_owner;
    QValueAxis *m_x;
    QValueAxis *m_y;
    QList<Line> m_lines;
    QRectF m_plot;
    double m_top = 1;
    qint64 m_end = 0;
    int m_seconds = 3600;
    qint64 m_hover = -1;
    std::optional<Crosshair> m_crosshair;
    bool m_dimmed = false;
    QPixmap m_picture;
    bool m_outdated = true;
    /// Where a drag stands, in pixels.
    std::optional<double> m_drag;
};

/// Colour, name and newest value of each line.
class LiveChart::Legend final : public QWidget {
    Q_OBJECT
public:
    explicit Legend(QWidget *parent)
        : QWidget(parent)
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    void setSeries(const QList<ChartSeries> &series);
    void setValues(const QStringList &values);
    void setThresholds(const QList<ChartThreshold> &thresholds);
    [[nodiscard]] QString spoken() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, 18}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int widthOf(qsizetype i) const;
    [[nodiscard]] static int widthOf(const ChartThreshold &threshold);

    QList<ChartSeries> m_series;
    QList<ChartThreshold> m_thresholds;
    QStringList m_values;
};

} // namespace objecta::ui
