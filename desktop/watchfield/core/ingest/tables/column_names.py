"""What the name of a column says: what it is, in which unit, and whether in UTC."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["NAMES", "NOT_TAKEN", "about"]

NAMES: Mapping[str, str] = MappingProxyType(
    {
        name: field
        for field, names in {
            "time": "time timestamp ts datetime date_time time_utc utc utc_time time_over timestamp_track position_time"
            " time_position fix_time gps_time epoch unix_time unixtime epoch_time timestamp_utc utc_timestamp"
            " event_time"
            " report_time recorded_at received_at seen_at observed_at last_position lastposupdate track_time"
            " time_of_track utc_datetime datetime_utc date_utc time_stamp track_timestamp time_unix unix_timestamp",
            "date": "date utc_date flight_date day track_date",
            "latitude": "lat latitude position_lat gps_lat latitude_wgs84 lat_wgs84 wgs84_lat track_lat y_lat",
            "longitude": "lon long lng longitude position_lon position_lng gps_lon longitude_wgs84 lon_wgs84 wgs84_lon"
            " track_lon x_lon gps_long position_long",
            "position": "position latlon lat_lon latlng lat_lng latitude_longitude",
            "pressure_altitude": "altitude alt baro_altitude baroaltitude alt_baro altbaro pressure_altitude"
            " altitude_baro"
            " alt_std altitude_std barometric_altitude flight_level flightlevel fl track_altitude mode_c"
            " altitude_track",
            "geometric_altitude": "geo_altitude geoaltitude alt_geom altgeom geometric_altitude gps_altitude gps_alt"
            " gnss_altitude gnss_alt altitude_geo alt_gnss alt_gps ellipsoid_height",
            "speed": "speed ground_speed groundspeed gs gspeed velocity speed_gnd spd sog speed_over_ground gnd_speed"
            " track_speed",
            "track": "track true_track course cog track_gnd direction trk track_angle course_over_ground ground_track",
            "vertical_rate": "vertical_rate vertrate vert_speed vert_rate vspeed vspd roc rocd climb climb_rate"
            " vertical_speed baro_rate vs rate_of_climb verticalspeed verticalrate",
            "icao24": "icao24 hex icao icao_address mode_s modes mode_s_code hexid hex_ident hexident aircraft_address"
            " icao_24 address icao24_address adshex icao_hex mode_s_address transponder_id icao_24bit mode_s_hex"
            " transponder_address icao24bit",
            "callsign": "callsign call_sign cs ident acid flight_callsign aircraft_id aircraft_ident",
            "registration": "registration reg aircraft_reg tail tail_number tailnumber aircraft_registration tail_no"
            " reg_no registration_number",
            "type": "aircraft_type actype ac_type icao_type typecode type_code aircrafttype icao_actype type_icao",
            "flight_id": "flight_id flightid ifplid ifpl_id track_id trackid track_number tracknum track_no fid"
            " flight_key"
            " ectrl_id flight_uid",
            "squawk": "squawk mode_a ssr ssr_code transponder_code mode3a mode_3a squawk_code",
            "on_ground": "on_ground onground ground is_on_ground gnd is_ground",
            "kind": "position_source source_type datasource data_source pos_source source",
        }.items()
        for name in names.split()
    }
)
NOT_TAKEN: Mapping[str, str] = MappingProxyType(
    {
        "heading": "a heading is where the nose points, not where the aircraft goes",
        "hdg": "a heading is where the nose points, not where the aircraft goes",
        "height": "it is not said above what",
        "elevation": "it is not said above what",
        "ele": "it is not said above what",
    }
)
_UNIT_WORDS = MappingProxyType(
    {
        "ft": "ft", "feet": "ft", "foot": "ft",
        "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "mtr": "m",
        "kt": "kt", "kts": "kt", "knot": "kt", "knots": "kt", "kn": "kt",
        "mps": "m/s", "kmh": "km/h", "kph": "km/h", "kmph": "km/h", "mph": "mph",
        "fpm": "ft/min", "ftmin": "ft/min",
        "deg": "deg", "degree": "deg", "degrees": "deg",
        "ms": "ms", "us": "us", "ns": "ns", "s": "s", "sec": "s", "seconds": "s", "millis": "ms",
        "milliseconds": "ms",
    }
)  # fmt: skip
_WRITTEN_UNITS = ((r"m\s*/\s*s(ec)?\b", "mps"), (r"m[·.\s]?s-1", "mps"), (r"km\s*/\s*h(r)?\b", "kmh"),
                  (r"(ft|feet)\s*/\s*min(ute)?\b", "fpm"), (r"μs|µs", "us"))  # fmt: skip
_ZONE_WORDS = frozenset({"utc", "gmt", "zulu"})


def about(name: str) -> tuple[str, str, bool]:
    """Return (name without its unit, unit, whether it says UTC) of a column called ``Altitude [ft]`` or ``alt_ft``."""
    text = unicodedata.normalize("NFKC", name).strip()
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower()  # groundSpeed
    for pattern, word in _WRITTEN_UNITS:
        text = re.sub(pattern, f" {word} ", text)
    words = [word for word in re.split(r"[^0-9a-z]+", text) if word]
    says_utc = bool(_ZONE_WORDS & set(words))
    units = [_UNIT_WORDS[word] for word in words[1:] if word in _UNIT_WORDS]
    kept = [word for at, word in enumerate(words) if at == 0 or word not in _UNIT_WORDS]
    joined = "_".join(kept)
    if says_utc and joined not in NAMES:
        joined = "_".join(word for word in kept if word not in _ZONE_WORDS) or joined
    return joined, units[-1] if units else "", says_utc
