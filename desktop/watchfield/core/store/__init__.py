"""The project file: one GeoPackage that holds recordings as evidence, and what was made of them."""

from .audit import AuditEntry
from .create import create
from .kept import MOST_BYTES
from .rows import AirfieldRow
from .store import Store, Stored
from .verify import additions, verify

__all__ = ["MOST_BYTES", "AirfieldRow", "AuditEntry", "Store", "Stored", "additions", "create", "verify"]
