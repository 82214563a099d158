// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/documents/sweep.h"

#include "server/auth/sessions.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace objecta::features {

namespace {

template <class T>
using Awaitable = db::Awaitable<T>;

constexpr int pageSize = 1000;

constexpr db::Sql organizationsText = R"(
    SELECT id, slug FROM organizations
    WHERE status <> 'erased' AND erasing_since IS NULL AND ($1::uuid IS NULL OR id > $1::uuid)
    ORDER BY id LIMIT $2::bigint)";

constexpr db::Sql erasedText("SELECT id, status = 'erased' FROM organizations WHERE id = ANY ($1::uuid[]) "
                             "AND (status = 'erased' OR erasing_since IS NOT NULL)");

constexpr db::Sql expireText = R"(
    WITH locked AS MATERIALIZED (
        SELECT 1 FROM usage_counters WHERE organization_id = $1::uuid AND resource = 'storage' AND period = ''
        FOR NO KEY UPDATE),
    gone AS (
        DELETE FROM documents
        WHERE organization_id = $1::uuid AND status = 'uploading' AND lease_until < now() AND EXISTS (SELECT FROM locked)
        RETURNING id, name, bytes),
    counter AS (
        UPDATE usage_counters c SET used = greatest(c.used - (SELECT sum(bytes)::bigint FROM gone), 0)
        WHERE c.organization_id = $1::uuid AND c.resource = 'storage' AND c.period = '' AND EXISTS (SELECT FROM gone)),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before)
        SELECT $1::uuid, 'system', 'sweeper', 'document.upload_expired', 'document', gone.id::text,
               jsonb_build_object('name', gone.name, 'bytes', gone.bytes)
        FROM gone)
    SELECT count(*), coalesce(sum(bytes), 0)::bigint FROM gone)";

constexpr db::Sql underWayText(
    "SELECT id FROM documents WHERE organization_id = $1::uuid AND status = 'uploading' AND lease_until >= now()");

constexpr db::Sql stillReadyText = R"(
    SELECT id FROM documents WHERE organization_id = $1::uuid AND id = ANY ($2::uuid[]) AND status = 'ready')";

constexpr db::Sql withoutRowText = R"(
    SELECT o.id FROM unnest($2::uuid[]) AS o(id)
    WHERE NOT EXISTS (SELECT FROM documents d WHERE d.organization_id = $1::uuid AND d.id = o.id))";

constexpr db::Sql readyText = R"(
    SELECT id, bytes FROM documents
    WHERE organization_id = $1::uuid AND status = 'ready' AND updated_at < $2::timestamptz
      AND ($3::uuid IS NULL OR id > $3::uuid)
    ORDER BY id LIMIT $4::bigint)";

struct Known {
    OrganizationId id;
    std::string slug;
};

class Sweep {
public:
    Sweep(db::Database &database, objects::ObjectStore &objects, Timestamp before)
        : m_database(database)
        , m_objects(objects)
        , m_before(before)
    {
    }

    Awaitable<Result<SweepReport>> run()
    {
        std::map<OrganizationId, std::string> known;
        std::optional<OrganizationId> after;
        for (;;) {
            const auto page = co_await organizations(after);
            if (!page) {
                co_return tl::unexpected(page.error());
            }
            if (page->empty()) {
                break;
            }
            for (const auto &organization : *page) {
                known.emplace(organization.id, organization.slug);
                const auto swept = co_await tenant(organization);
                if (!swept) {
                    co_return tl::unexpected(swept.error());
                }
            }
            after = page->back().id;
        }
        const auto strangers = co_await unknown(known);
        if (!strangers) {
            co_return tl::unexpected(strangers.error());
        }
        const auto broken = co_await m_objects.removeBroken(m_before, std::move(m_underWay));
        if (!broken) {
            co_return tl::unexpected(broken.error());
        }
        m_report.brokenUploads = *broken;
        co_return m_report;
    }

private:
    Awaitable<Result<std::vector<Known>>> organizations(std::optional<OrganizationId> after)
    {
        const db::Params params(after, pageSize);
        const std::function<Result<std::vector<Known>>(db::PlatformTx &)> work =
            [&params](db::PlatformTx &tx) -> Result<std::vector<Known>> {
            std::vector<Known> out;
            const auto rows = tx.query(organizationsText, params);
            for (const auto row : rows) {
                out.push_back({row.id<OrganizationId>(0), row.string(1)});
            }
            return out;
        };
        co_return co_await m_database.platform<std::vector<Known>>(work);
    }

