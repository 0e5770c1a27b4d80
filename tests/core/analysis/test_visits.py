"""When was an aircraft inside a zone, and how low?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from watchfield.core.analysis.flights import segmented
from watchfield.core.analysis.rules import Rules
from watchfield.core.analysis.visits import Visit, visits
from watchfield.core.geo.polygon import circle
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.core.spatial.boxes import Boxes
from watchfield.core.spatial.index import TrackIndex

Sky = Callable[..., Project]


def square(**band: float) -> Zone:
    """One degree round (10, 0)."""
    return Zone("z", "square", (((9.5, -0.5), (10.5, -0.5), (10.5, 0.5), (9.5, 0.5)),), **band)


def through(project: Project, zone: Zone) -> list[Visit]:
    fixes = project.fixes
    found = [
        list(visits(fixes, segmented(fixes, Rules()), zone, index, Rules()))
        for index in (Boxes.build(fixes), TrackIndex.build(fixes))
    ]
    assert found[0] == found[1] or np.isnan(found[0][0].lowest.altitude_ft)
    return found[0]


def eastward(altitude: float | str = 30_000.0, step: float = 0.1) -> list[tuple]:
    count = round(4.0 / step) + 1
    return [(i * step * 8.0, 8.0 + i * step, 0.0, altitude) for i in range(count)]


def test_a_track_across_a_zone_is_one_visit_from_border_to_border(sky: Sky) -> None:
    (visit,) = through(sky(eastward()), square())
    assert visit.enter.lon_deg == pytest.approx(9.5)
    assert visit.leave.lon_deg == pytest.approx(10.5)
    assert visit.enter.time_s == pytest.approx(1.5 * 8.0 * 60.0)


def test_two_points_outside_are_enough_when_the_line_between_them_crosses(sky: Sky) -> None:
    (visit,) = through(sky([(0.0, 9.0, 0.0, 30_000.0), (4.0, 11.0, 0.0, 30_000.0)]), square())
    assert (visit.first, visit.last) == (0, 1)


def test_nothing_is_said_across_a_hole(sky: Sky) -> None:
    assert through(sky([(0.0, 9.0, 0.0, 30_000.0), (6.0, 11.0, 0.0, 30_000.0)]), square()) == []


def test_who_passes_by_does_not_visit(sky: Sky) -> None:
    assert through(sky([(m, lon, 0.6, h) for m, lon, _, h in eastward()]), square()) == []


def test_a_track_along_the_rim_is_one_visit(sky: Sky) -> None:
    wiggle = [(i * 0.5, 9.0 + i * 0.05, 0.5 + (0.01 if i % 2 else -0.01), 30_000.0) for i in range(40)]
    assert len(through(sky(wiggle), square())) == 1


def test_leaving_for_good_and_coming_back_are_two_visits(sky: Sky) -> None:
    there = eastward()
    back = [(there[-1][0] + 1.0 + m, 20.0 - lon, lat, h) for m, lon, lat, h in there]
    assert len(through(sky(there + back), square())) == 2


def test_above_the_ceiling_nobody_is_inside(sky: Sky) -> None:
    assert through(sky(eastward(30_000.0)), square(ceiling_ft=10_000.0)) == []


def test_a_climb_through_the_ceiling_leaves_where_it_crosses_it(sky: Sky) -> None:
    climb = [(i * 0.8, 8.0 + i * 0.1, 0.0, 500.0 * i) for i in range(41)]
    (visit,) = through(sky(climb), square(ceiling_ft=10_000.0))
    assert visit.leave.lon_deg == pytest.approx(10.0)
    assert visit.leave.altitude_ft == pytest.approx(10_000.0)


def test_a_height_that_nobody_received_is_not_made_up(sky: Sky) -> None:
    (visit,) = through(sky(eastward(np.nan)), square(ceiling_ft=10_000.0))
    assert np.isnan(visit.lowest.altitude_ft)


def test_the_lowest_place_inside_is_found(sky: Sky) -> None:
    dive = [(i * 0.8, 8.0 + i * 0.1, 0.0, 20_000.0 + 5_000.0 * abs(i - 20)) for i in range(41)]
    (visit,) = through(sky(dive), square())
    assert visit.lowest.altitude_ft == pytest.approx(20_000.0)


def test_a_zone_across_180_degrees_is_an_ordinary_one(sky: Sky) -> None:
    zone = Zone("z", "dateline", (((179.5, -0.5), (-179.5, -0.5), (-179.5, 0.5), (179.5, 0.5)),))
    crossing = [(i * 0.8, (178.0 + i * 0.1 + 180.0) % 360.0 - 180.0, 0.0, 30_000.0) for i in range(41)]
    (visit,) = through(sky(crossing), zone)
    assert visit.enter.lon_deg == pytest.approx(179.5)
    assert visit.leave.lon_deg == pytest.approx(-179.5)


@pytest.mark.parametrize("offset", np.linspace(-2.6, 2.6, 27))
def test_no_crossing_of_a_small_zone_at_450_knots_and_one_fix_a_minute_is_missed(sky: Sky, offset: float) -> None:
    zone = Zone("z", "small", (tuple(map(tuple, circle(10.0, 0.0, 2.7).tolist())),))
    for shift in np.linspace(0.0, 7.5, 16):
        pass_by = [(float(i), 10.0 + ((i - 10) * 7.5 + shift) / 60.0, offset / 60.0, 30_000.0) for i in range(20)]
        assert len(through(sky(pass_by), zone)) == 1
