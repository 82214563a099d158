// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What reading is like for every resource of a tenant: a list by age and one by its id. I/O thread.

#include "server/features/query.h"

namespace objecta::features {

/// A resource's statements and how its rows are read. Static: coroutines keep a reference to it.
/// `first` takes the organization and the number of rows; `next` besides where the page before ended (created_at, id);
/// `one` the organization and the id.
template <class T>
struct Resource {
    /// Names the list in its cursors, so that one of another list is refused.
    std::string_view name;
    db::Sql first;
    db::Sql next;
    db::Sql one;
    T (*read)(const db::Row &row);
};

/// The thing itself, with its version as ETag (RFC 9110, section 8.8.3).
template <class T>
pipeline::Answer withEtag(const T &item, boost::beast::http::status status = boost::beast::http::status::ok)
{
    return pipeline::Answer::json(item, status).with("ETag", pipeline::etag(item.version));
}

/// One page, newest first, in one round trip.
template <class T>
db::Awaitable<Result<pipeline::Answer>> listPage(const Resource<T> &resource, const pipeline::Authorized &request,
                                                 db::TenantTx &tx)
{
    using IdType = decltype(T::id);
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto position = readPosition<IdType>(resource.name, query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    const OrganizationId organization = tx.scope().organization();
    Result<db::Rows> rows;
    if (position->at) {
        rows = co_await tx.queryAndCommit(resource.next,
                                          db::Params(organization, query->limit + 1, position->at, position->id));
    } else {
        rows = co_await tx.queryAndCommit(resource.first, db::Params(organization, query->limit + 1));
    }
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    Page<T> page;
    page.items.reserve(static_cast<size_t>(rows->size()));
    for (const auto row : *rows) {
        page.items.push_back(resource.read(row));
    }
    cutPage(page, query->limit, resource.name, [](const T &item) { return item.createdAt; });
    co_return pipeline::Answer::json(page);
}

/// A list with filters, by age. The statement takes the organization, the number of rows, where the page before ended
/// (created_at and id; an infinity and the nil id for the first page) and then the filters. Static, as Resource.
template <class T>
struct FilteredList {
    /// Names the list and its order in its cursors.
    std::string_view name;
    db::Sql page;
    T (*read)(const db::Row &row);
    /// What it is ordered by.
    Timestamp T::*time = &T::createdAt;
    bool oldestFirst = false;
};

/// One page, in one round trip. The filters are in the statement's order; nullopt filters nothing.
template <class T>
db::Awaitable<Result<pipeline::Answer>> listFiltered(const FilteredList<T> &list, const pipeline::Authorized &request,
                                                     db::TenantTx &tx, std::vector<std::optional<std::string>> filters)
{
    using IdType = decltype(T::id);
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto position = readPosition<IdType>(list.name, query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    const std::string beginning = list.oldestFirst ? "-infinity" : "infinity";
    db::Params params(tx.scope().organization(), query->limit + 1, position->at ? position->at->text() : beginning,
                      position->id.value_or(IdType()));
    for (const auto &filter : filters) {
        params.add(filter);
    }
    const auto rows = co_await tx.queryAndCommit(list.page, std::move(params));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    Page<T> page;
    page.items.reserve(static_cast<size_t>(rows->size()));
    for (const auto row : *rows) {
        page.items.push_back(list.read(row));
    }
    cutPage(page, query->limit, list.name, [&list](const T &item) { return item.*(list.time); });
    co_return pipeline::Answer::json(page);
}

/// What a change and a deletion name: which one, and which version of it is meant.
template <class IdType>
struct Target {
    IdType id;
    pipeline::IfMatch match;
};

/// From the path and If-Match.
template <class IdType>
Result<Target<IdType>> readTarget(const pipeline::Authorized &request)
{
    const auto id = pipeline::pathId<IdType>(request);
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        return tl::unexpected(match.error());
    }
    return Target<IdType>{*id, *match};
}

/// Nothing when the rows hold a thing whose version (in that column) the request may change; else what to answer.
inline std::optional<Problem> refusedFor(const db::Rows &rows, int versionColumn, const pipeline::IfMatch &match)
{
    if (rows.empty()) {
        return Problem{ProblemCode::NotFound, {}, {}, 0, {}};
    }
    if (!match.accepts(rows[0].integer(versionColumn))) {
        return Problem{ProblemCode::PreconditionFailed, {}, {}, 0, {}};
    }
    return std::nullopt;
}

/// The one that the path names; NotFound also for what is another tenant's.
template <class T>
db::Awaitable<Result<pipeline::Answer>> getOne(const Resource<T> &resource, const pipeline::Authorized &request,
                                               db::TenantTx &tx)
{
    const auto id = pipeline::pathId<decltype(T::id)>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto rows = co_await tx.queryAndCommit(resource.one, db::Params(tx.scope().organization(), *id));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if constexpr (requires { &T::version; }) {
        co_return withEtag(resource.read((*rows)[0]));
    } else {
        co_return pipeline::Answer::json(resource.read((*rows)[0]));
    }
}

} // namespace objecta::features