    /// As that organization and nobody of it: the platform's role sees no documents.
    Awaitable<Result<db::Rows>> as(const Known &organization, db::Work kind, db::Sql sql, db::Params params)
    {
        const std::function<Awaitable<Result<db::Rows>>(db::TenantTx &)> work =
            [sql, &params](db::TenantTx &tx) -> Awaitable<Result<db::Rows>> {
            co_return co_await tx.queryAndCommit(sql, params);
        };
        auto scope = auth::TenantSignIn::scope({organization.id, organization.slug, "active"});
        co_return co_await m_database.inTenant<db::Rows>(std::move(scope), kind, work);
    }

    Awaitable<Result<void>> tenant(const Known &organization)
    {
        ++m_report.organizations;
        const auto expired = co_await as(organization, db::Work::Write, expireText, db::Params(organization.id));
        if (!expired) {
            co_return tl::unexpected(expired.error());
        }
        m_report.expiredUploads += (*expired)[0].integer(0);
        m_report.bytesGivenBack += (*expired)[0].integer(1);
        const auto underWay = co_await as(organization, db::Work::Read, underWayText, db::Params(organization.id));
        if (!underWay) {
            co_return tl::unexpected(underWay.error());
        }
        for (const auto row : *underWay) {
            m_underWay.insert({organization.id, row.id<DocumentId>(0)});
        }
        const auto left = co_await orphans(organization);
        if (!left) {
            co_return left;
        }
        co_return co_await missing(organization);
    }

    Awaitable<Result<void>> orphans(const Known &organization)
    {
        std::optional<DocumentId> after;
        for (;;) {
            const auto page = co_await m_objects.list(organization.id, after, pageSize);
            if (!page) {
                co_return tl::unexpected(page.error());
            }
            if (page->empty()) {
                co_return Result<void>();
            }
            after = page->back().document;
            std::vector<DocumentId> old;
            for (const auto &object : *page) {
                if (object.modifiedAt < m_before) {
                    old.push_back(object.document);
                }
            }
            const auto rows =
                co_await as(organization, db::Work::Read, withoutRowText, db::Params(organization.id, old));
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            for (const auto row : *rows) {
                const auto removed = co_await m_objects.remove({organization.id, row.id<DocumentId>(0)});
                if (!removed) {
                    co_return removed;
                }
                ++m_report.orphanObjects;
            }
        }
    }

    /// Rows and objects both come in the order of their ids: one walk along both.
    Awaitable<Result<void>> missing(const Known &organization)
    {
        std::optional<DocumentId> afterRow;
        for (;;) {
            const auto rows = co_await as(organization, db::Work::Read, readyText,
                                          db::Params(organization.id, m_before, afterRow, pageSize));
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            if (rows->empty()) {
                co_return Result<void>();
            }
            const auto lastRow = (*rows)[rows->size() - 1].id<DocumentId>(0);
            std::map<DocumentId, int64_t> sizes;
            std::optional<DocumentId> afterObject = afterRow;
            for (bool more = true; more;) {
                const auto page = co_await m_objects.list(organization.id, afterObject, pageSize);
                if (!page) {
                    co_return tl::unexpected(page.error());
                }
                for (const auto &object : *page) {
                    sizes.emplace(object.document, object.bytes);
                }
                more = !page->empty() && page->back().document < lastRow;
                afterObject = page->empty() ? afterObject : page->back().document;
            }
            std::vector<DocumentId> lost;
            for (const auto row : *rows) {
                const auto found = sizes.find(row.id<DocumentId>(0));
                if (found == sizes.end() || found->second != row.integer(1)) {
                    lost.push_back(row.id<DocumentId>(0));
                }
            }
            const auto told = co_await tellOfLost(organization, lost, sizes);
            if (!told) {
                co_return told;
            }
            afterRow = lastRow;
        }
    }

