"""What TensorFlow Serving is given, and its clients, against all of it but the server itself."""

import ast
import contextlib
import http.server
import importlib
import json
import runpy
import shutil
import subprocess
import sys
import threading
from concurrent import futures
from pathlib import Path
from types import SimpleNamespace

import grpc
import numpy as np
import pytest
import tensorflow as tf
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format
from serving_rest import tensors
from small_models import build
from tensorflow_serving.apis import (
    predict_pb2,
    prediction_log_pb2,
    prediction_service_pb2_grpc,
)
from tensorflow_serving.config import model_server_config_pb2

from kerasgen.catalogue import methods
from kerasgen.exporting import export, savedmodel, verification, witness
from kerasgen.exporting.image_files import shades_in
from kerasgen.exporting.serving import client, configs, model_name, rest, warmup

ROOT = Path(__file__).parents[2]
MODEL = "my-digits"
SIGNATURES = {
    "serving_default": "decode", "encode": "encode", "reconstruct": "reconstruct",
    "sample": "sample", "sample_png": "sample_png",
    "encode_image_bytes": "encode_image_bytes",
    "reconstruct_image_bytes": "reconstruct_image_bytes",
}  # fmt: skip
WITHOUT_ROWS = ("sample", "sample_png")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An export whose signatures have several inputs, of floats and of integers."""
    directory = tmp_path_factory.mktemp("export") / "my digits"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "_in_a_process_of_its_own", witness.testify)
        export(build(methods()["conditional_vae"]), directory)
    reference = {"inputs": {}, "outputs": {}}
    with np.load(directory / "reference.npz") as stored:
        for key in stored:
            side, case, function, name = key.split("/")
            reference[side].setdefault((case, function), {})[name] = stored[key]
    version = directory / "tensorflow" / "1"
    loaded = tf.saved_model.load(version)

    def run(signature, inputs):
        given = {name: tf.constant(array) for name, array in inputs.items()}
        results = loaded.signatures[signature](**given)
        return {name: tensor.numpy() for name, tensor in results.items()}

    return SimpleNamespace(
        directory=directory,
        version=version,
        inputs={name: sides[0] for name, sides in savedmodel.signatures(version).items()},
        asked=reference["inputs"],
        expected=reference["outputs"],
        run=run,
    )


def assert_close(found, expected):
    assert set(found) == set(expected)
    for name, array in expected.items():
        given, rounding = found[name], 0.0
        if name.endswith("_bytes"):
            given, rounding = shades_in(given), 0.5 / 255
        assert given.shape == array.shape
        np.testing.assert_allclose(given, array, atol=1e-5 + rounding, rtol=1e-5)


def requests_in(file):
    for record in tf.data.TFRecordDataset(str(file)).as_numpy_iterator():
        yield prediction_log_pb2.PredictionLog.FromString(record).predict_log.request


def arrays(request):
    return {name: tf.make_ndarray(tensor) for name, tensor in request.inputs.items()}


def test_warm_up_requests_run_through_every_signature(served):
    found = list(requests_in(served.version / "assets.extra" / "tf_serving_warmup_requests"))
    cases = [(name, case) for name in served.inputs for case in ("fixed-1", "fixed-3")]
    assert [r.model_spec.signature_name for r in found] == [name for name, _ in cases]
    assert set(served.inputs) == set(SIGNATURES)
    assert {request.model_spec.name for request in found} == {MODEL}
    for request, (name, case) in zip(found, cases, strict=True):
        given = arrays(request)
        assert {n: a.dtype.name.replace("object", "string") for n, a in given.items()} == {
            n: dtype for n, (dtype, _) in served.inputs[name].items()
        }
        assert_close(served.run(name, given), served.expected[case, SIGNATURES[name]])


def test_a_client_s_message_is_the_server_s_own_and_gives_the_reference(served):
    predict = runpy.run_path(str(served.directory / "clients" / "predict.py"))["predict_request"]
    for signature, function in SIGNATURES.items():
        for case in ("fixed-1", "fixed-3", "fixed-64"):
            sent = predict(MODEL, signature, served.asked[case, function]).SerializeToString()
            got = predict_pb2.PredictRequest.FromString(sent)
            assert (got.model_spec.name, got.model_spec.signature_name) == (MODEL, signature)
            found = served.run(got.model_spec.signature_name, arrays(got))
            assert_close(found, served.expected[case, function])


@pytest.mark.parametrize("case", ["fixed-1", "fixed-3", "fixed-64"])
def test_both_forms_of_json_are_the_tensors_that_they_were_made_of(served, case):
    for signature, function in SIGNATURES.items():
        given = served.asked[case, function]
        forms = [rest.columns(signature, given)]
        if signature not in WITHOUT_ROWS:
            forms.append(rest.rows(signature, given))
            count = int(case.removeprefix("fixed-"))
            assert len(forms[1]["instances"]) == count
        for request in (json.loads(json.dumps(form)) for form in forms):
            assert request["signature_name"] == signature
            for name, array in tensors(request, served.inputs[signature]).items():
                np.testing.assert_array_equal(array, given[name])


def test_a_row_of_one_input_is_its_value_and_of_several_has_their_names():
    latents = np.float32([[0.1, -2.0], [3.0, 1e-7]])
    label = np.int32([4, 5])
    assert rest.rows("decode", {"latents": latents}) == {
        "signature_name": "decode",
        "instances": [[0.1, -2.0], [3.0, 1e-7]],
    }
    assert rest.rows("decode", {"latents": latents, "label": label})["instances"] == [
        {"latents": [0.1, -2.0], "label": 4},
        {"latents": [3.0, 1e-7], "label": 5},
    ]
    assert not rest.has_rows({"count": np.int32(4), "seed": np.int32(1)})


@pytest.mark.parametrize("texts", [np.array([b"\x89PNG\0\xff", b"b"], object), np.array([b"ab"])])
def test_strings_of_bytes_are_warmed_up_and_asked_for_as_numbers_are(texts, tmp_path):
    module = tf.Module()
    given = tf.TensorSpec([None], tf.string, name="image_bytes")
    sizes = tf.function(lambda image_bytes: {"size": tf.strings.length(image_bytes)}, [given])
    tf.saved_model.save(module, tmp_path, {"serving_default": sizes})
    warmup.write(tmp_path, "m", [("serving_default", {"image_bytes": texts})])
    (request,) = requests_in(tmp_path / "assets.extra" / "tf_serving_warmup_requests")
    assert arrays(request)["image_bytes"].tolist() == texts.tolist()
    (inputs, _) = savedmodel.signatures(tmp_path)["serving_default"]
    for form in (rest.rows, rest.columns):
        sent = json.loads(json.dumps(form("serving_default", {"image_bytes": texts})))
        found = tensors(sent, inputs)["image_bytes"]
        assert found.tolist() == texts.tolist()


@contextlib.contextmanager
def rest_server(served):
    """A server of the page that the REST interface has, which runs the loaded signatures."""
    answers = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer({"model_version_status": []} if self.path.endswith(MODEL) else None)

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == f"/v1/models/{MODEL}:predict"
            name = request["signature_name"]
            outputs = served.run(name, tensors(request, served.inputs[name]))
            answers.append((name, "rows" if "instances" in request else "columns", outputs))
            self.answer(rest.columns(name, outputs)["inputs"])

        def answer(self, content):
            self.send_response(200 if content else 404)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}", answers
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
def test_curl_calls_every_signature_in_both_forms(served):
    script = served.directory / "clients" / "predict.sh"
    with rest_server(served) as (url, answers):
        done = subprocess.run(["sh", script, url], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    wanted = [(name, form) for name in served.inputs for form in ("rows", "columns")]
    wanted = [call for call in wanted if call not in {(name, "rows") for name in WITHOUT_ROWS}]
    assert [(name, form) for name, form, _ in answers] == wanted
    for name, _, outputs in answers:
        assert_close(outputs, served.expected["fixed-1", SIGNATURES[name]])


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
def test_curl_s_failure_is_the_script_s(served, tmp_path):
    shutil.copytree(served.directory / "clients", tmp_path / "clients")
    (tmp_path / "clients" / "encode.rows.json").write_text("{}")
    with rest_server(served) as (url, _):
        done = subprocess.run(["sh", tmp_path / "clients" / "predict.sh", url], capture_output=True)
    assert done.returncode != 0


@contextlib.contextmanager
def grpc_server(served):
    """The server's own service, which runs the loaded signatures."""

    class Service(prediction_service_pb2_grpc.PredictionServiceServicer):
        def Predict(self, request, context):
            assert request.model_spec.name == MODEL
            response = predict_pb2.PredictResponse()
            outputs = served.run(request.model_spec.signature_name, arrays(request))
            for name, array in outputs.items():
                response.outputs[name].CopyFrom(tf.make_tensor_proto(array))
            return response

    server = grpc.server(futures.ThreadPoolExecutor(2))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Service(), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    try:
        yield f"localhost:{port}"
    finally:
        server.stop(None)


