"""What can be measured of a method on a data set."""

from kerasgen.data.point_mass import PointMass


def has_modes(data):
    """Whether data are points of a density with several modes."""
    return len(getattr(data.density, "centres", ())) > 1


def is_one_point(data):
    """Whether data are all the same, so that samples cannot be as diverse as they are."""
    return isinstance(data.density, PointMass)


def is_classifiable(method, data):
    """Whether a classifier can tell what samples are worth: those of labelled images."""
    return method.generates and bool(data.class_names) and len(data.data_shape) == 3
