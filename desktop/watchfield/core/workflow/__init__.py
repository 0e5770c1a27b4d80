"""Open, import, detect, watch: the one way in for window, command line, archive and plugin."""

from .asking import airfield_named, chosen, counts, counts_in_words, source_record, summary, visitors, zone_record
from .comparing import PairReport, disagreements, pair_record
from .coverage import Calendar, Group, calendar, calendar_record
from .detecting import Reference, detect
from .evidence import Evidence, evidence, evidence_of_fix
from .importing import FileReport, ImportReport, import_files
from .opening import marked_project, open_project
from .stating import state_aircraft
from .zones import RADIUS_NM, add_zones, import_zones, keep_zones, new_zone, ring_of, zone_round

__all__ = [
    "RADIUS_NM",
    "Calendar",
    "Evidence",
    "FileReport",
    "Group",
    "ImportReport",
    "PairReport",
    "Reference",
    "add_zones",
    "airfield_named",
    "calendar",
    "calendar_record",
    "chosen",
    "counts",
    "counts_in_words",
    "detect",
    "disagreements",
    "evidence",
    "evidence_of_fix",
    "import_files",
    "import_zones",
    "keep_zones",
    "marked_project",
    "new_zone",
    "open_project",
    "pair_record",
    "ring_of",
    "source_record",
    "state_aircraft",
    "summary",
    "visitors",
    "zone_record",
    "zone_round",
]
