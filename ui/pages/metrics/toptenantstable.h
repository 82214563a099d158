// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace objecta::ui {

class DataTable;
class TopTenantsModel;

/// Gives the table the model and how its columns are drawn. What comes back holds it, or says that all is quiet while
/// there are no rows.
[[nodiscard]] QWidget *showTopTenants(DataTable *table, TopTenantsModel *model);

} // namespace objecta::ui
