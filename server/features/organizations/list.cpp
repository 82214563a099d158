// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/list.h"

#include "server/features/organizations/rows.h"
#include "server/pipeline/cursor.h"
#include "server/pipeline/input.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace objecta::features {

namespace {

constexpr auto filter = organizationFilter;

constexpr auto countMatches = Text("SELECT count(*) FROM organizations o") + filter;

template <bool Descending>
constexpr Text direction = Descending ? Text("DESC") : Text("ASC ");
template <bool Descending>
constexpr Text beyond = Descending ? Text("<") : Text(">");

/// $5 limit. The page is cut from ids and keys alone, before anything is joined to its rows.
template <size_t R, size_t D>
consteval auto pageOf(const Text<R> &rows, const Text<D> &way)
{
    return Text("SELECT ") + organizationColumns + ", k.key FROM (" + rows + " ORDER BY key " + way + ", id " + way
        + " LIMIT $5::bigint) k JOIN organizations o ON o.id = k.id" + organizationSources + " ORDER BY k.key " + way
        + ", k.id " + way;
}

/// The same, and in one more column how many match: where each organization has to be looked at anyway, once is
/// enough for both.
template <size_t R, size_t A, size_t D>
consteval auto countedPageOf(const Text<R> &rows, const Text<A> &after, const Text<D> &way)
{
    return Text("WITH m AS MATERIALIZED (") + rows + ") SELECT " + organizationColumns
        + ", k.key, (SELECT count(*) FROM m) FROM (SELECT id, key FROM m" + after + " ORDER BY key " + way + ", id "
        + way + " LIMIT $5::bigint) k JOIN organizations o ON o.id = k.id" + organizationSources + " ORDER BY k.key "
        + way + ", k.id " + way;
}

enum class Key { Text, Time, Number };

/// One order of the list: its name and its statements, for the first page and (with $6 the key and $7 the id of the
/// row before) for the ones behind it.
struct Order {
    std::string_view name;
    Key key;
    /// Whether an index gives this order: then a page without a search reads nothing but the page.
    bool indexed;
    db::Sql first;
    db::Sql next;
    db::Sql countedFirst;
    db::Sql countedNext;
};

/// By a column of the organization itself.
template <Text Column, Text Type, bool Descending>
constexpr Order byColumn(std::string_view name, Key key)
{
    constexpr auto way = direction<Descending>;
    constexpr auto rows = Text("SELECT o.id, o.") + Column + " AS key FROM organizations o" + filter;
    constexpr auto before = beyond<Descending> + " ($6::" + Type + ", $7::uuid)";
    constexpr auto after = Text(" AND (o.") + Column + ", o.id) " + before;
    return {name,
            key,
            true,
            statement<pageOf(rows, way)>,
            statement<pageOf(rows + after, way)>,
            statement<countedPageOf(rows, Text(""), way)>,
            statement<countedPageOf(rows, Text(" WHERE (key, id) ") + before, way)>};
}

/// By the share of a limit that is used. Without a limit it is 0; a limit of nothing is full, and once anything is
/// used it is before all others.
template <Text Resource, Text Limit, Text Period, bool Descending>
constexpr Order byShare(std::string_view name)
{
    constexpr auto way = direction<Descending>;
    constexpr auto rows = Text("SELECT o.id, (CASE WHEN l.value IS NULL THEN 0"
                               " WHEN l.value = 0 THEN CASE WHEN coalesce(c.used, 0) > 0 THEN 1e9 ELSE 1 END"
                               " ELSE coalesce(c.used, 0)::float8 / l.value END)::float8 AS key"
                               " FROM organizations o JOIN plans p ON p.id = o.plan"
                               " LEFT JOIN usage_counters c ON c.organization_id = o.id AND c.resource = '")
        + Resource + "' AND c.period = " + Period
        + " CROSS JOIN LATERAL (SELECT effective_limit(o.timed_limits, o.limits, p.limits, '"
        + Limit
        // OFFSET: it is asked once for each organization, not wherever its value stands.
        + "') AS value OFFSET 0) l" + filter;
    constexpr auto after = Text(" WHERE (key, id) ") + beyond<Descending> + " ($6::float8, $7::uuid)";
    constexpr db::Sql first = statement<countedPageOf(rows, Text(""), way)>;
    constexpr db::Sql next = statement<countedPageOf(rows, after, way)>;
    return {name, Key::Number, false, first, next, first, next};
}

constexpr Text standing("''");
constexpr Text thisMonth("to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')");

constexpr std::array orders = {
    byColumn<"name", "text", false>("name", Key::Text),
    byColumn<"name", "text", true>("-name", Key::Text),
    byColumn<"slug", "text", false>("slug", Key::Text),
    byColumn<"slug", "text", true>("-slug", Key::Text),
    byColumn<"created_at", "timestamptz", false>("created_at", Key::Time),
    byColumn<"created_at", "timestamptz", true>("-created_at", Key::Time),
    byColumn<"plan", "text", false>("plan", Key::Text),
    byColumn<"plan", "text", true>("-plan", Key::Text),
    byColumn<"status", "text", false>("status", Key::Text),
    byColumn<"status", "text", true>("-status", Key::Text),
    byShare<"agents", "maxAgents", standing, false>("agents"),
    byShare<"agents", "maxAgents", standing, true>("-agents"),
    byShare<"users", "maxUsers", standing, false>("users"),
    byShare<"users", "maxUsers", standing, true>("-users"),
    byShare<"messages", "maxMessages", thisMonth, false>("messages"),
    byShare<"messages", "maxMessages", thisMonth, true>("-messages"),
    byShare<"storage", "maxStorage", standing, false>("storage"),
    byShare<"storage", "maxStorage", standing, true>("-storage"),
};

constexpr std::array statuses = {"provisioning", "active", "suspended", "archived", "deleting", "erased"};

std::string cursorName(const Order &order)
{
    return "organizations:" + std::string(order.name);
}

/// Whether PostgreSQL will take the text for a key of that kind: it comes from a client.
bool isKey(Key key, const std::string &text)
{
    switch (key) {
    case Key::Time:
        return Timestamp::parse(text).has_value();
    case Key::Number: {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    }
    case Key::Text:
        break;
    }
    return isValidUtf8(text) && text.find('\0') == std::string::npos;
}

Result<void> readCursor(const std::string &cursor, OrganizationQuery &query)
{
    if (cursor.empty()) {
        return {};
    }
    const Order &order = orders.at(query.order);
    auto parts = pipeline::decodeCursor(cursorName(order), cursor, 2);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    query.afterKey = std::move(parts->at(0));
    query.afterId = OrganizationId::parse(parts->at(1));
    if (!query.afterId || !isKey(order.key, *query.afterKey)) {
        return failFields({{"cursor", "format", "is no position in this list"}});
    }
    if (order.key == Key::Time) {
        // As we write it: PostgreSQL knows fewer offsets.
        query.afterKey = Timestamp::parse(*query.afterKey)->text();
    }
    return {};
}

/// A filter of at most so many characters; an empty one filters nothing.
Result<std::optional<std::string>> readText(const pipeline::Routed &request, const char *name, int64_t max)
{
    auto text = pipeline::queryParameter(request, name);
    if (!text || text->empty()) {
        return std::optional<std::string>();
    }
    std::vector<FieldError> errors;
    json_detail::checkText(*text, textBetween(0, max), name, errors);
    if (!errors.empty()) {
        return failFields(std::move(errors));
    }
    return text;
}

} // namespace

