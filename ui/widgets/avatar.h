// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace objecta::ui {

/// A letter on a colour that the key (a slug, an e-mail address) decides, the same at every start.
void paintAvatar(QPainter &painter, const QRectF &rect, const QString &name, const QString &key);

class Avatar : public QWidget {
    Q_OBJECT
public:
    explicit Avatar(int side = 40, QWidget *parent = nullptr);
    void setName(const QString &name, const QString &key);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    QString m_key;
};

} // namespace objecta::ui
