// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/formdialog.h"

namespace objecta::ui {

class Commands;

/// All keys on one page.
class ShortcutSheet final : public FormDialog {
    Q_OBJECT
public:
    ShortcutSheet(const Commands &commands, QWidget *parent);
};

} // namespace objecta::ui
