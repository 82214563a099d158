# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What PostgreSQL itself can do: pgbench with the server's own statements for requests of many tenants."""
import glob
import pathlib
import re
import subprocess

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "server"
CLIENTS = (8, 16, 32)  # of which the best for each script is the limit


def statement(file, name):
    """The server's own SQL, so that the limit is measured with nothing else."""
    text = (SOURCES / file).read_text()
    found = re.search(name + r' = R"\((.*?)\)"', text, re.S) or re.search(name + r' =\s*((?:"[^"]*"\s*)+);', text)
    if not found:
        raise SystemExit(f"bench: {file} has no statement {name}")
    sql = found[1] if 'R"' in found[0] else "".join(re.findall(r'"([^"]*)"', found[1]))
    return " ".join(sql.split())


def with_values(sql, values):
    return re.sub(r"\$(\d+)", lambda m: values[int(m[1]) - 1], sql) + ";"


def of_tenant(kind):
    """An id of population.sql, of the tenant whose number pgbench drew."""
    return f"md5('{kind}' || (:t::integer)::text)::uuid"


def transactions(write, tenants):
    """Scripts by name. 'trips' needs BEGIN and COMMIT; the pipelines with and without, since the server reads without."""
    tenant, user, session = map(of_tenant, ("org", "user", "session"))
    slug = "'t' || (:t::integer)::text"
    begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ " + ("WRITE;" if write else "ONLY;")
    gate = with_values(statement("db/pipelinedtx.cpp", "gate"),
                       [user, session, "'owner'", "NULL", "NULL", "''", slug])
    routes = "features/agents/routes.cpp"
    if write:
        work = with_values(statement(routes, "createAgent"),
                           [tenant, "gen_random_uuid()", user, "'Bench'", "''", "'objecta-standard'", "'user'",
                            "'owner@example.com'", "'bench'"])
    else:
        work = with_values(statement(routes, "firstPage"), [tenant, "21"])

    def begun_by(name):
        return with_values(statement("db/pipelinedtx.cpp", name), [f"({tenant})::text", "'127.0.0.1'"])

    whole = [begin, begun_by("setTenant"), gate, work, "COMMIT;"]
    draw = f"\\set t random(1, {tenants})"
    out = {"trips": [draw, *whole], "pipelined": [draw, "\\startpipeline", *whole, "\\endpipeline"]}
    if not write:
        out["pipelined, no BEGIN"] = [draw, "\\startpipeline", begun_by("setReader"), gate, work, "\\endpipeline"]
    return {name: "\n".join(lines) + "\n" for name, lines in out.items()}


def best(directory, scripts, socket):
    """The number of clients with which each script gets furthest, by name."""
    return {name: max(CLIENTS, key=lambda clients: run(directory, name, script, clients, 1, socket))
            for name, script in scripts.items()}


def run(directory, name, script, clients, seconds, socket):
    """Transactions a second."""
    path = pathlib.Path(directory) / (re.sub(r"\W+", "-", name) + ".sql")
    path.write_text(script)
    program = sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench"))[-1]
    out = subprocess.run([program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds),
                          "-f", str(path), "-h", socket, "-U", "objecta_app", "objecta"],
                         capture_output=True, text=True)
    if out.returncode or "number of failed transactions: 0 " not in out.stdout:
        raise SystemExit("bench: pgbench: " + out.stderr + out.stdout)
    return float(re.search(r"tps = ([\d.]+)", out.stdout)[1])
