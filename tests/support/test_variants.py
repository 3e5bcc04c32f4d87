"""A family's manual: passages for the customer's model, for all, and for another one."""

from __future__ import annotations

import pytest

from support.variants import NO_VARIANTS, variants_of


@pytest.mark.parametrize(
    "text", ["MX12 only: hold SHIFT.", "On the MX-12 press DUAL.", "The MX 12 has two outputs."]
)
def test_another_model_of_the_family(text: str):
    assert variants_of("Mirvoce MX8").is_foreign(text, "how do I split the keyboard")


@pytest.mark.parametrize(
    "text",
    [
        "Hold SHIFT and press DUAL.",
        "MX8 and MX12: hold SHIFT.",
        "The MX-8 has one output, the MX-12 two.",
        "Use 12 V and a USB2 cable, M12 screws.",
    ],
)
def test_for_all_models_or_for_this_one(text: str):
    assert not variants_of("Mirvoce MX8").is_foreign(text, "how do I split the keyboard")


def test_who_asks_for_the_other_model_means_it():
    text = "MX12 only: hold SHIFT."
    assert not variants_of("Mirvoce MX8").is_foreign(text, "is that the same on the MX-12?")


def test_siblings_of_the_catalogue_may_be_called_anything():
    variants = variants_of("Fjord Mini K2", ["Fjord Grand Z900", "Fjord Studio"])
    assert variants.is_foreign("Z900: open the lid.", "the lid")
    assert not variants.is_foreign("Open the lid of the Fjord in the studio.", "the lid")
    assert not variants.is_foreign("K2 and Z900: open the lid.", "the lid")


def test_what_all_of_the_family_are_called_tells_nothing():
    variants = variants_of("TX Series Pad 8 TX8", ["TX Series Pad 12 TX12"])
    assert variants.is_foreign("The TX series pad TX12 has a rim.", "rim")


def test_without_a_product_nothing_is_foreign():
    assert not NO_VARIANTS.is_foreign("MX12 only", "")
    assert not variants_of("Kettle").is_foreign("MX12 only", "")
