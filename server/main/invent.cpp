// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/invent.h"

#include "models/contract/organization.h"

#include <array>
#include <cmath>

namespace objecta::app {

namespace {

constexpr std::array firstParts{
    "Northwind",  "Blue Harbor", "Silver Oak", "Bright Peak", "Red Maple", "Golden Gate", "Quiet River", "Iron Bridge",
    "Clearwater", "Summit",      "Evergreen",  "Lighthouse",  "Polaris",   "Meridian",    "Cobalt",      "Amber",
    "Juniper",    "Cedar",       "Falcon",     "Heron",       "Kestrel",   "Osprey",      "Pioneer",     "Voyager",
    "Beacon",     "Anchor",      "Compass",    "Horizon",     "Zenith",    "Aurora",      "Solstice",    "Equinox",
    "Granite",    "Marble",      "Quartz",     "Onyx",        "Sapphire",  "Topaz",       "Willow",      "Birch",
    "Aspen",      "Sequoia",     "Prairie",    "Tundra",      "Savanna",   "Delta",       "Fjord",       "Lagoon",
    "Monsoon",    "Zephyr",      "Nimbus",     "Stratus",     "Copper",    "Nickel",      "Radium",      "Helix",
    "Vector",     "Tensor",      "Lattice",    "Prism",       "Orbit",     "Apogee",      "Nova",        "Pulsar"};
constexpr std::array secondParts{
    "Logistics", "Foods",    "Health",   "Analytics", "Energy",  "Robotics", "Insurance", "Legal",
    "Media",     "Travel",   "Retail",   "Textiles",  "Motors",  "Shipping", "Pharma",    "Learning",
    "Security",  "Software", "Supply",   "Finance",   "Realty",  "Hotels",   "Farms",     "Instruments",
    "Optics",    "Print",    "Aviation", "Rail",      "Telecom", "Water",    "Packaging", "Research"};
constexpr std::array endings{"", "", "", " Group", " Labs", " Partners", " Works", " International"};
constexpr std::array givenNames{"Ada",   "Alan",  "Amara", "Anton",  "Beatriz", "Carlos", "Chen",  "Clara",
                                "Diego", "Elena", "Emil",  "Fatima", "Grace",   "Hana",   "Ines",  "Ivan",
                                "Jonas", "Kofi",  "Laila", "Liam",   "Maya",    "Mateo",  "Nadia", "Noah",
                                "Olga",  "Omar",  "Priya", "Ravi",   "Sofia",   "Tomas",  "Yuki",  "Zoe"};
constexpr std::array familyNames{"Adeyemi", "Bauer",  "Costa",    "Dubois", "Eriksen", "Fischer",  "Garcia", "Haddad",
                                 "Ito",     "Jensen", "Kowalski", "Larsen", "Moreau",  "Nakamura", "Okafor", "Petrov",
                                 "Quinn",   "Rossi",  "Sato",     "Tanaka", "Ueda",    "Vargas",   "Weber",  "Yilmaz"};
constexpr std::array agentJobs{"Support Assistant", "Sales Qualifier",    "Invoice Reader",     "Contract Reviewer",
                               "Onboarding Guide",  "Knowledge Search",   "Meeting Summarizer", "Release Notes Writer",
                               "Data Analyst",      "Email Triage",       "HR Helper",          "Inventory Planner",
                               "Translation Desk",  "Incident Responder", "Market Researcher",  "Policy Checker",
                               "Code Reviewer",     "Travel Planner"};
constexpr std::array agentWork{"Answers customers from the knowledge base",
                               "Asks the first questions and rates the lead",
                               "Takes amounts and dates from documents",
                               "Marks the clauses that need a lawyer",
                               "Walks newcomers through their first week",
                               "Finds the page that answers",
                               "Writes the minutes and the next steps",
                               "Turns merged changes into plain words",
                               "Draws the weekly figures",
                               "Sorts what comes in by urgency",
                               "Explains leave and benefits",
                               "Says what to order and when",
                               "Translates between six languages",
                               "Collects what is known about an outage",
                               "Reads what competitors publish",
                               "Compares texts with our rules",
                               "Comments on pull requests",
                               "Books within the travel policy"};
constexpr std::array models{"objecta-standard", "objecta-standard", "objecta-fast", "objecta-reasoning"};

struct PlanShape {
    const char *id;
    double share;
    int64_t agents;
    int64_t users;
    int64_t messages;
    double storage;
};
constexpr double gib = 1024.0 * 1024 * 1024;
// Shares of all organizations; the limits are those of the plans in migration 0001.
constexpr std::array plans{PlanShape{"free", 0.46, 3, 2, 1000, 1 * gib}, PlanShape{"team", 0.22, 5, 3, 10000, 5 * gib},
                           PlanShape{"professional", 0.20, 10, 5, 50000, 10 * gib},
                           PlanShape{"business", 0.095, 50, 50, 250000, 100 * gib},
                           PlanShape{"enterprise", 0.025, 500, 500, 5000000, 5120 * gib}};
constexpr int64_t dayMicros = int64_t{86400} * 1'000'000;

/// SplitMix64: a stream of numbers that follows from its seed alone, on every machine.
class Dice {
public:
    explicit Dice(uint64_t seed)
        : m_state(seed)
    {
    }
    uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15U;
        uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    /// 0 <= x < 1.
    double share() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    bool chance(double probability) { return share() < probability; }

private:
    uint64_t m_state;
};

uint64_t seedOf(std::string_view text)
{
    uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    return hash;
}

template <size_t Size>
const char *pick(const std::array<const char *, Size> &list, uint64_t number)
{
    return list[number % Size];
}

const PlanShape &planOf(std::string_view id)
{
    for (const auto &plan : plans) {
        if (plan.id == id) {
            return plan;
        }
    }
    return plans.front();
}

std::string slugOf(const std::string &name)
{
    std::string out;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') {
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c == ' ' ? '-' : c;
        }
    }
    return out;
}

