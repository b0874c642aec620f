"""The page for the browser: what it is told, and what it does in Chromium."""

import base64
import hashlib
import io
import json
import re
import tomllib
from gzip import decompress
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import pytest
from browser import Shown, chromium
from PIL import Image
from small_models import build, first_of_their_kind, shipping_their_own, untouched

import kerasgen
from kerasgen.catalogue import methods
from kerasgen.data import load_data
from kerasgen.errors import InputError
from kerasgen.exporting import onnx
from kerasgen.exporting.page import onnxruntime_web, page
from kerasgen.exporting.page.makers import makers_of
from kerasgen.exporting.page.plane import plane_of
from kerasgen.formulas import interpolation
from kerasgen.loading import load
from kerasgen.networks import Dense

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path.parent for path in ROOT.glob("saved_models/*/card.json"))


# What the page is told ------------------------------------------------------------------


def linear_vae(weights, **kwargs):
    """A VAE whose decoder is a matrix, and whose encoder takes the first of the data."""
    latents = keras.Input((len(weights),))
    dense = keras.layers.Dense(len(weights[0]), use_bias=False)
    decoder = keras.Model(latents, {"mean": dense(latents)})
    dense.set_weights([np.array(weights, "float32")])
    data = keras.Input((len(weights[0]),))
    codes = data[:, : len(weights)]
    encoder = keras.Model(data, {"mean": codes, "log_var": 0.0 * codes})
    return kerasgen.VAE(encoder, decoder, likelihood="gaussian", **kwargs)


def only_maker(model, test=None):
    (maker,) = makers_of(model, model.deployed(), test, [])
    return maker


def test_effects_are_of_one_standard_deviation():
    maker = only_maker(linear_vae([[1.0, 0, 0, 0], [0, 2.0, 0, 0], [0, 0, 0, 3.0]]))
    # |w|^2 times the variance of a latent, which 4,500 draws give to some percent.
    np.testing.assert_allclose(maker.effects, [1.0, 4.0, 9.0], rtol=0.1)
    np.testing.assert_allclose(maker.effects / maker.effects[0], [1.0, 4.0, 9.0], rtol=1e-4)


def test_a_prior_is_mapped_on_the_two_latents_that_do_most():
    told = plane_of(only_maker(linear_vae([[1.0, 0, 0, 0], [0, 2.0, 0, 0], [0, 0, 0, 3.0]])))
    assert told["axes"] == [[0, 0, 1], [0, 1, 0]]
    assert told["classes"] is None and told["caption"] == "The plane of latents 2 and latents 1"


def test_sliders_reach_as_far_as_the_prior():
    maker = only_maker(linear_vae([[1.0, 0], [0, 2.0]]))
    # 99.6% of N(0, 1) lie within 2.88 of 0; the bounds are rounded outwards to halves.
    np.testing.assert_allclose([maker.low, maker.high], [[-3.0, -3.0], [3.0, 3.0]], atol=0.51)
    assert maker.centre.tolist() == [0.0, 0.0]
    (_, c2, c3) = only_maker(untouched("info_gan")).described()["inputs"][1:]
    assert (c2["low"], c2["high"], c3["low"], c3["high"]) == ([-1.0], [1.0], [-1.0], [1.0])


def test_codes_are_mapped_on_their_principal_components():
    """Of data that vary most in the third code, then in the first, and are some classes."""
    numbers = np.random.default_rng(0)
    x = (0.5 + numbers.uniform(-1, 1, (400, 4)) * [0.2, 0.01, 0.4, 0.1]).astype("float32")
    labels = np.arange(400) % 3
    data = load_data(((x, labels), (x, labels)))
    model = linear_vae([[1.0, 0, 0, 0], [0, 1.0, 0, 0], [0, 0, 1.0, 0]])
    maker = only_maker(model, data.test)
    told = plane_of(maker)
    np.testing.assert_allclose(np.abs(told["axes"]), [[0, 0, 1], [1, 0, 0]], atol=0.1)
    np.testing.assert_allclose(np.inner(*told["axes"]), 0.0, atol=1e-5)
    centred = x[:, :3] - x[:, :3].mean(axis=0)
    np.testing.assert_allclose(told["points"], centred @ np.transpose(told["axes"]), atol=2e-3)
    assert told["classes"] == labels.tolist()