    /// Without those that went, row and object, while the objects were listed.
    Awaitable<Result<void>> tellOfLost(const Known &organization, std::vector<DocumentId> lost,
                                       const std::map<DocumentId, int64_t> &sizes)
    {
        if (lost.empty()) {
            co_return Result<void>();
        }
        const auto still = co_await as(organization, db::Work::Read, stillReadyText, db::Params(organization.id, lost));
        if (!still) {
            co_return tl::unexpected(still.error());
        }
        for (const auto row : *still) {
            ++m_report.missingObjects;
            spdlog::error("the document {} of {} has {} in the store", row.text(0), organization.slug,
                          sizes.contains(row.id<DocumentId>(0)) ? "an object of another size" : "no object");
        }
        co_return Result<void>();
    }

    /// Which of them were erased, and which are being erased (false): what is left of the first (a bucket's listing may
    /// have been late) goes, what the second have is under way.
    Awaitable<Result<std::map<OrganizationId, bool>>> erased(std::vector<OrganizationId> strangers)
    {
        using Gone = std::map<OrganizationId, bool>;
        const db::Params params(strangers);
        const std::function<Result<Gone>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<Gone> {
            Gone out;
            for (const auto row : tx.query(erasedText, params)) {
                out.emplace(row.id<OrganizationId>(0), row.boolean(1));
            }
            return out;
        };
        co_return co_await m_database.platform<Gone>(work);
    }

    /// Objects of organizations that are not in the database: perhaps it is another database that they belong to.
    Awaitable<Result<void>> unknown(const std::map<OrganizationId, std::string> &known)
    {
        std::optional<OrganizationId> after;
        for (;;) {
            const auto page = co_await m_objects.organizations(after, pageSize);
            if (!page) {
                co_return tl::unexpected(page.error());
            }
            if (page->empty()) {
                co_return Result<void>();
            }
            std::vector<OrganizationId> strangers;
            for (const auto &organization : *page) {
                if (known.count(organization) == 0) {
                    strangers.push_back(organization);
                }
            }
            const auto gone = co_await erased(strangers);
            if (!gone) {
                co_return tl::unexpected(gone.error());
            }
            for (const auto &organization : strangers) {
                const auto found = gone->find(organization);
                if (found != gone->end() && !found->second) {
                    continue;
                }
                if (found != gone->end()) {
                    const auto removed = co_await m_objects.erase(organization);
                    if (!removed) {
                        co_return tl::unexpected(removed.error());
                    }
                    m_report.orphanObjects += *removed;
                } else {
                    ++m_report.unknownOrganizations;
                    spdlog::warn("the store has objects of an organization that is not known: {}", organization.text());
                }
            }
            after = page->back();
        }
    }

    db::Database &m_database;
    objects::ObjectStore &m_objects;
    Timestamp m_before; ///< what is younger is left alone
    std::set<objects::ObjectKey> m_underWay; ///< uploads, however long they take
    SweepReport m_report;
};

} // namespace

db::Awaitable<Result<SweepReport>> sweepDocuments(db::Database &database, objects::ObjectStore &objects,
                                                  std::chrono::seconds grace)
{
    const Timestamp before{Timestamp::now().micros - std::chrono::microseconds(grace).count()};
    Sweep sweep(database, objects, before);
    co_return co_await sweep.run();
}

} // namespace objecta::features
