"""What Mode S messages say: parity and fields of extended squitters, whole columns at once.

    DF 5 bits | CA 3 | address 24 | ME 56: type code 5, ... | parity 24

Source: ICAO Annex 10 volume IV; RTCA DO-260B. A library that decodes message by message would take two minutes for a
million; it stands beside this as the tests' second opinion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..values import Codes

__all__ = ["LONG", "SHORT", "Squitters", "altitudes_ft", "faults", "remainders", "squitters"]

SHORT, LONG = 7, 14  # bytes
_POLYNOMIAL = 0xFFF409
_SQUITTER = 11  # and its answers: the remainder is the number of who asked, below 128
_EXTENDED = (17, 18)
_UNUSED = (1, 2, 3, 6, 7, 8, 9, 10, 12, 13, 14, 15, 23)
_LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"
_NIC = {9: 11, 10: 10, 11: 8, 12: 7, 13: 6, 14: 5, 15: 4, 16: 2, 17: 1, 18: 0, 20: 11, 21: 10, 22: 0}  # at least

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


def _crc_table() -> NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32) << 16
    for _ in range(8):
        table = np.where(table & 0x800000, (table << 1) ^ _POLYNOMIAL, table << 1) & 0xFFFFFF
    return table.astype(np.uint32)


_CRC = _crc_table()


def remainders(messages: Bytes) -> NDArray[np.uint32]:
    """Return what the parity leaves over, uint32[n]: 0 for a sound squitter, the address for an answer.

    messages : uint8[n, 7] or uint8[n, 14]
    """
    left = np.zeros(len(messages), np.uint32)
    for at in range(messages.shape[1] - 3):
        left = ((left << 8) & 0xFFFFFF) ^ _CRC[(left >> 16) ^ messages[:, at]]
    last = messages[:, -3:].astype(np.uint32)
    return (left ^ (last[:, 0] << 16 | last[:, 1] << 8 | last[:, 2])).astype(np.uint32)


def faults(messages: Bytes, length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what is wrong with each message, int64[n]: 0 nothing, 1 parity, 2 length, 3 its format is none.

    messages : uint8[n, 14], short ones with zeros behind
    """
    df = messages[:, 0] >> 3
    found = np.zeros(len(messages), np.int64)
    is_long = length == LONG
    extended = np.isin(df, _EXTENDED) & is_long
    found[np.flatnonzero(extended)[remainders(messages[extended]) != 0]] = 1
    asked = (df == _SQUITTER) & ~is_long
    found[np.flatnonzero(asked)[remainders(messages[asked][:, :SHORT]) >= 128]] = 1
    found[(df >= 16) != is_long] = 2
    found[np.isin(df, _UNUSED)] = 3
    return found


@dataclass(frozen=True, eq=False, slots=True)
class Squitters:
    """What extended squitters say; NaN and -1 for what each does not, speeds in kt, rates in ft/min.

    address : int64[n], with bit 24 for one that is none of ICAO's
    is_odd : bool[n], of a position; ``lat`` and ``lon`` are as sent
    rebroadcast : bool[n], by TIS-B: what a radar saw
    above_baro_ft : how far the geometric height is above the barometric one
    """

    address: NDArray[np.int64]
    rebroadcast: NDArray[np.bool_]
    is_odd: NDArray[np.bool_]
    lat: Floats
    lon: Floats
    altitude_ft: Floats
    nic: Floats
    speed_kt: Floats
    track_deg: Floats
    climb_fpm: Floats
    above_baro_ft: Floats
    nac_p: Floats
    sil: Floats
    callsign: Codes
    squawk: Codes


def squitters(messages: Bytes) -> Squitters:
    """Return what sound extended squitters say.

    messages : uint8[n, 14]
    """
    me = messages[:, 4:11].astype(np.int64)
    code = me[:, 0] >> 3
    control = np.where(messages[:, 0] >> 3 == 18, messages[:, 0] & 7, 0)
    code = np.where(np.isin(control, (3, 4, 7)), 0, code)  # coarse and other messages: nothing of them is read
    airborne = ((code >= 9) & (code <= 18)) | ((code >= 20) & (code <= 22))
    status = (code == 31) & (me[:, 0] & 7 <= 1) & (me[:, 5] >> 5 >= 1)
    speed, track = _velocities(me, (code == 19) & np.isin(me[:, 0] & 7, (1, 2)))
    moves = (code == 19) & (me[:, 0] & 7 >= 1) & (me[:, 0] & 7 <= 4)
    rate = (me[:, 4] & 7) << 6 | me[:, 5] >> 2
    climb = np.where(me[:, 4] >> 3 & 1, -1.0, 1.0) * (rate - 1) * 64.0 + 0.0  # or no climb could be -0
    above = np.where(me[:, 6] >> 7, -1.0, 1.0) * ((me[:, 6] & 0x7F) - 1) * 25.0
    nic_table = np.full(32, np.nan)
    nic_table[list(_NIC)] = list(_NIC.values())
    return Squitters(
        address=_addresses(messages, me, code, control),
        rebroadcast=np.isin(control, (2, 5)),
        is_odd=(me[:, 2] >> 2 & 1).astype(np.bool_),
        lat=_where(airborne, (me[:, 2] & 3) << 15 | me[:, 3] << 7 | me[:, 4] >> 1),
        lon=_where(airborne, (me[:, 4] & 1) << 16 | me[:, 5] << 8 | me[:, 6]),
        # Above 18 it is geometric, in feet by one standard and in metres by another: it is left out.
        altitude_ft=np.where(airborne & (code <= 18), altitudes_ft(me[:, 1] << 4 | me[:, 2] >> 4), np.nan),
        nic=np.where(airborne, nic_table[code], np.nan),
        speed_kt=speed,
        track_deg=track,
        climb_fpm=_where(moves & (rate > 0), climb),
        above_baro_ft=_where(
            moves & (me[:, 6] & 0x7F > 0) & (me[:, 6] & 0x7F < 127), above
        ),  # 127: more than it can say
        nac_p=_where(status, me[:, 5] & 15),
        sil=_where(status, me[:, 6] >> 4 & 3),
        callsign=_callsigns(me, (code >= 1) & (code <= 4)),
        squawk=_squawks(me, (code == 28) & (me[:, 0] & 7 == 1)),
    )


