// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The router probe's part about the served document: it has every route, and every answer is one that it has.

#include "tests/isolation/routerprobe_parts.h"
#include "tests/support/waiting.h"

#include <algorithm>
#include <stdexcept>

namespace objecta::test {

using namespace parts;

namespace {

/// What HTTP itself needs, and no document names.
const std::set<std::string> httpsOwn{"connection", "content-length", "content-type", "date", "transfer-encoding"};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

} // namespace

std::string Document::scope(const Operation &operation) const
{
    if (!operation.described.is_object()) {
        return operation.routed;
    }
    const auto *security = operation.described.as_object().if_contains("security");
    const bool open = security != nullptr && security->as_array().empty();
    return open ? "public" : operation.pattern.starts_with("/v1/admin/") ? "staff" : "tenant";
}

bool Document::takesHeader(const Operation &operation, const std::string &name) const
{
    const auto *parameters =
        operation.described.is_object() ? operation.described.as_object().if_contains("parameters") : nullptr;
    return parameters != nullptr && std::ranges::any_of(parameters->as_array(), [&](const auto &one) {
               const auto &parameter = resolved(one);
               return parameter.at("in").as_string() == "header" && parameter.at("name").as_string() == name.c_str();
           });
}

std::vector<std::string> Document::idNames(const Operation &operation) const
{
    std::vector<std::string> out;
    const auto note = [&out](std::string_view name) {
        if (name.ends_with("_id") || name.ends_with("_ids")) {
            out.emplace_back(name);
        }
    };
    if (const auto *parameters = operation.described.as_object().if_contains("parameters")) {
        for (const auto &parameter : parameters->as_array()) {
            note(resolved(parameter).at("name").as_string().c_str());
        }
    }
    if (const auto *schema = bodySchema(operation); schema != nullptr && schema->contains("properties")) {
        for (const auto &property : schema->at("properties").as_object()) {
            note(std::string_view(property.key().data(), property.key().size()));
        }
    }
    return out;
}

std::string Document::undeclared(const Operation &operation, const Reply &reply) const
{
    if (!operation.described.is_object()) {
        return "everything";
    }
    const auto *found = operation.described.at("responses").as_object().if_contains(std::to_string(reply.status));
    if (found == nullptr) {
        return "the status " + std::to_string(reply.status);
    }
    const auto &response = resolved(*found);
    std::set<std::string> names;
    if (const auto *headers = response.if_contains("headers")) {
        for (const auto &header : headers->as_object()) {
            const std::string name = lower(std::string_view(header.key().data(), header.key().size()));
            names.insert(name);
            const auto *always = resolved(header.value()).if_contains("required");
            if (always != nullptr && always->as_bool() && !reply.headers.contains(name)) {
                return std::to_string(reply.status) + " without the header " + name;
            }
        }
    }
    for (const auto &[name, value] : reply.headers) {
        if (!httpsOwn.contains(name) && !names.contains(name)) {
            return "the header " + name + " of " + std::to_string(reply.status);
        }
    }
    const std::string type = reply.header("content-type").substr(0, reply.header("content-type").find(';'));
    const auto *content = response.if_contains("content");
    const bool any = content != nullptr && content->as_object().contains("*/*");
    if (!type.empty() && !any && (content == nullptr || !content->as_object().contains(type))) {
        return "the type " + type + " of " + std::to_string(reply.status);
    }
    return {};
}

void RouterProbe::parity()
{
    std::set<std::string> routed;
    for (const auto &operation : m_operations) {
        routed.insert(operation.name());
        if (!operation.described.is_object()) {
            find(operation.name() + " is not in the document");
            continue;
        }
        expect(operation.routed == operation.scope, operation.name() + " is a route of scope " + operation.routed);
        expect(permissionOf(operation.permission).has_value(), operation.name() + " wants an unknown permission");
        const auto holes = std::ranges::count(operation.pattern, '{');
        const auto named =
            std::ranges::count_if(operation.places, [](const auto &p) { return p.in == IdPlace::In::Path; });
        expect(holes == named, operation.name() + " has a path parameter of unknown kind");
        for (const auto &name : m_document.idNames(operation)) {
            expect(std::ranges::any_of(operation.places, [&](const auto &p) { return p.name == name; }),
                   operation.name() + " takes an id of unknown kind: " + name);
        }
    }
    for (const auto &path : m_document.paths()) {
        for (const auto &operation : path.value().as_object()) {
            std::string method(operation.key());
            std::ranges::transform(method, method.begin(), [](unsigned char c) { return std::toupper(c); });
            if (operation.value().is_object()) {
                expect(routed.contains(method + ' ' + std::string(path.key())),
                       method + ' ' + std::string(path.key()) + " is described but not routed");
            }
        }
    }
}

void RouterProbe::described(const Operation &operation, const Reply &reply)
{
    const std::string what = m_document.undeclared(operation, reply);
    expect(what.empty(), operation.name() + " answered with what the document does not have: " + what);
}

std::vector<std::string> RouterProbe::kindsOf(const IdPlace &place) const
{
    return place.kind.empty() ? std::vector<std::string>(m_kinds.begin(), m_kinds.end()) : std::vector{place.kind};
}

std::string RouterProbe::tagOfB(const std::string &kind)
{
    const std::string tag = m_ofB.get("/v1/" + kind + '/' + m_theirs->one(kind)).header("etag");
    return tag.empty() ? "\"1\"" : tag;
}

void RouterProbe::partsOfContent()
{
    for (const auto &operation : m_operations) {
        if (operation.scope != "tenant" || !m_document.takesHeader(operation, "Range")) {
            continue;
        }
        const Values values = m_mine->valuesFor(operation);
        const Reply whole = ask(m_ofA, operation, values);
        const auto status = [&](const Headers &headers) { return ask(m_ofA, operation, values, headers).status; };
        expect(status({{"Range", "bytes=0-0"}}) == 206, operation.name() + " gives no part");
        expect(status({{"Range", "bytes=1000000-"}}) == 416, operation.name() + " gives a part that is not there");
        expect(status({{"If-None-Match", whole.header("etag")}}) == 304, operation.name() + " gives it once more");
    }
}

std::string RouterProbe::jobsSoFar()
{
    auto sql = m_server.sql("postgres");
    const bool quiet = within(std::chrono::seconds(60), [&sql] {
        return sql.run("SELECT count(*) FROM jobs WHERE status = 'running' OR (status = 'queued' AND run_at <= now())")
                   .value()
            == "0";
    });
    if (!quiet) {
        throw std::runtime_error("there are jobs without end");
    }
    return sql.run("SELECT count(*) || ' until ' || max(finished_at)::text FROM jobs WHERE finished_at IS NOT NULL")
        .value();
}

} // namespace objecta::test