def test_codes_that_have_names_are_mapped_before_noise():
    maker = only_maker(untouched("info_gan"))
    assert plane_of(maker)["caption"].endswith(("c2 and c3", "c3 and c2"))


def test_without_a_prior_there_must_be_data(digits):
    model = untouched("autoencoder")
    with pytest.raises(InputError, match="--data"):
        page(model, "none")
    assert only_maker(model, digits.test).draws is None


def test_a_method_whose_codes_are_not_its_noise_has_both(digits):
    model = untouched("vade")
    makers = makers_of(model, model.deployed(), digits.test, list(digits.class_names))
    assert [maker.function for maker in makers] == ["generate", "decode"]
    without = makers_of(model, model.deployed(), None, [])
    assert "1,500 generated examples" in plane_of(without[1])["caption"]


# What it is made of ---------------------------------------------------------------------


def test_the_runtime_is_what_was_published():
    told = json.loads((onnxruntime_web.FOLDER / "contents.json").read_text())
    for part, name in onnxruntime_web.FILES.items():
        content = decompress(onnxruntime_web.runtime(part))
        assert hashlib.sha256(content).hexdigest() == told["sha256"][name]
    assert f"v{told['version']}" in decompress(onnxruntime_web.runtime("script"))[:200].decode()
    assert "Permission is hereby granted" in onnxruntime_web.licence()


def test_a_wheel_holds_all_that_a_page_is_made_of():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    held = set()
    for package, patterns in config["tool"]["setuptools"]["package-data"].items():
        folder = ROOT / package.replace(".", "/")
        held |= {path for pattern in patterns for path in folder.glob(pattern)}
    files = (ROOT / "kerasgen" / "exporting" / "page").rglob("*")
    assert {p for p in files if p.is_file() and p.suffix not in (".py", ".pyc")} == held


def test_scripts_import_one_another_by_names_that_are_there():
    folder = ROOT / "kerasgen" / "exporting" / "page" / "template"
    known = {path.name for path in folder.glob("*.js")} | {"onnxruntime-web"}
    imported = {
        name
        for path in folder.iterdir()
        for name in re.findall(r'(?:from|import) "(.+?)"', path.read_text())
    }
    assert imported == known


# What it does ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(browser, tmp_path_factory):
    """A function that opens the page of a model, once for several tests."""
    folder, shown = tmp_path_factory.mktemp("pages"), {}

    def open_page(model, data, settings):
        key = (model, *settings)
        if key not in shown:
            path = folder / f"{len(shown)}.html"
            path.write_text(page(model, "A <model> & its page", data), encoding="utf-8")
            shown[key] = Shown(browser, path, **settings)
        return shown[key]

    return open_page


@pytest.fixture
def opened(pages):
    """A function that opens the page of a model as at first; in the end nothing went wrong."""
    shown = []

    def open_page(model, data=None, **settings):
        shown.append(pages(model, data, settings))
        shown[-1].page.mouse.move(0, 0)
        shown[-1].page.evaluate("explorer.choose(explorer.centre())")
        return shown[-1]

    yield open_page
    for one in shown:
        assert one.wrong == []
        assert one.page.title() == "A <model> & its page"
        asked = [url for url in one.requests if not url.startswith(("data:", "blob:"))]
        assert asked == [one.page.url]


