// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/isolation/specimens.h"

#include <QUuid>

#include <algorithm>
#include <stdexcept>

namespace objecta::test {

namespace json = boost::json;

namespace {

std::string text(const json::value &value)
{
    return std::string(value.as_string().c_str());
}

/// "agent_id" and "agents/{id}" are both of the kind "agents".
std::string kindOf(const std::string &name, const std::string &pattern)
{
    if (name == "id") {
        const auto open = pattern.find("/{id}");
        const auto slash = pattern.rfind('/', open - 1);
        return pattern.substr(slash + 1, open - slash - 1);
    }
    std::string kind = name.ends_with("_id") ? name.substr(0, name.size() - 3) : name;
    std::ranges::replace(kind, '_', '-');
    return kind + 's';
}

bool isId(const json::object &schema)
{
    const auto *format = schema.if_contains("format");
    return format != nullptr && text(*format) == "uuid";
}

std::string typeOf(const json::object &schema)
{
    const auto *type = schema.if_contains("type");
    if (type == nullptr) {
        return {};
    }
    return text(type->is_array() ? type->as_array().front() : *type);
}

std::vector<std::string> required(const json::object &schema)
{
    std::vector<std::string> out;
    if (const auto *names = schema.if_contains("required")) {
        for (const auto &name : names->as_array()) {
            out.push_back(text(name));
        }
    }
    return out;
}

} // namespace

std::string unique()
{
    return QUuid::createUuid().toString(QUuid::Id128).left(16).toStdString();
}

json::value Document::operation(const std::string &method, const std::string &pattern) const
{
    std::string name = method;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto *path = paths().if_contains(pattern);
    const auto *found = path != nullptr ? path->as_object().if_contains(name) : nullptr;
    return found != nullptr ? *found : json::value();
}

const json::object &Document::resolved(const json::value &part) const
{
    const auto *reference = part.as_object().if_contains("$ref");
    if (reference == nullptr) {
        return part.as_object();
    }
    const std::string path = text(*reference); // "#/components/schemas/NAME"
    const auto name = path.rfind('/');
    const auto section = path.rfind('/', name - 1);
    return m_text.at("components")
        .at(path.substr(section + 1, name - section - 1))
        .at(path.substr(name + 1))
        .as_object();
}

const json::object *Document::bodySchema(const Operation &operation) const
{
    if (!operation.described.is_object()) {
        return nullptr;
    }
    const auto *body = operation.described.as_object().if_contains("requestBody");
    if (body == nullptr) {
        return nullptr;
    }
    const auto *type = body->at("content").as_object().if_contains("application/json");
    return type != nullptr ? &resolved(type->at("schema")) : nullptr;
}

bool Document::takesJson(const Operation &operation) const
{
    return bodySchema(operation) != nullptr;
}

std::vector<IdPlace> Document::places(const Operation &operation) const
{
    std::vector<IdPlace> out;
    if (!operation.described.is_object()) {
        return out;
    }
    if (const auto *parameters = operation.described.as_object().if_contains("parameters")) {
        for (const auto &parameter : parameters->as_array()) {
            const auto *in = parameter.as_object().if_contains("in");
            if (in == nullptr) {
                continue;
            }
            const std::string name = text(parameter.at("name"));
            const auto where = text(*in) == "path" ? IdPlace::In::Path : IdPlace::In::Query;
            if (isId(parameter.at("schema").as_object())) {
                out.push_back({where, name, kindOf(name, operation.pattern)});
            } else if (where == IdPlace::In::Query && name.ends_with("_id")) {
                out.push_back({where, name, {}}); // of whatever has an id, such as the target of an act
            }
        }
    }
    if (const auto *schema = bodySchema(operation); schema != nullptr && schema->contains("properties")) {
        for (const auto &property : schema->at("properties").as_object()) {
            const auto &of = resolved(property.value());
            const bool list = typeOf(of) == "array" && isId(resolved(of.at("items")));
            if (isId(of) || list) {
                std::string name(property.key());
                const std::string single = list && name.ends_with("s") ? name.substr(0, name.size() - 1) : name;
                out.push_back({IdPlace::In::Body, name, kindOf(single, operation.pattern)});
            }
        }
    }
    return out;
}

std::string Document::target(const Operation &operation, const Values &values) const
{
    std::string out = operation.pattern;
    std::string query;
    for (const auto &place : operation.places) {
        const auto value = values.find(place.name);
        if (value == values.end()) {
            continue;
        }
        if (place.in == IdPlace::In::Path) {
            const std::string hole = '{' + place.name + '}';
            out.replace(out.find(hole), hole.size(), value->second);
        } else if (place.in == IdPlace::In::Query) {
            query += (query.empty() ? '?' : '&') + place.name + '=' + value->second;
        }
    }
    if (operation.described.is_object() && operation.described.as_object().contains("parameters")) {
        for (const auto &parameter : operation.described.at("parameters").as_array()) {
            const auto *in = parameter.as_object().if_contains("in");
            const auto *needed = parameter.as_object().if_contains("required");
            if (in != nullptr && text(*in) == "query" && needed != nullptr && needed->as_bool()) {
                query += (query.empty() ? '?' : '&') + text(parameter.at("name")) + "=probe";
            }
        }
    }
    return out + query;
}

json::value Document::sample(const std::string &name, const json::value &described, const Values &values,
                             const std::string &word) const
{
    const auto &schema = resolved(described);
    if (isId(schema)) {
        const auto value = values.find(name);
        return value != values.end() ? json::value(value->second) : json::value();
    }
    const std::string type = typeOf(schema);
    if (const auto value = values.find(name); value != values.end() && type == "string") {
        return json::value(value->second);
    }
    if (const auto *choices = schema.if_contains("enum")) {
        return choices->as_array().front();
    }
    if (type == "array") {
        if (isId(resolved(schema.at("items")))) {
            const auto value = values.find(name);
            return value != values.end() ? json::array{json::value(value->second)} : json::array{};
        }
        return json::array{sample(name, schema.at("items"), values, word)};
    }
    if (type == "integer" || type == "number") {
        const auto *least = schema.if_contains("minimum");
        return least != nullptr ? *least : json::value(1);
    }
    if (type == "boolean") {
        return true;
    }
    if (type == "object") {
        json::object out;
        for (const auto &member : required(schema)) {
            out[member] = sample(member, schema.at("properties").at(member), values, word);
        }
        return out;
    }
    const auto *format = schema.if_contains("format");
    if (format != nullptr && text(*format) == "date-time") {
        return "2036-01-01T00:00:00Z";
    }
    const std::string plain = word + unique();
    return json::value(name.find("email") != std::string::npos ? plain + "@probe.example" : plain);
}

std::string Document::body(const Operation &operation, const Values &values, const std::string &word) const
{
    const auto *schema = bodySchema(operation);
    if (schema == nullptr) {
        const bool bytes = operation.described.is_object() && operation.described.as_object().contains("requestBody");
        return bytes ? word : std::string();
    }
    json::object out;
    if (!schema->contains("properties")) {
        return json::serialize(out);
    }
    const auto &properties = schema->at("properties").as_object();
    for (const auto &name : required(*schema)) {
        out[name] = sample(name, properties.at(name), values, word);
    }
    for (const auto &place : operation.places) {
        if (place.in == IdPlace::In::Body && values.contains(place.name)) {
            out[place.name] = sample(place.name, properties.at(place.name), values, word);
        }
    }
    if (out.empty() && operation.method == "PATCH") {
        // One change is enough: of a text if there is one.
        const auto plain = std::ranges::find_if(properties, [this](const auto &one) {
            const auto &of = resolved(one.value());
            return typeOf(of) == "string" && !of.contains("enum") && !of.contains("format");
        });
        const auto &chosen = plain != properties.end() ? *plain : *properties.begin();
        out[chosen.key()] = sample(std::string(chosen.key()), chosen.value(), values, word);
    }
    return json::serialize(out);
}

const std::string &Specimens::one(const std::string &kind)
{
    auto known = m_made.find(kind);
    if (known == m_made.end()) {
        known = m_made.emplace(kind, another(kind)).first;
    }
    return known->second;
}

std::string Specimens::another(const std::string &kind)
{
    const std::string collection = "/v1/" + kind;
    std::string said = "there is no POST " + collection;
    for (const auto &operation : m_operations) {
        if (operation.method != "POST" || operation.pattern != collection) {
            continue;
        }
        Values values;
        for (const auto &place : operation.places) {
            // Only what a body needs: an optional id would make the object another's part.
            if (place.in == IdPlace::In::Body && place.kind != kind) {
                values[place.name] = one(place.kind);
            }
        }
        Headers headers;
        if (!m_document.takesJson(operation)) {
            headers["Content-Type"] = "application/octet-stream";
        }
        const Reply made = m_client.send("POST", m_document.target(operation, values),
                                         m_document.body(operation, values, m_word), headers);
        const std::string location = made.header("location");
        if (made.status == 201 && location.starts_with(collection + '/')) {
            return location.substr(collection.size() + 1);
        }
        said = "POST " + collection + " said " + made.body;
    }
    const Reply list = m_client.get(collection);
    if (list.status == 200) {
        const auto page = list.json();
        if (const auto *items = page.as_object().if_contains("items"); items != nullptr) {
            // Not what the client itself stands on: its own session is the last to go.
            for (const auto &item : items->as_array()) {
                const auto *current = item.as_object().if_contains("current");
                if (current == nullptr || !current->as_bool()) {
                    return text(item.at("id"));
                }
            }
        }
    }
    throw std::runtime_error("no factory for ids of " + kind + ": " + said + "; and its list has none to take");
}

Values Specimens::valuesFor(const Operation &operation)
{
    Values out;
    for (const auto &place : operation.places) {
        if (place.in == IdPlace::In::Path) {
            out[place.name] = operation.writes() ? another(place.kind) : one(place.kind);
        }
    }
    for (const auto &place : operation.places) {
        if (place.in == IdPlace::In::Body) {
            out[place.name] = one(place.kind);
        }
    }
    const auto *schema = m_document.bodySchema(operation);
    if (schema != nullptr && schema->contains("properties")
        && schema->at("properties").as_object().contains("current_password")) {
        out["current_password"] = m_password;
        out["new_password"] = m_password;
    }
    return out;
}

} // namespace objecta::test
