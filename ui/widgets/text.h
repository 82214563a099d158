// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/tokens.h"

#include <QLabel>

class QHBoxLayout;

namespace objecta::ui {

/// A label in one of the program's sizes and tones; follows a switch of theme.
class Text : public QLabel {
    Q_OBJECT
public:
    explicit Text(const QString &text = {}, TextSize size = TextSize::Body, QFont::Weight weight = QFont::Normal,
                  Tone tone = Tone::Text, QWidget *parent = nullptr);

    void setTone(Tone tone);
    /// Cuts at the end instead of asking for room; the whole text becomes the tooltip while it is cut.
    void setElided(bool elided);
    /// Breaks lines and lets the text be selected: messages and explanations.
    void setProse();

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void recolor();

    Tone m_tone;
    bool m_elided = false;
};

/// The small capital heading of a group.
Text *sectionLabel(const QString &text, QWidget *parent = nullptr);

/// A page's title with a quieter text beside it, on one baseline.
QHBoxLayout *headline(const QString &title, Text *beside);

/// A pane filled with one token.
class Surface : public QWidget {
    Q_OBJECT
public:
    explicit Surface(QColor Tokens::*fill = &Tokens::surface, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_fill(fill)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QColor Tokens::*m_fill;
};

/// A line of one pixel.
class Rule : public QWidget {
    Q_OBJECT
public:
    explicit Rule(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace objecta::ui
