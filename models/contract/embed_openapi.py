# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes openapi.yaml as a C++ unit that holds it as JSON: embed_openapi.py IN.yaml OUT.cpp"""
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as source:
    text = json.dumps(yaml.safe_load(source), separators=(",", ":"), ensure_ascii=False)
# Raw string literals are cut into pieces, since compilers bound the length of one.
pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "models/contract/openapi.h"\n\nnamespace objecta::contract {\n\n'
              "std::string_view openApiJson()\n{\n    static constexpr std::string_view text =\n")
    out.write("\n".join(f'        R"openapi({piece})openapi"' for piece in pieces))
    out.write(";\n    return text;\n}\n\n} // namespace objecta::contract\n")
