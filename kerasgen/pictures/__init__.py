"""Pictures of data, of measurements and of trainings."""

from kerasgen.pictures.grids import grid, rows, save

__all__ = ["grid", "rows", "save"]
