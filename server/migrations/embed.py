# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a C++ file that holds the migrations: embed.py OUTPUT bootstrap.sql NNNN_name.sql..."""
import hashlib
import pathlib
import re
import sys


def literal(text):
    # Compilers limit the length of one literal; adjacent ones are joined.
    pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
    return "\n".join(f'R"objecta({piece})objecta"' for piece in pieces)


output, bootstrap, *files = map(pathlib.Path, sys.argv[1:])
rows = []
last = 0
for path in sorted(files, key=lambda p: p.name):
    match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", path.name)
    number = int(match[1]) if match else 0
    if number <= last:
        sys.exit(f"{path.name}: migrations are named NNNN_name.sql, each number once")
    last = number
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    rows.append(f'    {{{number}, "{match[2]}",\n{literal(data.decode())},\n     "{digest}"}},')
output.write_text(
    '#include "server/db/migrations.h"\n\nnamespace objecta::db {\n\n'
    "namespace {\n\nconstexpr Migration all[] = {\n" + "\n".join(rows) + "\n};\n\n}\n\n"
    "std::span<const Migration> migrations()\n{\n    return all;\n}\n\n"
    "std::string_view bootstrapSql()\n{\n    return\n" + literal(bootstrap.read_text()) + ";\n}\n\n}\n")
