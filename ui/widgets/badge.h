// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace objecta::ui {

enum class BadgeTone { Neutral, Success, Warning, Danger, Info, Violet, VioletFull };

/// A small word on a soft colour: "Active", "Enterprise", "READ-ONLY".
class Badge : public QWidget {
    Q_OBJECT
public:
    explicit Badge(const QString &text = {}, BadgeTone tone = BadgeTone::Neutral, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setTone(BadgeTone tone);
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    BadgeTone m_tone;
};

/// A badge at the beginning of `rect`, cut where it is too long.
void paintBadge(QPainter &painter, const QRect &rect, Qt::LayoutDirection direction, const QString &text,
                BadgeTone tone);

/// Background and text of a badge.
std::pair<QColor, QColor> badgeColors(const Tokens &tokens, BadgeTone tone);
BadgeTone organizationBadgeTone(const QString &status);

enum class EnvironmentKind { Development, Staging, Production };

/// Which kind of server this is: colour and word.
QString environmentName(EnvironmentKind kind);
QColor environmentColor(const Tokens &tokens, EnvironmentKind kind);

class EnvironmentPill : public QWidget {
    Q_OBJECT
public:
    explicit EnvironmentPill(QWidget *parent = nullptr);
    void setKind(EnvironmentKind kind);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    EnvironmentKind m_kind = EnvironmentKind::Development;
};

} // namespace objecta::ui
