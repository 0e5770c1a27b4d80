"""The airfields of the scenario.

Constants, and not looked up: the recordings must keep their bytes when the shipped airfield data are renewed.
Positions of runway ends are those of OurAirports (public domain); fields whose ends it does not know (Mozdok) carry a
runway laid through the field's reference point on its published heading.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FIELDS", "Field"]


@dataclass(frozen=True)
class Field:
    """An airfield with the one runway that the scenario uses.

    ends : (lon, lat) in degrees of the runway's low-numbered and high-numbered end
    """

    ident: str
    name: str
    elevation_ft: float
    ends: tuple[tuple[float, float], tuple[float, float]]


def _field(ident: str, name: str, elevation_ft: float, *ends_lat_lon: float) -> tuple[str, Field]:
    lat1, lon1, lat2, lon2 = ends_lat_lon
    return ident, Field(ident, name, elevation_ft, ((lon1, lat1), (lon2, lat2)))


FIELDS: dict[str, Field] = dict(
    (
        _field("OSLK", "Hmeimim", 157, 35.413898, 35.947498, 35.388699, 35.949402),
        _field("LTDA", "Hatay", 269, 36.352501, 36.276199, 36.372299, 36.298801),
        _field("LTAF", "Adana", 65, 36.974800, 35.268002, 36.989498, 35.292801),
        _field("OLBA", "Beirut", 87, 33.840099, 35.478901, 33.810501, 35.487801),
        _field("LCLK", "Larnaca", 8, 34.864185, 33.612255, 34.883202, 33.635498),
        _field("OJAI", "Amman", 2395, 31.726700, 35.969601, 31.732200, 36.007499),
        _field("ORER", "Erbil", 1341, 36.259743, 43.946838, 36.216473, 43.946503),
        _field("OSDI", "Damascus", 2020, 33.384998, 36.496101, 33.406300, 36.524700),
        _field("UUMU", "Chkalovsky", 499, 55.889801, 38.043499, 55.872200, 38.080101),
        _field("UWLW", "Ulyanovsk East", 449, 54.381802, 48.782501, 54.420300, 48.822899),
        _field("RU-0152", "Mozdok", 410, 43.788200, 44.580100, 43.781800, 44.620000),
        _field("URML", "Makhachkala", 12, 42.823833, 47.646465, 42.806732, 47.660976),
        _field("HLLM", "Mitiga", 36, 32.895779, 13.270361, 32.887833, 13.304945),
        _field("HLLB", "Benina", 433, 32.110198, 20.258699, 32.082100, 20.277399),
        _field("HL59", "Al Khadim", 800, 32.012600, 21.182199, 31.984400, 21.201300),
    )
)
