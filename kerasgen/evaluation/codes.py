"""What an encoder's codes hold, measured beside principal components and the raw data."""

import keras
import numpy as np
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from kerasgen import pictures
from kerasgen.evaluation import metrics
from kerasgen.evaluation.restoration import inpainting, robustness
from kerasgen.pictures import charts
from kerasgen.pictures.report import Section, words

NAMES = {"codes": "code", "pca": "PCA of that size", "raw": "raw data"}


def evaluate_codes(model, data, tsne=False, limit=10_000, seed=0):
    """Everything that is measured of an autoencoder's codes, in numbers and for a page.

    Args:
        model: object with `encode` (array to codes `(count, latent_dim)`) and `reconstruct`.
        data: `Data`. Without labels of two classes or more, what needs them is left out.
        tsne: bool. Whether to draw a t-SNE of 2,000 codes, which takes half a minute.
        limit: int. Most examples of each split that are used, chosen at random.
        seed: int.

    Returns:
        dict of numbers, fit for JSON, and list of `report.Section`.

    Example:
        >>> numbers, sections = evaluate_codes(model, load_data("digits"))
        >>> report.save(report.page("VAE on digits", sections), "report.html")
    """
    # Threads of BLAS and OpenMP spin while they wait for one another: on two cores that others
    # use too, two of them took ten times as long as one.
    with threadpool_limits(1):
        return _evaluate(model, data, tsne, limit, seed)


def _evaluate(model, data, tsne, limit, seed):
    train, test = (_at_most(limit, split, seed) for split in (data.train, data.test))
    examples = [split.as_floats() for split in (train, test)]
    codes = [model.encode(x) for x in examples]
    raw = [x.reshape(len(x), -1) for x in examples]
    latent_dim = codes[0].shape[1]
    views = {"codes": codes}
    by_pca = None
    if latent_dim < min(raw[0].shape):
        pca = PCA(latent_dim, random_state=0).fit(raw[0])
        views["pca"] = [pca.transform(x) for x in raw]
        by_pca = pca.inverse_transform(views["pca"][1]).reshape(examples[1].shape)
    views["raw"] = raw
    counts = {"train_examples": len(train), "test_examples": len(test), "latent_dim": latent_dim}
    parts = [
        (counts, Section("Measured on", rows=[(words(name), n) for name, n in counts.items()])),
        _reconstruction(model, examples[1], by_pca),
        robustness(model, examples[1], seed),
    ]
    if len(data.data_shape) == 3:
        parts.append(inpainting(model, *examples, seed))
    labels, test_labels = train.labelled().labels, test.labelled().labels
    if labels is not None and len(np.unique(labels)) > 1:
        views = {name: (x[train.known], y[test.known]) for name, (x, y) in views.items()}
        parts.append(_probes(views, labels, test_labels, seed))
        parts.append(_clusters(views, test_labels, seed))
    parts.append(_charts(codes[1], test.labels, data.class_names, tsne, seed))
    parts.append(_first_layer(model, data.data_shape))
    numbers = {name: value for part, _ in parts for name, value in part.items()}
    return numbers, [section for _, section in parts if section]


def _at_most(limit, split, seed):
    return split.take(np.sort(np.random.default_rng(seed).permutation(len(split))[:limit]))


def _reconstruction(model, examples, by_pca):
    reconstruction = model.reconstruct(examples)
    errors = {"model": metrics.squared_error(examples, reconstruction)}
    if by_pca is not None:
        errors["pca"] = metrics.squared_error(examples, by_pca)
    both = pictures.rows(examples[:16], reconstruction[:16])
    return {"squared_error": errors}, Section(
        "Reconstruction",
        "Squared error per test example, summed over its values. PCA keeps as many numbers as "
        "the code: it is the best that a linear autoencoder can do.",
        ("", "squared error"),
        [(NAMES.get(name, name), error) for name, error in errors.items()],
        {"Test examples over their reconstructions": both},
    )


def _probes(views, train_labels, test_labels, seed):
    def on_views(metric, **options):
        return {
            name: metric(train, train_labels, test, test_labels, **options)
            for name, (train, test) in views.items()
        }

    few = on_views(metrics.few_labels, seed=seed)
    accuracies = {
        "linear_probe": on_views(metrics.linear_probe),
        "nearest_neighbours": on_views(metrics.nearest_neighbours),
        "few_labels": {
            str(count): {name: few[name][count] for name in views} for count in few["codes"]
        },
    }
    rows = [(words(name), accuracies[name]) for name in ("linear_probe", "nearest_neighbours")]
    rows += [(f"{count} labels", found) for count, found in accuracies["few_labels"].items()]
    return accuracies, Section(
        "What the code says of the classes",
        "Test accuracy of a logistic regression, of a vote of five neighbours, and of a logistic "
        "regression trained with few labels (mean of three draws).",
        ("", *(NAMES[name] for name in views)),
        [(name, *found.values()) for name, found in rows],
    )


def _clusters(views, labels, seed):
    tested = {name: test for name, (_, test) in views.items()}
    # A Gaussian with a full covariance needs fewer dimensions than images have.
    pca = PCA(min(50, *tested["raw"].shape), random_state=0)
    tested["raw"] = pca.fit_transform(tested["raw"])
    scores = {name: metrics.clustering(test, labels, seed=seed) for name, test in tested.items()}
    rows = [
        (f"{words(method)}, {score}", *(scores[name][method][score] for name in scores))
        for method, found in scores["codes"].items()
        for score in found
    ]
    return {"clustering": scores}, Section(
        "Clusters without labels",
        "As many clusters as classes, found in the test codes. Accuracy is under the best matching "
        "of clusters to classes. The raw data are reduced to at most 50 principal components.",
        ("", *(NAMES[name] for name in views)),
        rows,
    )


def _charts(codes, labels, class_names, tsne, seed):
    few = slice(2000)
    planes = {"The code": codes} if codes.shape[1] == 2 else {}
    if not planes:
        planes["The code on its first two principal components"] = charts.pca_plane(codes)
    drawn = {
        caption: charts.scatter(plane, labels, class_names) for caption, plane in planes.items()
    }
    if tsne:
        plane = charts.tsne_plane(codes[few], seed)
        drawn["t-SNE of the code"] = charts.scatter(
            plane, None if labels is None else labels[few], class_names
        )
    drawn["What values the units of the code take"] = charts.histogram(codes)
    return {}, Section("The code of the test examples", pictures=drawn)


def _first_layer(model, data_shape):
    layer = next(layer for layer in model.encoder.layers if layer.weights)
    if isinstance(layer, keras.layers.Conv2D):
        filters = np.moveaxis(layer.kernel.numpy(), -1, 0)
    elif isinstance(layer, keras.layers.Dense) and len(data_shape) == 3:
        filters = layer.kernel.numpy().T.reshape(-1, *data_shape)
    else:
        return {}, None
    norms = np.linalg.norm(filters.reshape(len(filters), -1), axis=1)
    filters = filters[np.argsort(-norms)[:64]]
    largest = np.abs(filters).max(axis=(1, 2, 3), keepdims=True)
    return {}, Section(
        "What the first layer looks for",
        "Its weights with the largest norms, each scaled by itself: grey is zero.",
        pictures={"Filters": pictures.grid(0.5 + 0.5 * filters / np.maximum(largest, 1e-12))},
    )
