// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/formdialog.h"

namespace objecta::ui {

/// Version, what it is made of, the notices of third parties, and the licence, each in full.
class AboutDialog final : public FormDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget *parent);
};

} // namespace objecta::ui
