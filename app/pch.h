// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore>
#include <QtGui>
#include <QtNetwork>
#include <QtWidgets>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "models/contract/alert.h"
#include "models/contract/audit.h"
#include "models/contract/auth.h"
#include "models/contract/impersonation.h"
#include "models/contract/metrics.h"
#include "models/contract/organization.h"
#include "models/contract/rate_limits.h"
#include "models/contract/tenant.h"
#include "models/contract/throttle.h"
