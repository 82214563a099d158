// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QList>
#include <QWidget>

#include <functional>
#include <optional>

namespace objecta::ui {

/// What was used of one limit, a bar a day, and the limit as it was over those days. A day that nothing is known of is
/// a gap. The day under the mouse, or chosen with the arrow keys, is told.
class DayBars final : public QWidget {
    Q_OBJECT
public:
    struct Day {
        QDate date;
        /// Nothing: not known.
        std::optional<qint64> used;
        /// The most of the day.
        qint64 peak = 0;
        /// Nothing: none.
        std::optional<qint64> limit;
        /// What is told of it.
        QString text;
    };

    explicit DayBars(const QString &title, QWidget *parent = nullptr);

    /// `days`: oldest first, each the day after the one before. `amount` writes a number of that resource.
    void set(QList<Day> days, std::function<QString(qint64)> amount);
    [[nodiscard]] const QList<Day> &days() const { return m_days; }
    /// The days' place, from left to right.
    [[nodiscard]] QRectF column(int day) const;

    [[nodiscard]] QSize sizeHint() const override { return {320, 116}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 116}; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void choose(int day);
    void measure();
    [[nodiscard]] int dayAt(const QPointF &place) const;
    [[nodiscard]] QRectF plot() const;
    void paintLimit(QPainter &painter) const;

    QList<Day> m_days;
    std::function<QString(qint64)> m_amount;
    /// What the height stands for.
    qint64 m_top = 1;
    int m_chosen = -1;
};

} // namespace objecta::ui
