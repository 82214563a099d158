// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QPointF>
#include <QWidget>

#include <functional>
#include <limits>
#include <memory>

namespace objecta::ui {

/// One line of a chart.
struct ChartSeries {
    QString name;
    QColor Tokens::*color;
    /// Something to compare with: a thinner, dimmed line.
    bool compared = false;
};

/// A level that matters, a dashed line with its name for as long as it holds. One far above the data is drawn at the
/// upper edge with an arrow, so that it does not press the lines to the ground.
struct ChartThreshold {
    double value;
    QString label;
    QColor Tokens::*color;
    /// Milliseconds since 1970.
    qint64 from = 0;
    qint64 until = std::numeric_limits<qint64>::max();

    bool operator==(const ChartThreshold &) const = default;
};

/// A time chart that a store feeds once a second. The only thing in the program that knows Qt Charts; a painter could
/// stand in behind this header. Breaks (NaN) are breaks in the line. A legend above shows the newest values, the
/// mouse shows those below it.
class LiveChart : public QWidget {
    Q_OBJECT
public:
    using Format = std::function<QString(double)>;

    explicit LiveChart(QWidget *parent = nullptr);
    ~LiveChart() override;

    void setSeries(const QList<ChartSeries> &series);
    /// For the axis and for values; the first is short ("400 ms").
    void setFormat(Format axis, Format value);
    /// `accessible` begins the chart's accessible name: "Requests per second".
    void setTitle(const QString &accessible);

    /// Room for points in a line, in pixels of the screen: what to decimate to.
    [[nodiscard]] int plotWidth() const;
    /// Replaces all lines: x in milliseconds since 1970, `seconds` wide, ending at `endMs`.
    void setData(const QList<QList<QPointF>> &points, const QList<double> &newest, qint64 endMs, int seconds);
    /// The scale does not go beyond: shares end at 100.
    void setCeiling(double ceiling);
    void clear();
    /// What a line is drawn of.
    [[nodiscard]] QList<QPointF> points(qsizetype line) const;
    void setThresholds(const QList<ChartThreshold> &thresholds);
    [[nodiscard]] const QList<ChartThreshold> &thresholds() const;
    /// Stretches without a measurement, as unix times [first, second): hatched, and named under the mouse.
    void setGaps(const QList<std::pair<qint64, qint64>> &gaps);
    /// What is not whole about a figure.
    enum class Lacks {
        Servers, ///< it is of some of them only
        Time ///< it is of a part of its step
    };
    /// Stretches whose figures are not whole: tinted, and named under the mouse.
    void setPartial(const QList<std::pair<qint64, qint64>> &partial, Lacks lacks = Lacks::Servers);
    /// Wheel, drag and double click ask for another window instead of being left to what is around the chart.
    void setNavigable(bool navigable);
    /// Old data: faint.
    void setDimmed(bool dimmed);
    [[nodiscard]] bool isDimmed() const;
    /// Whether its picture shows what it was given.
    [[nodiscard]] bool isDrawn() const;
    /// A chart is drawn a moment after its data came, so that many of them share the time: before a picture is taken.
    void drawNow();

    /// The legend's widget, to be put into a card's header.
    [[nodiscard]] QWidget *legend() const;
    /// Shows the crosshair at a time, or none for -1: charts that share it.
    void setHover(qint64 ms);

    [[nodiscard]] QSize sizeHint() const override { return {480, 190}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 120}; }

signals:
    void hovered(qint64 ms);
    /// The window shall become `factor` times as long around a time.
    void zoomWanted(double factor, qint64 aroundMs);
    /// The window shall move by so much.
    void panWanted(qint64 byMs);
    /// Double click: back to now.
    void liveWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    class View;
    class Legend;
    View *m_view;
    Legend *m_legend;
    QString m_title;
};

/// The axis maximum for a largest value: 1, 2, 2.5 or 5 times a power of ten, in four steps that read well.
double niceMaximum(double value);

/// The steps of a time axis for a window of seconds.
int timeStep(int seconds, int width);

/// The unix times in [from, to] that a time axis names: whole steps of the local day, steps of days at local midnight,
/// whatever the clocks are changed to between.
QList<qint64> timeTicks(qint64 from, qint64 to, int step);

} // namespace objecta::ui
