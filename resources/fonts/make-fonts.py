#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes "Objecta Sans" from Inter 4 (OFL 1.1).

Qt 6.4 cannot switch OpenType features on, so the figures of equal width (tnum) become the default
ones here. The licence asks a changed font to carry another name, and the subset keeps the program
small: Latin, Greek, Cyrillic, punctuation, currency, arrows and a few mathematical signs.

    ./make-fonts.py [FOLDER WITH Inter-*.otf]      (Debian: fonts-inter, python3-fonttools)
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Objecta Sans"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
RANGES = [(0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
          (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF),
          (0x2200, 0x22FF), (0x2318, 0x2318), (0x2325, 0x2325), (0x232B, 0x232B), (0x2500, 0x2502),
          (0x25A0, 0x25FF), (0x2713, 0x2717), (0xFB00, 0xFB06)]


def tabular(font):
    """Lets the plain characters map to the glyphs that the tnum feature would choose."""
    gsub = font["GSUB"].table
    replaced = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    replaced.update(getattr(table, "ExtSubTable", table).mapping)
    # Only the figures: punctuation of equal width would tear plain sentences apart.
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = replaced.get(table.cmap[code], table.cmap[code])


def rename(font, style, weight):
    plain = style in ("Regular", "Bold")
    family = FAMILY if plain else f"{FAMILY} {style}"
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = {1: family, 2: style if plain else "Regular", 3: f"4.0;{postscript}", 4: f"{FAMILY} {style}",
             6: postscript, 16: FAMILY, 17: style}
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in (0, 5, 8, 9, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FullName = f"{FAMILY} {style}"
    top.topDictIndex[0].FamilyName = FAMILY


def main():
    source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/inter")
    here = pathlib.Path(__file__).resolve().parent
    for style, weight in WEIGHTS.items():
        font = TTFont(source / f"Inter-{style}.otf", recalcTimestamp=False)
        tabular(font)
        options = subset.Options()
        options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "case"]
        options.name_IDs = ["*"]
        options.notdef_outline = True
        options.hinting = False
        options.desubroutinize = False
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[c for low, high in RANGES for c in range(low, high + 1)])
        subsetter.subset(font)
        rename(font, style, weight)
        target = here / f"ObjectaSans-{style}.otf"
        font.save(target)
        print(f"{target.name}: {target.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