/// How much of a limit is used: most use little, some sit close to it, a few are full.
double usedShare(Dice &dice)
{
    if (dice.chance(0.03)) {
        return 1;
    }
    if (dice.chance(0.07)) {
        return 0.85 + 0.14 * dice.share();
    }
    const double x = dice.share();
    return 0.8 * x * x;
}

int64_t used(Dice &dice, double limit)
{
    return static_cast<int64_t>(limit * usedShare(dice));
}

} // namespace

std::string personName(uint64_t number)
{
    return std::string(pick(givenNames, number)) + ' ' + pick(familyNames, number / givenNames.size() + number * 7);
}

std::string mailName(const std::string &name)
{
    std::string out = slugOf(name);
    for (char &c : out) {
        if (c == '-') {
            c = '.';
        }
    }
    return out;
}

SampleAgent inventAgent(uint64_t number, UserId maker, Timestamp at)
{
    SampleAgent out;
    out.maker = maker;
    const uint64_t round = number / agentJobs.size();
    out.name = pick(agentJobs, number) + (round == 0 ? std::string() : ' ' + std::to_string(round + 1));
    out.description = std::string(pick(agentWork, number)) + '.';
    out.model = pick(models, number);
    out.createdAt = at;
    return out;
}

SampleOrganization Inventor::organization(uint64_t number, int variant) const
{
    Dice dice(number * 2654435761U + 17);
    SampleOrganization out;
    out.name =
        std::string(pick(firstParts, dice.next())) + ' ' + pick(secondParts, dice.next()) + pick(endings, dice.next());
    if (variant > 0) {
        out.name += ' ' + std::to_string(variant + 1);
    }
    out.slug = slugOf(out.name);
    double at = dice.share();
    for (const auto &plan : plans) {
        out.plan = plan.id;
        if (at < plan.share) {
            break;
        }
        at -= plan.share;
    }
    // More young ones than old: the service grows. Four years at most.
    const double age = dice.share();
    out.createdAt.micros = m_now.micros - static_cast<int64_t>(age * age * 1460 * static_cast<double>(dayMicros));
    if (dice.chance(0.06)) {
        const auto &plan = planOf(out.plan);
        out.limits = "{\"maxAgents\": " + std::to_string(plan.agents * 2)
            + ", \"maxMessages\": " + std::to_string(plan.messages * 2) + '}';
    }
    const double state = dice.share();
    out.status = state < 0.04 ? "suspended" : state < 0.055 ? "archived" : "active";
    return out;
}

void Inventor::furnish(SampleOrganization &organization) const
{
    Dice dice(seedOf(organization.slug));
    const auto &plan = planOf(organization.plan);
    const auto moment = [&] {
        const double share = dice.share();
        return Timestamp{
            organization.createdAt.micros
            + static_cast<int64_t>(share * static_cast<double>(m_now.micros - organization.createdAt.micros))};
    };
    const std::string domain = '@' + organization.slug + ".example";
    const int64_t people = std::max<int64_t>(1, std::min<int64_t>(used(dice, static_cast<double>(plan.users)), 60));
    const uint64_t first = dice.next() >> 8;
    for (int64_t i = 0; i < people; ++i) {
        SamplePerson person;
        person.name = personName(first + static_cast<uint64_t>(i) * 31);
        person.email = mailName(person.name) + (i < 24 ? std::string() : std::to_string(i)) + domain;
        person.role = i == 0 ? "owner" : i % 7 == 1 ? "admin" : "member";
        person.status = i > 0 && dice.chance(0.08) ? "invited" : i > 0 && dice.chance(0.04) ? "deactivated" : "active";
        person.createdAt = i == 0 ? organization.createdAt : moment();
        organization.people.push_back(std::move(person));
    }
    const int64_t agents = std::min<int64_t>(used(dice, static_cast<double>(plan.agents)), 120);
    for (int64_t i = 0; i < agents; ++i) {
        const auto &maker = organization.people[dice.next() % organization.people.size()].id;
        auto agent = inventAgent(static_cast<uint64_t>(i), maker, moment());
        agent.status = dice.chance(0.1) ? "paused" : "active";
        organization.agents.push_back(std::move(agent));
    }
    organization.messages = organization.status == "active" ? used(dice, static_cast<double>(plan.messages)) : 0;
    organization.storageBytes = used(dice, plan.storage);
}

} // namespace objecta::app