def test_the_grpc_client_calls_every_signature_and_compares(served, capsys):
    main = runpy.run_path(str(served.directory / "clients" / "predict.py"))["main"]
    with grpc_server(served) as address:
        main(address)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9 and lines[0].startswith("serving_default: data (3, 8, 8, 1), within ")
    files = [line for line in lines if "_bytes (" in line]
    assert len(files) == 2
    assert all(distance_in(line) <= 2.0e-3 for line in files)  # half a shade, as it is printed
    assert all(distance_in(line) <= 1e-5 for line in set(lines) - set(files))

    def wrong_numbers(*call):
        outputs = served.run(*call)
        return {n: a + 1 for n, a in outputs.items() if a.dtype != object}

    wrong = SimpleNamespace(run=wrong_numbers)
    with grpc_server(wrong) as address:
        main(address)
    lines = capsys.readouterr().out.splitlines()
    assert [distance_in(line) for line in lines] == pytest.approx([1] * 7)


def distance_in(line):
    return float(line.split("within ")[1].split()[0])


def test_of_files_a_client_says_how_far_their_shades_are_from_the_model_s():
    white = tf.io.encode_png(np.full((2, 2, 1), 255, "uint8")).numpy()
    found = np.array([white, white], object)
    assert client.compared(found, np.full((2, 2, 2, 1), 0.75)) == "within 2.5e-01"