Result<OrganizationQuery> readOrganizationQuery(const pipeline::Routed &request)
{
    OrganizationQuery query;
    const auto list = pipeline::readListQuery(request);
    if (!list) {
        return tl::unexpected(list.error());
    }
    query.limit = list->limit;
    const auto sort = pipeline::queryParameter(request, "sort").value_or("name");
    const auto order = std::ranges::find(orders, std::string_view(sort), &Order::name);
    if (order == orders.end()) {
        return failFields({{"sort", "format", "is no order of this list"}});
    }
    query.order = static_cast<size_t>(order - orders.begin());
    query.status = pipeline::queryParameter(request, "status");
    if (query.status && std::ranges::find(statuses, *query.status) == statuses.end()) {
        return failFields({{"status", "format", "is no status"}});
    }
    auto search = readText(request, "search", 200);
    if (!search) {
        return tl::unexpected(search.error());
    }
    auto plan = readText(request, "plan", 50);
    if (!plan) {
        return tl::unexpected(plan.error());
    }
    query.search = std::move(*search);
    query.plan = std::move(*plan);
    query.searchedId = query.search ? OrganizationId::parse(*query.search) : std::nullopt;
    const auto cursor = readCursor(list->cursor, query);
    if (!cursor) {
        return tl::unexpected(cursor.error());
    }
    return query;
}

db::Awaitable<Result<Page<Organization>>> findOrganizations(db::Database &database, OrganizationQuery query)
{
    using Organizations = Page<Organization>;
    const Order &order = orders.at(query.order);
    const bool counted = query.search || !order.indexed;
    const std::function<Result<Organizations>(db::PlatformTx &)> load =
        [&](db::PlatformTx &tx) -> Result<Organizations> {
        const db::Params filters(query.search, query.searchedId, query.status, query.plan);
        db::Params params = filters;
        params.add(query.limit + 1);
        if (query.afterId) {
            params.add(query.afterKey);
            params.add(query.afterId);
        }
        const auto rows = tx.query(query.afterId ? (counted ? order.countedNext : order.next)
                                                 : (counted ? order.countedFirst : order.first),
                                   params);
        Organizations page;
        page.total = counted && !rows.empty() ? rows[0].integer(organizationColumnCount + 1)
                                              : tx.query(statement<countMatches>, filters)[0].integer(0);
        const int count = std::min(rows.size(), static_cast<int>(query.limit));
        page.items.reserve(static_cast<size_t>(count));
        for (int i = 0; i < count; ++i) {
            page.items.push_back(readOrganization(rows[i]).organization);
        }
        if (count < rows.size()) {
            const auto last = rows[count - 1];
            std::string key = order.key == Key::Time ? last.timestamp(organizationColumnCount).text()
                                                     : last.string(organizationColumnCount);
            page.nextCursor = pipeline::encodeCursor(cursorName(order), {std::move(key), last.string(0)});
        }
        return page;
    };
    co_return co_await database.platform<Organizations>(load);
}

} // namespace objecta::features
