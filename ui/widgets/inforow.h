// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QAbstractButton>

#include <functional>

class QVBoxLayout;

namespace objecta::ui {

/// What an InfoRow shows: icon or avatar, what, a quieter detail, and at the end a value. Cut where room is short; the
/// tooltip and the accessible name have it all.
struct InfoLook {
    QString icon;
    Tone tone = Tone::Muted;
    QString text;
    QString detail;
    QString value;
    Tone valueTone = Tone::Muted;
    /// The key of an avatar's colour, which is then drawn instead of the icon.
    QString avatar;
    /// Instead of all of them, one a line.
    QString tip;
    bool strong = false;

    bool operator==(const InfoLook &) const = default;
};

/// One line of a short list in a card. Takes the focus and clicks only where that leads somewhere.
class InfoRow final : public QAbstractButton {
    Q_OBJECT
public:
    explicit InfoRow(const InfoLook &look, QWidget *parent = nullptr);

    void setLook(const InfoLook &look);
    [[nodiscard]] const InfoLook &look() const { return m_look; }
    void setLeading(bool leading);
    /// A small widget at the very end, which the row takes.
    void setEnd(QWidget *end);
    [[nodiscard]] QSize sizeHint() const override { return {200, 30}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 30}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeEnd();

    InfoLook m_look;
    QWidget *m_end = nullptr;
    bool m_leading = false;
};

/// Makes the rows of a layout these, reusing what is there, so that focus and hover stay. `make` dresses a new row.
void setInfoRows(QVBoxLayout *layout, const QList<InfoLook> &looks,
                 const std::function<void(InfoRow *, int index)> &make = {});

} // namespace objecta::ui
