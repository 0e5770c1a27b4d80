"""What each command does: ask the workflow, and say what came out."""

from __future__ import annotations

import argparse
import math
import os
import re
import threading
from pathlib import Path

from watchfield import paths
from watchfield.cli import tables
from watchfield.cli.saying import DONE, say, watched
from watchfield.cli.stopping import stoppable
from watchfield.core import workflow
from watchfield.core.errors import RequestError
from watchfield.core.export import movements as export
from watchfield.core.geo.times import parse_utc
from watchfield.core.model.project import Project
from watchfield.core.spatial.index import TrackIndex

_UNITS_S = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


def window(options: argparse.Namespace) -> int:
    """Open the window, on a project if one is named."""
    if not _has_display():
        raise RequestError(
            "There is no display to open a window on.",
            advice="Set DISPLAY or WAYLAND_DISPLAY, or use one of the commands that watchfield --help lists.",
        )
    return _opened(options.project)


def demo(options: argparse.Namespace) -> int:
    """Write the demonstration and open it; without a display do its main work here."""
    from watchfield.demonstration import project as demonstration  # noqa: PLC0415  # needed by this command alone

    if not _has_display():
        threading.Thread(target=_warm_up, daemon=True).start()
    with stoppable(watched(options)) as progress:
        path = demonstration.make(options.directory, reference(), progress)
    if _has_display():
        return _opened(path)
    project = workflow.open_project(path)
    picture = options.directory / "map.png"
    _draw(project, picture, bbox=demonstration.VIEW, span=demonstration.SPAN)
    found = workflow.chosen(project, zone=project.zones[0].name)
    if options.json:
        return say({"project": str(path), "picture": str(picture), "movements": export.as_records(project, found)})
    tables.movements(project, found)
    print(f"\nProject     {path}\nRecordings  {options.directory / 'recordings'}\nMap         {picture}")
    print(f"There is no display here. On a machine with a screen: watchfield {path}")
    return DONE


def info(options: argparse.Namespace) -> int:
    """Say what is in a project."""
    summary = workflow.summary(workflow.open_project(options.project))
    return say(summary) if options.json else tables.info(summary)


def zone_add(options: argparse.Namespace) -> int:
    """Add a zone round an airfield."""
    airfield = workflow.airfield_named(reference(), options.airfield)
    zone = workflow.zone_round(
        airfield,
        radius_nm=options.radius_nm,
        floor_ft=options.floor_ft,
        ceiling_ft=options.ceiling_ft,
        name=options.name,
    )
    (kept,) = workflow.add_zones(options.project, [zone])
    return say(workflow.zone_record(kept)) if options.json else tables.zones([workflow.zone_record(kept)])


def zone_import(options: argparse.Namespace) -> int:
    """Add the polygons of a file as zones."""
    kept = workflow.import_zones(options.project, options.file)
    records = [workflow.zone_record(zone) for zone in kept]
    return say({"zones": records}) if options.json else tables.zones(records)


def zone_list(options: argparse.Namespace) -> int:
    """List the zones of a project."""
    records = [workflow.zone_record(zone) for zone in workflow.open_project(options.project).zones]
    return say({"zones": records}) if options.json else tables.zones(records)


def detect(options: argparse.Namespace) -> int:
    """Find the movements of a project and keep them."""
    with stoppable(watched(options)) as progress:
        project = workflow.detect(options.project, reference(), index_of=TrackIndex.build, progress=progress)
    counts = workflow.counts(project.movements)
    return say(counts) if options.json else tables.counts(counts)


def movements(options: argparse.Namespace) -> int:
    """List the movements of a project."""
    project = workflow.open_project(options.project)
    found = workflow.chosen(
        project,
        zone=options.zone,
        airfield=reference().airfields.get(options.airfield).ident if options.airfield else None,
        kind=options.kind,
        aircraft=options.aircraft,
        since_s=_since_until(options)[0],
        until_s=_since_until(options)[1],
    )
    if options.json or options.format == "json":
        return say({"marking": " · ".join(project.markings), "movements": export.as_records(project, found)})
    if options.format == "geojson":
        return say(export.as_geojson(project, found))
    if options.format == "csv":
        print(export.as_csv(project, found), end="")
        return DONE
    return tables.movements(project, found)


