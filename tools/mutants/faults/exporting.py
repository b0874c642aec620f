"""Faults of exports and of their proof."""

from faults.fault import Fault

PROOF = "exporting/test_verification.py"
TOLERANCE = f"{PROOF}::test_a_runtime_may_differ_by_its_tolerance_and_no_more"
DISTANCE = f"{PROOF}::test_a_difference_is_the_largest_of_any_output_as_a_share_of_what_exceeds_1"
EVERYWHERE = (
    f"{PROOF}::test_every_function_is_compared_in_every_runtime_on_kept_and_on_fresh_inputs"
)
DRAWS = f"{PROOF}::test_no_two_verifications_draw_alike_and_kept_inputs_are_always_the_same"

FAULTS = [
    Fault(
        "exporting/verification.py",
        "OpenVINO may differ by a tenth",
        '"openvino": 1e-4}',
        '"openvino": 1e-1}',
        (TOLERANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "the other runtimes may differ by as much as OpenVINO",
        '"onnxruntime": 1e-5,',
        '"onnxruntime": 1e-4,',
        (TOLERANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "all that is not greater passes, NaN too",
        "return self.difference <= self.tolerance",
        "return not self.difference > self.tolerance",
        (TOLERANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "NaN is no difference",
        "        if not math.isfinite(distance):\n            return math.inf\n",
        "",
        (DISTANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "infinite outputs differ by a finite number",
        "if not math.isfinite(distance):",
        "if math.isnan(distance):",
        (DISTANCE,),
        accepted="An infinite distance is the largest one, and infinite, without this.",
    ),
    Fault(
        "exporting/verification.py",
        "missing outputs are no difference",
        """found[name].shape != reference.shape:
            return math.inf""",
        """found[name].shape != reference.shape:
            continue""",
        (DISTANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "outputs of another shape are broadcast",
        "if name not in found or found[name].shape != reference.shape:",
        "if name not in found:",
        (DISTANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "small outputs are compared in shares of themselves",
        "distance / max(1.0, np.abs(reference).max())",
        "distance / max(1e-9, np.abs(reference).max())",
        (DISTANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "large outputs are compared absolutely",
        "distance / max(1.0, np.abs(reference).max())",
        "distance",
        (DISTANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "the last output counts",
        "worst = max(worst, distance /",
        "worst = min(np.inf, distance /",
        (DISTANCE,),
    ),
    Fault(
        "exporting/verification.py",
        "one reader of ONNX is enough",
        '"onnx": ("onnxruntime", "openvino")}',
        '"onnx": ("onnxruntime",)}',
        (f"{PROOF}::test_runtimes_are_those_that_are_installed_for_what_was_written",),
    ),
    Fault(
        "exporting/verification.py",
        "the runtime of SavedModels is skipped",
        "    for runtime in runtimes(formats):\n",
        "    for runtime in runtimes(formats)[1:]:\n",
        (EVERYWHERE,),
    ),
    Fault(
        "exporting/verification.py",
        "runtimes see kept inputs only",
        "inputs, expected = {**inputs, **fresh}, {**expected, **_run(source, functions, fresh)}",
        "inputs, expected = inputs, expected",
        (EVERYWHERE,),
    ),
    Fault(
        "exporting/verification.py",
        "the model is not compared with what it was",
        'rows = _compare("keras", expected, _run(source, functions, inputs))',
        "rows = []",
        (EVERYWHERE,),
    ),
    Fault(
        "exporting/verification.py",
        "samples of the SavedModel are not compared",
        'names |= {next(iter(functions)): "serving_default", "sample": "sample"}',
        'names |= {next(iter(functions)): "serving_default"}',
        (EVERYWHERE,),
    ),
    Fault(
        "exporting/verification.py",
        "batches are of one example",
        "BATCH_SIZES = (1, 3, 64)",
        "BATCH_SIZES = (1,)",
        (EVERYWHERE,),
    ),
    Fault(
        "exporting/verification.py",
        "fresh inputs are always the same",
        "secrets.randbits(31)",
        "1",
        (DRAWS,),
    ),
    Fault(
        "exporting/verification.py",
        "what the model says is compared with itself",
        "found = _witnessed(runtime, directory, _rename(given, names))",
        "found = _rename(wanted, names)",
        (f"{PROOF}::test_what_a_runtime_gets_wrong_once_fails_there_and_nowhere_else",),
    ),
    Fault(
        "exporting/witness.py",
        "witnesses can ask kerasgen",
        'sys.modules.update(dict.fromkeys(("kerasgen", "keras")))',
        'sys.modules.update(dict.fromkeys(("keras",)))',
        (f"{PROOF}::test_witnesses_have_neither_kerasgen_nor_keras",),
    ),
    Fault(
        "exporting/__init__.py",
        "exports that differ are written",
        "        if wrong:\n",
        "        if not parity:\n",
        (f"{PROOF}::test_an_export_that_differs_is_refused_and_leaves_nothing",),
    ),
    Fault(
        "exporting/__init__.py",
        "the card has the last difference",
        "worst[key] = max(worst.get(key, 0.0), row.difference)",
        "worst[key] = row.difference",
        (f"{PROOF}::test_a_card_says_the_largest_difference_of_each_function_and_what_ships",),
    ),
    Fault(
        "exporting/__init__.py",
        "shared parameters count for each function",
        "return {id(v): v for network in functions.values() for v in network.weights}.values()",
        "return [v for network in functions.values() for v in network.weights]",
        (f"{PROOF}::test_a_card_says_the_largest_difference_of_each_function_and_what_ships",),
    ),
    Fault(
        "exporting/__init__.py",
        "what ships are the trained weights, not their averages",
        "set_weights(model.averaged(name).get_weights())",
        "set_weights(getattr(model, name).get_weights())",
        (f"{PROOF}::test_what_ships_is_not_compiled_and_has_the_weights_that_are_used",),
    ),
    Fault(
        "exporting/precision.py",
        "one layer in float32 is enough",
        "return all(_computes_in_float32(inner) for inner in layer.layers)",
        "return any(_computes_in_float32(inner) for inner in layer.layers)",
        (f"{PROOF}::test_networks_of_16_bits_are_copied_in_full_with_their_weights",),
    ),
    Fault(
        "exporting/precision.py",
        "the copy has new weights",
        "    copy.set_weights(network.get_weights())\n",
        "",
        (f"{PROOF}::test_networks_of_16_bits_are_copied_in_full_with_their_weights",),
    ),
    Fault(
        "exporting/savedmodel.py",
        "samples are drawn of another seed",
        "source.prior_inputs(count, (seed, 0))",
        "source.prior_inputs(count, (0, seed))",
        ("core/test_samplers.py::test_sample_in_the_saved_model_is_the_sampler_s_draw_decoded",),
    ),
    Fault(
        "exporting/onnx.py",
        "operations that ONNX lacks are written",
        "    if missing:\n",
        "    if len(missing) > 99:\n",
        ("exporting/test_exporting.py::test_a_random_operation_is_named",),
    ),
]