def test_the_grpc_client_needs_no_kerasgen(served):
    tree = ast.parse((served.directory / "clients" / "predict.py").read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [node.names[0].name])
    }
    brought = {"grpc", "numpy", "tensorflow", "tensorflow_serving"}
    assert imported - set(sys.stdlib_module_names) == brought


def test_the_server_is_told_where_the_versions_are(served):
    config = model_server_config_pb2.ModelServerConfig()
    text_format.Parse((served.directory / "models.config").read_text(encoding="utf-8"), config)
    (model,) = config.model_config_list.config
    assert model.name == MODEL and model.model_platform == "tensorflow"
    seen = Path(model.base_path).relative_to("/export")
    assert [path.name for path in (served.directory / seen).iterdir()] == ["1"]


def batching_parameters(text):
    """As session_bundle_config.proto has them, whose class tensorflow-serving-api lacks."""
    file = descriptor_pb2.FileDescriptorProto(name="batching.proto", syntax="proto3")
    number = file.message_type.add(name="Number")
    number.field.add(name="value", number=1, type="TYPE_INT64", label="LABEL_OPTIONAL")
    parameters = file.message_type.add(name="BatchingParameters")
    for i, name in enumerate(
        ("max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "num_batch_threads"), 1
    ):
        parameters.field.add(
            name=name, number=i, type="TYPE_MESSAGE", type_name=".Number", label="LABEL_OPTIONAL"
        )
    parameters.field.add(
        name="allowed_batch_sizes", number=6, type="TYPE_INT64", label="LABEL_REPEATED"
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    cls = message_factory.GetMessageClass(pool.FindMessageTypeByName("BatchingParameters"))
    return text_format.Parse(text, cls())


def test_batches_are_of_sizes_that_the_server_takes(served):
    text = (served.directory / "batching.config").read_text(encoding="utf-8")
    parameters = batching_parameters(text)
    sizes = list(parameters.allowed_batch_sizes)
    assert sizes == sorted(set(sizes)) and sizes[-1] == parameters.max_batch_size.value
    assert 0 < parameters.batch_timeout_micros.value <= 10_000
    assert parameters.max_enqueued_batches.value > 0


def test_compose_starts_a_server_that_sees_the_files(served):
    import yaml

    services = yaml.safe_load((served.directory / "compose.yaml").read_text())["services"]
    for service in services.values():
        assert service["image"].startswith("tensorflow/serving")
        assert service["volumes"] == [".:/export:ro"]
        assert service["ports"] == ["8500:8500", "8501:8501"]
        flags = dict(flag.removeprefix("--").split("=") for flag in service["command"])
        for name in ("model_config_file", "batching_parameters_file"):
            if name in flags:
                assert (served.directory / Path(flags[name]).relative_to("/export")).is_file()
    assert "enable_batching" not in str(services["serving"]["command"])
    assert "profiles" not in services["serving"] and services["batching"]["profiles"]


def test_with_batches_a_version_that_samples_is_not_warmed_up(tmp_path):
    """Numbers make no batches, so that warm-up would fail, and the server not serve the version."""
    for samples in (False, True):
        configs.write(tmp_path, "m", samples)
        (plain, batching) = (tmp_path / "compose.yaml").read_text().split("  batching:\n")
        assert ("--enable_model_warmup=false" in batching) is samples
        assert "warmup" not in plain and "--enable_batching=true" in batching
        assert ("`sample`" in (tmp_path / "batching.config").read_text()) is samples


@pytest.mark.parametrize(
    ("folder", "name"),
    [("digits", "digits"), ("my digits: 1/2", "2"), ("a b", "a-b"), ("Ziffern-ä", "Ziffern--")],
)
def test_a_model_is_called_as_urls_can_have_it(folder, name):
    assert model_name(Path("/somewhere") / folder) == name
    assert model_name(Path("/")) == "model"


def test_the_readme_names_the_command_that_tries_it(served):
    text = (served.directory / "README.md").read_text(encoding="utf-8")
    assert (
        "docker compose up --detach && sh clients/predict.sh && python clients/predict.py" in text
    )
    assert "no server" in text and f"v1/models/{MODEL}:predict" in text
    for file in ("compose.yaml", "clients/predict.sh", "clients/predict.py", "models.config"):
        assert f"`{file}`" in text and (served.directory / file).is_file()


@pytest.fixture(scope="module")
def loader(tmp_path_factory):
    """The program that loads and replays as the server does."""
    if not shutil.which("g++"):
        pytest.skip("g++ is not here")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools" / "everywhere"))
        program = importlib.import_module("loader").built(tmp_path_factory.mktemp("loader"))

    def load(version, requests, responses):
        command = [program, version, requests, responses]
        return subprocess.run(command, capture_output=True, text=True)

    return load


@pytest.mark.slow
def test_tensorflow_s_loader_replays_warm_up_and_gives_the_reference(served, loader, tmp_path):
    done = loader(
        served.version,
        served.version / "assets.extra" / "tf_serving_warmup_requests",
        tmp_path / "warm",
    )
    assert done.returncode == 0, done.stderr
    listed = {line.split(":")[0]: line.split(":")[1] for line in done.stdout.splitlines()}
    for name, inputs in served.inputs.items():
        given, _, made = listed[name].partition("->")
        function = SIGNATURES[name]
        assert set(given.split()) == set(inputs)
        assert set(made.split()) == set(served.expected["fixed-1", function])
    cases = [(case, SIGNATURES[n]) for n in served.inputs for case in ("fixed-1", "fixed-3")]
    _gave_the_reference(served, tmp_path / "warm", cases)

    everything = [
        (name, served.asked[case, function])
        for name, function in SIGNATURES.items()
        for case in ("fixed-1", "fixed-3", "fixed-64")
    ]
    warmup.write(tmp_path, MODEL, everything)
    all_requests = tmp_path / "assets.extra" / "tf_serving_warmup_requests"
    assert loader(served.version, all_requests, tmp_path / "all").returncode == 0
    cases = [(c, f) for f in SIGNATURES.values() for c in ("fixed-1", "fixed-3", "fixed-64")]
    _gave_the_reference(served, tmp_path / "all", cases)


def _gave_the_reference(served, responses, cases):
    records = list(tf.data.TFRecordDataset(str(responses)).as_numpy_iterator())
    for record, (case, function) in zip(records, cases, strict=True):
        outputs = predict_pb2.PredictResponse.FromString(record).outputs
        found = {name: tf.make_ndarray(tensor) for name, tensor in outputs.items()}
        assert_close(found, served.expected[case, function])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("signature", "inputs", "reason"),
    [
        ("classify", {"data": np.zeros((1, 8, 8, 1), "float32")}, "no signature classify"),
        ("serving_default", {"x": np.zeros((1, 4), "float32")}, "serving_default has no x"),
        ("serving_default", {"latents": np.zeros((1, 4), "float32")}, "serving_default: "),
    ],
)
def test_what_would_keep_the_server_from_serving_ends_the_loader(
    signature, inputs, reason, served, loader, tmp_path
):
    warmup.write(tmp_path, MODEL, [(signature, inputs)])
    requests = tmp_path / "assets.extra" / "tf_serving_warmup_requests"
    done = loader(served.version, requests, tmp_path / "out")
    assert done.returncode == 1 and reason in done.stderr