def _where(said: NDArray[np.bool_], value: NDArray[np.int64] | Floats) -> Floats:
    return np.where(said, value, np.nan)


def _addresses(messages: Bytes, me: NDArray[np.int64], code: NDArray[np.int64], control: Bytes) -> NDArray[np.int64]:
    """Return addresses; those of rebroadcast messages say by one bit more whether they are ICAO's."""
    address = messages[:, 1].astype(np.int64) << 16 | messages[:, 2].astype(np.int64) << 8 | messages[:, 3]
    flag = np.select(
        [(code >= 5) & (code <= 8), code == 19, (code >= 9) & (code <= 22)],
        [me[:, 2] >> 3 & 1, me[:, 1] >> 7, me[:, 0] & 1],
        0,
    )
    other = np.isin(control, (1, 5)) | (np.isin(control, (2, 6)) & (flag == 1))
    return address | np.where(other, 1 << 24, 0)


def _velocities(me: NDArray[np.int64], said: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return speed over ground and true track of velocities that are given as two components."""
    east, north = (me[:, 1] & 3) << 8 | me[:, 2], (me[:, 3] & 0x7F) << 3 | me[:, 4] >> 5
    said = said & (east > 0) & (north > 0)
    step = np.where(me[:, 0] & 7 == 2, 4.0, 1.0)  # of an aircraft faster than sound
    east_kt = np.where(me[:, 1] >> 2 & 1, -1.0, 1.0) * (east - 1) * step
    north_kt = np.where(me[:, 3] >> 7, -1.0, 1.0) * (north - 1) * step
    speed = np.hypot(east_kt, north_kt)
    track = np.mod(np.degrees(np.arctan2(east_kt, north_kt)), 360.0)
    return _where(said, speed), _where(said & (speed > 0), track)


def _callsigns(me: NDArray[np.int64], said: NDArray[np.bool_]) -> Codes:
    bits = np.zeros(int(said.sum()), np.int64)
    for at in range(1, 7):
        bits = bits << 8 | me[said, at]
    present, code = np.unique(bits, return_inverse=True)
    texts = ("".join(_LETTERS[each >> shift & 63] for shift in range(42, -1, -6)) for each in present.tolist())
    return _placed(said, code, tuple("" if "#" in text else text for text in texts))


def _squawks(me: NDArray[np.int64], said: NDArray[np.bool_]) -> Codes:
    present, code = np.unique((me[said, 1] & 0x1F) << 8 | me[said, 2], return_inverse=True)
    return _placed(said, code, tuple(map(_digits, present.tolist())))


def _digits(identity: int) -> str:
    """Return four digits of C1 A1 C2 A2 C4 A4 . B1 D1 B2 D2 B4 D4, nothing where there are none."""
    bit = [identity >> shift & 1 for shift in range(12, -1, -1)]
    places = ((1, 3, 5), (7, 9, 11), (0, 2, 4), (8, 10, 12))  # of A, B, C, D
    digits = "".join(str(bit[one] + 2 * bit[two] + 4 * bit[four]) for one, two, four in places)
    return digits if identity else ""


def _placed(said: NDArray[np.bool_], code: NDArray[np.intp], texts: tuple[str, ...]) -> Codes:
    placed = np.full(len(said), -1, np.int32)
    placed[said] = code
    return Codes(placed, texts).cleaned(str)


# ---------------------------------------------------------------- altitude


def altitudes_ft(field: NDArray[np.int64]) -> Floats:
    """Return the altitude of an airborne position, float64[n], NaN where there is none.

    field : int64[n], 12 bits: steps of 25 ft, or of 100 ft in Gillham's code
    """
    return _ALTITUDES_FT[field]


def _gillham_ft(field: int) -> float:
    """Return what 12 bits C1 A1 C2 A2 C4 A4 B1 0 B2 D2 B4 D4 mean; NaN for what cannot be."""
    c1, a1, c2, a2, c4, a4, b1, _, b2, d2, b4, d4 = (field >> shift & 1 for shift in range(11, -1, -1))
    hundreds = _from_gray(c1 << 2 | c2 << 1 | c4)
    if hundreds in (0, 5, 6):
        return np.nan
    hundreds = 5 if hundreds == 7 else hundreds
    five_hundreds = _from_gray(d2 << 7 | d4 << 6 | a1 << 5 | a2 << 4 | a4 << 3 | b1 << 2 | b2 << 1 | b4)
    if five_hundreds % 2:
        hundreds = 6 - hundreds
    return five_hundreds * 500.0 + hundreds * 100.0 - 1300.0


def _from_gray(code: int) -> int:
    number = 0
    while code:
        number ^= code
        code >>= 1
    return number


def _altitude_ft(field: int) -> float:
    if not field:
        return np.nan
    return ((field >> 5 << 4) | (field & 15)) * 25.0 - 1000.0 if field & 16 else _gillham_ft(field)


_ALTITUDES_FT = np.array([_altitude_ft(field) for field in range(4096)])
