// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace objecta::ui {

class Text;

/// A raised panel with round corners and, if given, a title with room for controls at its right.
class Card : public QWidget {
    Q_OBJECT
public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// The row of the title; add widgets at its end.
    [[nodiscard]] QHBoxLayout *header() const { return m_header; }
    void setTitle(const QString &title);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_body;
    QHBoxLayout *m_header = nullptr;
    Text *m_title = nullptr;
};

} // namespace objecta::ui
