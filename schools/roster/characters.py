"""Characters that people do not see or mean: blanks, zero-width marks, full-width forms."""

import re
import unicodedata

VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
BRACKETS = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")"})


def drop_invisible(text: str) -> str:
    """`text` without zero-width, control and variation marks; blanks of every kind become " "."""
    if text.isprintable() and not VARIATIONS.search(text):
        return text  # nearly every cell; the walk below costs more than reading the file
    kept = []
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and not VARIATIONS.match(char):
            kept.append(char)
    return "".join(kept)


def fold(text: str) -> str:
    """The form in which headers and class names are compared: NFKC, no blanks, round brackets."""
    plain = unicodedata.normalize("NFKC", drop_invisible(text))
    return "".join(plain.split()).translate(BRACKETS)
