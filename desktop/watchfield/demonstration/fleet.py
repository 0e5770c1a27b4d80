"""The aircraft of the scenario, none of which exists.

*Registrations.* The aircraft types are real, the numbers are not allocated: RA-76990 to 76997 (Il-76), RA-82990 to
82994 (An-124), RA-85990 to 85993 (Tu-154) and RA-86990 to 86992 (Il-62M) lie above every number that the Russian
register gave to these types. Their addresses follow the rule of that register, 0x140000 + number, and therefore
belong to nobody either; none of them is in the list of military and government addresses that is shipped.

*Everybody else* flies with addresses BD01DE, BD02DE and so on. The whole of B00000-BFFFFF is reserved for future use
(ICAO Annex 10, volume III, table 9-1): no state holds it, so no aircraft can. They end alike because an archive has
one folder for each ending, and making folders is a good part of the time the demonstration takes.
Their registrations begin with QD, because no state can have a nationality mark in Q: the letter is kept out of call
signs for the Q code.

*Callsigns* are DEMO001 and so on, one for each aircraft.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CIVIL", "FLEETS", "OWNER", "Aircraft", "Performance"]

OWNER = "GENERATED DEMONSTRATION"
RUSSIAN_BASE = 0x140000
UNASSIGNED_BASE, UNASSIGNED_STEP = 0xBD00DE, 0x100


@dataclass(frozen=True)
class Performance:
    """How a type climbs, cruises and lands.

    climb_ft_per_nm : gradient at lift-off; it falls with height and would be nil at ``ceiling_ft``
    full_ft : height from which the cruise speed is flown
    """

    type: str
    description: str
    category: str
    cruise_kt: float
    approach_kt: float
    climb_ft_per_nm: float
    ceiling_ft: float
    full_ft: float


@dataclass(frozen=True)
class Aircraft:
    """One aircraft: ``address`` is six lower-case hexadecimal digits."""

    address: str
    registration: str
    callsign: str
    military: bool
    performance: Performance


_TYPES = {
    row[0]: Performance(*row)
    for row in (
        ("A124", "ANTONOV An-124 Ruslan", "A5", 432.0, 142.0, 300.0, 40_000.0, 30_000.0),
        ("IL76", "ILYUSHIN Il-76", "A5", 418.0, 135.0, 320.0, 42_000.0, 30_000.0),
        ("IL62", "ILYUSHIN Il-62", "A5", 456.0, 146.0, 370.0, 43_500.0, 31_000.0),
        ("T154", "TUPOLEV Tu-154", "A3", 470.0, 146.0, 410.0, 44_500.0, 31_000.0),
        ("A320", "AIRBUS A-320", "A3", 448.0, 136.0, 480.0, 46_000.0, 31_000.0),
        ("A321", "AIRBUS A-321", "A3", 450.0, 140.0, 450.0, 45_000.0, 31_000.0),
        ("B738", "BOEING 737-800", "A3", 452.0, 142.0, 480.0, 46_000.0, 31_000.0),
        ("E190", "EMBRAER ERJ-190-100", "A3", 440.0, 132.0, 450.0, 45_000.0, 31_000.0),
        ("AT76", "ATR-72-600", "A2", 272.0, 114.0, 330.0, 26_000.0, 14_000.0),
        ("DH8D", "BOMBARDIER Dash 8 Q400", "A2", 340.0, 122.0, 400.0, 30_000.0, 18_000.0),
        ("BE20", "BEECH 200 Super King Air", "A1", 255.0, 108.0, 420.0, 31_000.0, 14_000.0),
        ("C208", "CESSNA 208 Caravan", "A1", 166.0, 88.0, 380.0, 18_000.0, 6_000.0),
        ("DA42", "DIAMOND DA-42 Twin Star", "A1", 152.0, 86.0, 400.0, 17_000.0, 5_000.0),
        ("B77W", "BOEING 777-300ER", "A5", 490.0, 148.0, 420.0, 45_000.0, 31_000.0),
        ("B789", "BOEING 787-9", "A5", 488.0, 144.0, 430.0, 47_000.0, 31_000.0),
        ("A333", "AIRBUS A-330-300", "A5", 472.0, 140.0, 420.0, 45_000.0, 31_000.0),
        ("A359", "AIRBUS A-350-900", "A5", 488.0, 140.0, 430.0, 47_000.0, 31_000.0),
        ("B38M", "BOEING 737 MAX 8", "A3", 453.0, 142.0, 480.0, 46_000.0, 31_000.0),
    )
}

_NUMBERS = (("A124", 82990, 5), ("IL76", 76990, 8), ("IL62", 86990, 3), ("T154", 85990, 4))

# What each kind of civil traffic is flown with: type and how many of it.
CIVIL: dict[str, tuple[tuple[str, int], ...]] = {
    "hatay": (("B738", 5), ("A320", 3), ("A321", 3), ("DH8D", 2)),
    "coast": (("AT76", 5), ("DH8D", 2), ("BE20", 2)),
    "light": (("BE20", 2), ("C208", 2), ("DA42", 2)),
    "patrol": (("DA42", 3), ("C208", 2)),
    "latakia": (("A320", 3), ("E190", 1), ("AT76", 1)),
    "over": (("B77W", 5), ("B789", 5), ("A333", 4), ("A359", 4), ("B38M", 6), ("A321", 6), ("B738", 6)),
}


def _russian() -> dict[str, tuple[Aircraft, ...]]:
    fleets, callsign = {}, 0
    for designator, first, count in _NUMBERS:
        fleet = []
        for number in range(first, first + count):
            callsign += 1
            fleet.append(
                Aircraft(
                    address=f"{RUSSIAN_BASE + number:06x}",
                    registration=f"RA-{number}",
                    callsign=f"DEMO{callsign:03d}",
                    military=True,
                    performance=_TYPES[designator],
                )
            )
        fleets[designator] = tuple(fleet)
    return fleets


def _civil() -> dict[str, tuple[Aircraft, ...]]:
    fleets, number = {}, 0
    for kind, types in CIVIL.items():
        fleet = []
        for designator in (name for name, count in types for _ in range(count)):
            number += 1
            fleet.append(
                Aircraft(
                    address=f"{UNASSIGNED_BASE + UNASSIGNED_STEP * number:06x}",
                    registration=f"QD-{number:03d}",
                    callsign=f"DEMO{100 + number}",
                    military=False,
                    performance=_TYPES[designator],
                )
            )
        fleets[kind] = tuple(fleet)
    return fleets


# Aircraft by type designator (the four Russian types) or by the kind of civil traffic they fly.
FLEETS: dict[str, tuple[Aircraft, ...]] = {**_russian(), **_civil()}
