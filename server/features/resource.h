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
    co_return withEtag(resource.read((*rows)[0]));
}

} // namespace objecta::features
