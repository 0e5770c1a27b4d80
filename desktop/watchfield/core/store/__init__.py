"""The project file: one GeoPackage that holds recordings as evidence, and what was made of them."""

from .audit import AuditEntry
from .rows import AirfieldRow
from .store import Store, Stored, create
from .verify import additions, verify

__all__ = ["AirfieldRow", "AuditEntry", "Store", "Stored", "additions", "create", "verify"]
