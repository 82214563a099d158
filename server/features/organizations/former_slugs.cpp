// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/former_slugs.h"

#include <functional>

namespace objecta::features {

namespace {

// An erased organization answers nowhere.
constexpr db::Sql selectFormer(R"sql(
    SELECT s.slug, o.id, o.slug FROM organization_slugs s JOIN organizations o ON o.id = s.organization_id
    WHERE s.slug <> o.slug AND o.status <> 'erased')sql");

} // namespace

db::Awaitable<Result<void>> readFormerSlugs(db::Database &database, pipeline::FormerSlugs &slugs)
{
    using Map = pipeline::FormerSlugs::Map;
    const std::function<Result<Map>(db::PlatformTx &)> work = [](db::PlatformTx &tx) -> Result<Map> {
        Map out;
        const auto rows = tx.query(selectFormer);
        for (const auto row : rows) {
            out.emplace(row.string(0), pipeline::FormerSlugs::Home{row.id<OrganizationId>(1), row.string(2)});
        }
        return out;
    };
    auto map = co_await database.platform<Map>(work);
    if (!map) {
        co_return tl::unexpected(map.error());
    }
    slugs.replace(std::move(*map));
    co_return Result<void>();
}

} // namespace objecta::features