def render(options: argparse.Namespace) -> int:
    """Draw the map as a picture."""
    _draw(
        workflow.open_project(options.project),
        options.out,
        bbox=_bbox(options.bbox),
        at_s=parse_utc(options.at) if options.at else None,
        trail_s=_span(options.trail),
        span=_since_until(options),
        size=_size(options.size),
        theme=options.theme,
    )
    return say({"picture": str(options.out)}) if options.json else tables.line(str(options.out))


def reference() -> workflow.Reference:
    """Return the reference data that came with the program."""
    return workflow.Reference(paths.resources())


def _opened(project: Path | None) -> int:
    from watchfield.app import application  # noqa: PLC0415  # Qt is loaded for the window alone

    return application.run(project)


def _warm_up() -> None:
    """Load what draws while something else is done: compiled code takes seconds, and another core is idle."""
    from watchfield.render import engine  # noqa: PLC0415  # numba takes a second to load

    engine.warm_up()


def _draw(
    project: Project,
    out: Path,
    *,
    bbox: tuple[float, float, float, float] | None = None,
    at_s: float | None = None,
    trail_s: float = 7200.0,
    span: tuple[float, float] = (-math.inf, math.inf),
    size: tuple[int, int] = (1600, 1000),
    theme: str = "light",
) -> None:
    """Draw a part of the map, or all there is; at a time, or a span of times. Who visited a zone then has a colour."""
    from watchfield.render import picture  # noqa: PLC0415  # numba takes a second to load
    from watchfield.render.scene import Choice, Scene  # noqa: PLC0415
    from watchfield.render.view import View  # noqa: PLC0415

    data = reference()
    scene = Scene.of(project, silhouette_of=data.types.silhouette)
    bounds = bbox or scene.bounds_deg()
    since_s, until_s = span if at_s is None else (at_s - trail_s, at_s)
    visitors = workflow.visitors(project, since_s=since_s, until_s=until_s)
    numbers = {track.key: number for number, track in enumerate(project.tracks)}
    pixels = picture.draw(
        scene,
        View.fit(*bounds, *size) if bounds else View.world(*size),
        at_s=at_s,
        trail_s=trail_s,
        from_s=since_s,
        to_s=until_s,
        theme=theme,
        choice=Choice(pinned=tuple(numbers[key] for key in visitors)),
        marking=project.markings,
        airfields=data.airfields,
    )
    picture.write_png(out, pixels, project.markings, title=project.name)


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _since_until(options: argparse.Namespace) -> tuple[float, float]:
    """Return the span of time that was asked for, open where nothing was said."""
    since_s = parse_utc(options.since) if options.since else -math.inf
    return since_s, parse_utc(options.until) if options.until else math.inf


def _bbox(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise RequestError(f"“{text}” is not a part of the map.", advice="Write W,S,E,N: 34,33,38,37.") from None
    if not (-90 <= south < north <= 90 and -360 <= west <= 360 and -360 <= east <= 360 and west != east):
        raise RequestError(
            f"“{text}” is not a part of the map.", advice="South must lie below north, and west not on east."
        )
    return west, south, east, north


def _span(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text.strip())
    if not found:
        raise RequestError(f"“{text}” is not a length of time.", advice="Write 45m, 2h or 1d.")
    return float(found[1]) * _UNITS_S[found[2]]


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{2,5})x(\d{2,5})", text.strip())
    if not found or not all(64 <= int(side) <= 16_384 for side in found.groups()):
        raise RequestError(f"“{text}” is not a size.", advice="Write 1600x1000; each side from 64 to 16384.")
    return int(found[1]), int(found[2])
