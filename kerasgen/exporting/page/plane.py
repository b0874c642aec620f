"""The plane in the space of codes that the page shows as a map."""

import numpy as np
from sklearn.decomposition import PCA


def plane_of(maker):
    """A plane through what a maker is given, and where its codes or draws lie on it.

    Of more than two codes it is that of their first two principal components, and of draws that of
    the two numbers that do most, among the codes if there are any beside the latents.

    Args:
        maker: `Maker`.

    Returns:
        dict of `axes`, two orthonormal vectors; `origin`, a point on the plane; `points`
        `(count, 2)`; `classes` or None; `caption`, in words.
    """
    size = len(maker.centre)
    if maker.codes is None:
        vectors, origin, classes = maker.vectors(maker.draws), maker.centre, None
        chosen = _that_do_most(maker)
        axes = np.eye(size)[chosen]
        caption = f"The plane of {' and '.join(_names(maker)[number] for number in chosen)}"
    else:
        vectors, classes = maker.vectors(maker.codes), maker.classes
        origin, axes, on = _of_codes(vectors, _names(maker))
        caption = f"Codes of {len(vectors):,} {maker.of} examples, on {on}"
    points = (vectors - origin) @ axes.T
    if size == 1:  # on a line: beside one another, to be seen
        apart = np.random.default_rng(0).uniform(-1, 1, len(points)) * points[:, 0].std()
        axes, points = np.concatenate([axes, [[0.0]]]), np.stack([points[:, 0], apart], axis=1)
    return {
        "axes": np.round(axes, 6).tolist(),
        "origin": np.round(np.asarray(origin, "float64"), 6).tolist(),
        "points": np.round(points.astype("float64"), 3).tolist(),
        "classes": None if classes is None else [int(number) for number in classes],
        "caption": caption,
    }


def _of_codes(codes, names):
    """Origin, axes, and what they are in words."""
    size = codes.shape[1]
    if size <= 2:
        return np.zeros(size), np.eye(size), " and ".join(names)
    pca = PCA(2, random_state=0).fit(codes)
    first, second = pca.explained_variance_ratio_
    on = f"their first two principal components ({first:.0%} and {second:.0%} of the variance)"
    return pca.mean_, pca.components_, on


def _that_do_most(maker):
    """Places of the two real numbers with the largest effects; those of codes before others."""
    is_noise = np.concatenate([np.full(n, name == "latents") for name, n in maker.reals.items()])
    order = np.argsort(-maker.effects, kind="stable")
    if (~is_noise).sum() >= 2:
        order = order[~is_noise[order]]
    return order[:2]


def _names(maker):
    return [
        name if size == 1 else f"{name} {number}"
        for name, size in maker.reals.items()
        for number in range(size)
    ]
