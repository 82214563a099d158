// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whatever staff write is in the trail: who, on what, in which request, and in no other organization's.

#include "tests/isolation/routerprobe_parts.h"

#include <algorithm>
#include <stdexcept>

namespace objecta::test {

using namespace parts;

namespace {

constexpr const char *organizations = "/v1/admin/organizations";

bool isOfOrganization(const Operation &operation)
{
    return operation.pattern.starts_with(std::string(organizations) + "/{id}/")
        || operation.pattern == std::string(organizations) + "/{id}";
}

/// They change nothing that could stand in a trail.
bool changesNothing(const Operation &operation)
{
    return operation.name() == "POST /v1/admin/bulk-operations" // a preview; its start is in the trail
        || operation.name() == "POST /v1/admin/organizations/{id}/provisioning/resume"; // no step is left
}

/// What bodies need and no document says.
Values texts()
{
    return {{"slug", "probe-" + unique()}, {"plan", "free"}, {"role", "support"}};
}

} // namespace

/// Organizations are made anew for each write, with all that an id may be asked of.
class RouterProbe::Scene {
public:
    explicit Scene(RouterProbe &probe)
        : m_probe(probe)
    {
        Values values = texts();
        const Operation make = operation("POST", organizations);
        const Reply made = m_probe.m_staff.post(organizations, m_probe.m_document.body(make, values, "own"));
        if (made.status != 201) {
            throw std::runtime_error("organization: " + made.body);
        }
        m_organization = made.text("id");
        auto admin = m_probe.m_server.anonymousTenant(values["slug"]);
        const Reply signedIn = admin.signIn(made.text("admin_email"), made.text("admin_password"));
        if (signedIn.status != 200) {
            throw std::runtime_error("its administrator: " + signedIn.body);
        }
        auto sql = m_probe.m_server.sql("postgres");
        const auto job = sql.run("INSERT INTO jobs (organization_id, kind, status, run_at) VALUES ($1, "
                                 "'usage.reconcile.organization', 'queued', "
                                 "now() + interval '1 hour'), ($1, 'usage.reconcile.organization', 'failed', now())",
                                 {m_organization});
        const auto alert =
            sql.run("INSERT INTO alerts (organization_id, kind, severity, subject) VALUES ($1, 'usage.difference', "
                    "'warning', 'probe')",
                    {m_organization});
        if (!job.ok() || !alert.ok()) {
            throw std::runtime_error("jobs and alerts: " + job.message + alert.message);
        }
    }

    [[nodiscard]] const std::string &organization() const { return m_organization; }

    /// The ids to try in the operation's path, beside its organization's; one without any where it has no other.
    std::vector<Values> choices(const Operation &wanted)
    {
        Values values = texts();
        values["current_password"] = values["new_password"] = m_probe.m_demo.staffPassword;
        values["organization_id"] = values["ids"] = m_organization;
        std::vector<Values> out;
        for (const auto &place : wanted.places) {
            if (place.in != IdPlace::In::Path) {
                continue;
            }
            if (place.kind == "organizations") {
                values[place.name] = m_organization;
            } else {
                for (const auto &id : idsOf(wanted, place)) {
                    out.push_back(values);
                    out.back()[place.name] = id;
                }
                if (out.empty()) {
                    throw std::runtime_error("there is no id of " + place.kind);
                }
            }
        }
        for (auto &choice : out) {
            choice.insert(values.begin(), values.end());
        }
        return out.empty() ? std::vector{values} : out;
    }

private:
    [[nodiscard]] Operation operation(const std::string &method, const std::string &pattern) const
    {
        const auto found = std::ranges::find_if(
            m_probe.m_operations, [&](const Operation &one) { return one.method == method && one.pattern == pattern; });
        return found != m_probe.m_operations.end() ? *found : Operation{};
    }

