"""Trainings without XLA, unless a test names it."""

import contextlib
from dataclasses import replace

import pytest


@contextlib.contextmanager
def without_xla():
    from kerasgen.core.generative_model import GenerativeModel
    from kerasgen.training.recipes.recipe import Recipe

    by_model, by_recipe = GenerativeModel.compile, Recipe.compile

    def compile_model(model, *unnamed, jit_compile=False, **options):
        by_model(model, *unnamed, jit_compile=jit_compile, **options)

    def compile_by_recipe(recipe, *arguments):
        by_recipe(replace(recipe, jit_compile=False), *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GenerativeModel, "compile", compile_model)
        patch.setattr(Recipe, "compile", compile_by_recipe)
        yield
