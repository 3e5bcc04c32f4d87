"""The language of manuals and pages: our lists where they are sure, a library for the rest."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support import manual_language
from support.extraction import language

ENGLISH = "Hold the button until the light is on and do not open the housing of the machine. " * 6
TEXTS = {
    "en": ENGLISH,
    "de": "Halten Sie die Taste gedrückt, bis das Licht an ist, und öffnen Sie es nie. " * 6,
    "id": "Tekan dan tahan tombol sampai lampu menyala, lalu lepaskan tombol tersebut. " * 6,
    "vi": "Nhấn và giữ nút cho đến khi đèn sáng, sau đó thả nút ra và chờ máy khởi động lại. " * 6,
    "fa": "دکمه را فشار دهید و نگه دارید تا چراغ روشن شود و سپس دستگاه را خاموش کنید. " * 6,
    "ar": "اضغط على الزر حتى يضيء المصباح ثم لا تفتح غطاء الجهاز إلى أن يبرد من الداخل. " * 6,
    "sl": "Pritisnite in držite gumb, dokler se lučka ne prižge, nato odprite pokrov. " * 6,
    "he": "לחצו על הכפתור עד שהנורית נדלקת ואז סגרו את המכסה של המכשיר. " * 8,
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_manual(code: str):
    assert manual_language.of_manual([TEXTS[code]] * 3) == code


def test_numbers_have_no_language():
    assert manual_language.of_manual(["12 34 56 kHz 7.8 " * 40]) == ""
    assert manual_language.of_manual([]) == ""


def test_a_page_is_in_the_language_of_its_manual_unless_it_is_clearly_of_another():
    assert language.of_page(TEXTS["de"], "en") == "de"
    assert language.of_page(TEXTS["id"], "en") == "en"
    assert language.of_page(ENGLISH, "id") == "en"
    assert language.of_page("GND A1 A2 SEN " * 40, "id") == "id"
    assert language.of_page("Teknis", "id") == "id"


def test_the_library_is_loaded_only_where_our_lists_are_not_sure():
    code = f"""
import sys
from support import manual_language
from support.extraction import language
assert manual_language.of_manual([{ENGLISH!r}]) == "en"
assert "py3langid" not in sys.modules
assert manual_language.of_manual([{TEXTS["id"]!r}]) == "id"
assert "py3langid" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
