"""Faults that tests should notice, room by room."""

from faults import core, data, evaluation, exporting, formulas, networks, shelves, training

FAULTS = [
    fault
    for room in (formulas, networks, core, shelves, data, evaluation, exporting, training)
    for fault in room.FAULTS
]
