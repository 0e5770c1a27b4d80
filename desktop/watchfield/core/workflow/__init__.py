"""Open, import, detect, watch: the one way in for window, command line, archive and plugin."""

from .asking import airfield_named, chosen, counts, counts_in_words, summary, visitors, zone_record
from .detecting import Reference, detect
from .importing import FileReport, ImportReport, import_files
from .opening import marked_project, open_project
from .zones import RADIUS_NM, add_zones, import_zones, keep_zones, new_zone, ring_of, zone_round

__all__ = [
    "RADIUS_NM",
    "FileReport",
    "ImportReport",
    "Reference",
    "add_zones",
    "airfield_named",
    "chosen",
    "counts",
    "counts_in_words",
    "detect",
    "import_files",
    "import_zones",
    "keep_zones",
    "marked_project",
    "new_zone",
    "open_project",
    "ring_of",
    "summary",
    "visitors",
    "zone_record",
    "zone_round",
]
