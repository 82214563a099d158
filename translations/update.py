#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the translation files up to date with the sources: ./update.py [--check]

Qt 6.4's lupdate names the context of a class in `namespace a::b` without the namespace, but the program looks it up
with it, so lupdate runs into a temporary file and the contexts are completed here. With --check nothing is written;
the exit code is 1 where a text is missing, left over or unfinished.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "translations"
FOLDERS = ("app", "models", "ui")
LUPDATE = "/usr/lib/qt6/bin/lupdate"
# English has plural forms only; its other texts stand in the sources.
LANGUAGES = {"en": "en_US", "de": "de_DE"}


def namespaces():
    """The namespace of each class that has texts."""
    found = {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.h"):
            space = ""
            for line in path.read_text(encoding="utf-8").splitlines():
                begin = re.match(r"namespace ([\w:]+) \{", line)
                if begin:
                    space = begin.group(1)
                name = re.match(r"class (\w+)(?: final)?(?: :| \{)", line)
                if name and space:
                    found[name.group(1)] = f"{space}::{name.group(1)}"
    return found


def texts(path):
    """{(context, source, comment): (numerus, extra comment, [translations] or None)} of a .ts file."""
    result = {}
    for context in ET.parse(path).getroot().findall("context"):
        for message in context.findall("message"):
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment") or "")
            node = message.find("translation")
            numerus = message.get("numerus") == "yes"
            done = [form.text or "" for form in node.findall("numerusform")] if numerus else [node.text or ""]
            finished = node.get("type") not in ("unfinished", "obsolete", "vanished") and all(done)
            result[key] = (numerus, message.findtext("extracomment") or "", done if finished else None)
    return result


def sources():
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "all.ts"
        subprocess.run([LUPDATE, "-silent", "-no-obsolete", "-locations", "none", "-source-language", "en_US", *FOLDERS,
                        "-ts", str(target)], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        spaces = namespaces()
        return {(spaces.get(c, c), s, k): value for (c, s, k), value in texts(target).items()}


def write(path, language, entries):
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>",
             f'<TS version="2.1" language="{language}" sourcelanguage="en_US">']
    current = None
    for (context, source, comment), (numerus, extra, done) in sorted(entries.items()):
        if context != current:
            lines += ["</context>"] if current else []
            lines += ["<context>", f"    <name>{escape(context)}</name>"]
            current = context
        lines.append('    <message numerus="yes">' if numerus else "    <message>")
        lines.append(f"        <source>{escape(source)}</source>")
        lines += [f"        <comment>{escape(comment)}</comment>"] if comment else []
        lines += [f"        <extracomment>{escape(extra)}</extracomment>"] if extra else []
        mark = "" if done else ' type="unfinished"'
        if numerus:
            lines.append(f"        <translation{mark}>")
            lines += [f"            <numerusform>{escape(form)}</numerusform>" for form in done or ["", ""]]
            lines.append("        </translation>")
        else:
            lines.append(f"        <translation{mark}>{escape(done[0] if done else '')}</translation>")
        lines.append("    </message>")
    lines += ["</context>", "</TS>", ""] if current else ["</TS>", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def main():
    check = "--check" in sys.argv[1:]
    wanted = sources()
    faults = 0
    for short, language in LANGUAGES.items():
        path = HERE / f"objecta_{short}.ts"
        known = texts(path) if path.exists() else {}
        entries = {key: (numerus, extra, known.get(key, (0, 0, None))[2])
                   for key, (numerus, extra, _) in wanted.items() if numerus or short != "en"}
        open_ = [key for key, (_, _, done) in entries.items() if not done]
        left = [key for key in known if key not in entries]
        faults += len(open_) + len(left)
        for context, source, _ in open_:
            print(f"{path.name}: not translated: {context}: {source!r}")
        for context, source, _ in left if check else []:
            print(f"{path.name}: not used any more: {context}: {source!r}")
        if not check:
            write(path, language, entries)
        print(f"{path.name}: {len(entries)} texts, {len(open_)} open")
    sys.exit(1 if check and faults else 0)


if __name__ == "__main__":
    main()
