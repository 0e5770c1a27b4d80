"""A name that stands for more than one airfield: a cluster, a region, a country."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Place", "PlaceKind"]


class PlaceKind(str, Enum):
    """How large it is, the smallest first."""

    CLUSTER = "cluster"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True)
class Place:
    """A place that holds airfields, in the tree airfield < cluster < region < country.

    id : ``region:moscow-oblast``, ``country:LY``
    parent : id of the place around it, empty for a country
    names : all names it is known by, in any script
    airfields : idents that it holds itself
    regions : ISO 3166-2 codes whose airfields it holds
    country : ISO 3166-1 alpha-2, for a country alone
    source : why we say so
    """

    id: str
    kind: PlaceKind
    name: str
    parent: str
    names: tuple[str, ...]
    airfields: frozenset[str]
    regions: frozenset[str]
    country: str
    source: str
