"""The thresholds: shown to the user, kept in the project, printed with every movement by their version."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VERSION", "Rules"]

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Rules:
    """Every threshold with its unit in its name. The defaults come from the methods named beside them.

    Duplicates: adsbtrack (1 s, 0.001 degrees). Jumps: readsb. Flights: readsb, OPDI, Global Fishing Watch.
    Landings: OPDI's height evidence, made stricter. Reach: measured on real turnarounds.
    """

    duplicate_nm: float = 0.1
    jump_kt: float = 900.0
    jump_min_s: float = 5.0

    gap_min: float = 30.0
    gap_low_min: float = 15.0
    low_ft: float = 5_000.0
    bridge_ft: float = 10_000.0
    bridge_kt: tuple[float, float] = (150.0, 600.0)
    bridge_climb_ft: float = 5_000.0
    bridge_max_min: float = 90.0
    ground_min: float = 1.0
    ground_gap_min: float = 25.0

    confirmed_ft: float = 500.0
    confirmed_km: float = 2.0
    ground_flag_max_ft: float = 2_000.0  # a ground flag so far above the field is a fault of the transponder
    ground_flag_max_kt: float = 250.0  # no aeroplane rolls so fast
    descent_max_fpm: float = 10_000.0  # nor comes down so fast, and lands
    geoid_doubt_ft: float = 350.0  # between the ellipsoid and the sea, where no geoid is at hand
    pressure_doubt_ft: float = 1_000.0  # between pressure altitude and height, uncorrected
    climb_away_min: float = 2.0

    reach_nm_per_kft: float = 4.5
    reach_add_nm: float = 10.0
    reach_cap_nm: float = 60.0
    reach_cap_below_ft: float = 10_000.0
    runway_other_ft: float = 2_500.0  # for a type that is not known; the types' own needs stand in model/aircraft.py
    candidates_listed: int = 12
    arrival_kt: tuple[float, float] = (500.0, 150.0)
    approach_min: float = 10.0

    exit_nm: float = 2.0
    exit_of_radius: float = 0.33
    overflight_ft: float = 3_000.0