    /// Of the collection that the place is in: one that is made for it, else those that the list begins with.
    std::vector<std::string> idsOf(const Operation &wanted, const IdPlace &place)
    {
        std::string collection = wanted.pattern.substr(0, wanted.pattern.find("/{" + place.name + '}'));
        const Operation make = operation("POST", collection);
        if (!make.method.empty()) {
            Values values = choices(make).front();
            const Reply made = m_probe.m_staff.post(collection, m_probe.m_document.body(make, values, "own"));
            if (made.status != 201) {
                throw std::runtime_error(make.name() + " said " + made.body);
            }
            return {made.text("id")};
        }
        if (const auto hole = collection.find("{id}"); hole != std::string::npos) {
            collection.replace(hole, 4, m_organization);
        } else {
            static_cast<void>(m_probe.m_server.staff()); // a session that is not the probe's own
        }
        const Reply list = m_probe.m_staff.get(collection);
        std::vector<std::string> out;
        if (list.status == 200) {
            const auto page = list.json();
            for (const auto &item : page.at("items").as_array()) {
                const auto *current = item.as_object().if_contains("current");
                if (current == nullptr || !current->as_bool()) {
                    out.emplace_back(item.at("id").as_string().c_str());
                }
            }
        }
        return out;
    }

    RouterProbe &m_probe;
    std::string m_organization;
};

Reply RouterProbe::askInScene(Scene &scene, const Operation &operation)
{
    Reply reply;
    for (const auto &values : scene.choices(operation)) {
        reply = ask(m_staff, operation, values, {{"If-Match", "*"}});
        if (reply.status < 300) {
            break;
        }
    }
    return reply;
}

bool RouterProbe::isInTheTrail(const Operation &operation, const Reply &reply, const Scene &scene)
{
    const std::string &organization = scene.organization();
    auto sql = m_server.sql("postgres");
    const auto rows = sql.run("SELECT organization_id::text, actor_type, actor FROM audit_log WHERE request_id = $1 "
                              "UNION ALL SELECT '', actor_type, actor FROM platform_audit WHERE request_id = $1",
                              {reply.header("x-request-id")});
    const std::string made = reply.header("location");
    bool ofItsOwn = false;
    for (const auto &row : rows.rows) {
        expect(*row[1] == "staff" && *row[2] == m_demo.staffEmail,
               operation.name() + " is in the trail as done by " + *row[2]);
        expect(row[0]->empty() || *row[0] == organization || made == std::string(organizations) + '/' + *row[0],
               operation.name() + " is in another organization's trail");
        ofItsOwn = ofItsOwn || *row[0] == organization;
    }
    if (rows.rows.empty()) {
        return false;
    }
    expect(ofItsOwn || !isOfOrganization(operation), operation.name() + " is not in its organization's trail");
    return true;
}

void RouterProbe::staffTrail()
{
    std::vector<Operation> before{Operation{}};
    for (const auto &operation : m_operations) {
        if (operation.scope == "staff" && operation.writes() && isOfOrganization(operation)) {
            before.push_back(operation);
        }
    }
    for (const auto &operation : m_operations) {
        if (operation.scope != "staff" || !operation.writes()) {
            continue;
        }
        part(operation.name(), [&] {
            std::string said;
            for (const auto &first : before) {
                if (!first.method.empty() && !isOfOrganization(operation)) {
                    break;
                }
                // What can only be done after something else is done after that.
                Scene scene(*this);
                if (!first.method.empty() && askInScene(scene, first).status >= 300) {
                    continue;
                }
                for (const auto &values : scene.choices(operation)) {
                    const Reply reply = ask(m_staff, operation, values, {{"If-Match", "*"}});
                    // What is so already is answered the same, and is no news; after something else it may be.
                    if (reply.status < 300 && (changesNothing(operation) || isInTheTrail(operation, reply, scene))) {
                        return;
                    }
                    said = reply.status < 300 ? "it is in no trail" : reply.body;
                }
            }
            expect(false, operation.name() + " of staff's was not seen to change anything: " + said);
        });
    }
}

} // namespace objecta::test
