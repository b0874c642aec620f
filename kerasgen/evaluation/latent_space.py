"""What is in a latent space with a prior, in numbers and in pictures."""

import numpy as np
from scipy.stats import norm

from kerasgen import pictures
from kerasgen.evaluation import metrics
from kerasgen.formulas import interpolation
from kerasgen.pictures.report import Section, words

ENDS = norm.cdf([-2.5, 2.5])


def evaluate_latents(model, data):
    """All that is measured and drawn of a model with an encoder and a prior.

    Args:
        model: a kerasgen model with `encode` and `generate`.
        data: `Data`.

    Returns:
        dict of numbers, fit for JSON, and list of `report.Section`.

    Example:
        >>> numbers, sections = evaluate_latents(model, load_data("digits"))
    """
    test = data.test.as_floats()
    codes = model.apply_deployed("encode", data=test)
    parts = []
    if model.code == "mean" and model.normal_prior:
        parts.append(posterior(**codes))
    parts.append(by_latents_kept(model, test, codes[model.code]))
    if test.ndim == 4 and len(test) >= 8:
        parts.append(views(model, test, codes[model.code]))
    numbers = {name: value for part, _ in parts for name, value in part.items()}
    return numbers, [section for _, section in parts]


def posterior(mean, log_var, limit=2000):
    """Numbers and a `Section`: the terms of the KL to `N(0, I)`, and how many latents are in use.

    Args:
        mean: array `(count, latent_dim)`, of the posteriors of examples.
        log_var: array of the same shape.
        limit: int. Most examples whose posteriors are mixed.
    """
    by_latent = 0.5 * (mean**2 + np.exp(log_var) - log_var - 1).mean(axis=0)
    numbers = {
        "active_units": metrics.active_units(mean),
        "collapsed_units": int((by_latent < 0.01).sum()),
        **metrics.kl_terms(mean[:limit], log_var[:limit]),
    }
    return {"posterior": numbers}, Section(
        "The posterior",
        f"Of {mean.shape[1]} latents, those whose mean varies by more than .01 are active, those "
        "whose KL to the prior is under .01 nats have collapsed. The KL is the sum of the "
        "information that latents have of their example, their total correlation, and the "
        f"distance of each from the prior, in nats; {min(limit, len(mean)):,} test examples.",
        ("", "value"),
        [(words(name), value) for name, value in numbers.items()],
    )


def by_latents_kept(model, examples, codes):
    """Numbers and a `Section`: reconstructions from the k latents that vary most, against k.

    Args:
        model: has `decode`.
        examples: array `(count, ...)`.
        codes: array `(count, latent_dim)`, what the model encodes them as. Latents that are not
            kept are set to their means.
    """
    order, latent_dim = np.argsort(-codes.var(axis=0)), codes.shape[1]
    errors, drawn = {}, [examples[:16]]
    for kept in (*(2**power for power in range(10) if 2**power < latent_dim), latent_dim):
        reduced = np.tile(codes.mean(axis=0), (len(codes), 1))
        reduced[:, order[:kept]] = codes[:, order[:kept]]
        reconstructed = model.decode(reduced)
        errors[str(kept)] = metrics.squared_error(examples, reconstructed)
        drawn.append(reconstructed[:16])
    section = Section(
        "Reconstruction against the number of latents",
        "Squared error per test example, decoded from the k latents that vary most, all others at "
        "their means.",
        ("latents kept", "squared error"),
        list(errors.items()),
        {"Test examples over what 1, 2, 4 and more latents keep of them": pictures.rows(*drawn)}
        if examples.ndim == 4
        else {},
    )
    return {"squared_error_by_latents_kept": errors}, section


def views(model, examples, codes):
    """No numbers and a `Section`: latents traversed, examples interpolated, the plane.

    Args:
        model: has `decode`, `interpolate`, `latent_dim` and a prior.
        examples: array `(count, height, width, channels)` in [0, 1], of 8 or more.
        codes: array `(count, latent_dim)`, what the model encodes them as.
    """
    in_use = np.argsort(-codes.var(axis=0))[:8]
    low, high = prior_quantiles(model, ENDS)
    span = np.linspace(low, high, 11)
    travels = np.concatenate([traversal(codes[0], latent, span) for latent in in_use])
    between = model.interpolate(examples[:4], examples[4:8], count=len(span))
    arcs = model.interpolate(examples[:4], examples[4:8], len(span), interpolation.spherical)
    drawn = {
        f"Each row moves one latent of the first test example from {low:.3g} to {high:.3g}, that "
        "of the largest variance on top": pictures.grid(model.decode(travels), columns=len(span)),
        "Straight lines between test examples": _rows(between),
        "Arcs between the same": _rows(arcs),
    }
    if model.latent_dim == 2:
        plane = quantile_plane(prior_quantiles(model, (np.arange(20) + 0.5) / 20))
        drawn["The plane, by quantiles of the prior"] = pictures.grid(model.decode(plane), 20)
    return {}, Section("The latent space", pictures=drawn)


def _rows(frames):
    return pictures.grid(np.concatenate(list(frames)), columns=frames.shape[1])


def traversal(code, latent, values):
    """Copies of a code with one latent set to each of some values.

    Args:
        code: array `(latent_dim,)`.
        latent: int. Which latent.
        values: array `(count,)`.

    Returns:
        array `(count, latent_dim)`.

    Example:
        >>> traversal(np.zeros(2), 1, [-1.0, 1.0])  # [[0, -1], [0, 1]]
    """
    codes = np.tile(code, (len(values), 1))
    codes[:, latent] = values
    return codes


def prior_quantiles(model, shares):
    """Values below which shares of a prior's latents are: of `N(0, I)`, or of 10,000 draws.

    Args:
        model: has a prior.
        shares: array `(count,)` in (0, 1).

    Returns:
        array `(count,)`.
    """
    if model.normal_prior:
        return norm.ppf(shares)
    return np.quantile(np.array(model.prior_draw(10_000, (0, 0))), shares)


def quantile_plane(quantiles):
    """Points that share out the mass of two independent latents evenly, row by row.

    Args:
        quantiles: array `(count,)`, of each latent's prior, growing.

    Returns:
        array `(count * count, 2)`.

    Reference: [Kingma and Welling, 2014, Appendix A](https://arxiv.org/abs/1312.6114)

    Example:
        >>> quantile_plane(np.zeros(1))  # [[0, 0]]
    """
    down, across = np.meshgrid(quantiles[::-1], quantiles, indexing="ij")
    return np.stack([across.ravel(), down.ravel()], axis=1)
