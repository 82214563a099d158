// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace objecta::ui {

/// From where on a share of a limit warns, and alarms.
inline constexpr double warnShare = 0.8;
inline constexpr double alarmShare = 0.95;

/// Blue, amber from 80 %, red from 95 %.
QColor usageColor(double share);

/// How much of a limit is used: title, arc with the percentage, "4.1 TiB of 5 TiB", and a sign when it gets tight.
class GaugeCard : public QWidget {
    Q_OBJECT
public:
    explicit GaugeCard(const QString &title, QWidget *parent = nullptr);

    /// A negative share means that there is no limit.
    void set(double share, const QString &used, const QString &of);
    void setUnknown();

    [[nodiscard]] QSize sizeHint() const override { return {150, 108}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {112, 108}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_used;
    QString m_of;
    double m_share = -1;
    bool m_known = false;
};

} // namespace objecta::ui