def by_onnxruntime(model, shown):
    """What onnxruntime makes of the inputs that the page has."""
    function = shown.page.evaluate("explorer.maker.function")
    network = model.deployed()[function]
    converted = onnx.convert(function, network, "test").SerializeToString()
    inputs = {
        name: np.reshape(np.array(shown.state()[name], tensor.dtype), (1, *tensor.shape[1:]))
        for name, tensor in network.input.items()
    }
    (made,) = onnxruntime.InferenceSession(converted).run(["data"], inputs)
    return made[0]


def pixels(shown, selector="#picture"):
    """The red, green and blue of a canvas, `(height, width, 3)`."""
    address = shown.page.eval_on_selector(selector, "canvas => canvas.toDataURL()")
    png = base64.b64decode(address.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"), int)[..., :3]


@pytest.mark.parametrize("method", first_of_their_kind(shipping_their_own(methods())))
@pytest.mark.usefixtures("untraced")
def test_every_method_has_a_page_that_draws_what_onnxruntime_makes(method, opened, digits):
    model = untouched(method.name)
    shown = opened(model, digits)
    for act in ("#random", "#reset", "#random"):
        shown.page.click(act)
        made = shown.made()
        expected = by_onnxruntime(model, shown)
        np.testing.assert_allclose(np.reshape(made, expected.shape), expected, atol=1e-5)
        grey = np.clip(np.round(255 * expected), 0, 255)
        np.testing.assert_allclose(pixels(shown), np.broadcast_to(grey, (8, 8, 3)), atol=1)
    if model.encodes or model.recognises or model.classifies or model.clusters:
        shown.reads(shown.page.locator("#examples button").first.click)


def test_sliders_and_buttons_change_the_picture(opened, digits):
    shown = opened(untouched("vae"), digits)
    sliders = shown.page.locator("#sliders input")
    assert sliders.count() == 4
    for number in range(4):
        sliders.nth(number).focus()
        assert shown.changes(shown.page.keyboard.press, "ArrowRight")
    effects = shown.page.evaluate("explorer.reals[0].effect")
    names = [int(name.split()[1]) for name in shown.page.locator("#sliders span").all_inner_texts()]
    assert names == np.argsort(-np.array(effects)).tolist()
    for act in ("#random", "#reset"):
        assert shown.changes(shown.page.click, act)
    shown.page.locator("body").focus()
    for key in ("r", "0"):
        assert shown.changes(shown.page.keyboard.press, key)


def test_the_pointer_on_the_map_decodes_the_place_under_it(opened, digits):
    model = untouched("vae")
    shown = opened(model, digits)
    before = shown.state()
    box = shown.page.locator("#map").bounding_box()
    place = (box["x"] + 0.3 * box["width"], box["y"] + 0.7 * box["height"])
    assert shown.changes(shown.page.mouse.move, *place)
    assert shown.state() != before
    # Off the plane nothing moves: the way is a sum of the two axes.
    way = np.subtract(shown.state()["latents"], before["latents"])
    axes = np.array(shown.page.evaluate("explorer.maker.map.axes"))
    np.testing.assert_allclose(axes.T @ (axes @ way), way, atol=1e-5)
    assert shown.changes(shown.page.mouse.move, 0, 0) and shown.state() == before
    assert shown.changes(shown.page.mouse.click, *place)
    shown.page.mouse.move(0, 0)
    assert shown.state() != before
    shown.page.focus("#map")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight"):
        assert shown.changes(shown.page.keyboard.press, key)


def test_the_dot_of_a_code_is_where_its_example_is_decoded(opened, digits):
    """The pointer on a dot, and what lies off the plane as in its code: that code."""
    shown = opened(untouched("vae"), digits)
    shown.page.evaluate("explorer.choose(explorer.row(explorer.maker.codes, 0))")
    chosen = shown.state()["latents"]
    point = shown.page.evaluate("explorer.maker.map.points[0]")
    map_ = shown.page.evaluate("explorer.maker.map")
    coordinates = np.array(map_["axes"]) @ np.subtract(chosen, map_["origin"])
    np.testing.assert_allclose(coordinates, point, atol=2e-3)


def test_rows_lead_from_one_to_another_and_along_latents(opened, digits):
    shown = opened(untouched("vae"), digits)
    ends = []
    for button in ("#start", "#end"):
        shown.page.click("#random")
        shown.made()
        ends.append(shown.state()["latents"])
        shown.page.click(button)
    for number, share in ((0, 0.0), (2, 0.25), (8, 1.0)):
        assert shown.changes(shown.page.locator("#interpolation button").nth(number).click)
        expected = np.array(ends[0]) + share * np.subtract(ends[1], ends[0])
        np.testing.assert_allclose(shown.state()["latents"], expected, atol=1e-6)
    shown.page.wait_for_selector("#traversals button[aria-label]")
    told = shown.page.evaluate("explorer.reals[0]")
    first = int(np.argmax(told["effect"]))
    for _ in range(20):  # rows are drawn again a moment after the example has changed
        before = shown.state()["latents"]
        shown.page.locator("#traversals button").nth(8).click()
        after = shown.state()["latents"]
        if np.delete(after, first).tolist() == np.delete(before, first).tolist():
            break
        shown.page.wait_for_timeout(500)
    else:
        pytest.fail("a traversal changes other latents")
    assert after[first] == told["high"][first]


def test_noise_is_interpolated_on_an_arc(opened):
    shown = opened(untouched("gan"))
    ends = []
    for button in ("#start", "#end"):
        shown.page.click("#random")
        ends.append(np.array(shown.state()["latents"])[None])
        shown.page.click(button)
    shown.page.locator("#interpolation button").nth(2).click()
    expected = interpolation.spherical(*ends, 9)[0, 2]
    np.testing.assert_allclose(shown.state()["latents"], expected, atol=1e-5)


def test_classes_are_chosen_by_name(opened, images):
    labels = np.array(["cat", "dog", "hen"])[np.arange(len(images)) % 3]
    data = load_data((images, labels))
    model = build(methods()["conditional_vae"], classes=3)
    shown = opened(model, data)
    for number, name in ((1, "dog"), (2, "hen"), (0, "cat")):
        assert shown.changes(shown.page.get_by_label(name, exact=True).check)
        assert shown.state()["label"] == number
        np.testing.assert_allclose(shown.made(), by_onnxruntime(model, shown).ravel(), atol=1e-5)
    assert shown.page.locator("#legend").inner_text().split() == ["cat", "dog", "hen"]


def test_codes_of_an_info_gan_have_controls_and_are_read(opened, digits):
    shown = opened(untouched("info_gan"), digits)
    assert shown.changes(shown.page.locator("#conditions input").nth(7).check)
    assert shown.state()["c1"] == 7
    for name in ("c2 0", "c3 0"):
        shown.page.locator(f"#sliders input[name='{name}']").focus()
        assert shown.changes(shown.page.keyboard.press, "End")
    shown.reads(shown.page.locator("#examples button").first.click)
    assert [text for text in shown.page.locator("#readings h3").all_inner_texts()] == [
        "c1",
        "c2",
        "c3",
    ]


def test_an_example_is_read_and_made_again(opened, digits):
    model = untouched("vae")
    shown = opened(model, digits)
    example = np.reshape(shown.page.evaluate("explorer.data.examples[3]"), (1, 8, 8, 1))
    shown.reads(shown.page.locator("#examples button").nth(3).click)
    np.testing.assert_allclose(shown.state()["latents"], model.encode(example)[0], atol=1e-5)
    np.testing.assert_allclose(shown.made(), model.reconstruct(example).ravel(), atol=1e-5)
    grey = np.round(255 * np.broadcast_to(example[0], (8, 8, 3)))
    np.testing.assert_allclose(pixels(shown, "#given"), grey, atol=1)


def test_pictures_are_drawn_opened_and_dropped(opened, digits):
    shown = opened(untouched("vae"), digits)
    pad = shown.page.locator("#pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    shown.page.mouse.move(box["x"] + 30, box["y"] + 40)
    shown.page.mouse.down()
    shown.reads(lambda: shown.page.mouse.move(box["x"] + 90, box["y"] + 120, steps=5))
    shown.page.mouse.up()
    drawn = pixels(shown, "#given")
    assert drawn.max() > 200 and drawn[-1].max() == 0
    half = np.zeros((40, 40), "uint8")
    half[:, 20:] = 255
    picture = {"name": "half.png", "mimeType": "image/png", "buffer": png(half)}
    shown.reads(shown.page.set_input_files, "#file", picture)
    found = pixels(shown, "#given")
    assert found[:, :3].max() < 30 and found[:, 5:].min() > 225
    before = shown.state()
    drop = """bytes => {
        const given = new DataTransfer();
        given.items.add(new File([new Uint8Array(bytes)], "x.png", { type: "image/png" }));
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true }));
    }"""
    shown.reads(shown.page.evaluate, drop, list(png(half[:, ::-1])))
    assert shown.state() != before
    assert pixels(shown, "#given")[:, :3].min() > 225
    shown.page.click("#clear")
    assert pixels(shown, "#pad").max() == 0


def png(picture):
    """A picture as the bytes of a file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def test_the_picture_is_saved_enlarged(opened, tmp_path):
    shown = opened(untouched("gan"))
    with shown.page.expect_download() as download:
        shown.page.click("#save")
    download.value.save_as(tmp_path / "saved.png")
    saved = np.asarray(Image.open(tmp_path / "saved.png").convert("RGB"))
    assert saved.shape == (512, 512, 3)
    np.testing.assert_array_equal(saved[::64, ::64], pixels(shown))


@pytest.mark.parametrize(
    "shape",
    [(6, 3), (2,), *(pytest.param(shape, marks=pytest.mark.slow) for shape in ((12,), (1,)))],
    ids=str,
)
def test_what_is_no_picture_is_drawn_too(shape, opened):
    x = np.random.default_rng(0).uniform(0, 1, (64, *shape)).astype("float32")
    model = kerasgen.VAE.from_data_shape(shape, 3, Dense((8,)), seed=0)
    data = load_data(x) if len(shape) == 1 else None
    shown = opened(model, data)
    before = pixels(shown)
    assert before.max() > before.min()
    assert shown.changes(shown.page.click, "#random")
    assert (pixels(shown) != before).any()
    np.testing.assert_allclose(shown.made(), by_onnxruntime(model, shown).ravel(), atol=1e-5)


def test_narrow_screens_touch_and_the_dark(opened, digits):
    small = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    shown = opened(untouched("conditional_vae"), digits, **small)
    assert shown.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    box = shown.page.locator("#map").bounding_box()
    assert shown.changes(shown.page.touchscreen.tap, box["x"] + 60, box["y"] + 80)
    chosen = shown.state()
    shown.page.evaluate("explorer.settle()")
    assert shown.state() == chosen
    for scheme, low, high in (("light", 200, 255), ("dark", 0, 60)):
        shown.page.emulate_media(color_scheme=scheme)
        paper = shown.page.eval_on_selector("body", "e => getComputedStyle(e).backgroundColor")
        assert low <= np.mean([int(part) for part in re.findall(r"\d+", paper)[:3]]) <= high


@pytest.mark.slow
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_shipped_models_make_thirty_pictures_a_second(folder, opened):
    model = load(folder)
    if not model.generates:
        x = np.random.default_rng(0).uniform(0, 1, (64, *model.data_spec.shape[1:]))
        shown = opened(model, load_data(x))
    else:
        shown = opened(model)
    count = shown.page.evaluate(
        """async () => {
            const begun = performance.now();
            let count = 0;
            for (; performance.now() - begun < 2000; count++) await explorer.make([explorer.state]);
            return count / 2;
        }"""
    )
    assert count >= 30
