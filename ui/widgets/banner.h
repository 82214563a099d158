// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QWidget>

class QBoxLayout;
class QHBoxLayout;
class QPushButton;

namespace objecta::api {
struct ApiError;
}

namespace objecta::ui {

class Text;

enum class BannerTone { Info, Warning, Danger, Success };

/// A message across a page or a form: icon, title, text, actions. Stays until its cause is gone. Errors offer
/// "Copy details".
class Banner : public QWidget {
    Q_OBJECT
public:
    explicit Banner(BannerTone tone = BannerTone::Info, QWidget *parent = nullptr);

    void setMessage(const QString &title, const QString &text = {});
    void setTone(BannerTone tone);
    /// Room around the banner that goes away with it.
    void setRoom(const QMargins &room);
    /// Title, text and request id of an error, with a button that copies its report. `what` failed is the title where
    /// it is not to be seen from the place.
    void setError(const api::ApiError &error, const QString &what = {});
    QPushButton *addAction(const QString &text);

signals:
    void copied();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    BannerTone m_tone;
    QMargins m_room;
    Text *m_title;
    Text *m_text;
    QBoxLayout *m_row;
    QHBoxLayout *m_actions;
    QPushButton *m_copy = nullptr;
    QString m_report;
};

} // namespace objecta::ui
